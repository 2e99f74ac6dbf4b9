package docx

import "strings"

// Callout is a shaded box beside the run of the text. The kinds with colours of their own are note, tip, important,
// warning, caution, example, evidence, opinion and try.
type Callout struct {
	Kind   string // its colours: a key of palettes, in any case; others look like a note
	Title  string // shown in bold above the blocks; empty: none
	Blocks []Block
}

// palette is how a kind of callout looks: RRGGBB. The accent has a contrast of more than 4.5 to 1 on the fill (WCAG 1.4.3).
type palette struct {
	accent, fill string
}

var palettes = map[string]*palette{
	"note":      {"1F4D44", "EDF3F1"},
	"tip":       {"2A6A33", "EEF5EC"},
	"important": {"5A3E85", "F3EFF8"},
	"warning":   {"7F5200", "FCF4E3"},
	"caution":   {"98281F", "FBEEEC"},
	"example":   {"2B5680", "EDF3F9"},
	"evidence":  {"3F4E5C", "F0F2F4"},
	"opinion":   {"7A3B5E", "F8EFF4"},
	"try":       {"1D6170", "EAF4F6"},
}

func (c Callout) palette() *palette {
	if p := palettes[strings.ToLower(c.Kind)]; p != nil {
		return p
	}
	return palettes["note"]
}

func (c Callout) plain(depth int) string { return c.Title + "\n" + plainBlocks(c.Blocks, depth) }

// A callout of nothing but paragraphs is a few shaded paragraphs. With lists or tables in it, whose borders would start at
// another indent each, it is a table of one cell, which looks the same and keeps the shading in one piece.
func (c Callout) write(w *writer, at place) {
	p := c.palette()
	if c.flat() {
		c.writeFlat(w, p, at)
		return
	}
	b := box{fill: p.fill, edge: p.accent, leading: calloutBar, whole: Row{{c.Blocks}}.short()}
	w.box(b, at, func(in place) {
		if c.Title != "" {
			w.coloured(paraProps{style: "CalloutTitle"}, c.Title, p.accent, in)
		}
		in.style = "CalloutText"
		w.blocks(c.Blocks, in)
	})
}

func (c Callout) flat() bool {
	for _, b := range c.Blocks {
		p, ok := b.(Paragraph)
		if _, lone := p.lone(); !ok || lone {
			return false
		}
	}
	return true
}

func (c Callout) writeFlat(w *writer, p *palette, at place) {
	above := 140 // of the first paragraph
	if c.Title != "" {
		props := paraProps{style: "CalloutTitle", keepNext: true, spacing: &spacing{before: above, after: 40, line: 264}}
		p.decorate(&props, at, w.rtl)
		w.coloured(props, c.Title, p.accent, at)
		above = 0
	}
	for _, b := range c.Blocks {
		props := paraProps{style: "CalloutText", spacing: &spacing{before: above, after: 80, line: 264}}
		p.decorate(&props, at, w.rtl)
		w.paragraph(props, b.(Paragraph).Text, at)
		above = 0
	}
	w.spacer(at)
}

// coloured writes a paragraph of one colour, piece by piece of one direction.
func (w *writer) coloured(props paraProps, text, color string, at place) {
	w.para(props, at, func() {
		for _, part := range w.directed([]Inline{Text{Text: text}}) {
			t := part.(Text)
			w.run(runProps{color: color, rtl: t.rtl}, t.Text)
		}
	})
}

// Measures of a callout: the bar in eighths of a point, and the room between frame and text in points and twips.
const (
	calloutBar   = 24
	calloutSpace = 8
	calloutInset = calloutSpace*20 + calloutBar*20/8
)

// decorate gives a paragraph the bar and the shading. Borders of the colour of the shading stand for padding, which
// paragraphs do not have (17.3.1.24); neighbours with the same borders and indents become one box.
func (p *palette) decorate(props *paraProps, at place, rtl bool) {
	props.shade = p.fill
	props.borders = mirrored([]border{
		{"top", 4, 5, p.fill},
		{"left", calloutBar, calloutSpace, p.accent},
		{"bottom", 4, 5, p.fill},
		{"right", 4, calloutSpace, p.fill},
	}, rtl)
	props.indent = &indent{left: at.left + calloutInset, right: calloutSpace * 20}
}

// box is a table of one cell: a frame for any blocks.
type box struct {
	fill, edge string
	leading    int  // width of the border at the leading edge, in eighths of a point
	around     bool // the other sides have a thin border too
	height     int  // least height in twips
	whole      bool // does not break over pages
}

// box writes the frame and what content writes into it.
func (w *writer) box(b box, at place, content func(in place)) {
	w.open("w:tbl")
	w.tableProps("LecternBox", at, false)
	w.open("w:tblGrid")
	w.leaf("w:gridCol", "w:w", num(at.width))
	w.close("w:tblGrid")
	w.open("w:tr")
	w.rowProps(b.whole, b.height, false)
	w.open("w:tc")
	w.open("w:tcPr")
	w.leaf("w:tcW", "w:w", num(at.width), "w:type", "dxa")
	b.borders(&w.markup)
	writeShade(&w.markup, b.fill)
	w.close("w:tcPr")
	in := at.inCell(at.width - 2*boxPadding)
	w.inCell(in, func() { content(in) })
	w.close("w:tc")
	w.close("w:tr")
	w.close("w:tbl")
	w.spacer(at)
}

// boxPadding is the room at each side in a box, as the style LecternBox has it.
const boxPadding = 190

// borders writes w:tcBorders (17.4.66); left is the leading edge of a table (17.4.33).
func (b box) borders(m *markup) {
	m.open("w:tcBorders")
	side := func(name string, on bool, size int) {
		if on {
			border{name, size, 0, b.edge}.write(m)
		}
	}
	side("top", b.around, 4)
	side("left", true, b.leading)
	side("bottom", b.around, 4)
	side("right", b.around, 4)
	m.close("w:tcBorders")
}
