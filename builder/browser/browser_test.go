package browser_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	cdp "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"lectern/builder/need"
)

// patience is how long a test waits for something that should be there at once.
const patience = 2 * time.Minute

// pause is how long it waits before it looks again.
const pause = 20 * time.Millisecond

// chromium starts the one browser of all tests.
var chromium = sync.OnceValues(func() (context.Context, error) {
	program, err := exec.LookPath("chromium")
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program))
	for _, flag := range []string{
		"no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update",
		"disable-sync", "hide-scrollbars",
	} {
		options = append(options, chromedp.Flag(flag, true))
	}
	parent, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ := chromedp.NewContext(parent) // which ends with its parent
	stop = cancel
	return ctx, chromedp.Do(ctx)
})

var stop = func() {}

// TestMain lets two tabs work at the same time: most of a test is waiting.
func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "test.parallel" })
	if !given {
		_ = flag.Set("test.parallel", "2")
	}
	code := m.Run()
	stop()
	os.Exit(code)
}

// tab is a page in a browser. Whatever it says on its console is a fault.
type tab struct {
	t         *testing.T
	site      *site
	ctx       context.Context
	downloads string
	hand      hand
	block     string // where in the window it scrolls what it presses

	mu   sync.Mutex
	said []string
}

// profile opens a tab in a browser that knows nothing of the site yet.
func (s *site) profile(t *testing.T) *tab {
	t.Helper()
	parent, err := chromium()
	if err != nil {
		need.Lacking(t, "Chromium is not installed or does not start: %v", err)
	}
	b := newTab(t, s, parent, chromedp.WithNewBrowserContext())
	b.downloads = t.TempDir()
	_, err = chromedp.CallBrowser(b.ctx, cdp.SetDownloadBehavior, cdp.SetDownloadBehaviorParams{
		Behavior: cdp.SetDownloadBehaviorBehaviorAllow, DownloadPath: b.downloads,
		BrowserContextID: chromedp.FromContext(b.ctx).BrowserContextID,
	})
	require.NoError(t, err)
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		_, err = chromedp.CallBrowser(b.ctx, cdp.SetPermission, cdp.SetPermissionParams{
			BrowserContextID: chromedp.FromContext(b.ctx).BrowserContextID,
			Permission:       &cdp.PermissionDescriptor{Name: name}, Setting: cdp.PermissionSettingGranted,
		})
		require.NoError(t, err)
	}
	return b
}

// another opens a second tab in the same browser.
func (b *tab) another() *tab { return newTab(b.t, b.site, b.ctx) }

func newTab(t *testing.T, s *site, parent context.Context, options ...chromedp.ContextOption) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent, options...)
	t.Cleanup(cancel)
	b := &tab{t: t, site: s, ctx: ctx, hand: mouse, block: "center"}
	require.NoError(t, chromedp.Do(ctx)) // the tab lives as long as the context of its first action
	b.do(chromedp.EmulateViewport(1280, 900))
	_, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	require.NoError(t, err) // or only one tab of all would have the focus
	require.NoError(t, chromedp.Listen(ctx, b.listen))
	return b
}

// listen notes everything that a page should not do: complain, break the content security policy, ask another address.
func (b *tab) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		b.said = append(b.said, fmt.Sprint("console: ", e.Type, e.Args))
	case *runtime.EventExceptionThrown:
		b.said = append(b.said, fmt.Sprint("exception: ", e.ExceptionDetails.Text, e.ExceptionDetails.Exception))
	case *log.EventEntryAdded:
		b.said = append(b.said, fmt.Sprint("log: ", e.Entry.Source, " ", e.Entry.Text, " ", e.Entry.URL))
	case *network.EventRequestWillBeSent:
		u := e.Request.URL
		if !strings.HasPrefix(u, b.site.address) && !strings.HasPrefix(u, "data:") && !strings.HasPrefix(u, "blob:") && u != "about:blank" {
			b.said = append(b.said, "request: "+u)
		}
	}
}

// quiet requires that there was nothing of that.
func (b *tab) quiet() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	require.Empty(b.t, b.said)
}

func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	require.NoError(b.t, chromedp.Do(ctx, actions...))
}

