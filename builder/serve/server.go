// Package serve is the preview server: what an author has open while writing.
//
// A [Server] serves the files of one build from memory: a page is rendered when a browser asks for
// it, by the same functions that a publishing build calls. [Server.Show] replaces the build;
// open pages hear of it over server-sent events and change in place. With a mistake in the course
// the last good site stays and open pages show the diagnostics over it; only files that are copied as they are, such
// as pictures, come from where they lie now.
//
// The server answers to the machine it runs on: see guard.go for what it refuses.
package serve

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
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
	Err     error    // why there is no result, such as a broken theme
	Changed []string // files whose change led to it, from the course folder
	Took    time.Duration
}

// Server serves one build at a time. It may be used from any number of goroutines.
type Server struct {
	opt    Options
	guard  guard
	events hub

	skimmed chan struct{}                 // closed when early can be asked
	early   atomic.Pointer[builder.Early] // what there is to show before the first build; nil from then on
	ready   chan struct{}                 // closed when the first build is shown
	readied sync.Once

	mu     sync.RWMutex
	good   *site // the last build without errors; nil before the first
	last   Build // the last build, good or not
	told   event // of the last build
	number int   // of builds shown
	name   string
}

// site is a build without errors, ready to be served.
type site struct {
	result *builder.Result
	files  map[string]output.File // by path
	rules  []headerRule
}

// New returns a server that has nothing to serve yet.
func New(opt Options) *Server {
	s := &Server{
		opt: opt, guard: guard{host: opt.Host}, events: newHub(), name: rand.Text()[:8],
		skimmed: make(chan struct{}), ready: make(chan struct{}),
	}
	s.told = s.event()
	return s
}

// Swap returns what is held while a page is rendered, for whoever changes pages: see builder.Options.
func (s *Server) Swap() sync.Locker { return &s.mu }

// Show serves a build from now on, and tells open pages. One with errors
// leaves the site as it is, and they are shown over the pages. It may be called from one goroutine at a time.
func (s *Server) Show(b Build) {
	var next *site
	if b.Err == nil && !b.Result.HasErrors() {
		next, b.Err = s.siteOf(b.Result)
	}
	s.mu.Lock()
	s.number++
	s.last = b
	if next != nil {
		s.good = next
	}
	s.told = s.event()
	event := s.told
	s.mu.Unlock()
	s.readied.Do(func() { close(s.ready) })
	s.early.Store(nil)
	s.events.send(event)
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
	if f, ok := s.files[headersFile]; ok {
		if err := f.Render(&b); err != nil {
			return nil, fmt.Errorf("render the headers: %w", err)
		}
	}
	s.rules = parseHeaders(b.String())
	return s, nil
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if code, why := s.guard.refuse(r); code != 0 {
		answer := plain(code, why)
		if code == http.StatusMethodNotAllowed {
			answer.header.Set("Allow", "GET, HEAD")
		}
		answer.send(w, r)
		return
	}
	if rest, own := strings.CutPrefix(r.URL.Path, ownPath); own {
		s.serveOwn(w, r, rest)
		return
	}
	if answer, ok := s.answerEarly(r); ok {
		answer.send(w, r)
		return
	}
	select {
	case <-s.ready: // a browser that is opened before the first build waits for it
	case <-r.Context().Done():
		return
	}
	s.answer(r).send(w, r)
}

// response is a whole answer, made while the build cannot change and sent when it may: a slow client holds
// nothing up.
type response struct {
	status  int
	header  http.Header
	content []byte
}

// answer makes the answer to a request for a path of the site.
func (s *Server) answer(r *http.Request) response {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.good == nil {
		return s.nothingYet()
	}
	at := strings.TrimPrefix(r.URL.Path, "/")
	if file, ok := s.good.file(at); ok && file.Prepare != nil {
		_ = file.Prepare(s.letIn) // what fails does so again when the file is rendered
	}
	if file, ok := s.good.file(at); ok {
		return s.render(s.good, file, http.StatusOK, r.URL.Path)
	}
	if _, folder := s.good.file(at + "/"); folder && at != "" {
		return redirect(at+"/", r.URL.RawQuery)
	}
	if file, ok := s.good.files["404.html"]; ok {
		return s.render(s.good, file, http.StatusNotFound, r.URL.Path)
	}
	return plain(http.StatusNotFound, "404 page not found")
}

// letIn lets whoever waits to change the build do so. The lock is held, and is held again afterwards.
func (s *Server) letIn() {
	s.mu.RUnlock()
	s.mu.RLock()
}

// file returns the file that a path of the site means. Those that are for hosts are no pages of the site.
func (s *site) file(at string) (output.File, bool) {
	if at == "" || strings.HasSuffix(at, "/") {
		at += "index.html"
	}
	file, ok := s.files[at]
	return file, ok && at != headersFile && at != redirectsFile
}

// What hosts read.
const (
	headersFile   = "_headers"
	redirectsFile = "_redirects"
)

// redirect leads to a folder by its name with a slash. It may be another tomorrow, so no browser should remember.
func redirect(folder, query string) response {
	to := url.URL{Path: "/" + folder, RawQuery: query}
	answer := plain(http.StatusFound, "see "+to.EscapedPath())
	answer.header.Set("Location", to.String())
	return answer
}

func plain(status int, text string) response {
	h := http.Header{}
	h.Set("Content-Type", types[".txt"])
	h.Set("X-Content-Type-Options", "nosniff")
	return response{status, h, []byte(text + "\n")}
}

// render renders a file of a site, with the headers that the published site has for that path. The lock is held.
func (s *Server) render(of *site, file output.File, status int, path string) response {
	var b bytes.Buffer
	if err := file.Render(&b); err != nil {
		return ownPage(http.StatusInternalServerError, failedPage, failedView{file.Path, err.Error(), s.build()})
	}
	answer := response{status, http.Header{}, b.Bytes()}
	answer.header.Set("Content-Type", contentType(file.Path, answer.content))
	answer.header.Set("Cache-Control", "no-cache")
	applyHeaders(answer.header, of.rules, path)
	if strings.HasPrefix(answer.header.Get("Content-Type"), "text/html") {
		answer.content = inject(answer.content, s.build())
	}
	return answer
}

// send writes an answer. A client that does not read is given up.
func (a response) send(w http.ResponseWriter, r *http.Request) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(sendTimeout)) // not every writer can, in tests
	for name, values := range a.header {
		w.Header()[name] = values
	}
	if a.status == http.StatusOK {
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.content))
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(a.content)))
	w.WriteHeader(a.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(a.content) // the reader may have gone
	}
}

// sendTimeout is how long a client may take for one answer.
const sendTimeout = 30 * time.Second

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

// inject adds the script that keeps an open page current, with the name of
// the build that it shows. It stands before the page's own scripts, which may change the page.
func inject(page []byte, build string) []byte {
	script := fmt.Appendf(nil, `<script src="%sreload.js" data-build="%s" defer></script>`, ownPath, build)
	const head = "<head>"
	i := bytes.Index(page, []byte(head))
	if i < 0 {
		return slices.Concat(script, page)
	}
	i += len(head)
	return slices.Concat(page[:i], script, page[i:])
}
