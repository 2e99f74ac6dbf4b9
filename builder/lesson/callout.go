package lesson

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"lectern/builder/block"
	"lectern/builder/diag"
)

// kindCallout is the node kind of a callout.
var kindCallout = ast.NewNodeKind("LecternCallout")

// callout is a quote that begins with [!TYPE], the alert of GitHub, with an optional title behind it.
type callout struct {
	ast.BaseBlock
	name  string // lower case
	title string
	index int // number of its block
}

func (c *callout) Kind() ast.NodeKind { return kindCallout }

func (c *callout) Dump(source []byte, level int) {
	ast.DumpHelper(c, source, level, map[string]string{"Type": c.name}, nil)
}

// calloutMark is the first line of a callout. A title is set off by a blank, or [!NOTE](address) would be one.
var calloutMark = regexp.MustCompile(`^\[!([A-Za-z]+)\](?:[ \t]+(.*))?$`)

// calloutHead is the first line of a quote that is a callout.
type calloutHead struct {
	quote       ast.Node
	at          int // offset in the source
	name, title string
}

// calloutHeads is the goldmark extension that takes the first line out of a callout, before anything in it
// is parsed: what follows must not depend on it.
type calloutHeads struct{}

var calloutHeadsKey = parser.NewContextKey()

// Extend implements goldmark.Extender. Link definitions and tables come later, at 100 and 200.
func (calloutHeads) Extend(m goldmark.Markdown) {
	m.Parser().AddOptions(parser.WithParagraphTransformers(util.Prioritized(calloutHeads{}, 50)))
}

// Transform implements parser.ParagraphTransformer.
func (calloutHeads) Transform(p *ast.Paragraph, reader text.Reader, pc parser.Context) {
	quote := p.Parent()
	if quote == nil || quote.Kind() != ast.KindBlockquote || quote.FirstChild() != ast.Node(p) {
		return
	}
	line := p.Lines().At(0)
	match := calloutMark.FindSubmatch(bytes.TrimSpace(line.Value(reader.Source())))
	heads, _ := pc.Get(calloutHeadsKey).([]calloutHead)
	if match == nil || len(heads) > 0 && heads[len(heads)-1].quote == quote {
		return
	}
	pc.Set(calloutHeadsKey, append(heads, calloutHead{quote, line.Start, string(match[1]), string(match[2])}))
	p.Lines().SetSliced(1, p.Lines().Len())
	if p.Lines().Len() == 0 {
		quote.RemoveChild(quote, p)
	}
}

// transformCallouts replaces the quotes that are callouts.
func (f *fragment) transformCallouts(pc parser.Context) {
	heads, _ := pc.Get(calloutHeadsKey).([]calloutHead)
	for _, head := range heads {
		f.transformCallout(head)
	}
}

func (f *fragment) transformCallout(head calloutHead) {
	name := strings.ToLower(head.name)
	if !isCallout(name) {
		f.report(diag.Errorf(f.pos(head.at), diag.DidYouMean(strings.ToUpper(name), upper(block.Callouts)), "unknown callout %q", head.name))
		return
	}
	c := &callout{name: name, title: head.title}
	c.SetPos(head.at)
	head.quote.Parent().ReplaceChild(head.quote.Parent(), head.quote, c)
	for n := head.quote.FirstChild(); n != nil; {
		next := n.NextSibling()
		c.AppendChild(c, n)
		n = next
	}
	if !c.HasChildren() && c.title == "" {
		f.report(diag.Errorf(f.pos(head.at), "write its text in the next lines, each behind >", "callout is empty"))
	}
	c.title = f.titleWords(c.title, head.at)
}

func isCallout(name string) bool {
	for _, c := range block.Callouts {
		if c == name {
			return true
		}
	}
	return false
}

func upper(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = strings.ToUpper(n)
	}
	return out
}

// decodeCallout makes a callout a block of the page: the theme knows its words and its look.
func (f *fragment) decodeCallout(c *callout) {
	b := &block.Block{Kind: block.Callout, Title: c.title, Level: min(max(f.level, 1)+1, 6), Pos: f.pos(c.Pos())}
	b.Data = block.CalloutData{Type: c.name, Body: f.renderChildren(c)}
	c.index = -1
	if f.hidden == 0 {
		c.index = f.addBlock(b)
	}
}
