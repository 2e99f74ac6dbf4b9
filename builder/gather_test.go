package builder_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lectern/builder"
)

// A course with more exercises than a page can hold has a workbook for each module.
func TestLongWorkbookIsDividedByModule(t *testing.T) {
	files := map[string]string{
		"_index.md":      "---\ntitle: C\nbaseURL: https://example.org/\n---\n",
		"a/_index.md":    "---\ntitle: First\n---\n",
		"b/_index.md":    "---\ntitle: Second\n---\n",
		"none/_index.md": "---\ntitle: Nothing to do\n---\n",
		"none/l.md":      "---\ntitle: L\n---\n",
	}
	exercises := func(n int) string {
		return "---\ntitle: L\n---\n" + strings.Repeat("\n:::reflect\nWhat?\n:::\n", n)
	}
	files["a/l.md"], files["b/l.md"] = exercises(250), exercises(250)
	site := published(t, builder.Options{Source: courseOf(files)})
	require.Equal(t, 500, strings.Count(site["workbook/index.html"], `class="exercise"`))
	require.NotContains(t, site, "workbook/a/index.html")

	files["b/l.md"] = exercises(251)
	site = published(t, builder.Options{Source: courseOf(files)})
	whole, part := site["workbook/index.html"], site["workbook/b/index.html"]
	require.NotContains(t, whole, `class="exercise"`)
	require.Contains(t, whole, `<a href="/workbook/a/">First</a>`)
	require.Contains(t, whole, `<a href="/workbook/b/">Second</a>`)
	require.NotContains(t, site, "workbook/none/index.html")
	require.Equal(t, 251, strings.Count(part, `class="exercise"`))
	require.Contains(t, part, "<h1>Workbook: Second</h1>")
	require.Contains(t, part, `<li><a href="/workbook/">Workbook</a></li>`)
}

var ids = regexp.MustCompile(` id="([^"]+)"`)

// What several lessons have alike stands on a gathering page under ids of its own, and no link leads to a note that is not there.
func TestGatheringPagesHaveUniqueIDs(t *testing.T) {
	const lesson = `---
title: L
takeaways: [Same words]
faqs:
  - question: Why?
    answer: |
      So.[^n]

      :::quiz
      Which?

      - [x] this
      - [ ] that
      :::

      [^n]: Since then.
---

:::reflect
Why not?[^1]
:::

::::plan[Plan]
### Goal
- What?[^1]
- [ ] Do it
::::

[^1]: A note.
`
	files := map[string]string{"_index.md": "---\ntitle: C\nbaseURL: https://example.org/\n---\n"}
	for i, name := range []string{"a/b-c", "a-b/c", "a/b"} {
		module, _, _ := strings.Cut(name, "/")
		files[module+"/_index.md"] = "---\ntitle: M\n---\n"
		files[name+".md"] = strings.Replace(lesson, "title: L", fmt.Sprint("title: L", i), 1)
	}
	site := published(t, builder.Options{Source: courseOf(files)})
	for _, name := range []string{"faq", "takeaways", "workbook", "print"} {
		page := site[name+"/index.html"]
		seen := map[string]bool{}
		for _, m := range ids.FindAllStringSubmatch(page, -1) {
			require.False(t, seen[m[1]], "%s has two elements %q", name, m[1])
			seen[m[1]] = true
		}
		for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1) {
			id, err := url.PathUnescape(m[1])
			require.NoError(t, err)
			require.True(t, seen[id], "%s has no element %q", name, id)
		}
		require.Greater(t, len(seen), 3, name)
	}
	require.Contains(t, site["faq/index.html"], "Since then.")
	require.Contains(t, site["a/b/index.html"], `id="why"`)
}

