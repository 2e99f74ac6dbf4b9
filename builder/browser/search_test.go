package browser_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"lectern/builder/search"
	"lectern/themes"
)

// Where the search says what it has found, and what it shows: the groups with the titles in them.
const (
	searched = `[data-find] [role=status]`
	results  = `[...document.querySelectorAll(".found > section")].map((s) => [s.querySelector("h2").innerText, ...[...s.querySelectorAll("li > a")].map((a) => a.textContent)].join(" | "))`
)

// ask puts a query into the field of the search and waits for the answer, of which it returns the groups with their titles.
func (b *tab) ask(query string) []string {
	b.t.Helper()
	b.eval(`void (document.querySelector("[data-find] [role=status]").textContent = "")`)
	b.eval(`((field) => { field.focus(); field.value = ` + quoted(query) + `; field.dispatchEvent(new Event("input", { bubbles: true })); })(document.querySelector("[data-find] [name=q]"))`)
	b.until(`document.querySelector("[data-find] [role=status]").textContent`)
	return b.list(results)
}

// slash and enter press these keys as a keyboard does: what they would write is not written where the page has used them.
func (b *tab) slash() { b.t.Helper(); b.key("/", "/", 191) }
func (b *tab) enter() { b.t.Helper(); b.key("Enter", "\r", 13) }

func (b *tab) key(key, text string, code int64) {
	b.t.Helper()
	event := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: key, Text: text, WindowsVirtualKeyCode: code}
	_, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, event)
	require.NoError(b.t, err)
	event.Type, event.Text = input.DispatchKeyEventTypeKeyUp, ""
	_, err = chromedp.Call(b.ctx, input.DispatchKeyEvent, event)
	require.NoError(b.t, err)
}

func (b *tab) list(expression string) []string {
	b.t.Helper()
	var out []string
	require.NoError(b.t, json.Unmarshal([]byte(b.eval(expression)), &out))
	return out
}

// library is a course whose pages differ in where a word stands.
func library() map[string]string {
	return map[string]string{
		"_index.md":          "---\ntitle: C\nbaseURL: https://example.org/\n---\n",
		"m/_index.md":        "---\ntitle: Talks about feedback\n---\n",
		"m/a.md":             "---\ntitle: Weekly talks\ntags: [\"1:1\"]\nweight: 1\nfaqs: [{question: \"What about <b>feedback</b>?\", answer: \"Give it at once.\"}]\n---\n\nSome say feedback, the manager's and the managers' too.\n\n## What to ask\n\n- Réunions et café\n- Øre and Straße\n\n## Where it ends\n\nWithin a week.\n",
		"m/b.md":             "---\ntitle: Feedback that lands\nweight: 2\n---\n\nSay what you saw.\n\n## Feedback in writing\n\nWrite *less*.\n",
		"m/c.md":             "---\ntitle: 研修の進め方\nweight: 3\n---\n\n会議をうまく進めるための十の方法。\n",
		"m/d.md":             "---\ntitle: Planning\nweight: 4\n---\n\nPlanned meetings, delegation and delegated work.\n",
		"templates/brief.md": "---\ntitle: Delegation brief\ndescription: What to hand over.\n---\n\n- [ ] Outcome\n",
		"glossary.md":        "---\ntitle: Glossary\n---\n\nOKR\n: Objectives, not feedback.\n",
	}
}

