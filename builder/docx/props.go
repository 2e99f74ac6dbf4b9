package docx

// Align is where the lines of a paragraph or a table column stand. Left and right are those of the reader's screen,
// whatever the direction of the text.
type Align int

// The alignments. AlignAuto is the start of the line: left, or right in a right-to-left document.
const (
	AlignAuto Align = iota
	AlignLeft
	AlignCenter
	AlignRight
)

// paraProps are the properties of a paragraph or of a paragraph style. The zero value of each is left out.
type paraProps struct {
	style      string
	keepNext   bool
	keepLines  bool
	breakPage  bool // starts a page
	list       int  // id of the list (w:numId); zero: none
	level      int  // of the list, from 0
	borders    []border
	shade      string
	tabs       []tab
	rtl        bool
	spacing    *spacing
	indent     *indent
	contextual bool // no space between paragraphs of one style
	align      string
	outline    int // heading level, from 1
}

type border struct {
	side  string // top left bottom right, in this order (17.3.1.24)
	size  int    // eighths of a point
	space int    // points to the text
	color string
}

// mirrored gives the borders of a right-to-left paragraph: unlike indents and alignment, left and right are there those of
// the paper. The order stays that of the schema.
func mirrored(list []border, rtl bool) []border {
	if !rtl {
		return list
	}
	var out []border
	for _, side := range [][2]string{{"top", "top"}, {"left", "right"}, {"bottom", "bottom"}, {"right", "left"}} {
		for _, b := range list {
			if b.side == side[1] {
				b.side = side[0]
				out = append(out, b)
			}
		}
	}
	return out
}

type tab struct {
	kind string // left or right (17.18.84), in the order of pos
	pos  int
}

// spacing is above, below and between lines, in twips; a line of 240 is single spacing (17.3.1.33).
type spacing struct {
	before, after, line int
	exact               bool // line is a height in twips
}

// indent moves a paragraph in from its leading and trailing edge. Word measures left from the leading edge, so it is the
// right one in a right-to-left paragraph (17.3.1.12).
type indent struct {
	left, right, hanging int
}

// write appends w:pPr with its children in the order of CT_PPrBase (17.3.1.26).
func (p paraProps) write(m *markup) {
	m.open("w:pPr")
	if p.style != "" {
		m.leaf("w:pStyle", "w:val", p.style)
	}
	p.writeFlow(m)
	for i, b := range p.borders {
		if i == 0 {
			m.open("w:pBdr")
		}
		b.write(m)
		if i == len(p.borders)-1 {
			m.close("w:pBdr")
		}
	}
	writeShade(m, p.shade)
	if len(p.tabs) > 0 {
		m.open("w:tabs")
		for _, t := range p.tabs {
			m.leaf("w:tab", "w:val", t.kind, "w:pos", num(t.pos))
		}
		m.close("w:tabs")
	}
	if p.rtl {
		m.leaf("w:bidi")
	}
	p.writeShape(m)
	m.close("w:pPr")
}

func (p paraProps) writeFlow(m *markup) {
	if p.keepNext {
		m.leaf("w:keepNext")
	}
	if p.keepLines {
		m.leaf("w:keepLines")
	}
	if p.breakPage {
		m.leaf("w:pageBreakBefore")
	}
	if p.list > 0 {
		m.open("w:numPr")
		m.leaf("w:ilvl", "w:val", num(p.level))
		m.leaf("w:numId", "w:val", num(p.list))
		m.close("w:numPr")
	}
}

func (p paraProps) writeShape(m *markup) {
	if s := p.spacing; s != nil {
		attrs := []string{"w:before", num(s.before), "w:after", num(s.after)}
		if s.line > 0 {
			rule := "auto"
			if s.exact {
				rule = "exact"
			}
			attrs = append(attrs, "w:line", num(s.line), "w:lineRule", rule)
		}
		m.leaf("w:spacing", attrs...)
	}
	if i := p.indent; i != nil {
		attrs := []string{"w:left", num(i.left), "w:right", num(i.right)}
		if i.hanging > 0 {
			attrs = append(attrs, "w:hanging", num(i.hanging))
		}
		m.leaf("w:ind", attrs...)
	}
	if p.contextual {
		m.leaf("w:contextualSpacing")
	}
	if p.align != "" {
		m.leaf("w:jc", "w:val", p.align)
	}
	if p.outline > 0 {
		m.leaf("w:outlineLvl", "w:val", num(p.outline-1))
	}
}

func (b border) write(m *markup) {
	m.leaf("w:"+b.side, "w:val", "single", "w:sz", num(b.size), "w:space", num(b.space), "w:color", b.color)
}

func writeShade(m *markup, color string) {
	if color != "" {
		m.leaf("w:shd", "w:val", "clear", "w:color", "auto", "w:fill", color)
	}
}

// runProps are the properties of a run or of a style. The zero value of each is left out.
type runProps struct {
	style   string
	font    string
	bold    bool
	italic  bool
	strike  bool
	noProof bool // not checked for spelling
	color   string
	size    int // half points
	under   string
	shade   string
	super   bool
	rtl     bool
	lang    language
}

// write appends w:rPr with its children in the order of EG_RPrBase (17.3.2.28), or nothing when there are none. Bold,
// italic and size are said twice, the second time for complex scripts such as Arabic and Hebrew.
func (r runProps) write(m *markup) {
	if r == (runProps{}) {
		return
	}
	m.open("w:rPr")
	if r.style != "" {
		m.leaf("w:rStyle", "w:val", r.style)
	}
	if r.font != "" {
		r.writeFont(m)
	}
	r.writeToggles(m)
	if r.color != "" {
		m.leaf("w:color", "w:val", r.color)
	}
	if r.size > 0 {
		m.leaf("w:sz", "w:val", num(r.size))
		m.leaf("w:szCs", "w:val", num(r.size))
	}
	if r.under != "" {
		m.leaf("w:u", "w:val", "single", "w:color", r.under)
	}
	writeShade(m, r.shade)
	if r.super {
		m.leaf("w:vertAlign", "w:val", "superscript")
	}
	if r.rtl {
		m.leaf("w:rtl")
	}
	r.lang.write(m)
	m.close("w:rPr")
}

func (r runProps) writeToggles(m *markup) {
	for _, t := range []struct {
		on   bool
		name string
	}{
		{r.bold, "w:b"},
		{r.bold, "w:bCs"},
		{r.italic, "w:i"},
		{r.italic, "w:iCs"},
		{r.strike, "w:strike"},
		{r.noProof, "w:noProof"},
	} {
		if t.on {
			m.leaf(t.name)
		}
	}
}

// writeFont names the font for each class of characters (17.3.2.26).
func (r runProps) writeFont(m *markup) {
	switch r.font {
	case fontSymbol: // its characters are East Asian ones to Word, which the hint makes sure of
		m.leaf("w:rFonts", "w:hint", "eastAsia", "w:ascii", r.font, "w:hAnsi", r.font, "w:eastAsia", r.font)
	case fontBody:
		m.leaf("w:rFonts", "w:ascii", r.font, "w:hAnsi", r.font, "w:eastAsia", r.lang.eastAsianFont(), "w:cs", fontComplex)
	default:
		m.leaf("w:rFonts", "w:ascii", r.font, "w:hAnsi", r.font, "w:cs", r.font)
	}
}