// open goes to a path of the site, as from the address bar.
func (b *tab) open(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.site.address + path))
}

// at waits until the page of a path is shown and its scripts have run.
func (b *tab) at(path string) {
	b.t.Helper()
	b.until(fmt.Sprintf(`location.href === %s && document.readyState === "complete"`, quoted(b.site.address+path)))
}

func (b *tab) reload() {
	b.t.Helper()
	b.do(chromedp.Reload())
}

// back and forward go through the history as the buttons of the browser do.
func (b *tab) back(path string) {
	b.t.Helper()
	b.eval(`void setTimeout(() => history.back())`)
	b.at(path)
}
func (b *tab) forward(path string) {
	b.t.Helper()
	b.eval(`void setTimeout(() => history.forward())`)
	b.at(path)
}

// click presses the first element that a selector names, with what the learner has at hand.
func (b *tab) click(selector string) {
	b.t.Helper()
	b.hand.press(b, selector)
}

// middle scrolls an element into the window and returns where its middle is seen. Nothing may lie over it.
func (b *tab) middle(selector string) (x, y float64) {
	b.t.Helper()
	b.until(fmt.Sprintf(`document.querySelector(%s)?.checkVisibility()`, quoted(selector)))
	place := b.eval(fmt.Sprintf(`((e) => {
		e.scrollIntoView({ block: "`+b.block+`", behavior: "instant" });
		const r = e.getClientRects()[0], x = r.x + r.width / 2, y = r.y + r.height / 2, top = document.elementFromPoint(x, y);
		return e === top || e.contains(top) || top?.contains(e) ? [x, y] : [top.outerHTML];
	})(document.querySelector(%s))`, quoted(selector)))
	var at []float64
	require.NoError(b.t, json.Unmarshal([]byte(place), &at), "something lies over %s: %s", selector, place)
	return at[0], at[1]
}

// write puts words into the element that a selector names.
func (b *tab) write(selector, words string) {
	b.t.Helper()
	b.hand.focus(b, selector)
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	_, err := chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: words})
	require.NoError(b.t, err)
}

// follow clicks a link and waits for its page.
func (b *tab) follow(selector, path string) {
	b.t.Helper()
	b.click(selector)
	b.at(path)
}

// eval returns the value of an expression as JSON.
func (b *tab) eval(expression string) string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("JSON.stringify(("+expression+") ?? null)"))
	require.NoError(b.t, err, expression)
	return text
}

// text returns the words of the first element that a selector names, as they are shown.
func (b *tab) text(selector string) string {
	b.t.Helper()
	var text string
	require.NoError(b.t, json.Unmarshal([]byte(b.eval(fmt.Sprintf(`document.querySelector(%s)?.innerText ?? "(no such element)"`, quoted(selector)))), &text))
	return strings.Join(strings.Fields(text), " ")
}

// shows waits until an element has these words.
func (b *tab) shows(selector, words string) {
	b.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(pause) {
		if strings.Contains(b.text(selector), words) {
			return
		}
	}
	b.t.Fatalf("%s does not say %q, but %q", selector, words, b.text(selector))
}

// until waits until an expression is true.
func (b *tab) until(expression string) {
	b.t.Helper()
	var last string
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(pause) {
		ctx, cancel := context.WithTimeout(b.ctx, patience)
		text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("JSON.stringify(!!("+expression+"))"))
		cancel()
		if last = fmt.Sprint(text, err); err == nil && text == "true" {
			return
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.t.Fatalf("it stays %s that %s; said: %q", last, expression, b.said)
}

// before runs a script before those of every page that is opened from now on.
func (b *tab) before(script string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
	require.NoError(b.t, err)
}

// downloaded waits for a file that is downloaded and returns its path.
func (b *tab) downloaded(pattern string) string {
	b.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(pause) {
		found, err := filepath.Glob(filepath.Join(b.downloads, pattern))
		require.NoError(b.t, err)
		if len(found) > 0 {
			return found[0]
		}
	}
	b.t.Fatalf("nothing like %s was downloaded", pattern)
	return ""
}

func quoted(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string
	}
	return string(b)
}
