package lesson

import (
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
	"golang.org/x/text/language"

	"lectern/builder/block"
)

// dialect is what a Markdown value depends on.
type dialect struct {
	language string // base language
	rawHTML  bool
}

// One goldmark value serves all goroutines and pages of a dialect.
var dialects sync.Map // dialect -> goldmark.Markdown

func markdownFor(opt Options) goldmark.Markdown {
	base, _ := language.Make(opt.Language).Base()
	d := dialect{language: base.String(), rawHTML: opt.RawHTML}
	if md, ok := dialects.Load(d); ok {
		return md.(goldmark.Markdown)
	}
	md, _ := dialects.LoadOrStore(d, newMarkdown(d))
	return md.(goldmark.Markdown)
}

func newMarkdown(d dialect) goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(
			extension.Table, extension.Strikethrough, extension.Linkify, extension.TaskList,
			extension.DefinitionList,
			extension.NewFootnote(extension.WithFootnoteIDPrefixFunction(footnotePrefix)),
			extension.NewTypographer(extension.WithTypographicSubstitutions(quotes(d.language))),
			block.Extension{},
		),
		goldmark.WithParserOptions(parser.WithAttribute()),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(
			util.Prioritized(&htmlRenderer{rawHTML: d.rawHTML}, 100),
		)),
	)
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
	marks, ok := quotationMarks[lang]
	if !ok {
		marks = quotationMarks["en"]
	}
	names := []extension.TypographicPunctuation{
		extension.LeftDoubleQuote, extension.RightDoubleQuote,
		extension.LeftSingleQuote, extension.RightSingleQuote,
	}
	subst := extension.TypographicSubstitutions{extension.Apostrophe: []byte("’")}
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
