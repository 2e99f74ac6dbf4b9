package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lectern/builder/diag"
)

// knownCommand refuses a first argument that is no command, and names the one that may have been meant.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return &misuse{"unknown command " + quoted(args[0]), meant(args[0], names)}
}

// noArguments refuses arguments behind the command. The hint says what may have been meant by one.
func noArguments(hint string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		m := &misuse{cmd.Name() + " takes no arguments, but there is " + quoted(args[0]), ""}
		if hint != "" {
			m.hint = hint + " " + args[0]
		}
		return m
	}
}

// explainFlag names the flag that may have been meant by an unknown one.
func explainFlag(cmd *cobra.Command, err error) error {
	name, unknown := strings.CutPrefix(err.Error(), "unknown flag: --")
	if !unknown {
		return err
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	return &misuse{err.Error(), meant("--"+name, names)}
}

// meant returns a hint if one of the names is near to what was written.
func meant(written string, names []string) string {
	if hint := diag.DidYouMean(written, names); strings.HasPrefix(hint, "did you mean") {
		return hint
	}
	return ""
}

func quoted(s string) string { return `"` + s + `"` }

// completeValues makes shells offer the values of a flag. The errors of these functions are for flags that do not exist, which
// the tests of completion would show.
func completeValues(cmd *cobra.Command, flag string, values []string) {
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

// completeFolders makes shells offer folders for a flag.
func completeFolders(cmd *cobra.Command, flag string) { _ = cmd.MarkFlagDirname(flag) }

// newHelpCommand is cobra's own, except that help for an unknown command is wrong usage.
func newHelpCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "help [command]",
		Short:   "Show what a command does",
		Example: "  lectern help build",
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil || about == cmd.Root() && len(rest) > 0 {
				return knownCommand(cmd.Root(), args)
			}
			about.InitDefaultHelpFlag()
			return about.Help()
		},
	}
}
