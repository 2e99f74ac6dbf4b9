package lesson

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"lectern/builder/diag"
)

func TestEveryKeyOfALesson(t *testing.T) {
	meta, _, mistakes := readMeta(KindLesson, `---
title: Setting goals
linkTitle: Goals
description: >
  How to agree on goals
  that hold.
weight: 010
slug: goals
aliases: [/old/goals/, ../../x/, goals 2/]
draft: true
date: 2026-03-01
lastmod: 2026-03-01T10:30:00+02:00
publishDate: 2026-03-01 10:30
expiryDate: 2026-03-01 10:30:15
author:
  name: Ada
  url: mailto:ada@example.org
  bio: Manages managers.
tags: [goals, 2026, yes]
duration: 1h30m
objectives:
  - Set goals
takeaways:
  - "**Fewer goals.** Three at most."
faqs:
  - question: Why?
    answer: |
      So that *all* know.
  - answer: Often
    question: How often?
downloads:
  - template: goal-sheet
  - file: /goals.xlsx
    title: Goals
    description: A table
related: [smart.md]
image: {src: goals.jpg, alt: A goal}
toc: false
params:
  wide: true
  n: 3
  list: [1.5, a, ~]
  map: {on: 2026-03-01}
---
`)
	// The second alias leads out of its folder.
	require.Equal(t, []string{`9:24: aliases item 2 is no plain path: "../../x/" | write an old path of the site, such as /old-module/old-lesson/`}, mistakes)

	at := func(line, column int) diag.Pos { return diag.Pos{File: "f.md", Line: line, Column: column} }
	require.Equal(t, "Setting goals", meta.Title)
	require.Equal(t, "How to agree on goals that hold.", meta.Description)
	require.Equal(t, 10, meta.Weight)
	require.Equal(t, []Ref{{"/old/goals/", at(9, 11)}, {"goals 2/", at(9, 34)}}, meta.Aliases)
	require.True(t, meta.Draft)
	require.Equal(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), meta.Date)
	require.True(t, time.Date(2026, 3, 1, 8, 30, 0, 0, time.UTC).Equal(meta.LastMod))
	require.Equal(t, time.Date(2026, 3, 1, 10, 30, 0, 0, time.UTC), meta.PublishDate)
	require.Equal(t, time.Date(2026, 3, 1, 10, 30, 15, 0, time.UTC), meta.ExpiryDate)
	require.Equal(t, &Author{Name: "Ada", URL: "mailto:ada@example.org", Bio: "Manages managers."}, meta.Author)
	require.Equal(t, []string{"goals", "2026", "yes"}, meta.Tags)
	require.Equal(t, 90*time.Minute, meta.Duration)
	require.Equal(t, "Set goals", meta.Objectives[0].Markdown)
	require.Equal(t, "**Fewer goals.** Three at most.", meta.Takeaways[0].Markdown)
	require.Equal(t, "So that *all* know.\n", meta.FAQs[0].Answer.Markdown)
	require.Equal(t, at(26, 15), meta.FAQs[0].Pos)
	require.Equal(t, at(30, 15), meta.FAQs[1].Pos)
	require.Equal(t, []Download{
		{Template: Ref{"goal-sheet", at(32, 15)}, Pos: at(32, 5)},
		{File: Ref{"/goals.xlsx", at(33, 11)}, Title: "Goals", Description: "A table", Pos: at(33, 5)},
	}, meta.Downloads)
	require.Equal(t, []Ref{{"smart.md", at(36, 11)}}, meta.Related)
	require.Equal(t, &Image{Src: Ref{"goals.jpg", at(37, 14)}, Alt: "A goal"}, meta.Image)
	require.False(t, *meta.TOC)
	require.Equal(t, Params{
		"wide": true, "n": 3, "list": []any{1.5, "a", nil}, "map": map[string]any{"on": "2026-03-01"},
	}, meta.Params)
	pos, ok := meta.Keys.At("f.md", "weight")
	require.True(t, ok)
	require.Equal(t, at(7, 1), pos)
	require.Len(t, meta.Keys, 22)
}

