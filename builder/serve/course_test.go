package serve_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder"
	"lectern/builder/output"
	"lectern/builder/serve"
	"lectern/themes"
)

var themesFS = themes.FS()

// smallCourse has a file of each kind that is served.
func smallCourse() fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range map[string]string{
		"content/_index.md":           "---\ntitle: Course\nbaseURL: https://example.org/\n---\n\nWelcome.\n",
		"content/one/_index.md":       "---\ntitle: One\n---\n",
		"content/one/a.md":            "---\ntitle: A\naliases: [/old/]\n---\n\nText of a. ![p](p.svg) [sheet](sheet.csv)\n",
		"content/one/p.svg":           `<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1"/>`,
		"content/one/sheet.csv":       "a,b\n1,2\n",
		"content/two words/_index.md": "---\ntitle: Two\nslug: zwölf\n---\n",
		"content/two words/b.md":      "---\ntitle: B\n---\n\nText of b.\n",
		"content/templates/agenda.md": "---\ntitle: Agenda\n---\n\n- [ ] Topic\n",
		"content/static/_notes.txt":   "published",
		"content/static/a b.txt":      "blank",
		"content/static/data.json":    "{}",
		"content/static/favicon.ico":  "",
		"themes/default/notes.md":     "SECRET of the theme",
		".env":                        "SECRET",
		"secret.txt":                  "SECRET",
	} {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// preview is a running server with the builder behind it.
type preview struct {
	*serve.Server
	t       testing.TB
	address string // http://127.0.0.1:PORT/
	builder *builder.Builder
	options builder.Options
	fsys    fstest.MapFS
}

// save writes a file and shows what that changes; an empty text removes it. A browser may ask for a file that is copied from the course
// at any time.
func (p *preview) save(file, text string) {
	p.t.Helper()
	p.Swap().Lock()
	p.fsys[file] = &fstest.MapFile{Data: []byte(text)}
	if text == "" {
		delete(p.fsys, file)
	}
	p.Swap().Unlock()
	p.rebuild(file)
}

func start(t testing.TB, fsys fstest.MapFS, opt serve.Options) *preview {
	t.Helper()
	opt.Host = "127.0.0.1"
	listener, err := serve.Listen(opt.Host, 0)
	require.NoError(t, err)
	return startOn(t, listener, fsys, opt)
}

func startOn(t testing.TB, listener net.Listener, fsys fstest.MapFS, opt serve.Options) *preview {
	t.Helper()
	if opt.Source == nil {
		opt.Source = func(file string) []byte { text, _ := fsys.ReadFile(file); return text }
	}
	p := &preview{Server: serve.New(opt), t: t, fsys: fsys, address: "http://" + listener.Addr().String() + "/"}
	p.options = builder.Options{Source: fsys, Themes: themes.FS(), Now: time.Unix(1.8e9, 0), BaseURL: p.address, Drafts: true}
	own := p.options
	own.Swap = p.Swap()
	p.builder = builder.New(own)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx, listener) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
	})
	p.rebuild()
	return p
}

// rebuild builds and shows what changed.
func (p *preview) rebuild(changed ...string) *builder.Result {
	p.t.Helper()
	r, err := p.builder.Rebuild(context.Background(), changed)
	p.Show(serve.Build{Result: r, Err: err, Changed: changed, Took: time.Millisecond})
	return r
}

// fresh builds the same course with another builder.
func (p *preview) fresh() map[string]output.File {
	p.t.Helper()
	r, err := builder.New(p.options).Build(context.Background())
	require.NoError(p.t, err)
	require.False(p.t, r.HasErrors(), "%v", r.Diags)
	files := map[string]output.File{}
	for _, f := range r.Files {
		files[f.Path] = f
	}
	return files
}

// get asks with some headers, in pairs, and does not follow redirects.
func (p *preview) get(method, path string, headers ...string) (*http.Response, string) {
	p.t.Helper()
	r, err := http.NewRequest(method, strings.TrimSuffix(p.address, "/")+path, nil)
	require.NoError(p.t, err)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	require.NoError(p.t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(p.t, err)
	return response, string(text)
}

// raw sends bytes as they are and returns the answer's status and text; status 0 when there is none.
func (p *preview) raw(request string) (status int, header http.Header, text string) {
	p.t.Helper()
	u, err := url.Parse(p.address)
	require.NoError(p.t, err)
	conn, err := net.Dial("tcp", u.Host)
	require.NoError(p.t, err)
	defer conn.Close()
	require.NoError(p.t, conn.SetDeadline(time.Now().Add(10*time.Second)))
	_, err = io.WriteString(conn, request)
	require.NoError(p.t, err)
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0, nil, ""
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	return response.StatusCode, response.Header, string(body)
}

// request is a plain request for a target.
func request(method, target, host string, headers ...string) string {
	return fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n", method, target, host, strings.Join(append(headers, ""), "\r\n"))
}

// TestSearchFollowsEdits asks for the files of the search after edits that change what is in the index, and how many files it has.
func TestSearchFollowsEdits(t *testing.T) {
	fsys := smallCourse()
	p := start(t, fsys, serve.Options{})
	write := func(file, text string) {
		fsys[file] = &fstest.MapFile{Data: []byte(text)}
		p.rebuild(file)
	}
	search := func() string {
		all := ""
		for name, f := range p.fresh() {
			if !strings.HasPrefix(name, "assets/search/") && name != "search/index.json" {
				continue
			}
			var want strings.Builder
			require.NoError(t, f.Render(&want))
			response, got := p.get("GET", "/"+name)
			require.Equal(t, 200, response.StatusCode, name)
			require.Equal(t, want.String(), got, name)
			all += got
		}
		return all
	}
	require.NotContains(t, search(), "zebra")
	write("content/one/a.md", "---\ntitle: A\naliases: [/old/]\n---\n\nText of a zebra. ![p](p.svg) [sheet](sheet.csv)\n")
	require.Contains(t, search(), "zebra", "a body")
	write("content/one/a.md", "---\ntitle: Giraffe\naliases: [/old/]\n---\n\nText of a zebra. ![p](p.svg) [sheet](sheet.csv)\n")
	require.Contains(t, search(), "giraffe", "a title")
	write("content/one/new.md", "---\ntitle: New\nfaqs: [{question: Where is the okapi?, answer: There.}]\n---\n")
	require.Contains(t, search(), "okapi", "another lesson")
	delete(fsys, "content/one/new.md")
	p.rebuild("content/one/new.md")
	require.NotContains(t, search(), "okapi", "one lesson less")
	write("content/one/a.md", "---\ntitle: A\n---\n\n[gone](gone.md) ![p](p.svg) [sheet](sheet.csv)\n")
	response, got := p.get("GET", "/search/index.json")
	require.Equal(t, 200, response.StatusCode)
	require.NotEmpty(t, got, "the last good one stays")
}
