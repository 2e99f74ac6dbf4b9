package theme

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"

	"lectern/builder/course"
)

// thing is a node of structured data; the names are those of schema.org.
type thing map[string]any

// JSONLD returns the structured data of the page as script elements: Course on the home page,
// LearningResource and BreadcrumbList on lessons and guides, FAQPage where there are questions.
// The required properties are those of schema.org and of Google's course and FAQ features.
func (v View) JSONLD() (template.HTML, error) {
	var things []thing
	p := v.Page
	switch p.Kind {
	case course.Home:
		things = append(things, v.courseThing())
	case course.LessonPage, course.GuidePage:
		things = append(things, v.lessonThing())
	}
	if trail, err := v.Breadcrumb(); err != nil {
		return "", err
	} else if len(trail) > 1 {
		things = append(things, v.breadcrumbThing(trail))
	}
	faq, err := v.faqThing()
	if err != nil {
		return "", err
	}
	if faq != nil {
		things = append(things, faq)
	}
	return scripts(things)
}

// scripts writes each thing as a script element. encoding/json escapes <, > and &, so that no text can end the
// element.
func scripts(things []thing) (template.HTML, error) {
	var b bytes.Buffer
	for _, t := range things {
		t["@context"] = "https://schema.org"
		text, err := json.Marshal(t)
		if err != nil {
			return "", fmt.Errorf("structured data: %w", err)
		}
		b.WriteString(`<script type="application/ld+json">`)
		b.Write(text)
		b.WriteString("</script>\n")
	}
	return template.HTML(b.String()), nil
}

// isoMinutes is a duration of ISO 8601.
func isoMinutes(n int) string { return fmt.Sprintf("PT%dM", max(n, 1)) }

func (v View) courseThing() thing {
	c := v.Course
	t := thing{
		"@type": "Course", "name": c.Title, "description": firstOf(c.Description, c.Title),
		"url": v.Absolute(c.Home), "inLanguage": c.Language, "provider": v.provider(),
		"hasCourseInstance": []thing{{
			"@type": "CourseInstance", "courseMode": "Online", "courseWorkload": isoMinutes(c.Total()),
		}},
		"offers": []thing{{"@type": "Offer", "category": "Free", "price": 0, "priceCurrency": "EUR"}},
	}
	var parts []thing
	for _, m := range c.Modules {
		parts = append(parts, thing{"@type": "Syllabus", "name": m.Title(), "description": firstOf(m.Description(), m.Title()), "timeRequired": isoMinutes(m.Total())})
	}
	if len(parts) > 0 {
		t["syllabusSections"] = parts
	}
	return t
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (v View) provider() thing {
	c := v.Course
	if c.Author == nil {
		return thing{"@type": "Organization", "name": c.Title, "url": v.Absolute(c.Home)}
	}
	return thing{"@type": "Organization", "name": c.Author.Name, "url": firstOf(c.Author.URL, v.Absolute(c.Home))}
}

// partOf is the course that every lesson is a part of: the same text on all pages.
func (r *Renderer) partOf(v View) json.RawMessage {
	r.partOfOnce.Do(func() {
		c := v.Course
		// A map of strings cannot fail to be encoded.
		r.partOfText, _ = json.Marshal(thing{
			"@type": "Course", "name": c.Title, "description": firstOf(c.Description, c.Title),
			"url": v.Absolute(c.Home), "provider": v.provider(),
		})
	})
	return r.partOfText
}

func (v View) lessonThing() thing {
	p, c := v.Page, v.Course
	t := thing{
		"@type": "LearningResource", "name": p.Title(), "description": firstOf(p.Description(), p.Title()),
		"url": v.Absolute(p), "inLanguage": c.Language, "learningResourceType": "lesson",
		"timeRequired": isoMinutes(p.Total()), "isAccessibleForFree": true,
		"isPartOf": v.r.partOf(v),
	}
	if a := firstAuthor(p, c); a != "" {
		t["author"] = thing{"@type": "Person", "name": a}
	}
	if len(p.Meta.Tags) > 0 {
		t["keywords"] = p.Meta.Tags
	}
	if d := v.ISODate(p.Date()); d != "" {
		t["datePublished"] = d
	}
	if d := v.ISODate(p.Updated()); d != "" {
		t["dateModified"] = d
	}
	if p.Image != nil {
		t["image"] = v.Absolute(p.Image)
	}
	var teaches []string
	for _, o := range p.Meta.Objectives {
		teaches = append(teaches, PlainText(string(o.Body)))
	}
	if len(teaches) > 0 {
		t["teaches"] = teaches
	}
	return t
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

type listItem struct {
	Type     string `json:"@type"`
	Position int    `json:"position"`
	Name     string `json:"name"`
	Item     string `json:"item"`
}

func (v View) breadcrumbThing(trail []Crumb) thing {
	items := make([]listItem, len(trail))
	for i, c := range trail {
		items[i] = listItem{"ListItem", i + 1, c.Name, v.Absolute(c.Page)}
	}
	return thing{"@type": "BreadcrumbList", "itemListElement": items}
}

type question struct {
	Type   string `json:"@type"`
	Name   string `json:"name"`
	Answer answer `json:"acceptedAnswer"`
}

type answer struct {
	Type string `json:"@type"`
	Text string `json:"text"`
}

// faqThing gathers the page's own questions, or those that a gathering page shows.
func (v View) faqThing() (thing, error) {
	pages := []*course.Page{v.Page}
	if v.Page.Kind == course.FAQ {
		pages = nil
		for _, g := range v.QuestionGroups() {
			pages = append(pages, g.Pages...)
		}
	}
	var questions []question
	for _, p := range pages {
		for _, q := range p.Meta.FAQs {
			text, err := v.HTML(p, q.Answer.Body)
			if err != nil {
				return nil, err
			}
			questions = append(questions, question{"Question", q.Question, answer{"Answer", string(text)}})
		}
	}
	if len(questions) == 0 {
		return nil, nil
	}
	return thing{"@type": "FAQPage", "mainEntity": questions}, nil
}
