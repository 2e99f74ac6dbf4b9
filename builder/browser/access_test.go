package browser_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"lectern/builder/need"
)

// What is particular to the keyboard: the way past the bar, arrow keys, and where the focus goes. The whole way is in
// TestTheLearnersWay.
func TestFocus(t *testing.T) {
	t.Parallel()
	b := sample(t, "/").profile(t).by(keyboard)
	b.open(firstLesson)
	b.click(".skip")
	b.until(`document.activeElement.id === "content"`)
	b.click(`[popovertarget="l:settings"]`)
	b.tabTo(`e.name === "l:theme"`)
	b.press(kb.ArrowDown, kb.ArrowDown)
	require.Equal(t, `"dark"`, b.eval(`document.documentElement.dataset.theme`))
	b.press(kb.Escape)
	b.until(`document.activeElement.matches("[popovertarget='l:settings']")`)

	b.click(".choices input")
	b.click("[data-check]")
	b.until(`document.querySelector("[data-question] .note:not(:empty)") && document.activeElement.matches("[data-check]")`)
	b.press("\r")
	b.until(`document.activeElement.matches(".choices input")`)
	b.click("[data-complete]")
	b.until(`document.activeElement.matches("[data-complete][aria-pressed=true]")`)

	b.open("workbook/")
	b.click("[data-tool=delete]")
	b.until(`document.activeElement.matches("dialog button:not([data-tool])")`)
	b.press(kb.Escape)
	b.until(`document.activeElement.matches("[data-tool=delete]")`)
	b.quiet()
}

// What happens is told in places that were there, as live regions, before their words came: otherwise nothing is read aloud.
func TestAnnouncements(t *testing.T) {
	t.Parallel()
	b := sample(t, "/").profile(t)
	open := func(path string) {
		t.Helper()
		b.open(path)
		b.eval(`void (() => {
			const live = new Set([...document.querySelectorAll("[role=status]")].filter((e) => e.checkVisibility({ visibilityProperty: true })));
			window.told = [];
			new MutationObserver((changes) => changes.forEach(({ target }) => {
				const place = (target.closest ? target : target.parentElement).closest("[role=status]");
				if (live.has(place) && place.checkVisibility()) told.push(place.textContent);
			})).observe(document.body, { childList: true, characterData: true, subtree: true });
		})()`)
	}
	tells := func(words string) {
		t.Helper()
		b.until(`told.some((text) => text.includes(` + quoted(words) + `))`)
		b.eval(`void (told = [])`)
	}
	open(firstLesson)
	b.click("[data-check]")
	tells("Choose an answer first.")
	b.choose(0, false)
	b.click("[data-check]")
	b.until(`told.some((text) => text.startsWith("Not this one."))`)
	tells("Not yet.")
	b.write("[data-block=reflect] textarea", "Words")
	tells("Saved in this browser.")
	b.click("[data-complete]")
	tells("Lesson complete: 1 of")
	b.click("[data-complete]")
	tells("Not complete any more: 0 of")
	b.eval(`void document.querySelector(".heading-link").click()`)
	tells("The address of this part is copied.")
	open(planPage)
	b.click("[data-remind]")
	tells("Write both halves of the sentence first.")
	open("workbook/")
	b.click("[data-tool=export]")
	tells("The file is in your downloads.")
	b.click("[data-tool=delete]")
	b.click("[data-tool=delete-now]")
	tells("Everything is deleted.")
	b.quiet()
}

// kinds names a page of each kind.
var kinds = []string{
	"", "people-management/", firstLesson, "feedback-and-coaching/feedback-that-lands/", "guides/", planPage, "templates/",
	"templates/individual-development-plan/", "templates/team-goals-sheet/", "glossary/", "faq/", "takeaways/", "workbook/", "search/", "search/?q=feedback",
	"about/", "print/", "404.html",
}

// A small screen that is touched: nothing is wider than it, and what one acts with is large enough.
func TestByTouch(t *testing.T) {
	t.Parallel()
	b := sample(t, "/").profile(t).by(finger)
	b.open("")
	b.click(`[popovertarget="l:menu"]`)
	b.click(`.menu .less button`)
	b.click(`[value=dark]`)
	b.until(`document.documentElement.dataset.theme === "dark"`)
	for _, path := range kinds {
		b.open(path)
		b.until(`document.readyState === "complete"`)
		require.Equal(t, "360", b.eval(`document.documentElement.scrollWidth`), path)
		require.Equal(t, `[]`, b.eval(`[...document.querySelectorAll(".button, .next, .tool, summary, [data-resume]")].filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.matches(".skip")).filter((e) => {
			const r = e.getBoundingClientRect();
			return r.height < 44 || r.width < 44;
		}).map((e) => e.outerHTML)`), path)
	}
	b.quiet()
}

