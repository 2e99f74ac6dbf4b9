package browser_test

import (
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// The choice of light or dark is there before anything is drawn, by a small script in the head.
func TestThemeWithoutFlash(t *testing.T) {
	t.Parallel()
	s := sample(t, "/")
	b := s.profile(t)
	b.scheme("light")
	b.open("about/")
	ground := `getComputedStyle(document.body).backgroundColor`
	light := b.eval(ground)
	b.click(`[popovertarget="l:settings"]`)
	b.click(`[value=dark]`)
	dark := b.eval(ground)
	require.NotEqual(t, light, dark)
	require.Equal(t, `["#121715"]`, b.eval(`[...document.querySelectorAll("meta[name=theme-color]")].filter((m) => matchMedia(m.media).matches).map((m) => m.content)`))

	b.before(`new MutationObserver((_, o) => { if (document.body) { window.atFirst = document.documentElement.dataset.theme; o.disconnect(); } }).observe(document, { childList: true, subtree: true })`)
	b.open("")
	require.Equal(t, `"dark"`, b.eval(`window.atFirst`))
	require.Equal(t, dark, b.eval(ground))
	require.Equal(t, `["dark"]`, b.eval(`[...document.querySelectorAll("[name='l:theme']:checked")].map((x) => x.value)`))
	two := b.another()
	two.scheme("light")
	two.open("")
	two.click(`[popovertarget="l:settings"]`)
	two.click(`[name="l:theme"][value=""]`)
	b.until(ground + " === " + light)
	b.until(`document.querySelector("[name='l:theme']:checked").value === ""`)
	two.click(`[name="l:keys"]`)
	b.until(`document.documentElement.dataset.keys === "off"`)
	for name, script := range s.files {
		if strings.HasPrefix(name, "assets/theme.") {
			require.Less(t, len(script), 300)
		}
	}
	b.quiet()
	two.quiet()
}

func (b *tab) scheme(scheme string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	require.NoError(b.t, err)
}

// Single keys are shortcuts until the learner says otherwise.
func TestShortcutsCanBeSwitchedOff(t *testing.T) {
	t.Parallel()
	b := sample(t, "/").profile(t)
	b.open("about/")
	require.Equal(t, `"on"`, b.eval(`document.documentElement.dataset.keys`))
	b.click(`[popovertarget="l:settings"]`)
	b.click(`[name="l:keys"]`)
	b.open("")
	require.Equal(t, `["off",false]`, b.eval(`[document.documentElement.dataset.keys, document.querySelector("[name='l:keys']").checked]`))
	b.quiet()
}

func TestContentsFollowTheScroll(t *testing.T) {
	b := sample(t, "/").profile(t)
	b.open(firstLesson)
	marked := `[...document.querySelectorAll("#toc [aria-current=true]")].map((a) => a.hash)`
	require.Equal(t, `[]`, b.eval(marked))
	for _, id := range []string{"faq", "downloads"} {
		b.eval(`void document.getElementById(` + quoted(id) + `).scrollIntoView({ behavior: "instant" })`)
		b.until(`JSON.stringify(` + marked + `) === '["#` + id + `"]'`)
	}
	b.eval(`void scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" })`)
	b.until(`JSON.stringify(` + marked + `) === '["#faq"]'`)
	b.eval(`void scrollTo({ top: 0, behavior: "instant" })`)
	b.until(`JSON.stringify(` + marked + `) === '[]'`)

	b.eval(`void document.querySelector(".heading-link").focus()`)
	b.do(chromedp.KeyEvent("\r"))
	b.shows("[id='l:status']", "The address of this part is copied.")
	require.Equal(t, b.eval(`document.querySelector(".heading-link").href`), b.evalAsync(`navigator.clipboard.readText()`))
	b.quiet()
}

// evalAsync returns what a promise comes to.
func (b *tab) evalAsync(expression string) string {
	b.t.Helper()
	b.eval(`void (window.came = undefined, ` + expression + `.then((x) => { window.came = x; }, (x) => { window.came = String(x); }))`)
	b.until(`window.came !== undefined`)
	return b.eval(`window.came`)
}

// settled waits until the page is loaded and what that has begun is done.
func (b *tab) settled() {
	b.t.Helper()
	b.until(`document.readyState === "complete"`)
	b.evalAsync(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(0)))))`)
}

// An address with the id of something closed opens it, whatever it stands in, and goes there.
func TestHashOpensWhatIsClosed(t *testing.T) {
	t.Parallel()
	s := serve(t, small(map[string]string{
		"_index.md":   "---\ntitle: C\nbaseURL: https://example.org/\n---\n",
		"m/_index.md": "---\ntitle: M\n---\n",
		"m/l.md": "---\ntitle: L\nfaqs:\n  - {question: Why not?, answer: Since.}\n  - {question: And how?, answer: So.}\n---\n\n[Within](#inner), [question](#why-not)\n\n" +
			strings.Repeat("Long text.\n\n", 80) + "::::details[Outer]{#outer}\n:::details[Inner]{#inner}\n### Deep {#deep}\n\nWords.\n:::\n::::\n",
	}), "/")
	b := s.profile(t)
	b.open("m/l/#why-not")
	state := func(id string) string {
		return b.eval(`((d) => [d.open, d.querySelector("summary") === document.activeElement, d.getBoundingClientRect().top >= document.querySelector(".top").offsetHeight, d.getBoundingClientRect().top < innerHeight])(document.getElementById(` + quoted(id) + `))`)
	}
	b.until(`document.activeElement.matches("#why-not summary")`)
	b.settled()
	b.until(`document.activeElement.matches("#why-not summary")`)
	require.Equal(t, `[true,true,true,true]`, state("why-not"))
	require.Equal(t, "false", b.eval(`document.getElementById("and-how").open`))
	b.open("m/l/")
	b.click(`a[href="#inner"]`)
	b.until(`document.getElementById("inner").open`)
	require.Equal(t, `[true,true,true,true]`, state("inner"))
	require.Equal(t, "true", b.eval(`document.getElementById("outer").open`))
	b.eval(`void (document.getElementById("inner").open = false, document.getElementById("outer").open = false)`)
	b.click(`a[href="#inner"]`) // the address is the same
	b.until(`document.getElementById("inner").open && document.getElementById("outer").open`)
	b.open("m/l/#deep")
	b.until(`document.getElementById("deep").checkVisibility() && document.getElementById("deep").getBoundingClientRect().top < innerHeight`)
	for _, odd := range []string{"#%", "#%ff", "#no-such", "#", "#l:menu"} {
		b.eval(`void (location.hash = ` + quoted(odd) + `)`)
	}

	b.eval(`void dispatchEvent(new Event("beforeprint"))`)
	require.Equal(t, `[]`, b.eval(`[...document.querySelectorAll(".faq details, details.block")].filter((d) => !d.open).map((d) => d.id)`))
	b.eval(`void dispatchEvent(new Event("afterprint"))`)
	require.Equal(t, `["why-not","and-how"]`, b.eval(`[...document.querySelectorAll(".faq details, details.block")].filter((d) => !d.open).map((d) => d.id)`))
	b.quiet()
}

// The sentence of a plan becomes an event that calendars take (RFC 5545).
func TestReminder(t *testing.T) {
	t.Parallel()
	b := sample(t, "/").profile(t)
	b.open(planPage)
	b.click("[data-remind]")
	b.shows(".if-then [role=status]", "Write both halves of the sentence first.")
	b.write(".if-then textarea", `someone asks; me, or "us" \ them ü`)
	b.write(".if-then label:nth-of-type(2) textarea", strings.Repeat("ask what they would do — ", 8))
	b.click("[data-remind]")
	b.shows(".if-then [role=status]", "Choose a day first.")
	b.do(chromedp.SetValue(".if-then [type=date]", "2027-03-09"))
	b.eval(`void document.querySelector(".if-then [type=date]").dispatchEvent(new Event("change", { bubbles: true }))`)
	b.click("[data-remind]")
	b.shows(".if-then [role=status]", "The reminder is in your downloads.")
	text, err := os.ReadFile(b.downloaded("reminder.ics"))
	require.NoError(t, err)
	ics := string(text)
	require.Equal(t, strings.Count(ics, "\n"), strings.Count(ics, "\r\n"))
	for line := range strings.SplitSeq(ics, "\r\n") {
		require.LessOrEqual(t, len(line), 75)
		require.True(t, strings.ToValidUTF8(line, "?") == line, "no line ends within a character")
	}
	whole := strings.ReplaceAll(ics, "\r\n ", "")
	require.Contains(t, whole, "\r\nDTSTART:20270309T090000\r\n")
	require.Contains(t, whole, `SUMMARY:If someone asks\; me\, or "us" \\ them ü\, then I will ask what they would do — ask`)
	require.Regexp(t, `\r\nDTSTAMP:\d{8}T\d{6}Z\r\n`, whole)
	require.Regexp(t, `\r\nUID:[0-9a-z]+-guides%2Fmanager-or-leader%2F\S+@127\.0\.0\.1\r\n`, whole)
	require.True(t, strings.HasPrefix(ics, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && strings.HasSuffix(ics, "END:VEVENT\r\nEND:VCALENDAR\r\n"))

	b.reload()
	require.Equal(t, `"2027-03-09"`, b.eval(`document.querySelector(".if-then [type=date]").value`))
	b.quiet()
}

func TestQuestionsAreCopied(t *testing.T) {
	s := serve(t, small(map[string]string{
		"_index.md":   "---\ntitle: C\nbaseURL: https://example.org/\n---\n",
		"m/_index.md": "---\ntitle: M\n---\n",
		"m/l.md":      "---\ntitle: L\n---\n\n:::ask\nSome:\n\n- What **now**?\n- And\n  then?\n:::\n",
	}), "/")
	b := s.profile(t)
	b.open("m/l/")
	b.click("[data-copy]")
	b.shows(".copy [role=status]", "Copied.")
	require.Equal(t, `"What now?\nAnd then?"`, b.evalAsync(`navigator.clipboard.readText()`))
	b.eval(`void (navigator.clipboard.writeText = () => Promise.reject(new Error("no")))`)
	b.click("[data-copy]")
	b.shows(".copy [role=status]", "This browser does not allow copying.")
	b.quiet()
}

// Without scripts everything is there that can be, and nothing that cannot.
func TestWithoutScripts(t *testing.T) {
	t.Parallel()
	s := sample(t, "/")
	b := s.profile(t)
	_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	require.NoError(t, err)
	for _, path := range []string{"", "people-management/", firstLesson, planPage, "workbook/", "templates/", "faq/"} {
		b.open(path)
		require.Equal(t, `[]`, b.eval(`[...document.querySelectorAll("textarea, button:not([popovertarget]):not([type=submit]), progress, dialog, .ring, .toast")].filter((x) => x.checkVisibility() && x.textContent).map((x) => x.outerHTML)`), path)
	}
	b.open(firstLesson)
	require.Equal(t, "true", b.eval(`[...document.querySelectorAll(".answer-of")].every((d) => d.checkVisibility())`))
	b.click(".answer-of summary")
	b.until(`document.querySelector(".answer-of").open`)
	b.shows(".answer-of", "Right:")
	b.click(`[popovertarget="l:menu"]`)
	b.until(`document.querySelector("nav.menu").matches(":popover-open")`)
	b.open("workbook/")
	require.Equal(t, "true", b.eval(`document.querySelector(".workbook .rule").checkVisibility()`), "lines to write on")
	b.quiet()
}

// What another tab or the preview server does runs every part again: that changes nothing.
func TestPartsRunAgain(t *testing.T) {
	t.Parallel()
	b := sample(t, "/").profile(t)
	b.open(firstLesson)
	b.choose(0, true)
	b.click("[data-check]")
	b.write("[data-block=reflect] textarea", "Kept")
	b.shows("[data-block=reflect] [role=status]", "Saved")
	b.click("[data-complete]")
	b.settled()
	page := `document.body.innerHTML.replace(/<p class="status[^>]*>[^<]*/g, "")`
	before := b.eval(page)
	for range 3 {
		b.eval(`void document.dispatchEvent(new CustomEvent("lectern:update"))`)
	}
	require.Equal(t, before, b.eval(page))
	b.quiet()
}
