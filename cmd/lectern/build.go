package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lectern/builder"
	"lectern/builder/course"
	"lectern/builder/diag"
	"lectern/builder/output"
	"lectern/themes"
)

// buildFlags are the flags of build.
type buildFlags struct {
	courseFlags
	destination string
	baseURL     string
	quiet       bool
}

func newBuildCommand() *cobra.Command {
	var f buildFlags
	cmd := &cobra.Command{
		Use:   "build",
		Short: "Publish the course",
		Long: `Build renders the course and publishes it into the destination folder in one step: at every
instant the folder is one whole site, the old or the new one. With any error in the course nothing
is published.

Exit codes: 0 done; 1 the course has errors; 2 wrong usage; 3 the tool could not go on.`,
		Example: `  lectern build
  lectern build -s course -d /srv/www/course
  lectern build --strict --format github          in CI: warnings are errors, shown at their lines
  lectern build -D -b https://preview.example.org  with drafts, under another address`,
		Args: noArguments("give the course folder with -s"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return f.run(cmd)
		},
	}
	f.courseFlags.add(cmd, diag.Formats)
	flags := cmd.Flags()
	flags.StringVarP(&f.destination, "destination", "d", "public", "folder to publish into, counted from the source")
	flags.StringVarP(&f.baseURL, "baseURL", "b", "", "address of the site, in place of the course's own")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "print errors only")
	completeFolders(cmd, "destination")
	return cmd
}

// check refuses flags that make no sense.
func (f *buildFlags) check() error {
	if f.destination == "" {
		return usage("--destination is empty")
	}
	if err := checkBaseURL(f.baseURL); err != nil {
		return err
	}
	return f.courseFlags.check()
}

// checkBaseURL refuses what is no address of a site. An empty one is not given: a host may set
// --baseURL "$PREVIEW_URL" for every build.
func checkBaseURL(address string) error {
	u, err := url.Parse(address)
	if address == "" || err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil && !strings.ContainsAny(address, "?#") {
		return nil
	}
	return usage("--baseURL %q is no address such as https://example.org/ or https://example.org/course/", address)
}

func (f *buildFlags) run(cmd *cobra.Command) error {
	start := time.Now()
	src, err := openCourse(f.source)
	if err != nil {
		return fail(err)
	}
	defer src.Close()
	dst := f.destination
	if !filepath.IsAbs(dst) {
		dst = filepath.Join(src.Name(), dst)
	}
	place := output.PublishOptions{Root: src.Name(), Protected: []string{
		filepath.Join(src.Name(), course.ContentDir), filepath.Join(src.Name(), "themes"),
	}}
	if err := output.CheckDestination(dst, place); err != nil {
		return fail(err)
	}
	opt := f.options(src)
	opt.BaseURL, opt.Program = f.baseURL, program()
	b := builder.New(opt)
	defer b.Close()
	done, err := f.recall(cmd, src, dst, b, &place)
	if done == nil && err == nil {
		done, err = f.publish(cmd, src, dst, b, place)
	}
	if err != nil || f.quiet {
		return err
	}
	return fail(done.print(f.closing(cmd), time.Since(start)))
}

// recall does what a build would do whose result stands already; nil when that cannot be told. Then the build is told what is known.
func (f *buildFlags) recall(cmd *cobra.Command, src *os.Root, dst string, b *builder.Builder, place *output.PublishOptions) (*closing, error) {
	last := b.Recall(output.ReadKept(dst, output.KeptRecord, *place))
	if last == nil {
		return nil, nil
	}
	if b.Unchanged() && last.Published.Stands(dst, *place) {
		pages, others := last.Pages()
		done := &closing{pages: pages, others: others, Stats: output.Stats{Unchanged: pages + others}}
		return done, f.report(cmd, src, last.Diags, f.quiet)
	}
	if b.Resumable() && last.Published.Remains(dst, *place) {
		b.Resume(output.ReadKept(dst, output.KeptLessons, *place))
	}
	published := last.Published
	place.Last = &published
	return nil, nil
}

