package search

import (
	"bytes"
	"encoding/json"
	"io"
)

// Document is something that can be found.
type Document struct {
	Title    string
	Path     string   // address of the page, or of the place in it
	Place    string   // what it is part of, in words; may be empty
	Tags     []string // words that it is found by and does not show
	Sections []Section
}

// Section is a part of a document.
type Section struct {
	Heading, ID string // both are empty for what stands before the first heading
	Text        string
}

// appendText appends everything that the leaf of the document shows: a leaf differs when it does.
func (d *Document) appendText(out []byte) []byte {
	add := func(text string) { out = append(append(out, text...), 0) }
	add(d.Title)
	add(d.Path)
	add(d.Place)
	for _, s := range d.Sections {
		add(s.Heading)
		add(s.ID)
		add(s.Text)
	}
	return out
}

// WriteLeaf writes the file of the text of documents: a list of [title, path, place, [heading, id, text, heading, …]].
func WriteLeaf(w io.Writer, documents []Document) error {
	out := make([]any, len(documents))
	for i, d := range documents {
		sections := make([]string, 0, 3*len(d.Sections))
		for _, s := range d.Sections {
			sections = append(sections, s.Heading, s.ID, s.Text)
		}
		out[i] = []any{d.Title, d.Path, d.Place, sections}
	}
	return encode(w, out)
}

// encode writes JSON. Only browsers' parsers of JSON read it, so the signs of HTML need no escapes.
func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// encoded returns JSON.
func encoded(v any) ([]byte, error) {
	var b bytes.Buffer
	err := encode(&b, v)
	return b.Bytes(), err
}