// What is typed is found by its beginning, without its accents, in spite of a slip; the best comes first, and tells where it is.
func TestSearchFinds(t *testing.T) {
	t.Parallel()
	b := serve(t, small(library()), "/").profile(t)
	b.open("search/")
	tests := []struct {
		query, says string
		want        []string
	}{
		{"feedback", "Results: 5", []string{"Lessons and pages 3 | Feedback that lands | Talks about feedback | Weekly talks", "Questions 1 | What about <b>feedback</b>?", "Terms 1 | OKR"}},
		{"FEEDB", "Results: 5", nil},
		{"feedbakc", "Nothing has “feedbakc”; this is for “feedback”. Results: 5", nil},
		{"the feedback of feedback", "Results: 5", nil},
		{"okr", "Results: 1", []string{"Terms 1 | OKR"}},
		{"delegation brief", "Results: 1", []string{"Templates 1 | Delegation brief"}},
		{"delegation", "Results: 2", []string{"Templates 1 | Delegation brief", "Lessons and pages 1 | Planning"}},
		{"delegate", "Results: 2", []string{"Templates 1 | Delegation brief", "Lessons and pages 1 | Planning"}},
		{"template", "Results: 1", []string{"Templates 1 | Delegation brief"}},
		{"planing", "Results: 1", []string{"Lessons and pages 1 | Planning"}},
		{"reunion CAFÉ", "Results: 1", []string{"Lessons and pages 1 | Weekly talks"}},
		{"ore strasse", "Results: 1", []string{"Lessons and pages 1 | Weekly talks"}},
		{"1:1", "Results: 1", []string{"Lessons and pages 1 | Weekly talks"}},
		{"manager’s", "Results: 1", []string{"Lessons and pages 1 | Weekly talks"}},
		{"会議", "Results: 1", []string{"Lessons and pages 1 | 研修の進め方"}},
		{"研", "Results: 1", []string{"Lessons and pages 1 | 研修の進め方"}},
		{"feedback café", "Results: 1", []string{"Lessons and pages 1 | Weekly talks"}},
		{"feedback zzzzzzz", "Nothing has all of these words. With some of them: 5", nil},
		{"zzzzzzz", "Nothing has “zzzzzzz”. Try fewer words", []string{}},
		{`<img src=x onerror=alert(1)>{0}`, "Nothing has all of these words", nil},
		{strings.Repeat("feedback ", 100), "Results: 5", nil},
	}
	for _, tt := range tests {
		got := b.ask(tt.query)
		require.Contains(t, b.text(searched), tt.says, tt.query)
		if tt.want != nil {
			require.Equal(t, tt.want, got, tt.query)
		}
		require.Equal(t, fmt.Sprint(len(got) == 0), b.eval(`document.querySelector("[data-browse]").checkVisibility()`), "lists where nothing is found")
	}
	b.ask("feedback")
	require.Equal(t, []string{
		"Feedback that lands -> /m/b/ <Feedback>", "Talks about feedback -> /m/ <feedback>", "Weekly talks -> /m/a/ <feedback>",
		"What about <b>feedback</b>? -> /m/a/#what-about-bfeedbackb <feedback>", "OKR -> /glossary/#okr <feedback>",
	}, b.list(`[...document.querySelectorAll(".found li")].map((li) => { const a = li.querySelector("a"); return a.textContent + " -> " + a.pathname + a.hash + " <" + li.querySelector("mark").textContent + ">"; })`))
	b.ask("cafe ask")
	require.Equal(t, []string{"Talks about feedback / What to ask"}, b.list(`[...document.querySelectorAll(".found .where")].map((p) => p.innerText)`))
	require.Equal(t, []string{"Réunions et café · Øre and Straße"}, b.list(`[...document.querySelectorAll(".found p:not(.where)")].map((p) => p.innerText)`))
	require.Equal(t, []string{"ask", "café"}, b.list(`[...document.querySelectorAll(".found mark")].map((m) => m.textContent)`))
	require.Equal(t, `"#what-to-ask"`, b.eval(`document.querySelector(".found a").hash`))
	b.quiet()
}

