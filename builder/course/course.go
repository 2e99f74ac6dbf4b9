// Package course links lessons into a [Course]: order, URLs, neighbours,
// resolved links, and the checks that need the whole course.
//
// [Assemble] is pure: the same lessons, files and [Options] give the same course and
// the same diagnostics. It reads nothing and renders nothing. Lessons are shared between
// courses and never changed; what depends on the course stands in the [Page] around them.
package course

import (
	"time"

	"lectern/builder/block"
	"lectern/builder/diag"
	"lectern/builder/lesson"
)

// Kind says what a page is on the site. It names the theme's layout for the page.
type Kind string

// The kinds of pages.
const (
	Home         Kind = "home"
	ModulePage   Kind = "module"
	LessonPage   Kind = "lesson"
	ShelfPage    Kind = "shelf"
	GuidePage    Kind = "guide"
	TemplatePage Kind = "template"
	PlainPage    Kind = "page"
	Glossary     Kind = "glossary"
	TemplateList Kind = "templates" // generated, or content/templates/_index.md
	FAQ          Kind = "faq"       // generated
	Takeaways    Kind = "takeaways" // generated
	Workbook     Kind = "workbook"  // generated: every exercise of the course
	Print        Kind = "print"     // generated: every lesson on one page, as a booklet
	Agenda       Kind = "agenda"    // generated in the facilitator's edition: a module held live
	Search       Kind = "search"    // generated
	NotFound     Kind = "404"       // generated
)

// Course is a whole course, ready to be rendered.
type Course struct {
	Home      *Page
	Modules   []*Module // the numbered program
	Shelves   []*Module // guides and other stand-alone articles
	Templates []*Page
	Glossary  *Page   // nil without one
	Plain     []*Page // other pages
	Pages     []*Page // every page that is published, in the order of the course
	Assets    []*Asset
	Redirects []Redirect // from aliases, sorted

	TemplateList, FAQ, Takeaways, Workbook, Print *Page // nil where they would be empty
	Search, NotFound                              *Page

	Title, Description string
	Language           string // BCP 47, "en" by default
	BaseURL            string // absolute, with a slash at its end; empty when the course has none
	Author             *lesson.Author
	Newsletter         *lesson.CallToAction
	Program            *lesson.CallToAction
	Params             lesson.Params
	Edition            string
	Minutes            int       // reading time of the program
	Practice           int       // minutes of the program's exercises
	Updated            time.Time // the latest date of any page; zero without dates
	Date               time.Time // of pages without one, where one must be published; may be zero
	Revision           int       // how often Replace has been called

	byFile map[string]*Page
	byPath map[string]*Page
}

// Page is one published page. The embedded lesson is its source; generated pages
// have one without a file.
type Page struct {
	*lesson.Lesson
	Kind      Kind
	Path      string  // below the site's root, without a leading slash: "module/lesson/", "404.html", "" for home
	Module    *Module // module or shelf that the page belongs to or is the page of; nil for others
	Number    int     // of a module or a lesson in its module, from 1; 0 where nothing is numbered
	Prev      *Page   // across modules; nil at the ends and outside the program
	Next      *Page
	Targets   []Target    // what each of the lesson's links means, by number
	Downloads []*Download // of the front matter
	Related   []*Page
	Image     *Asset
	Aliases   []string // paths under which the page was known
	Handout   *Asset   // of a template: the file that it hands out
	Parts     []*Page  // of a gathering page that is divided by module
	Draft     bool     // the page or its module is a draft, shown with -D
}

// Module is a module of the program or, with Number 0, a shelf. Its embedded page is that of its _index.md.
type Module struct {
	*Page
	Lessons   []*Page
	Templates []*Page // that its lessons offer, each once, in the order of the lessons
	Minutes   int     // reading time of its lessons
	Practice  int     // minutes of their exercises
	Agenda    *Page   // nil but in the facilitator's edition
}

// Target is what a link means. Exactly one of Page and Asset is set; none when the link is broken.
type Target struct {
	Page     *Page
	Fragment string // without #
	Asset    *Asset
}

// Download is something that a page hands out.
type Download struct {
	Title, Description string
	Template           *Page  // or
	Asset              *Asset // the file
}

// Asset is a file that is published as it is.
type Asset struct {
	Source string // path in the course folder
	Path   string // below the site's root
	Size   int64  // bytes
	Width  int    // of a picture, in pixels; 0 when unknown
	Height int
}

// Redirect sends an old path to a page. Paths have a leading slash and no base path.
type Redirect struct {
	From string
	To   *Page
}

