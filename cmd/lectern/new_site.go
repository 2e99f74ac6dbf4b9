package main

import (
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"lectern/builder/course"
	"lectern/builder/scaffold"
	"lectern/content"
)

func newSiteCommand() *cobra.Command {
	var sample bool
	cmd := &cobra.Command{
		Use:   "site DIR",
		Short: "Make a course that builds at once",
		Long: `Make a course in DIR, which must not exist, be empty, or hold nothing but .git: a module with two lessons, a
guide, a template and a glossary to change or replace; netlify.toml and a workflow for GitHub that publish on
merge; tasks, snippets and the schema of the front matter for editors.

With --sample it is the whole Manager Development Program that comes with Lectern, for you to make your own.

Everything is made, or nothing.`,
		Example: `  lectern new site team-course
  lectern new site --sample leadership
  mkdir course && cd course && git init && lectern new site .`,
		Args: oneName("site DIR"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return newSite(cmd, args[0], sample)
		},
	}
	cmd.Flags().BoolVar(&sample, "sample", false, "the whole sample course instead of a small starter")
	return cmd
}

func newSite(cmd *cobra.Command, dir string, sample bool) error {
	if dir == "" {
		return usage("DIR is empty")
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return fail(err)
	}
	var pages []scaffold.File
	if sample {
		if pages, err = sampleCourse(); err != nil {
			return fail(err)
		}
	}
	title := scaffold.Title(filepath.Base(abs))
	if title == "" {
		title = "Our course"
	}
	plan, err := scaffold.Site(title, today(), pages)
	if err != nil {
		return refused(err)
	}
	if err := scaffold.WriteSite(cmd.Context(), dir, plan); err != nil {
		return refused(err)
	}
	return fail(sayNext(cmd, dir, len(plan)))
}

// sampleCourse lists the files of the embedded course. What is no part of a course, such as the program that embeds it,
// stays behind.
func sampleCourse() ([]scaffold.File, error) {
	var out []scaffold.File
	err := fs.WalkDir(content.FS, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		file := path.Join(course.ContentDir, p)
		if role, _ := course.Classify(file); role == course.Ignored {
			return nil
		}
		text, err := fs.ReadFile(content.FS, p)
		out = append(out, scaffold.File{Path: file, Text: text})
		return err
	})
	return out, err
}

// sayNext prints the two commands that come next.
func sayNext(cmd *cobra.Command, dir string, files int) error {
	first, second := "cd "+shellWord(dir), "lectern serve"
	if filepath.Clean(dir) == "." {
		first, second = "lectern serve", "lectern build"
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), `made a course in %s: %s
next:
  %s
  %s
`, dir, count(files, "file"), first, second)
	return err
}

// shellWord quotes a path that a shell would take apart. A path that begins with a hyphen would be a flag.
func shellWord(p string) string {
	if strings.HasPrefix(p, "-") {
		p = "." + string(filepath.Separator) + p
	}
	plain := func(r rune) bool {
		return r > 0x7f || strings.ContainsRune("-_./\\:~+", r) || '0' <= r && r <= '9' || 'a' <= r|0x20 && r|0x20 <= 'z'
	}
	if strings.IndexFunc(p, func(r rune) bool { return !plain(r) }) < 0 {
		return p
	}
	if filepath.Separator == '\\' {
		return `"` + p + `"`
	}
	return "'" + strings.ReplaceAll(p, "'", `'\''`) + "'"
}