func TestEveryKeyOfACourse(t *testing.T) {
	meta, _, mistakes := readMeta(KindCourse, `---
title: Management
baseURL: https://example.org/course/
language: en-GB
author: Ada
theme: default
rawHTML: true
glossary: auto
newsletter: {title: Letter, text: Monthly, button: Yes}
program: {button: Begin}
checks: {practice: false}
---
`)
	require.Empty(t, mistakes)
	require.Equal(t, &Author{Name: "Ada"}, meta.Author)
	require.Equal(t, &CallToAction{Title: "Letter", Text: "Monthly", Button: "Yes"}, meta.Newsletter)
	require.Equal(t, &CallToAction{Button: "Begin"}, meta.Program)
	require.Equal(t, map[string]bool{"practice": false}, meta.Checks)
	require.True(t, meta.RawHTML)
}

// TestValues shows one key at a time: what is taken, and what is said of the rest. The value begins in line 3.
func TestValues(t *testing.T) {
	tests := []struct {
		kind     Kind
		src      string
		mistakes string // joined by line ends; empty means that it is taken
	}{
		{KindLesson, "weight: 3", ""},
		{KindLesson, "weight: -3", ""},
		{KindLesson, "weight:", ""},
		{KindLesson, "weight: ~", ""},
		{KindLesson, "weight: 1.5", "3:9: weight must be a whole number, not 1.5"},
		{KindLesson, "weight: 1_000", "3:9: weight must be a whole number, not 1_000"},
		{KindLesson, `weight: "3"`, `3:9: weight must be a whole number, not "3" | remove the quotes: 3`},
		{KindLesson, "weight: first", `3:9: weight must be a whole number, not "first"`},
		{KindLesson, "weight: true", "3:9: weight must be a whole number, not true"},
		{KindLesson, "weight: [1]", "3:9: weight must be a whole number, not a list"},
		{KindLesson, "weight: {a: 1}", "3:9: weight must be a whole number, not keys with values"},
		{KindLesson, "weight: 99999999999", "3:9: weight is too large: 99999999999"},

		{KindLesson, "draft: false", ""},
		{KindLesson, "draft: TRUE", ""},
		{KindLesson, "draft: yes", `3:8: draft must be true or false, not "yes" | write true`},
		{KindLesson, "draft: Off", `3:8: draft must be true or false, not "Off" | write false`},
		{KindLesson, "draft: 1", "3:8: draft must be true or false, not 1 | write true"},
		{KindLesson, `draft: "true"`, `3:8: draft must be true or false, not "true" | write true`},
		{KindLesson, "draft: maybe", `3:8: draft must be true or false, not "maybe"`},
		{KindLesson, "draft: []", "3:8: draft must be true or false, not a list"},
		{KindLesson, "toc: no", `3:6: toc must be true or false, not "no" | write false`},

		{KindLesson, "description: [a]", "3:14: description must be text, not a list | quote the text if the brackets belong to it"},
		{KindLesson, "description:\n  a: b", "4:3: description must be text, not keys with values | quote the text if the colon belongs to it"},
		{KindLesson, `description: ""`, ""},
		{KindLesson, `description: "\e[31m"`, "3:14: description has an invisible character U+001B | remove it"},

		{KindLesson, "date: 2026-02-28", ""},
		{KindLesson, "date: 2026-02-28T10:00:00Z", ""},
		{KindLesson, "date: 2026-02-28t10:00:00.5z", ""},
		{KindLesson, "date: 2026-02-28 10:00:00+01:00", ""},
		{KindLesson, `date: "2026-02-28"`, ""},
		{KindLesson, "date: 2026-02-30", `3:7: date is "2026-02-30", which no calendar has | write it as 2026-01-31 or 2026-01-31 09:30`},
		{KindLesson, "date: 2026-13-01", `3:7: date is "2026-13-01", which no calendar has | write it as 2026-01-31 or 2026-01-31 09:30`},
		{KindLesson, "date: 2026-02-28 25:00", `3:7: date is "2026-02-28 25:00", which no calendar has | write it as 2026-01-31 or 2026-01-31 09:30`},
		{KindLesson, "date: 28.2.2026", `3:7: date must be a date, not "28.2.2026" | write it as 2026-01-31 or 2026-01-31 09:30`},
		{KindLesson, "date: 2026", "3:7: date must be a date, not 2026 | write it as 2026-01-31 or 2026-01-31 09:30"},
		{KindLesson, "date: [2026]", "3:7: date must be a date, not a list | write it as 2026-01-31"},

		{KindLesson, "duration: 12m", ""},
		{KindLesson, "duration: 90s", ""},
		{KindLesson, "duration: 12", "3:11: duration must be a length of time, not 12 | write 12m or 1h30m"},
		{KindLesson, "duration: 45 min", `3:11: duration must be a length of time, not "45 min" | write 12m or 1h30m`},
		{KindLesson, "duration: 1:30", `3:11: duration must be a length of time, not "1:30" | write 12m or 1h30m`},
		{KindLesson, "duration: 1.5h", `3:11: duration must be a length of time, not "1.5h" | write 12m or 1h30m`},
		{KindLesson, "duration: -5m", `3:11: duration must be a length of time, not "-5m" | write 12m or 1h30m`},
		{KindLesson, "duration: 10ms", `3:11: duration must be a length of time, not "10ms" | write 12m or 1h30m`},
		{KindLesson, "duration: 0m", "3:11: duration must be more than nothing | write 12m or 1h30m"},
		{KindLesson, "duration: {m: 1}", "3:11: duration must be a length of time, not keys with values | write 12m or 1h30m"},

		{KindLesson, "tags: a", `3:7: tags must be a list, not "a" | write tags: [a]`},
		{KindLesson, "tags: {a: b}", "3:7: tags must be a list, not keys with values"},
		{KindLesson, "tags: []", ""},
		{KindLesson, "tags: [a, '', ~]", "3:11: tags item 2 is empty | write it or remove it\n3:15: tags item 3 is empty | write it or remove it"},
		{KindLesson, "tags: [[a]]", "3:8: tags item 1 must be text, not a list | quote the text if the brackets belong to it"},
		{KindLesson, "objectives:\n  - Goals: set them", "4:5: objectives item 1 must be text, not keys with values | quote the text if the colon belongs to it"},
		{KindLesson, "objectives: |\n  - one\n  - two", "3:13: objectives must be a list, not \"- one…\" | begin each item on a line of its own with \"- \""},

		{KindLesson, "faqs: {question: a, answer: b}", "3:7: faqs must be a list, not keys with values | write a list whose items have a question and an answer"},
		{KindLesson, "faqs: [a]", `3:8: faqs item 1 must be keys with values, not "a" | write a list whose items have a question and an answer`},
		{KindLesson, "faqs: [{question: a}]", "3:8: answer of faqs item 1 is missing"},
		{KindLesson, `faqs: [{question: " ", answer: b}]`, "3:19: question of faqs item 1 is empty | write it or remove it"},
		{KindLesson, "faqs: [{question: a, answer: }]", "3:22: answer of faqs item 1 is empty"},
		{KindLesson, "faqs: [{question: a, answr: b}]", `3:22: unknown key "answr" in faqs item 1 | did you mean "answer"?`},
		{KindLesson, "faqs: [{question: a, answer: b, answer: c}]", `3:33: key "answer" is already in line 3 | remove one of the two`},

		{KindLesson, "downloads: [{}]", `3:13: downloads item 1 has neither template nor file | write "- template: NAME" or "- file: NAME.pdf"`},
		{KindLesson, "downloads: [{template: a, file: b}]", "3:33: downloads item 1 has both template and file | make two items of them"},
		{KindLesson, "downloads: [{template: a, title: b}]", "3:34: title of downloads item 1 goes with file only | remove it: the template has its own"},
		{KindLesson, "downloads: [a]", `3:13: downloads item 1 must be keys with values, not "a" | write "- template: NAME" or "- file: NAME.pdf"`},

		{KindLesson, "image: a.jpg", `3:8: image must be keys with values, not "a.jpg" | write "image: {src: picture.jpg, alt: what it shows}"`},
		{KindLesson, "image: {alt: a}", "3:8: src of image is missing"},
		{KindLesson, "author: {bio: a}", "3:9: name of author is missing"},
		{KindLesson, "author: [a]", "3:9: author must be keys with values, not a list"},
		{KindLesson, `author: {name: a, url: "javascript:alert(1)"}`, `3:24: url of author cannot be "javascript:alert(1)" | write an address that begins with https://`},

		{KindLesson, "slug: a/b", `3:7: slug cannot be "a/b" | write one part of the address, such as giving-feedback`},
		{KindLesson, `slug: a\b`, `3:7: slug cannot be "a\b" | write one part of the address, such as giving-feedback`},
		{KindLesson, "slug: ..", `3:7: slug cannot be ".." | write one part of the address, such as giving-feedback`},
		{KindLesson, "slug: мой-урок", ""},
		{KindLesson, "aliases: [https://x.org/a]", `3:11: aliases item 1 must be a path within the site, not "https://x.org/a" | write an old path of the site, such as /old-module/old-lesson/`},
		{KindLesson, "aliases: [//x.org/a]", `3:11: aliases item 1 must be a path within the site, not "//x.org/a" | write an old path of the site, such as /old-module/old-lesson/`},
		{KindLesson, "aliases: [a/%2e%2E/b]", `3:11: aliases item 1 is no plain path: "a/%2e%2E/b" | write an old path of the site, such as /old-module/old-lesson/`},
		{KindLesson, "aliases: [a?b]", `3:11: aliases item 1 is no plain path: "a?b" | write an old path of the site, such as /old-module/old-lesson/`},
		{KindLesson, `aliases: [a%5cb]`, `3:11: aliases item 1 is no plain path: "a%5cb" | write an old path of the site, such as /old-module/old-lesson/`},
		{KindLesson, `aliases: [a%0ab]`, `3:11: aliases item 1 is no plain path: "a%0ab" | write an old path of the site, such as /old-module/old-lesson/`},

		{KindModule, "kind: guides", ""},
		{KindModule, "kind: guide", `3:7: kind cannot be "guide" | did you mean "guides"?`},
		{KindModule, "duration: 5m", "3:1: duration is not a key of modules | it is a key of lessons"},
		{KindModule, "date: 2026-01-01", "3:1: date is not a key of modules | it is a key of lessons, templates and other pages"},
		{KindCourse, "weight: 3", "3:1: weight is not a key of the course | it is a key of modules, lessons, templates and other pages"},
		{KindPage, "tags: [a]", "3:1: tags is not a key of pages like this | it is a key of lessons"},
		{KindLesson, "wieght: 3", `3:1: unknown key "wieght" | did you mean "weight"?`},
		{KindLesson, "linktitle: A", `3:1: unknown key "linktitle" | did you mean "linkTitle"?`},
		{KindLesson, "keywords: [a]", `3:1: unknown key "keywords" | did you mean "tags"?`},
		{KindLesson, "title: B", `3:1: key "title" is already in line 2 | remove one of the two`},

		{KindTemplate, "formats: [docx, pdf]", ""},
		{KindTemplate, "formats: [pfd]", `3:11: formats item 1 cannot be "pfd" | did you mean "pdf"?`},
		{KindTemplate, "formats: [pdf, pdf]", `3:16: "pdf" is listed twice | remove one of the two`},

		{KindCourse, "baseURL: http://localhost:1313", ""},
		{KindCourse, "baseURL: example.org", `3:10: baseURL must be the address of a site, not "example.org" | write it as https://example.org/ or https://example.org/course/`},
		{KindCourse, "baseURL: /course/", `3:10: baseURL must be the address of a site, not "/course/" | write it as https://example.org/ or https://example.org/course/`},
		{KindCourse, "baseURL: https://x.org/?a", `3:10: baseURL must be the address of a site, not "https://x.org/?a" | write it as https://example.org/ or https://example.org/course/`},
		{KindCourse, "baseURL: https://x.org/#a", `3:10: baseURL must be the address of a site, not "https://x.org/#a" | write it as https://example.org/ or https://example.org/course/`},
		{KindCourse, "baseURL: ftp://x.org/", `3:10: baseURL must be the address of a site, not "ftp://x.org/" | write it as https://example.org/ or https://example.org/course/`},
		{KindCourse, "language: no", ""},
		{KindCourse, "language: english", `3:11: language cannot be "english" | write a language tag such as en, en-GB or de`},
		{KindCourse, "language: en_GB", `3:11: language cannot be "en_GB" | write a language tag such as en, en-GB or de`},
		{KindCourse, "checks: {practice: off}", `3:20: practice of checks must be true or false, not "off" | write false`},
		{KindCourse, "params: {a: 1, a: 2}", `3:16: key "a" is already in line 3 | remove one of the two`},
		{KindCourse, "params: [a]", "3:9: params must be keys with values, not a list"},
		{KindCourse, `params: {a: ["\0"]}`, "3:14: a item 1 of params has an invisible character U+0000 | remove it"},
	}
	for _, tt := range tests {
		t.Run(tt.src, func(t *testing.T) {
			src := "---\ntitle: A\n" + tt.src + "\n"
			if tt.kind == KindCourse && !strings.Contains(src, "baseURL") {
				src += "baseURL: https://x.org/\n"
			}
			_, _, mistakes := readMeta(tt.kind, src+"---\n")
			require.Equal(t, tt.mistakes, strings.Join(mistakes, "\n"))
		})
	}
}