// The page of the search keeps the query in its address: it can be shared, and the way back leads to the results.
func TestSearchPage(t *testing.T) {
	t.Parallel()
	s := sample(t, "/a/path/")
	b := s.profile(t)
	b.open("search/")
	require.Empty(t, b.moved(), "nothing of the search before it is used")
	b.write("main [name=q]", "praise")
	b.shows(searched, "Results: ")
	b.at("search/?q=praise")
	shown := b.list(results)
	require.NotEmpty(t, shown)
	link := b.eval(`document.querySelector(".found a").href.replace(` + quoted(s.address) + `, "")`)
	b.follow(".found a", strings.Trim(link, `"`))
	b.until(`document.getElementById(decodeURIComponent(location.hash.slice(1))).getBoundingClientRect().top < innerHeight`)
	b.back("search/?q=praise")
	b.shows(searched, "Results: ")
	require.Equal(t, shown, b.list(results))
	require.Equal(t, `"praise"`, b.eval(`document.querySelector("main [name=q]").value`))
	b.forward(strings.Trim(link, `"`))

	b.open("search/?q=%3Cscript%3Ealert(1)%3C/script%3E%22%27praise")
	b.shows(searched, "Nothing has all of these words")
	require.Equal(t, `"<script>alert(1)</script>\"'praise"`, b.eval(`document.querySelector("main [name=q]").value`))
	require.Equal(t, "0", b.eval(`document.querySelectorAll("main script, .found img").length`))
	b.open("search/?q=%")
	b.until(`document.querySelector("main [name=q]").value === "%"`)

	b.open("no/such/page/")
	b.write("main [name=q]", "trust")
	b.press("\r")
	b.at("search/?q=trust")
	b.shows(searched, "Results: ")
	b.eval(`void document.querySelector(".found button").click()`)
	b.until(`document.querySelectorAll(".found section:first-child li").length > 5`)
	require.Equal(t, "true", b.eval(`document.activeElement === document.querySelector(".found section li:nth-child(6) a")`), "where the new ones begin")
	b.mu.Lock()
	b.said = nil // that there is no such page
	b.mu.Unlock()
	b.eval(`void (document.querySelector("main [name=q]").value = "", document.querySelector("main form").requestSubmit())`)
	b.at("search/")
	require.Equal(t, "true", b.eval(`document.querySelector("[data-browse]").checkVisibility()`))
	b.quiet()
}

// The dialog is opened, used and left with nothing but a keyboard.
func TestSearchByKeyboard(t *testing.T) {
	t.Parallel()
	b := sample(t, "/").profile(t)
	open := `document.querySelector("dialog.search").open`
	b.open(firstLesson)
	require.Empty(t, b.moved())
	b.slash()
	b.until(open + ` && document.activeElement.matches("[name=q]")`)
	b.press("delegat")
	b.shows(searched, "Results: ")
	require.Equal(t, `"delegat"`, b.eval(`document.activeElement.value`))
	b.press(kb.ArrowUp)
	b.until(`document.activeElement.matches("[name=q]")`)
	b.press(kb.ArrowDown, kb.ArrowDown)
	b.until(`document.activeElement === document.querySelectorAll(".found a")[1]`)
	b.press(kb.ArrowUp, kb.ArrowUp)
	b.until(`document.activeElement.matches("[name=q]")`)
	b.press(kb.ArrowDown)
	b.until(`document.activeElement === document.querySelector(".found a")`)
	link := strings.TrimPrefix(strings.Trim(b.eval(`document.activeElement.pathname + document.activeElement.hash`), `"`), "/")
	b.press("\r")
	b.at(link)

	b.eval(`void document.querySelector("[data-search]").focus()`)
	b.do(chromedp.KeyEvent("k", chromedp.KeyModifiers(2))) // Ctrl
	b.until(open)
	b.press("zzzzzzz")
	b.shows(searched, "Nothing has")
	b.press(kb.Escape)
	b.until(`!` + open + ` && document.activeElement.matches("[data-search]")`)
	b.enter()
	b.until(open + ` && document.activeElement.value === "zzzzzzz"`)
	b.press("okr") // what was there is selected
	b.shows(searched, "Results: 2")
	b.press("\r")
	b.at("search/?q=okr")
	b.shows(searched, "Results: 2")
	b.slash()
	b.until(`document.activeElement.matches("main [name=q]")`)

	b.open(firstLesson)
	b.write("[data-block=reflect] textarea", "and/or")
	require.Equal(t, "[\"and/or\",false]", b.eval(`[document.querySelector("[data-block=reflect] textarea").value, `+open+`]`))
	b.eval(`void (document.documentElement.dataset.keys = "off", document.activeElement.blur())`)
	b.slash()
	require.Equal(t, "false", b.eval(open))
	b.do(chromedp.KeyEvent("k", chromedp.KeyModifiers(2)))
	b.until(open)
	b.quiet()
}

