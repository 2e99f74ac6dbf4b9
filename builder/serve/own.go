package serve

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"path"
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
	w.Header().Set("X-Content-Type-Options", "nosniff")
	switch name {
	case "":
		s.serveStatus(w)
	case "events":
		s.serveEvents(w, r)
	case "reload.js":
		s.serveAsset(w, r, name, reloadScript)
	case "overlay.css", "status.css":
		text, err := assets.ReadFile("assets/" + name)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		s.serveAsset(w, r, name, text)
	default:
		http.NotFound(w, r)
	}
}

func (s *Server) serveAsset(w http.ResponseWriter, r *http.Request, name string, content []byte) {
	w.Header().Set("Content-Type", types[path.Ext(name)])
	w.Header().Set("Cache-Control", "no-cache")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

// ownPolicy lets the server's own pages load only the server's own files.
const ownPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; " +
	"require-trusted-types-for 'script'"

var statusPage = template.Must(template.New("status").Parse(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lectern preview</title>
<link rel="stylesheet" href="/_lectern/status.css">
</head>
<body>
<main>
<h1>Lectern preview</h1>
{{if .Nothing}}<p>The course has not been built without errors yet.</p>{{end}}
<dl>
<dt>Last build</dt><dd>number {{.Number}}, {{.Took}}, {{.Parsed}} parsed, {{.Reused}} reused{{if .Changed}}, after a change of {{range $i, $f := .Changed}}{{if $i}}, {{end}}{{$f}}{{end}}{{end}}</dd>
<dt>Pages</dt><dd>{{len .Pages}}, {{.Drafts}} of them drafts</dd>
<dt>Diagnostics</dt><dd>{{.Errors}} errors, {{.Warnings}} warnings</dd>
</dl>
{{with .Diags}}<h2>Diagnostics</h2>
<ul class="diags">
{{range .}}<li><code>{{.Pos}}</code> <b class="{{.Severity}}">{{.Severity}}</b> {{.Message}}{{with .Hint}}<br>{{.}}{{end}}</li>
{{end}}</ul>{{end}}
<h2>Pages</h2>
<table>
<thead><tr><th scope="col">Page</th><th scope="col">Kind</th><th scope="col">File</th><th scope="col">Words</th></tr></thead>
<tbody>
{{range .Pages}}<tr><td><a href="/{{.Path}}">{{or .Title .Path}}</a>{{if .Draft}} <i>draft</i>{{end}}</td><td>{{.Kind}}</td><td><code>{{.Lesson.File}}</code></td><td>{{.Words}}</td></tr>
{{end}}</tbody>
</table>
</main>
<script src="/_lectern/reload.js" data-build="{{.Number}}" data-whole defer></script>
</body>
</html>
`))

type status struct {
	Nothing                  bool
	Number, Parsed, Reused   int
	Errors, Warnings, Drafts int
	Took                     string
	Changed                  []string
	Diags                    []diag.Diagnostic
	Pages                    []*course.Page
}

// serveStatus tells about the pages, drafts, diagnostics and timings.
func (s *Server) serveStatus(w http.ResponseWriter) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	page := status{Nothing: s.good == nil, Number: s.number, Took: s.last.Took.Round(100 * time.Microsecond).String(), Changed: s.last.Changed}
	if r := s.last.Result; r != nil {
		page.Parsed, page.Reused, page.Diags = r.Parsed, r.Reused, r.Diags
		page.Errors, page.Warnings = diag.Count(r.Diags)
	}
	if s.good != nil {
		page.Pages = s.good.result.Course.Pages
		for _, p := range page.Pages {
			if p.Draft {
				page.Drafts++
			}
		}
	}
	s.servePage(w, http.StatusOK, statusPage, page)
}

var nothingYetPage = template.Must(template.New("nothing").Parse(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lectern preview</title>
<link rel="stylesheet" href="/_lectern/status.css">
</head>
<body>
<main>
<h1>The course has errors</h1>
<p>It is shown here as soon as they are mended.</p>
</main>
<script src="/_lectern/reload.js" data-build="{{.}}" data-whole defer></script>
</body>
</html>
`))

// serveNothingYet answers while no build was good. The lock is held.
func (s *Server) serveNothingYet(w http.ResponseWriter) {
	s.servePage(w, http.StatusServiceUnavailable, nothingYetPage, 0)
}

func (s *Server) servePage(w http.ResponseWriter, code int, t *template.Template, data any) {
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", types[".html"])
	h.Set("Content-Security-Policy", ownPolicy)
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_, _ = w.Write(b.Bytes()) // the reader may have gone
}