func TestTitles(t *testing.T) {
	tests := []struct{ src, title, mistakes string }{
		{"title: 2026", "2026", ""},
		{"title: 1.0", "1.0", ""},
		{"title: yes", "yes", ""},
		{"title: true", "true", ""},
		{"title: 2026-03-01", "2026-03-01", ""},
		{`title: "null"`, "null", ""},
		{"title: |\n  Two\n  lines", "Two lines", ""},
		{"title: ' A '", "A", ""},
		{"title:", "", "2:1: title is empty"},
		{"title: ~", "", "2:1: title is empty"},
		{`title: " "`, "", "2:8: title is empty | write it or remove it"},
		{"draft: true", "", "1:1: title is missing | add a line title: …"},
		{"Title: A", "", `2:1: unknown key "Title" | did you mean "title"?`},
		{"titel: A", "", `2:1: unknown key "titel" | did you mean "title"?`},
	}
	for _, tt := range tests {
		meta, _, mistakes := readMeta(KindLesson, "---\n"+tt.src+"\n---\n")
		require.Equal(t, tt.title, meta.Title, tt.src)
		require.Equal(t, tt.mistakes, strings.Join(mistakes, "\n"), tt.src)
	}
}

func TestAZoneDoesNotDependOnTheMachine(t *testing.T) {
	local := time.Local
	defer func() { time.Local = local }()
	time.Local = time.FixedZone("here", 2*60*60)
	for _, src := range []string{"---\ntitle: A\ndate: 2026-03-01T10:30:00+02:00\n---\n", "+++\ntitle='A'\ndate= 2026-03-01T10:30:00+02:00\n+++\n"} {
		meta, _, mistakes := readMeta(KindLesson, src)
		require.Empty(t, mistakes)
		require.Equal(t, "2026-03-01 10:30:00 +0200 +0200", meta.Date.String())
	}
}

