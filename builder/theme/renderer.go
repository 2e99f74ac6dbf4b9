package theme

import (
	"io"
	"net/url"
	"path"
	"sync"

	"lectern/builder/course"
)

// Linker makes the address of a published path, as seen from a page. The path is
// below the site's root: "module/lesson/", "assets/site.css", "" for home.
type Linker func(from *course.Page, to string) string

// DownloadFile is a file that a template or download offers.
type DownloadFile struct {
	Path string // below the site's root
	Type string // in capitals: "DOCX"
	Size int64  // bytes
}

// Renderer renders the pages of one course with a theme. It may be used from any number of
// goroutines. What it keeps lives as long as it does: one build.
type Renderer struct {
	Theme  *Theme
	Course *course.Course
	Link   Linker
	// Shared says that Link gives the same address from every page, so that
	// partials can be rendered once for several pages.
	Shared bool
	// Files returns the files of a template's page; nil when templates have none.
	Files func(p *course.Page) []DownloadFile
	// Archive returns the file that holds all files of a module's templates, or nil; it may be nil itself.
	Archive func(m *course.Module) *DownloadFile

	// Explain says that the first mention of a glossary term in a lesson explains itself in place:
	// for pages with the theme's style sheet, not for feeds or search texts.
	Explain bool

	// Interactive says that pages load the theme's scripts: blocks show what only these bring to life.
	Interactive bool
	// Index is what CourseIndex makes of the course, where it is published; nil for none.
	Index *Asset

	shared    sharedPartials
	mentions  sync.Map // mentionKey -> string
	termsOnce sync.Once
	terms     *termIndex
}

// Page writes the HTML of a page.
func (r *Renderer) Page(w io.Writer, p *course.Page) error {
	layout, err := r.Theme.layout(string(p.Kind))
	if err != nil {
		return err
	}
	return layout.execute(w, View{Course: r.Course, Page: p, r: r})
}

// Redirect writes a small page that leads to p.
func (r *Renderer) Redirect(w io.Writer, p *course.Page) error {
	layout, err := r.Theme.layout("redirect")
	if err != nil {
		return err
	}
	return layout.execute(w, View{Course: r.Course, Page: p, r: r})
}

// View returns the view of a page, for texts that are rendered outside of a layout.
func (r *Renderer) View(p *course.Page) View { return View{Course: r.Course, Page: p, r: r} }

// targetText is the text of a link that the author left empty.
func (v View) targetText(t course.Target) (string, error) {
	switch {
	case t.Page != nil && t.Page.Kind == course.Glossary && t.Page.Term(t.Fragment) != nil:
		return t.Page.Term(t.Fragment).Name, nil
	case t.Page != nil && t.Page.Kind == course.ModulePage && t.Page.Number > 0:
		return v.T("module_title", t.Page.Number, t.Page.Title())
	case t.Page != nil:
		return v.Name(t.Page)
	case t.Asset != nil:
		return path.Base(t.Asset.Path), nil
	}
	return "", nil
}

// Name returns the title of a page; that of a generated page comes from the theme's words.
func (v View) Name(p *course.Page) (string, error) {
	if p.Title() != "" {
		return p.Title(), nil
	}
	name, err := v.T("title_" + string(p.Kind))
	if err != nil || p.Module == nil {
		return name, err
	}
	return v.T("title_part", name, p.Module.Title())
}

// Promise returns the description of a page; that of a generated page comes from the theme's words. It
// may be empty.
func (v View) Promise() string {
	if v.Page.Lesson.File != "" {
		return v.Page.Description()
	}
	promise, _ := v.T("promise_" + string(v.Page.Kind)) // which not every kind has
	return promise
}

// pageOf returns the page of a module or page; nil for nil.
func pageOf(x any) *course.Page {
	switch x := x.(type) {
	case *course.Module:
		if x != nil {
			return x.Page
		}
	case *course.Page:
		return x
	}
	return nil
}

// URL returns the address of a page, module, asset, target, download or file, or of a path below the
// site's root. It is empty for nil.
func (v View) URL(target any) string {
	switch t := target.(type) {
	case course.Target:
		return v.targetURL(t)
	case *course.Asset:
		if t != nil {
			return v.r.Link(v.Page, t.Path)
		}
	case *course.Download:
		if t.Template != nil {
			return v.URL(t.Template)
		}
		return v.URL(t.Asset)
	case DownloadFile:
		return v.r.Link(v.Page, t.Path)
	case *DownloadFile:
		if t != nil {
			return v.r.Link(v.Page, t.Path)
		}
	case string:
		return v.r.Link(v.Page, t)
	default:
		if p := pageOf(target); p != nil {
			return v.r.Link(v.Page, p.Path)
		}
	}
	return ""
}

func (v View) targetURL(t course.Target) string {
	fragment := ""
	if t.Fragment != "" {
		fragment = "#" + escapeFragment(t.Fragment)
	}
	switch {
	case t.Page != nil && t.Page == v.Page && fragment != "":
		return fragment
	case t.Page != nil && v.bound(t.Page):
		return v.boundURL(t)
	case t.Page != nil:
		return v.URL(t.Page) + fragment
	case t.Asset != nil:
		return v.URL(t.Asset) + fragment
	}
	return ""
}

// URLFragment returns the address of an element of a page.
func (v View) URLFragment(p *course.Page, id string) string {
	return v.targetURL(course.Target{Page: p, Fragment: id})
}

// Absolute returns the address with the site's own, for whoever reads it elsewhere.
func (v View) Absolute(target any) string {
	return AbsoluteLink(v.Course)(v.Page, pathOf(target))
}

func pathOf(target any) string {
	switch t := target.(type) {
	case *course.Asset:
		return t.Path
	case string:
		return t
	}
	if p := pageOf(target); p != nil {
		return p.Path
	}
	return ""
}

// AbsoluteLink makes addresses with the course's baseURL.
func AbsoluteLink(c *course.Course) Linker {
	return func(_ *course.Page, to string) string { return c.BaseURL + escapePath(to) }
}

// RootedLink makes addresses with the path of the course's baseURL, the same from every page.
func RootedLink(c *course.Course) Linker {
	base := "/"
	if u, err := url.Parse(c.BaseURL); err == nil && u.Path != "" {
		base = u.EscapedPath()
	}
	return func(_ *course.Page, to string) string { return base + escapePath(to) }
}

// escapePath escapes the segments of a path for a URL.
func escapePath(p string) string {
	if isPlain(p) {
		return p
	}
	return (&url.URL{Path: "/" + p}).EscapedPath()[1:]
}

func escapeFragment(id string) string {
	if isPlain(id) {
		return id
	}
	return (&url.URL{Fragment: id}).EscapedFragment()
}

// isPlain reports whether a text stands as it is in any part of an address.
func isPlain(text string) bool {
	for i := range len(text) {
		if !plainInURL[text[i]] {
			return false
		}
	}
	return true
}

var plainInURL = func() (set [256]bool) {
	for _, c := range "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-_.~" {
		set[c] = true
	}
	return set
}()
