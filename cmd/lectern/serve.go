package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lectern/builder"
	"lectern/builder/course"
	"lectern/builder/diag"
	"lectern/builder/serve"
	"lectern/builder/watch"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	courseFlags
	host                 string
	port                 int
	open, poll, navigate bool
}

func newServeCommand() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Show the course while you write",
		Long: `Serve builds the course in memory and shows it in a browser. After a save the open page changes in
place: what you scrolled, opened or typed stays. With a mistake in the course the last good site stays and
the page shows what is wrong. Drafts are shown; -D=false leaves them out. The published folder is never touched.

The server answers only to this machine, or to --host. /_lectern/ lists pages, drafts and diagnostics.`,
		Example: `  lectern serve
  lectern serve --open --navigate     open the browser; it follows the file that you save
  lectern serve --poll                where the system does not tell of changes, as in some containers`,
		Args: noArguments("give the course folder with -s"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return fail(f.run(cmd))
		},
	}
	f.add(cmd, []string{"text"})
	flags := cmd.Flags()
	flags.Lookup("drafts").DefValue = "true"
	f.drafts = true
	for _, name := range []string{"format", "strict"} {
		_ = flags.MarkHidden(name) // they are for commands that end
	}
	flags.IntVar(&f.port, "port", 1313, "port to listen on; the next free one when it is busy")
	flags.StringVar(&f.host, "host", "127.0.0.1", "address to listen on")
	flags.BoolVar(&f.open, "open", false, "open the browser")
	flags.BoolVar(&f.navigate, "navigate", false, "let the browser go to the page whose file was saved")
	flags.BoolVar(&f.poll, "poll", false, "look for changes again and again instead of waiting for events")
	return cmd
}

func (f *serveFlags) check() error {
	if f.port < 0 || f.port > 65535 {
		return usage("--port %d is no port: give a number from 1 to 65535, or 0 for any", f.port)
	}
	return f.courseFlags.check()
}

// thrift is the growth of a preview, which is open all day beside an editor and a browser, and whose own work is short.
const thrift = 40 // percent

// run serves until it is interrupted.
func (f *serveFlags) run(cmd *cobra.Command) error {
	growth.Store(thrift)
	src, err := openCourse(f.source)
	if err != nil {
		return err
	}
	defer src.Close()
	listener, err := serve.Listen(f.host, f.port)
	if err != nil {
		return err
	}
	p := &preview{
		flags: f, cmd: cmd, src: src, out: cmd.OutOrStdout(), address: address(f.host, listener),
		server: serve.New(serve.Options{
			Host: f.host, Navigate: f.navigate, Root: filepath.ToSlash(src.Name()),
			Source: sourceOf(src),
		}),
	}
	ctx, cancel := context.WithCancel(cmd.Context())
	defer cancel()
	ended := make(chan error, 1)
	go func() {
		ended <- p.server.Run(ctx, listener)
		cancel()
	}()
	if err := p.loop(ctx); err != nil && ctx.Err() == nil {
		return err
	}
	cancel()
	return <-ended
}

// address is what a browser is told.
func address(host string, l net.Listener) string {
	port := l.Addr().(*net.TCPAddr).Port
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, strconv.Itoa(port)) + "/"
}

// preview is a running serve.
type preview struct {
	flags   *serveFlags
	cmd     *cobra.Command
	src     *os.Root
	out     io.Writer
	address string
	server  *serve.Server
	builder *builder.Builder
	failed  bool // the build before had errors
}