// TestPlacesOfTexts marks a letter of an answer and demands its place.
func TestPlacesOfTexts(t *testing.T) {
	tests := []struct{ name, src, where string }{
		{"plain", "answer: a X", "3:11"},
		{"plain over lines", "answer: a\n  b X\n", "4:5"},
		{"double quotes", `answer: "a \" \u00e9X"`, "3:21"},
		{"double quotes over lines", "answer: \"a\n\n   X\"", "5:4"},
		{"escaped line end", "answer: \"a\\\n   X\"", "4:4"},
		{"single quotes", "answer: 'it''s X'", "3:16"},
		{"literal", "answer: |\n  a\n\n   - X", "6:6"},
		{"literal with an indicator", "answer: |2-\n    a\n  X", "5:3"},
		{"literal that begins with blank lines", "answer: |\n\n\n    X", "6:5"},
		{"folded", "answer: >-\n  a\n  b\n\n  c X", "7:5"},
		{"folded with deeper lines", "answer: >\n  a\n\n    b X", "6:7"},
		{"flow", "x: [a, {answer: é X}]", "3:19"},
		{"wide characters", "answer: 世界 X", "3:12"},
	}
	for _, tt := range tests {
		for _, end := range []string{"\n", "\r\n", "\r"} {
			src := []byte(strings.ReplaceAll("\n---\n"+tt.src+"\n---\n", "\n", end))
			fm := &frontMatter{file: "f.md"}
			f, found := fm.findFences(KindLesson, src)
			require.True(t, found)
			fm.read(src, f)
			require.Empty(t, fm.ds, tt.name)
			n := deepest(fm.root)
			pos := fm.where(n)(strings.IndexByte(n.Value, 'X'))
			require.Equal(t, tt.where, fmt.Sprintf("%d:%d", pos.Line, pos.Column), "%s, %q", tt.name, end)
		}
	}
}

