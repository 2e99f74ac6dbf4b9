package lesson

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"

	"lectern/builder/block"
	"lectern/builder/diag"
)

// parseTexts renders the Markdown values of the front matter and puts its
// references into the page's table of links.
func (p *page) parseTexts() {
	m := &p.lesson.Meta
	for i := range m.Objectives {
		p.parseText(&m.Objectives[i], "")
	}
	for i := range m.Takeaways {
		p.parseText(&m.Takeaways[i], "")
		m.Takeaways[i].Markdown = "" // the body takes its place
	}
	for i := range m.FAQs {
		q := &m.FAQs[i]
		q.ID = p.ids.unique(q.Question)
		p.lesson.anchors[q.ID] = true
		p.parseText(&q.Answer, q.ID+"-")
		q.Answer.Markdown = ""
	}
	if len(m.Objectives) > 0 {
		p.lesson.anchors["objectives"] = true
	}
	if len(m.Takeaways) > 0 {
		p.lesson.anchors["takeaways"] = true
	}
	if len(m.Downloads) > 0 {
		p.lesson.anchors["downloads"] = true
	}
	if len(m.FAQs) > 0 {
		p.lesson.anchors["faq"] = true
	}
	p.lesson.anchors["content"] = true
}

// parseText renders one value. A single paragraph loses its <p>, since it stands in an element of the theme.
func (p *page) parseText(t *Text, prefix string) {
	where := t.Where
	t.Where = nil // it holds the source
	if where == nil {
		where = func(int) diag.Pos { return diag.Pos{File: p.lesson.File} }
	}
	if prefix == "" && isPlain(t.Markdown) {
		t.Body = block.Body(t.Markdown)
		p.examinePlain(t.Markdown, where)
		return
	}
	f := &fragment{page: p, src: normalizeLineEnds([]byte(t.Markdown)), pos: where, prefix: prefix}
	if !f.parse() {
		return
	}
	first := f.root.FirstChild()
	if prefix == "" && first != nil && first.NextSibling() == nil && first.Kind() == ast.KindParagraph {
		t.Body = f.renderInline(first)
		return
	}
	t.Body = f.render(f.root)
}

// isPlain reports whether text has nothing that Markdown or HTML gives a meaning.
func isPlain(s string) bool {
	if s == "" || !('a' <= s[0]|0x20 && s[0]|0x20 <= 'z') {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= utf8.RuneSelf || strings.IndexByte("\\`*_[]<>&\"'~:@!|#$.-/", c) >= 0 {
			if c == '.' && (i == len(s)-1 || s[i+1] == ' ') {
				continue
			}
			return false
		}
	}
	return strings.TrimSpace(s) == s && !strings.Contains(s, "www")
}

// words counts the words of a text. Scripts that set no blanks between words count two characters as a word.
func words(text []byte) int {
	n, letters, inWord := 0, 0, false
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			switch asciiClass[c] {
			case inside:
				if !inWord {
					n++
				}
				inWord = true
			case between:
				inWord = false
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		i += size
		switch {
		case r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			letters, inWord = letters+1, false
		case isWordRune(r):
			if !inWord {
				n++
			}
			inWord = true
		case r != '’':
			inWord = false
		}
	}
	return n + (letters+1)/2
}

// What an ASCII character is to a word: part of it, joining (an apostrophe or hyphen), or its end.
const (
	between = iota
	inside
	joining
)

var asciiClass = func() (class [utf8.RuneSelf]byte) {
	for c := range class {
		switch {
		case '0' <= c && c <= '9', 'a' <= c|0x20 && c|0x20 <= 'z':
			class[c] = inside
		case c == '\'' || c == '-':
			class[c] = joining
		}
	}
	return class
}()

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
