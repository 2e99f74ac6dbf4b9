package docx

// Paragraph is a paragraph of text. One that holds nothing but a [Field] is drawn as a line to write on.
type Paragraph struct {
	Text []Inline
}

// Heading is a heading of level 1 to 6 (other levels count as the nearest); readers list them as the outline.
type Heading struct {
	Level int
	Text  []Inline
}

// Rule is a line across the page: a thematic break.
type Rule struct{}

// PageBreak starts a new page.
type PageBreak struct{}

func (p Paragraph) plain(int) string { return plainText(p.Text) }

func (p Paragraph) write(w *writer, at place) {
	props := paraProps{style: at.style, keepNext: at.keep, align: at.align.value(w.rtl)}
	if f, ok := p.lone(); ok {
		f.writeAlone(w, props, at)
		return
	}
	w.paragraph(props, p.Text, at)
}

// lone gives the field of a paragraph that has nothing else.
func (p Paragraph) lone() (Field, bool) {
	if len(p.Text) != 1 {
		return Field{}, false
	}
	f, ok := p.Text[0].(Field)
	return f, ok
}

// leadsTo reports whether b must not be the last on a page before next: a question before the frame for its answer, and a
// paragraph all in bold, which is a title.
func leadsTo(b, next Block) bool {
	p, ok := b.(Paragraph)
	if !ok || len(p.Text) == 0 {
		return false
	}
	if _, ok := next.(Answer); ok {
		return true
	}
	for _, part := range p.Text {
		if t, ok := part.(Text); !ok || !t.Bold {
			return false
		}
	}
	return true
}

func (h Heading) plain(int) string { return plainText(h.Text) }

func (h Heading) write(w *writer, at place) {
	level := min(max(h.Level, 1), 6)
	w.paragraph(paraProps{style: "Heading" + num(level), align: at.align.value(w.rtl)}, h.Text, at)
}

func (Rule) plain(int) string { return "" }

func (Rule) write(w *writer, at place) { w.paragraph(paraProps{style: "Rule"}, nil, at) }

func (PageBreak) plain(int) string { return "" }

// The break belongs to a paragraph of its own, since what follows may be a table.
func (PageBreak) write(w *writer, at place) {
	w.paragraph(paraProps{style: "Spacer", breakPage: true}, nil, at)
}

// paragraph writes a w:p with text.
func (w *writer) paragraph(props paraProps, text []Inline, at place) {
	text = withLine(&props, text, at)
	w.para(props, at, func() { w.inlines(text, at) })
}

// para writes a w:p (17.3.1.22) at the place, whose indent it takes unless props has one.
func (w *writer) para(props paraProps, at place, content func()) {
	w.paragraphs++
	props.rtl = w.rtl
	if props.indent == nil && at.left != 0 {
		props.indent = &indent{left: at.left}
	}
	w.open("w:p")
	props.write(&w.markup)
	content()
	w.close("w:p")
}

// spacer keeps tables and boxes apart: Word joins tables that touch, and wants a paragraph at the end of a cell (17.4.65).
func (w *writer) spacer(at place) { w.paragraph(paraProps{style: "Spacer"}, nil, at) }

// value gives the w:jc (17.3.1.13) of the alignment. In a right-to-left paragraph Word reads left as the leading edge.
func (a Align) value(rtl bool) string {
	switch {
	case a == AlignCenter:
		return "center"
	case a == AlignLeft && !rtl, a == AlignRight && rtl:
		return "left"
	case a == AlignRight, a == AlignLeft:
		return "right"
	}
	return ""
}
