package theme

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"lectern/builder/course"
	"lectern/builder/lesson"
)

// maxWindow is the number of entries that a list of lessons shows at most around the current one.
const maxWindow = 50

// Window returns at most 50 lessons around the current page.
func (v View) Window(lessons []*course.Page) []*course.Page {
	if len(lessons) <= maxWindow {
		return lessons
	}
	at := max(slices.Index(lessons, v.Page), 0)
	start := min(max(at-maxWindow/2, 0), len(lessons)-maxWindow)
	return lessons[start : start+maxWindow]
}

// ModuleWindow returns at most 50 modules around that of the current page.
func (v View) ModuleWindow() []*course.Module {
	all := v.Course.Modules
	if len(all) <= maxWindow {
		return all
	}
	at := 0
	if v.Page.Module != nil && v.Page.Module.Number > 0 {
		at = v.Page.Module.Number - 1
	}
	start := min(max(at-maxWindow/2, 0), len(all)-maxWindow)
	return all[start : start+maxWindow]
}

// Group is what a gathering page shows of one module. Module is nil for pages outside of
// modules.
type Group struct {
	Module *course.Module
	Pages  []*course.Page
}

// gathers says of the kinds of pages that gather something of the whole course what that is.
var gathers = map[course.Kind]func(*course.Page) bool{
	course.FAQ:       func(p *course.Page) bool { return len(p.Meta.FAQs) > 0 },
	course.Takeaways: func(p *course.Page) bool { return len(p.Meta.Takeaways) > 0 },
	course.Workbook:  func(p *course.Page) bool { return p.IsLesson() && len(p.Exercises()) > 0 },
}

// Groups returns, on a page that gathers something of the whole course, the pages that have it, by module: those of one
// module on the page of a part, and none where the page is divided into parts or gathers nothing.
func (v View) Groups() []Group {
	has := gathers[v.Page.Kind]
	if has == nil || len(v.Page.Parts) > 0 {
		return nil
	}
	pages := v.Course.Pages
	if m := v.Page.Module; m != nil {
		pages = append([]*course.Page{m.Page}, m.Lessons...)
	}
	var out []Group
	for _, p := range pages {
		if !has(p) {
			continue
		}
		if n := len(out); n == 0 || out[n-1].Module != p.Module {
			out = append(out, Group{Module: p.Module})
		}
		out[len(out)-1].Pages = append(out[len(out)-1].Pages, p)
	}
	return out
}

// GatheredID returns the id of an element of a page where elements of several pages stand together. Neither a
// part of a path nor an id has a slash in it, so no two are the same.
func (v View) GatheredID(p *course.Page, id string) string {
	return answerKey(p.Path) + id
}

// TemplateGroups returns the templates by the first module whose lessons offer them, then the
// others.
func (v View) TemplateGroups() []Group {
	seen := map[*course.Page]bool{}
	var out []Group
	for _, m := range append(slices.Clone(v.Course.Modules), v.Course.Shelves...) {
		var pages []*course.Page
		for _, t := range m.Templates {
			if !seen[t] {
				seen[t] = true
				pages = append(pages, t)
			}
		}
		if len(pages) > 0 {
			out = append(out, Group{Module: m, Pages: pages})
		}
	}
	var rest []*course.Page
	for _, t := range v.Course.Templates {
		if !seen[t] {
			rest = append(rest, t)
		}
	}
	if len(rest) > 0 {
		out = append(out, Group{Pages: rest})
	}
	return out
}

// Letter is the part of the glossary under one letter.
type Letter struct {
	Letter string
	Terms  []lesson.Term
}

// Letters returns the terms of a glossary, sorted, by their first letter.
func (v View) Letters(glossary *course.Page) []Letter {
	terms := slices.Clone(glossary.Terms)
	slices.SortStableFunc(terms, func(x, y lesson.Term) int {
		return cmp.Or(
			strings.Compare(firstLetter(x.Name), firstLetter(y.Name)),
			strings.Compare(bareLetters(x.Name), bareLetters(y.Name)),
			strings.Compare(x.Name, y.Name),
		)
	})
	var out []Letter
	for _, t := range terms {
		letter := firstLetter(t.Name)
		if n := len(out); n == 0 || out[n-1].Letter != letter {
			out = append(out, Letter{Letter: letter})
		}
		out[len(out)-1].Terms = append(out[len(out)-1].Terms, t)
	}
	return out
}

// bareLetters returns a name in lower case without accents, so that é stands with e.
func bareLetters(name string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(name)))
}

// firstLetter returns the letter in capitals without its accents; "#" for what is no letter.
func firstLetter(name string) string {
	for _, r := range norm.NFD.String(name) {
		if unicode.IsLetter(r) {
			return string(unicode.ToUpper(r))
		}
		if unicode.IsDigit(r) {
			return "#"
		}
	}
	return "#"
}
