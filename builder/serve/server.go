// Package serve is the preview server: what an author has open while writing.
//
// A [Server] serves the files of one build from memory: a page is rendered when a browser asks for
// it, by the same functions that a publishing build calls. [Server.Show] replaces the build;
// open pages hear of it over server-sent events and change in place. With a mistake in the course
// the last good site stays and open pages show the diagnostics over it.
//
// The server answers to the machine it runs on: see guard.go for what it refuses.
package serve

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"lectern/builder"
	"lectern/builder/output"
)

// Options of a server.
type Options struct {
	// Host is the name or address that the server was told to listen on. Requests for it are
	// answered besides those for loopback names.
	Host string
	// Navigate lets open pages follow the edit: the browser goes to the page whose file was saved.
	Navigate bool
	// Root is the absolute course folder, for links that open an editor; empty for none.
	Root string
	// Source returns the bytes of a file of the course, for excerpts.
	Source func(file string) []byte
}

// Build is one build with what the status page tells of it.
type Build struct {
	Result  *builder.Result
	Changed []string // files whose change led to it, from the course folder
	Took    time.Duration
}

// Server serves one build at a time. It may be used from any number of goroutines.
type Server struct {
	opt    Options
	guard  guard
	events hub

	ready   chan struct{} // closed when the first build is shown
	readied sync.Once

	mu     sync.RWMutex
	good   *site // the last build without errors; nil before the first
	last   Build // the last build, good or not
	number int   // of builds shown
}

// site is a build without errors, ready to be served.
type site struct {
	result *builder.Result
	files  map[string]output.File
	rules  []headerRule
}

// New returns a server that has nothing to serve yet.
func New(opt Options) *Server {
	return &Server{opt: opt, guard: guard{host: opt.Host}, events: newHub(), ready: make(chan struct{})}
}

// Swap returns what is held while a page is rendered, for whoever changes pages: see builder.Options.
func (s *Server) Swap() sync.Locker { return &s.mu }

// Show serves a build from now on, and tells open pages. One with errors
// leaves the site as it is, and its diagnostics are shown over the pages.
func (s *Server) Show(b Build) error {
	var next *site
	if !b.Result.HasErrors() {
		var err error
		if next, err = s.siteOf(b.Result); err != nil {
			return err
		}
	}
	s.mu.Lock()
	s.number++
	s.last = b
	if next != nil {
		s.good = next
	}
	event := s.event()
	s.mu.Unlock()
	s.readied.Do(func() { close(s.ready) })
	s.events.send(event)
	return nil
}

// siteOf prepares a build for serving. One that lists the same files as the build before is served by what was prepared for
// that.
func (s *Server) siteOf(r *builder.Result) (*site, error) {
	if s.good != nil && len(r.Files) > 0 && len(s.good.result.Files) == len(r.Files) && &s.good.result.Files[0] == &r.Files[0] {
		same := *s.good
		same.result = r
		return &same, nil
	}
	return newSite(r)
}

func newSite(r *builder.Result) (*site, error) {
	s := &site{result: r, files: make(map[string]output.File, len(r.Files))}
	for _, f := range r.Files {
		s.files[f.Path] = f
	}
	var b bytes.Buffer
	if f, ok := s.files["_headers"]; ok {
		if err := f.Render(&b); err != nil {
			return nil, fmt.Errorf("render _headers: %w", err)
		}
	}
	s.rules = parseHeaders(b.String())
	return s, nil
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if code, why := s.guard.refuse(r); code != 0 {
		if code == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", "GET, HEAD")
		}
		http.Error(w, why, code)
		return
	}
	if rest, own := strings.CutPrefix(r.URL.Path, ownPath); own {
		s.serveOwn(w, r, rest)
		return
	}
	select {
	case <-s.ready: // a browser that is opened before the first build waits for it
	case <-r.Context().Done():
		return
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.good == nil {
		s.serveNothingYet(w)
		return
	}
	s.serveFile(w, r)
}

// serveFile answers with a file of the site. The lock is held, so that the build does not change below it.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	at := strings.TrimPrefix(r.URL.Path, "/")
	file, ok := s.good.files[at]
	switch {
	case at == "" || strings.HasSuffix(at, "/"):
		file, ok = s.good.files[at+"index.html"]
	case strings.HasPrefix(path.Base(at), "_"):
		ok = false // _headers and _redirects are for hosts
	case !ok:
		if _, folder := s.good.files[at+"/index.html"]; folder {
			target := "/" + at + "/"
			if r.URL.RawQuery != "" {
				target += "?" + r.URL.RawQuery
			}
			http.Redirect(w, r, target, http.StatusMovedPermanently)
			return
		}
	}
	status := http.StatusOK
	if !ok {
		status = http.StatusNotFound
		if file, ok = s.good.files["404.html"]; !ok {
			http.NotFound(w, r)
			return
		}
	}
	s.write(w, r, file, status)
}

// write renders a file and sends it with the headers of the published site.
func (s *Server) write(w http.ResponseWriter, r *http.Request, file output.File, status int) {
	var b bytes.Buffer
	if err := file.Render(&b); err != nil {
		http.Error(w, "render "+file.Path+": "+err.Error(), http.StatusInternalServerError)
		return
	}
	content := b.Bytes()
	h := w.Header()
	h.Set("Content-Type", contentType(file.Path, content))
	h.Set("Cache-Control", "no-cache")
	applyHeaders(h, s.good.rules, r.URL.Path)
	if path.Ext(file.Path) == ".html" {
		content = inject(content, s.number)
	}
	if status != http.StatusOK {
		w.WriteHeader(status)
		if r.Method != http.MethodHead {
			_, _ = w.Write(content) // the reader may have gone
		}
		return
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

// types are those that systems tell differently or not at all.
var types = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".xml": "application/xml; charset=utf-8", ".txt": "text/plain; charset=utf-8", ".json": "application/json",
	".svg": "image/svg+xml", ".woff2": "font/woff2", ".webp": "image/webp", ".avif": "image/avif", ".ics": "text/calendar; charset=utf-8",
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	".epub": "application/epub+zip", ".webmanifest": "application/manifest+json",
}

func contentType(name string, content []byte) string {
	ext := strings.ToLower(path.Ext(name))
	if t, ok := types[ext]; ok {
		return t
	}
	if t := mime.TypeByExtension(ext); t != "" {
		return t
	}
	return http.DetectContentType(content)
}

// inject adds the script that keeps an open page current, with the number of
// the build that it shows.
func inject(page []byte, number int) []byte {
	script := fmt.Sprintf(`<script src="%sreload.js" data-build="%d" defer></script>`, ownPath, number)
	i := bytes.LastIndex(page, []byte("</body>"))
	if i < 0 {
		return append(page, script...)
	}
	out := make([]byte, 0, len(page)+len(script))
	out = append(out, page[:i]...)
	out = append(out, script...)
	return append(out, page[i:]...)
}
