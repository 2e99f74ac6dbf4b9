package browser_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// What the tests use of the sample course.
const (
	firstLesson  = "people-management/what-managers-do/"
	secondLesson = "people-management/from-colleague-to-manager/"
	planPage     = "guides/manager-or-leader/"
)

// wrong and right name the first choice of that kind of the n-th question of a page, and check its button.
func choice(n int, right bool) string {
	marker := ":not(.is-right)"
	if right {
		marker = ".is-right"
	}
	return `[...document.querySelectorAll("[data-question]")][` + string(rune('0'+n)) + `].nextElementSibling.querySelector(".verdicts > ` + marker + `").dataset.choice`
}

func (b *tab) choose(n int, right bool) {
	b.t.Helper()
	var id string
	require.NoError(b.t, json.Unmarshal([]byte(b.eval(choice(n, right))), &id))
	b.click(`[id="` + id + `"]`)
}

// A learner's whole way: open, read, check, fail, try again, write, complete, go on, come back, take everything along.
func TestTheLearnersWay(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"/", "/a/path/"} {
		t.Run(base, func(t *testing.T) {
			t.Parallel()
			s := sample(t, base)
			b := s.profile(t)
			lessons := `of ` + b.evalNumber(s)
			b.open("")
			require.Equal(t, "false", b.eval(`document.querySelector("[data-resume]").checkVisibility()`))
			b.follow(".start a", firstLesson)
			require.Equal(t, "0 "+lessons, b.text(".ring [data-count]"))

			b.click("[data-check]")
			b.shows("[data-question] .result", "Choose an answer first.")
			b.choose(0, false)
			b.click("[data-check]")
			b.shows("[data-question] .result", "Not yet.")
			b.shows("[data-question] .is-wrong .note", "Not this one.")
			require.Equal(t, "1", b.eval(`document.querySelectorAll("[data-question] .note:not(:empty)").length`), "the other choices keep their secret")
			b.click("[data-check]")
			require.Equal(t, `""`, b.eval(`document.querySelector("[data-question] .result").textContent`))
			b.choose(0, true)
			b.click("[data-check]")
			b.shows("[data-question] .result", "Right.")
			b.shows("[data-question] .is-right .note", "Right.")
			require.Equal(t, "true", b.eval(`document.querySelector("[data-question]").nextElementSibling.querySelector(".explanation").textContent.trim().split("\n").every((line) => document.querySelector("[data-question] .result").textContent.includes(line))`))
			b.shows(".complete .score", "Knowledge check: 1 of")

			b.write("[data-block=reflect] textarea", "My own words, kept.")
			b.shows("[data-block=reflect] [role=status]", "Saved in this browser.")
			b.click("[data-block=checklist] input")
			b.shows("[data-block=checklist] [role=status]", "Saved in this browser.")

			b.click("[data-complete]")
			b.shows(".complete [role=status]", "Lesson complete: 1 "+lessons)
			require.Equal(t, `"true"`, b.eval(`document.querySelector("[data-complete]").getAttribute("aria-pressed")`))
			b.shows(".ring [data-count]", "1 "+lessons)

			b.reload()
			b.shows("[data-question] .result", "Right.")
			require.Equal(t, `"My own words, kept."`, b.eval(`document.querySelector("[data-block=reflect] textarea").value`))
			require.Equal(t, "true", b.eval(`document.querySelector("[data-block=checklist] input").checked`))
			b.shows(".complete [role=status]", "Lesson complete: 1 "+lessons)

			b.follow("a[rel=next]", secondLesson)
			second := b.text("h1")
			b.open("")
			b.shows("[data-resume]", second)
			b.shows("[data-resume]", "1 "+lessons+" lessons complete")
			b.shows(".card .state", "1 of 5 complete")
			require.Equal(t, "false", b.eval(`document.querySelector(".start").checkVisibility()`))
			b.follow("[data-resume]", secondLesson)
			b.open("people-management/")
			b.shows(".state", "1 of 5 complete")
			require.Equal(t, `["true","false"]`, b.eval(`[...document.querySelectorAll(".rows > li")].slice(0, 2).map((li) => String(li.classList.contains("is-done")))`))
			b.click(`[popovertarget="l:menu"]`)
			b.shows(".menu [data-lessons] .is-done", "complete")
			b.shows(".menu .count", "1 of 5")

			b.takeAlong(lessons)
			b.quiet()
		})
	}
}

// takeAlong exports the workbook, imports it in a fresh profile and deletes it here.
func (b *tab) takeAlong(lessons string) {
	b.t.Helper()
	t := b.t
	b.open("workbook/")
	written := `[...document.querySelectorAll("textarea")].filter((x) => x.value).map((x) => x.value)`
	require.Equal(t, `["My own words, kept."]`, b.eval(written))
	b.click("[data-only]")
	require.Equal(t, "2", b.eval(`[...document.querySelectorAll(".exercise")].filter((e) => e.checkVisibility()).length`))
	b.click("[data-tool=export]")
	file := b.downloaded("workbook-*.json")
	b.shows("[data-tools] [role=status]", "The file is in your downloads.")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(text), "My own words, kept.")

	fresh := b.site.profile(t)
	fresh.open("workbook/")
	require.Equal(t, `[]`, fresh.eval(written))
	fresh.do(chromedp.SetUploadFiles("[data-import]", []string{file}))
	fresh.shows("[data-tools] [role=status]", "Imported")
	require.Equal(t, `["My own words, kept."]`, fresh.eval(written))
	fresh.shows(".ring [data-count]", "1 "+lessons)
	fresh.write("textarea", " And more.")
	fresh.shows("[data-block]:has(textarea) [role=status]", "Saved")
	fresh.open(firstLesson)
	fresh.shows("[data-question] .result", "Right.")

	b.click("[data-tool=delete]")
	b.click("dialog button:not([data-tool])")
	require.Equal(t, `["My own words, kept."]`, b.eval(written), "cancelled")
	b.click("[data-tool=delete]")
	b.click("[data-tool=delete-now]")
	b.shows("[data-tools] [role=status]", "Everything is deleted.")
	require.Equal(t, `[]`, b.eval(written))
	require.Equal(t, `[]`, b.eval(`Object.keys(localStorage)`))
	b.shows(".ring [data-count]", "0 "+lessons)
	fresh.quiet()
}