// publish builds the course and publishes it.
func (f *buildFlags) publish(cmd *cobra.Command, src *os.Root, dst string, b *builder.Builder, place output.PublishOptions) (*closing, error) {
	result, err := b.Build(cmd.Context())
	if err != nil {
		return nil, fail(err)
	}
	if err := f.report(cmd, src, result.Diags, f.quiet); err != nil {
		return nil, err
	}
	place.Same = result.Same
	place.Keep = func(what output.Kept, p *output.Published, w io.Writer) error { return b.Keep(result, what, p, w) }
	stats, err := output.Publish(cmd.Context(), dst, result.Files, place)
	if err != nil {
		return nil, fail(err)
	}
	for _, w := range stats.Warnings {
		fmt.Fprintf(cmd.ErrOrStderr(), "warning: %s\n", w)
	}
	pages, others := result.Pages()
	return &closing{pages: pages, others: others, parsed: result.Parsed, Stats: stats}, nil
}

// closing is what the last line of a build says.
type closing struct {
	pages, others, parsed int
	output.Stats
}

func (c *closing) print(w io.Writer, took time.Duration) error {
	_, err := fmt.Fprintf(w, "built %s, %s in %.2f s (%d parsed, %d written, %d unchanged, %d removed)\n",
		count(c.pages, "page"), count(c.others, "file"), took.Seconds(), c.parsed, c.Wrote, c.Unchanged, c.Removed)
	return err
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// courseFlags are the flags of every command that reads a course.
type courseFlags struct {
	source, theme, edition, format string
	drafts, future, strict         bool
	formats                        []string  // that the command takes
	date                           time.Time // that the environment fixes
}

func (f *courseFlags) add(cmd *cobra.Command, formats []string) {
	f.formats = formats
	flags := cmd.Flags()
	flags.StringVarP(&f.source, "source", "s", ".", "course folder, which holds content/")
	flags.StringVarP(&f.theme, "theme", "t", "", "theme, in place of the course's own")
	flags.BoolVarP(&f.drafts, "drafts", "D", false, "include drafts")
	flags.BoolVarP(&f.future, "future", "F", false, "include pages whose publishDate has not come")
	flags.StringVar(&f.edition, "edition", "", "edition: learner (default) or facilitator")
	flags.BoolVar(&f.strict, "strict", false, "warnings are errors")
	flags.StringVar(&f.format, "format", "text", "form of the diagnostics: "+strings.Join(formats, ", "))
	completeFolders(cmd, "source")
	completeValues(cmd, "format", formats)
	completeValues(cmd, "edition", editions)
	completeValues(cmd, "theme", themes.Names())
}

// editions are the values of --edition.
var editions = []string{"learner", "facilitator"}

func (f *courseFlags) check() error {
	if f.source == "" {
		return usage("--source is empty")
	}
	if !slices.Contains(f.formats, f.format) {
		return usage("--format %q is none of %s", f.format, strings.Join(f.formats, ", "))
	}
	if f.edition != "" && !slices.Contains(editions, f.edition) {
		return usage("--edition %q is neither learner nor facilitator", f.edition)
	}
	var err error
	f.date, err = sourceDate()
	return err
}

func (f *courseFlags) options(src *os.Root) builder.Options {
	edition := f.edition
	if edition == "learner" {
		edition = ""
	}
	return builder.Options{
		Source: filesOf(src), Themes: themes.FS(), Now: time.Now(), Date: f.date, Theme: f.theme,
		Drafts: f.drafts, Future: f.future, Edition: edition, Strict: f.strict,
		Spool: true,
	}
}

// openCourse opens a course folder. Nothing outside of it can be read through what it returns.
func openCourse(dir string) (*os.Root, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	const hint = "give the folder that holds content with -s, or begin a course with lectern new site"
	root, err := os.OpenRoot(abs)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &misuse{"course folder " + dir + " does not exist", hint}
	case err != nil:
		return nil, fmt.Errorf("open the course folder: %w", err)
	}
	info, err := root.Stat(course.ContentDir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = &misuse{dir + " has no folder content", hint}
	case err != nil:
		err = fmt.Errorf("open the course folder: %w", err)
	case !info.IsDir():
		err = &misuse{filepath.Join(dir, course.ContentDir) + " is not a folder", hint}
	default:
		return root, nil
	}
	root.Close()
	return nil, err
}
