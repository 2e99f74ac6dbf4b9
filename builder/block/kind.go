package block

import (
	"strconv"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"lectern/builder/diag"
)

// Kinds lists the lesson blocks. A new one is a file here with its Kind, the theme's
// template blocks/NAME.html, a text pair testdata/NAME.txtar and a line in this list.
var Kinds = []*Kind{
	Ask, Checklist, Compare, Details, Download, Facilitator, Newsletter,
	Plan, Program, Quiz, Reflect, Say, Scenario,
}

// Kind is one kind of lesson block.
type Kind struct {
	// Name is the word after the colons, and the name of the theme's template.
	Name string
	// Keys are the options that it takes besides #id.
	Keys []string
	// Parts says that level-three headings directly inside are parts of the
	// block, not headings of the page.
	Parts bool
	// Practice says that the learner does something here.
	Practice bool
	// Workbook says that the learner writes or ticks something here, so that the
	// workbook of the course shows the block again.
	Workbook bool
	// Data is the zero value of what Decode returns; nil when that is always nil.
	Data any
	// Minutes estimates from the decoded data how long a learner takes here
	// besides reading; nil means no time.
	Minutes func(data any) int
	// Needs is the key of the course's front matter without which the block has
	// nothing to show; empty for most.
	Needs string
	// Edition names the only edition that publishes the block; empty means all.
	Edition string
	// Decode turns the syntax below the container into the value that the
	// theme's template gets as .Data. It reports mistakes to the context and
	// returns whatever could be read; it is never called with a nil context
	// and keeps no syntax node.
	Decode func(c *Context) any
}

// Lookup returns the kind of that name, or nil.
func Lookup(name string) *Kind {
	for _, k := range Kinds {
		if k.Name == name {
			return k
		}
	}
	return nil
}

// Names returns the names of all kinds.
func Names() []string {
	names := make([]string, len(Kinds))
	for i, k := range Kinds {
		names[i] = k.Name
	}
	return names
}

// Block is one decoded block of a page.
type Block struct {
	Kind  *Kind
	Title string // plain text; may be empty
	ID    string // of its element; empty when neither the author nor the kind gives one
	Level int    // level that a heading inside should have, 2 to 6
	Data  any    // what Kind.Decode returned
	Pos   diag.Pos
	Inner int // blocks that stand inside, which are just before it in the page's list
}

// Practice estimates how many minutes a learner takes for the block besides reading it.
func (b *Block) Practice() int {
	if b.Kind.Minutes == nil {
		return 0
	}
	return b.Kind.Minutes(b.Data)
}

// Part is a headed section of a block.
type Part struct {
	Title Body
	ID    string // from the words of the title, or the author's #id; unique in the page
	Body  Body
}

// Context is what Decode works with: the container and what the page offers.
// The functions are set by the package that parses the page.
type Context struct {
	Block  *Block
	Node   *Container
	Source []byte

	Render func(nodes ...ast.Node) Body // block content to HTML
	Inline func(n ast.Node) Body        // the inline content of n to HTML
	ID     func(words string) string    // makes an id that is unique in the page
	Link   func(l Link) int             // adds a link to the page's table
	Pos    func(offset int) diag.Pos    // place in the file of an offset in Source
	Report func(d diag.Diagnostic)
}

// Errorf reports a mistake at a node, or at the opening fence when at is nil.
func (c *Context) Errorf(at ast.Node, hint, format string, args ...any) {
	c.Report(diag.Errorf(c.at(at), hint, format, args...))
}

// Warnf reports what the named check found at a node, or at the opening fence when at is nil.
func (c *Context) Warnf(check string, at ast.Node, hint, format string, args ...any) {
	d := diag.Warningf(c.at(at), hint, format, args...)
	d.Check = check
	c.Report(d)
}

func (c *Context) at(n ast.Node) diag.Pos {
	if n == nil {
		return c.Block.Pos
	}
	return c.Pos(Offset(n, c.Node.At))
}

// Offset returns where n begins in the source: its own position, or that of the first
// descendant that has one, or fallback.
func Offset(n ast.Node, fallback int) int {
	for depth := 0; n != nil && depth < 100; n, depth = n.FirstChild(), depth+1 {
		if p := n.Pos(); p >= 0 {
			return p
		}
		if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
			return n.Lines().At(0).Start
		}
		if t, ok := n.(*ast.Text); ok {
			return t.Segment.Start
		}
	}
	return fallback
}

// nodes returns the children of the container.
func (c *Context) nodes() []ast.Node { return children(c.Node) }

