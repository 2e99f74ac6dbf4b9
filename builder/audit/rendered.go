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
	"strings"

	"golang.org/x/sync/errgroup"

	"lectern/builder"
	"lectern/builder/diag"
	"lectern/builder/output"
)

// Rendered renders the pages of a build and reports references that lead nowhere, ids that are given
// twice, and pictures without size or alternative text. A finding stands at the page's source file, or at the
// published path where a page has none. It returns what it read, for the audit of a later build: last is that of the build
// that r.Same tells of, or nil. An error is one of rendering.
func Rendered(r *builder.Result, last []Page) ([]diag.Diagnostic, []Page, error) {
	s := newSite(r)
	pages, err := s.read(r, last)
	if err != nil {
		return nil, nil, err
	}
	byPath := make(map[string]*Page, len(pages))
	for i := range pages {
		byPath[pages[i].Path] = &pages[i]
	}
	var found []diag.Diagnostic
	for i := range pages {
		p := &pages[i]
		found = append(found, p.Found...)
		for _, a := range p.Anchors {
			if to := byPath[a.To]; to != nil && !to.has(a.ID) {
				found = append(found, s.broken(p.Path, a.Attribute, a.Target, noElement))
			}
		}
	}
	return diag.Sort(found), pages, nil
}

const noElement = "names no element of that page"

// site knows what is published.
type site struct {
	files   map[string]bool
	sources map[string]string // published page -> source file
	base    *url.URL
}

func newSite(r *builder.Result) *site {
	s := &site{files: map[string]bool{}, sources: map[string]string{}}
	for _, f := range r.Files {
		s.files[f.Path] = true
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

// read renders and reads the HTML pages, on all cores, but for those that are as they were.
func (s *site) read(r *builder.Result, last []Page) ([]Page, error) {
	known := map[string]*Page{}
	if r.Same != nil {
		for i := range last {
			known[last[i].Path] = &last[i]
		}
	}
	pages := []Page{}
	var queued []output.File
	for _, f := range r.Files {
		if path.Ext(f.Path) != ".html" {
			continue
		}
		if p := known[f.Path]; p != nil && r.Same(f) {
			pages = append(pages, *p)
		} else {
			queued = append(queued, f)
		}
	}
	fresh := make([]Page, len(queued))
	next := make(chan int)
	var g errgroup.Group
	for range runtime.GOMAXPROCS(0) {
		g.Go(func() error {
			r := reader{site: s, good: map[string]string{}}
			var failure error
			for i := range next {
				p, err := r.page(queued[i])
				if err != nil && failure == nil {
					failure = fmt.Errorf("render %s: %w", queued[i].Path, err)
				}
				fresh[i] = p
			}
			return failure
		})
	}
	for i := range queued {
		next <- i
	}
	close(next)
	err := g.Wait()
	return append(pages, fresh...), err
}

// broken is a link that leads nowhere.
func (s *site) broken(page, attribute, target, why string) diag.Diagnostic {
	return diag.Errorf(s.place(page), "mend the link, or the theme's template that makes it",
		"rendered page %s: %s %q %s", urlOf(page), attribute, target, why)
}

// place is where a finding is reported.
func (s *site) place(file string) diag.Pos {
	if source := s.sources[file]; source != "" {
		return diag.Pos{File: source}
	}
	return diag.Pos{File: file}
}

// follow returns the published file that a reference on a page leads to and the id that it names there, or why it leads nowhere. All are
// empty for one that leads out of the site.
func (s *site) follow(page, target string) (file, id, why string) {
	from := *s.base
	from.Path += strings.TrimSuffix(page, "index.html")
	ref, err := url.Parse(target)
	if err != nil {
		return "", "", "is no address"
	}
	to := from.ResolveReference(ref)
	if to.Scheme != s.base.Scheme || to.Host != s.base.Host {
		return "", "", ""
	}
	file, ok := strings.CutPrefix(to.Path, s.base.Path)
	if !ok {
		return "", "", "leads out of the path of the site"
	}
	if file == "" || strings.HasSuffix(file, "/") {
		file += "index.html"
	}
	if !s.files[file] {
		return "", "", "leads to nothing that is published"
	}
	if to.Fragment == "top" {
		return file, "", ""
	}
	return file, to.Fragment, ""
}

// reader reads pages one after the other.
type reader struct {
	site       *site
	buffer     bytes.Buffer
	good       map[string]string // addresses without an id that mean the same on every page, and the published files they lead to
	attributes []attribute       // memory for those of an element
	ids        []id              // of a page
	own        []ownLink         // of a page
}

// page renders and reads a page.
func (r *reader) page(f output.File) (Page, error) {
	r.buffer.Reset()
	if err := f.Render(&r.buffer); err != nil {
		return Page{}, err
	}
	r.ids, r.own = r.ids[:0], r.own[:0]
	p := page{reader: r, Page: Page{Path: f.Path}}
	p.read(r.buffer.Bytes())
	return p.Page, nil
}
