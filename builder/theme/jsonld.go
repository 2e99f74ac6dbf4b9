package theme

import (
	"html/template"
	"slices"
	"strconv"

	"lectern/builder/course"
	"lectern/builder/lesson"
)

// JSONLD returns the structured data of the page as script elements: Course on the home page,
// LearningResource and BreadcrumbList on lessons and guides, FAQPage where there are questions.
// The names are those of schema.org, the required properties those of schema.org and of Google's course and FAQ features.
func (v View) JSONLD() (template.HTML, error) { return htmlOf(v.appendJSONLD) }

func (v View) appendJSONLD(dst []byte) ([]byte, error) {
	s := &structured{out: dst}
	switch v.Page.Kind {
	case course.Home:
		v.writeCourse(s)
	case course.LessonPage, course.GuidePage:
		v.writeLesson(s)
	}
	trail, err := v.Breadcrumb()
	if err != nil {
		return dst, err
	}
	if len(trail) > 1 {
		v.writeBreadcrumb(s, trail)
	}
	err = v.writeQuestions(s)
	return s.out, err
}

// isoMinutes is a duration of ISO 8601.
func isoMinutes(n int) string { return "PT" + strconv.Itoa(max(n, 1)) + "M" }

func (v View) writeCourse(s *structured) {
	c := v.Course
	s.script("Course", func() {
		s.text("description", firstOf(c.Description, c.Title))
		s.list("hasCourseInstance", func() {
			s.object("CourseInstance", func() {
				s.text("courseMode", "Online")
				s.text("courseWorkload", isoMinutes(c.Total()))
			})
		})
		s.text("inLanguage", c.Language)
		s.text("name", c.Title)
		s.list("offers", func() { s.object("Offer", func() { s.text("category", "Free") }) })
		v.writeProvider(s)
		if len(c.Modules) > 0 {
			s.list("syllabusSections", func() { writeModules(s, c.Modules) })
		}
		s.text("url", v.Absolute(c.Home))
	})
}

func writeModules(s *structured, modules []*course.Module) {
	for _, m := range modules {
		s.object("Syllabus", func() {
			s.text("description", firstOf(m.Description(), m.Title()))
			s.text("name", m.Title())
			s.text("timeRequired", isoMinutes(m.Total()))
		})
	}
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (v View) writeProvider(s *structured) {
	c := v.Course
	name, url := c.Title, v.Absolute(c.Home)
	if c.Author != nil {
		name, url = c.Author.Name, firstOf(c.Author.URL, url)
	}
	s.property("provider", "Organization", func() {
		s.text("name", name)
		s.text("url", url)
	})
}

func (v View) writeLesson(s *structured) {
	p, c := v.Page, v.Course
	s.script("LearningResource", func() {
		s.text("name", p.Title())
		s.text("description", firstOf(p.Description(), p.Title()))
		s.text("url", v.Absolute(p))
		s.text("inLanguage", c.Language)
		s.text("learningResourceType", "lesson")
		s.text("timeRequired", isoMinutes(p.Total()))
		s.truth("isAccessibleForFree", true)
		if author := firstAuthor(p, c); author != "" {
			s.property("author", "Person", func() { s.text("name", author) })
		}
		s.texts("keywords", p.Meta.Tags)
		s.optional("datePublished", v.ISODate(p.Date()))
		s.optional("dateModified", v.ISODate(p.Updated()))
		if p.Image != nil {
			s.text("image", v.Absolute(p.Image))
		}
		s.texts("teaches", plainTexts(p.Meta.Objectives))
		s.property("isPartOf", "Course", func() {
			s.text("name", c.Title)
			s.text("description", firstOf(c.Description, c.Title))
			s.text("url", v.Absolute(c.Home))
			v.writeProvider(s)
		})
	})
}

func plainTexts(texts []lesson.Text) []string {
	var out []string
	for _, t := range texts {
		out = append(out, PlainText(string(t.Body)))
	}
	return out
}

func firstAuthor(p *course.Page, c *course.Course) string {
	switch {
	case p.Meta.Author != nil:
		return p.Meta.Author.Name
	case c.Author != nil:
		return c.Author.Name
	}
	return ""
}

// Crumb is a step of the way from the home page.
type Crumb struct {
	Name string
	Page *course.Page
}

// Breadcrumb returns the way from the home page to the current page, both included.
func (v View) Breadcrumb() ([]Crumb, error) {
	p := v.Page
	trail := []Crumb{{v.Course.Title, v.Course.Home}}
	if p == v.Course.Home || p.Kind == course.NotFound {
		return trail, nil
	}
	if p.Kind == course.TemplatePage && v.Course.TemplateList != nil {
		name, err := v.Name(v.Course.TemplateList)
		if err != nil {
			return nil, err
		}
		trail = append(trail, Crumb{name, v.Course.TemplateList})
	}
	if m := p.Module; m != nil && m.Page != p {
		trail = append(trail, Crumb{m.Title(), m.Page})
	}
	name, err := v.Name(p)
	return append(trail, Crumb{name, p}), err
}

func (v View) writeBreadcrumb(s *structured, trail []Crumb) {
	s.script("BreadcrumbList", func() {
		s.list("itemListElement", func() {
			for i, c := range trail {
				s.object("ListItem", func() {
					s.number("position", i+1)
					s.text("name", c.Name)
					s.text("item", v.Absolute(c.Page))
				})
			}
		})
	})
}

// writeQuestions writes the page's own questions, or those that a gathering page shows.
func (v View) writeQuestions(s *structured) error {
	pages := []*course.Page{v.Page}
	if v.Page.Kind == course.FAQ {
		pages = nil
		for _, g := range v.Groups() {
			pages = append(pages, g.Pages...)
		}
	}
	if !slices.ContainsFunc(pages, func(p *course.Page) bool { return len(p.Meta.FAQs) > 0 }) {
		return nil
	}
	var failure error
	s.script("FAQPage", func() {
		s.list("mainEntity", func() {
			for _, p := range pages {
				for i := range p.Meta.FAQs {
					if err := v.writeQuestion(s, p, &p.Meta.FAQs[i]); err != nil && failure == nil {
						failure = err
					}
				}
			}
		})
	})
	return failure
}

func (v View) writeQuestion(s *structured, p *course.Page, q *lesson.FAQ) error {
	answer, err := v.HTML(p, q.Answer.Body)
	s.object("Question", func() {
		s.text("name", q.Question)
		s.property("acceptedAnswer", "Answer", func() { s.text("text", string(answer)) })
	})
	return err
}
