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
)

// tabTo presses the tab key until the focus is on what an expression of the focused element e says. On the way, whatever has the focus
// is seen, and not below the bar.
func (b *tab) tabTo(expression string) {
	b.t.Helper()
	for range 150 {
		b.do(chromedp.KeyEvent(kb.Tab))
		seen := b.eval(`((e) => {
			if (e === document.body || e.matches(".skip, .top *, dialog *")) return "";
			const shown = e.matches(".hush") ? e.parentNode : e, r = shown.getBoundingClientRect();
			const ring = [getComputedStyle(shown).outlineStyle, getComputedStyle(shown, "::after").outlineStyle];
			if (ring.every((style) => style === "none")) return "no outline: " + e.outerHTML;
			const below = document.querySelector(".top").getBoundingClientRect().bottom;
			return r.bottom <= below || r.top >= innerHeight || r.height < innerHeight / 2 && r.top < below ? "not seen: " + e.outerHTML : "";
		})(document.activeElement)`)
		require.Equal(b.t, `""`, seen)
		if b.eval(`((e) => !!(`+expression+`))(document.activeElement)`) == "true" {
			return
		}
	}
	b.t.Fatalf("the tab key does not lead to %s", expression)
}

func (b *tab) press(keys ...string) {
	b.t.Helper()
	for _, key := range keys {
		b.do(chromedp.KeyEvent(key))
	}
}

// The whole way with nothing but a keyboard.
func TestByKeyboardAlone(t *testing.T) {
	t.Parallel()
	b := sample(t, "/").profile(t)
	b.open("")
	b.tabTo(`e.matches(".skip")`)
	b.press("\r")
	b.until(`document.activeElement.id === "content"`)
	b.tabTo(`e.matches(".start a")`)
	b.press("\r")
	b.at(firstLesson)

	b.tabTo(`e.matches("[popovertarget='l:settings']")`)
	b.press("\r")
	b.tabTo(`e.name === "l:theme"`)
	b.press(kb.ArrowDown, kb.ArrowDown)
	require.Equal(t, `"dark"`, b.eval(`document.documentElement.dataset.theme`))
	b.press(kb.Escape)
	b.until(`document.activeElement.matches("[popovertarget='l:settings']")`)

	b.tabTo(`e.matches("textarea")`)
	b.press("Written by keyboard.")
	b.shows("[data-block=reflect] [role=status]", "Saved")
	b.tabTo(`e.matches(".choices input")`)
	b.press(" ")
	b.tabTo(`e.matches("[data-check]")`)
	b.press("\r")
	b.until(`document.querySelector("[data-question] .note:not(:empty)") && document.activeElement.matches("[data-check]")`)
	b.press("\r")
	b.until(`document.activeElement.matches(".choices input")`)
	b.tabTo(`e.matches("[data-complete]")`)
	b.press(" ")
	b.shows(".complete [role=status]", "Lesson complete: 1 of")
	b.tabTo(`e.matches("a[rel=next]")`)
	b.press("\r")
	b.at(secondLesson)

	b.open("workbook/")
	b.tabTo(`e.matches("[data-import]")`)
	b.tabTo(`e.matches("[data-tool=delete]")`)
	b.press("\r")
	b.until(`document.activeElement.matches("dialog button:not([data-tool])")`)
	b.press(kb.Escape)
	b.until(`document.activeElement.matches("[data-tool=delete]")`)
	require.Equal(t, `["Written by keyboard."]`, b.eval(`[...document.querySelectorAll("textarea")].filter((x) => x.value).map((x) => x.value)`))
	b.quiet()
}

// kinds names a page of each kind.
var kinds = []string{
	"", "people-management/", firstLesson, "feedback-and-coaching/feedback-that-lands/", "guides/", planPage, "templates/",
	"templates/individual-development-plan/", "templates/team-goals-sheet/", "glossary/", "faq/", "takeaways/", "workbook/", "search/", "search/?q=feedback",
	"about/", "404.html",
}

// A small screen that is touched: nothing is wider than it, and what one acts with is large enough.
func TestByTouch(t *testing.T) {
	t.Parallel()
	b := sample(t, "/").profile(t)
	b.do(chromedp.EmulateViewport(360, 780, chromedp.EmulateMobile, chromedp.EmulateTouch))
	b.open("")
	tap := func(selector string) {
		t.Helper()
		x, y := b.middle(selector)
		b.do(chromedp.TapXY(x, y))
	}
	tap(".start a")
	b.at(firstLesson)
	tap(".choices input")
	tap("[data-check]")
	b.until(`document.querySelector("[data-question] .note:not(:empty)")`)
	tap("[data-complete]")
	b.shows(".complete [role=status]", "Lesson complete: 1 of")
	tap(`[popovertarget="l:menu"]`)
	tap(`.menu .less button`)
	tap(`[value=dark]`)
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
// opened anew at each. Unless all is asked for, only what has to do with colour is looked at again in the dark.
func (b *tab) axe(what string, open ...func()) {
	b.t.Helper()
	if b.eval(`typeof axe`) != `"object"` {
		source, err := os.ReadFile(axeCore)
		require.NoError(b.t, err)
		b.eval(`(() => {` + string(source) + `})()`)
	}
	for _, width := range []int64{320, 768, 1280} {
		b.do(chromedp.EmulateViewport(width, 900))
		for _, f := range open {
			f()
		}
		for _, scheme := range []string{"light", "dark"} {
			options := `{ rules: { "target-size": { enabled: true } } }`
			if scheme == "dark" && !allPages() {
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
		t.Skip("axe-core is not installed: make tools")
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
