package browser_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io/fs"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder"
	"lectern/builder/course"
	"lectern/content"
	"lectern/themes"
)

// site is a published course on a server of its own, with the headers that hosts send.
type site struct {
	base     string // path that the course lies under, "/" or "/a/path/"
	address  string // http://127.0.0.1:PORT/ with the base
	course   *course.Course
	compress bool // what is text, as hosts do

	mu    sync.RWMutex
	files map[string][]byte
	lines []string // of _headers
}

// sample serves the sample course under a base path. All tests share it: nobody publishes anything else there.
func sample(t testing.TB, base string) *site {
	t.Helper()
	samples.Lock()
	defer samples.Unlock()
	s, ok := samples.sites[base]
	if !ok {
		s, _ = newSite(base)
		s.publish(t, sampleSource)
		samples.sites[base] = s
	}
	return s
}

// samples has the sites of the sample course by their base path. They end with the tests.
var samples = struct {
	sync.Mutex
	sites map[string]*site
}{sites: map[string]*site{}}

// sampleSource is the sample course without the tests and other files beside it.
var sampleSource = func() fs.FS {
	sub := fstest.MapFS{}
	err := fs.WalkDir(content.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := content.FS.ReadFile(name)
		sub["content/"+name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		panic(err) // embedded
	}
	return sub
}()

// small is a course of a few files, by their paths below content.
func small(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys["content/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// serve publishes a course on a site of its own, which others may be published on later.
func serve(t testing.TB, source fs.FS, base string) *site {
	t.Helper()
	s, server := newSite(base)
	t.Cleanup(server.Close)
	s.publish(t, source)
	return s
}

func newSite(base string) (*site, *httptest.Server) {
	s := &site{base: base}
	server := httptest.NewServer(s)
	s.address = server.URL + base
	return s, server
}

// publish builds a course and serves it from now on.
func (s *site) publish(t testing.TB, source fs.FS) {
	t.Helper()
	r, err := builder.New(builder.Options{
		Source: source, Themes: themes.FS(), Now: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), BaseURL: s.address,
	}).Build(context.Background())
	require.NoError(t, err)
	require.False(t, r.HasErrors(), "%v", r.Diags)
	files := map[string][]byte{}
	for _, f := range r.Files {
		var b bytes.Buffer
		require.NoError(t, f.Render(&b), f.Path)
		files[f.Path] = b.Bytes()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.course, s.files = r.Course, files
	s.lines = strings.Split(string(files["_headers"]), "\n")
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	name, inside := strings.CutPrefix(r.URL.Path, s.base)
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	s.setHeaders(w.Header(), r.URL)
	body, found := s.files[name]
	if !inside || !found {
		name, body = "404.html", s.files["404.html"]
	}
	kind := mime.TypeByExtension(path.Ext(name))
	w.Header().Set("Content-Type", kind)
	if s.compress && !strings.HasPrefix(kind, "font/") && !strings.HasPrefix(kind, "image/png") {
		w.Header().Set("Content-Encoding", "gzip")
		body = zipped(body)
	}
	if !found {
		w.WriteHeader(http.StatusNotFound)
	}
	_, _ = w.Write(body) // the browser may have gone on
}

// zipped compresses with gzip, which every host has. Netlify sends most browsers Brotli, which is a little smaller.
func zipped(body []byte) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	_, _ = z.Write(body) // into memory
	_ = z.Close()
	return b.Bytes()
}

// setHeaders applies the rules of _headers: a path, which may end in *, and below it, indented, its headers.
func (s *site) setHeaders(h http.Header, u *url.URL) {
	matches := false
	for _, line := range s.lines {
		if !strings.HasPrefix(line, " ") {
			prefix, wild := strings.CutSuffix(line, "*")
			matches = wild && strings.HasPrefix(u.EscapedPath(), prefix) || line == u.EscapedPath()
			continue
		}
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && matches {
			h.Set(name, value)
		}
	}
}