// evalNumber returns the number of lessons of the course.
func (b *tab) evalNumber(s *site) string {
	n, err := json.Marshal(len(s.course.Lessons()))
	require.NoError(b.t, err)
	return string(n)
}

// The files that are brought in are looked at first.
func TestImportRefusesWhatIsNoWorkbook(t *testing.T) {
	t.Parallel()
	s := sample(t, "/")
	b := s.profile(t)
	b.open("workbook/")
	tests := []struct{ name, text, says string }{
		{"not JSON", "PK\x03\x04", "not a workbook file"},
		{"something else", `{"version":1,"rows":[]}`, "not a workbook file"},
		{"another version", `{"version":2,"entries":{"people-management/what-managers-do/":[true,1]}}`, "not a workbook file"},
		{"no sound entry", `{"version":1,"entries":{"people-management/what-managers-do/":[{"a":1},1]}}`, "not a workbook file"},
		{"another course", `{"version":1,"entries":{"cooking/eggs/":[true,1],"__proto__":["x",1]}}`, "belongs to another course"},
		{"a part of it is sound", `{"version":1,"entries":{"people-management/what-managers-do/":[true,1],"x":[1,2,3]}}`, "Imported 1 of 1 entries"},
	}
	for _, tt := range tests {
		file := t.TempDir() + "/workbook.json"
		require.NoError(t, os.WriteFile(file, []byte(tt.text), 0o600))
		b.do(chromedp.SetUploadFiles("[data-import]", []string{file}))
		b.shows("[data-tools] [role=status]", tt.says)
		b.eval(`void (document.querySelector("[data-tools] [role=status]").textContent = "")`)
	}
	require.Equal(t, `"1 of `+b.evalNumber(s)+`"`, b.eval(`document.querySelector(".ring [data-count]").textContent`))
	b.quiet()
}

// What a learner writes and imports is text, whatever it looks like.
func TestNothingThatIsWrittenRuns(t *testing.T) {
	t.Parallel()
	s := sample(t, "/")
	b := s.profile(t)
	evil := `"><img src=x onerror=alert(1)><script>alert(1)</script>{0}{1}`
	b.open(firstLesson + "#%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E")
	b.write("[data-block=reflect] textarea", evil)
	b.shows("[data-block=reflect] [role=status]", "Saved")
	file := t.TempDir() + "/workbook.json"
	text, err := json.Marshal(map[string]any{"version": 1, "course": evil, "entries": map[string]any{
		"people-management/gone" + evil: []any{evil, 1}, firstLesson: []any{true, 1}, "last": []any{[]string{secondLesson, evil, "javascript:alert(1)//" + evil, evil}, 9e12},
	}})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, text, 0o600))
	b.open("workbook/")
	b.do(chromedp.SetUploadFiles("[data-import]", []string{file}))
	b.shows("[data-tools] [role=status]", "Imported 3 of 3")
	require.Equal(t, evil, b.text("[data-remains] .written"))
	b.open("")
	b.shows("[data-resume] .title", evil)
	require.True(t, strings.HasPrefix(b.eval(`document.querySelector("[data-resume]").href`), `"`+s.address), "it leads into the course")
	b.quiet()
}

// At the end the home page says so, and leads to what is left.
func TestAllLessonsComplete(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"_index.md":   "---\ntitle: C\nbaseURL: https://example.org/\n---\n",
		"m/_index.md": "---\ntitle: M\n---\n",
		"m/a.md":      "---\ntitle: A\nweight: 1\n---\n\nText.\n",
		"m/b.md":      "---\ntitle: B\nweight: 2\n---\n\n:::reflect\nWhy?\n:::\n",
	}
	s := serve(t, small(files), "/")
	b := s.profile(t)
	b.open("m/b/")
	b.click("[data-complete]")
	b.open("")
	b.shows("[data-resume] .title", "Lesson 1 of 2") // the last lesson has no next one, and a has never been open
	b.follow("[data-resume]", "m/a/")
	b.click("[data-complete]")
	b.open("")
	b.shows("[data-finished]", "All lessons are complete Workbook")
	require.Equal(t, "[false,false]", b.eval(`[".start", "[data-resume]"].map((x) => document.querySelector(x).checkVisibility({ visibilityProperty: true }))`))
	b.shows(".card .state", "2 of 2 complete")
	b.follow("[data-finished]", "workbook/")
	b.open("m/a/")
	b.click("[data-complete]")
	b.open("")
	b.shows("[data-resume] .title", "A")
	b.quiet()
}
