package block

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// Say puts what to say beside what to avoid.
var Say = &Kind{Name: "say", Decode: decodeSay, Data: SayData{}}

// SayData is the data of a say block.
type SayData struct {
	Intro Body
	Pairs []SayPair
	Outro Body
}

// SayPair is one sentence to avoid and the better one.
type SayPair struct{ Instead, Say Body }

const sayHint = `write pairs of list items: "- Instead of: …", then "- Say: …"`

func decodeSay(c *Context) any {
	before, all, after := c.listItems()
	if len(all) == 0 {
		c.Errorf(nil, sayHint, "say block has no pairs")
	}
	data := SayData{Intro: c.Render(before...), Outro: c.Render(after...)}
	var open *item
	for i := range all {
		it := &all[i]
		switch {
		case c.cutLead(it, "Instead of:"):
			if open != nil {
				c.Errorf(open.node, sayHint, `"Instead of" has no "Say" after it`)
			}
			open = it
		case !c.cutLead(it, "Say:"):
			c.Errorf(it.node, sayHint, `item of a say block begins with neither "Instead of:" nor "Say:"`)
		case open == nil:
			c.Errorf(it.node, sayHint, `"Say" has no "Instead of" before it`)
		default:
			data.Pairs = append(data.Pairs, SayPair{c.text(open.nodes()), c.text(it.nodes())})
			open = nil
		}
	}
	if open != nil {
		c.Errorf(open.node, sayHint, `"Instead of" has no "Say" after it`)
	}
	return data
}

// cutLead removes the lead from the item's first words, also when they are bold. It reports whether
// the item has it; one without text after it is a mistake.
func (c *Context) cutLead(it *item, lead string) bool {
	text := it.node.FirstChild()
	if text == nil || !strings.EqualFold(firstBytes(text, c.Source, len(lead)), lead) {
		return false
	}
	cutText(text, c.Source, len(lead))
	trimStart(text, c.Source)
	if text.FirstChild() == nil {
		it.node.RemoveChild(it.node, text)
	}
	if isEmpty(it.node, c.Source) {
		c.Errorf(it.node, sayHint, "nothing is said after %q", lead)
	}
	return true
}

// firstBytes returns up to max bytes of the text that an inline node begins with, also within emphasis. Other
// nodes end it.
func firstBytes(parent ast.Node, source []byte, max int) string {
	out := ""
	for n := parent.FirstChild(); n != nil && len(out) < max; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			value := n.Segment.Value(source)
			out += string(value[:min(len(value), max-len(out))])
		case *ast.Emphasis:
			out += firstBytes(n, source, max-len(out))
		default:
			return out
		}
	}
	return out
}

// cutText removes the first bytes of what firstBytes returns, and gives back how many are left to remove.
func cutText(parent ast.Node, source []byte, rest int) int {
	for n := parent.FirstChild(); n != nil && rest > 0; {
		next := n.NextSibling()
		if t, ok := n.(*ast.Text); ok && t.Segment.Len() > rest {
			t.Segment = t.Segment.WithStart(t.Segment.Start + rest)
			return 0
		} else if ok {
			rest -= t.Segment.Len()
			parent.RemoveChild(parent, n)
		} else {
			rest = cutText(n, source, rest)
			if n.FirstChild() == nil {
				parent.RemoveChild(parent, n)
			}
		}
		n = next
	}
	return rest
}

// trimStart removes the blanks and line ends that an inline node begins with, also within emphasis.
func trimStart(parent ast.Node, source []byte) {
	for {
		first := parent.FirstChild()
		t, ok := first.(*ast.Text)
		if !ok {
			if emphasis, ok := first.(*ast.Emphasis); ok {
				trimStart(emphasis, source)
			}
			return
		}
		value := t.Segment.Value(source)
		blanks := len(value) - len(bytes.TrimLeft(value, " \t"))
		if blanks < len(value) {
			t.Segment = t.Segment.WithStart(t.Segment.Start + blanks)
			return
		}
		parent.RemoveChild(parent, t)
	}
}
