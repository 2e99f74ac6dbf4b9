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

const schemaOrg = "https://schema.org"

// JSONLD returns the structured data of the page as script elements: Course on the home page,
// LearningResource and BreadcrumbList on lessons and guides, FAQPage where there are questions.
// The required properties are those of schema.org and of Google's course and FAQ features.
func (v View) JSONLD() (template.HTML, error) {
	var things []any
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
func scripts(things []any) (template.HTML, error) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	enc := json.NewEncoder(b)
	for _, t := range things {
		b.WriteString(`<script type="application/ld+json">`)
		if err := enc.Encode(t); err != nil {
			return "", fmt.Errorf("structured data: %w", err)
		}
		b.WriteString("</script>\n")
	}
	return template.HTML(b.String()), nil
}

// isoMinutes is a duration of ISO 8601.
func isoMinutes(n int) string { return fmt.Sprintf("PT%dM", max(n, 1)) }

func (v View) courseThing() thing {
	c := v.Course
	t := thing{
		"@context": schemaOrg, "@type": "Course", "name": c.Title, "description": firstOf(c.Description, c.Title),
		"url": v.Absolute(c.Home), "inLanguage": c.Language, "provider": v.provider(),
		"hasCourseInstance": []thing{{
			"@type": "CourseInstance", "courseMode": "Online", "courseWorkload": isoMinutes(c.Total()),
		}},
		"offers": []thing{{"@type": "Offer", "category": "Free"}},
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

// learningResource is a lesson. It is a struct since every page has one: a map takes three times as long to encode.
type learningResource struct {
	Context       string   `json:"@context"`
	Type          string   `json:"@type"`
	Name          string   `json:"name"`
	Description   string   `json:"description"`
	URL           string   `json:"url"`
	Language      string   `json:"inLanguage"`
	ResourceType  string   `json:"learningResourceType"`
	TimeRequired  string   `json:"timeRequired"`
	Free          bool     `json:"isAccessibleForFree"`
	Author        *person  `json:"author,omitempty"`
	Keywords      []string `json:"keywords,omitempty"`
	DatePublished string   `json:"datePublished,omitempty"`
	DateModified  string   `json:"dateModified,omitempty"`
	Image         string   `json:"image,omitempty"`
	Teaches       []string `json:"teaches,omitempty"`
	IsPartOf      partOf   `json:"isPartOf"`
}

type person struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

// partOf is the course that a lesson is a part of.
type partOf struct {
	Type        string `json:"@type"`
	Name        string `json:"name"`
	Description string `json:"description"`
	URL         string `json:"url"`
	Provider    thing  `json:"provider"`
}

func (v View) lessonThing() *learningResource {
	p, c := v.Page, v.Course
	t := &learningResource{
		Context: schemaOrg, Type: "LearningResource", ResourceType: "lesson",
		Name: p.Title(), Description: firstOf(p.Description(), p.Title()), URL: v.Absolute(p), Language: c.Language,
		TimeRequired: isoMinutes(p.Total()), Free: true, Keywords: p.Meta.Tags,
		DatePublished: v.ISODate(p.Date()), DateModified: v.ISODate(p.Updated()),
		IsPartOf: partOf{"Course", c.Title, firstOf(c.Description, c.Title), v.Absolute(c.Home), v.provider()},
	}
	if a := firstAuthor(p, c); a != "" {
		t.Author = &person{"Person", a}
	}
	if p.Image != nil {
		t.Image = v.Absolute(p.Image)
	}
	for _, o := range p.Meta.Objectives {
		t.Teaches = append(t.Teaches, PlainText(string(o.Body)))
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

type breadcrumbList struct {
	Context string     `json:"@context"`
	Type    string     `json:"@type"`
	Items   []listItem `json:"itemListElement"`
}

func (v View) breadcrumbThing(trail []Crumb) breadcrumbList {
	items := make([]listItem, len(trail))
	for i, c := range trail {
		items[i] = listItem{"ListItem", i + 1, c.Name, v.Absolute(c.Page)}
	}
	return breadcrumbList{schemaOrg, "BreadcrumbList", items}
}

type faqPage struct {
	Context   string     `json:"@context"`
	Type      string     `json:"@type"`
	Questions []question `json:"mainEntity"`
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
func (v View) faqThing() (*faqPage, error) {
	pages := []*course.Page{v.Page}
	if v.Page.Kind == course.FAQ {
		pages = nil
		for _, g := range v.Groups() {
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
	return &faqPage{schemaOrg, "FAQPage", questions}, nil
}
