// Package audit looks at what a build made, as a second opinion on the
// course: [Rendered] reads every page as a browser would and follows its links within the site;
// [External] asks the web whether outside addresses still answer.
package audit

import (
	"bytes"
	"fmt"
	"hash/maphash"
	"net/url"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"lectern/builder"
	"lectern/builder/diag"
	"lectern/builder/output"
)

// Rendered renders every page of a build and reports references that lead nowhere, ids that are given
// twice, and pictures without size or alternative text. A finding stands at the page's source file, or at the
// published path where a page has none. An error is one of rendering.
func Rendered(r *builder.Result) ([]diag.Diagnostic, error) {
	s := newSite(r)
	if err := s.read(r.Files); err != nil {
		return nil, err
	}
	for _, a := range s.anchors {
		if ids, ok := s.ids[a.to]; ok {
			if _, found := slices.BinarySearch(ids, s.hash(a.id)); !found {
				s.report(a.page, a.link, noElement)
			}
		}
	}
	return diag.Sort(s.found), nil
}

const noElement = "names no element of that page"

// link is a reference of a rendered page.
type link struct {
	attribute string // href, src or srcset
	target    string // as it is written
}

// anchor is a link to an element of another page.
type anchor struct {
	page string // published file with the link
	link link
	to   string // published file
	id   string
}

// site knows what is published. Of a page that has been read it keeps what other pages need to know: thousands of pages with
// hundreds of links each would fill the memory.
type site struct {
	files   map[string]bool
	sources map[string]string // published page -> source file
	base    *url.URL
	seed    maphash.Seed

	mu      sync.Mutex
	ids     map[string][]uint64 // page -> the hashes of its ids, sorted
	anchors []anchor
	found   []diag.Diagnostic
}

func newSite(r *builder.Result) *site {
	s := &site{files: map[string]bool{}, sources: map[string]string{}, ids: map[string][]uint64{}, seed: maphash.MakeSeed()}
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

func (s *site) hash(id string) uint64 { return maphash.String(s.seed, id) }

// read renders and reads the HTML pages, on all cores.
func (s *site) read(files []output.File) error {
	queue := make(chan output.File)
	var g errgroup.Group
	for range runtime.GOMAXPROCS(0) {
		g.Go(func() error {
			r := newReader(s)
			var failure error
			for f := range queue {
				if err := r.page(f); err != nil && failure == nil {
					failure = fmt.Errorf("render %s: %w", f.Path, err)
				}
			}
			return failure
		})
	}
	for _, f := range files {
		if path.Ext(f.Path) == ".html" {
			queue <- f
		}
	}
	close(queue)
	return g.Wait()
}

// keep takes what has been read of a page.
func (s *site) keep(p *page) {
	ids := make([]uint64, 0, len(p.ids))
	for id := range p.ids {
		ids = append(ids, s.hash(id))
	}
	slices.Sort(ids)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ids[p.path] = ids
	s.anchors = append(s.anchors, p.anchors...)
	for _, f := range p.found {
		s.found = append(s.found, diag.Errorf(s.place(p.path), "mend the theme's template, or the course's own HTML", "rendered page %s: %s", urlOf(p.path), f))
	}
	for l, why := range p.broken {
		s.report(p.path, l, why)
	}
}

// report adds a link that leads nowhere.
func (s *site) report(page string, l link, why string) {
	s.found = append(s.found, diag.Errorf(s.place(page), "mend the link, or the theme's template that makes it",
		"rendered page %s: %s %q %s", urlOf(page), l.attribute, l.target, why))
}

func urlOf(file string) string { return "/" + strings.TrimSuffix(file, "index.html") }

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
	site   *site
	buffer bytes.Buffer
	good   map[string]bool // addresses without an id that mean the same on every page, and lead somewhere: most links are of menus
}

func newReader(s *site) *reader { return &reader{site: s, good: map[string]bool{}} }

// page renders and reads a page.
func (r *reader) page(f output.File) error {
	r.buffer.Reset()
	if err := f.Render(&r.buffer); err != nil {
		return err
	}
	p := &page{reader: r, path: f.Path, ids: map[string]bool{}, broken: map[link]string{}}
	p.read(r.buffer.Bytes())
	for l, id := range p.own {
		if !p.ids[id] {
			p.broken[l] = noElement
		}
	}
	r.site.keep(p)
	return nil
}
