package main

import (
	"strings"

	"github.com/spf13/cobra"

	"lectern/builder/lesson"
)

// schemaKinds are the words for kinds of pages. Some kinds have two.
var schemaKinds = map[string]lesson.Kind{
	"course": lesson.KindCourse, "module": lesson.KindModule, "shelf": lesson.KindModule,
	"lesson": lesson.KindLesson, "guide": lesson.KindLesson, "template": lesson.KindTemplate,
	"page": lesson.KindPage, "glossary": lesson.KindGlossary,
}

// schemaNames are the words in the order of the contract.
var schemaNames = []string{"course", "module", "shelf", "lesson", "guide", "template", "page", "glossary"}

func newSchemaCommand() *cobra.Command {
	var kind string
	cmd := &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of the front matter",
		Long: `Schema prints a JSON Schema (draft 2020-12) of the front matter, by which editors complete, explain and
check it: of pages of any kind, or with --kind of one. lectern new site writes them into .lectern/schema.`,
		Example: `  lectern schema
  lectern schema --kind lesson > .lectern/schema/lesson.json`,
		Args: noArguments("give the kind with --kind"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			k, known := schemaKinds[kind]
			if !known && cmd.Flags().Changed("kind") {
				return &misuse{"--kind " + quoted(kind) + " is none of " + strings.Join(schemaNames, ", "), meant(kind, schemaNames)}
			}
			_, err := cmd.OutOrStdout().Write(lesson.Schema(k))
			return fail(err)
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	cmd.Flags().StringVar(&kind, "kind", "", "kind of page: "+strings.Join(schemaNames, ", "))
	_ = cmd.RegisterFlagCompletionFunc("kind", cobra.FixedCompletions(schemaNames, cobra.ShellCompDirectiveNoFileComp)) // the flag exists
	return cmd
}
