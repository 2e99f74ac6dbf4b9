package docx

import (
	"strings"
	"unicode/utf8"
)

// Checkbox is a box that the reader ticks with a click: Word's checkbox content control.
type Checkbox struct {
	Checked bool
	Label   string // its name for screen readers and forms; at most 64 characters are kept
}

// Field is a place to type into, a plain-text content control. Until then it shows the label on a line to write on.
type Field struct {
	Label string
}

// Answer is a frame to write into, which grows with the text.
type Answer struct {
	Label string // shown until something is typed
	Lines int    // room in lines of text; below 1 counts as 3
}

const (
	boxOpen   = "☐"
	boxTicked = "☒"
	noBreak   = " "
)

// maxTag is the longest title or tag of a content control; Word does not open files with longer ones.
const maxTag = 64

func (Checkbox) plain() string { return boxOpen }

func (Checkbox) address() string { return "" }

// The states and their characters are those that Word writes ([MS-DOCX] 2.6.1.5 checkbox).
func (c Checkbox) write(w *writer, _ place) {
	w.control(c.Label, runProps{}, false, func() {
		w.open("w14:checkbox")
		w.leaf("w14:checked", "w14:val", flag(c.Checked))
		w.leaf("w14:checkedState", "w14:val", "2612", "w14:font", fontSymbol)
		w.leaf("w14:uncheckedState", "w14:val", "2610", "w14:font", fontSymbol)
		w.close("w14:checkbox")
	}, func() {
		box := boxOpen
		if c.Checked {
			box = boxTicked
		}
		w.run(runProps{font: fontSymbol}, box)
	})
}

// Room for a pen, in characters: after a field in a line, and least before a line to the edge of the page.
const (
	fieldRoom    = 40
	fieldRoomMin = 12
)

func (f Field) plain() string { return f.Label + strings.Repeat(noBreak, fieldRoomMin) }

func (Field) address() string { return "" }

// write puts the field into a line of text. The room is not part of the prompt: it stays when something short is typed.
func (f Field) write(w *writer, _ place) {
	w.field(f.Label, "Blank", "BlankPrompt", false)
	room := max(fieldRoomMin, fieldRoom-2*utf8.RuneCountInString(f.Label)) // a space is half as wide as a letter
	w.run(runProps{style: "Blank", rtl: w.rtl}, strings.Repeat(noBreak, room))
}

// writeAlone draws the field as a line of its own; a cell is a frame already.
func (f Field) writeAlone(w *writer, props paraProps, at place) {
	if !at.cell {
		props.style = "AnswerLine"
		if w.controls%2 == 1 {
			props.borders = answerLine(colorLine2)
		}
	}
	w.para(props, at, func() { w.field(f.Label, "", "Prompt", false) })
}

// answerLine is the border of an answer line. Neighbours with the same borders would be one box with one line below, so
// the lines of every other control have a colour that differs, though nobody sees it.
func answerLine(color string) []border { return []border{{"bottom", 6, 2, color}} }

// lineEnd is the rest of a line, to write on.
type lineEnd struct{}

func (lineEnd) plain() string { return "" }

func (lineEnd) address() string { return "" }

func (lineEnd) write(w *writer, _ place) { w.run(runProps{style: "Blank", rtl: w.rtl}, "\t") }

// withLine draws a line from a field at the end of text to the trailing edge, by a tab stop there (17.3.1.37). Tabs in the
// text itself would go there too: then there is no such line.
func withLine(props *paraProps, text []Inline, at place) []Inline {
	if len(text) == 0 || strings.Count(plainText(text), "\t") > len(props.tabs) || at.align > AlignLeft {
		return text
	}
	if _, ok := text[len(text)-1].(Field); !ok {
		return text
	}
	edge := at.left + at.width
	if props.indent != nil {
		edge -= props.indent.right
	}
	props.tabs = append(props.tabs[:len(props.tabs):len(props.tabs)], tab{kind: "right", pos: edge})
	return append(text[:len(text):len(text)], lineEnd{})
}

// field writes the control: what is typed has the style typed, the prompt has the style shown. A control without any text
// could not be clicked, so an empty prompt is a few spaces.
func (w *writer) field(label, typed, shown string, lines bool) {
	prompt := label
	if strings.TrimSpace(prompt) == "" {
		prompt = strings.Repeat(noBreak, fieldRoomMin)
	}
	w.control(label, runProps{style: typed}, true, func() {
		if lines {
			w.leaf("w:text", "w:multiLine", "1")
			return
		}
		w.leaf("w:text")
	}, func() {
		for _, part := range w.directed([]Inline{Text{Text: prompt}}) {
			t := part.(Text)
			w.run(runProps{style: shown, rtl: t.rtl}, t.Text)
		}
	})
}

// control writes a w:sdt within a line (17.5.2.31), its properties in the order of CT_SdtPr (17.5.2.38).
func (w *writer) control(label string, typed runProps, prompt bool, kind, content func()) {
	w.controls++
	w.open("w:sdt")
	w.open("w:sdtPr")
	typed.write(&w.markup)
	if name := short(label, maxTag); name != "" {
		w.leaf("w:alias", "w:val", name)
	}
	w.leaf("w:tag", "w:val", "field-"+num(w.controls))
	w.leaf("w:id", "w:val", num(w.controls))
	if prompt {
		w.leaf("w:showingPlcHdr")
	}
	kind()
	w.close("w:sdtPr")
	w.open("w:sdtContent")
	content()
	w.close("w:sdtContent")
	w.close("w:sdt")
}

func (a Answer) plain(int) string { return a.Label }

func (a Answer) write(w *writer, at place) {
	lines := a.Lines
	if lines < 1 {
		lines = 3
	}
	const line = 340 // twips for a line of handwriting
	b := box{whole: true, height: min(lines, 40) * line, edge: colorEdge, leading: 4, around: true}
	w.box(b, at, func(in place) {
		w.para(paraProps{style: "TableText"}, in, func() { w.field(a.Label, "", "Prompt", true) })
	})
}
