package lesson

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder/block"
)

// TestKeptIsTheLesson keeps every lesson of the sample course, and one that has everything.
func TestKeptIsTheLesson(t *testing.T) {
	texts := map[string]string{"content/m/all.md": lessonWithEverything}
	require.NoError(t, filepath.WalkDir("../../content", func(file string, d os.DirEntry, err error) error {
		if err == nil && filepath.Ext(file) == ".md" && !strings.Contains(file, "glossary") && filepath.Base(filepath.Dir(file)) != "templates" {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			texts[file] = string(text)
		}
		return err
	}))
	require.Greater(t, len(texts), 10)
	for file, text := range texts {
		kind := KindLesson
		if strings.HasSuffix(file, "_index.md") {
			kind = KindModule
		}
		want := Parse(file, kind, []byte(text), Options{Edition: "facilitator"})
		if file == "content/m/all.md" {
			requireEveryBlock(t, want)
		}
		kept, ok := want.Keep([]byte("before"))
		require.True(t, ok, file)
		got, ok := Kept(string(kept[len("before"):]), want.AppendBody)
		require.True(t, ok, file)
		require.NotNil(t, got.read)
		got.Body, got.read = want.Body, nil
		require.Equal(t, want, got, file)
		require.Equal(t, Alike, Compare(want, got), file)
	}
}

func requireEveryBlock(t *testing.T, l *Lesson) {
	t.Helper()
	seen := map[*block.Kind]bool{}
	for _, b := range l.Blocks {
		seen[b.Kind] = true
	}
	for _, k := range append([]*block.Kind{block.Callout}, block.Kinds...) {
		require.True(t, seen[k], "the lesson has no %s", k.Name)
	}
}

func TestKeepLeavesOut(t *testing.T) {
	for what, l := range map[string]*Lesson{
		"a time for the theme": {Meta: Meta{Params: Params{"x": time.Time{}}}},
		"a template":           Parse("content/templates/a.md", KindTemplate, []byte("---\ntitle: T\n---\n\nText.\n"), Options{}),
		"a glossary":           Parse("content/glossary.md", KindGlossary, []byte("---\ntitle: T\n---\n\nTerm\n: Words\n"), Options{}),
	} {
		_, ok := l.Keep(nil)
		require.False(t, ok, what)
	}
}

// FuzzKept reads lessons that nobody kept.
func FuzzKept(f *testing.F) {
	text, ok := Parse("content/m/a.md", KindLesson, []byte(lessonWithEverything), Options{Edition: "facilitator"}).Keep(nil)
	require.True(f, ok)
	f.Add(string(text))
	f.Fuzz(func(t *testing.T, text string) {
		if l, ok := Kept(text, nil); ok {
			again, ok := l.Keep(nil)
			require.True(t, ok)
			_, ok = Kept(string(again), nil)
			require.True(t, ok)
		}
	})
}

const lessonWithEverything = `---
title: Everything
linkTitle: All
description: What it gives
weight: 3
slug: all
aliases: [/old/, /older/]
image: {src: p.png, alt: P}
date: 2026-01-02
lastmod: 2026-01-03T10:00:00+02:00
author: {name: Ann, url: "https://example.org/", bio: B}
toc: false
params: {x: [1, -2.5, text, true, false, {y: null}], z: {}}
tags: [a, b]
duration: 12m
objectives: [Scan a *situation*]
takeaways: ["**One** thing", Two]
faqs:
  - question: How do I begin?
    answer: With [this](b.md).
downloads: [{template: agenda}, {file: f.pdf, title: T, description: D}]
related: [b.md]
---

Give feedback[^n] in a LONG RTK way, see <https://example.org/x>. [](b.md)

## Scan a situation {#part}

> [!NOTE] Title
> Mind.

:::ask
- What?
:::

:::checklist
- [ ] Do
:::

:::compare
### A

- a

### B

- b
:::

:::details[More]
Words.
:::

:::download{file=sheet.pdf}
:::

:::facilitator
Words.
:::

:::newsletter
:::

:::plan
### Theme

- What?
- [ ] Do
:::

:::program
:::

:::quiz
Which?

- [x] This
  > Yes.
- [ ] That
  > No.
:::

:::reflect
When do you begin?
:::

:::say
- Instead of: a
- Say: b
:::

:::scenario
Late.

### Lens

Words.
:::

[^n]: A note.
`
