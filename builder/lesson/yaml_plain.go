package lesson

import (
	"bytes"
	"strings"
	"sync"
	"time"

	"go.yaml.in/yaml/v4"
)

// plainReader reads the YAML that nearly every front matter is made of: keys, lists, texts on one line, and texts below a
// bar. It makes the very tree that the library would make, in a tenth of the time; a test compares the two. Whatever else
// there is makes the text odd, and the library reads it from the beginning.
type plainReader struct {
	line   []byte // the current line without its line end; nil behind the last one
	rest   []byte // what follows it
	number int    // of the line, from 1
	indent int    // of the line, or where the key behind its hyphen stands
	odd    bool
	nodes  []yaml.Node // not yet used of those that the reader has
	all    []yaml.Node
}

// plainReaders keep the nodes of one front matter for the next.
var plainReaders = sync.Pool{New: func() any { return &plainReader{all: make([]yaml.Node, 128)} }}

// release gives the reader with the nodes of its tree to other pages.
func (r *plainReader) release() {
	clear(r.all[:len(r.all)-len(r.nodes)])
	*r = plainReader{all: r.all}
	plainReaders.Put(r)
}

// maxPlainKey is the length of the longest key that is taken for a plain one.
const maxPlainKey = 40

// readPlainYAML returns the root of a text, or nil for one that is odd or empty, and the reader to be released once nobody looks at
// the tree any more.
func readPlainYAML(text []byte) (*yaml.Node, *plainReader) {
	r := plainReaders.Get().(*plainReader)
	r.rest, r.nodes = text, r.all
	return r.read(), r
}

func (r *plainReader) read() *yaml.Node {
	text := r.rest
	if !bytes.HasSuffix(text, []byte("\n")) || bytes.IndexByte(text, '\t') >= 0 || bytes.IndexByte(text, '\r') >= 0 || bytes.Contains(text, []byte(bom)) {
		return nil
	}
	r.advance()
	if r.line == nil || r.indent > 0 {
		return nil
	}
	root := r.mapping(0)
	if r.odd || r.line != nil {
		return nil
	}
	return root
}

// advance goes on to the next line that is neither blank nor a comment.
func (r *plainReader) advance() {
	for r.take() {
		r.indent = len(r.line) - len(bytes.TrimLeft(r.line, " "))
		if r.indent < len(r.line) && r.line[0] != '#' {
			return
		}
	}
}

// take makes the next line the current one, and reports whether there is one.
func (r *plainReader) take() bool {
	if len(r.rest) == 0 || r.odd {
		r.line = nil
		return false
	}
	r.line, r.rest, _ = bytes.Cut(r.rest, []byte("\n"))
	r.number++
	return true
}

// giveUp leaves the text to the library.
func (r *plainReader) giveUp() *yaml.Node {
	r.odd, r.line = true, nil
	return nil
}

// node returns a new node at a column of the current line, which counts characters: before a node these are all ASCII.
func (r *plainReader) node(kind yaml.Kind, tag string, offset int) *yaml.Node {
	var n *yaml.Node
	if len(r.nodes) > 0 {
		n, r.nodes = &r.nodes[0], r.nodes[1:]
	} else {
		n = new(yaml.Node)
	}
	n.Kind, n.Tag, n.Line, n.Column = kind, tag, r.number, offset+1
	return n
}

// mapping reads the keys that stand at an indentation, the first of them in the current line.
func (r *plainReader) mapping(indent int) *yaml.Node {
	m := r.node(yaml.MappingNode, "!!map", indent)
	for r.line != nil && r.indent == indent {
		size := keyLength(r.line[indent:])
		if size == 0 || plainTag(r.line[indent:indent+size]) != "!!str" {
			return r.giveUp()
		}
		key := r.node(yaml.ScalarNode, "!!str", indent)
		key.Value = string(r.line[indent : indent+size])
		value := r.value(indent, indent+size+1)
		m.Content = append(m.Content, key, value)
	}
	return m
}

// keyLength returns the length of the key that text begins with, or 0.
func keyLength(text []byte) int {
	n := 0
	for n < len(text) && n < maxPlainKey && isPlainKey[text[n]] {
		n++
	}
	if n == 0 || n == len(text) || text[n] != ':' || n+1 < len(text) && text[n+1] != ' ' {
		return 0
	}
	return n
}

var isPlainKey = func() (table [256]bool) {
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") {
		table[c] = true
	}
	return table
}()

// value reads what stands behind the colon of a key, which itself stands at an indentation: at the offset, or in the lines below.
func (r *plainReader) value(indent, offset int) *yaml.Node {
	if offset < len(r.line) {
		return r.scalar(indent, offset)
	}
	r.advance()
	isItem := r.line != nil && r.line[r.indent] == '-'
	switch {
	case r.line != nil && isItem && r.indent >= indent:
		return r.sequence(r.indent)
	case r.line != nil && !isItem && r.indent > indent:
		return r.mapping(r.indent)
	}
	return r.giveUp()
}

// sequence reads the items whose hyphens stand at an indentation.
func (r *plainReader) sequence(indent int) *yaml.Node {
	s := r.node(yaml.SequenceNode, "!!seq", indent)
	for r.line != nil && r.indent == indent && r.line[indent] == '-' {
		begin := indent + len("- ")
		if len(r.line) <= begin || r.line[indent+1] != ' ' || r.line[begin] == ' ' {
			return r.giveUp()
		}
		if keyLength(r.line[begin:]) > 0 {
			r.indent = begin
			s.Content = append(s.Content, r.mapping(begin))
			continue
		}
		s.Content = append(s.Content, r.scalar(indent, begin))
	}
	return s
}

