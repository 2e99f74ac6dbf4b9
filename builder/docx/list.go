package docx

import "strings"

// List is a list of items. Each ordered list counts anew.
type List struct {
	Ordered bool
	Start   int  // first number of an ordered list; below 0 counts as 0. The zero value is 0: set 1 for the usual
	Loose   bool // items stand apart like paragraphs
	Items   []Item
}

// Item is one entry of a list.
type Item struct {
	Task   Task
	Blocks []Block // a paragraph first takes the marker; without one the marker stands on a line of its own
}

// Task is what an item is when it can be done.
type Task int

// The kinds of items: one that is no task, a task with an empty box, a task with a ticked one.
const (
	NoTask Task = iota
	TaskOpen
	TaskDone
)

// step is how far a list moves its items in, in twips.
const step = 360

// maxLevel is the last of the nine levels of a numbering definition (17.9.6).
const maxLevel = 8

func (l List) plain(depth int) string {
	parts := make([]string, 0, len(l.Items))
	for _, item := range l.Items {
		parts = append(parts, plainBlocks(item.Blocks, depth))
	}
	return strings.Join(parts, "\n")
}

func (l List) write(w *writer, at place) {
	marker := listMarker{list: bulletList, level: min(at.bullets, maxLevel), step: step}
	if l.Ordered {
		first := max(l.Start, 0)
		marker.level = min(at.ordered, maxLevel)
		marker.list = w.number(first, marker.level)
		marker.step += digitWidth * max(0, len(num(first+len(l.Items)-1))-2)
		at.ordered++
	} else {
		at.bullets++
	}
	ends := !at.inItem || at.endsList
	for i, item := range l.Items {
		at.endsList = ends && i == len(l.Items)-1
		item.write(w, l, marker, at)
	}
}

// digitWidth is the room that a number of three digits needs beyond one of two.
const digitWidth = 110

// listMarker is what stands before an item: the list and level it counts in, and the room for it.
type listMarker struct {
	list, level, step int
}

func (i Item) write(w *writer, l List, m listMarker, at place) {
	in := at.indent(m.step)
	props := paraProps{style: "ListParagraph", align: at.align.value(w.rtl)}
	if l.Loose {
		props.style = "ListLoose"
	}
	props.indent = &indent{left: in.left, hanging: m.step}
	var text []Inline
	blocks := i.Blocks
	if len(blocks) > 0 {
		if p, ok := blocks[0].(Paragraph); ok {
			text, blocks = p.Text, blocks[1:]
		}
	}
	if i.Task == NoTask || l.Ordered {
		props.list, props.level = m.list, m.level
	} else {
		props.tabs = []tab{{kind: "left", pos: in.left}}
	}
	if len(blocks) == 0 && at.endsList {
		props.spacing = &paragraphSpacing
	}
	w.paragraph(props, i.boxed(text, l.Ordered), in)
	in.style, in.inItem, in.endsList = "ListContinue", true, false
	if last := len(blocks) - 1; last >= 0 {
		w.blocks(blocks[:last], in)
		in.endsList = at.endsList
		w.blocks(blocks[last:], in)
	}
}

// boxed puts the checkbox of a task before its text, in the place of a bullet or after the number.
func (i Item) boxed(text []Inline, ordered bool) []Inline {
	if i.Task == NoTask {
		return text
	}
	gap := "\t"
	if ordered {
		gap = " "
	}
	head := []Inline{Checkbox{Checked: i.Task == TaskDone, Label: plainText(text)}, Text{Text: gap}}
	return append(head, text...)
}

// plainBlocks gives the words of blocks; those nested deeper than depth count as having none.
func plainBlocks(list []Block, depth int) string {
	if depth <= 0 {
		return ""
	}
	parts := make([]string, 0, len(list))
	for _, b := range list {
		if b != nil {
			parts = append(parts, b.plain(depth-1))
		}
	}
	return strings.Join(parts, "\n")
}
