package lesson

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"lectern/builder/block"
)

// prose is the plain text of one block, with the place in the source of each part of it. One value
// is read into again and again, so that reading a page takes hardly any memory.
type prose struct {
	src    []byte
	text   []byte
	pieces []piece
	sees   sight // pictures and links in it
	depth  int   // of emphasis, while reading
}

// piece is a run of the text that stands in the source as it is.
type piece struct {
	at, src  int // offsets in the text and in the source
	emphasis bool
}

// opaque stands in the text for what is no prose: code, pictures, addresses, fields to fill in.
const opaque = '\x01'

// read takes the inline content of n.
func (p *prose) read(n ast.Node) {
	p.text, p.pieces, p.sees, p.depth = p.text[:0], p.pieces[:0], 0, 0
	p.inline(n)
}

func (p *prose) inline(n ast.Node) {
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		switch t := child.(type) {
		case *ast.Text:
			p.append(t.Segment.Value(p.src), t.Segment.Start)
			if t.SoftLineBreak() {
				p.text = append(p.text, ' ')
			} else if t.HardLineBreak() {
				p.text = append(p.text, '\n')
			}
		case *ast.String:
			p.text = append(p.text, t.Value...)
		case *ast.Emphasis:
			p.depth++
			p.inline(t)
			p.depth--
		case *ast.Link:
			p.sees |= seesLink
			if t.FirstChild() == nil {
				p.text = append(p.text, opaque)
			}
			p.inline(t)
		case *ast.Image:
			p.sees |= seesPicture
			p.text = append(p.text, opaque)
		case *ast.AutoLink:
			p.sees |= seesLink
			p.text = append(p.text, opaque)
		case *ast.CodeSpan, *field:
			p.text = append(p.text, opaque)
		case *ast.RawHTML, *extast.FootnoteLink, *extast.FootnoteBacklink, *extast.TaskCheckBox:
		default:
			p.inline(t)
		}
	}
}

// append takes a text that stands in the source at an offset.
func (p *prose) append(text []byte, offset int) {
	for {
		end := block.Apostrophe(text)
		p.pieces = append(p.pieces, piece{len(p.text), offset, p.depth > 0})
		if end < 0 {
			p.text = append(p.text, text...)
			return
		}
		p.text = append(append(p.text, text[:end]...), block.Typographic...)
		text, offset = text[end+1:], offset+end+1
	}
}

// source returns the offset in the source of an offset of the text, and whether it stands in emphasis.
func (p *prose) source(at int) (offset int, emphasis bool) {
	low, high := 0, len(p.pieces)
	for low < high { // the last piece that begins at or before it
		if mid := (low + high) / 2; p.pieces[mid].at <= at {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low == 0 {
		return 0, false
	}
	last := p.pieces[low-1]
	return last.src + at - last.at, last.emphasis
}

// token is a word of a text. Numbers and words with an apostrophe or hyphen in them are one.
type token struct {
	at, end int
	lower   string
	gap     bool // something other than a blank stands before it
}

// tokens divides a text into its words.
func tokens(text []byte) []token { return appendTokens(make([]token, 0, len(text)/5+1), text) }

func appendTokens(out []token, text []byte) []token {
	low := lowerASCII(text)
	curly := bytes.Contains(text, []byte("’"))
	gap := false
	for i := 0; i < len(text); {
		end := wordEnd(text, i)
		if end == i {
			r, size := utf8.DecodeRune(text[i:])
			gap = gap || !unicode.IsSpace(r)
			i += size
			continue
		}
		word := low[i:end]
		if curly {
			word = strings.ReplaceAll(word, "’", "'")
		}
		out = append(out, token{at: i, end: end, lower: word, gap: gap})
		gap, i = false, end
	}
	return out
}

// lowerASCII returns a text with its ASCII letters in lower case: the words of the vocabularies have no others. Offsets stay.
func lowerASCII(text []byte) string {
	var b strings.Builder
	b.Grow(len(text))
	for _, c := range text {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		b.WriteByte(c)
	}
	return b.String()
}

// wordEnd returns where the word that begins at i ends, or i when none begins there.
func wordEnd(text []byte, i int) int {
	for j := i; j < len(text); {
		c := text[j]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' {
			j++
			continue
		}
		if c == ' ' {
			return j
		}
		r, size := utf8.DecodeRune(text[j:])
		inside := j > i && (r == '\'' || r == '’' || r == '-' || r == '.' || r == ',') && j+size < len(text) && joins(text[j+size:], r)
		if !inside && (c < utf8.RuneSelf || !isWordRune(r)) {
			return j
		}
		j += size
	}
	return len(text)
}

// joins reports whether what follows an apostrophe, hyphen, point or comma belongs to the same word: a
// point and a comma stand within numbers only.
func joins(rest []byte, mark rune) bool {
	r, _ := utf8.DecodeRune(rest)
	if mark == '.' || mark == ',' {
		return unicode.IsDigit(r)
	}
	return isWordRune(r)
}

// lastSentence returns where the last sentence of a text begins.
func lastSentence(text []byte) int {
	end := len(text)
	for end > 0 && (text[end-1] < 'a' || text[end-1] > 'z') { // its own closing marks
		end--
	}
	for i := end - 1; i > 0; i-- {
		if text[i] != ' ' && text[i] != '\n' {
			continue
		}
		j := i - 1
		for j > 0 && (text[j] == '"' || text[j] == '\'' || text[j] == ')' || text[j] >= 0x80) {
			j--
		}
		if c := text[j]; (c == '.' || c == '!' || c == '?') && beginsSentence(text[i+1:]) {
			return i + 1
		}
	}
	return 0
}

// beginsSentence keeps "e.g. two" together.
func beginsSentence(rest []byte) bool {
	for len(rest) > 0 {
		r, size := utf8.DecodeRune(rest)
		if isWordRune(r) {
			return !unicode.IsLower(r)
		}
		rest = rest[size:]
	}
	return false
}

func isNumber(word string) bool { return word != "" && word[0] >= '0' && word[0] <= '9' }
