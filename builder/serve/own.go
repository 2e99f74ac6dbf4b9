package serve

import (
	"bytes"
	"cmp"
	"embed"
	"html/template"
	"net/http"
	"path"
	"slices"
	"time"

	"lectern/builder/course"
	"lectern/builder/diag"
)

// ownPath is where the server's own pages and scripts are; no course can publish there, since
// published names do not begin with an underscore.
const ownPath = "/_lectern/"

//go:embed assets
var assets embed.FS

// scripts are what the reload script is made of: first the library that changes a page in place.
var reloadScript = func() []byte {
	var b bytes.Buffer
	for _, name := range []string{"idiomorph.min.js", "reload.js"} {
		text, err := assets.ReadFile("assets/" + name)
		if err != nil {
			panic(err) // embedded: cannot be missing
		}
		b.Write(text)
		b.WriteByte('\n')
	}
	return b.Bytes()
}()

// serveOwn answers for the server's own paths.
func (s *Server) serveOwn(w http.ResponseWriter, r *http.Request, name string) {
	switch name {
	case "":
		s.status().send(w, r)
	case "events":
		s.serveEvents(w, r)
	case "reload.js":
		serveAsset(w, r, name, reloadScript)
	case "overlay.css", "status.css":
		text, err := assets.ReadFile("assets/" + name)
		if err != nil {
			panic(err) // embedded: cannot be missing
		}
		serveAsset(w, r, name, text)
	default:
		plain(http.StatusNotFound, "404 page not found").send(w, r)
	}
}

func serveAsset(w http.ResponseWriter, r *http.Request, name string, content []byte) {
	answer := response{http.StatusOK, http.Header{}, content}
	answer.header.Set("Content-Type", types[path.Ext(name)])
	answer.header.Set("Cache-Control", "no-cache")
	answer.header.Set("X-Content-Type-Options", "nosniff")
	answer.send(w, r)
}

// ownPolicy lets the server's own pages load only the server's own files.
const ownPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; " +
	"require-trusted-types-for 'script'"

//go:embed pages
var pages embed.FS

// ownPages are the pages of the server's own. Their script does not change them in place, but loads them again.
var (
	templates      = template.Must(template.ParseFS(pages, "pages/*.html"))
	statusPage     = templates.Lookup("status.html")
	nothingYetPage = templates.Lookup("nothing.html")
	failedPage     = templates.Lookup("failed.html")
)

// statusView is what the status page shows.
type statusView struct {
	Reading                  bool // the first build is not done
	Nothing                  bool // no build was good yet
	Build, Failure           string
	Number, Parsed, Reused   int
	Errors, Warnings, Drafts int
	Took                     string
	Changed                  []string
	Diags                    []diag.Diagnostic // errors first, the first of many
	MoreDiags                int
	Pages                    []*course.Page // the first of many
	MorePages, Total         int
}

// failedView is a page that the theme cannot render.
type failedView struct{ File, Message, Build string }

// maxListed bounds each list of the status page, which must open at once.
const maxListed = 1000

// status tells about the pages, drafts, diagnostics and timings.
func (s *Server) status() response {
	s.mu.RLock()
	defer s.mu.RUnlock()
	v := statusView{
		Reading: s.number == 0, Nothing: s.good == nil, Build: s.build(), Number: s.number,
		Took: s.last.Took.Round(100 * time.Microsecond).String(), Changed: s.last.Changed,
	}
	if s.last.Err != nil {
		v.Failure = s.last.Err.Error()
	}
	if r := s.last.Result; r != nil {
		v.Parsed, v.Reused = r.Parsed, r.Reused
		v.Errors, v.Warnings = diag.Count(r.Diags)
		v.Diags = errorsFirst(r.Diags)[:min(len(r.Diags), maxListed)]
		v.MoreDiags = len(r.Diags) - len(v.Diags)
	}
	if s.good != nil {
		v.listPages(s.good.result.Course.Pages)
	}
	return ownPage(http.StatusOK, statusPage, v)
}

func (v *statusView) listPages(pages []*course.Page) {
	v.Total = len(pages)
	v.Pages = pages[:min(len(pages), maxListed)]
	v.MorePages = v.Total - len(v.Pages)
	for _, p := range pages {
		if p.Draft {
			v.Drafts++
		}
	}
}

// errorsFirst returns the diagnostics with the errors before the warnings.
func errorsFirst(ds []diag.Diagnostic) []diag.Diagnostic {
	ds = slices.Clone(ds)
	slices.SortStableFunc(ds, func(x, y diag.Diagnostic) int { return cmp.Compare(x.Severity, y.Severity) })
	return ds
}

// nothingYet answers while no build was good. The lock is held.
func (s *Server) nothingYet() response {
	return ownPage(http.StatusServiceUnavailable, nothingYetPage, nil)
}

// ownPage is a page of the server's own.
func ownPage(code int, t *template.Template, data any) response {
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return plain(http.StatusInternalServerError, "render: "+err.Error())
	}
	h := http.Header{}
	h.Set("Content-Type", types[".html"])
	h.Set("Content-Security-Policy", ownPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	return response{code, h, b.Bytes()}
}
