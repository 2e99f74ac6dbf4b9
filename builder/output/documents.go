package output

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"lectern/builder/course"
	"lectern/builder/docx"
	"lectern/builder/lesson"
	"lectern/builder/theme"
)

// document is a file made for learners: a template in some format, or all of a module's. It is made once, when a page
// asks for its size or it is published.
type document struct {
	path string // below the site's root
	make func() ([]byte, error)
}

// formats make a template that is written in Markdown into a file, by the name that front matter gives the format.
var formats = map[string]func(s *site, p *course.Page) ([]byte, error){
	"docx": (*site).docx,
	"pdf":  (*site).pdf,
}

// addDocuments lists the documents of the templates and modules.
func (s *site) addDocuments() {
	s.documents, s.archives = map[*course.Page][]*document{}, map[*course.Module]*document{}
	for _, p := range s.course.Templates {
		for _, format := range p.Formats() {
			make := formats[format]
			d := s.addDocument(p.DocumentPath(format), s.names(p), func() ([]byte, error) { return make(s, p) })
			s.documents[p] = append(s.documents[p], d)
		}
	}
	for _, m := range slices.Concat(s.course.Modules, s.course.Shelves) {
		if entries := s.entries(m); len(entries) > 1 {
			s.archives[m] = s.addDocument(m.ArchivePath(), s.namesAny(m.Templates), func() ([]byte, error) { return archive(entries) })
		}
	}
	for _, r := range []*theme.Renderer{s.pages, s.feed} {
		r.Files, r.Archive = s.templateFiles, s.moduleArchive
	}
}

func (s *site) addDocument(path string, shows shows, make func() ([]byte, error)) *document {
	d := &document{path: path, make: sync.OnceValues(make)}
	s.add(path, shows, func(w io.Writer) error {
		text, err := d.make()
		if err != nil {
			return err
		}
		return write(w, text)
	})
	return d
}

// templateFiles tells the theme the files of a template. One that cannot be made fails the build where it is published.
func (s *site) templateFiles(p *course.Page) []theme.DownloadFile {
	var out []theme.DownloadFile
	for _, d := range s.documents[p] {
		if f := d.file(); f != nil {
			out = append(out, *f)
		}
	}
	return out
}

func (s *site) moduleArchive(m *course.Module) *theme.DownloadFile {
	if d := s.archives[m]; d != nil {
		return d.file()
	}
	return nil
}

func (d *document) file() *theme.DownloadFile {
	text, err := d.make()
	if err != nil {
		return nil
	}
	kind := strings.ToUpper(strings.TrimPrefix(path.Ext(d.path), "."))
	return &theme.DownloadFile{Path: d.path, Type: kind, Size: int64(len(text))}
}

// docx makes the Word document of a template. Its links lead to the site, since it is read elsewhere.
func (s *site) docx(p *course.Page) ([]byte, error) {
	view := s.feed.View(nil) // no page of its own: a link is never one within the page
	var failure error
	noted := func(text string, err error) string {
		if failure == nil {
			failure = err
		}
		return text
	}
	doc := p.FillDocument(lesson.Slots{
		URL:  func(n int) string { return view.URL(p.Target(n)) },
		Name: func(n int) string { return noted(view.LinkText(p.Target(n))) },
		Word: func(key string) string { return noted(view.T(key)) },
	})
	if failure != nil {
		return nil, failure
	}
	doc.Language = s.course.Language
	if a := s.course.Author; a != nil {
		doc.Author = a.Name
	}
	var b bytes.Buffer
	if err := docx.Write(&b, doc); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// entry is a file in an archive.
type entry struct {
	name  string
	write func(w io.Writer) error
}

// entries lists the files of a module's templates by name. Of two with one name the later is put into a folder
// named for its template.
func (s *site) entries(m *course.Module) []entry {
	var out []entry
	taken := map[string]bool{}
	add := func(p *course.Page, file string, write func(io.Writer) error) {
		name := path.Base(file)
		if taken[course.Key(name)] {
			name = path.Base(p.Path) + "/" + name
		}
		if !taken[course.Key(name)] {
			taken[course.Key(name)] = true
			out = append(out, entry{name, write})
		}
	}
	for _, p := range m.Templates {
		if a := p.Handout; a != nil {
			add(p, a.Path, func(w io.Writer) error { return s.copyAsset(w, a) })
		}
		for _, d := range s.documents[p] {
			add(p, d.path, func(w io.Writer) error {
				text, err := d.make()
				if err != nil {
					return err
				}
				return write(w, text)
			})
		}
	}
	slices.SortFunc(out, func(x, y entry) int { return strings.Compare(x.name, y.name) })
	return out
}

// archiveTime is the time of every file in an archive: the first that the format has, since a real one would make
// every build different.
var archiveTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// archive makes a zip file. Its files are compressed formats already, so they are stored as they are.
func archive(entries []entry) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range entries {
		header := &zip.FileHeader{Name: e.name, Method: zip.Store, Modified: archiveTime}
		header.SetMode(0o644)
		w, err := z.CreateHeader(header)
		if err == nil {
			err = e.write(w)
		}
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", e.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
