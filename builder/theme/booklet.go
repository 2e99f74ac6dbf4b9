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

// references are the attributes that hold ids, or the address of one within the page, up to where the first begins.
var references = []string{` id="`, ` href="#`, ` for="`, ` aria-labelledby="`, ` aria-describedby="`}

// bind returns a text of a page as it stands on this one: its ids begin with the path of the page, its headings are lower and
// have no links to themselves.
func (v View) bind(owner *course.Page, body block.Body) block.Body {
	text, prefix := string(body), answerKey(owner.Path)
	scratch := scratches.Get().(*[]byte)
	defer scratches.Put(scratch)
	out, copied := (*scratch)[:0], 0
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
			out = append(out, text[copied:start]...)
			i = after(text, end, "</a>")
			copied = i
		case isHeading || strings.Contains(tag, `="`):
			out = append(out, text[copied:start]...)
			begin := len(out)
			out = appendBound(out, tag, prefix)
			copied = end
			if isHeading {
				lower(out[begin:], closing, lowered(owner))
			}
		}
	}
	*scratch = append(out, text[copied:]...)
	return block.Body(*scratch)
}

// lower makes the tag of a heading one of a level that is lower by some.
func lower(tag []byte, closing bool, by int) {
	at := len("<h")
	if closing {
		at = len("</h")
	}
	tag[at] = min(tag[at]+byte(by), '6')
}

// appendBound appends a tag whose ids, and references to ids, begin with a prefix.
func appendBound(out []byte, tag, prefix string) []byte {
	for {
		at, end := -1, 0
		for _, r := range references {
			if n := strings.Index(tag, r); n >= 0 && (at < 0 || n < at) {
				at, end = n, n+len(r)
			}
		}
		if at < 0 {
			return append(out, tag...)
		}
		out = append(out, tag[:end]...)
		before := html.EscapeString(prefix)
		if tag[end-1] == '#' {
			before = escapePath(prefix)
		}
		value, rest, _ := strings.Cut(tag[end:], `"`)
		for i, id := range strings.Fields(value) {
			if i > 0 {
				out = append(out, ' ')
			}
			out = append(append(out, before...), id...)
		}
		out = append(out, '"')
		tag = rest
	}
}

// BodyOf returns the body of a page that is bound.
func (v View) BodyOf(p *course.Page) (template.HTML, error) {
	text, err := p.Rendered()
	if err != nil {
		return "", err
	}
	return v.HTML(p, text)
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
