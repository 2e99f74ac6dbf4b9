package serve_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"lectern/builder/need"
	"lectern/builder/serve"
)

// browser is one page in Chromium, which must say nothing on its console.
type browser struct {
	t   *testing.T
	ctx context.Context

	mu   sync.Mutex
	said []string
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	program := need.Program(t, "chromium")
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program))
	for _, flag := range []string{"no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	parent, cancelBrowser := chromedp.NewExecAllocator(t.Context(), options...)
	timed, cancelTime := context.WithTimeout(parent, 90*time.Second)
	ctx, cancel := chromedp.NewContext(timed)
	t.Cleanup(func() { cancel(); cancelTime(); cancelBrowser() })
	b := &browser{t: t, ctx: ctx}
	require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(1000, 700)))
	require.NoError(t, chromedp.Listen(ctx, b.listen))
	return b
}

func (b *browser) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		b.said = append(b.said, fmt.Sprint("console: ", e.Type, e.Args))
	case *runtime.EventExceptionThrown:
		b.said = append(b.said, "exception: "+e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		b.said = append(b.said, fmt.Sprint("log: ", e.Entry.Source, " ", e.Entry.Text, " ", e.Entry.URL))
	}
}

// quiet requires that nothing was said: no error, no report of the content security policy.
func (b *browser) quiet() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	require.Empty(b.t, b.said)
}

func (b *browser) open(address string) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.ctx, chromedp.Navigate(address)))
	b.until(`performance.getEntriesByType("resource").some(r => r.name.includes("/_lectern/reload.js"))`)
}

// eval returns the value of an expression as JSON.
func (b *browser) eval(expression string) string {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("JSON.stringify(("+expression+") ?? null)"))
	require.NoError(b.t, err, expression)
	return text
}

// until waits until an expression is true.
func (b *browser) until(expression string) {
	b.t.Helper()
	var last string
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("JSON.stringify(!!("+expression+"))"))
		if last = text; err == nil && text == "true" {
			return
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.t.Fatalf("it stays %s that %s; said: %q; page: %.2000s", last, expression, b.said, b.body())
}

