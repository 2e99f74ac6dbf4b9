package browser_test

import (
	"context"
	"fmt"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// hand is what a learner works a page with: how the first element that a selector names gets the focus, and how it is pressed.
type hand struct {
	name         string
	focus, press func(b *tab, selector string)
}

var (
	mouse    = hand{"mouse", (*tab).pressMouse, (*tab).pressMouse}
	finger   = hand{"finger", (*tab).tap, (*tab).tap}
	keyboard = hand{"keyboard", func(b *tab, selector string) { b.tabTo(`e === document.querySelector(` + quoted(selector) + `)`) }, (*tab).pressKey}
)

// by changes what the learner works with. A finger comes with a small screen.
func (b *tab) by(h hand) *tab {
	b.t.Helper()
	b.hand = h
	if h.name == "finger" {
		b.do(chromedp.EmulateViewport(360, 780, chromedp.EmulateMobile, chromedp.EmulateTouch))
	}
	return b
}

func (b *tab) pressMouse(selector string) {
	b.t.Helper()
	x, y := b.middle(selector)
	b.do(chromedp.MouseClickXY(x, y))
}

// tap touches an element: again when the browser took it for a long press, since this machine was slow. Two taps in one place would be
// a double tap, so the page scrolls a little.
func (b *tab) tap(selector string) {
	b.t.Helper()
	b.block = map[string]string{"center": "end", "end": "center"}[b.block]
	for range 10 {
		x, y := b.middle(selector)
		b.eval(`void ((wanted) => {
			window.tapped = "";
			const heard = new AbortController();
			for (const type of ["click", "contextmenu"]) addEventListener(type, ({ target }) => {
				window.tapped = wanted.contains(target) || target.contains(wanted) ? type : "something else";
				heard.abort();
			}, { capture: true, signal: heard.signal });
		})(document.querySelector(` + quoted(selector) + `))`)
		b.do(chromedp.TapXY(x, y))
		b.until(`window.tapped !== ""`)
		if tapped := b.eval(`window.tapped`); tapped == `"click"` || tapped == "null" { // the latter on the next page
			return
		}
	}
	b.t.Fatalf("a finger does not reach %s", selector)
}

// pressKey goes to an element with the tab key and presses the key that is meant for it. Of radio buttons one is a stop; the arrow
// keys lead to the others.
func (b *tab) pressKey(selector string) {
	b.t.Helper()
	b.until(fmt.Sprintf(`document.querySelector(%s)?.checkVisibility()`, quoted(selector)))
	wanted := `document.querySelector(` + quoted(selector) + `)`
	b.tabTo(`((w) => e === w || w.type === "radio" && e.name === w.name)(` + wanted + `)`)
	switch b.eval(`document.activeElement.type ?? ""`) {
	case `"radio"`:
		b.press(" ")
		for n := 0; b.eval(`document.activeElement === `+wanted) != "true"; n++ {
			require.Less(b.t, n, 20, "the arrow keys do not lead to %s", selector)
			b.press(kb.ArrowDown)
		}
	case `"checkbox"`:
		b.press(" ")
	default:
		b.press("\r")
	}
}

// tabTo presses the tab key until the focus is on what an expression of the focused element e says. On the way, whatever has the focus
// is seen, and not below the bar.
func (b *tab) tabTo(expression string) {
	b.t.Helper()
	for range 300 {
		b.do(chromedp.KeyEvent(kb.Tab))
		seen := b.eval(`((e) => {
			const found = !!(` + expression + `);
			if (e === document.body || e.matches(".skip, .top *, dialog *")) return found;
			const shown = e.matches(".hush") ? e.parentNode : e, r = shown.getBoundingClientRect();
			const ring = [getComputedStyle(shown).outlineStyle, getComputedStyle(shown, "::after").outlineStyle];
			const own = e.type === "date" && !e.matches(":focus"); // its calendar button has the focus, and the browser's own ring
			if (!own && ring.every((style) => style === "none")) return "no outline: " + e.outerHTML;
			const below = document.querySelector(".top").getBoundingClientRect().bottom;
			const hidden = r.bottom <= below || r.top >= innerHeight || r.height < innerHeight / 2 && r.top < below;
			return hidden ? "not seen: " + e.outerHTML : found;
		})(document.activeElement)`)
		if seen == "true" {
			return
		}
		require.Equal(b.t, "false", seen)
	}
	b.t.Fatalf("the tab key does not lead to %s", expression)
}

func (b *tab) press(keys ...string) {
	b.t.Helper()
	for _, key := range keys {
		b.do(chromedp.KeyEvent(key))
	}
}

// bring chooses a file for the workbook, in the browser's own dialog.
func (b *tab) bring(file string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	opened := make(chan *page.EventFileChooserOpened, 1)
	require.NoError(b.t, chromedp.Listen(ctx, func(event any) {
		if e, ok := event.(*page.EventFileChooserOpened); ok {
			opened <- e
		}
	}))
	_, err := chromedp.Call(ctx, page.SetInterceptFileChooserDialog, page.SetInterceptFileChooserDialogParams{Enabled: true})
	require.NoError(b.t, err)
	target := "label:has([data-import])"
	if b.hand.name == "keyboard" {
		target = "[data-import]"
	}
	b.click(target)
	select {
	case e := <-opened:
		_, err = chromedp.Call(ctx, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{file}, BackendNodeID: e.BackendNodeID})
		require.NoError(b.t, err)
	case <-ctx.Done():
		b.t.Fatal("no dialog for a file opens")
	}
}
