package lesson

import (
	"strings"
	"sync"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// typeset gives the texts of the front matter that are no Markdown the quotation marks and apostrophes of the language, as those
// that are have them. They keep everything else, since a title may hold a name of code, and a text that shows code is left alone.
func (m *Meta) typeset(language string) {
	list := []*string{&m.Title, &m.LinkTitle, &m.Description}
	for i := range m.FAQs {
		list = append(list, &m.FAQs[i].Question)
	}
	for i := range m.Downloads {
		list = append(list, &m.Downloads[i].Title, &m.Downloads[i].Description)
	}
	if m.Author != nil {
		list = append(list, &m.Author.Name, &m.Author.Bio)
	}
	for _, c := range []*CallToAction{m.Newsletter, m.Program} {
		if c != nil {
			list = append(list, &c.Title, &c.Text, &c.Button)
		}
	}
	for _, s := range list {
		if *s != "" { // an empty one may be shared with other lessons
			*s = typeset(*s, language)
		}
	}
}

var typesetters sync.Map // language -> parser.Parser

func typeset(s, language string) string {
	if !strings.ContainsAny(s, `"'`) || strings.Contains(s, "`") {
		return s
	}
	p, ok := typesetters.Load(language)
	if !ok {
		p, _ = typesetters.LoadOrStore(language, newTypesetter(language))
	}
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = typesetLine(line, p.(parser.Parser))
	}
	return strings.Join(lines, "\n")
}

// newTypesetter makes a parser of text in which only quotation marks and apostrophes are special.
func newTypesetter(language string) parser.Parser {
	marks := quotes(language)
	for _, other := range []extension.TypographicPunctuation{
		extension.EnDash, extension.EmDash, extension.Ellipsis, extension.LeftAngleQuote, extension.RightAngleQuote,
	} {
		marks[other] = nil
	}
	typographer := extension.NewTypographerParser(extension.WithTypographicSubstitutions(marks))
	return parser.NewParser(
		parser.WithBlockParsers(util.Prioritized(parser.NewParagraphParser(), 100)),
		parser.WithInlineParsers(util.Prioritized(typographerParser{InlineParser: typographer}, 100)),
	)
}

// typesetLine returns a line with the marks that the parser makes of those in it.
func typesetLine(line string, p parser.Parser) string {
	src := []byte(strings.TrimSpace(line))
	paragraph := p.Parse(text.NewReader(src)).FirstChild()
	if paragraph == nil {
		return line
	}
	var b strings.Builder
	for n := paragraph.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			b.Write(n.Value(src))
		case *ast.String:
			b.Write(n.Value)
		}
	}
	return strings.Replace(line, string(src), b.String(), 1)
}
