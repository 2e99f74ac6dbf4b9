package theme

import (
	"html"
	"html/template"
	"regexp"
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

var boundID = regexp.MustCompile(` (id|for|aria-labelledby|aria-describedby|href)="(#?)([^"]*)"`)

// bind returns a text of a page as it stands on this one: its ids begin with the path of the page, its headings are lower and
// have no links to themselves.
func (v View) bind(owner *course.Page, body block.Body) block.Body {
	text := string(body)
	var b strings.Builder
	for {
		i := strings.IndexByte(text, '<')
		if i < 0 {
			b.WriteString(text)
			return block.Body(b.String())
		}
		b.WriteString(text[:i])
		end := tagEnd([]byte(text), i)
		tag := text[i:end]
		switch name, closing := tagName([]byte(tag)); {
		case len(name) == 2 && name[0] == 'h' && '1' <= name[1] && name[1] <= '6':
			tag = lower(tag, closing, lowered(owner))
		case strings.HasPrefix(tag, `<a class="heading-link"`):
			tag, end = "", end+len("</a>")
		}
		b.WriteString(v.bindIDs(owner, tag))
		text = text[min(end, len(text)):]
	}
}

// lower returns the tag of a heading by levels lower.
func lower(tag string, closing bool, by int) string {
	at := len("<h")
	if closing {
		at = len("</h")
	}
	return tag[:at] + string(min(tag[at]+byte(by), '6')) + tag[at+1:]
}

// bindIDs returns a tag whose ids, and references to ids, begin with the path of its page.
func (v View) bindIDs(owner *course.Page, tag string) string {
	if !strings.Contains(tag, `="`) {
		return tag
	}
	return boundID.ReplaceAllStringFunc(tag, func(attribute string) string {
		m := boundID.FindStringSubmatch(attribute)
		switch name, hash, value := m[1], m[2], m[3]; {
		case name == "href" && (hash == "" || value == "") || value == "":
			return attribute
		case name == "href":
			return ` href="#` + escapePath(answerKey(owner.Path)) + value + `"`
		default:
			ids := strings.Fields(hash + value)
			for i, id := range ids {
				ids[i] = html.EscapeString(answerKey(owner.Path)) + id
			}
			return " " + name + `="` + strings.Join(ids, " ") + `"`
		}
	})
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