// deepest returns the last scalar of a tree.
func deepest(n *yaml.Node) *yaml.Node {
	for len(n.Content) > 0 {
		n = n.Content[len(n.Content)-1]
	}
	return n
}

// TestEveryFieldHasAReader fails when a field is added to Meta whose type nothing reads, or whose tags name no kind.
func TestEveryFieldHasAReader(t *testing.T) {
	kinds := []Kind{KindCourse, KindModule, KindLesson, KindTemplate, KindPage}
	for _, kind := range kinds {
		table := tableOf(reflect.TypeFor[Meta](), kind)
		require.Contains(t, table.names, "title")
		for name, on := range table.elsewhere {
			require.NotEmpty(t, on, name)
			require.Subset(t, kinds, on, name)
		}
	}
}

func TestTablesAreSharedSafely(t *testing.T) {
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				decodeFrontMatter("f.md", KindLesson, []byte(lessonWithNineFAQs()))
			}
		})
	}
	group.Wait()
}

func lessonWithNineFAQs() string {
	var b strings.Builder
	b.WriteString("---\ntitle: Feedback that lands\nlinkTitle: Feedback\ndescription: How to say what you saw so that somebody can do something with it on Monday.\n" +
		"weight: 20\ndate: 2026-09-01\ntags: [feedback, coaching]\nduration: 12m\nobjectives:\n  - Say what you saw\n  - Agree on what changes\n" +
		"takeaways:\n  - \"**Soon.** Within two days.\"\n  - \"**One thing.** Not five.\"\ndownloads:\n  - template: feedback-sheet\nrelated: [one-to-ones.md]\nfaqs:\n")
	for i := range 9 {
		fmt.Fprintf(&b, "  - question: What if question %d comes up in a meeting?\n    answer: |\n"+
			"      Say that you will come back to it, and **write it down** where both of you see it.\n"+
			"      Then do come back: see [one-to-ones](one-to-ones.md), which has a place for it,\n"+
			"      and tell the others what came of it within the week.\n", i)
	}
	b.WriteString("---\n" + strings.Repeat("A line of the lesson's body, as long as such lines are in practice.\n", 120))
	return b.String()
}

func BenchmarkFrontMatter(b *testing.B) {
	src := []byte(lessonWithNineFAQs())
	b.ReportAllocs()
	for b.Loop() {
		if _, _, ds := decodeFrontMatter("f.md", KindLesson, src); len(ds) > 0 {
			b.Fatal(ds)
		}
	}
}

// BenchmarkYAMLAlone is what the library takes of it.
func BenchmarkYAMLAlone(b *testing.B) {
	src := []byte(lessonWithNineFAQs())
	text := src[4:strings.LastIndex(string(src), "---\n")]
	b.ReportAllocs()
	for b.Loop() {
		if _, err := loadYAML(text); err != nil {
			b.Fatal(err)
		}
	}
}
