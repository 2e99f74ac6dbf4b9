package serve_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder/serve"
)

// heard is what an open page is told.
type heard struct {
	Build    string
	Errors   []struct{ Place, Severity, Message, Hint, Excerpt, Editor string }
	Count    int
	Navigate string
}

// open connects as a page does that shows a build, and returns what it is told.
func (p *preview) open(build string) (events <-chan heard, closeIt func()) {
	p.t.Helper()
	response, err := http.Get(p.address + "_lectern/events?build=" + build)
	require.NoError(p.t, err)
	require.Equal(p.t, 200, response.StatusCode)
	require.Equal(p.t, "text/event-stream", response.Header.Get("Content-Type"))
	out := make(chan heard, 100)
	lines := bufio.NewScanner(response.Body)
	require.True(p.t, lines.Scan()) // the page is known from here on
	go func() {
		defer close(out)
		for lines.Scan() {
			if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var h heard
				if json.Unmarshal([]byte(text), &h) == nil {
					out <- h
				}
			}
		}
	}()
	return out, func() { response.Body.Close() }
}

func take(t testing.TB, events <-chan heard) heard {
	t.Helper()
	select {
	case h, ok := <-events:
		require.True(t, ok, "the server hung up")
		return h
	case <-time.After(5 * time.Second):
		t.Fatal("nothing was told")
		return heard{}
	}
}

func TestPagesAreTold(t *testing.T) {
	fsys := smallCourse()
	p := start(t, fsys, serve.Options{Navigate: true, Root: "/my course"})
	set := func(text string) { fsys["content/one/a.md"] = &fstest.MapFile{Data: []byte(text)} }
	events, closeIt := p.open("")
	defer closeIt()
	first := take(t, events)
	require.NotEmpty(t, first.Build, "a page that shows another build hears of this one at once")

	set("---\ntitle: A\n---\n\nNew.\n")
	p.rebuild("content/one/a.md")
	second := take(t, events)
	require.NotEqual(t, first.Build, second.Build)
	require.Equal(t, "/one/a/", second.Navigate)

	set("---\ntitle: A\n---\n\n:::quiz\n\n[x](gone.md)\n")
	p.rebuild("content/one/a.md")
	broken := take(t, events)
	require.Equal(t, len(broken.Errors), broken.Count)
	require.Empty(t, broken.Navigate)
	places := []string{}
	for _, e := range broken.Errors {
		require.Equal(t, "error", e.Severity)
		require.NotEmpty(t, e.Hint)
		require.Contains(t, e.Excerpt, " | ")
		places = append(places, e.Place)
	}
	require.Contains(t, places, "content/one/a.md:5:1")
	require.Equal(t, "vscode://file/my%20course/content/one/a.md:5:1", broken.Errors[slices.Index(places, "content/one/a.md:5:1")].Editor)

	late, closeLate := p.open(broken.Build)
	defer closeLate()
	require.Equal(t, broken.Count, take(t, late).Count, "a page that is opened meanwhile hears of the errors too")

	set("---\ntitle: A\n---\n\nMended.\n")
	p.rebuild("content/one/a.md")
	require.Zero(t, take(t, events).Count)
	require.Zero(t, take(t, late).Count)

	current, closeCurrent := p.open(p.shown())
	defer closeCurrent()
	select {
	case h := <-current:
		t.Fatal("told about the build that it shows: ", h)
	case <-time.After(50 * time.Millisecond):
	}
}

// shown is the build that a page shows which is opened now.
func (p *preview) shown() string {
	_, text := p.get("GET", "/")
	_, rest, _ := strings.Cut(script(p.t, text), `data-build="`)
	build, _, _ := strings.Cut(rest, `"`)
	return build
}

