package browser_test

import (
	"encoding/json"
	"fmt"
	"os"
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

// A learner's whole way: open, read, check, fail, try again, write, plan, complete, go on, come back, search, take everything along.
func TestTheLearnersWay(t *testing.T) {
	t.Parallel()
	tests := []struct {
		hand hand
		base string
	}{{mouse, "/"}, {keyboard, "/a/path/"}, {finger, "/a/path/"}}
	for _, tt := range tests {
		t.Run(tt.hand.name, func(t *testing.T) {
			t.Parallel()
			s := sample(t, tt.base)
			b := s.profile(t).by(tt.hand)
			lessons := `of ` + b.evalNumber(s)
			b.open("")
			require.Equal(t, "false", b.eval(`document.querySelector("[data-resume]").checkVisibility()`))
			b.follow(".start a", firstLesson)
			require.Equal(t, "0 "+lessons, b.text(".ring [data-count]"))
			b.check()
			b.practise()
			b.click("[data-complete]")
			b.shows(".complete [role=status]", "Lesson complete: 1 "+lessons)
			require.Equal(t, `"true"`, b.eval(`document.querySelector("[data-complete]").getAttribute("aria-pressed")`))
			b.shows(".ring [data-count]", "1 "+lessons)

			b.reload()
			b.shows("[data-question] .result", "Right.")
			require.Equal(t, `"My own words, kept."`, b.eval(`document.querySelector("[data-block=reflect] textarea").value`))
			require.Equal(t, "true", b.eval(`document.querySelector("[data-block=checklist] input").checked`))
			b.shows(".complete [role=status]", "Lesson complete: 1 "+lessons)

			b.goOn(lessons)
			b.plan()
			b.lookUp()
			b.takeAlong(lessons)
			b.quiet()
		})
	}
}

// check answers a question: not at all, wrong, again, right.
func (b *tab) check() {
	b.t.Helper()
	t := b.t
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
}

// practise writes and ticks something.
func (b *tab) practise() {
	b.t.Helper()
	b.write("[data-block=reflect] textarea", "My own words, kept.")
	b.shows("[data-block=reflect] [role=status]", "Saved in this browser.")
	b.click("[data-block=checklist] input")
	b.shows("[data-block=checklist] [role=status]", "Saved in this browser.")
}

// goOn goes to the next lesson, home, back into that lesson, and sees the state of all.
func (b *tab) goOn(lessons string) {
	b.t.Helper()
	t := b.t
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
}

// plan writes a sentence into the development plan and asks to be reminded.
func (b *tab) plan() {
	b.t.Helper()
	b.open(planPage)
	b.write(".if-then textarea", "someone asks me what to do")
	b.write(".if-then label:nth-of-type(2) textarea", "I ask back")
	b.shows(".if-then [role=status]", "Saved in this browser.")
	// The day is chosen in a dialog of the browser's own.
	b.eval(`void ((day) => { day.value = "2027-03-09"; day.dispatchEvent(new Event("input", { bubbles: true })); })(document.querySelector(".if-then [type=date]"))`)
	b.click("[data-remind]")
	b.shows(".if-then [role=status]", "The reminder is in your downloads.")
	b.downloaded("reminder.ics")
}

// lookUp finds a lesson.
func (b *tab) lookUp() {
	b.t.Helper()
	b.click("[data-search]")
	b.until(`document.activeElement.matches("dialog.search [name=q]")`)
	b.press("delegating work")
	b.until(`document.querySelector(".found a[href*='delegating-work']")`)
	b.click(".found a[href*='delegating-work']")
	b.until(`location.pathname.endsWith("/people-management/delegating-work/") && document.readyState === "complete"`)
}

// takeAlong exports the workbook, imports it in a fresh profile and deletes it here.
func (b *tab) takeAlong(lessons string) {
	b.t.Helper()
	t := b.t
	b.open("workbook/")
	const written = `[...document.querySelectorAll("textarea")].map((x) => x.value).filter(Boolean)`
	const mine = `["My own words, kept.","someone asks me what to do","I ask back"]`
	require.Equal(t, mine, b.eval(written))
	b.click("[data-only]")
	require.Equal(t, "3", b.eval(`[...document.querySelectorAll(".exercise")].filter((e) => e.checkVisibility()).length`))
	b.click("[data-tool=export]")
	file := b.downloaded("workbook-*.json")
	b.shows("[data-tools] [role=status]", "The file is in your downloads.")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(text), "My own words, kept.")

	fresh := b.site.profile(t).by(b.hand)
	fresh.open("workbook/")
	require.Equal(t, `[]`, fresh.eval(written))
	fresh.bring(file)
	fresh.shows("[data-tools] [role=status]", "Imported")
	require.Equal(t, mine, fresh.eval(written))
	fresh.shows(".ring [data-count]", "1 "+lessons)
	fresh.write("textarea", "And more.")
	fresh.shows("[data-block]:has(textarea) [role=status]", "Saved")
	fresh.open(firstLesson)
	fresh.shows("[data-question] .result", "Right.")

	b.click("[data-tool=delete]")
	b.click("dialog button:not([data-tool])")
	require.Equal(t, mine, b.eval(written), "cancelled")
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

// Of what is here and what a file brings, the later counts.
func TestImportMerges(t *testing.T) {
	t.Parallel()
	b := sample(t, "/").profile(t)
	b.open(firstLesson)
	b.write("[data-block=reflect] textarea", "Words of today.")
	b.shows("[data-block=reflect] [role=status]", "Saved")
	id := b.eval(`lectern.keyOf(document.querySelector("[data-block=reflect] textarea").dataset.save)`)
	bring := func(words string, time int64) {
		t.Helper()
		file := t.TempDir() + "/workbook.json"
		text := fmt.Sprintf(`{"version":1,"entries":{%s:[%q,%d],%q:[true,%d]}}`, id, words, time, secondLesson, time)
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		b.open("workbook/")
		b.bring(file)
		b.shows("[data-tools] [role=status]", "Imported")
	}
	shown := func() string {
		return b.eval(`[...document.querySelectorAll("textarea")].map((x) => x.value).filter(Boolean)`)
	}
	bring("Words of 2001.", 1e12)
	require.Equal(t, `["Words of today."]`, shown())
	b.shows(".ring [data-count]", "1 of")
	bring("Words of tomorrow.", 9e12)
	require.Equal(t, `["Words of tomorrow."]`, shown())
	b.write("textarea", "And then. ")
	b.shows("[data-block]:has(textarea) [role=status]", "Saved")
	b.reload()
	require.Contains(t, shown(), "And then.", "a time that has not come yet does not win over what is written now")
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
