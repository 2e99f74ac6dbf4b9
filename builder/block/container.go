package block

import (
	"bytes"
	"strconv"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// KindContainer is the node kind of [Container].
var KindContainer = ast.NewNodeKind("LecternContainer")

// Container is the syntax node of a block: `:::name[Title]{key=value #id}` up to `:::`.
type Container struct {
	ast.BaseBlock
	Name    string
	Title   string // Markdown until the page has been parsed, then its words
	ID      string
	Options map[string]string
	At      int // offset in the source of the opening fence
	Index   int // number of the block in its page, set when it is decoded

	optionsAt map[string]int // offset of each option; of the #id under idKey
	fence     int            // colons of the opening fence
	closed    bool
	malformed bool // the opening fence has a mistake, so that something may seem to be missing
}

// idKey stands for the #id among the offsets of options. No option can have this name.
const idKey = "#"

// maxContainers is how many blocks may stand within each other.
const maxContainers = 12

// Kind implements ast.Node.
func (c *Container) Kind() ast.NodeKind { return KindContainer }

// Dump implements ast.Node.
func (c *Container) Dump(source []byte, level int) {
	ast.DumpHelper(c, source, level, map[string]string{"Name": c.Name, "Title": c.Title}, nil)
}

// Mistake is what is wrong at an offset of the source, before offsets become
// positions in a file.
type Mistake struct {
	Offset        int
	Message, Hint string
}

var mistakesKey = parser.NewContextKey()

// Mistakes returns what the container parser found wrong while parsing with pc.
func Mistakes(pc parser.Context) []Mistake {
	found, _ := pc.Get(mistakesKey).([]Mistake)
	return found
}

func addMistake(pc parser.Context, m Mistake) {
	pc.Set(mistakesKey, append(Mistakes(pc), m))
}

// Extension is the goldmark extension that parses containers. It renders
// nothing: a page's renderer writes a [Slot] for each.
type Extension struct{}

// Extend implements goldmark.Extender.
func (Extension) Extend(m goldmark.Markdown) {
	m.Parser().AddOptions(parser.WithBlockParsers(util.Prioritized(containerParser{}, 50)))
}

type containerParser struct{}

func (containerParser) Trigger() []byte { return []byte{':'} }

func (containerParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	start := pc.BlockOffset()
	if start < 0 || pc.BlockIndent() > 3 {
		return nil, parser.NoChildren
	}
	colons := countColons(line[start:])
	if colons < 3 {
		return nil, parser.NoChildren
	}
	at := segment.Start + start - segment.Padding
	rest := bytes.TrimSpace(line[start+colons:])
	if len(rest) == 0 {
		addMistake(pc, Mistake{at, "this " + string(line[start:start+colons]) + " closes nothing",
			"remove it, or open a block before it with :::name"})
		reader.AdvanceToEOL()
		return &Container{At: at, closed: true}, parser.NoChildren
	}
	if containersAround(parent) >= maxContainers {
		addMistake(pc, Mistake{at, "blocks are nested too deeply", "nest at most " + strconv.Itoa(maxContainers)})
		reader.AdvanceToEOL()
		return &Container{At: at, closed: true}, parser.NoChildren
	}
	head, mistake := parseHead(string(rest))
	restAt := at + colons + bytes.Index(line[start+colons:], rest)
	if mistake != nil {
		mistake.Offset += restAt
		addMistake(pc, *mistake)
	}
	node := &Container{
		Name: head.name, Title: head.title, ID: head.id, Options: head.options,
		At: at, fence: colons, optionsAt: head.optionsAt, malformed: mistake != nil,
	}
	for key := range node.optionsAt {
		node.optionsAt[key] += restAt
	}
	reader.AdvanceToEOL()
	return node, parser.HasChildren
}

func (containerParser) Continue(node ast.Node, reader text.Reader, pc parser.Context) parser.State {
	c := node.(*Container)
	if c.closed {
		return parser.Close // a line that opened nothing
	}
	line, _ := reader.PeekLine()
	if indent, closes := closesFence(line, c.fence); closes && !inCode(c, indent, pc) {
		c.closed = true
		reader.AdvanceToEOL()
		return parser.Close
	}
	return parser.Continue | parser.HasChildren
}

func (containerParser) Close(node ast.Node, reader text.Reader, pc parser.Context) {
	c := node.(*Container)
	if c.closed {
		return
	}
	hint := "end it with a line of " + string(bytes.Repeat([]byte{':'}, c.fence))
	if _, isInner := node.Parent().(*Container); isInner {
		hint += "; the fence of the block around it must be longer than its own"
	}
	addMistake(pc, Mistake{c.At, c.Name + " block is not closed", hint})
}

func (containerParser) CanInterruptParagraph() bool { return true }

func (containerParser) CanAcceptIndentedLine() bool { return false }

// containersAround counts the blocks that n stands in, n among them.
func containersAround(n ast.Node) int {
	count := 0
	for ; n != nil; n = n.Parent() {
		if _, ok := n.(*Container); ok {
			count++
		}
	}
	return count
}

// closesFence reports whether line closes a container that was opened with
// that many colons, and how far it is indented: an outer fence is longer than an inner one.
func closesFence(line []byte, colons int) (indent int, closes bool) {
	indent = len(line) - len(bytes.TrimLeft(line, " "))
	n := countColons(line[indent:])
	return indent, indent <= 3 && n >= colons && len(bytes.TrimSpace(line[indent+n:])) == 0
}

// inCode reports whether a line of colons with that indentation is text of code that is open inside c. Code in
// a quote ends with the quote, and code in a list item with an indentation that is not the item's.
func inCode(c *Container, indent int, pc parser.Context) bool {
	opened := pc.OpenedBlocks()
	if len(opened) == 0 || !isCode(opened[len(opened)-1].Node) {
		return false
	}
	for n := opened[len(opened)-1].Node.Parent(); n != nil && n != ast.Node(c); n = n.Parent() {
		switch n := n.(type) {
		case *ast.ListItem:
			indent -= n.Offset
		case *ast.List, *Container:
		default:
			return false
		}
	}
	return indent >= 0
}

// isCode reports whether a line of colons can be part of n. HTML that begins with an element such as <div> has no
// end of its own, so that the colons must be able to end it.
func isCode(n ast.Node) bool {
	if html, ok := n.(*ast.HTMLBlock); ok {
		return html.HTMLBlockType <= ast.HTMLBlockType5
	}
	return n.Kind() == ast.KindFencedCodeBlock
}

func countColons(line []byte) int {
	return len(line) - len(bytes.TrimLeft(line, ":"))
}

// IDOffset returns the offset in the source of the #id, or of the opening fence.
func (c *Container) IDOffset() int { return c.OptionOffset(idKey) }

// OptionOffset returns the offset in the source of an option, or of the
// opening fence.
func (c *Container) OptionOffset(key string) int {
	if at, ok := c.optionsAt[key]; ok {
		return at
	}
	return c.At
}