func children(n ast.Node) []ast.Node {
	nodes := make([]ast.Node, 0, n.ChildCount())
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		nodes = append(nodes, child)
	}
	return nodes
}

// section is a part before it is rendered. The nodes before the first heading
// have a nil heading.
type section struct {
	heading *ast.Heading
	nodes   []ast.Node
}

// sections divides the children at level-three headings. The intro is never nil.
func (c *Context) sections() (intro section, parts []section) {
	current := &intro
	for _, n := range c.nodes() {
		h, ok := n.(*ast.Heading)
		if !ok || h.Level > 3 {
			current.nodes = append(current.nodes, n)
			continue
		}
		if h.Level < 3 {
			c.Errorf(h, "use ### for the parts of a block", "heading of level %d in a %s block", h.Level, c.Block.Kind.Name)
		}
		parts = append(parts, section{heading: h})
		current = &parts[len(parts)-1]
	}
	return intro, parts
}

// part renders a section as a Part.
func (c *Context) part(s section) Part {
	return Part{Title: c.Inline(s.heading), ID: c.headingID(s.heading), Body: c.Render(s.nodes...)}
}

// parts renders the sections, of which there must be at least min, and the intro.
func (c *Context) parts(min int, example string) (intro Body, parts []Part) {
	before, sections := c.sections()
	if len(sections) < min {
		c.Errorf(nil, "write "+example, "%s block has %s, but needs at least %d", c.Block.Kind.Name, count(len(sections), "part"), min)
	}
	for _, s := range sections {
		if len(s.nodes) == 0 {
			c.Errorf(s.heading, "write the text under it, or remove the heading", "part of a %s block is empty", c.Block.Kind.Name)
		}
		parts = append(parts, c.part(s))
	}
	return c.Render(before.nodes...), parts
}

// count returns "1 part" or "2 parts".
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}

// headingID returns the author's #id of a heading, which the page has taken already, or one from its words.
func (c *Context) headingID(h *ast.Heading) string {
	if id, ok := HeadingID(h); ok {
		return id
	}
	return c.ID(AnchorText(h, c.Source))
}

// HeadingID returns the id of a heading, if it has one: the author's, or one that the page has given it.
func HeadingID(h *ast.Heading) (string, bool) {
	v, _ := h.AttributeString("id")
	switch id := v.(type) {
	case string:
		return id, true
	case []byte: // as goldmark reads it
		return string(id), true
	}
	return "", false
}

// item is one list item. The check box of a task item is taken out of it.
type item struct {
	node          *ast.ListItem
	task, checked bool
}

func (i item) nodes() []ast.Node { return children(i.node) }

// text renders what stands in an item. A single paragraph loses its <p>, since
// the theme puts items into labels and lines.
func (c *Context) text(nodes []ast.Node) Body {
	if len(nodes) == 1 && nodes[0].Kind() == ast.KindParagraph {
		return c.Inline(nodes[0])
	}
	return c.Render(nodes...)
}

// items returns the items of a list.
func items(list ast.Node) []item {
	var out []item
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		li, ok := n.(*ast.ListItem)
		if !ok {
			continue
		}
		it := item{node: li}
		if text := li.FirstChild(); text != nil {
			if box, ok := text.FirstChild().(*extast.TaskCheckBox); ok {
				it.task, it.checked = true, box.IsChecked
				text.RemoveChild(text, box)
			}
		}
		out = append(out, it)
	}
	return out
}

// listItems returns the items of all lists in the block, and the other nodes before and after them.
func (c *Context) listItems() (before []ast.Node, all []item, after []ast.Node) {
	nodes := c.nodes()
	seen := false
	for i, n := range nodes {
		isList := n.Kind() == ast.KindList
		if isList && seen && nodes[i-1].Kind() != ast.KindList {
			c.Errorf(n, "put this list into a block of its own", "%s block has text between its lists", c.Block.Kind.Name)
		}
		seen = seen || isList
	}
	return divide(nodes)
}

// divide returns the items of all lists among nodes, and the other nodes before and after the first list.
func divide(nodes []ast.Node) (before []ast.Node, all []item, after []ast.Node) {
	for _, n := range nodes {
		switch {
		case n.Kind() == ast.KindList:
			all = append(all, items(n)...)
		case len(all) == 0:
			before = append(before, n)
		default:
			after = append(after, n)
		}
	}
	return before, all, after
}

// optionPos returns the place of an option in the opening fence.
func (c *Context) optionPos(key string) diag.Pos { return c.Pos(c.Node.OptionOffset(key)) }
