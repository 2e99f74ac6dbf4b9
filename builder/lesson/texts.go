package lesson

import (
	"strconv"
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
	p.takeQuestionIDs() // where the body could not be parsed
	for i := range m.Objectives {
		p.parseText(&m.Objectives[i], "objective-"+strconv.Itoa(i+1)+"-", false)
	}
	for i := range m.Takeaways {
		p.parseText(&m.Takeaways[i], "takeaway-"+strconv.Itoa(i+1)+"-", false)
		m.Takeaways[i].Markdown = "" // the body takes its place
	}
	for i := range m.FAQs {
		q := &m.FAQs[i]
		p.parseText(&q.Answer, q.ID+"-", true)
		q.Answer.Markdown = ""
	}
}

// takeQuestionIDs gives every question its id, from its words. The body's headings have theirs before, as GitHub
// would number them; the blocks come later, since nobody links to these by their words.
func (p *page) takeQuestionIDs() {
	for i := range p.lesson.Meta.FAQs {
		if q := &p.lesson.Meta.FAQs[i]; q.ID == "" {
			q.ID = p.ids.short(q.Question)
		}
	}
}

// parseText renders one value, whose footnotes have ids with a prefix. A single paragraph that is no answer loses
// its <p>, since it stands in an element of the theme.
func (p *page) parseText(t *Text, prefix string, answer bool) {
	where := t.Where
	t.Where = nil // it holds the source
	if where == nil {
		where = func(int) diag.Pos { return diag.Pos{File: p.lesson.File} }
	}
	if !answer && isPlain(t.Markdown) && !p.tongue.mayPoint([]byte(t.Markdown)) {
		t.Body = block.Body(block.Typeset([]byte(t.Markdown)))
		p.examinePlain(t.Markdown, where)
		return
	}
	f := &fragment{page: p, src: normalizeLineEnds([]byte(t.Markdown)), pos: where, prefix: prefix, answer: answer}
	if !f.parse() {
		return
	}
	first := f.root.FirstChild()
	if !answer && first != nil && first.NextSibling() == nil && first.Kind() == ast.KindParagraph {
		t.Body = f.renderInline(first)
		return
	}
	t.Body = f.render(f.root)
}

// isPlain reports whether text is one line in which nothing has a meaning for Markdown or HTML but apostrophes, as they stand between
// letters.
func isPlain(s string) bool {
	if s == "" || !isLetter(rune(s[0])) || strings.TrimSpace(s) != s || strings.Contains(s, "www") {
		return false
	}
	for i := range len(s) {
		next := byte(' ')
		if i+1 < len(s) {
			next = s[i+1]
		}
		switch c := s[i]; {
		case c < ' ', c >= utf8.RuneSelf, strings.IndexByte("\\`*_[]<>&\"~@|#$", c) >= 0:
			return false
		case c == '.' && next == '.', c == '-' && next == '-', c == ':' && next != ' ':
			return false
		case c == '\'' && !(isLetter(rune(s[i-1])) && isLetter(rune(next))):
			return false
		}
	}
	return true
}

// wordCount counts the words of texts that may go on within a word. Scripts that set no blanks between words
// count two characters as a word.
type wordCount struct {
	words, letters int
	inWord         bool
}

func (c *wordCount) endWord() { c.inWord = false }

func (c *wordCount) total() int { return c.words + (c.letters+1)/2 }

func (c *wordCount) add(text []byte) {
	for len(text) > 0 {
		text = text[c.addASCII(text):]
		if len(text) == 0 {
			return
		}
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		switch {
		case isWordRune(r):
			if r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) {
				c.letters, c.inWord = c.letters+1, false
				continue
			}
			if !c.inWord {
				c.words++
			}
			c.inWord = true
		case r == '’':
		default:
			c.inWord = false
		}
	}
}

// addASCII counts the words of the ASCII characters that text begins with, and returns how many these are. Where a
// word ends cannot be foreseen, so no branch depends on it.
func (c *wordCount) addASCII(text []byte) int {
	words, before := 0, apart
	if c.inWord {
		before = within
	}
	n := 0
	for ; n < len(text); n++ {
		class := wordClasses[text[n]]
		if class > within {
			if class == joining {
				continue
			}
			break
		}
		words += int(class &^ before)
		before = class
	}
	c.words += words
	c.inWord = before == within
	return n
}

// Classes of bytes in words.
const (
	apart   = uint8(iota)
	within  // a letter or digit
	joining // neither begins nor ends a word
	foreign // not ASCII
)

var wordClasses = func() (table [256]uint8) {
	for c := range table {
		switch r := rune(c); {
		case r >= utf8.RuneSelf:
			table[c] = foreign
		case isWordRune(r):
			table[c] = within
		case r == '\'' || r == '-':
			table[c] = joining
		}
	}
	return table
}()

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
