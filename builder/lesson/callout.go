package lesson

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"

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

var calloutMark = regexp.MustCompile(`^\[!([A-Za-z]+)\][ \t]*(.*)$`)

// transformCallouts replaces the quotes that are callouts.
func (f *fragment) transformCallouts() {
	if !bytes.Contains(f.src, []byte("[!")) {
		return
	}
	var quotes []ast.Node
	_ = ast.Walk(f.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && n.Kind() == ast.KindBlockquote {
			quotes = append(quotes, n)
		}
		return ast.WalkContinue, nil
	})
	for _, quote := range quotes {
		f.transformCallout(quote)
	}
}

func (f *fragment) transformCallout(quote ast.Node) {
	first, ok := quote.FirstChild().(*ast.Paragraph)
	if !ok || first.Lines().Len() == 0 {
		return
	}
	line := first.Lines().At(0)
	match := calloutMark.FindSubmatch(bytes.TrimSpace(line.Value(f.src)))
	if match == nil {
		return
	}
	name := strings.ToLower(string(match[1]))
	if !isCallout(name) {
		f.report(diag.Errorf(f.pos(line.Start), diag.DidYouMean(strings.ToUpper(name), upper(block.Callouts)), "unknown callout %q", match[1]))
		return
	}
	cutLine(first, line.Stop)
	c := &callout{name: name, title: string(match[2])}
	c.SetPos(line.Start)
	quote.Parent().ReplaceChild(quote.Parent(), quote, c)
	for n := quote.FirstChild(); n != nil; {
		next := n.NextSibling()
		c.AppendChild(c, n)
		n = next
	}
	if first.FirstChild() == nil {
		c.RemoveChild(c, first)
	}
	if !c.HasChildren() && c.title == "" {
		f.report(diag.Errorf(f.pos(line.Start), "write its text in the next lines, each behind >", "callout is empty"))
	}
}

// cutLine removes the first line of a paragraph, which ends at stop. Quotation marks and dashes are nodes without a place
// in the source: they belong to the line if something in it comes after them, or if there is no other line.
func cutLine(p ast.Node, stop int) {
	var last ast.Node // of the line
	for n := p.FirstChild(); n != nil; n = n.NextSibling() {
		if at := block.Offset(n, -1); at >= stop {
			break
		} else if at >= 0 || p.Lines().Len() == 1 {
			last = n
		}
	}
	for last != nil {
		n := p.FirstChild()
		p.RemoveChild(p, n)
		if n == last {
			return
		}
	}
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