// TestErrorsComeBeforeWarnings has more warnings than the overlay shows.
func TestErrorsComeBeforeWarnings(t *testing.T) {
	fsys := smallCourse()
	for i := range 150 {
		fsys[fmt.Sprintf("content/one/n%03d.md", i)] = &fstest.MapFile{Data: []byte("---\ntitle: N\n---\n\nNo practice.\n")}
	}
	fsys["content/two words/b.md"] = &fstest.MapFile{Data: []byte("---\ntitle: B\n---\n" + strings.Repeat("\n[x](gone.md)\n", 120))}
	p := start(t, fsys, serve.Options{})
	events, closeIt := p.open("")
	defer closeIt()
	told := take(t, events)
	require.Equal(t, 120, told.Count)
	require.Len(t, told.Errors, 100)
	_, text := p.get("GET", "/_lectern/")
	require.Less(t, strings.Index(text, "gone.md"), strings.Index(text, "nothing for the learner to do"))
}

// TestManyPages opens 200 pages of which half never read. The others hear of every last build, and when all are
// closed nothing is left of them.
func TestManyPages(t *testing.T) {
	fsys := smallCourse()
	p := start(t, fsys, serve.Options{})
	host := strings.TrimSuffix(strings.TrimPrefix(p.address, "http://"), "/")
	edit := func(n int) {
		body := fmt.Sprintf("Words %d. %s[x](gone.md)", n, strings.Repeat("Very long. ", 500)) // an error, so that what is told is long
		fsys["content/one/a.md"] = &fstest.MapFile{Data: []byte("---\ntitle: A\n---\n\n" + body + "\n")}
		p.rebuild("content/one/a.md")
	}
	edit(0)
	http.DefaultClient.CloseIdleConnections()
	goroutines, memory := count()
	var conns []net.Conn
	var readers []<-chan heard
	var closers []func()
	for i := range 200 {
		if i%2 == 0 {
			conn, err := net.Dial("tcp", host)
			require.NoError(t, err)
			require.NoError(t, conn.(*net.TCPConn).SetReadBuffer(4096))
			_, err = io.WriteString(conn, request("GET", "/_lectern/events", host))
			require.NoError(t, err)
			conns = append(conns, conn)
			continue
		}
		events, closeIt := p.open("")
		readers, closers = append(readers, events), append(closers, closeIt)
	}
	began := time.Now()
	for n := range 300 {
		edit(n)
	}
	took := time.Since(began)
	last := "/" + p.shown()
	for _, events := range readers {
		for h := take(t, events); "/"+h.Build != last; h = take(t, events) {
		}
	}
	during, memoryDuring := count()
	for _, c := range conns {
		c.Close()
	}
	for _, c := range closers {
		c()
	}
	require.Eventually(t, func() bool { n, _ := count(); return n <= goroutines+5 }, 20*time.Second, 50*time.Millisecond, "goroutines stay")
	after, memoryAfter := count()
	t.Logf("300 builds for 200 pages in %v; goroutines %d, with the pages %d, after %d; heap %d, %d, %d KiB",
		took.Round(time.Millisecond), goroutines, during, after, memory>>10, memoryDuring>>10, memoryAfter>>10)
	require.Less(t, memoryDuring, memory+32<<20)
	require.Less(t, memoryAfter, memory+8<<20)
}

func count() (goroutines int, heap uint64) {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return runtime.NumGoroutine(), m.HeapAlloc
}

// TestMostPages opens more pages than the server takes.
func TestMostPages(t *testing.T) {
	p := start(t, smallCourse(), serve.Options{})
	host := strings.TrimSuffix(strings.TrimPrefix(p.address, "http://"), "/")
	refused := 0
	for range 520 {
		conn, err := net.Dial("tcp", host)
		require.NoError(t, err)
		defer conn.Close()
		_, err = io.WriteString(conn, request("GET", "/_lectern/events", host))
		require.NoError(t, err)
		require.NoError(t, conn.SetReadDeadline(time.Now().Add(5*time.Second)))
		line, err := bufio.NewReader(conn).ReadString('\n')
		require.NoError(t, err)
		if strings.Contains(line, "503") {
			refused++
		}
	}
	require.Equal(t, 20, refused)
	response, _ := p.get("GET", "/one/a/")
	require.Equal(t, 200, response.StatusCode)
}
