package lesson

import (
	"time"

	"lectern/builder/block"
	"lectern/builder/diag"
)

// Kind is what a Markdown file is in the course; it decides which front matter keys the file may have.
type Kind string

// The kinds of pages that have a source file. A guide has the keys of a lesson,
// a shelf those of a module, a glossary those of a plain page.
const (
	KindCourse   Kind = "course"
	KindModule   Kind = "module"
	KindLesson   Kind = "lesson"
	KindTemplate Kind = "template"
	KindPage     Kind = "page"
	KindGlossary Kind = "glossary"
)

// Meta is the front matter of a page. The tag `yaml` names a key, the tag `on` the
// kinds of pages that may have it, and `required` the kinds that must. Every
// field's zero value means that the key is absent.
type Meta struct {
	Title       string `yaml:"title" on:"course module lesson template page" required:"course module lesson template page"`
	LinkTitle   string `yaml:"linkTitle" on:"module lesson page template"`
	Description string `yaml:"description" on:"course module lesson template page"`
	Weight      int    `yaml:"weight" on:"module lesson template page"`
	Slug        string `yaml:"slug" on:"module lesson template page"`
	Aliases     []Ref  `yaml:"aliases" on:"module lesson template page"`
	Draft       bool   `yaml:"draft" on:"module lesson template page"`
	Image       *Image `yaml:"image" on:"course module lesson page"`
	Params      Params `yaml:"params" on:"course module lesson template page"`

	Date        time.Time `yaml:"date" on:"lesson template page"`
	LastMod     time.Time `yaml:"lastmod" on:"lesson template page"`
	PublishDate time.Time `yaml:"publishDate" on:"lesson page"`
	ExpiryDate  time.Time `yaml:"expiryDate" on:"lesson page"`
	Author      *Author   `yaml:"author" on:"course lesson page"`
	TOC         *bool     `yaml:"toc" on:"lesson page"`

	Tags       []string      `yaml:"tags" on:"lesson"`
	Duration   time.Duration `yaml:"duration" on:"lesson"`
	Objectives []Text        `yaml:"objectives" on:"module lesson"`
	Takeaways  []Text        `yaml:"takeaways" on:"lesson"`
	FAQs       []FAQ         `yaml:"faqs" on:"lesson"`
	Downloads  []Download    `yaml:"downloads" on:"lesson"`
	Related    []Ref         `yaml:"related" on:"lesson"`

	Kind string `yaml:"kind" on:"module" oneof:"guides"`

	File    Ref      `yaml:"file" on:"template"`
	Version string   `yaml:"version" on:"template"`
	Formats []string `yaml:"formats" on:"template" oneof:"docx pdf"`

	BaseURL     string          `yaml:"baseURL" on:"course" required:"course"`
	Language    string          `yaml:"language" on:"course"`
	Theme       string          `yaml:"theme" on:"course"`
	Newsletter  *CallToAction   `yaml:"newsletter" on:"course"`
	Program     *CallToAction   `yaml:"program" on:"course"`
	RawHTML     bool            `yaml:"rawHTML" on:"course"`
	Glossary    string          `yaml:"glossary" on:"course" oneof:"auto"`
	Checks      map[string]bool `yaml:"checks" on:"course"`
	IgnoreLinks []string        `yaml:"ignoreLinks" on:"course"`

	// Keys are the top-level keys that are present, in the order of the file, for diagnostics that are made later.
	Keys Places
}

// Places are keys with their places.
type Places []Key

// Key is a key with its place in the file.
type Key struct {
	Name         string
	Line, Column int32 // as in diag.Pos
}

// At returns the place of a key, and whether it is there.
func (k Places) At(file, name string) (diag.Pos, bool) {
	for _, key := range k {
		if key.Name == name {
			return diag.Pos{File: file, Line: int(key.Line), Column: int(key.Column)}, true
		}
	}
	return diag.Pos{}, false
}

// Params are values for the theme, as YAML gives them: strings, numbers, booleans, lists
// and maps with string keys.
type Params map[string]any

// Ref is a text with its place: a path, an alias, the name of a template.
type Ref struct {
	Value string
	Pos   diag.Pos
}

// Text is a Markdown value of the front matter.
type Text struct {
	Markdown string     // as decoded; of answers and takeaways Parse keeps only the body
	Body     block.Body // rendered by Parse
	Where    Position   // maps an offset of Markdown to the file
}

// Position maps a byte offset within a front matter value to its place in the
// file. Block scalars are exact; in folded and quoted values that span lines
// the line may be that of the value's beginning.
type Position func(offset int) diag.Pos

// FAQ is one question with its answer.
type FAQ struct {
	Question string   `yaml:"question" required:"yes"`
	Answer   Text     `yaml:"answer" required:"yes"`
	ID       string   `yaml:"-"` // of the details element: from the question, unique in the page
	Pos      diag.Pos `yaml:"-"` // of the question
}

// Download is a template of the course by name, or a file.
type Download struct {
	Template    Ref      `yaml:"template"`
	File        Ref      `yaml:"file"`
	Title       string   `yaml:"title"`
	Description string   `yaml:"description"`
	Pos         diag.Pos `yaml:"-"`
}

// Image is a page's picture: Src a path from the page's file or, with a leading
// slash, from content/static.
type Image struct {
	Src Ref    `yaml:"src" required:"yes"`
	Alt string `yaml:"alt"`
}

// Author is a person or an organisation. A plain text in its place is the name.
type Author struct {
	Name string `yaml:"name" required:"yes"`
	URL  string `yaml:"url"`
	Bio  string `yaml:"bio"`
}

// CallToAction is the course's newsletter or program.
type CallToAction struct {
	Title  string `yaml:"title"`
	Text   string `yaml:"text"`
	Button string `yaml:"button"`
}
