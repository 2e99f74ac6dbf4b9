package browser_test

import (
	"encoding/json"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const evil = `"'></script><img src=x onerror=alert(1)><script>alert(1)</script>{0}{{.}}`

// harmless requires that a text that looks like HTML has become no part of the page.
func (b *tab) harmless(what string) {
	b.t.Helper()
	require.Equal(b.t, `[]`, b.eval(`[...document.querySelectorAll("*")].filter((e) => [...e.attributes].some((a) => a.name.startsWith("on")) ||
		e.localName === "img" && e.getAttribute("src") === "x" || e.localName === "script" && !e.src && e.type !== "application/ld+json").map((e) => e.outerHTML)`), what)
	require.Equal(b.t, `null`, b.eval(`window.ran`), what)
	require.Equal(b.t, `true`, b.eval(`[...document.querySelectorAll("script[type='application/ld+json']")].every((e) => JSON.parse(e.textContent))`), what)
	b.quiet()
}

// Whatever text of an author looks like HTML, it is shown as it is, on all pages that it stands on and in what is found.
func TestNothingInTheCourseRuns(t *testing.T) {
	t.Parallel()
	text := strings.ReplaceAll(evil, "'", "''")     // within quotes of YAML
	inline := "`" + evil + "`"                      // in Markdown
	marked := strings.ReplaceAll(inline, "'", "''") // both
	file := `a"><img src=x onerror=alert(1)>.csv`
	s := serve(t, small(map[string]string{
		"_index.md": "---\ntitle: 'Course " + text + "'\nbaseURL: https://example.org/\ndescription: '" + text + "'\nauthor: {name: '" + text + "'}\n" +
			"newsletter: {title: '" + text + "', text: '" + text + "', button: '" + text + "'}\nprogram: {title: '" + text + "', text: '" + text + "', button: '" + text + "'}\n---\n\n" + inline + "\n",
		"m/_index.md": "---\ntitle: 'Module " + text + "'\nlinkTitle: '" + text + "'\ndescription: '" + text + "'\nobjectives: ['" + marked + "']\n---\n",
		"m/l.md": "---\ntitle: 'Lesson " + text + "'\nlinkTitle: '" + text + "'\ndescription: '" + text + "'\ntags: ['" + text + "']\ntakeaways: ['" + marked + "']\n" +
			"faqs:\n  - {question: 'Question " + text + "?', answer: '" + marked + "'}\ndownloads:\n  - {file: '" + file + "', title: '" + text + "', description: '" + text + "'}\n---\n\n" +
			"## Heading " + inline + "\n\n![" + inline + "](p.svg \"" + strings.ReplaceAll(evil, `"`, "") + "\")\n\nA word, Term.\n\n```" + `x"onerror=alert(1)` + "\n" + evil + "\n```\n\n" +
			":::quiz[" + inline + "]\nWhich " + inline + "?\n\n- [x] this " + inline + "\n  > Since " + inline + "\n- [ ] that\n\nExplained " + inline + "\n:::\n\n" +
			":::reflect[" + inline + "]\nWhy " + inline + "?\n:::\n\n:::ask\n- What " + inline + "?\n:::\n",
		"m/" + file:      "a,b\n",
		"m/p.svg":        `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>`,
		"glossary.md":    "---\ntitle: 'Glossary " + text + "'\n---\n\nTerm\n: What " + inline + " is.\n",
		"templates/t.md": "---\ntitle: 'Template " + text + "'\ndescription: '" + text + "'\n---\n\n## Part " + inline + "\n\n" + inline + "\n",
	}), "/")
	b := s.profile(t)
	b.before(`window.alert = () => { window.ran = true; }`)
	for _, path := range s.paths() {
		b.open(path)
		b.harmless(path)
	}
	b.open("m/l/#" + url.PathEscape(evil))
	require.Contains(t, b.text("#downloads"), "img src=x")
	require.Contains(t, b.eval(`document.querySelector("#downloads a").getAttribute("href")`), "onerror")
	b.choose(0, true)
	b.click("[data-check]")
	b.shows("[data-question] .result", "Explained "+evil)
	b.click("[data-complete]")
	b.click("[data-search]")
	for _, query := range []string{"Term", "Question", "Template", "Heading", evil} {
		b.eval(`void (document.querySelector("[name=q]").value = "")`)
		b.press(query)
		b.until(`document.querySelector("dialog.search [role=status]").textContent`)
		b.shows(".found", "img src=x")
		b.harmless("the search for " + query)
	}
	b.open("search/?q=" + url.QueryEscape(evil))
	b.shows(".found", "img src=x")
	b.harmless("the page of the search")
	b.open("")
	b.shows("[data-finished]", "All lessons are complete")
	b.harmless("the home page")
}

// What a learner writes and imports is text, whatever it looks like.
func TestNothingThatIsWrittenRuns(t *testing.T) {
	t.Parallel()
	s := sample(t, "/")
	b := s.profile(t)
	b.before(`window.alert = () => { window.ran = true; }`)
	b.open(firstLesson + "#%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E")
	b.write("[data-block=reflect] textarea", evil)
	b.shows("[data-block=reflect] [role=status]", "Saved")
	bring := func(entries map[string]any, says string) {
		t.Helper()
		entries[firstLesson] = []any{true, 1}
		text, err := json.Marshal(map[string]any{"version": 1, "course": evil, "entries": entries})
		require.NoError(t, err)
		file := t.TempDir() + "/workbook.json"
		require.NoError(t, os.WriteFile(file, text, 0o600))
		b.open("workbook/")
		b.bring(file)
		b.shows("[data-tools] [role=status]", says)
		b.harmless("the workbook")
	}
	bring(map[string]any{
		"people-management/gone" + evil: []any{evil, 1},
		"own":                           []any{"x\r\nATTACH:https://evil.example/", 2},
		"last":                          []any{[]string{secondLesson, evil, "javascript:alert(1)//" + evil, evil}, 9e12},
	}, "Imported 4 of 4")
	require.Equal(t, evil, b.text("[data-remains] .written"))
	b.open("")
	b.shows("[data-resume] .title", evil)
	b.harmless("the home page")
	for _, path := range []string{"//evil.example/", "/\\evil.example/", "javascript:alert(1)//"} {
		b.eval(`void lectern.store.set("last", [` + quoted(path) + `, "A title"])`)
		b.reload()
		b.shows("[data-resume] .title", "A title")
		require.True(t, strings.HasPrefix(b.eval(`document.querySelector("[data-resume]").href`), `"`+s.address), "it leads into the course")
	}

	b.open(planPage)
	b.eval(`void document.querySelectorAll(".if-then [data-save]").forEach((field) => {
		field.value = field.type === "date" ? "2027-03-09" : "a\u0000\u000b\nATTACH:https://evil.example/";
		field.dispatchEvent(new Event("input", { bubbles: true }));
	})`)
	b.click("[data-remind]")
	ics, err := os.ReadFile(b.downloaded("reminder.ics"))
	require.NoError(t, err)
	require.NotContains(t, string(ics), "\nATTACH")
	require.NotRegexp(t, `[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]`, string(ics))
	b.harmless("the plan")
}
