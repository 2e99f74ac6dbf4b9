// Package audit looks at what a build made, as a second opinion on the
// course: [Rendered] reads every page as a browser would and follows its links within the site;
// [External] asks the web whether outside addresses still answer.
package audit

import (
	"bytes"
	"fmt"
	"net/url"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/html"
	"golang.org/x/sync/errgroup"

	"lectern/builder"
	"lectern/builder/diag"
	"lectern/builder/output"
)

// page is what a rendered page holds that others may refer to, and what it refers to.
type page struct {
	path  string // published file
	ids   map[string]bool
	links []link
	found []string // faults of the page alone
}

// link is a reference of a rendered page.
type link struct {
	attribute string // href, src or srcset
	target    string // as it is written
}

// Rendered renders every page of a build and reports references that lead nowhere, ids that are given
// twice, and pictures without size or alternative text. A finding stands at the page's source file, or at the
// published path where a page has none. An error is one of rendering.
func Rendered(r *builder.Result) ([]diag.Diagnostic, error) {
	pages, err := readAll(r.Files)
	if err != nil {
		return nil, err
	}
	s := newSite(r, pages)
	var out []diag.Diagnostic
	for _, p := range pages {
		pos := s.place(p.path)
		for _, f := range p.found {
			out = append(out, diag.Errorf(pos, "mend the theme's template, or the course's own HTML", "rendered page %s: %s", urlOf(p.path), f))
		}
		seen := map[link]bool{}
		for _, l := range p.links {
			if why := s.broken(p, l); why != "" && !seen[l] {
				seen[l] = true
				out = append(out, diag.Errorf(pos, "mend the link, or the theme's template that makes it",
					"rendered page %s: %s %q %s", urlOf(p.path), l.attribute, l.target, why))
			}
		}
	}
	return diag.Sort(out), nil
}

func urlOf(file string) string { return "/" + strings.TrimSuffix(file, "index.html") }

// readAll renders and reads the HTML pages, on all cores.
func readAll(files []output.File) ([]*page, error) {
	var mu sync.Mutex
	var pages []*page
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, f := range files {
		if path.Ext(f.Path) != ".html" {
			continue
		}
		g.Go(func() error {
			var b bytes.Buffer
			if err := f.Render(&b); err != nil {
				return fmt.Errorf("render %s: %w", f.Path, err)
			}
			p := read(f.Path, b.Bytes())
			mu.Lock()
			defer mu.Unlock()
			pages = append(pages, p)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	slices.SortFunc(pages, func(x, y *page) int { return strings.Compare(x.path, y.path) })
	return pages, nil
}

// read takes from a page what the audit needs.
func read(file string, text []byte) *page {
	p := &page{path: file, ids: map[string]bool{}}
	z := html.NewTokenizer(bytes.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return p
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			p.element(string(name), attributes(z, more))
		}
	}
}

func attributes(z *html.Tokenizer, more bool) map[string]string {
	var out map[string]string
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if out == nil {
			out = map[string]string{}
		}
		out[string(key)] = string(value)
	}
	return out
}

func (p *page) element(name string, attr map[string]string) {
	if id, ok := attr["id"]; ok {
		if p.ids[id] {
			p.found = append(p.found, fmt.Sprintf("id %q is given twice", id))
		}
		p.ids[id] = true
	}
	if name == "img" {
		p.image(attr)
	}
	for _, a := range []string{"href", "src", "action", "poster"} {
		if target, ok := attr[a]; ok && name != "base" {
			p.links = append(p.links, link{a, strings.TrimSpace(target)})
		}
	}
	for candidate := range strings.SplitSeq(attr["srcset"], ",") {
		if fields := strings.Fields(candidate); len(fields) > 0 {
			p.links = append(p.links, link{"srcset", fields[0]})
		}
	}
}

func (p *page) image(attr map[string]string) {
	if _, ok := attr["alt"]; !ok {
		p.found = append(p.found, fmt.Sprintf("picture %q has no alt attribute", attr["src"]))
	}
	if attr["width"] == "" || attr["height"] == "" {
		p.found = append(p.found, fmt.Sprintf("picture %q has no width and height, so the page jumps when it loads", attr["src"]))
	}
}

// site knows what is published.
type site struct {
	files   map[string]bool
	pages   map[string]*page
	sources map[string]string // published page -> source file
	base    *url.URL
}

func newSite(r *builder.Result, pages []*page) *site {
	s := &site{files: map[string]bool{}, pages: map[string]*page{}, sources: map[string]string{}}
	for _, f := range r.Files {
		s.files[f.Path] = true
	}
	for _, p := range pages {
		s.pages[p.path] = p
	}
	for _, p := range r.Course.Pages {
		s.sources[p.FilePath()] = p.Lesson.File
	}
	s.base, _ = url.Parse(r.Course.BaseURL)
	if s.base == nil || s.base.Path == "" {
		s.base = &url.URL{Scheme: "https", Host: "course.invalid", Path: "/"}
	}
	return s
}

// place is where a finding is reported.
func (s *site) place(file string) diag.Pos {
	if source := s.sources[file]; source != "" {
		return diag.Pos{File: source}
	}
	return diag.Pos{File: file}
}

// broken says why a reference leads nowhere; it is empty for one that does not, or that leads out of the site.
func (s *site) broken(p *page, l link) string {
	from := *s.base
	from.Path += strings.TrimSuffix(p.path, "index.html")
	ref, err := url.Parse(l.target)
	if err != nil {
		return "is no address"
	}
	to := from.ResolveReference(ref)
	if to.Scheme != s.base.Scheme || to.Host != s.base.Host {
		return ""
	}
	below, ok := strings.CutPrefix(to.Path, s.base.Path)
	if !ok {
		return "leads out of the path of the site"
	}
	file := below
	if file == "" || strings.HasSuffix(file, "/") {
		file += "index.html"
	}
	if !s.files[file] {
		return "leads to nothing that is published"
	}
	target := s.pages[file]
	if to.Fragment == "" || target == nil || target.ids[to.Fragment] || to.Fragment == "top" {
		return ""
	}
	return "names no element of that page"
}
