package docx

import "strings"

// Quote is what someone else said.
type Quote struct {
	Blocks []Block
}

// Code is text in a fixed-width font, line by line as it is.
type Code struct {
	Text string
}

// Definitions is a list of terms and what they mean.
type Definitions struct {
	Items []Definition
}

// Definition is one or more terms, each a line, and what they mean.
type Definition struct {
	Terms  [][]Inline
	Blocks []Block
}

func (q Quote) plain(depth int) string { return plainBlocks(q.Blocks, depth) }

// Paragraphs carry the line at the side; lists and tables in a quote only stand further in.
func (q Quote) write(w *writer, at place) {
	in := at.indent(step)
	in.style = "Quote"
	w.blocks(q.Blocks, in)
}

func (c Code) plain(int) string { return c.Text }

// One paragraph with line breaks keeps the shading in one piece.
func (c Code) write(w *writer, at place) {
	text := strings.TrimRight(strings.ReplaceAll(c.Text, "\r\n", "\n"), "\n")
	var parts []Inline
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			parts = append(parts, Break{})
		}
		parts = append(parts, Text{Text: line})
	}
	const inset = 120 // for the shading, which reaches beyond the text
	in := at.indent(inset)
	w.paragraph(paraProps{style: "CodeBlock", indent: &indent{left: in.left, right: inset}}, parts, in)
}

func (d Definitions) plain(depth int) string {
	var parts []string
	for _, item := range d.Items {
		for _, term := range item.Terms {
			parts = append(parts, plainText(term))
		}
		parts = append(parts, plainBlocks(item.Blocks, depth))
	}
	return strings.Join(parts, "\n")
}

func (d Definitions) write(w *writer, at place) {
	in := at.indent(step)
	in.style = "Definition"
	for _, item := range d.Items {
		for _, term := range item.Terms {
			w.paragraph(paraProps{style: "DefinitionTerm"}, term, at)
		}
		w.blocks(item.Blocks, in)
	}
}
