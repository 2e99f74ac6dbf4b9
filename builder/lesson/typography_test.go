package lesson

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPlainTextsHaveQuotationMarks(t *testing.T) {
	for _, c := range []struct{ language, in, want string }{
		{"en", `The manager's "third" way`, "The manager’s “third” way"},
		{"de", `Was "Führung" heißt`, "Was „Führung“ heißt"},
		{"fr", `L'équipe dit "non"`, "L’équipe dit «\u00a0non\u00a0»"},
		{"en", `'90s and the '2020s'`, "’90s and the ‘2020s’"},
		{"en", `*Not* [Markdown](x) & <b> \"a\" &amp; # 1. --flag ... << isn't`, `*Not* [Markdown](x) & <b> \"a\" &amp; # 1. --flag ... << isn’t`},
		{"en", `# "A"`, `# “A”`},
		{"en", "Run `echo 'x'`, it's code", "Run `echo 'x'`, it's code"},
		{"en", "Two\n\n  lines, \"one\" more ", "Two\n\n  lines, “one” more "},
		{"en", `5 " and "`, `5 " and "`},
		{"en", "nothing", "nothing"},
		{"en", "", ""},
	} {
		require.Equal(t, c.want, typeset(c.in, c.language))
	}
}

func TestTextsOfTheFrontMatterAreTypeset(t *testing.T) {
	l := Parse("content/m/l.md", KindLesson, []byte(`---
title: It's "one"
linkTitle: It's
description: It's
author: {name: O'Neill, bio: It's}
faqs: [{question: Isn't it?, answer: It's}]
downloads: [{file: it's.pdf, title: It's, description: It's}]
tags: [it's]
---
`), Options{Language: "en"})
	m := l.Meta
	for _, s := range []string{m.LinkTitle, m.Description, m.Author.Bio, m.Downloads[0].Title, m.Downloads[0].Description, string(m.FAQs[0].Answer.Body)} {
		require.Contains(t, s, "It’s")
	}
	require.Equal(t, "It’s “one”", m.Title)
	require.Equal(t, "O’Neill", m.Author.Name)
	require.Equal(t, "Isn’t it?", m.FAQs[0].Question)
	require.Equal(t, "it's.pdf", m.Downloads[0].File.Value)
	require.Equal(t, []string{"it's"}, m.Tags)
}
