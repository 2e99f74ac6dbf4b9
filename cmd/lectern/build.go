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
	opt.BaseURL = f.baseURL
	b := builder.New(opt)
	defer b.Close()
	result, err := b.Build(cmd.Context())
	if err != nil {
		return fail(err)
	}
	if err := f.report(cmd, src, result.Diags, f.quiet); err != nil {
		return err
	}
	stats, err := output.Publish(cmd.Context(), dst, result.Files, place)
	if err != nil {
		return fail(err)
	}
	for _, w := range stats.Warnings {
		fmt.Fprintf(cmd.ErrOrStderr(), "warning: %s\n", w)
	}
	if f.quiet {
		return nil
	}
	return fail(closingLine(f.closing(cmd), result, stats, time.Since(start)))
}

// closingLine says what the build did.
func closingLine(w io.Writer, r *builder.Result, s output.Stats, took time.Duration) error {
	pages, others := r.Pages()
	_, err := fmt.Fprintf(w, "built %s, %s in %.2f s (%d parsed, %d written, %d unchanged, %d removed)\n",
		count(pages, "page"), count(others, "file"), took.Seconds(), r.Parsed, s.Wrote, s.Unchanged, s.Removed)
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
		Source: src.FS(), Themes: themes.FS(), Now: time.Now(), Date: f.date, Theme: f.theme,
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
