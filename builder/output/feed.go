package output

import (
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"time"

	"lectern/builder/course"
)

// maxEntries is the number of pages in the feed.
const maxEntries = 20

// The elements of an Atom feed, RFC 4287.
type (
	atomFeed struct {
		XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Lang     string      `xml:"xml:lang,attr"`
		Title    string      `xml:"title"`
		Subtitle string      `xml:"subtitle,omitempty"`
		ID       string      `xml:"id"`
		Links    []atomLink  `xml:"link"`
		Updated  string      `xml:"updated"`
		Author   atomPerson  `xml:"author"`
		Entries  []atomEntry `xml:"entry"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr,omitempty"`
		Type string `xml:"type,attr,omitempty"`
		Href string `xml:"href,attr"`
	}
	atomPerson struct {
		Name string `xml:"name"`
		URI  string `xml:"uri,omitempty"`
	}
	atomText struct {
		Type string `xml:"type,attr"`
		Text string `xml:",chardata"`
	}
	atomCategory struct {
		Term string `xml:"term,attr"`
	}
	atomEntry struct {
		Title      string         `xml:"title"`
		ID         string         `xml:"id"`
		Link       atomLink       `xml:"link"`
		Published  string         `xml:"published,omitempty"`
		Updated    string         `xml:"updated"`
		Author     *atomPerson    `xml:"author"`
		Categories []atomCategory `xml:"category"`
		Summary    string         `xml:"summary,omitempty"`
		Content    atomText       `xml:"content"`
	}
)

// atom writes the newest lessons and guides with their whole text.
func (s *site) atom(w io.Writer) error {
	c := s.course
	feed := atomFeed{
		Lang: c.Language, Title: c.Title, Subtitle: c.Description, ID: c.BaseURL,
		Links: []atomLink{
			{Rel: "self", Type: "application/atom+xml", Href: c.BaseURL + "feed.xml"},
			{Rel: "alternate", Type: "text/html", Href: c.BaseURL},
		},
		Updated: s.atomTime(c.Updated),
		Author:  atomPerson{Name: c.Title},
	}
	if c.Author != nil {
		feed.Author = atomPerson{Name: c.Author.Name, URI: c.Author.URL}
	}
	for _, p := range s.newest() {
		entry, err := s.entry(p)
		if err != nil {
			return err
		}
		feed.Entries = append(feed.Entries, entry)
	}
	return writeXML(w, feed)
}

// newest returns the lessons and guides that changed last; without dates those that
// stand first in the course.
func (s *site) newest() []*course.Page {
	var pages []*course.Page
	for _, p := range s.course.Pages {
		if p.IsLesson() {
			pages = append(pages, p)
		}
	}
	slices.SortStableFunc(pages, func(x, y *course.Page) int { return y.Updated().Compare(x.Updated()) })
	return pages[:min(len(pages), maxEntries)]
}

func (s *site) entry(p *course.Page) (atomEntry, error) {
	view := s.feed.View(p)
	body, err := view.Body()
	if err != nil {
		return atomEntry{}, err
	}
	url := view.URL(p)
	e := atomEntry{
		Title: p.Title(), ID: url, Link: atomLink{Rel: "alternate", Type: "text/html", Href: url},
		Updated: s.atomTime(p.Updated()), Summary: p.Description(),
		Content: atomText{Type: "html", Text: withPage(string(body), url)},
	}
	if d := p.Date(); !d.IsZero() {
		e.Published = s.atomTime(d)
	}
	if a := p.Meta.Author; a != nil {
		e.Author = &atomPerson{Name: a.Name, URI: a.URL}
	}
	for _, tag := range p.Meta.Tags {
		e.Categories = append(e.Categories, atomCategory{Term: tag})
	}
	return e, nil
}

// withPage gives the links to elements of the page itself their page: a reader shows the text elsewhere. In our
// HTML, a quote that is text is escaped.
func withPage(body, url string) string { return strings.ReplaceAll(body, `href="#`, `href="`+url+`#`) }

// atomTime formats a time by RFC 3339. Atom wants a date in every entry; a page without one gets the course's, or the first
// day of Unix time, since a clock would make every build different.
func (s *site) atomTime(t time.Time) string {
	if t.IsZero() {
		t = s.course.Date
	}
	if t.IsZero() {
		t = time.Unix(0, 0)
	}
	return t.UTC().Format(time.RFC3339)
}
