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
	if !e.tongue.pauses || !hasLetter(text) || introduces(p) || hasOwnForm(p) {
		return
	}
	r, size := utf8.DecodeLastRune(text)
	at, _ := e.prose.source(len(text) - size)
	switch {
	case isPause(r) && len(text) > size, bytes.HasSuffix(text, []byte(" -")):
		e.warn("unfinished-paragraph", e.pos(at), unfinishedHint, "paragraph ends in %q", string(r))
	case r == ':' && e.isLast(p):
		e.warn("unfinished-paragraph", e.pos(at), "add what the colon announces, or end the sentence", "paragraph ends in a colon, and nothing follows")
	case !unicode.IsLetter(r):
		e.finished++
	case len(text) == len(e.prose.text) && e.breaksOff(text, at):
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
	if next == nil {
		return false
	}
	switch next.Kind() {
	case ast.KindHeading, ast.KindThematicBreak:
		return false
	case ast.KindParagraph: // of a link or picture alone
		only := next.FirstChild()
		return only != nil && only.NextSibling() == nil && (isLinked(only) || only.Kind() == ast.KindImage)
	}
	return true
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

// breaksOff reports whether a text that ends in a letter stops in the middle of a sentence for sure: at a word that ends
// none, or after other sentences that have their full stops. A single long one may be a matter of style, on which
// the whole page decides.
func (e *examiner) breaksOff(text []byte, at int) bool {
	ts := tokens(text)
	last := ts[len(ts)-1]
	switch {
	case len(ts) < minCut:
		return false
	case e.words != nil && e.words.open[last.lower]:
		return true
	case len(ts) < minSentence || isName(text[last.at:]) || isLabelled(text, ts):
		return false
	case lastSentence(text) > 0:
		return true
	}
	e.bare = append(e.bare, at)
	return false
}

// isName reports a word with a capital, which may stand at the end of an address or signature.
func isName(word []byte) bool {
	r, _ := utf8.DecodeRune(word)
	return unicode.IsUpper(r)
}

// isLabelled reports texts such as "Kind: worksheet for two".
func isLabelled(text []byte, ts []token) bool {
	return bytes.IndexByte(text[:ts[min(3, len(ts)-1)].end], ':') >= 0
}

// judgeBare warns of the paragraphs without a full stop, when nearly all others of the page have one.
func (e *examiner) judgeBare() {
	if len(e.bare) > max(2, e.finished/5) || len(e.bare) > e.finished {
		return
	}
	for _, at := range e.bare {
		e.warn("unfinished-paragraph", e.pos(at), unfinishedHint, "paragraph ends in the middle of a sentence")
	}
}
