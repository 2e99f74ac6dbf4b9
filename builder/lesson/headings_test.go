package lesson

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// messages returns diagnostics as "line:column: severity: message".
func messages(l *Lesson) []string {
	var out []string
	for _, d := range l.Diags {
		out = append(out, fmt.Sprintf("%d:%d: %s: %s", d.Pos.Line, d.Pos.Column, d.Severity, d.Message))
	}
	return out
}

// The rule is GitHub's, so that an anchor leads to the same heading there.
func TestAnchor(t *testing.T) {
	for words, want := range map[string]string{
		"Setting goals":          "setting-goals",
		"  Blanks  around  ":     "blanks--around",
		"What's \"next\"?":       "whats-next",
		"C++ & C#":               "c--c",
		"snake_case and kebab-x": "snake_case-and-kebab-x",
		"1. First":               "1-first",
		"Pourquoi ?":             "pourquoi-",
		"Über Größe":             "über-größe",
		"Cafe\u0301":             "café",
		"Привет, мир!":           "привет-мир",
		"目標を決める":                 "目標を決める",
		"اهداف كبيرة":            "اهداف-كبيرة",
		"हिन्दी में":             "हिन्दी-में",
		"Emoji 🎉 gone":           "emoji--gone",
		"१२ and ½":               "१२-and-",
		"no\u00a0break":          "nobreak",
		"🎉":                      "section",
		"—":                      "section",
		"---":                    "section",
		"":                       "section",
	} {
		require.Equal(t, want, Anchor(words), words)
	}
	require.Len(t, Anchor(strings.Repeat("a", 500)), 500, "GitHub cuts nothing")
}

func TestHeadings(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"levels", "## One\n\n### Two\n\n#### Three\n", "2 one One|3 two Two|4 three Three"},
		{"marks", "## *Em* **strong** `code()` [link](#x) ~~gone~~ \\*\n\n## x\n", "2 em-strong-code-link-gone- Em strong code() link gone *|2 x x"},
		{"picture and reference", "## A ![pic](p.png) &amp; B\n", "2 a-pic--b A pic & B"},
		{"typographic", "## \"It's\" -- so...\n", "2 its----so “It’s” – so…"},
		{"equal", "## A\n\n## A\n\n## A\n", "2 a A|2 a-1 A|2 a-2 A"},
		{"equal with a number", "## A\n\n## A 1\n\n## A\n", "2 a A|2 a-1 A 1|2 a-2 A"},
		{"reserved", "## FAQ\n\n## Takeaways\n\n## Content\n", "2 faq-1 FAQ|2 takeaways-1 Takeaways|2 content-1 Content"},
		{"explicit before words", "## A\n\n## B {#a}\n", "2 a-1 A|2 a B"},
		{"explicit is kept", "## A {#My_Id-1 .wide}\n", "2 My_Id-1 A"},
		{"explicit of other scripts", "## A {#цель}\n", "2 цель A"},
		{"explicit is composed", "## A {#cafe\u0301}\n", "2 café A"},
		{"underlined", "Two\nlines\n---\n", "2 two-lines Two lines"},
		{"in a quote and a list", "> ## A\n\n- ## B\n", "2 a A|2 b B"},
		{"in details", ":::details[T]\n## A\n:::\n", "2 a A"},
		{"parts are none", "## A\n\n:::scenario\nx\n\n### Part\n\ny\n:::\n", "2 a A"},
		{"code is none", "## A\n\n```\n## B\n```\n", "2 a A"},
		{"no words", "## 🎉\n\n## 🎈\n", "2 section 🎉|2 section-1 🎈"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := parsePage(tt.body, Options{})
			require.NotContains(t, strings.Join(messages(l), "\n"), "error", tt.body)
			var got []string
			for _, h := range l.Headings {
				got = append(got, fmt.Sprintf("%d %s %s", h.Level, h.ID, h.Text))
				require.True(t, l.HasAnchor(h.ID))
				require.Contains(t, string(l.Body)+bodies(l), fmt.Sprintf(` id="%s"`, h.ID))
			}
			require.Equal(t, tt.want, strings.Join(got, "|"))
		})
	}
}

