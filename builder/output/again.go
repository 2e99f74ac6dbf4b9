package output

import (
	"slices"
	"sync"

	"lectern/builder/course"
	"lectern/builder/lesson"
	"lectern/builder/search"
)

// Memory is what one listing of a site leaves for the next one. A nil memory is of a site that is made once.
type Memory struct {
	// Postings are those of the last search index, or nil, and then those of this one.
	Postings *search.Postings
	// Changed are the pages that are not what they were, and how much of them the rest of the course sees: Alike or Retitled.
	Changed map[*course.Page]lesson.Likeness

	mu sync.Mutex // guards Postings while files are rendered
}

// Same reports whether a file is what it was. It counts on the built-in theme, whose templates show of other pages what is said
// here; a template of an author's own may show anything.
func (m *Memory) Same(f File) bool { return f.shows != nil && !m.any(f.shows) }

// keep takes the postings of the index that was made.
func (m *Memory) keep(p *search.Postings) {
	if m != nil {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.Postings = p
	}
}

// A shows reports whether something may look otherwise after a page changed so much.
type shows func(p *course.Page, like lesson.Likeness) bool

func (m *Memory) any(of shows) bool {
	for p, like := range m.Changed {
		if of(p, like) {
			return true
		}
	}
	return false
}

func showsNothing(*course.Page, lesson.Likeness) bool { return false }

// showsPage says what is shown of other pages on the page q. A kind of page that is not named here may show anything.
func (s *site) showsPage(q *course.Page) shows {
	switch q.Kind {
	case course.LessonPage, course.GuidePage, course.ModulePage, course.ShelfPage, course.TemplatePage, course.PlainPage,
		course.Glossary, course.TemplateList, course.Search, course.NotFound:
		return s.names(q)
	case course.FAQ, course.Takeaways:
		return inFrontMatter(s.gathers(q))
	case course.Workbook, course.Print, course.Agenda:
		return s.gathers(q)
	case course.Home:
		return func(p *course.Page, like lesson.Likeness) bool { return p == q || like != lesson.Alike }
	}
	return nil
}

// gathers says what is shown on a page that gathers something of every page or, as part of one, of those of a module.
func (s *site) gathers(q *course.Page) shows {
	if q.Module == nil {
		return nil
	}
	return s.namesAny(append([]*course.Page{q.Module.Page}, q.Module.Lessons...))
}

// inFrontMatter leaves out the pages whose front matter is what it was, and has no block in it that could be another one.
func inFrontMatter(of shows) shows {
	return func(p *course.Page, like lesson.Likeness) bool {
		return (like != lesson.Alike || len(p.Blocks) > 0) && (of == nil || of(p, like))
	}
}

// names says whose title, description or reading time stands in the text of q, in its menu or around it.
func (s *site) names(q *course.Page) shows {
	return func(p *course.Page, like lesson.Likeness) bool {
		switch {
		case p == q:
			return true
		case like == lesson.Alike:
			return false
		case !p.IsLesson(), q.Module != nil && q.Module == p.Module, q.Prev == p, q.Next == p, slices.Contains(q.Related, p), linksTo(q, p):
			return true
		}
		return s.course.Glossary != nil && linksTo(s.course.Glossary, p) // a term explains itself on any page
	}
}

func (s *site) namesAny(pages []*course.Page) shows {
	return func(p *course.Page, like lesson.Likeness) bool {
		return slices.ContainsFunc(pages, func(q *course.Page) bool { return s.names(q)(p, like) })
	}
}

// linksTo reports whether q has a link to p, whose text may be p's title.
func linksTo(q, p *course.Page) bool {
	return slices.ContainsFunc(q.Targets, func(t course.Target) bool { return t.Page == p })
}
