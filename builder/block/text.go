package block

import (
	"bytes"
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// isEmpty reports whether a node shows nothing: a link without a text shows that of its page.
func isEmpty(n ast.Node, source []byte) bool {
	if PlainText(n, source) != "" {
		return false
	}
	found := false
	_ = ast.Walk(n, func(n ast.Node, _ bool) (ast.WalkStatus, error) {
		if n.Kind() == ast.KindLink || n.Kind() == ast.KindImage || n.Kind() == KindContainer {
			found = true
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	return !found
}

// PlainText returns the words of a node's inline content without marks.
func PlainText(n ast.Node, source []byte) string {
	p := plain{source: source}
	p.append(n, 0)
	return strings.TrimSpace(p.String())
}

// AnchorText returns the words of a heading from which its id is made: PlainText with the dashes as they
// were typed, since GitHub does not make one character of them.
func AnchorText(n ast.Node, source []byte) string {
	p := plain{source: source, typed: true}
	p.append(n, 0)
	return strings.TrimSpace(p.String())
}

// plain gathers the words of nodes.
type plain struct {
	strings.Builder
	source []byte
	typed  bool // dashes are the hyphens that they were made of
}

func (b *plain) append(n ast.Node, depth int) {
	if depth > 100 {
		return
	}
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		switch t := child.(type) {
		case *ast.Text:
			b.Write(unescapeText(Typeset(t.Segment.Value(b.source))))
			if t.SoftLineBreak() || t.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.CodeSpan:
			b.appendCode(t)
		case *ast.String:
			if len(t.Value) > 0 && t.Value[0] != slotMark {
				b.made(t.Value)
			}
		case *ast.AutoLink:
			b.Write(t.Label(b.source))
		case *ast.RawHTML:
		default:
			if child.Type() == ast.TypeBlock && b.Len() > 0 && !strings.HasSuffix(b.String(), " ") {
				b.WriteByte(' ')
			}
			b.append(child, depth+1)
		}
	}
}

// made appends what was made of the author's marks.
func (b *plain) made(value []byte) {
	switch s := string(value); {
	case b.typed && s == "–":
		b.WriteString("--")
	case b.typed && s == "—":
		b.WriteString("---")
	default:
		b.WriteString(s)
	}
}

// appendCode appends code, in which a backslash and a character reference are what they are.
func (b *plain) appendCode(code *ast.CodeSpan) {
	for n := code.FirstChild(); n != nil; n = n.NextSibling() {
		if t, ok := n.(*ast.Text); ok {
			b.WriteString(strings.ReplaceAll(string(t.Segment.Value(b.source)), "\n", " "))
		}
	}
}

// unescapeText resolves backslash escapes and character references of
// Markdown text.
func unescapeText(b []byte) []byte {
	if bytes.IndexByte(b, '\\') < 0 && bytes.IndexByte(b, '&') < 0 {
		return b
	}
	return []byte(html.UnescapeString(string(util.UnescapePunctuations(b))))
}

// Typographic is the apostrophe of print.
const Typographic = "’"

// Apostrophe returns where the first apostrophe between two ASCII letters stands in the source of a text, or -1. It is always to be
// shown as [Typographic]; reading Markdown leaves it in the text instead of making three nodes of a word.
func Apostrophe(text []byte) int {
	for i := 1; i < len(text)-1; i++ {
		at := bytes.IndexByte(text[i:len(text)-1], '\'')
		if at < 0 {
			return -1
		}
		if i += at; isLetter(text[i-1]) && isLetter(text[i+1]) {
			return i
		}
	}
	return -1
}

// Typeset returns a text with its apostrophes as they are shown: see [Apostrophe].
func Typeset(text []byte) []byte {
	at := Apostrophe(text)
	if at < 0 {
		return text
	}
	var out []byte
	for ; at >= 0; at = Apostrophe(text) {
		out = append(append(out, text[:at]...), Typographic...)
		text = text[at+1:]
	}
	return append(out, text...)
}
