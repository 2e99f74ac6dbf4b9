package builder_test

import (
	"fmt"
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
	for _, name := range []string{"faq", "takeaways", "workbook"} {
		page := site[name+"/index.html"]
		seen := map[string]bool{}
		for _, m := range ids.FindAllStringSubmatch(page, -1) {
			require.False(t, seen[m[1]], "%s has two elements %q", name, m[1])
			seen[m[1]] = true
		}
		for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1) {
			require.True(t, seen[m[1]], "%s has no element %q", name, m[1])
		}
		require.Greater(t, len(seen), 3, name)
	}
	require.Contains(t, site["faq/index.html"], "Since then.")
	require.Contains(t, site["a/b/index.html"], `id="why"`)
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