// scalar reads a text that begins at an offset of the line, behind blanks. What it belongs to stands at the indentation.
func (r *plainReader) scalar(indent, offset int) *yaml.Node {
	text := bytes.TrimLeft(r.line[offset:], " ")
	offset = len(r.line) - len(text)
	if len(text) == 0 {
		return r.giveUp()
	}
	if text[0] == '[' {
		return r.flow(text, offset)
	}
	n := r.node(yaml.ScalarNode, "!!str", offset)
	inner := text[1:max(1, len(text)-1)]
	switch first, last := text[0], text[len(text)-1]; {
	case first == '|':
		n.Style = yaml.LiteralStyle
		return r.literal(n, indent, string(text))
	case first == '"' && last == '"' && len(text) > 1 && bytes.IndexByte(inner, '"') < 0 && bytes.IndexByte(inner, '\\') < 0:
		n.Style, n.Value = yaml.DoubleQuotedStyle, string(inner)
	case first == '\'' && last == '\'' && len(text) > 1 && bytes.IndexByte(inner, '\'') < 0:
		n.Style, n.Value = yaml.SingleQuotedStyle, string(inner)
	default:
		if n.Tag = plainTag(text); n.Tag == "" {
			return r.giveUp()
		}
		n.Value = string(text)
	}
	r.advance()
	return n
}

// flow reads a list in brackets, whose items are texts of few kinds of characters.
func (r *plainReader) flow(text []byte, offset int) *yaml.Node {
	s := r.node(yaml.SequenceNode, "!!seq", offset)
	s.Style = yaml.FlowStyle
	inner, closed := bytes.CutSuffix(text[1:], []byte("]"))
	offset++
	for more := true; more; {
		var item []byte
		item, inner, more = bytes.Cut(inner, []byte(", "))
		if !closed || len(item) == 0 || bytes.ContainsFunc(item, isNoPlainItem) || plainTag(item) != "!!str" || item[0] == ' ' {
			return r.giveUp()
		}
		n := r.node(yaml.ScalarNode, "!!str", offset)
		n.Value = string(item)
		s.Content = append(s.Content, n)
		offset += len(item) + len(", ")
	}
	r.advance()
	return s
}

func isNoPlainItem(c rune) bool {
	return !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == ' ' || c == '-' || c == '_' || c == '.' || c == '/')
}

// plainTag returns the type of a text without quotes, or nothing where that is not plain to see.
func plainTag(text []byte) string {
	c := text[0]
	if text[len(text)-1] == ' ' || text[len(text)-1] == ':' || bytes.Contains(text, []byte(": ")) || bytes.Contains(text, []byte(" #")) {
		return ""
	}
	switch digits := len(text) - len(bytes.TrimLeft(text, "0123456789")); {
	case c == '/', c == '(', bytes.HasPrefix(text, []byte("../")):
		return "!!str"
	case c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80:
		if len(text) <= maxWord && otherThanText[strings.ToLower(string(text))] {
			return ""
		}
		return "!!str"
	case c != '0' && digits == len(text) && digits < 10:
		return "!!int"
	case digits > 0 && digits == len(text)-1 && (text[digits] == 'm' || text[digits] == 'h'): // a duration
		return "!!str"
	case len(text) == len(time.DateOnly):
		if _, err := time.Parse(time.DateOnly, string(text)); err == nil {
			return "!!timestamp"
		}
	}
	return ""
}

// otherThanText are the words that some YAML takes for a truth or for nothing.
var otherThanText = set("true false yes no on off y n null nan inf")

// maxWord is the length of the longest of otherThanText.
const maxWord = 5

// literal reads the text below a bar.
func (r *plainReader) literal(n *yaml.Node, indent int, bar string) *yaml.Node {
	if bar != "|" && bar != "|-" || !r.take() {
		return r.giveUp()
	}
	begin := len(r.line) - len(bytes.TrimLeft(r.line, " "))
	if begin <= indent || begin == len(r.line) {
		return r.giveUp()
	}
	var value strings.Builder
	blank := 0 // lines that are not yet written, since they may be the last
	for {
		spaces := len(r.line) - len(bytes.TrimLeft(r.line, " "))
		if spaces < min(begin, len(r.line)) {
			break
		}
		if spaces == len(r.line) && spaces > begin {
			return r.giveUp()
		}
		if spaces == len(r.line) {
			blank++
		} else {
			for ; blank > 0; blank-- {
				value.WriteByte('\n')
			}
			value.Write(r.line[begin:])
			blank = 1
		}
		if !r.take() {
			break
		}
	}
	if bar == "|" {
		value.WriteByte('\n')
	}
	n.Value = value.String()
	r.settle()
	return n
}

// settle makes the current line one that is neither blank nor a comment, if it is not.
func (r *plainReader) settle() {
	if r.line == nil {
		return
	}
	r.indent = len(r.line) - len(bytes.TrimLeft(r.line, " "))
	if r.indent == len(r.line) || r.line[0] == '#' {
		r.advance()
	}
}
