package lesson

import (
	"slices"

	"github.com/yuin/goldmark/ast"

	"lectern/builder/block"
	"lectern/builder/docx"
)

// containerTable says how blocks look on paper. One that is not here is its title and what stands in it.
func (d *documenter) containerTable() map[string]func(*block.Container) []docx.Block {
	nothing := func(*block.Container) []docx.Block { return nil }
	return map[string]func(*block.Container) []docx.Block{
		block.Compare.Name:    d.compare,
		block.Download.Name:   d.download,
		block.Newsletter.Name: nothing,
		block.Plan.Name:       d.plan,
		block.Program.Name:    nothing,
		block.Quiz.Name:       d.quiz,
		block.Reflect.Name:    d.reflect,
		block.Say.Name:        d.say,
	}
}

// container converts a block of the edition.
func (d *documenter) container(n ast.Node) []docx.Block {
	c := n.(*block.Container)
	if c.Index < 0 {
		return nil
	}
	out := title(c.Title)
	if convert := d.containers[c.Name]; convert != nil {
		return append(out, convert(c)...)
	}
	return append(out, d.children(c)...)
}

func title(words string) []docx.Block {
	if words == "" {
		return nil
	}
	return []docx.Block{docx.Paragraph{Text: []docx.Inline{docx.Text{Text: words, Bold: true}}}}
}

// part is a heading of a block with what stands under it; the first one has no heading.
type part struct {
	heading ast.Node
	nodes   []ast.Node
}

func partsOf(c *block.Container) []part {
	parts := []part{{}}
	for _, n := range childrenOf(c) {
		if h, ok := n.(*ast.Heading); ok && isPart(h) {
			parts = append(parts, part{heading: h})
			continue
		}
		last := &parts[len(parts)-1]
		last.nodes = append(last.nodes, n)
	}
	return parts
}

// compare is a table whose columns are read across: a row for each item where all columns have as many.
func (d *documenter) compare(c *block.Container) []docx.Block {
	parts := partsOf(c)
	out := d.convert(parts[0].nodes)
	columns := parts[1:]
	if len(columns) == 0 || len(columns) > docx.MaxColumns {
		return out
	}
	table := docx.Table{Head: []docx.Row{{}}, Rows: make([]docx.Row, 1)}
	rows := len(listItems(columns[0]))
	for _, col := range columns {
		table.Head[0] = append(table.Head[0], docx.Cell{Blocks: d.paragraph(col.heading)})
		table.Rows[0] = append(table.Rows[0], docx.Cell{Blocks: d.convert(col.nodes)})
		if len(listItems(col)) != rows {
			rows = 0
		}
	}
	if rows > 0 {
		table.Rows = make([]docx.Row, rows)
		for _, col := range columns {
			for i, item := range listItems(col) {
				table.Rows[i] = append(table.Rows[i], docx.Cell{Blocks: d.children(item)})
			}
		}
	}
	return append(out, table)
}

// listItems returns the items of a part that is nothing but one list.
func listItems(p part) []ast.Node {
	if len(p.nodes) == 1 && p.nodes[0].Kind() == ast.KindList {
		return childrenOf(p.nodes[0])
	}
	return nil
}

// Lines to write on under a question.
const (
	planLines    = 3
	reflectLines = 5
)

// plan leaves room for an answer under each question.
func (d *documenter) plan(c *block.Container) []docx.Block {
	var out []docx.Block
	for _, p := range partsOf(c) {
		if p.heading != nil {
			out = append(out, d.heading(p.heading)...)
		}
		for _, n := range p.nodes {
			if n.Kind() == ast.KindList {
				out = append(out, d.planItems(n.(*ast.List))...)
			} else {
				out = append(out, d.convert([]ast.Node{n})...)
			}
		}
	}
	return out
}

func (d *documenter) planItems(list *ast.List) []docx.Block {
	var out []docx.Block
	actions := docx.List{Loose: !list.IsTight}
	for _, item := range childrenOf(list) {
		blocks := d.children(item)
		if task := d.tasks[item]; task != docx.NoTask {
			actions.Items = append(actions.Items, docx.Item{Task: task, Blocks: blocks})
			continue
		}
		out = append(out, blocks...)
		if !holdsField(item) {
			out = append(out, docx.Answer{Lines: planLines})
		}
	}
	if len(actions.Items) > 0 {
		out = append(out, actions)
	}
	return out
}

// holdsField reports whether the author has left room to write already.
func holdsField(n ast.Node) bool {
	found := false
	_ = ast.Walk(n, func(n ast.Node, _ bool) (ast.WalkStatus, error) {
		if n.Kind() == kindField {
			found = true
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	return found
}

func (d *documenter) reflect(c *block.Container) []docx.Block {
	out := d.children(c)
	if !holdsField(c) {
		out = append(out, docx.Answer{Lines: reflectLines})
	}
	return out
}

// quiz asks without telling: no choice is ticked, and neither feedback nor explanation is there.
func (d *documenter) quiz(c *block.Container) []docx.Block {
	var out []docx.Block
	for _, p := range partsOf(c) {
		if p.heading != nil {
			out = append(out, d.heading(p.heading)...)
		}
		for _, n := range p.nodes {
			if list, ok := n.(*ast.List); ok && d.isChoices(list) {
				out = append(out, d.choices(list))
				break
			}
			out = append(out, d.convert([]ast.Node{n})...)
		}
	}
	return out
}

func (d *documenter) isChoices(list *ast.List) bool {
	return slices.ContainsFunc(childrenOf(list), func(n ast.Node) bool { return d.tasks[n] != docx.NoTask })
}

func (d *documenter) choices(list *ast.List) docx.Block {
	out := docx.List{Loose: !list.IsTight}
	for _, item := range childrenOf(list) {
		nodes := slices.DeleteFunc(childrenOf(item), func(n ast.Node) bool { return n.Kind() == ast.KindBlockquote })
		out.Items = append(out.Items, docx.Item{Task: docx.TaskOpen, Blocks: d.convert(nodes)})
	}
	return out
}

// say is a table of pairs. Decoding has taken the leads out of the items, which come in turns.
func (d *documenter) say(c *block.Container) []docx.Block {
	var out, after []docx.Block
	heads := docx.Cells(themeWord("instead_of"), themeWord("say"))
	table := docx.Table{Head: []docx.Row{heads}}
	var row docx.Row
	for _, n := range childrenOf(c) {
		switch {
		case n.Kind() == ast.KindList:
			for _, item := range childrenOf(n) {
				if row = append(row, docx.Cell{Blocks: d.children(item)}); len(row) == 2 {
					table.Rows, row = append(table.Rows, row), nil
				}
			}
		case len(table.Rows) == 0:
			out = append(out, d.convert([]ast.Node{n})...)
		default:
			after = append(after, d.convert([]ast.Node{n})...)
		}
	}
	return append(append(out, table), after...)
}

// download names what is offered, with a link.
func (d *documenter) download(c *block.Container) []docx.Block {
	var out []docx.Block
	if data, ok := d.lesson.Blocks[c.Index].Data.(block.DownloadData); ok && data.Link >= 0 {
		out = append(out, docx.Paragraph{Text: []docx.Inline{docx.Text{
			Text: block.Slot(block.SlotText, data.Link), Link: block.Slot(block.SlotHref, data.Link),
		}}})
	}
	return append(out, d.children(c)...)
}
