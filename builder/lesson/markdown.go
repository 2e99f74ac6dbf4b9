package lesson

import (
	"bytes"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/text/language"

	"lectern/builder/block"
)

// dialect is what a Markdown value depends on.
type dialect struct {
	language string // BCP 47
	rawHTML  bool
	linkify  bool // bare addresses become links
	ellipsis bool // three points become one character
}

// One goldmark value serves all goroutines and pages of a dialect.
var dialects sync.Map // dialect -> goldmark.Markdown

// markdownFor returns the goldmark value that reads one text.
func markdownFor(opt Options, src []byte) goldmark.Markdown {
	www, ellipsis := pointed(src)
	d := dialect{language: opt.Language, rawHTML: opt.RawHTML, linkify: www || hasBareAddress(src), ellipsis: ellipsis}
	if md, ok := dialects.Load(d); ok {
		return md.(goldmark.Markdown)
	}
	md, _ := dialects.LoadOrStore(d, newMarkdown(d))
	return md.(goldmark.Markdown)
}

// pointed reports whether text has www. and whether it has an ellipsis.
func pointed(src []byte) (www, ellipsis bool) {
	for at := 0; ; at++ {
		i := bytes.IndexByte(src[at:], '.')
		if i < 0 {
			return www, ellipsis
		}
		at += i
		www = www || bytes.HasSuffix(src[:at], []byte("www"))
		ellipsis = ellipsis || bytes.HasPrefix(src[at:], []byte("..."))
	}
}

// hasBareAddress reports whether text may hold an address with a scheme or an @ that is to become a link by
// itself. Looking for one at every word takes a sixth of goldmark's parsing, and few texts
// have any: an address behind ]( or < is no bare one.
func hasBareAddress(src []byte) bool {
	if bytes.IndexByte(src, '@') >= 0 {
		return true
	}
	for at := 0; ; {
		i := bytes.Index(src[at:], []byte("://"))
		if i < 0 {
			return false
		}
		start := at + i
		for start > 0 && src[start-1]|0x20 >= 'a' && src[start-1]|0x20 <= 'z' {
			start--
		}
		if !isAutolink(src, start) && !isDestination(src, start) {
			return true
		}
		at += i + len("://")
	}
}

// isAutolink reports whether an address stands between < and >.
func isAutolink(src []byte, start int) bool {
	if start < 1 || src[start-1] != '<' || start > 1 && (src[start-2] == '<' || src[start-2] == '\\') {
		return false
	}
	end := bytes.IndexAny(src[start:], "<> \n")
	return end >= 0 && src[start+end] == '>'
}

// maxLinkText is the length of the longest text of a link that isDestination looks at.
const maxLinkText = 200

// isDestination reports whether an address is that of a link which is plain to see: [some text](address).
func isDestination(src []byte, start int) bool {
	if start < 2 || string(src[start-2:start]) != "](" {
		return false
	}
	begin := max(0, start-2-maxLinkText)
	open := bytes.LastIndexAny(src[begin:start-2], "[]\\`<!\n")
	if open < 0 || src[begin+open] != '[' || begin+open > 0 && src[begin+open-1] == '\\' {
		return false
	}
	text := src[begin+open+1 : start-2]
	if len(text) < 2 || text[0] == '^' || text[0] == '_' { // a task, footnote or field
		return false
	}
	end := bytes.IndexAny(src[start:], "()<>[]\\ \n")
	return end >= 0 && src[start+end] == ')'
}

func newMarkdown(d dialect) goldmark.Markdown {
	var blanks goldmark.Extender = runs{}
	if d.linkify {
		blanks = extension.Linkify
	}
	return goldmark.New(
		goldmark.WithParser(parser.NewParser(
			parser.WithBlockParsers(parser.DefaultBlockParsers()...),
			parser.WithInlineParsers(parser.DefaultInlineParsers()...),
			parser.WithParagraphTransformers(util.Prioritized(linkReferences{}, 100)), // the default priority
		)),
		goldmark.WithRenderer(newNodeTable()),
		goldmark.WithExtensions(
			extension.Table, extension.Strikethrough, blanks, extension.TaskList,
			extension.DefinitionList,
			extension.NewFootnote(extension.WithFootnoteIDPrefixFunction(footnotePrefix)),
			typographer{d},
		),
		goldmark.WithExtensions(ownSyntax...),
		goldmark.WithParserOptions(parser.WithAttribute()),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(&htmlRenderer{rawHTML: d.rawHTML}, 100))),
	)
}

