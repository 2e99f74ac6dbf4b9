package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lectern/builder/course"
	"lectern/builder/scaffold"
	"lectern/themes"
)

func newNewCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "new",
		Short: "Make a course, a module, a lesson, a guide, a template or a theme",
		Long: `New makes the files that an author begins with. Nothing is ever overwritten.

A page is made as a draft: lectern serve shows it, and lectern build leaves it out until the line
"draft: true" is removed. Its weight puts it behind its neighbours, and every useful key stands in it with
an explanation.

A course may have its own beginnings: archetypes/lesson.md, module.md, shelf.md, guide.md and template.md
are plain text in which {{title}}, {{weight}} and {{date}} are filled in.

The path of what was made is printed on standard output. Exit codes: 0 done; 2 wrong usage, such as a name
that no page can have; 3 the file exists, its module does not, or it cannot be written.`,
		Example: `  lectern new site team-course
  lectern new module feedback
  lectern new lesson feedback/first-words`,
		Args: knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newSiteCommand(), newModuleCommand(), newThemeCommand())
	for _, p := range pageCommands {
		cmd.AddCommand(p.command())
	}
	return cmd
}

// pageCommand is a subcommand that makes a page.
type pageCommand struct {
	kind                 scaffold.Kind
	use, short, examples string
}

var pageCommands = []pageCommand{
	{scaffold.Lesson, "lesson MODULE/NAME", "Make a lesson of a module", `  lectern new lesson feedback/first-words
  code "$(lectern new lesson feedback/first-words -s course)"`},
	{scaffold.Guide, "guide SHELF/NAME", "Make a stand-alone guide on a shelf", `  lectern new guide guides/first-week`},
	{scaffold.Template, "template NAME", "Make a template that learners download", `  lectern new template one-to-one-agenda`},
}

func (p pageCommand) command() *cobra.Command {
	var source string
	cmd := &cobra.Command{
		Use: p.use, Short: p.short, Example: p.examples,
		Long: p.short + ", as a draft, behind its neighbours. What it begins with is archetypes/" + string(p.kind) + ".md of the course, if there is one.",
		Args: oneName(p.use),
		RunE: func(cmd *cobra.Command, args []string) error {
			return newPage(cmd, source, p.kind, args[0])
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			return completeModules(source, p.use, args)
		},
	}
	addSource(cmd, &source)
	return cmd
}

func newModuleCommand() *cobra.Command {
	var source string
	var shelf bool
	cmd := &cobra.Command{
		Use:   "module NAME",
		Short: "Make a module of the program, or a shelf for guides",
		Long: `Make a module of the program, as a draft, behind the others. With --shelf it is a shelf of stand-alone
guides outside the numbered program.`,
		Example: `  lectern new module feedback
  lectern new module guides --shelf`,
		Args: oneName("module NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			kind := scaffold.Module
			if shelf {
				kind = scaffold.Shelf
			}
			return newPage(cmd, source, kind, args[0])
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	addSource(cmd, &source)
	cmd.Flags().BoolVar(&shelf, "shelf", false, "a shelf of guides instead of a module")
	return cmd
}

func newThemeCommand() *cobra.Command {
	var source string
	cmd := &cobra.Command{
		Use:   "theme NAME",
		Short: "Make a theme that changes the built-in one",
		Long: `Make themes/NAME with the colours, the words and the end of the head of a page, which replace those of the
built-in theme; its README.md says how to replace more. Built-in themes: ` + strings.Join(themes.Names(), ", ") + `.`,
		Example: `  lectern new theme acme        used by "theme: acme" in content/_index.md
  lectern new theme default     used at once`,
		Args: oneName("theme NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return newTheme(cmd, source, args[0])
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	addSource(cmd, &source)
	return cmd
}

func addSource(cmd *cobra.Command, source *string) {
	cmd.Flags().StringVarP(source, "source", "s", ".", "course folder, which holds content/")
}

// oneName demands one argument, and shows what it is.
func oneName(use string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) == 1 {
			return nil
		}
		what, arg, _ := strings.Cut(use, " ")
		message := fmt.Sprintf("new %s takes one argument, %s, but there are %d", what, arg, len(args))
		return &misuse{message, "write lectern new " + use}
	}
}

func newPage(cmd *cobra.Command, source string, kind scaffold.Kind, name string) error {
	root, err := openSource(source)
	if err != nil {
		return err
	}
	defer root.Close()
	made, err := scaffold.Course{FS: root.FS(), Date: today()}.Page(kind, filepath.ToSlash(name))
	if err != nil {
		return refused(err)
	}
	if err := write(cmd, root, source, made); err != nil {
		return err
	}
	_, err = fmt.Fprintln(cmd.ErrOrStderr(), "a draft: lectern serve shows it; remove draft: true to publish it")
	return fail(err)
}

func newTheme(cmd *cobra.Command, source, name string) error {
	root, err := openSource(source)
	if err != nil {
		return err
	}
	defer root.Close()
	plan, err := scaffold.Theme(root.FS(), name)
	if err != nil {
		return refused(err)
	}
	if err := write(cmd, root, source, plan...); err != nil {
		return err
	}
	how := "it changes the built-in theme " + name + " at once; its README.md says how"
	if _, err := fs.Stat(themes.FS(), name); err != nil {
		how = "to use it, write theme: " + name + " into content/_index.md, or try it with lectern serve -t " + name
	}
	_, err = fmt.Fprintln(cmd.ErrOrStderr(), how)
	return fail(err)
}

// write makes the files and prints their paths, as seen from where the command runs.
func write(cmd *cobra.Command, root *os.Root, source string, plan ...scaffold.File) error {
	if err := scaffold.Write(cmd.Context(), root, plan); err != nil {
		return refused(err)
	}
	for _, f := range plan {
		if _, err := fmt.Fprintln(cmd.OutOrStdout(), filepath.Join(source, filepath.FromSlash(f.Path))); err != nil {
			return fail(err)
		}
	}
	return nil
}

func openSource(source string) (*os.Root, error) {
	if source == "" {
		return nil, usage("--source is empty")
	}
	root, err := openCourse(source)
	return root, fail(err)
}

// refused gives an error of scaffold its exit code and shows its hint.
func refused(err error) error {
	var e *scaffold.Error
	switch {
	case !errors.As(err, &e):
		return fail(err)
	case e.Usage:
		return &misuse{e.Message, e.Hint}
	}
	return fail(&misuse{e.Message, e.Hint})
}

// today is the date of new pages. SOURCE_DATE_EPOCH fixes it.
func today() time.Time {
	if fixed, err := sourceDate(); err == nil && !fixed.IsZero() {
		return fixed
	}
	return time.Now()
}

// completeModules offers the folders that a page can be made in.
func completeModules(source, use string, args []string) ([]string, cobra.ShellCompDirective) {
	const how = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	if len(args) > 0 || !strings.Contains(use, "/") {
		return nil, how
	}
	found, err := filepath.Glob(filepath.Join(source, course.ContentDir, "*", "_index.md"))
	if err != nil {
		return nil, how
	}
	var folders []string
	for _, file := range found {
		if folder := path.Base(filepath.ToSlash(filepath.Dir(file))); folder != "templates" {
			folders = append(folders, folder+"/")
		}
	}
	return folders, how
}
