package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit codes, as promised to whoever calls the command.
const (
	exitDone    = 0
	exitCourse  = 1 // the course has errors, nothing was published
	exitUsage   = 2
	exitFailure = 3 // the tool could not go on
)

// failure is an error of a command that ran, with its exit code. Errors of any other type come from
// cobra and are wrong usage.
type failure struct {
	code int
	err  error
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// errCourse says that diagnostics have been printed and nothing was published.
var errCourse = &failure{exitCourse, errors.New("the course has errors")}

// misuse is an error with what to do instead, of wrong usage unless a failure wraps it.
type misuse struct{ message, hint string }

func (m *misuse) Error() string { return m.message }

// usage returns an error of wrong usage.
func usage(format string, args ...any) error { return &misuse{message: fmt.Sprintf(format, args...)} }

// fail wraps an error that keeps the tool from going on.
func fail(err error) error {
	if err == nil {
		return nil
	}
	return &failure{exitFailure, err}
}

// interrupted is the cause of a context that a signal ended.
type interrupted struct{ signal syscall.Signal }

func (i interrupted) Error() string { return "interrupted by " + i.signal.String() }

// run runs the command and returns its exit code: 128 and the signal's number after a signal.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := untilSignal(context.Background())
	defer stop()
	root := newRootCommand()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	var i interrupted
	if errors.As(context.Cause(ctx), &i) {
		fmt.Fprintf(stderr, "lectern: %v\n", i)
		return 128 + int(i.signal)
	}
	return exitCode(err, stderr)
}

func exitCode(err error, stderr io.Writer) int {
	var f *failure
	var m *misuse
	hint := ""
	if errors.As(err, &m) {
		hint = m.hint
	}
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errCourse):
		return exitCourse
	case errors.As(err, &f):
		fmt.Fprintf(stderr, "error: %v\n", f.err)
		if hint != "" {
			fmt.Fprintf(stderr, "hint: %s\n", hint)
		}
		return f.code
	case hint == "":
		hint = "see lectern --help"
	}
	fmt.Fprintf(stderr, "error: %v\nhint: %s\n", err, hint)
	return exitUsage
}

// untilSignal returns a context that ends with an interrupted cause on SIGINT or
// SIGTERM. A second signal kills.
func untilSignal(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case s := <-signals:
			signal.Stop(signals)
			number, _ := s.(syscall.Signal)
			cancel(interrupted{number})
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		cancel(nil)
	}
}

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "lectern",
		Short: "Turn a folder of Markdown lessons into a published course",
		Long: `Lectern turns a folder of Markdown lessons into a published course: modules, lessons,
guides, templates to download, a glossary, questions and answers.`,
		Example: `  lectern build                 publish content/ into public/
  lectern build --strict -D     with drafts, and warnings as errors`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          knownCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(explainFlag)
	root.SetHelpCommand(newHelpCommand())
	root.CompletionOptions.DisableDefaultCmd = true // it takes any name of a shell for a call for help
	root.AddCommand(newBuildCommand(), newServeCommand(), newCheckCommand(), newNewCommand(), newSchemaCommand(), newVersionCommand(), newCompletionCommand())
	return root
}