// On a phone the dialog fits the screen, and leads to a place on the page below it.
func TestSearchByTouch(t *testing.T) {
	t.Parallel()
	b := sample(t, "/").profile(t)
	b.do(chromedp.EmulateViewport(360, 640, chromedp.EmulateMobile, chromedp.EmulateTouch))
	tap := func(selector string) {
		x, y := b.middle(selector)
		b.do(chromedp.TapXY(x, y))
	}
	open := `document.querySelector("dialog.search").open`
	b.open("feedback-and-coaching/feedback-that-lands/")
	tap("[data-search]")
	b.until(open)
	b.ask("praise exact enough")
	require.Equal(t, `[]`, b.eval(`[...document.querySelectorAll("dialog.search, .found, .found li, .found mark")].filter((e) => { const r = e.getBoundingClientRect(); return r.left < 0 || r.right > innerWidth || e.localName === "dialog" && r.bottom > innerHeight; }).map((e) => e.outerHTML)`))
	require.Equal(t, "true", b.eval(`[...document.querySelectorAll("dialog.search button")].filter((e) => e.checkVisibility()).every((e) => e.getBoundingClientRect().height >= 44)`))
	tap("[data-close]")
	b.until(`!` + open)
	tap("[data-search]")
	require.Equal(t, `"#praise-exact-enough-to-be-repeated"`, b.eval(`document.querySelector(".found a").hash`))
	tap(".found a")
	b.until(`!` + open + ` && Math.abs(document.getElementById("praise-exact-enough-to-be-repeated").getBoundingClientRect().top) < innerHeight / 2`)
	tap("[data-search]")
	b.until(open)
	b.do(chromedp.TapXY(180, 635)) // beside it
	b.until(`!` + open)
	b.quiet()
}

// Without a connection the search says so, and works when there is one again.
func TestSearchWithoutConnection(t *testing.T) {
	t.Parallel()
	b := sample(t, "/").profile(t)
	b.open("about/")
	b.eval(`void (window.there = window.fetch, window.fetch = () => Promise.reject(new TypeError("offline")))`)
	b.slash()
	b.press("trus")
	b.shows(searched, "The search could not be loaded.")
	b.eval(`void (window.fetch = window.there)`)
	b.press("t")
	b.shows(searched, "Results: ")

	b.open("about/")
	b.eval(`void (window.script = document.querySelector("[data-find]").dataset.script, document.querySelector("[data-find]").dataset.script = "/no-such-script.js")`)
	b.slash()
	b.press("t")
	b.shows(searched, "The search could not be loaded.")
	b.until(`!document.querySelector("script[src='/no-such-script.js']")`) // nor is one on its way, which a key would wait for
	b.eval(`void (document.querySelector("[data-find]").dataset.script = window.script)`)
	b.press("rust")
	b.shows(searched, "Results: ")
}

// Without scripts there is no field that does nothing, but the way to everything.
func TestSearchWithoutScripts(t *testing.T) {
	t.Parallel()
	b := sample(t, "/").profile(t)
	_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	require.NoError(t, err)
	b.open(firstLesson)
	b.follow("[data-search]", "search/")
	b.shows("noscript", "The search needs scripts")
	require.Equal(t, "0", b.eval(`[...document.querySelectorAll("[name=q], dialog, main button")].filter((e) => e.checkVisibility()).length`))
	for _, path := range []string{"people-management/", "guides/", "templates/", "faq/", "takeaways/", "glossary/"} {
		require.Equal(t, "true", b.eval(`document.querySelector("main a[href='/`+path+`']").checkVisibility()`), path)
	}
	b.quiet()
}

// After an edit in the preview the open page finds what the course says now.
func TestSearchFollowsThePreview(t *testing.T) {
	t.Parallel()
	files := library()
	s := serve(t, small(files), "/")
	b := s.profile(t)
	b.open("m/a/")
	b.slash()
	b.ask("brandnew")
	require.Contains(t, b.text(searched), "Nothing has")
	files["m/0.md"] = "---\ntitle: Brandnew\n---\n\nText.\n"
	s.publish(t, small(files))
	b.eval(`void document.dispatchEvent(new CustomEvent("lectern:update"))`)
	b.shows(searched, "Results: 1")
	require.Equal(t, []string{"Lessons and pages 1 | Brandnew"}, b.list(results))
	require.Equal(t, []string{"Lessons and pages 1 | Weekly talks"}, b.ask("café"))
	b.quiet()
}