func (b *browser) body() string {
	text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.body ? document.body.innerText : ""`))
	return text
}

// has is an expression that is true when the page shows a text.
func has(text string) string {
	quoted, _ := json.Marshal(text)
	return "document.body.innerText.includes(" + string(quoted) + ")"
}

const interactive = `---
title: A
takeaways: [One]
faqs: [{question: Why?, answer: Because of one.}]
---

## Beginning

First paragraph.

:::details[More to read]
Hidden at first.
:::

:::quiz
Which one?

- [x] this one
- [ ] that one

It is the first.
:::

:::reflect{#mine}
What do you think?
:::

:::checklist
- [ ] tick me
- [ ] not me
:::

`

func interactiveLesson(words string) string {
	return interactive + strings.Repeat("A long text makes a page that scrolls.\n\n", 80) + words + "\n"
}

// TestPageChangesInPlace edits a lesson while it is open: its words change, and what the reader did stays.
func TestPageChangesInPlace(t *testing.T) {
	b := newBrowser(t)
	fsys := smallCourse()
	fsys["content/one/a.md"].Data = []byte(interactiveLesson("Words at first."))
	fsys["content/static/theme.js"] = &fstest.MapFile{Data: []byte(themeScript)}
	fsys["themes/default/layouts/partials/custom_head.html"] = &fstest.MapFile{Data: []byte(`<script src="/theme.js" defer></script>`)}
	p := start(t, fsys, serve.Options{})
	b.open(p.address + "one/a/")
	b.eval(`(() => {
		window.marked = true;
		document.querySelectorAll('[data-block=quiz] input')[1].click();
		document.querySelector('[data-block=checklist] input').click();
		document.querySelectorAll('details').forEach(d => d.open = true);
		const text = document.querySelector('[data-block=reflect] textarea');
		text.focus(); document.execCommand('insertText', false, 'my own words');
		scrollTo(0, 1200);
	})()`)
	const state = `[window.marked, scrollY, [...document.querySelectorAll('[data-block=quiz] input')].map(i => i.checked),
		document.querySelector('[data-block=quiz]').className,
		[...document.querySelectorAll('[data-block=checklist] input')].map(i => i.checked),
		[...document.querySelectorAll('details')].map(d => d.open),
		document.querySelector('[data-block=reflect] textarea').value, document.activeElement.localName]`
	before := b.eval(state)
	require.Contains(t, before, "my own words")
	require.Contains(t, before, "answered")
	for n := range 5 {
		p.save("content/one/a.md", interactiveLesson(fmt.Sprintf("Words of edit %d.", n)))
		b.until(has(fmt.Sprintf("Words of edit %d.", n)))
		require.Equal(t, before, b.eval(state))
	}

	// Edits above and within what the reader did move it, and leave it as it is.
	scroll := b.eval(`scrollY`)
	more := strings.NewReplacer("## Beginning", "## Another beginning\n\n:::ask\n- What else?\n:::", "It is the first.", "It is the very first.", "What do you think?", "What do *you* think now?", "not me", "nor me")
	p.save("content/one/a.md", more.Replace(interactiveLesson("At last.")))
	b.until(has("Another beginning") + "&&" + has("think now?"))
	require.Equal(t, before, b.eval(strings.Replace(state, "scrollY", scroll, 1)))
	require.Equal(t, "1", b.eval(`document.querySelectorAll('script[src^="/_lectern/"]').length`), "the script is there once")
	require.Equal(t, "1", b.eval(`document.querySelectorAll('[data-block=reflect] .mine').length`))
	require.Equal(t, "6", b.eval(`window.updates`))
	require.Equal(t, "1", b.eval(`document.querySelectorAll("body").length`))
	b.quiet()
}

// themeScript does what scripts of themes do: it adds a field, and notes what the reader chose.
const themeScript = `document.querySelectorAll("[data-block=reflect]").forEach(function (b) {
	var field = document.createElement("input");
	field.className = "mine";
	field.dataset.added = "";
	b.append(field);
});
document.addEventListener("change", function (e) {
	var quiz = e.target.closest("[data-block=quiz]");
	if (quiz) quiz.classList.add("answered");
});
window.updates = 0;
document.addEventListener("lectern:update", function () { updates++; });
`

// TestOtherEditsArrive changes what the open page takes from other files.
func TestOtherEditsArrive(t *testing.T) {
	b := newBrowser(t)
	fsys := smallCourse()
	fsys["content/one/b.md"] = &fstest.MapFile{Data: []byte("---\ntitle: Neighbour\n---\n\nText.\n")}
	p := start(t, fsys, serve.Options{})
	b.open(p.address + "one/a/")
	b.eval(`window.marked = true`)

	p.save("content/one/b.md", "---\ntitle: Renamed neighbour\n---\n\nText.\n")
	b.until(`[...document.querySelectorAll('a')].some(a => a.textContent.includes("Renamed neighbour"))`)
	p.save("content/one/p.svg", `<svg xmlns="http://www.w3.org/2000/svg" width="44" height="1"/>`)
	b.until(`document.querySelector('img[src*="p.svg"]').getAttribute("width") === "44"`)
	b.until(`document.querySelector('img[src*="p.svg"]').naturalWidth === 44`)
	p.save("content/one/p.svg", `<svg xmlns="http://www.w3.org/2000/svg" width="44" height="1" viewBox="0 0 1 1"><title>other</title></svg>`)
	p.save("themes/default/strings/en.yaml", "skip: Jump to the text\n")
	b.until(`document.body.textContent.includes("Jump to the text")`)
	p.save("content/_index.md", "---\ntitle: Another course\nbaseURL: https://example.org/\nlanguage: en-GB\n---\n")
	b.until(`document.title.includes("Another course") && document.documentElement.lang === "en-GB"`)
	p.save("themes/default/layouts/partials/footer.html", `<footer>Own footer</footer>`)
	b.until(has("Own footer"))
	require.Equal(t, "true", b.eval(`window.marked`), "the page was never loaded again")
	b.quiet()
}

// TestStyleIsSwapped changes the style sheet: the page is never without one, and is not loaded again.
func TestStyleIsSwapped(t *testing.T) {
	b := newBrowser(t)
	fsys := smallCourse()
	const file = "themes/default/assets/site.css"
	style := func(colour string) string { return "body { color: rgb(" + colour + ") }" }
	fsys[file] = &fstest.MapFile{Data: []byte(style("1, 2, 3"))}
	p := start(t, fsys, serve.Options{})
	b.open(p.address + "one/a/")
	b.eval(`window.marked = true`)
	b.eval(`(() => { window.colours = new Set(); const look = () => { colours.add(getComputedStyle(document.body).color); requestAnimationFrame(look); }; look(); })()`)
	for _, colour := range []string{"4, 5, 6", "7, 8, 9"} {
		p.save(file, style(colour))
		b.until(`colours.has("rgb(` + colour + `)")`)
	}
	b.until(`document.querySelectorAll("link[rel=stylesheet]").length === 1`)
	require.Equal(t, "true", b.eval(`window.marked`))
	require.Equal(t, `["rgb(1, 2, 3)","rgb(4, 5, 6)","rgb(7, 8, 9)"]`, b.eval(`[...colours]`))
	b.quiet()
}

// TestErrorsAreShown breaks a lesson and a template while a page is open.
func TestErrorsAreShown(t *testing.T) {
	b := newBrowser(t)
	fsys := smallCourse()
	good := fsys["content/one/a.md"].Data
	p := start(t, fsys, serve.Options{Root: "/course"})
	b.open(p.address + "one/a/")
	b.eval(`window.marked = true`)
	overlay := func(does string) string {
		return `(document.getElementById("l:errors")?.shadowRoot.textContent ?? "")` + does
	}
	p.save("content/one/a.md", "---\ntitle: A\n---\n\n<b>[x](gone.md)\n\n:::quiz\nNo answer\n:::\n")
	for _, part := range []string{"content/one/a.md:5:4", "link to \"gone.md\", which does not exist", " 5 | <b>[x](gone.md)", "hint: "} {
		quoted, _ := json.Marshal(part)
		b.until(overlay(".includes(" + string(quoted) + ")"))
	}
	require.Equal(t, `["vscode://file/course/content/one/a.md:5:4"]`,
		b.eval(`[...document.getElementById("l:errors").shadowRoot.querySelectorAll("a")].map(a => a.href).filter(h => h.endsWith(":5:4"))`))
	b.until(has("Text of a."))
	b.until(`document.getElementById("l:errors").shadowRoot.querySelector("section").getBoundingClientRect().height > 100`)

	p.save("content/one/a.md", strings.Replace(string(good), "Text of a.", "Mended.", 1))
	b.until(has("Mended."))
	b.until(overlay(` === ""`))

	p.save("themes/default/layouts/partials/footer.html", "{{.Broken")
	b.until(overlay(`.includes("footer.html:1")`))
	p.save("themes/default/layouts/partials/footer.html", "")
	b.until(overlay(` === ""`))
	require.Equal(t, "true", b.eval(`window.marked`))
	b.quiet()

	// An error that shows only when a page is rendered takes the page's place and gives it back.
	p.save("themes/default/layouts/partials/footer.html", "{{.Nothing}}")
	b.until(has("This page cannot be rendered"))
	p.save("themes/default/layouts/partials/footer.html", "")
	b.until(has("Mended."))
}

// TestBrokenFromTheBeginning opens a course that cannot be shown yet.
func TestBrokenFromTheBeginning(t *testing.T) {
	b := newBrowser(t)
	fsys := smallCourse()
	good := fsys["content/one/a.md"].Data
	fsys["content/one/a.md"].Data = []byte("---\ntitle: A\n---\n\n[x](gone.md)\n")
	p := start(t, fsys, serve.Options{})
	b.open(p.address + "one/a/")
	b.until(has("The course has errors"))
	b.until(`document.getElementById("l:errors").shadowRoot.textContent.includes("content/one/a.md:5:1")`)
	p.save("content/one/a.md", string(good))
	b.until(has("Text of a."))
}

func TestNavigate(t *testing.T) {
	b := newBrowser(t)
	fsys := smallCourse()
	p := start(t, fsys, serve.Options{Navigate: true})
	b.open(p.address + "one/a/")
	for n := 0; n < 50 && b.eval("location.pathname") == `"/one/a/"`; n++ { // the page may not listen at once
		p.save("content/two words/b.md", fmt.Sprintf("---\ntitle: B\n---\n\nOther text of b. %d\n", n))
		time.Sleep(200 * time.Millisecond)
	}
	b.until(has("Other text of b.") + ` && location.pathname === "/zw%C3%B6lf/b/"`)
	b.eval(`window.marked = true`)
	p.save("content/two words/b.md", "---\ntitle: B\n---\n\nYet another.\n")
	b.until(has("Yet another."))
	require.Equal(t, "true", b.eval(`window.marked`), "the page on screen changes in place")
	b.quiet()
}

// TestServerComesAgain ends the server while a page is open, edits, and starts another one at the same address.
func TestServerComesAgain(t *testing.T) {
	b := newBrowser(t)
	fsys := smallCourse()
	var address string
	t.Run("the first server", func(t *testing.T) {
		p := start(t, fsys, serve.Options{})
		address = p.address
		b.open(address + "one/a/")
		b.eval(`window.marked = true`)
	})
	fsys["content/one/a.md"].Data = []byte("---\ntitle: A\n---\n\nEdited meanwhile.\n")
	listener, err := net.Listen("tcp", strings.TrimSuffix(strings.TrimPrefix(address, "http://"), "/"))
	require.NoError(t, err)
	startOn(t, listener, fsys, serve.Options{Host: "127.0.0.1"})
	b.until(has("Edited meanwhile."))
	require.Equal(t, "true", b.eval(`window.marked`))
}

// TestPictures takes pictures of the server's own pages, to be looked at, when LECTERN_PICTURES names a folder.
func TestPictures(t *testing.T) {
	dir := os.Getenv("LECTERN_PICTURES")
	if dir == "" {
		t.Skip("LECTERN_PICTURES names no folder")
	}
	b := newBrowser(t)
	fsys := smallCourse()
	p := start(t, fsys, serve.Options{Root: "/home/author/course"})
	shoot := func(name string) {
		for _, width := range []int64{360, 1280} {
			for _, scheme := range []string{"light", "dark"} {
				require.NoError(t, chromedp.Do(b.ctx, chromedp.EmulateViewport(width, 800)))
				_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
					Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
				})
				require.NoError(t, err)
				time.Sleep(300 * time.Millisecond)
				picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
				require.NoError(t, err)
				require.NoError(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%d-%s.png", name, width, scheme)), picture, 0o666))
			}
		}
	}
	b.open(p.address + "_lectern/")
	shoot("status")
	b.open(p.address + "one/a/")
	p.save("content/one/a.md", "---\ntitle: A\nlinktitle: X\n---\n\nSome words with a <b>broken</b> [link to nowhere](gone.md) in a rather long line that goes on and on until it ends.\n\n:::quiz\nNo answer\n:::\n")
	b.until(`document.getElementById("l:errors")`)
	shoot("overlay")
	b.open(p.address + "_lectern/")
	shoot("status-errors")
}
