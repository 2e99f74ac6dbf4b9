package lesson

import (
	"bytes"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"

	"lectern/builder/block"
)

// stockMarkdown is made of goldmark's own parts where newMarkdown has faster ones.
func stockMarkdown(language string) goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(
			extension.Table, extension.Strikethrough, extension.Linkify, extension.TaskList, extension.DefinitionList, extension.Footnote,
			extension.NewTypographer(extension.WithTypographicSubstitutions(quotes(language))),
		),
		goldmark.WithExtensions(ownSyntax...),
		goldmark.WithParserOptions(parser.WithAttribute()),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(&htmlRenderer{rawHTML: true}, 100))),
	)
}

// beforeBreak are the blanks that goldmark leaves before a line end, which is a blank in the description of a picture, only when it has
// looked for an address at each of them.
var beforeBreak = regexp.MustCompile(`[ \t]+(<br>)?(\n| |</)`)

// TestEveryDialectReadsAlike holds the dialects to goldmark's own parts, with texts that were drawn from pieces of Markdown.
func TestEveryDialectReadsAlike(t *testing.T) {
	more := append([]string{"it's", " 'tis ", "Who's? ", "the '90s ", "a.", "b, ", ".", "..", "-", "---", "<<", ">>", "\\'", "\\.", "&#39;", "&quot;", "x'y\"z ", "ab'cd'e", "!", "!a", "\\ ", "\\\\", "a  \n", "b\\\n", "c \t\n", "’", "\ufffd"}, pieces...)
	random := rand.New(rand.NewPCG(3, 4))
	stock := map[string]goldmark.Markdown{"en": stockMarkdown("en"), "fr": stockMarkdown("fr")}
	for range 2000 {
		var b strings.Builder
		for range random.IntN(20) {
			b.WriteString(more[random.IntN(len(more))])
		}
		src := normalizeLineEnds([]byte(b.String()))
		for language, md := range stock {
			var want, got bytes.Buffer
			require.NoError(t, md.Convert(src, &want))
			require.NoError(t, markdownFor(Options{Language: language, RawHTML: true}, src).Convert(src, &got))
			require.Equal(t, beforeBreak.ReplaceAllString(want.String(), "$1$2"), beforeBreak.ReplaceAllString(got.String(), "$1$2"), "%q", src)
		}
	}
}

// TestPlainTextsReadAlike holds the texts that are never given to goldmark to what it makes of them.
func TestPlainTextsReadAlike(t *testing.T) {
	parts := []string{"a", "It's", "b-c", ": ", ":", ".", ".. ", "/", "!", ", ", "? ", "(", ")", "--", "www", " ww", "1", " ", "+", "=", "%", ";", "{", "}", "'", "-", "x"}
	random, plain, md := rand.New(rand.NewPCG(5, 6)), 0, stockMarkdown("en")
	for range 20_000 {
		var b strings.Builder
		for range 1 + random.IntN(8) {
			b.WriteString(parts[random.IntN(len(parts))])
		}
		if !isPlain(b.String()) {
			continue
		}
		plain++
		var want bytes.Buffer
		require.NoError(t, md.Convert([]byte(b.String()), &want))
		require.Equal(t, want.String(), "<p>"+string(block.Typeset([]byte(b.String())))+"</p>\n")
	}
	require.Greater(t, plain, 1000)
}

// TestThreeBackslashes ends a line with them, which escape nothing of the next one.
func TestThreeBackslashes(t *testing.T) {
	for src, want := range map[string]string{
		"\\\\\\\n\\'":       "<p>\\\\\n'</p>\n",
		"\\\\\\\n*a b*\\'":  "<p>\\\\\n<em>a b</em>'</p>\n",
		"*x*\\\\\\\n\\*a b": "<p><em>x</em>\\\\\n*a b</p>\n",
	} {
		var got bytes.Buffer
		require.NoError(t, markdownFor(Options{Language: "en"}, []byte(src)).Convert([]byte(src), &got))
		require.Equal(t, want, got.String(), "%q", src)
	}
}
