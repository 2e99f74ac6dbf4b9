package serve_test

import (
	"bytes"
	"net"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"lectern/builder"
	"lectern/builder/serve"
)

// script is what the server adds to a page.
func script(t testing.TB, page string) string {
	t.Helper()
	i := strings.Index(page, `<script src="/_lectern/reload.js"`)
	require.GreaterOrEqual(t, i, 0, "no reload script")
	end := strings.Index(page[i:], "</script>")
	return page[i : i+end+len("</script>")]
}

// TestServesTheSite fetches every file of the site. It is what a build publishes, the reload script aside, with the headers
// that the hosts' file gives it.
func TestServesTheSite(t *testing.T) {
	p := start(t, smallCourse(), serve.Options{})
	for name, file := range p.fresh() {
		at := "/" + (&url.URL{Path: name}).EscapedPath()
		if name == "_headers" || name == "_redirects" {
			response, _ := p.get("GET", at)
			require.Equal(t, 404, response.StatusCode, name)
			continue
		}
		var want bytes.Buffer
		require.NoError(t, file.Render(&want))
		response, text := p.get("GET", at)
		require.Equal(t, 200, response.StatusCode, name)
		if path.Ext(name) == ".html" {
			text = strings.Replace(text, script(t, text), "", 1)
		}
		require.True(t, want.String() == text, name)

		folder := strings.TrimSuffix(at, "index.html")
		response, _ = p.get("HEAD", folder)
		require.Equal(t, 200, response.StatusCode, name)
		require.Equal(t, strconv.FormatInt(response.ContentLength, 10), response.Header.Get("Content-Length"))
		require.True(t, response.ContentLength > 0 || name == "favicon.ico", name)
		requireHeaders(t, p, at, response.Header)
	}
}

// requireHeaders reads the hosts' file by itself.
func requireHeaders(t *testing.T, p *preview, at string, got http.Header) {
	t.Helper()
	var text bytes.Buffer
	require.NoError(t, p.fresh()["_headers"].Render(&text))
	applies, n := false, 0
	for line := range strings.Lines(text.String()) {
		if pattern := strings.TrimSpace(line); !strings.HasPrefix(line, " ") {
			applies = pattern == at || strings.HasSuffix(pattern, "*") && strings.HasPrefix(at, strings.TrimSuffix(pattern, "*"))
		} else if applies {
			name, value, _ := strings.Cut(pattern, ": ")
			require.Equal(t, value, got.Get(name), "%s of %s", name, at)
			n++
		}
	}
	require.GreaterOrEqual(t, n, 5)
	require.NotEmpty(t, got.Get("Content-Security-Policy"))
}

func TestTypes(t *testing.T) {
	fsys := smallCourse()
	for ext := range map[string]bool{".webp": true, ".unknown": true, ".webmanifest": true, ".PDF": true, ".ics": true, ".woff2": true} {
		fsys["content/static/f"+ext] = &fstest.MapFile{Data: []byte("plain words")}
	}
	p := start(t, fsys, serve.Options{})
	for at, want := range map[string]string{
		"/": "text/html; charset=utf-8", "/one/p.svg": "image/svg+xml", "/one/sheet.csv": "text/csv; charset=utf-8", "/data.json": "application/json",
		"/sitemap.xml": "application/xml; charset=utf-8", "/robots.txt": "text/plain; charset=utf-8", "/f.webp": "image/webp", "/f.webmanifest": "application/manifest+json",
		"/f.PDF": "application/pdf", "/f.ics": "text/calendar; charset=utf-8", "/f.woff2": "font/woff2", "/f.unknown": "text/plain; charset=utf-8",
		"/templates/agenda/agenda.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"/_lectern/":                    "text/html; charset=utf-8", "/_lectern/reload.js": "text/javascript; charset=utf-8", "/_lectern/overlay.css": "text/css; charset=utf-8",
	} {
		response, _ := p.get("GET", at)
		require.Equal(t, 200, response.StatusCode, at)
		require.Equal(t, want, response.Header.Get("Content-Type"), at)
		require.Equal(t, "nosniff", response.Header.Get("X-Content-Type-Options"), at)
	}
}

