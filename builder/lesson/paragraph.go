package lesson

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"

	"lectern/builder/block"
)

// Lengths in words: a shorter paragraph may be a label or a signature, which need no full stop.
const (
	minSentence = 8
	minCut      = 3 // when its last word ends no sentence
)

const unfinishedHint = "finish the sentence, or join it with what follows"

// unfinished warns of a paragraph, which stands in e.prose, that ends in the middle of a sentence.
func (e *examiner) unfinished(p *ast.Paragraph) {
	text := bytes.TrimRightFunc(e.prose.text, isClosing)
	if !e.tongue.pauses || len(text) == 0 || introduces(p) || hasOwnForm(p) {
		return
	}
	r, size := utf8.DecodeLastRune(text)
	at, _ := e.prose.source(len(text) - size)
	switch {
	case isPause(r) && len(text) > size, bytes.HasSuffix(text, []byte(" -")):
		e.warn("unfinished-paragraph", e.pos(at), unfinishedHint, "paragraph ends in %q", string(r))
	case r == ':' && e.isLast(p):
		e.warn("unfinished-paragraph", e.pos(at), "add what the colon announces, or end the sentence", "paragraph ends in a colon, and nothing follows")
	case unicode.IsLetter(r) && len(text) == len(e.prose.text) && e.breaksOff(text):
		e.warn("unfinished-paragraph", e.pos(at), unfinishedHint, "paragraph ends in the middle of a sentence")
	}
}

// isClosing reports marks that may stand behind the end of a sentence.
func isClosing(r rune) bool {
	return unicode.IsSpace(r) || unicode.In(r, unicode.Pe, unicode.Pf, unicode.Pi) || r == '"' || r == '\''
}

func isPause(r rune) bool {
	switch r {
	case ',', ';', '–', '—', '،', '؛', '、', '，', '；':
		return true
	}
	return false
}

// introduces reports whether a paragraph leads to something that completes its sentence.
func introduces(p ast.Node) bool {
	next := p.NextSibling()
	return next != nil && next.Kind() != ast.KindParagraph && next.Kind() != ast.KindHeading && next.Kind() != ast.KindThematicBreak
}

// hasOwnForm reports paragraphs that need not be sentences: in lists, quotes, terms and notes, verses and addresses, links and
// emphasis that stand alone.
func hasOwnForm(p ast.Node) bool {
	switch p.Parent().(type) {
	case *ast.Document, *block.Container, *callout:
	default:
		return true
	}
	switch p.LastChild().(type) {
	case *ast.Link, *ast.AutoLink, *ast.CodeSpan, *ast.Image, *ast.Emphasis:
		return true
	}
	for child := p.FirstChild(); child != nil; child = child.NextSibling() {
		if t, ok := child.(*ast.Text); ok && t.HardLineBreak() {
			return true
		}
	}
	return false
}

// isLast reports whether nothing follows p in its section, neither in its place nor behind the block that it stands in.
func (e *examiner) isLast(p ast.Node) bool {
	for n := p; n != nil; n = n.Parent() {
		if next := n.NextSibling(); next != nil {
			h, ok := next.(*ast.Heading)
			return ok && h.Level <= e.level
		}
	}
	return true
}

// breaksOff reports whether a text that ends in a letter is no label.
func (e *examiner) breaksOff(text []byte) bool {
	ts := tokens(text)
	if len(ts) < minCut {
		return false
	}
	if e.words != nil && e.words.open[ts[len(ts)-1].lower] {
		return true
	}
	return len(ts) >= minSentence && !unicode.IsUpper(firstOfLastWord(text, ts))
}

func firstOfLastWord(text []byte, ts []token) rune {
	r, _ := utf8.DecodeRune(text[ts[len(ts)-1].at:])
	return r
}
