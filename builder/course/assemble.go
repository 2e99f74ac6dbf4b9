package course

import (
	"cmp"
	"math"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"lectern/builder/diag"
	"lectern/builder/lesson"
)

// assembly is the state of one Assemble.
type assembly struct {
	*diagnostics
	course      *Course
	opt         Options
	files       []File
	paths       *paths
	modules     map[string]*Module // by folder: content/NAME
	unpublished map[string]string  // source file -> why its page is left out
	templates   map[string]*Page   // by name and by slug
	assets      map[string]*Asset  // by NFC path in the course folder
	used        map[*Asset]bool    // that a page refers to: whether one that is published does
	quiet       bool               // what is resolved is not published
}

// Assemble links lessons, which may come in any order, and the other files of the course. With any
// error among the diagnostics the course must not be published, but is
// as whole as it can be. The lessons' own diagnostics are not repeated.
func Assemble(lessons []*lesson.Lesson, files []File, opt Options) (*Course, []diag.Diagnostic) {
	d := &diagnostics{}
	a := &assembly{
		diagnostics: d, opt: opt, files: files, paths: newPaths(d),
		course:      &Course{byFile: map[string]*Page{}, byPath: map[string]*Page{}, Edition: opt.Edition},
		modules:     map[string]*Module{},
		unpublished: map[string]string{},
		templates:   map[string]*Page{},
		assets:      map[string]*Asset{},
		used:        map[*Asset]bool{},
	}
	lessons = slices.SortedFunc(slices.Values(lessons), func(x, y *lesson.Lesson) int { return cmp.Compare(x.File, y.File) })
	if !a.settings(lessons) {
		return a.course, d.list
	}
	a.addModules(lessons)
	a.addPages(lessons)
	a.sortAll()
	a.placeAll()
	a.addGenerated()
	a.number()
	similar := a.beginQuestions()
	a.addAssets()
	a.addAliases()
	a.resolveAll(lessons)
	a.claimDocuments()
	a.placeAssets()
	a.paths.checkFolders()
	a.check()
	d.list = append(d.list, similar()...)
	return a.course, diag.Sort(d.list)
}

// DefaultLanguage is that of a course which names none.
const DefaultLanguage = "en"

// settings reads the course's page. Without one there is no course.
func (a *assembly) settings(lessons []*lesson.Lesson) bool {
	i := slices.IndexFunc(lessons, func(l *lesson.Lesson) bool { return l.File == SettingsMD })
	if i < 0 {
		a.add(diag.Errorf(diag.Pos{File: SettingsMD}, "write the course's title and baseURL into the front matter of this file",
			"course has no content/_index.md"))
		return false
	}
	l, c := lessons[i], a.course
	c.Home = &Page{Lesson: l, Kind: Home}
	c.Title, c.Description, c.Author = l.Meta.Title, l.Meta.Description, l.Meta.Author
	c.Newsletter, c.Program, c.Params = l.Meta.Newsletter, l.Meta.Program, l.Meta.Params
	c.Language, c.Date = cmp.Or(l.Meta.Language, DefaultLanguage), a.opt.Date
	c.BaseURL = siteAddress(cmp.Or(a.opt.BaseURL, l.Meta.BaseURL))
	a.register(c.Home)
	return true
}

// siteAddress returns the address of a site with its path clean, escaped and with a slash at its end: pages put
// paths behind it.
func siteAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return address
	}
	u.Path, u.RawPath = strings.TrimSuffix(path.Clean("/"+u.Path), "/")+"/", ""
	return u.String()
}

func (a *assembly) register(p *Page) {
	if p.Lesson.File != "" {
		a.course.byFile[norm.NFC.String(p.Lesson.File)] = p
	}
}

// addModules makes the modules and shelves of the course.
func (a *assembly) addModules(lessons []*lesson.Lesson) {
	for _, l := range lessons {
		if l.Kind != lesson.KindModule {
			continue
		}
		m := &Module{Page: &Page{Lesson: l, Kind: ModulePage, Draft: l.Meta.Draft}}
		m.Page.Module = m
		if l.Meta.Kind == "guides" {
			m.Page.Kind = ShelfPage
		}
		a.modules[path.Dir(l.File)] = m
		if l.Meta.Draft && !a.opt.Drafts {
			a.unpublished[norm.NFC.String(l.File)] = "a draft"
			continue
		}
		a.register(m.Page)
		if m.IsShelf() {
			a.course.Shelves = append(a.course.Shelves, m)
		} else {
			a.course.Modules = append(a.course.Modules, m)
		}
	}
}