// moved returns what the page has loaded for the search so far, compressed as hosts do, in bytes by file.
func (b *tab) moved() map[string]int {
	b.t.Helper()
	out := map[string]int{}
	for _, address := range b.list(`performance.getEntriesByType("resource").map((e) => e.name)`) {
		name, _, _ := strings.Cut(strings.TrimPrefix(address, b.site.address), "?")
		if !strings.Contains(name, "search") {
			continue
		}
		b.site.mu.RLock()
		text := b.site.files[name]
		b.site.mu.RUnlock()
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		_, _ = w.Write(text)
		require.NoError(b.t, w.Close())
		out[name] = packed.Len()
	}
	return out
}

// maxFirst is how many bytes a first query may move in a course of some fifty lessons, with the script of the search.
const maxFirst = 60_000

func TestSearchIsLight(t *testing.T) {
	t.Parallel()
	b := sample(t, "/").profile(t)
	for _, query := range []string{"feedback", "how do I say no to my boss", "new manager", "dificult conversatoin", "one", "xyzzyq"} {
		b.open("about/")
		b.slash()
		b.ask(query)
		sum := 0
		for _, n := range b.moved() {
			sum += n
		}
		t.Logf("%q moves %d bytes in %d files", query, sum, len(b.moved()))
		require.Less(t, sum, maxFirst, query)
		require.Greater(t, sum, 3000, query)
	}
}

// The browser divides texts into the words that the index has.
func TestSearchDividesAsTheIndex(t *testing.T) {
	t.Parallel()
	script, err := themes.FS().Open("default/assets/search.js")
	require.NoError(t, err)
	var text bytes.Buffer
	_, err = text.ReadFrom(script)
	require.NoError(t, err)
	_, rest, found := strings.Cut(text.String(), "  // Words\n")
	part, _, end := strings.Cut(rest, "  const divided")
	require.True(t, found && end)
	b := serve(t, small(library()), "/").profile(t)
	b.open("m/a/")
	b.eval(`void (window.divide = (() => { ` + part + `
		return (s) => words(s).flatMap(({ word, run }) => run ? [...word].map((sign, i, all) => sign + (all[i + 1] ?? "")) : word);
	})())`)
	var splitter search.Splitter
	for _, text := range []string{
		"Manager’s managers' it's ʼtis rock'n'roll O＇Neil 'so’", "one-on-one, 1:1, C++ R&D £1,700 snake_case a.b", "Café naïve Ångström ÉCOLE",
		"cafe\u0301 nai\u0308ve a\u00adb a\u200bb a\u200db", "Straße GROSS Œuvre ÆTHER Łódź Đorđe Søren ẞ", "İstanbul ISPARTA ılık", "Ένας λόγος ΛΟΓΟΣ",
		"Ёлка йод Їжак", "ﬁnd ² ½ Ⅳ ①", "ﾃｽﾄ ｶﾞ", "שָׁלוֹם עולם", "مُحَمَّد كِتَـــاب ١٢٣", "हिन्दी में १२", "한국어 교육 각", "研修 会 1on1ミーティングの進め方 マネージャー2人 ー々〆",
		"กลุ่ม abcกลุ่ม ລາວ ភាសា မြန်မာ", "𠮷野家 𝐁𝐨𝐥𝐝 𐐀𐐁", "ǅ ŉ ĳ ﷺ ﬃ Å K ſ", "a\u0301\u0302'’b\u20e3 ’’ '", "🙂 emoji🙂text 👩‍👩‍👧 1️⃣", "Việt Nam đường Ưu Ţ ș",
	} {
		want := []string{}
		splitter.Each(text, func(word []byte) { want = append(want, string(word)) })
		require.Equal(t, want, b.list(`divide(`+quoted(text)+`)`), text)
	}
	b.quiet()
}
