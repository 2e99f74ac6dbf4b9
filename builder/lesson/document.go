package lesson

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"lectern/builder/block"
	"lectern/builder/diag"
	"lectern/builder/docx"
)

// Slots says what stands in the places of a document that depend on the rest of the course.
type Slots struct {
	URL  func(link int) string // the absolute address of link N of the page; empty for a broken one
	Name func(link int) string // the text of link N, which the author left empty
	Word func(key string) string
}

// FillDocument returns the page's document with its slots filled; nil without one. The lesson keeps its own.
func (l *Lesson) FillDocument(s Slots) *docx.Document {
	if l.Document == nil {
		return nil
	}
	return l.Document.Map(func(t docx.Text) docx.Text {
		fill := func(dst []byte, kind block.SlotKind, n int) []byte {
			if kind == block.SlotHref {
				return append(dst, s.URL(n)...)
			}
			return append(dst, s.Name(n)...)
		}
		if key, ok := strings.CutPrefix(t.Text, wordSlot); ok {
			t.Text = s.Word(key)
		}
		t.Text = string(block.Body(t.Text).Expand(nil, fill))
		t.Link = string(block.Body(t.Link).Expand(nil, fill))
		return t
	})
}

// wordSlot stands before the key of a word of the theme. Sources have no such character.
const wordSlot = "\x00word:"

func themeWord(key string) string { return wordSlot + key }

// takesDocument reports whether the text is one that learners get as a Word document.
func (f *fragment) takesDocument() bool {
	return f.body && f.lesson.Kind == KindTemplate && f.lesson.Meta.File.Value == ""
}

// noteTasks remembers which list items are tasks, since blocks take the check boxes out of theirs.
func (f *fragment) noteTasks() {
	if !f.takesDocument() {
		return
	}
	f.tasks = map[ast.Node]docx.Task{}
	_ = ast.Walk(f.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if box, ok := n.(*extast.TaskCheckBox); ok && entering {
			task := docx.TaskOpen
			if box.IsChecked {
				task = docx.TaskDone
			}
			f.tasks[box.Parent().Parent()] = task
		}
		return ast.WalkContinue, nil
	})
}

// takeDocument makes the page's document from the syntax tree, in which links have their numbers already.
func (f *fragment) takeDocument() {
	if !f.takesDocument() {
		return
	}
	m := f.lesson.Meta
	doc := &docx.Document{Title: m.Title, Description: m.Description, Modified: m.LastMod}
	if doc.Modified.IsZero() {
		doc.Modified = m.Date
	}
	doc.Blocks = newDocumenter(f).children(f.root)
	f.lesson.Document = doc
}

// documenter turns nodes into the parts of a document. Its tables say how: a node of another kind is an error, so that
// nothing is left out in silence.
type documenter struct {
	*fragment
	blocks     map[ast.NodeKind]func(ast.Node) []docx.Block
	inlines    map[ast.NodeKind]func(ast.Node, docx.Text) []docx.Inline
	containers map[string]func(*block.Container) []docx.Block // those that are not just a title and what stands in them
	depth      int
}

func newDocumenter(f *fragment) *documenter {
	d := &documenter{fragment: f}
	d.blocks = map[ast.NodeKind]func(ast.Node) []docx.Block{
		ast.KindParagraph:         d.paragraph,
		ast.KindTextBlock:         d.paragraph,
		ast.KindHeading:           d.heading,
		ast.KindList:              d.list,
		ast.KindBlockquote:        d.quote,
		ast.KindCodeBlock:         d.code,
		ast.KindFencedCodeBlock:   d.code,
		ast.KindThematicBreak:     func(ast.Node) []docx.Block { return []docx.Block{docx.Rule{}} },
		ast.KindHTMLBlock:         func(ast.Node) []docx.Block { return nil },
		extast.KindTable:          d.table,
		extast.KindDefinitionList: d.definitions,
		extast.KindFootnoteList:   d.notes,
		kindCallout:               d.callout,
		block.KindContainer:       d.container,
	}
	d.inlines = d.inlineTable()
	d.containers = d.containerTable()
	return d
}

// children converts what stands in n.
func (d *documenter) children(n ast.Node) []docx.Block { return d.convert(childrenOf(n)) }

