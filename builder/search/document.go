package search

import (
	"bytes"
	"encoding/json"
	"hash/crc32"
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

// checksum returns a number that differs when the leaf of the document does.
func (d *Document) checksum() uint32 {
	var sum uint32
	add := func(text string) {
		sum = crc32.Update(crc32.Update(sum, crc32.IEEETable, []byte(text)), crc32.IEEETable, []byte{0})
	}
	add(d.Title)
	add(d.Path)
	add(d.Place)
	for _, s := range d.Sections {
		add(s.Heading)
		add(s.ID)
		add(s.Text)
	}
	return sum
}

// Leaf returns the file of the text of documents: a list of [title, path, place, [heading, id, text, heading, …]].
func Leaf(documents []Document) ([]byte, error) {
	out := make([]any, len(documents))
	for i, d := range documents {
		sections := make([]string, 0, 3*len(d.Sections))
		for _, s := range d.Sections {
			sections = append(sections, s.Heading, s.ID, s.Text)
		}
		out[i] = []any{d.Title, d.Path, d.Place, sections}
	}
	return encode(out)
}

// encode returns JSON. Only browsers' parsers of JSON read it, so the signs of HTML need no escapes.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}
