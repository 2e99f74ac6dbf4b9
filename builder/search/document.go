package search

import (
	"io"
	"sync"
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

// Leaf writes the file of the text of some documents: a list of [title, path, place, [heading, id, text, heading, …]]. What is read for it is
// read for the index too if that has not been done.
func (x *Indexer) Leaf(w io.Writer, from, to int) error {
	buffer := leaves.Get().(*[]byte)
	defer leaves.Put(buffer)
	out := append((*buffer)[:0], '[')
	for n := from; n < to; n++ {
		err := x.document(n, func(d *Document) { out = d.appendLeaf(comma(out, n-from)) })
		if err != nil {
			return err
		}
	}
	out = append(out, "]\n"...)
	*buffer = out
	_, err := w.Write(out)
	return err
}

// leaves holds buffers of Leaf: a course has one for each page.
var leaves = sync.Pool{New: func() any { return new([]byte) }}

func (d *Document) appendLeaf(out []byte) []byte {
	out = appendJSON(append(out, '['), d.Title)
	out = appendJSON(append(out, ','), d.Path)
	out = appendJSON(append(out, ','), d.Place)
	out = append(out, ",["...)
	for i, s := range d.Sections {
		out = appendJSON(comma(out, i), s.Heading)
		out = appendJSON(append(out, ','), s.ID)
		out = appendJSON(append(out, ','), s.Text)
	}
	return append(out, "]]"...)
}
