package docx

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Table is a table as wide as the text. Short rows are filled up with empty cells.
type Table struct {
	Align []Align // of the columns; missing ones are AlignAuto
	Head  []Row   // rows that are headings and appear again on each page
	Rows  []Row   // a row with an empty cell is high enough to write in
}

// Row is a row of cells.
type Row []Cell

// Cell holds blocks; none make it a place to write.
type Cell struct {
	Blocks []Block
}

// Cells makes a row of plain texts.
func Cells(texts ...string) Row {
	row := make(Row, len(texts))
	for i, t := range texts {
		if t != "" {
			row[i].Blocks = []Block{Paragraph{Words(t)}}
		}
	}
	return row
}

const (
	charWidth   = 115 // of an average letter of the body font, in twips
	cellPadding = 110 // at each side of a cell
	writingRow  = 560 // height of a row to write in: 1 cm
)

func (t Table) plain(depth int) string {
	var parts []string
	for _, row := range t.all() {
		for _, c := range row {
			parts = append(parts, plainBlocks(c.Blocks, depth))
		}
	}
	return strings.Join(parts, "\n")
}

// all gives all rows without touching those of the document, which another goroutine may be writing too.
func (t Table) all() []Row {
	return append(append(make([]Row, 0, len(t.Head)+len(t.Rows)), t.Head...), t.Rows...)
}

// write appends a w:tbl (17.4.37): properties, grid, rows.
func (t Table) write(w *writer, at place) {
	columns := 0
	for _, row := range t.all() {
		columns = max(columns, len(row))
	}
	if columns == 0 {
		return
	}
	if columns > MaxColumns {
		w.err = ErrColumns
		return
	}
	widths := columnWidths(t.all(), columns, at.width)
	w.open("w:tbl")
	w.tableProps("LecternTable", at, len(t.Head) > 0)
	w.open("w:tblGrid")
	for _, width := range widths {
		w.leaf("w:gridCol", "w:w", num(width))
	}
	w.close("w:tblGrid")
	for i, row := range t.all() {
		w.row(row, i < len(t.Head), t.Align, widths, at)
	}
	w.close("w:tbl")
	w.spacer(at)
}

// tableProps writes w:tblPr with its children in the order of CT_TblPrBase (17.4.59). The layout is fixed: else a long word
// pushes the table over the edge of the page.
func (w *writer) tableProps(style string, at place, head bool) {
	w.open("w:tblPr")
	w.leaf("w:tblStyle", "w:val", style)
	if w.rtl {
		w.leaf("w:bidiVisual")
	}
	w.leaf("w:tblW", "w:w", num(at.width), "w:type", "dxa")
	w.leaf("w:tblInd", "w:w", num(at.left), "w:type", "dxa")
	w.leaf("w:tblLayout", "w:type", "fixed")
	look := "0600" // the bits of the attributes that follow
	if head {
		look = "0620"
	}
	w.leaf("w:tblLook", "w:val", look, "w:firstRow", flag(head), "w:lastRow", "0", "w:firstColumn", "0", "w:lastColumn", "0",
		"w:noHBand", "1", "w:noVBand", "1")
	w.close("w:tblPr")
}

// row writes a w:tr (17.4.78). Unless it is long it does not break over pages.
func (w *writer) row(row Row, head bool, align []Align, widths []int, at place) {
	w.open("w:tr")
	height := 0
	if !head && row.hasRoom(len(widths)) {
		height = writingRow
	}
	w.rowProps(row.short(), height, head)
	for i, width := range widths {
		var c Cell
		if i < len(row) {
			c = row[i]
		}
		in := at.inCell(width - 2*cellPadding)
		if i < len(align) {
			in.align = align[i]
		}
		in.cell = len(c.Blocks) < 2
		in.style = "TableText"
		if head {
			in.style = "TableHead"
		}
		w.cell(c, head, width, in)
	}
	w.close("w:tr")
}

