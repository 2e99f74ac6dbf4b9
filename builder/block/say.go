package block

import (
	"strings"

	"github.com/yuin/goldmark/ast"
)

// Say puts what to say beside what to avoid.
var Say = &Kind{Name: "say", Decode: decodeSay}

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
	before, all, after := listItems(c.nodes())
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
	words := PlainText(it.node, c.Source)
	if len(words) < len(lead) || !strings.EqualFold(words[:len(lead)], lead) {
		return false
	}
	if len(words) == len(lead) {
		c.Errorf(it.node, sayHint, "nothing is said after %q", lead)
	}
	rest := len(lead)
	text := it.node.FirstChild()
	for n := text.FirstChild(); n != nil && rest > 0; {
		next := n.NextSibling()
		rest = cutText(text, n, c.Source, rest)
		n = next
	}
	return true
}

// cutText removes up to rest bytes of text from an inline node and returns how many are left to remove.
func cutText(parent, n ast.Node, source []byte, rest int) int {
	t, ok := n.(*ast.Text)
	if !ok {
		size := len(PlainText(n, source))
		if s, isString := n.(*ast.String); isString {
			size = len(s.Value)
		}
		if size <= rest {
			parent.RemoveChild(parent, n)
			return rest - size
		}
		return 0
	}
	value := t.Segment.Value(source)
	if len(value) <= rest {
		parent.RemoveChild(parent, n)
		return rest - len(value)
	}
	blanks := len(value[rest:]) - len(strings.TrimLeft(string(value[rest:]), " "))
	t.Segment = t.Segment.WithStart(t.Segment.Start + rest + blanks)
	return 0
}