// axe says whether the tool finds nothing in what the tab shows, in light and dark, at three widths. What is opened for it is
// opened anew at each. Unless all is asked for, that is less: whole pages at two widths, and in the dark only what has to do with colour, once.
func (b *tab) axe(what string, open ...func()) {
	b.t.Helper()
	if b.eval(`typeof axe`) != `"object"` {
		source, err := os.ReadFile(axeCore)
		require.NoError(b.t, err)
		b.eval(`(() => {` + string(source) + `})()`)
	}
	for _, width := range []int64{320, 768, 1280} {
		if width == 768 && len(open) == 0 && !allPages() {
			continue
		}
		b.do(chromedp.EmulateViewport(width, 900))
		for _, f := range open {
			f()
		}
		for _, scheme := range []string{"light", "dark"} {
			options := `{ rules: { "target-size": { enabled: true } } }`
			if scheme == "dark" && !allPages() {
				if width < 1280 {
					continue
				}
				options = `{ runOnly: "cat.color" }`
			}
			b.scheme(scheme)
			found := b.evalAsync(`axe.run(` + options + `).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.html + " " + n.failureSummary)))`)
			var list []string
			require.NoError(b.t, json.Unmarshal([]byte(found), &list))
			require.Empty(b.t, list, "%s, %s, %d px wide", what, scheme, width)
			require.Equal(b.t, fmt.Sprint(width), b.eval(`document.documentElement.scrollWidth`), what)
		}
	}
}

const axeCore = "../../.ci/node_modules/axe-core/axe.min.js"

// allPages says that a test shall look at every page of the sample course, which takes minutes.
func allPages() bool { return os.Getenv("LECTERN_AXE") == "all" }

// paths are those of every page of a course.
func (s *site) paths() []string {
	paths := []string{"404.html", "search/?q=feedback"}
	for _, p := range s.course.Pages {
		paths = append(paths, p.Path)
	}
	return paths
}

// axe-core finds nothing on a page of each kind, where answers are given, and in what opens.
func TestAxe(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(axeCore); err != nil {
		require.False(t, allPages(), "axe-core is not installed")
		need.Lacking(t, "axe-core is not installed: make tools")
	}
	s := sample(t, "/")
	pages := kinds
	if allPages() {
		pages = s.paths()
	}
	b := s.profile(t)
	b.answerSome()
	const tabs = 3
	for n := range tabs {
		t.Run(fmt.Sprint("pages ", n+1), func(t *testing.T) {
			t.Parallel()
			b := newTab(t, s, b.ctx)
			for i := n; i < len(pages); i += tabs {
				b.open(pages[i])
				b.until(`document.readyState === "complete"`)
				if strings.Contains(pages[i], "?q=") {
					b.until(`document.querySelectorAll(".found li").length`)
				}
				b.axe("/" + pages[i])
			}
			b.quiet()
		})
	}
	t.Run("what opens", func(t *testing.T) {
		t.Parallel()
		b := newTab(t, s, b.ctx)
		b.axeOnWhatOpens()
		b.quiet()
	})
}

func (b *tab) axeOnWhatOpens() {
	b.t.Helper()
	press := func(selector string) func() {
		return func() {
			b.eval(`void [...document.querySelectorAll(` + quoted(selector) + `)].find((e) => e.checkVisibility()).click()`)
		}
	}
	closeAll := func() { b.press(kb.Escape, kb.Escape) }
	b.open("workbook/")
	b.axe("the question whether to delete", closeAll, press("[data-tool=export]"), press("[data-tool=delete]"))
	b.open("feedback-and-coaching/feedback-that-lands/")
	b.axe("the menu", closeAll, press(`[popovertarget="l:menu"]`))
	b.axe("the settings", closeAll, press(`[popovertarget="l:menu"]`), press(`[popovertarget="l:settings"]`))
	b.axe("a term", closeAll, press(".term button"), func() {
		b.until(`document.querySelector(".definition:popover-open")`)
	})
	for _, query := range []string{"feedback", "xyzzyx"} {
		b.open("feedback-and-coaching/feedback-that-lands/")
		b.axe("the search for "+query, closeAll, press("[data-search]"), func() {
			b.press(query)
			b.until(`document.querySelector("dialog.search [role=status]").textContent`)
		})
	}
}

// answerSome leaves something of every kind: right and wrong answers, texts, ticks, complete lessons, and what is no longer asked.
func (b *tab) answerSome() {
	b.t.Helper()
	b.open("feedback-and-coaching/feedback-that-lands/")
	for n := range 3 {
		b.choose(n, n == 0)
		b.eval(fmt.Sprintf(`void document.querySelectorAll("[data-check]")[%d].click()`, n))
	}
	b.eval(`void document.querySelectorAll(".answer-of").forEach((d) => { d.open = true; })`)
	b.click("[data-block=checklist] input")
	b.click("[data-complete]")
	b.open(planPage)
	b.write(`[data-block=plan] textarea`, strings.Repeat("A long answer in many words. ", 20))
	b.click(`[data-block=plan] input`)
	b.shows(`[data-block=plan] [role=status]`, "Saved")
	b.click("[data-remind]")
	b.shows(".if-then [role=status]", "Write both")
	b.eval(`void lectern.store.set("?gone/lesson/id", "Words of an earlier time.")`)
	b.open("people-management/what-managers-do/")
	b.click("[data-complete]")
}
