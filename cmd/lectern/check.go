package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"lectern/builder"
	"lectern/builder/audit"
	"lectern/builder/diag"
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
host, with a cache. Addresses in ignoreLinks of content/_index.md are not asked.

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
	opt.External = f.external
	b := builder.New(opt)
	defer b.Close()
	result, err := b.Build(cmd.Context())
	if err != nil {
		return fail(err)
	}
	ds := result.Diags
	if !result.HasErrors() {
		more, err := f.audit(cmd, result)
		if err != nil {
			return fail(err)
		}
		ds = diag.Sort(append(ds, more...))
	}
	if err := f.report(cmd, src, ds, false); err != nil {
		return err
	}
	pages, _ := result.Pages()
	_, warnings := diag.Count(ds)
	_, err = fmt.Fprintf(f.closing(cmd), "checked %s in %.2f s: no errors, %s\n",
		count(pages, "page"), time.Since(start).Seconds(), count(warnings, "warning"))
	return fail(err)
}

// audit looks at the rendered site and, when asked, at the web.
func (f *checkFlags) audit(cmd *cobra.Command, r *builder.Result) ([]diag.Diagnostic, error) {
	ds, _, err := audit.Rendered(r, nil)
	if err != nil {
		return nil, err
	}
	if f.external {
		more, err := audit.External(cmd.Context(), r.Course, audit.ExternalOptions{
			Cache: f.cache, Ignore: r.Course.Home.Meta.IgnoreLinks, Agent: "lectern/" + buildVersion(),
		})
		if err != nil {
			return nil, err
		}
		ds = append(ds, more...)
	}
	if f.strict {
		ds = diag.Strict(ds)
	}
	return ds, nil
}