// ownSyntax is what no other Markdown has. It takes nothing away from CommonMark.
var ownSyntax = []goldmark.Extender{block.Extension{}, calloutHeads{}, fields{}}

// typographer is goldmark's, asked only for the characters at which it may do something: it would be at every comma and at
// the end of every sentence.
type typographer struct{ dialect }

// Extend implements goldmark.Extender, with goldmark's own priority.
func (t typographer) Extend(m goldmark.Markdown) {
	parse := extension.NewTypographerParser(extension.WithTypographicSubstitutions(quotes(t.language)))
	m.Parser().AddOptions(parser.WithInlineParsers(util.Prioritized(typographerParser{parse, t.ellipsis}, 9999)))
}

type typographerParser struct {
	parser.InlineParser
	ellipsis bool
}

// Parse implements parser.InlineParser. Most of what it is asked for are apostrophes between two letters, for which goldmark first
// makes a delimiter that it then throws away.
func (t typographerParser) Parse(parent ast.Node, reader text.Reader, pc parser.Context) ast.Node {
	line, _ := reader.PeekLine()
	if len(line) < 2 || line[0] != '\'' || !isLetter(rune(line[1])) || !isLetter(reader.PrecendingCharacter()) {
		return t.InlineParser.Parse(parent, reader, pc)
	}
	node := ast.NewString([]byte(block.Typographic))
	node.SetCode(true)
	reader.Advance(1)
	return node
}

func isLetter(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }

// Trigger implements parser.InlineParser.
func (t typographerParser) Trigger() []byte {
	if t.ellipsis {
		return []byte(`'"-<>.`)
	}
	return []byte(`'"-<>`)
}

// linkReferences is goldmark's, which makes a reader for every paragraph, asked only for those that may begin with a definition.
type linkReferences struct{}

// Transform implements parser.ParagraphTransformer.
func (linkReferences) Transform(p *ast.Paragraph, reader text.Reader, pc parser.Context) {
	if p.Lines().Len() > 0 {
		first := p.Lines().At(0)
		line := bytes.TrimLeft(first.Value(reader.Source()), " \t")
		if len(line) > 0 && line[0] != '[' && !util.IsSpace(line[0]) {
			return
		}
	}
	parser.LinkReferenceParagraphTransformer.Transform(p, reader, pc)
}

var prefixKey = "footnotePrefix"

// footnotePrefix keeps the footnotes of several texts of a page apart.
func footnotePrefix(n ast.Node) []byte {
	doc := n.OwnerDocument()
	if doc == nil {
		return nil
	}
	prefix, _ := doc.Meta()[prefixKey].(string)
	return []byte(prefix)
}

// quotes returns the quotation marks of a language, after the Unicode CLDR
// (delimiters). The other substitutions are the typographer's own.
func quotes(lang string) extension.TypographicSubstitutions {
	base, _ := language.Make(lang).Base()
	marks, ok := quotationMarks[base.String()]
	if !ok {
		marks = quotationMarks["en"]
	}
	names := []extension.TypographicPunctuation{
		extension.LeftDoubleQuote, extension.RightDoubleQuote,
		extension.LeftSingleQuote, extension.RightSingleQuote,
	}
	subst := extension.TypographicSubstitutions{extension.Apostrophe: []byte(block.Typographic)}
	subst[extension.EnDash], subst[extension.EmDash] = []byte("–"), []byte("—")
	subst[extension.Ellipsis] = []byte("…")
	subst[extension.LeftAngleQuote], subst[extension.RightAngleQuote] = []byte("«"), []byte("»")
	for i, name := range names {
		subst[name] = []byte(marks[i])
	}
	return subst
}

var quotationMarks = map[string][4]string{
	"en": {"“", "”", "‘", "’"},
	"de": {"„", "“", "‚", "‘"},
	"cs": {"„", "“", "‚", "‘"},
	"pl": {"„", "”", "‚", "’"},
	"fr": {"«\u00a0", "\u00a0»", "‹\u00a0", "\u00a0›"},
	"es": {"«", "»", "“", "”"},
	"it": {"«", "»", "“", "”"},
	"pt": {"“", "”", "‘", "’"},
	"nl": {"“", "”", "‘", "’"},
	"sv": {"”", "”", "’", "’"},
	"fi": {"”", "”", "’", "’"},
	"da": {"“", "”", "‘", "’"},
	"ru": {"«", "»", "„", "“"},
	"uk": {"«", "»", "„", "“"},
	"ja": {"「", "」", "『", "』"},
}
