package docx

import (
	"errors"
	"fmt"
	"io"
	"time"
)

// Document is a whole document. The zero value is an empty A4 page.
type Document struct {
	Title       string    // first line of the first page, the footer and the properties; empty: none of them
	Author      string    // property only
	Description string    // property only
	Keywords    string    // property only, separated by commas
	Language    string    // BCP 47 tag: proofing language, direction and paper; empty: unknown, left to right, A4
	Paper       Paper     // zero: by Language
	Modified    time.Time // property only; zero: none, since a clock would change the bytes of every build
	Blocks      []Block   // the body in reading order; may be empty
}

// Block is a part of the document that stands on its own lines: [Paragraph], [Heading], [List], [Table], [Callout],
// [Quote], [Code], [Rule], [Definitions], [Answer] or [PageBreak]. The set is closed: a block is only made here.
type Block interface {
	// write appends the block-level content (17.2.2) of the block. After a table comes a paragraph: call spacer.
	write(w *writer, at place)
	// plain gives the words of the block, for the widths of columns, down to the given depth.
	plain(depth int) string
	// mapped gives a copy in which f has replaced each Text, down to the given depth: see Document.Map.
	mapped(f func(Text) Text, depth int) Block
}

// MaxDepth is how deep blocks may be nested. Word takes more, but no reader does.
const MaxDepth = 40

// MaxColumns is the number of columns that Word takes in a table; a file with more does not open.
const MaxColumns = 63

// ErrDepth is the error of [Write] for blocks nested deeper than [MaxDepth].
var ErrDepth = fmt.Errorf("blocks are nested deeper than %d levels", MaxDepth)

// ErrColumns is the error of [Write] for a table of more than [MaxColumns] columns.
var ErrColumns = fmt.Errorf("a table has more than %d columns", MaxColumns)

// Write writes doc to out as a .docx file. It only reads doc, so several goroutines may write the same one. With
// [ErrDepth], [ErrColumns] or a nil doc nothing is written; every other error is one of out.
func Write(out io.Writer, doc *Document) error {
	if doc == nil {
		return errors.New("write document: no document")
	}
	w := newWriter(doc)
	parts := w.parts()
	if w.err != nil {
		return fmt.Errorf("write document: %w", w.err)
	}
	if err := writePackage(out, parts); err != nil {
		return fmt.Errorf("write document: %w", err)
	}
	return nil
}

// writer gathers what the parts of the package share while the body is written: ids, numbered lists, addresses.
type writer struct {
	markup
	doc     *Document
	page    page
	rtl     bool
	ordered []orderedList
	links   links

	controls   int // content controls so far: the last id given
	paragraphs int // paragraphs so far
	err        error
}

func newWriter(doc *Document) *writer {
	return &writer{doc: doc, page: pageFor(doc), rtl: RightToLeft(doc.Language)}
}

// place is where a block stands. Lengths are twentieths of a point ("twips", 17.18.87 ST_TwipsMeasure).
type place struct {
	left  int    // from the leading edge of the page's text or of the cell
	width int    // from there to the trailing edge
	style string // paragraph style of plain paragraphs; empty: Normal
	align Align  // of paragraphs
	depth int    // blocks around it
	cell  bool   // alone in a cell, which is a frame of its own
	keep  bool   // the paragraph stays on the page of what follows

	bullets, ordered int  // lists of either kind around it
	inItem           bool // directly in an item of a list
	endsList         bool // the last part of a list that is in no other one
}

// minWidth keeps text readable where blocks are nested deep: from there on nothing moves further in.
const minWidth = 2000

// indent gives the place inside at that starts further in by n twips.
func (at place) indent(n int) place {
	if at.width-n >= minWidth {
		at.left += n
		at.width -= n
	}
	at.cell = false
	return at
}

// blocks writes list at the given place, or notes [ErrDepth].
func (w *writer) blocks(list []Block, at place) {
	if at.depth >= MaxDepth {
		w.err = ErrDepth
		return
	}
	at.depth++
	for i, b := range list {
		if b != nil && w.err == nil {
			at.keep = i+1 < len(list) && leadsTo(b, list[i+1])
			b.write(w, at)
		}
	}
}

// body writes word/document.xml (17.2.3).
func (w *writer) body() string {
	w.WriteString(xmlHeader)
	w.open("w:document", documentNames...)
	w.open("w:body")
	at := place{width: w.page.textWidth()}
	if w.doc.Title != "" {
		w.paragraph(paraProps{style: "Title"}, []Inline{Text{Text: w.doc.Title}}, at)
	}
	w.blocks(w.doc.Blocks, at)
	if w.paragraphs == 0 {
		w.paragraph(paraProps{}, nil, at)
	}
	w.section()
	w.close("w:body")
	w.close("w:document")
	return w.String()
}

// section writes w:sectPr (17.6.17): the footer and the page.
func (w *writer) section() {
	p := w.page
	w.open("w:sectPr")
	w.leaf("w:footerReference", "w:type", "default", "r:id", footerID)
	w.leaf("w:pgSz", "w:w", num(p.width), "w:h", num(p.height))
	w.leaf("w:pgMar", "w:top", num(p.top), "w:right", num(p.side), "w:bottom", num(p.bottom), "w:left", num(p.side),
		"w:header", num(p.footer), "w:footer", num(p.footer), "w:gutter", "0")
	w.leaf("w:cols", "w:space", "720")
	if w.rtl {
		w.leaf("w:bidi")
	}
	w.close("w:sectPr")
}