func TestHeadingMistakes(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"id twice", "## A {#x}\n\n## B {#x}\n", `6:1: error: heading id "x" is given twice, first in line 4`},
		{"id twice in other forms", "## A {#caf\u00e9}\n\n## B {#cafe\u0301}\n", `6:1: error: heading id "café" is given twice, first in line 4`},
		{"id of the page", "## A {#toc}\n", `4:1: error: heading id "toc" is taken by the page itself`},
		{"id with other characters", "## A {#a:b}\n", `4:1: error: heading id "a:b" has other characters`},
		{"empty", "##\n\ntext\n", "4:1: error: heading is empty"},
		{"picture without words", "## ![](p.png)\n", "4:1: error: heading is empty"},
		{"level one", "# A\n", "4:1: warning: heading of level 1 in the body"},
		{"skipped level", "## A\n\n#### B\n", "6:1: warning: heading skips from level 2 to 4"},
		{"skipped level at first", "### A\n", "4:1: warning: heading skips from level 1 to 3"},
		{"level after a block", "## A\n\n:::details[T]\n### B\n:::\n\n#### C\n", "10:1: warning: heading skips from level 2 to 4"},
		{"two words for one id", ":::details[T]{#a}\nx\n:::\n\n## B {#a}\n", `4:15: error: id "a" of the block is taken in this page`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := parsePage(tt.body, Options{})
			got := strings.Join(messages(l), "\n")
			require.Contains(t, got, tt.want)
			for _, d := range l.Diags {
				require.NotEmpty(t, d.Hint, d.Message)
			}
		})
	}
}

// Ids that the page, its blocks, its questions and its notes have are all different.
func TestIDsAreUnique(t *testing.T) {
	const src = `---
title: T
faqs:
  - question: Why?
    answer: "Because.[^1]\n\n[^1]: So.\n\n## Part {#part}"
  - question: Why?
    answer: "So.[^1]\n\n[^1]: Because.\n\n:::reflect\nWhy?\n:::"
objectives:
  - "Know.[^1]\n\n[^1]: A note."
---

## Why?

Text.[^1] More.[^2] Again.[^1]

:::reflect
Why?
:::

:::checklist
- [ ] Why?
- [ ] Why?
:::

:::quiz
Why?

- [x] Why?
- [ ] Why?
:::

[^1]: A note.
[^2]: Another.
`
	l := Parse("content/m/l.md", KindLesson, []byte(src), Options{})
	require.NotContains(t, strings.Join(messages(l), "\n"), "error")
	seen := map[string]bool{}
	for _, id := range append(idsOf(string(l.Body)+bodies(l)), l.Meta.FAQs[0].ID, l.Meta.FAQs[1].ID) {
		require.False(t, seen[id], "%s is given twice", id)
		seen[id] = true
	}
	require.Equal(t, "why-1", l.Meta.FAQs[0].ID, "questions come before blocks")
	require.Subset(t, seen, map[string]bool{"why": true, "why-2": true, "part": true, "fn:1": true, "fnref1:1": true, "why-1-fn:1": true})
	require.True(t, l.HasAnchor("part"), "a link may lead to a heading of an answer")
}

// Without a number of its own, a long text that begins like another would have an id by its place.
func TestIDsOfLongTextsDoNotDependOnOrder(t *testing.T) {
	begin := strings.Repeat("so it is with people and work ", 4)
	one, two := ":::reflect\n"+begin+"here\n:::\n\n", ":::reflect\n"+begin+"there\n:::\n\n"
	forth, back := parsePage(one+two, Options{}), parsePage(two+one, Options{})
	require.Equal(t, forth.Blocks[0].ID, back.Blocks[1].ID)
	require.Equal(t, forth.Blocks[1].ID, back.Blocks[0].ID)
	require.LessOrEqual(t, len(forth.Blocks[0].ID), maxShort)
	for _, d := range forth.Diags {
		require.NotEqual(t, "error", d.Severity.String())
	}
}
