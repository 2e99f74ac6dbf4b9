package theme

import (
	"html"
	"html/template"
	"slices"
	"strings"

	"lectern/builder/block"
	"lectern/builder/course"
)

// The page of kind print is a booklet: whole pages stand on it one after the other, and what leads from one to another
// stays within it.

// Bound returns the modules, then the shelves, whose pages stand on this page: all of a course, one of a course that is
// divided by module, none on the page that leads to these.
func (v View) Bound() []*course.Module {
	switch {
	case v.Page.Kind != course.Print || len(v.Page.Parts) > 0:
		return nil
	case v.Page.Module != nil:
		return []*course.Module{v.Page.Module}
	}
	return append(slices.Clone(v.Course.Modules), v.Course.Shelves...)
}

// bound reports whether the whole of a page stands on this one. A view without a page of its own has none.
func (v View) bound(p *course.Page) bool {
	if v.Page == nil || v.Page.Kind != course.Print || len(v.Page.Parts) > 0 {
		return false
	}
	if only := v.Page.Module; only != nil {
		return p.Module == only && p != v.Page
	}
	return p.IsLesson() || p.Kind == course.ModulePage || p.Kind == course.ShelfPage || p.Kind == course.Glossary
}

// boundURL returns the address, within this page, of what a target means on a page that is bound.
func (v View) boundURL(t course.Target) string {
	id := t.Fragment
	if id == "toc" || id == "content" { // which a page has, but not within another
		id = ""
	}
	return v.targetURL(course.Target{Page: v.Page, Fragment: v.GatheredID(t.Page, id)})
}

// lowered returns by how many levels the headings of a bound page are lower than on its own: below its title, which is one of level
// two for modules and one of level three for lessons.
func lowered(p *course.Page) int {
	if p.IsLesson() {
		return 2
	}
	return 1
}

// appendBound appends a text of a page as it stands on this one: its ids begin with the path of the page, its headings are lower
// and have no links to themselves. Slots stay what they are.
func (v View) appendBound(dst []byte, owner *course.Page, text string) []byte {
	b := binder{id: html.EscapeString(answerKey(owner.Path)), fragment: escapePath(answerKey(owner.Path)), lowered: lowered(owner)}
	copied := 0
	for i := 0; i < len(text); {
		n := strings.IndexByte(text[i:], '<')
		if n < 0 {
			break
		}
		start, end := i+n, tagEnd(text, i+n)
		tag := text[start:end]
		name, closing := tagName(tag)
		isHeading := len(name) == 2 && name[0] == 'h' && '1' <= name[1] && name[1] <= '6'
		i = end
		switch {
		case strings.HasPrefix(tag, `<a class="heading-link"`):
			dst = append(dst, text[copied:start]...)
			i = after(text, end, "</a>")
			copied = i
		case isHeading:
			dst = append(dst, text[copied:start]...)
			begin := len(dst)
			dst = b.appendTag(dst, tag)
			copied = end
			b.lower(dst[begin:], closing)
		case b.refers(tag):
			dst = append(dst, text[copied:start]...)
			dst = b.appendTag(dst, tag)
			copied = end
		}
	}
	return append(dst, text[copied:]...)
}

// binder changes the tags of a page that is bound.
type binder struct {
	id       string // what its ids begin with, for HTML
	fragment string // the same, for the address of an element
	lowered  int
}

// lower makes the tag of a heading one of a lower level.
func (b *binder) lower(tag []byte, closing bool) {
	at := len("<h")
	if closing {
		at = len("</h")
	}
	tag[at] = min(tag[at]+byte(b.lowered), '6')
}

// references are the attributes that hold ids.
var references = [...]string{" id", " for", " aria-labelledby", " aria-describedby"}

// nextReference returns where the value begins of the next attribute that holds ids, or the address of one within the page;
// a negative number when there is none.
func nextReference(tag string) int {
	for at := 0; ; {
		n := strings.Index(tag[at:], `="`)
		if n < 0 {
			return -1
		}
		name, value := tag[:at+n], at+n+len(`="`)
		if strings.HasSuffix(name, " href") && strings.HasPrefix(tag[value:], "#") {
			return value + 1
		}
		for _, r := range references {
			if strings.HasSuffix(name, r) {
				return value
			}
		}
		at = value
	}
}

func (b *binder) refers(tag string) bool { return nextReference(tag) >= 0 }

// appendTag appends a tag whose ids, and references to ids, begin with the path of the page.
func (b *binder) appendTag(dst []byte, tag string) []byte {
	for {
		at := nextReference(tag)
		if at < 0 {
			return append(dst, tag...)
		}
		dst = append(dst, tag[:at]...)
		before := b.id
		if tag[at-1] == '#' {
			before = b.fragment
		}
		value, rest, _ := strings.Cut(tag[at:], `"`)
		first := true
		for id := range strings.FieldsSeq(value) {
			if !first {
				dst = append(dst, ' ')
			}
			first = false
			dst = append(append(dst, before...), id...)
		}
		dst = append(dst, '"')
		tag = rest
	}
}

// BodyOf returns the body of a page that is bound.
func (v View) BodyOf(p *course.Page) (template.HTML, error) {
	return htmlOf(func(dst []byte) ([]byte, error) { return v.appendBodyOf(dst, p) })
}

func (v View) appendBodyOf(dst []byte, p *course.Page) ([]byte, error) {
	err := withBody(p, func(body block.Body) (err error) {
		dst, err = v.appendHTML(dst, p, body)
		return err
	})
	return dst, err
}

// PageQuizzes are the quiz questions of a page.
type PageQuizzes struct {
	Page      *course.Page
	Questions []block.QuizQuestion
}

// BoundQuizzes returns the quiz questions of the pages that are bound.
func (v View) BoundQuizzes() []PageQuizzes {
	var out []PageQuizzes
	for _, m := range v.Bound() {
		for _, p := range append([]*course.Page{m.Page}, m.Lessons...) {
			if q := questionsOf(p); len(q) > 0 {
				out = append(out, PageQuizzes{Page: p, Questions: q})
			}
		}
	}
	return out
}

func questionsOf(p *course.Page) []block.QuizQuestion {
	var out []block.QuizQuestion
	for _, b := range p.Blocks {
		if quiz, ok := b.Data.(block.QuizData); ok {
			out = append(out, quiz.Questions...)
		}
	}
	return out
}