func TestAnswers(t *testing.T) {
	p := start(t, smallCourse(), serve.Options{})
	for _, c := range []struct {
		name, at string
		headers  []string
		status   int
		location string
		holds    string
	}{
		{name: "a page that does not exist is the course's own", at: "/nothing/", status: 404, holds: `href="/one/"`},
		{name: "so is a file", at: "/nothing.png", status: 404, holds: `href="/one/"`},
		{name: "a folder without its slash", at: "/one", status: 302, location: "/one/"},
		{name: "one with a query", at: "/one?a=%2Fb&c", status: 302, location: "/one/?a=%2Fb&c"},
		{name: "one that must be escaped", at: "/zw%C3%B6lf", status: 302, location: "/zw%C3%B6lf/"},
		{name: "a name in Unicode", at: "/zw%C3%B6lf/b/", status: 200, holds: "Text of b."},
		{name: "an alias", at: "/old/", status: 200, holds: `href="/one/a/"`},
		{name: "an alias without its slash", at: "/old", status: 302, location: "/old/"},
		{name: "a blank in a name", at: "/a%20b.txt", status: 200, holds: "blank"},
		{name: "an underscore before a name", at: "/_notes.txt", status: 200, holds: "published"},
		{name: "a query is nothing to us", at: "/one/a/?x=1", status: 200, holds: "Text of a."},
		{name: "a range", at: "/one/sheet.csv", headers: []string{"Range", "bytes=2-4"}, status: 206, holds: "b\n1"},
		{name: "a range from the end", at: "/one/sheet.csv", headers: []string{"Range", "bytes=-2"}, status: 206, holds: "2\n"},
		{name: "a range beyond the end", at: "/one/sheet.csv", headers: []string{"Range", "bytes=900-"}, status: 416},
	} {
		response, text := p.get("GET", c.at, c.headers...)
		require.Equal(t, c.status, response.StatusCode, c.name)
		require.Equal(t, c.location, response.Header.Get("Location"), c.name)
		require.Contains(t, text, c.holds, c.name)
	}
	response, text := p.get("HEAD", "/nothing/")
	require.Equal(t, 404, response.StatusCode)
	require.Empty(t, text)
}

// TestLastGoodSiteStays breaks the course and its theme while it is served.
func TestLastGoodSiteStays(t *testing.T) {
	fsys := smallCourse()
	good := fsys["content/one/a.md"].Data
	p := start(t, fsys, serve.Options{})
	fsys["content/one/a.md"].Data = []byte("---\ntitle: A\n---\n\n[x](gone.md)\n")
	require.True(t, p.rebuild("content/one/a.md").HasErrors())
	_, text := p.get("GET", "/one/a/")
	require.Contains(t, text, "Text of a.")
	_, text = p.get("GET", "/_lectern/")
	require.Contains(t, text, "content/one/a.md:5:1")

	fsys["content/one/a.md"].Data = good
	fsys["themes/default/layouts/partials/footer.html"] = &fstest.MapFile{Data: []byte("{{.Broken")}
	p.rebuild("content/one/a.md", "themes/default/layouts/partials/footer.html")
	_, text = p.get("GET", "/one/a/")
	require.Contains(t, text, "Text of a.")
	_, text = p.get("GET", "/_lectern/")
	require.Contains(t, text, "footer.html")

	fsys["themes/default/layouts/partials/footer.html"].Data = []byte("{{.Nothing}}")
	p.rebuild("themes/default/layouts/partials/footer.html")
	response, text := p.get("GET", "/one/a/")
	require.Equal(t, 500, response.StatusCode)
	require.Contains(t, text, "footer.html:1:2")
	require.NotEmpty(t, script(t, text), "the page comes again by itself")

	delete(fsys, "themes/default/layouts/partials/footer.html")
	p.rebuild("themes/default/layouts/partials/footer.html")
	_, text = p.get("GET", "/one/a/")
	require.Contains(t, text, "Text of a.")
}

// TestNothingYet serves a course that has had errors from the beginning.
func TestNothingYet(t *testing.T) {
	fsys := fstest.MapFS{}
	p := start(t, fsys, serve.Options{})
	for _, at := range []string{"/", "/one/a/"} {
		response, text := p.get("GET", at)
		require.Equal(t, 503, response.StatusCode)
		require.NotEmpty(t, script(t, text))
	}
	for name, file := range smallCourse() {
		fsys[name] = file
	}
	p.rebuild("content/_index.md", "content/one/a.md", "content/one")
	response, _ := p.get("GET", "/one/a/")
	require.Equal(t, 200, response.StatusCode)
}

// TestWaitsForTheFirstBuild opens a page before there is one.
func TestWaitsForTheFirstBuild(t *testing.T) {
	listener, err := serve.Listen("127.0.0.1", 0)
	require.NoError(t, err)
	p := &preview{Server: serve.New(serve.Options{}), t: t, address: "http://" + listener.Addr().String() + "/"}
	go func() { _ = p.Run(t.Context(), listener) }()
	answered := make(chan string)
	go func() {
		_, text := p.get("GET", "/")
		answered <- text
	}()
	select {
	case text := <-answered:
		t.Fatal("answered at once: ", text)
	default:
	}
	result, err := builder.New(builder.Options{Source: smallCourse(), Themes: themesFS}).Build(t.Context())
	require.NoError(t, err)
	p.Show(serve.Build{Result: result})
	require.Contains(t, <-answered, "Welcome.")
}

func TestListenTakesTheNextPort(t *testing.T) {
	first, err := serve.Listen("127.0.0.1", 0)
	require.NoError(t, err)
	defer first.Close()
	port := first.Addr().(*net.TCPAddr).Port
	second, err := serve.Listen("127.0.0.1", port)
	require.NoError(t, err)
	defer second.Close()
	require.Greater(t, second.Addr().(*net.TCPAddr).Port, port)
	_, err = serve.Listen("192.0.2.1", port) // an address for documentation, of no machine
	require.ErrorContains(t, err, "listen on 192.0.2.1")
}
