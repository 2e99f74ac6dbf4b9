package lesson

import (
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"lectern/builder/block"
)

// runs takes text in which nothing has a meaning up to the next mark or line end in one piece. Goldmark asks for
// each character whether a parser wants it, which is a third of what reading inline text costs.
//
// It makes the nodes that goldmark makes, but for fewer pieces of one text: a test compares what is rendered. It wants every
// blank, and so cannot go with a parser that looks for addresses at blanks.
type runs struct{}

// Extend implements goldmark.Extender. Where a run begins no other parser has anything to do.
func (r runs) Extend(m goldmark.Markdown) {
	m.Parser().AddOptions(parser.WithInlineParsers(util.Prioritized(r, 1)))
}

// Trigger implements parser.InlineParser. Goldmark takes the beginning of a line, and what follows a node, for a blank, unless it is
// punctuation. Of that the runs want what begins with a backslash: goldmark lets three of them at the end of a line escape what the
// next one begins with.
func (runs) Trigger() []byte { return []byte{' ', '\\'} }

// Parse implements parser.InlineParser.
func (runs) Parse(parent ast.Node, reader text.Reader, _ parser.Context) ast.Node {
	line, segment := reader.PeekLine()
	if segment.Padding > 0 || segment.Start > 0 && reader.Source()[segment.Start-1] == '\\' {
		return nil // what a backslash stands before is goldmark's
	}
	n := plainLength(line)
	if n == 0 {
		return nil
	}
	node := openText(parent, segment.Start)
	node.Segment = node.Segment.WithStop(segment.Start + n)
	if n < len(line) && line[n] != '\n' && !endsHard(line[n:]) {
		reader.Advance(n)
		return node
	}
	switch {
	case n < len(line) && line[n] == '\\':
		node.SetHardLineBreak(true)
	case n < len(line):
		hard := n > 1 && line[n-1] == ' ' && line[n-2] == ' '
		node.SetHardLineBreak(hard)
		node.SetSoftLineBreak(!hard)
		fallthrough
	default:
		node.Segment = node.Segment.TrimRightSpace(reader.Source())
	}
	reader.AdvanceLine()
	return node
}

// openText returns the text that ends at an offset, where it is the last in parent, or else a new one.
func openText(parent ast.Node, offset int) *ast.Text {
	if t, ok := parent.LastChild().(*ast.Text); ok && t.Segment.Stop == offset && !t.SoftLineBreak() && !t.HardLineBreak() {
		return t
	}
	return ast.NewTextSegment(text.NewSegment(offset, offset))
}

// endsHard reports whether a line ends here with the backslash of a line break.
func endsHard(rest []byte) bool { return len(rest) == 2 && rest[0] == '\\' && rest[1] == '\n' }

// plainLength returns the length of what a line begins with that no inline parser looks at.
func plainLength(line []byte) int {
	for i := 0; i < len(line); i++ {
		switch c := line[i]; markClasses[c] {
		case noMark:
		case doubleMark:
			if i+1 < len(line) && line[i+1] == c {
				return i
			}
		case backslashMark:
			if i+1 == len(line) || line[i+1] != '\n' {
				i++
			} else if i == 0 || line[i-1] != '\\' { // goldmark takes a third backslash for text
				return i
			}
		case imageMark:
			if i+1 < len(line) && line[i+1] == '[' {
				return i
			}
		case apostropheMark:
			if i == 0 || block.Apostrophe(line[i-1:min(i+2, len(line))]) < 0 {
				return i
			}
		default:
			return i
		}
	}
	return len(line)
}

// Classes of bytes of inline text.
const (
	noMark         = uint8(iota)
	doubleMark     // means something when there are two of it: a dash, an ellipsis, an angle quote
	backslashMark  // before another character, which then means nothing
	imageMark      // begins a picture or a note
	apostropheMark // stays in the text: see block.Apostrophe
	mark           // anything else that a parser looks at, and line ends
)

var markClasses = func() (table [256]uint8) {
	for _, c := range []byte("\n\r`*_~[]<\"") {
		table[c] = mark
	}
	table['-'], table['.'], table['>'] = doubleMark, doubleMark, doubleMark
	table['\\'], table['!'], table['\''] = backslashMark, imageMark, apostropheMark
	return table
}()
