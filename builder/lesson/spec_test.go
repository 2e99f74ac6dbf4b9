package lesson

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	ghtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"

	"lectern/builder/block"
	"lectern/builder/diag"
	"lectern/builder/need"
)

// example is one of the CommonMark specification, which goldmark brings along.
type example struct {
	Number   int    `json:"example"`
	Markdown string `json:"markdown"`
	HTML     string `json:"html"`
	Section  string `json:"section"`
}

func specExamples(t *testing.T) []example {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yuin/goldmark").Output()
	if err != nil {
		need.Lacking(t, "go list does not say where goldmark is: %v", err)
	}
	file, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "_test", "spec.json"))
	if err != nil {
		need.Lacking(t, "the module cache has no examples: %v", err)
	}
	var all []example
	require.NoError(t, json.Unmarshal(file, &all))
	require.Len(t, all, 652)
	return all
}

// What only our Markdown has takes nothing away: with blocks, callouts and fields every example of CommonMark is
// what it should be, to the byte.
func TestOwnSyntaxKeepsCommonMark(t *testing.T) {
	md := goldmark.New(goldmark.WithExtensions(ownSyntax...), goldmark.WithRendererOptions(ghtml.WithXHTML(), ghtml.WithUnsafe()))
	for _, e := range specExamples(t) {
		var b strings.Builder
		require.NoError(t, md.Convert([]byte(e.Markdown), &b))
		require.Equal(t, e.HTML, b.String(), "example %d: %q", e.Number, e.Markdown)
	}
}

// otherwise are the examples that mean something else in our Markdown, and why.
var otherwise = map[string][]int{"addresses that become links": {608, 611, 612}}

// Published pages have the HTML of CommonMark but for what is written in normal: ids, pictures, code,
// quotation marks, tags without a slash. An example that differs in more is in the list, and one that does not is not.
func TestPagesKeepCommonMark(t *testing.T) {
	reasons := map[int]string{}
	for why, numbers := range otherwise {
		for _, n := range numbers {
			reasons[n] = why
		}
	}
	for _, e := range specExamples(t) {
		l := parsePage(e.Markdown, Options{RawHTML: true})
		want, got := normal(t, e.HTML), normal(t, filled(l))
		if why, listed := reasons[e.Number]; listed {
			require.NotEqual(t, want, got, "example %d is as it should be, in spite of %s", e.Number, why)
			continue
		}
		require.Equal(t, want, got, "example %d: %q: %v", e.Number, e.Markdown, l.Diags)
	}
}

// Without raw HTML, which is an error, no word of an example is lost.
func TestPagesLoseNoWord(t *testing.T) {
	for _, e := range specExamples(t) {
		l := parsePage(e.Markdown, Options{})
		refused := slices.ContainsFunc(l.Diags, func(d diag.Diagnostic) bool { return d.Message == "raw HTML is not published" })
		if refused {
			continue
		}
		require.Equal(t, wordsOf(t, e.HTML), wordsOf(t, filled(l)), "example %d: %q", e.Number, e.Markdown)
	}
}

// parsePage parses a body as a page that has nothing else.
func parsePage(body string, opt Options) *Lesson {
	return Parse("content/about.md", KindPage, []byte("---\ntitle: T\n---\n"+body), opt)
}

// filled returns the body with what the course would put into its slots, were every address a page of its own.
func filled(l *Lesson) string {
	return string(l.Body.Expand(nil, func(dst []byte, kind block.SlotKind, n int) []byte {
		switch kind {
		case block.SlotBlock:
			return fmt.Appendf(dst, `<div data-block="%s"></div>`, l.Blocks[n].Kind.Name)
		case block.SlotText:
			return dst // the name of the page, of which CommonMark knows nothing
		}
		address := util.EscapeHTML(util.URLEscape([]byte(l.Links[n].Dest), false))
		if kind == block.SlotImage {
			return fmt.Appendf(dst, `src="%s"`, address)
		}
		return append(dst, address...)
	}))
}

var typographic = strings.NewReplacer("“", `"`, "”", `"`, "‘", "'", "’", "'", "–", "--", "—", "---", "…", "...", "«", "<<", "»", ">>")

// normal brings HTML into a form without what our pages have otherwise on purpose.
func normal(t *testing.T, text string) string {
	t.Helper()
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(text))
	pre, skip := 0, ""
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(blankAtBlocks.ReplaceAllString(b.String(), "$1"))
		case html.TextToken:
			if skip != "" {
				continue
			}
			s := typographic.Replace(html.UnescapeString(string(z.Raw())))
			if pre == 0 {
				s = blanks.ReplaceAllString(s, " ")
			}
			b.WriteString(html.EscapeString(s))
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			pre += delta(token.Data == "pre", 1)
			if skip == "" && isOurs(token) {
				skip = token.Data
			}
			if skip == "" && !(pre > 0 && token.Data == "span") {
				b.WriteString(startTag(token))
			}
		case html.EndTagToken:
			token := z.Token()
			pre -= delta(token.Data == "pre", 1)
			if skip == token.Data {
				skip = ""
			} else if skip == "" && !(pre > 0 && token.Data == "span") {
				b.WriteString("</" + plainName(token.Data) + ">")
			}
		default:
			b.WriteString(string(z.Raw()))
		}
	}
}

var (
	blanks        = regexp.MustCompile(`[ \t\r\n]+`)
	blankAtBlocks = regexp.MustCompile(` *(</?(?:p|h[1-6]|ul|ol|li|blockquote|pre|hr|div|table|thead|tbody|tr|th|td|dl|dt|dd)(?: [^>]*)?>) *`)
)

func delta(is bool, n int) int {
	if is {
		return n
	}
	return 0
}

// isOurs reports elements that CommonMark does not have.
func isOurs(token html.Token) bool {
	return token.Data == "figcaption" || slices.Contains(token.Attr, html.Attribute{Key: "class", Val: "heading-link"})
}

func plainName(name string) string {
	if name == "figure" {
		return "p"
	}
	return name
}

// startTag writes a tag without the attributes that our pages add, and without the title that is a caption.
func startTag(token html.Token) string {
	var kept []string
	for _, a := range token.Attr {
		switch {
		case a.Key == "id" && strings.HasPrefix(token.Data, "h"), a.Key == "loading", a.Key == "decoding", a.Key == "tabindex":
		case token.Data == "pre" && a.Key == "class", token.Data == "img" && a.Key == "title":
		default:
			kept = append(kept, fmt.Sprintf(" %s=%q", a.Key, typographic.Replace(a.Val)))
		}
	}
	slices.Sort(kept)
	return "<" + plainName(token.Data) + strings.Join(kept, "") + ">"
}

// captions are the titles of pictures, which CommonMark has in an attribute.
var captions = regexp.MustCompile(`<figcaption>.*?</figcaption>`)

// wordsOf returns the text of HTML, without marks that the typographer may change.
func wordsOf(t *testing.T, text string) []string {
	t.Helper()
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(captions.ReplaceAllString(text, "")))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		switch kind {
		case html.TextToken:
			b.WriteString(typographic.Replace(html.UnescapeString(string(z.Raw()))))
		case html.StartTagToken, html.SelfClosingTagToken:
			for _, a := range z.Token().Attr {
				if a.Key == "alt" {
					b.WriteString(typographic.Replace(a.Val))
				}
			}
		}
	}
	return regexp.MustCompile(`[\p{L}\p{N}]+`).FindAllString(b.String(), -1)
}