// rowProps writes w:trPr (17.4.81).
func (w *writer) rowProps(whole bool, height int, head bool) {
	if !whole && height == 0 && !head {
		return
	}
	w.open("w:trPr")
	if whole {
		w.leaf("w:cantSplit")
	}
	if height > 0 {
		w.leaf("w:trHeight", "w:val", num(height), "w:hRule", "atLeast")
	}
	if head {
		w.leaf("w:tblHeader")
	}
	w.close("w:trPr")
}

// hasRoom says whether the reader has something to write in the row.
func (r Row) hasRoom(columns int) bool {
	for _, c := range r {
		if len(c.Blocks) == 0 {
			return true
		}
		if p, ok := c.Blocks[0].(Paragraph); ok {
			if _, lone := p.lone(); lone || len(p.Text) == 0 {
				return true
			}
		}
	}
	return len(r) < columns
}

// short says whether the row holds little enough to move to the next page as a whole.
func (r Row) short() bool {
	for _, c := range r {
		for _, b := range c.Blocks {
			switch b.(type) {
			case Paragraph, Heading, List:
			default:
				return false
			}
		}
		if len(plainBlocks(c.Blocks, MaxDepth)) > 800 {
			return false
		}
	}
	return true
}

// cell writes a w:tc (17.4.65), its properties in the order of CT_TcPrBase (17.4.69).
func (w *writer) cell(c Cell, head bool, width int, in place) {
	w.open("w:tc")
	w.open("w:tcPr")
	w.leaf("w:tcW", "w:w", num(width), "w:type", "dxa")
	if head {
		writeShade(&w.markup, colorHead)
		w.leaf("w:vAlign", "w:val", "bottom")
	}
	w.close("w:tcPr")
	w.inCell(in, func() { w.blocks(c.Blocks, in) })
	w.close("w:tc")
}

// inCell sees to it that what content writes into a cell ends with a paragraph: tables are always followed by one, so
// only content without any paragraph needs care.
func (w *writer) inCell(in place, content func()) {
	before := w.paragraphs
	content()
	if w.paragraphs == before {
		w.paragraph(paraProps{style: in.style}, nil, in)
	}
}

// inCell gives the place inside a cell with so much room.
func (at place) inCell(room int) place {
	return place{width: room, depth: at.depth, bullets: at.bullets, ordered: at.ordered}
}

// columnWidths shares total among the columns by their longest texts, and sees to it that the longest word of each
// fits where that can be had.
func columnWidths(rows []Row, columns, total int) []int {
	long, word := make([]int, columns), make([]int, columns)
	for _, row := range rows {
		for i, c := range row {
			l, w := extent(plainBlocks(c.Blocks, MaxDepth))
			long[i], word[i] = max(long[i], l), max(word[i], w)
		}
	}
	weight, least, sumWeight, sumLeast := make([]int, columns), make([]int, columns), 0, 0
	for i := range columns {
		least[i] = min(max(word[i], 3), 18)*charWidth + 2*cellPadding
		weight[i] = min(max(long[i], 8), 45)
		sumWeight += weight[i]
		sumLeast += least[i]
	}
	widths, used := make([]int, columns), 0
	for i := range columns {
		if spare := total - sumLeast; spare >= 0 {
			widths[i] = least[i] + spare*weight[i]/sumWeight
		} else {
			widths[i] = total * least[i] / sumLeast
		}
		used += widths[i]
	}
	widths[columns-1] += total - used
	return widths
}

// extent gives the lengths of the longest line and the longest word of text, in characters; a wide one of an East Asian
// script counts twice and ends a word.
func extent(text string) (line, word int) {
	for l := range strings.SplitSeq(text, "\n") {
		length := 0
		for f := range strings.FieldsFuncSeq(l, func(r rune) bool { return r == ' ' || r == '\t' }) {
			n, wide := utf8.RuneCountInString(f), 0
			for _, r := range f {
				if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
					wide++
				}
			}
			length += n + wide + 1
			if wide == 0 {
				word = max(word, n)
			}
		}
		line = max(line, length-1)
	}
	return line, word
}