// loop watches, builds and shows until ctx ends. Watching begins before the first build, so that no change is lost.
func (p *preview) loop(ctx context.Context) error {
	roots := []string{filepath.Join(p.src.Name(), course.ContentDir), filepath.Join(p.src.Name(), "themes")}
	opt := watch.Options{Roots: roots, Skip: skipped, Notify: func(words string) { fmt.Fprintln(p.out, words) }}
	if p.flags.poll {
		opt.Poll = 500 * time.Millisecond
	}
	w, err := watch.New(opt)
	if err != nil {
		return fmt.Errorf("watch the course: %w", err)
	}
	defer w.Close()
	build := p.flags.options(p.src)
	build.BaseURL, build.Swap = p.address, p.server.Swap()
	p.builder = builder.New(build)
	defer p.builder.Close()
	if err := p.begin(ctx); err != nil {
		return err
	}
	go debug.FreeOSMemory() // of what parsing the whole course took
	for {
		select {
		case batch := <-w.Changes():
			if err := p.change(ctx, batch); err != nil {
				return err
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// begin builds for the first time. Of a large course a lesson can be shown long before that is done.
func (p *preview) begin(ctx context.Context) error {
	early, err := p.builder.Skim(ctx)
	if err != nil {
		return err
	}
	if early != nil {
		p.server.ShowEarly(early)
	}
	if wanted := strconv.Itoa(p.flags.port); p.flags.port != 0 && !strings.HasSuffix(p.address, ":"+wanted+"/") {
		fmt.Fprintf(p.out, "port %s is taken\n", wanted)
	}
	fmt.Fprintf(p.out, "serving %s\nwatching content and themes; Ctrl+C ends\n", p.address)
	if p.flags.open {
		openBrowser(p.cmd.ErrOrStderr(), p.address)
	}
	return p.build(ctx, nil, p.builder.Build)
}

// change builds again after a batch of changes.
func (p *preview) change(ctx context.Context, batch watch.Batch) error {
	files := make([]string, 0, len(batch.Paths))
	for _, path := range batch.Paths {
		if rel, err := filepath.Rel(p.src.Name(), path); err == nil {
			files = append(files, filepath.ToSlash(rel))
		}
	}
	if batch.Full {
		return p.build(ctx, files, p.builder.Build)
	}
	return p.build(ctx, files, func(ctx context.Context) (*builder.Result, error) { return p.builder.Rebuild(ctx, files) })
}

// build builds, shows and tells. A fault that the author can mend, such as a broken theme, is told and does not end the
// preview once it runs.
func (p *preview) build(ctx context.Context, changed []string, build func(context.Context) (*builder.Result, error)) error {
	start := time.Now()
	result, err := build(ctx)
	if err != nil && (changed == nil || ctx.Err() != nil) {
		return err
	}
	took := time.Since(start)
	p.server.Show(serve.Build{Result: result, Err: err, Changed: changed, Took: took})
	if err != nil {
		p.failed = true
		fmt.Fprintf(p.cmd.ErrOrStderr(), "error: %v\n", err)
		return nil
	}
	p.tell(result, changed, took)
	return nil
}

// tell prints one line for a build, and its diagnostics when they keep it from being shown.
func (p *preview) tell(r *builder.Result, changed []string, took time.Duration) {
	what := "built " + p.src.Name()
	if changed != nil {
		what = shortList(ofCourse(changed))
	}
	errs, warnings := diag.Count(r.Diags)
	state := ""
	switch {
	case errs > 0:
		state = ", " + count(errs, "error") + ": the last good site stays"
	case p.failed:
		state = ", mended"
	case warnings > 0 && changed == nil:
		state = ", " + count(warnings, "warning") + " (lectern check shows them)"
	}
	fmt.Fprintf(p.out, "%s: %s in %s%s\n", what, count(r.Parsed, "file")+" parsed", duration(took), state)
	p.failed = errs > 0
	if p.failed {
		_ = p.flags.report(p.cmd, p.src, r.Diags, true) // its result is the exit code of commands that end
	}
}

// duration is a time as a person reads it: 0.4 ms, 1.20 s.
func duration(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%.1f ms", d.Seconds()*1000)
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}

// shortList names what changed, and counts what would not fit a line.
func shortList(files []string) string {
	const most = 3
	if len(files) > most {
		return strings.Join(files[:most], ", ") + fmt.Sprintf(" and %d more", len(files)-most)
	}
	return strings.Join(files, ", ")
}

// ofCourse leaves out files that are no part of a course, such as the ones that some programs write before they rename them, unless
// there are no others.
func ofCourse(files []string) []string {
	of := slices.DeleteFunc(slices.Clone(files), func(file string) bool {
		role, _ := course.Classify(file)
		return role == course.Ignored && strings.HasPrefix(file, course.ContentDir+"/")
	})
	if len(of) == 0 {
		return files
	}
	return of
}

// skipped leaves out what editors and systems put beside files, as the course does.
func skipped(path string, isDir bool) bool {
	base := filepath.Base(path)
	if strings.Contains(filepath.ToSlash(path), "/content/static/") {
		return base == ".DS_Store"
	}
	return strings.HasPrefix(base, ".") || strings.HasSuffix(base, "~") || !isDir && strings.HasPrefix(base, "#")
}
