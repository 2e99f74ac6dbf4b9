package lesson

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"lectern/builder/block"
)

// Limits that keep Markdown from taking more time or memory than any text of an author
// needs: goldmark has inputs whose cost grows with the square of their size. Each is about half a second.
const (
	maxNesting  = 32      // quotes and lists within each other
	maxDepth    = 100     // nodes within each other in the syntax tree
	maxLines    = 50_000  // goldmark notes each line for each of the blocks around it, blank or not
	maxCells    = 50_000  // cells of all tables
	maxRun      = 100     // equal quotation marks in a row
	maxQuotes   = 400_000 // quotation marks
	maxBrackets = 100_000 // [
	maxNotes    = 10_000  // footnotes and references to them, which are compared with each other

	// Every mark of emphasis and definition of a link is compared with those before it in its paragraph: the sum of
	// the squares of how many a paragraph has, which may be 10,000 in one.
	maxCompared = 100_000_000

	// The end of code, of an address and of an HTML element is looked for to the end of the paragraph: the sum of the bytes
	// behind each beginning, where a line counts as some more and code as two.
	maxSearched = 400_000_000
	lineCost    = 100
)

// counts are what a text has up to some line.
type counts struct {
	compared, begun                int // marks in the paragraph
	lines                          int // in the text
	columns                        int // of the table, 0 outside of tables
	cells, quotes, brackets, notes int // in the text
	comparedWork, searched         int // see the limits
}

// tooMuch returns the first place at which text is beyond a limit.
func tooMuch(src []byte) (block.Mistake, bool) {
	if isOrdinary(src) {
		return block.Mistake{}, false
	}
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

// isOrdinary reports whether a text is within every limit wherever its marks stand, which is so for all but a few.
// Counting in the whole text is several times faster than line by line.
func isOrdinary(src []byte) bool {
	lines := bytes.Count(src, []byte("\n")) + 1
	compared := countAny(src, '*', '_', '~')
	begun := countAny(src, '<') + 2*countAny(src, '`')
	if brackets := countAny(src, '['); brackets > 0 {
		begun += bytes.Count(src, []byte("]("))
		compared += bytes.Count(src, []byte("]:"))
		if brackets > maxNotes { // then there may be as many notes
			return false
		}
	}
	cells := 0
	if bars := countAny(src, '|'); bars > 0 {
		cells = (bars + 1) * lines
	}
	quotes := countAny(src, '"', '\'')
	return lines <= maxLines && compared*compared <= maxCompared && begun*(len(src)+lines*lineCost) <= maxSearched && cells <= maxCells &&
		quotes <= maxQuotes && (quotes <= maxRun || !hasRun(src, maxRun)) && !hasDeepLine(src)
}

// hasDeepLine reports whether a line is nested deeper than [maxNesting]. Each level takes at least a byte, so that nearly all are ruled
// out by their first few.
func hasDeepLine(src []byte) bool {
	for len(src) > maxNesting {
		n := 0
		for n < maxNesting && nests[src[n]] {
			n++
		}
		if n == maxNesting || src[n] == '[' {
			if levels, _ := nesting(firstLine(src)); levels > maxNesting {
				return true
			}
		}
		end := bytes.IndexByte(src[n:], '\n')
		if end < 0 {
			return false
		}
		src = src[n+end+1:]
	}
	return false
}

// nests holds the bytes that the marks of quotes, lists and definitions, and the blanks between them, are made of.
var nests = func() (table [256]bool) {
	for _, c := range []byte(" \t>-*+:.)0123456789") {
		table[c] = true
	}
	return table
}()

// firstLine returns a text up to and with its first line end.
func firstLine(src []byte) []byte {
	if end := bytes.IndexByte(src, '\n'); end >= 0 {
		return src[:end+1]
	}
	return src
}

const divide = "divide it by blank lines, or the file into several"

// add counts a line, and says what there is too much of.
func (c *counts) add(line []byte) (message, hint string) {
	levels, text := nesting(line)
	c.lines++
	if isBlankInQuote(line) {
		c.compared, c.begun, c.columns = 0, 0, 0
	}
	quotes := c.addMarks(line)
	c.cells += c.columns
	if isDelimiterRow(text) {
		c.columns = max(c.columns, bytes.Count(text, []byte("|"))+1)
	}
	switch {
	case levels > maxNesting:
		return "quotes and lists are nested too deeply", "nest at most 32 levels"
	case c.lines > maxLines:
		return "file has too many lines", "divide it into several"
	case c.comparedWork > maxCompared:
		return "paragraph has too many marks of emphasis, or definitions", divide
	case c.searched > maxSearched:
		return "paragraph has too many marks of code, links or HTML", divide
	case c.brackets > maxBrackets:
		return "file has too many brackets", "divide it into several"
	case c.notes > maxNotes:
		return "file has too many footnotes", "divide it into several"
	case c.quotes > maxQuotes:
		return "file has too many quotation marks", "divide it into several"
	case c.cells > maxCells:
		return "tables have too many cells", "make the tables smaller, or divide the file into several"
	case quotes > maxRun && hasRun(line, maxRun):
		return "too many quotation marks in a row", "write at most 100 of them"
	}
	return "", ""
}

// isBlankInQuote reports whether a line has nothing but the marks of quotes.
func isBlankInQuote(line []byte) bool {
	for _, c := range line {
		if c != '>' && !util.IsSpace(c) {
			return false
		}
	}
	return true
}

// addMarks counts the marks of a line, and returns how many of them are quotation marks. It is done for
// every line of a course: counting one byte after the other is the fastest.
func (c *counts) addMarks(line []byte) (quotes int) {
	compared := countAny(line, '*', '_', '~')
	if brackets := countAny(line, '['); brackets > 0 {
		c.brackets += brackets
		c.notes += bytes.Count(line, []byte("[^"))
		c.begun += bytes.Count(line, []byte("]("))
		compared += bytes.Count(line, []byte("]:"))
	} else if c.brackets > 0 { // a text in brackets may have begun in another line
		c.begun += bytes.Count(line, []byte("]("))
	}
	c.begun += countAny(line, '<') + 2*countAny(line, '`')
	quotes = countAny(line, '"', '\'')
	c.comparedWork += compared * (2*c.compared + compared)
	c.compared += compared
	c.quotes += quotes
	c.searched += c.begun * (len(line) + lineCost)
	return quotes
}

func countAny(line []byte, marks ...byte) int {
	n := 0
	for _, mark := range marks {
		n += bytes.Count(line, []byte{mark})
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
	levels = marks + blanks/4
	if marks == 0 || levels > maxNesting && isBreak(line) {
		return 0, text // code may be indented as far as it likes
	}
	return levels, text
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

// survey looks at every node once, without recursion, and keeps the headings and containers for those that need just these. It
// returns the first node that lies deeper than [maxDepth].
func (f *fragment) survey() (tooDeep ast.Node) {
	depth := 0
	root := f.root
	for n := root; ; {
		switch n := n.(type) {
		case *ast.Heading:
			f.headings = append(f.headings, n)
		case *block.Container:
			f.containers = append(f.containers, n)
		}
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
