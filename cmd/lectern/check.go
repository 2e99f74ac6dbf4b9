package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"lectern/builder"
	"lectern/builder/audit"
	"lectern/builder/diag"
	"lectern/builder/output"
)

// checkFlags are the flags of check.
type checkFlags struct {
	courseFlags
	external bool
	cache    string
}

func newCheckCommand() *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check the course without publishing it",
		Long: `Check reports every mistake that build would report, renders all pages and follows their
links within the site. With --external it asks the web whether outside addresses still answer: politely, host by
host, with a cache. Addresses in ignoreLinks of content/_index.md are not asked. Of a large course what was found is
kept in your cache folder, so that the next check looks at what changed.

Exit codes: 0 nothing wrong, or warnings only; 1 errors; 2 wrong usage; 3 the tool could not go on.`,
		Example: `  lectern check
  lectern check --strict --format github
  lectern check --external --cache .lectern/links.json`,
		Args: noArguments("give the course folder with -s"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return f.run(cmd)
		},
	}
	f.add(cmd, append(slices.Clone(diag.Formats), "sarif"))
	cmd.Flags().BoolVar(&f.external, "external", false, "ask the web for outside addresses too")
	cmd.Flags().StringVar(&f.cache, "cache", "", "file that keeps the answers of outside addresses")
	return cmd
}

func (f *checkFlags) run(cmd *cobra.Command) error {
	start := time.Now()
	src, err := openCourse(f.source)
	if err != nil {
		return fail(err)
	}
	defer src.Close()
	opt := f.options(src)
	opt.External, opt.Strict = f.external, false // strict once everything has been found
	var kept keptCheck
	if name := program(); name != "" && !f.external {
		kept, opt.Program = keptCheckOf(src), name+" check"
	}
	b := builder.New(opt)
	defer b.Close()
	ds, pages, err := f.find(cmd.Context(), b, kept)
	if err != nil {
		return fail(err)
	}
	if f.strict {
		ds = diag.Strict(ds)
	}
	if err := f.report(cmd, src, ds, false); err != nil {
		return err
	}
	_, warnings := diag.Count(ds)
	_, err = fmt.Fprintf(f.closing(cmd), "checked %s in %.2f s: no errors, %s\n",
		count(pages, "page"), time.Since(start).Seconds(), count(warnings, "warning"))
	return fail(err)
}

// find returns what is wrong, and the number of pages that were looked at. What the last check found is found again where nothing
// differs.
func (f *checkFlags) find(ctx context.Context, b *builder.Builder, kept keptCheck) (ds []diag.Diagnostic, pages int, err error) {
	last := b.Recall(kept.read(output.KeptRecord))
	if b.Unchanged() {
		pages, _ := last.Pages()
		return last.Diags, pages, nil
	}
	var before []audit.Page
	if b.Resumable() {
		if before = kept.pages(last); before != nil {
			b.Resume(kept.read(output.KeptLessons))
		}
	}
	result, err := b.Build(ctx)
	if err != nil {
		return nil, 0, err
	}
	if result.HasErrors() {
		return result.Diags, 0, nil
	}
	ds, read, err := audit.Rendered(result, before)
	if err != nil {
		return nil, 0, err
	}
	ds = diag.Sort(append(result.Diags, ds...))
	kept.keep(b, result, read, ds)
	if f.external {
		more, err := f.askTheWeb(ctx, result)
		if err != nil {
			return nil, 0, err
		}
		ds = diag.Sort(append(ds, more...))
	}
	return ds, len(read), nil
}

// askTheWeb looks at outside addresses.
func (f *checkFlags) askTheWeb(ctx context.Context, r *builder.Result) ([]diag.Diagnostic, error) {
	return audit.External(ctx, r.Course, audit.ExternalOptions{
		Cache: f.cache, Ignore: r.Course.Home.Meta.IgnoreLinks, Agent: "lectern/" + buildVersion(),
	})
}
