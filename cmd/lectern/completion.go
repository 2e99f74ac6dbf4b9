package main

import (
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// shells are what completion scripts can be written for.
var shells = []struct {
	name  string
	write func(root *cobra.Command, w io.Writer) error
}{
	{"bash", func(root *cobra.Command, w io.Writer) error { return root.GenBashCompletionV2(w, true) }},
	{"zsh", func(root *cobra.Command, w io.Writer) error { return root.GenZshCompletion(w) }},
	{"fish", func(root *cobra.Command, w io.Writer) error { return root.GenFishCompletion(w, true) }},
	{"powershell", func(root *cobra.Command, w io.Writer) error { return root.GenPowerShellCompletionWithDesc(w) }},
}

func newCompletionCommand() *cobra.Command {
	var names []string
	for _, s := range shells {
		names = append(names, s.name)
	}
	return &cobra.Command{
		Use:   "completion " + strings.Join(names, "|"),
		Short: "Print a completion script for a shell",
		Example: `  source <(lectern completion bash)                                        in this bash
  lectern completion bash > /etc/bash_completion.d/lectern                 in every bash
  lectern completion zsh > "${fpath[1]}/_lectern"
  lectern completion fish > ~/.config/fish/completions/lectern.fish
  lectern completion powershell | Out-String | Invoke-Expression`,
		ValidArgs: names,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &misuse{"completion takes the name of one shell", "write " + cmd.CommandPath() + " " + strings.Join(names, "|")}
			}
			for _, s := range shells {
				if s.name == args[0] {
					return fail(s.write(cmd.Root(), cmd.OutOrStdout()))
				}
			}
			return &misuse{"unknown shell " + quoted(args[0]), "there are " + strings.Join(names, ", ")}
		},
	}
}
