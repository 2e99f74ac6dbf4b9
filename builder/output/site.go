package output

import (
	"fmt"
	"io"
	"io/fs"
	"sync"

	"lectern/builder/course"
	"lectern/builder/theme"
)

// Site is the course as a web site.
var Site = &Format{Name: "site", Files: siteFiles}

// site is the state of one listing.
type site struct {
	course *course.Course
	theme  *theme.Theme
	source fs.FS
	memory *Memory
	pages  *theme.Renderer // with addresses as they are on the site
	feed   *theme.Renderer // with absolute addresses
	files  []File

	documents map[*course.Page][]*document // of each template
	archives  map[*course.Module]*document // of each module that has one
	printing  sync.Mutex
}

func siteFiles(c *course.Course, t *theme.Theme, source fs.FS, m *Memory) ([]File, error) {
	index, err := theme.CourseIndex(c)
	if err != nil {
		return nil, err
	}
	s := &site{
		course: c, theme: t, source: source, memory: m,
		pages: &theme.Renderer{Theme: t, Course: c, Link: theme.RootedLink(c), Shared: true, Explain: true, Interactive: true, Index: index},
		feed:  &theme.Renderer{Theme: t, Course: c, Link: theme.AbsoluteLink(c), Shared: true},
	}
	for _, p := range c.Pages {
		s.add(p.FilePath(), s.showsPage(p), func(w io.Writer) error { return s.pages.Page(w, p) })
	}
	for _, r := range c.Redirects {
		s.add(redirectFile(r.From), s.names(r.To), func(w io.Writer) error { return s.pages.Redirect(w, r.To) })
	}
	for _, a := range c.Assets {
		s.add(a.Path, showsNothing, func(w io.Writer) error { return s.copyAsset(w, a) })
	}
	for _, a := range t.Assets() {
		s.add(a.Path, showsNothing, func(w io.Writer) error { return write(w, a.Content) })
	}
	s.add(index.Path, showsNothing, func(w io.Writer) error { return write(w, index.Content) })
	s.addDocuments()
	s.addSearch()
	s.add("sitemap.xml", showsNothing, s.sitemap)
	s.add("feed.xml", s.namesAny(s.newest()), s.atom)
	s.add("robots.txt", showsNothing, s.robots)
	s.add("_headers", showsNothing, s.headers)
	s.add("_redirects", showsNothing, s.redirects)
	return s.files, nil
}

func (s *site) add(path string, shows shows, render func(io.Writer) error) {
	s.files = append(s.files, File{Path: path, Render: render, shows: shows})
}

func write(w io.Writer, b []byte) error {
	_, err := w.Write(b)
	return err
}

func (s *site) copyAsset(w io.Writer, a *course.Asset) error {
	f, err := s.source.Open(a.Source)
	if err != nil {
		return fmt.Errorf("read %s: %w", a.Source, err)
	}
	defer f.Close()
	if _, err := io.Copy(w, f); err != nil {
		return fmt.Errorf("copy %s: %w", a.Source, err)
	}
	return nil
}
