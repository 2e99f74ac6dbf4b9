package main

import (
	"fmt"
	"io"
	"os"

	"github.com/fatih/color"
	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"lectern/builder/diag"
	"lectern/builder/lesson"
)

// report prints diagnostics: text to standard error, the other forms to standard output. It returns errCourse when there is an
// error among them.
func (f *courseFlags) report(cmd *cobra.Command, src *os.Root, ds []diag.Diagnostic, errorsOnly bool) error {
	shown := ds
	if errorsOnly {
		shown = nil
		for _, d := range ds {
			if d.Severity == diag.Error {
				shown = append(shown, d)
			}
		}
	}
	w := cmd.OutOrStdout()
	if f.format == "text" {
		w = cmd.ErrOrStderr()
	}
	p := diag.Printer{
		Format: f.format, Paint: painter(w),
		Source: sourceOf(src),
	}
	if err := p.Print(w, shown); err != nil {
		return fail(err)
	}
	errors, warnings := diag.Count(ds)
	if errors == 0 {
		return nil
	}
	found := count(errors, "error")
	if warnings > 0 && !errorsOnly {
		found += ", " + count(warnings, "warning")
	}
	if cmd.Name() == "build" {
		found += ": nothing was published"
	}
	fmt.Fprintln(cmd.ErrOrStderr(), found)
	return errCourse
}

// closing is where a command's closing line goes: to standard output, unless that holds a document.
func (f *courseFlags) closing(cmd *cobra.Command) io.Writer {
	if f.format == "json" || f.format == "sarif" {
		return cmd.ErrOrStderr()
	}
	return cmd.OutOrStdout()
}

// sourceOf returns a function that reads a file of the course for excerpts: a regular one, since reading from a pipe would wait for
// ever, and no more of it than a page can have.
func sourceOf(src *os.Root) func(file string) []byte {
	return func(file string) []byte {
		info, err := src.Lstat(file)
		if err != nil || !info.Mode().IsRegular() || info.Size() > 2*lesson.MaxSize {
			return nil
		}
		text, err := src.ReadFile(file)
		if err != nil {
			return nil
		}
		return text
	}
}

// painter colours the words error and warning when w is a terminal.
func painter(w io.Writer) func(diag.Severity, string) string {
	file, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" || !isatty.IsTerminal(file.Fd()) {
		return nil
	}
	paint := map[diag.Severity]*color.Color{
		diag.Error: color.New(color.FgRed, color.Bold), diag.Warning: color.New(color.FgYellow, color.Bold),
	}
	for _, c := range paint {
		c.EnableColor()
	}
	return func(s diag.Severity, word string) string { return paint[s].Sprint(word) }
}