// Question is one question of the course with the page that it stands on.
type Question struct {
	Page *Page
	lesson.FAQ
}

// Title returns the page's title; the course's for the home page.
func (p *Page) Title() string { return p.Meta.Title }

// LinkTitle returns the short title for navigation.
func (p *Page) LinkTitle() string {
	if p.Meta.LinkTitle != "" {
		return p.Meta.LinkTitle
	}
	return p.Meta.Title
}

// Description returns the page's description.
func (p *Page) Description() string { return p.Meta.Description }

// Date returns when the page was first published; zero when unknown.
func (p *Page) Date() time.Time {
	if !p.Meta.PublishDate.IsZero() && p.Meta.Date.IsZero() {
		return p.Meta.PublishDate
	}
	return p.Meta.Date
}

// Updated returns when the page was last changed: lastmod, else its date.
func (p *Page) Updated() time.Time {
	if !p.Meta.LastMod.IsZero() {
		return p.Meta.LastMod
	}
	return p.Date()
}

// IsLesson reports whether the page is a lesson of the program or a guide.
func (p *Page) IsLesson() bool { return p.Kind == LessonPage || p.Kind == GuidePage }

// Indexed reports whether search engines should show the page: not one that only repeats others, or is for no
// learner. The search without a query is a list of all there is.
func (p *Page) Indexed() bool {
	return p.Kind != NotFound && p.Kind != Workbook && p.Kind != Print && p.Kind != Agenda
}

// HasTOC reports whether the page shows its contents: it has two headings of levels two and three or
// more, and toc is not false.
func (p *Page) HasTOC() bool {
	n := 0
	for _, h := range p.Headings {
		if h.Level == 2 || h.Level == 3 {
			n++
		}
	}
	return n > 1 && (p.Meta.TOC == nil || *p.Meta.TOC)
}

// Block returns block n of the page.
func (p *Page) Block(n int) *block.Block { return p.Blocks[n] }

// Term returns the term of a glossary with that id, or nil.
func (p *Page) Term(id string) *lesson.Term {
	for i := range p.Terms {
		if p.Terms[i].ID == id {
			return &p.Terms[i]
		}
	}
	return nil
}

// Target returns what link n of the page means; the zero Target for a broken link.
func (p *Page) Target(n int) Target {
	if n < 0 || n >= len(p.Targets) {
		return Target{}
	}
	return p.Targets[n]
}

// FilePath returns the published file of the page: its path, or index.html in its folder.
func (p *Page) FilePath() string {
	if p.Path == "" || p.Path[len(p.Path)-1] == '/' {
		return p.Path + "index.html"
	}
	return p.Path
}

// Of returns the number of lessons of the page's module.
func (p *Page) Of() int {
	if p.Module == nil {
		return 0
	}
	return len(p.Module.Lessons)
}

// Total returns the minutes of reading and exercises.
func (p *Page) Total() int { return p.Minutes() + p.Practice() }

// Total returns the minutes of reading and exercises of the module's lessons.
func (m *Module) Total() int { return m.Minutes + m.Practice }

// Total returns the minutes of reading and exercises of the program.
func (c *Course) Total() int { return c.Minutes + c.Practice }

// IsShelf reports whether m is a shelf of stand-alone articles, outside the numbered program.
func (m *Module) IsShelf() bool { return m.Page.Kind == ShelfPage }

// Lookup returns the page of a source file, or nil.
func (c *Course) Lookup(file string) *Page { return c.byFile[file] }

// At returns the page of a path as in Page.Path, or nil.
func (c *Course) At(path string) *Page { return c.byPath[Key(path)] }

// Lessons returns every lesson of the program in order.
func (c *Course) Lessons() []*Page {
	var out []*Page
	for _, m := range c.Modules {
		out = append(out, m.Lessons...)
	}
	return out
}

// File is a file of the course that is not Markdown.
type File struct {
	Path   string // slash-separated, from the course folder
	Size   int64
	Width  int // of a picture; 0 when it is none or cannot be read
	Height int
}

// Options are what a build decides about the course.
type Options struct {
	Now     time.Time // for publishDate and expiryDate
	Drafts  bool
	Future  bool
	Edition string
	BaseURL string    // in place of the course's own; empty keeps it
	Date    time.Time // of pages without one, where one must be published
}

// diagnostics gathers what Assemble finds.
type diagnostics struct{ list []diag.Diagnostic }

func (d *diagnostics) add(x diag.Diagnostic) { d.list = append(d.list, x) }
