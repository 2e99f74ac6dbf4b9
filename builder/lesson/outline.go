package lesson

import (
	"reflect"
	"slices"

	"lectern/builder/block"
)

// Likeness says how much of a lesson the rest of the course sees changed.
type Likeness int

// From the least to the most alike.
const (
	Different Likeness = iota // anything may differ
	Retitled                  // the same order, addresses, links and checks; what pages show of each other, and the time it takes, may differ
	Alike                     // only the body, and the places of things in the file, may differ
)

// Compare tells how much two lessons of one file are alike to the rest of the course: links, blocks, questions, reading time
// and front matter. Of anchors see Dropped.
func Compare(x, y *Lesson) Likeness {
	if x.File != y.File || x.Kind != y.Kind || len(x.Terms)+len(y.Terms) > 0 ||
		!slices.EqualFunc(x.Links, y.Links, sameLink) ||
		!slices.EqualFunc(x.Blocks, y.Blocks, sameBlock) ||
		!slices.EqualFunc(x.Asked, y.Asked, func(a, b Asked) bool { return a.Words == b.Words }) ||
		!slices.EqualFunc(x.Unexplained, y.Unexplained, func(a, b Abbreviation) bool { return a.Name == b.Name }) {
		return Different
	}
	before, err := x.whole()
	if err != nil {
		return Different
	}
	after, err := y.whole()
	if err != nil {
		return Different
	}
	sameTime := x.Minutes() == y.Minutes() && x.Practice() == y.Practice()
	switch {
	case sameTime && reflect.DeepEqual(before, after):
		return Alike
	case reflect.DeepEqual(before.untitled(), after.untitled()):
		return Retitled
	}
	return Different
}

// Dropped returns the anchors of x that y has no more, which other pages may link to.
func Dropped(x, y *Lesson) []string {
	var out []string
	for id := range x.allAnchors {
		if !y.HasAnchor(id) {
			out = append(out, id)
		}
	}
	if x.contents() > 1 && y.contents() <= 1 {
		out = append(out, "toc")
	}
	return out
}

// contents returns the number of headings that a table of contents lists, which there is from two on.
func (l *Lesson) contents() int {
	n := 0
	for _, h := range l.Headings {
		if h.Level == 2 || h.Level == 3 {
			n++
		}
	}
	return n
}

// untitled returns the front matter without what pages only show of each other. Whether it is there is kept, since
// checks ask for it.
func (m Meta) untitled() Meta {
	m.Title, m.LinkTitle, m.Tags, m.Author = "", "", nil, nil
	if m.Description != "" {
		m.Description = "given"
	}
	m.Objectives = make([]Text, len(m.Objectives))
	m.Takeaways = make([]Text, len(m.Takeaways))
	m.FAQs = slices.Clone(m.FAQs)
	for i := range m.FAQs {
		m.FAQs[i].Answer = Text{}
	}
	m.Keys = slices.DeleteFunc(slices.Clone(m.Keys), func(k Key) bool { return k.Name == "linkTitle" || k.Name == "tags" || k.Name == "author" })
	return m
}

func sameLink(a, b block.Link) bool {
	a.Pos = b.Pos
	return a == b
}

func sameBlock(a, b *block.Block) bool {
	return a.Kind == b.Kind && a.Title == b.Title && a.ID == b.ID && a.Inner == b.Inner
}

// Moved reports whether what the course may warn of stands elsewhere in y than in x, of two lessons that are not Different.
func Moved(x, y *Lesson) bool {
	return !slices.EqualFunc(x.Unexplained, y.Unexplained, func(a, b Abbreviation) bool { return a == b }) ||
		!slices.EqualFunc(x.Asked, y.Asked, func(a, b Asked) bool { return a.Pos == b.Pos })
}