func (d *documenter) convert(nodes []ast.Node) []docx.Block {
	d.depth++
	defer func() { d.depth-- }()
	var out []docx.Block
	for _, n := range nodes {
		convert := d.blocks[n.Kind()]
		switch {
		case convert == nil:
			d.report(diag.Errorf(d.at(n), "leave it out of templates", "a Word document cannot have a %s", n.Kind()))
		case d.depth >= docx.MaxDepth:
			d.report(diag.Errorf(d.at(n), "nest less deeply", "template is nested too deeply for a Word document"))
			return nil
		default:
			out = append(out, convert(n)...)
		}
	}
	return out
}

func childrenOf(n ast.Node) []ast.Node {
	var out []ast.Node
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		out = append(out, child)
	}
	return out
}

func (d *documenter) paragraph(n ast.Node) []docx.Block {
	text := d.text(n)
	if len(text) == 0 {
		return nil
	}
	return []docx.Block{docx.Paragraph{Text: text}}
}

// heading moves up a level: the title of the page is that of the document, not a heading in it.
func (d *documenter) heading(n ast.Node) []docx.Block {
	return []docx.Block{docx.Heading{Level: max(1, n.(*ast.Heading).Level-1), Text: d.text(n)}}
}

func (d *documenter) list(n ast.Node) []docx.Block {
	list := n.(*ast.List)
	out := docx.List{Ordered: list.IsOrdered(), Start: list.Start, Loose: !list.IsTight}
	for _, item := range childrenOf(list) {
		out.Items = append(out.Items, docx.Item{Task: d.tasks[item], Blocks: d.children(item)})
	}
	return []docx.Block{out}
}

func (d *documenter) quote(n ast.Node) []docx.Block {
	return []docx.Block{docx.Quote{Blocks: d.children(n)}}
}

func (d *documenter) code(n ast.Node) []docx.Block {
	return []docx.Block{docx.Code{Text: string(segmentsText(n.Lines(), d.src))}}
}

func (d *documenter) callout(n ast.Node) []docx.Block {
	c := n.(*callout)
	if c.index < 0 {
		return nil
	}
	title := c.title
	if title == "" {
		title = themeWord("callout_" + c.name)
	}
	return []docx.Block{docx.Callout{Kind: c.name, Title: title, Blocks: d.children(c)}}
}

var alignments = map[extast.Alignment]docx.Align{
	extast.AlignLeft: docx.AlignLeft, extast.AlignCenter: docx.AlignCenter, extast.AlignRight: docx.AlignRight,
}

// table leaves out a head without words, which Markdown demands and nobody needs.
func (d *documenter) table(n ast.Node) []docx.Block {
	var out docx.Table
	for _, a := range n.(*extast.Table).Alignments {
		out.Align = append(out.Align, alignments[a])
	}
	if len(out.Align) > docx.MaxColumns {
		d.report(diag.Errorf(d.at(n), "divide the table", "table has %d columns, but a Word document takes at most %d",
			len(out.Align), docx.MaxColumns))
		return nil
	}
	for _, row := range childrenOf(n) {
		cells := d.row(row)
		switch {
		case row.Kind() != extast.KindTableHeader:
			out.Rows = append(out.Rows, cells)
		case block.PlainText(row, d.src) != "":
			out.Head = append(out.Head, cells)
		}
	}
	return []docx.Block{out}
}

func (d *documenter) row(n ast.Node) docx.Row {
	var out docx.Row
	for _, cell := range childrenOf(n) {
		out = append(out, docx.Cell{Blocks: d.paragraph(cell)})
	}
	return out
}

func (d *documenter) definitions(n ast.Node) []docx.Block {
	var out docx.Definitions
	for _, child := range childrenOf(n) {
		last := len(out.Items) - 1
		if child.Kind() == extast.KindDefinitionTerm {
			if last < 0 || len(out.Items[last].Blocks) > 0 {
				out.Items = append(out.Items, docx.Definition{})
				last++
			}
			out.Items[last].Terms = append(out.Items[last].Terms, d.text(child))
			continue
		}
		if last >= 0 {
			out.Items[last].Blocks = append(out.Items[last].Blocks, d.children(child)...)
		}
	}
	return []docx.Block{out}
}

// notes are the footnotes, numbered at the end of the document.
func (d *documenter) notes(n ast.Node) []docx.Block {
	list := docx.List{Ordered: true, Start: 1}
	for _, note := range childrenOf(n) {
		list.Items = append(list.Items, docx.Item{Blocks: d.children(note)})
	}
	return []docx.Block{docx.Rule{}, list}
}
