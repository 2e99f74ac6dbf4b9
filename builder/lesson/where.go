package lesson

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"lectern/builder/diag"
)

// scalarPlace finds the places of the characters of one value in the file.
type scalarPlace struct {
	file   string
	places *lines
	start  int // offset of the value in the file: of its quote, its | or its first character
	value  string
	style  yaml.Style
	toml   bool
}

// where returns the places of the characters of n's value.
func (fm *frontMatter) where(n *yaml.Node) Position {
	p := scalarPlace{file: fm.file, places: fm.places, start: fm.offset(n), value: n.Value, style: n.Style, toml: fm.toml}
	return p.position
}

// offset returns n's offset in the file. It counts on from the node before where that stands in the same line, or a
// long line of many values would take too long.
func (fm *frontMatter) offset(n *yaml.Node) int {
	c := &fm.counted
	if n.Line != c.line || n.Column < c.column || c.line == 0 {
		line := min(fm.line+max(n.Line, 1)-1, len(fm.places.starts)-1)
		*c = textPlace{line: n.Line, column: 1, offset: fm.places.starts[line]}
	}
	for ; c.column < n.Column && c.offset < fm.end; c.column++ {
		_, size := utf8.DecodeRune(fm.places.src[c.offset:])
		c.offset += size
	}
	return min(c.offset, len(fm.places.src))
}

// textPlace is a line and column of front matter, and its offset in the file.
type textPlace struct{ line, column, offset int }

// position is the [Position] of the value.
func (p scalarPlace) position(offset int) diag.Pos {
	offset = min(max(offset, 0), len(p.value))
	if p.style&yaml.LiteralStyle != 0 {
		return p.literal(offset)
	}
	begin, marks := p.content()
	return p.places.pos(p.file, align(p.places.src, begin, p.value, offset, marks))
}

// literal is position for a block scalar with |, whose lines are those of the file but for their
// indentation. That is only known from a line that is not blank.
func (p scalarPlace) literal(offset int) diag.Pos {
	_, first := lineAt(p.places.src, p.start)
	header := p.places.pos(p.file, p.start)
	indent, source := 0, first
	for line := range strings.SplitSeq(p.value, "\n") {
		end, next := lineAt(p.places.src, source)
		if strings.TrimLeft(line, " ") != "" {
			indent = end - source - len(line)
			break
		}
		source = next
	}
	before := p.value[:offset]
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
	return diag.Pos{File: p.file, Line: header.Line + 1 + strings.Count(before, "\n"), Column: max(indent, 0) + column + 1}
}

// marks say which characters of a value are written otherwise in the source.
type marks int

const (
	noMarks   marks = iota
	doubled         // '' is an apostrophe
	backslash       // \n and the like
)

// content returns the offset at which the value's characters begin, and how they are written.
func (p scalarPlace) content() (int, marks) {
	src := string(p.places.src[p.start:min(len(p.places.src), p.start+3)])
	switch {
	case p.toml && src == `"""`:
		return p.start + 3, backslash
	case p.toml && src == `'''`:
		return p.start + 3, noMarks
	case p.toml && strings.HasPrefix(src, "'"):
		return p.start + 1, noMarks
	case p.toml && strings.HasPrefix(src, `"`), p.style&yaml.DoubleQuotedStyle != 0:
		return p.start + 1, backslash
	case p.style&yaml.SingleQuotedStyle != 0:
		return p.start + 1, doubled
	case p.style&yaml.FoldedStyle != 0:
		_, next := lineAt(p.places.src, p.start)
		return next, noMarks
	}
	return p.start, noMarks
}

// align returns the offset in src of the character at value[offset], where the value is written from
// src[i] on. Both are walked side by side; a run of blanks and line ends in one stands for such a run
// in the other, which is all that folding does.
func align(src []byte, i int, value string, offset int, m marks) int {
	for j := 0; j < len(value); {
		space := skipSpace(src, i, m)
		if !isBlank(value[j]) {
			_, size := utf8.DecodeRuneInString(value[j:])
			if offset < j+size {
				return space
			}
			i, j = space+written(src[space:], m), j+size
			continue
		}
		run := j
		for j < len(value) && isBlank(value[j]) {
			j++
		}
		if offset < j {
			return min(i+offset-run, space)
		}
		i = space
	}
	return i
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// skipSpace returns the offset behind blanks, line ends, and escapes that stand for them or for nothing.
func skipSpace(src []byte, i int, m marks) int {
	for i < len(src) {
		if isBlank(src[i]) {
			i++
			continue
		}
		if m != backslash || src[i] != '\\' {
			return i
		}
		r, size := unescape(string(src[i:min(len(src), i+10)]))
		if r >= 0 && (r > ' ' || !isBlank(byte(r))) {
			return i
		}
		i += size
	}
	return i
}

// written returns the length of the first character of a value as it is written in the source.
func written(src []byte, m marks) int {
	switch {
	case len(src) == 0:
		return 0
	case m == backslash && src[0] == '\\':
		_, size := unescape(string(src[:min(len(src), 10)]))
		return size
	case m == doubled && len(src) > 1 && src[0] == '\'' && src[1] == '\'':
		return 2
	}
	_, size := utf8.DecodeRune(src)
	return size
}

// escapes are those of YAML, which has all of TOML's and more.
var escapes = map[byte]rune{
	'0': 0, 'a': 7, 'b': 8, 't': 9, '\t': 9, 'n': 10, 'v': 11, 'f': 12, 'r': 13, 'e': 27, ' ': ' ', '"': '"', '/': '/', '\\': '\\',
	'N': 0x85, '_': 0xa0, 'L': 0x2028, 'P': 0x2029,
}

// unescape returns the character that the escape at the beginning of s stands for, and the escape's length. An escaped
// line end stands for nothing: then the character is -1.
func unescape(s string) (rune, int) {
	if len(s) < 2 {
		return -1, len(s)
	}
	if s[1] == '\n' || s[1] == '\r' {
		return -1, 2
	}
	if digits, ok := map[byte]int{'x': 2, 'u': 4, 'U': 8}[s[1]]; ok {
		end := min(2+digits, len(s))
		n, err := strconv.ParseInt(s[2:end], 16, 32)
		if err != nil {
			return utf8.RuneError, end
		}
		return rune(n), end
	}
	if r, ok := escapes[s[1]]; ok {
		return r, 2
	}
	return utf8.RuneError, 2
}