// addPages puts every other page where it belongs.
func (a *assembly) addPages(lessons []*lesson.Lesson) {
	orphans := map[string]bool{}
	for _, l := range lessons {
		p := &Page{Lesson: l, Draft: l.Meta.Draft}
		switch l.Kind {
		case lesson.KindLesson:
			m, ok := a.modules[moduleDir(l.File)]
			if !ok {
				if dir := moduleDir(l.File); !orphans[dir] {
					orphans[dir] = true
					a.add(diag.Errorf(diag.Pos{File: l.File}, "write "+dir+"/_index.md with the title of the module",
						"folder %s has lessons but no _index.md", dir))
				}
				continue
			}
			a.addLesson(m, p)
		case lesson.KindTemplate:
			p.Kind = TemplatePage
			if a.published(p) {
				a.course.Templates = append(a.course.Templates, p)
			}
		case lesson.KindGlossary:
			p.Kind = Glossary
			if a.published(p) {
				a.course.Glossary = p
			}
		case lesson.KindPage:
			p.Kind = PlainPage
			if l.File == templateDir+"_index.md" {
				if p.Kind = TemplateList; a.published(p) {
					a.course.TemplateList = p
				}
			} else if a.published(p) {
				a.course.Plain = append(a.course.Plain, p)
			}
		}
	}
}

func (a *assembly) addLesson(m *Module, p *Page) {
	p.Module, p.Kind = m, LessonPage
	if m.IsShelf() {
		p.Kind = GuidePage
	}
	if m.Meta.Draft && !a.opt.Drafts {
		a.unpublished[norm.NFC.String(p.Lesson.File)] = "a draft, since its module is one"
		return
	}
	p.Draft = p.Draft || m.Draft
	if a.published(p) {
		m.Lessons = append(m.Lessons, p)
		m.Minutes += p.Minutes()
		m.Practice += p.Practice()
	}
}

// moduleDir returns the folder of the module that a lesson's file lies in.
func moduleDir(file string) string {
	parts := strings.SplitN(file, "/", 3)
	return path.Join(parts[0], parts[1])
}

// published registers a page, unless it is a draft or its time is over or has not come.
func (a *assembly) published(p *Page) bool {
	m, why := p.Meta, ""
	switch {
	case m.Draft && !a.opt.Drafts:
		why = "a draft"
	case m.PublishDate.After(a.opt.Now) && !a.opt.Future:
		why = "not published before " + m.PublishDate.Format("2006-01-02")
	case !m.ExpiryDate.IsZero() && !m.ExpiryDate.After(a.opt.Now):
		why = "expired since " + m.ExpiryDate.Format("2006-01-02")
	}
	if why != "" {
		a.unpublished[norm.NFC.String(p.Lesson.File)] = why
		return false
	}
	a.register(p)
	return true
}

// sortAll brings modules and pages into their order: weight, numeric prefix, name. What has no
// weight or no prefix comes after what has.
func (a *assembly) sortAll() {
	c := a.course
	byModule := func(x, y *Module) int { return comparePages(x.Page, y.Page) }
	slices.SortStableFunc(c.Modules, byModule)
	slices.SortStableFunc(c.Shelves, byModule)
	for _, m := range a.modules {
		slices.SortStableFunc(m.Lessons, comparePages)
	}
	slices.SortStableFunc(c.Templates, comparePages)
	slices.SortStableFunc(c.Plain, comparePages)
}

func comparePages(x, y *Page) int {
	last := func(n, none int) int {
		if n == none {
			return math.MaxInt
		}
		return n
	}
	xName, yName := name(x.Lesson.File), name(y.Lesson.File)
	return cmp.Or(
		cmp.Compare(last(x.Meta.Weight, 0), last(y.Meta.Weight, 0)),
		cmp.Compare(last(order(xName), -1), last(order(yName), -1)),
		cmp.Compare(xName, yName),
		cmp.Compare(x.Lesson.File, y.Lesson.File),
	)
}

// number counts modules and lessons, and joins lessons to their neighbours across modules.
func (a *assembly) number() {
	c := a.course
	var last *Page
	for i, m := range c.Modules {
		m.Number = i + 1
		c.Minutes += m.Minutes
		c.Practice += m.Practice
		for j, p := range m.Lessons {
			p.Number = j + 1
			if p.Prev = last; last != nil {
				last.Next = p
			}
			last = p
		}
	}
	for _, s := range c.Shelves {
		for i, p := range s.Lessons {
			if i > 0 {
				p.Prev, s.Lessons[i-1].Next = s.Lessons[i-1], p
			}
		}
	}
	for _, p := range c.Pages {
		if p.Updated().After(c.Updated) {
			c.Updated = p.Updated()
		}
	}
}