// A booklet is whole pages one after the other: what leads from one to another stays within it, no field asks for anything,
// answers stand at the end, and a search finds the pages only.
func TestBooklet(t *testing.T) {
	site := published(t, builder.Options{Source: courseOf(map[string]string{
		"_index.md":   "---\ntitle: C\nbaseURL: https://example.org/base/\nlanguage: en\n---\n",
		"glossary.md": "---\ntitle: Words\n---\n\nTerm\n: What it is.\n",
		"m/_index.md": "---\ntitle: M\n---\n\n## Why\n\nTo [begin](b-é.md).\n",
		"m/a.md": "---\ntitle: A\n---\n\n## One\n\n[up](#one), [on](b-é.md#two-words), [whole](b-é.md#content), [term](../glossary.md#term), [about](../about.md).\n\n" +
			"### Deeper\n\n:::quiz\nWhich?\n\n- [x] this\n- [ ] that\n\nSince it is.\n:::\n\n:::reflect\nAnd you?\n:::\n",
		"m/b-é.md": "---\ntitle: B\n---\n\n## Two words\n\nText.\n\n- [ ] item\n",
		"about.md": "---\ntitle: About\n---\n",
	})})
	page := site["print/index.html"]
	for _, want := range []string{
		`<meta name="robots" content="noindex">`,
		`<section class="chapter" id="m/">`, `<h3 id="m/why">Why</h3>`, `<a href="#m/b-%C3%A9/">begin</a>`,
		`<article class="lesson" id="m/a/">`, `<h4 id="m/a/one">One</h4>`, `<h5 id="m/a/deeper">Deeper</h5>`,
		`<a href="#m/a/one">up</a>`, `<a href="#m/b-%C3%A9/two-words">on</a>`, `<a href="#m/b-%C3%A9/">whole</a>`,
		`<a href="#glossary/term">term</a>`, `<dt id="glossary/term">`, `<a href="/base/about/">about</a>`,
		`<a href="#l:answer-m%2fa%2fwhich">`, `id="l:answer-m/a/which"`,
	} {
		require.Contains(t, page, want)
	}
	for _, not := range []string{"heading-link", "<textarea", "popovertarget=\"l:term", "<details class=\"answer-of", "data-save"} {
		require.NotContains(t, page[strings.Index(page, `class="read booklet"`):strings.Index(page, "</main>")], not)
	}
	require.Equal(t, 1, strings.Count(page, "Since it is."))
	require.NotContains(t, site["sitemap.xml"], "print/")
	require.Contains(t, site["m/a/index.html"], `<li><a href="/base/print/">Print edition</a></li>`)
	for name, text := range site {
		if strings.HasSuffix(name, ".json") {
			require.NotContains(t, text, "/print/", name)
		}
	}
}

// A course of more lessons than one likes to print at once has a booklet for each module.
func TestLongBookletIsDividedByModule(t *testing.T) {
	files := map[string]string{
		"_index.md":   "---\ntitle: C\nbaseURL: https://example.org/\n---\n",
		"a/_index.md": "---\ntitle: First\n---\n",
		"b/_index.md": "---\ntitle: Second\n---\n",
		"b/l.md":      "---\ntitle: L\n---\n\n[within](m.md), [out](../a/l0.md#one)\n",
		"b/m.md":      "---\ntitle: M\n---\n",
	}
	for i := range 148 {
		files[fmt.Sprintf("a/l%d.md", i)] = fmt.Sprintf("---\ntitle: L%d\n---\n\n## One\n", i)
	}
	site := published(t, builder.Options{Source: courseOf(files)})
	require.Equal(t, 150, strings.Count(site["print/index.html"], `<article class="lesson"`))
	require.NotContains(t, site, "print/a/index.html")

	files["a/more.md"] = files["a/l0.md"]
	site = published(t, builder.Options{Source: courseOf(files)})
	whole, part := site["print/index.html"], site["print/b/index.html"]
	require.NotContains(t, whole, `class="lesson"`)
	require.Contains(t, whole, `<a href="/print/b/">Second</a>`)
	require.Contains(t, part, `<h1>Second</h1>`)
	require.Contains(t, part, `<a href="#b/m/">within</a>`)
	require.Contains(t, part, `<a href="/a/l0/#one">out</a>`)
}

// The words of the theme around a lesson's text are no mention of a term, those of the author are.
func TestWordsOfTheThemeAreNotExplained(t *testing.T) {
	site := published(t, builder.Options{Source: courseOf(map[string]string{
		"_index.md":   "---\ntitle: C\nbaseURL: https://example.org/\nglossary: auto\n---\n",
		"glossary.md": "---\ntitle: G\n---\n\nScenario\n: S.\n\nInstead of\n: I.\n\nLens\n: L.\n",
		"m/_index.md": "---\ntitle: M\n---\n",
		"m/l.md":      "---\ntitle: L\n---\n\n:::scenario[Lens]\nA case.\n\n### Lens\nText under a lens.\n:::\n\n:::say\n- Instead of: no\n- Say: yes, a scenario\n:::\n",
	})})
	page := site["m/l/index.html"]
	require.Equal(t, 2, strings.Count(page, `<span class="term">`))
	require.Contains(t, page, `under a <span class="term">lens<button`)
	require.Contains(t, page, `yes, a <span class="term">scenario<button`)
	require.NotContains(t, page, "\x01")
}
