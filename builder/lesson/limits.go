package lesson

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"lectern/builder/block"
)

// Limits that keep Markdown from taking more time or memory than any text of an author
// needs: goldmark has inputs whose cost grows with the square of their size.
const (
	maxNesting = 32     // quotes and lists within each other
	maxDepth   = 100    // nodes within each other in the syntax tree
	maxCells   = 50_000 // cells of all tables
	maxQuotes  = 100    // equal quotation marks in a row

	// What is looked for to the end of a paragraph costs the square of how often it begins there. The limits are
	// sums of these squares, each a second of a slow machine: 6,000 brackets in one paragraph, or 100 in each of 4,000.
	maxBracketWork = 40_000_000  // for [
	maxMarkWork    = 400_000_000 // for * _ ~ ` < " '
	bracketCost    = 400         // of each bracket besides
)

// counts are what a text has up to some line.
type counts struct {
	brackets, marks       int // in the paragraph
	columns               int // of the table, 0 outside of tables
	cells                 int // in all tables
	bracketWork, markWork int
}

// tooMuch returns the first place at which text is beyond a limit.
func tooMuch(src []byte) (block.Mistake, bool) {
	var c counts
	offset := 0
	for line := range bytes.Lines(src) {
		if message, hint := c.add(line); message != "" {
			return block.Mistake{Offset: offset, Message: message, Hint: hint}, true
		}
		offset += len(line)
	}
	return block.Mistake{}, false
}

// add counts a line, and says what there is too much of.
func (c *counts) add(line []byte) (message, hint string) {
	levels, text := nesting(line)
	if util.IsBlank(bytes.TrimLeft(line, "> \t")) {
		c.brackets, c.marks, c.columns = 0, 0, 0
	}
	brackets := bytes.Count(line, []byte("["))
	c.bracketWork += brackets*bracketCost + moreSquare(&c.brackets, brackets)
	marks := countMarks(line)
	c.markWork += moreSquare(&c.marks, marks)
	c.cells += c.columns
	if isDelimiterRow(text) {
		c.columns = max(c.columns, bytes.Count(text, []byte("|"))+1)
	}
	switch {
	case levels > maxNesting:
		return "quotes and lists are nested too deeply", "nest at most 32 levels"
	case c.bracketWork > maxBracketWork:
		return "paragraph has too many brackets", "divide it by blank lines, or the file into several"
	case c.markWork > maxMarkWork:
		return "paragraph has too many marks of emphasis, code or quotation", "divide it by blank lines, or the file into several"
	case c.cells > maxCells:
		return "tables have too many cells", "make the tables smaller, or divide the file into several"
	case marks > maxQuotes && hasRun(line, maxQuotes):
		return "too many quotation marks in a row", "write at most 100 of them"
	}
	return "", ""
}

// moreSquare adds n to a number and returns by how much that makes its square larger.
func moreSquare(number *int, n int) int {
	before := *number
	*number += n
	return n * (2*before + n)
}

var isMark = [256]bool{'*': true, '_': true, '~': true, '`': true, '<': true, '"': true, '\'': true}

func countMarks(line []byte) int {
	n := 0
	for _, c := range line {
		if isMark[c] {
			n++
		}
	}
	return n
}

// hasRun reports whether more than max equal quotation marks stand in a row.
func hasRun(line []byte, max int) bool {
	for {
		i := bytes.IndexAny(line, `"'`)
		if i < 0 {
			return false
		}
		rest := bytes.TrimLeft(line[i:], string(line[i]))
		if len(line)-i-len(rest) > max {
			return true
		}
		line = rest
	}
}

// nesting counts the marks of quotes, lists, definitions and notes at the beginning of a line, and
// the levels that the indentation between them stands for. It returns what follows them, too.
func nesting(line []byte) (levels int, text []byte) {
	marks, blanks := 0, 0
	text = line
	for {
		trimmed := bytes.TrimLeft(text, " \t")
		indent := text[:len(text)-len(trimmed)]
		blanks += len(indent) + 3*bytes.Count(indent, []byte("\t"))
		n := markLength(trimmed)
		text = trimmed[n:]
		if n == 0 {
			break
		}
		marks++
	}
	if marks == 0 || isBreak(line) {
		return 0, text // code may be indented as far as it likes
	}
	return marks + blanks/4, text
}

// markLength returns the length of the mark of a quote, list, definition or note at the beginning of text, or 0.
func markLength(text []byte) int {
	n := 0
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	switch {
	case n == len(text), n > 9:
		return 0
	case n > 0 && text[n] != '.' && text[n] != ')':
		return 0
	case n == 0 && text[0] == '>':
		return 1
	case n == 0 && bytes.HasPrefix(text, []byte("[^")):
		if end := bytes.Index(text, []byte("]:")); end > 0 {
			return end + len("]:")
		}
		return 0
	case n == 0 && bytes.IndexByte([]byte("-*+:"), text[0]) < 0:
		return 0
	}
	if n+1 < len(text) && !util.IsSpace(text[n+1]) {
		return 0
	}
	return n + 1
}

// isBreak reports whether a line may be a thematic break, which is no list however many marks it has.
func isBreak(line []byte) bool {
	marks := bytes.ReplaceAll(bytes.TrimSpace(line), []byte(" "), nil)
	return len(marks) > 2 && marks[0] != '>' && len(bytes.TrimLeft(marks, string(marks[:1]))) == 0
}

func isDelimiterRow(text []byte) bool {
	return bytes.IndexByte(text, '-') >= 0 && bytes.IndexByte(text, '|') >= 0 && len(bytes.Trim(text, "|:- \t\n")) == 0
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
