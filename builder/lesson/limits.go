package lesson

import (
	"bytes"

	"github.com/yuin/goldmark/ast"

	"lectern/builder/block"
)

// Limits that keep Markdown from taking more time or memory than any text of an author
// needs: goldmark has inputs whose cost grows with the square of their size.
const (
	maxNesting  = 32    // quotes and lists within each other
	maxDepth    = 100   // nodes within each other in the syntax tree
	maxBrackets = 2000  // [ in one paragraph
	maxMarks    = 4000  // * _ ~ ` < in one paragraph
	maxCells    = 20000 // cells of one table
)

// tooMuch returns the first place at which text is beyond a limit.
func tooMuch(src []byte) (block.Mistake, bool) {
	var brackets, marks, columns, rows int
	offset := 0
	for line := range bytes.Lines(src) {
		text := bytes.TrimSpace(line)
		if len(text) == 0 {
			brackets, marks, columns, rows = 0, 0, 0, 0
		}
		if nesting(line) > maxNesting {
			return block.Mistake{Offset: offset, Message: "quotes and lists are nested too deeply", Hint: "nest at most 32 levels"}, true
		}
		brackets += bytes.Count(line, []byte("["))
		if brackets > maxBrackets {
			return block.Mistake{Offset: offset, Message: "paragraph has too many brackets", Hint: "divide it by a blank line"}, true
		}
		for _, mark := range [][]byte{{'*'}, {'_'}, {'~'}, {'`'}, {'<'}} {
			marks += bytes.Count(line, mark)
		}
		if marks > maxMarks {
			return block.Mistake{Offset: offset, Message: "paragraph has too many marks of emphasis or code", Hint: "divide it by a blank line"}, true
		}
		switch {
		case isDelimiterRow(text):
			columns, rows = bytes.Count(text, []byte("|"))+1, 0
		case columns > 0:
			rows++
		}
		if columns*rows > maxCells {
			return block.Mistake{Offset: offset, Message: "table has too many cells", Hint: "divide the table"}, true
		}
		offset += len(line)
	}
	return block.Mistake{}, false
}

// nesting counts the quote and list markers at the beginning of a line, and
// the levels that a list item's indentation stands for.
func nesting(line []byte) int {
	n, blanks := 0, 0
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == ' ':
			blanks++
		case c == '\t':
			blanks += 4
		case c == '>':
			n++
		case (c == '-' || c == '*' || c == '+') && i+1 < len(line) && (line[i+1] == ' ' || line[i+1] == '\t'):
			n++
		case c >= '0' && c <= '9' && i+2 < len(line) && (line[i+1] == '.' || line[i+1] == ')') && line[i+2] == ' ':
			n++
			i++
		default:
			if n == 0 {
				return 0 // code may be indented as far as it likes
			}
			return n + blanks/4
		}
	}
	return n
}

func isDelimiterRow(text []byte) bool {
	return bytes.IndexByte(text, '-') >= 0 && bytes.IndexByte(text, '|') >= 0 && len(bytes.Trim(text, "|:- \t")) == 0
}

// tooDeep returns the first node that lies deeper than [maxDepth]. It does not recurse.
func tooDeep(root ast.Node) ast.Node {
	depth := 0
	for n := root; ; {
		if next := n.FirstChild(); next != nil {
			if depth++; depth > maxDepth {
				return n
			}
			n = next
			continue
		}
		for n != root && n.NextSibling() == nil {
			n = n.Parent()
			depth--
		}
		if n == root {
			return nil
		}
		n = n.NextSibling()
	}
}
