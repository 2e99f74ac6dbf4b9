package theme

import (
	"html"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"lectern/builder/block"
	"lectern/builder/search"
)

// sectionsOf returns the sections of a rendered text as one text.
func sectionsOf(body string) string {
	r := &reading{headings: true}
	r.body(block.Body(body))
	var out []string
	for _, s := range r.end() {
		if s != (search.Section{}) {
			out = append(out, s.Heading+"#"+s.ID+": "+s.Text)
		}
	}
	return strings.Join(out, "\n")
}

func TestSections(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"nothing", "", ""},
		{"text", "<p>One <em>two</em>three\n  four.</p>", "#: One twothree four."},
		{"paragraphs", "<p>One.</p>\n<p>Two</p><p>three</p>", "#: One. Two · three"},
		{"a list", "<ul>\n<li>Ask</li>\n<li>Listen &amp; wait</li>\n<li>Why?</li>\n<li>End</li>\n</ul>", "#: Ask · Listen & wait · Why? End"},
		{"a table", "<table><tr><th>Day</th><th>Who</th></tr><tr><td>1</td><td></td></tr></table>", "#: Day · Who · 1"},
		{"lines", "<p>One<br>two <input disabled> three<img alt=\"\">four</p>", "#: One two three four"},
		{"headings", "<p>Intro</p><h2 id=\"a-b\">A &lt;b&gt; <code>c</code></h2><p>Text.</p><h3 id=\"ü&amp;\">D</h3><h2>without id</h2>",
			"#: Intro\nA <b> c#a-b: Text.\nD#ü&: without id"},
		{"only a heading", `<h2 id="x">X</h2>`, "X#x: "},
		{"footnotes", `<p>One<sup id="fnref:1"><a href="#fn:1" class="footnote-ref">1</a></sup> two x<sup>2</sup>.</p><ol><li id="fn:1"><p>Note.&#160;<a href="#fnref:1" class="footnote-backref">↩︎</a></p></li></ol>`,
			"#: One two x2. Note."},
		{"what is not read", `<p>A<!-- <b>comment --><script>bad()</script><style>p{}</style><svg><text>s</text></svg> b</p>`, "#: A b"},
		{"what does not end", `<p>A <b`, "#: A"},
		{"an unfinished slot", "<p>A \x00h1", "#: A"},
	}
	for _, tt := range tests {
		require.Equal(t, tt.want, sectionsOf(tt.body), tt.name)
	}
}

// FuzzSections: no text makes the reader panic, and what it returns is text without runs of blanks.
func FuzzSections(f *testing.F) {
	for _, body := range []string{`<h2 id="a">A</h2><p>b</p>`, `</h2><h2 id="`, "<!--", "<script>", "<sup id=\"x\"><a ", "<a footnote-backref", "<", "<\x01", "<a <\x01>", `<h2 id="">a`, "&amp;&#0;&", "<h2 id=\"a\"><h2 id=\"b\">"} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		if strings.Contains(body, "\x00") || !utf8.ValidString(body) {
			t.Skip()
		}
		r := &reading{headings: true}
		r.body(block.Body(body))
		sections := r.end()
		require.NotEmpty(t, sections)
		for i, s := range sections {
			require.True(t, i == 0 || s.ID != "", "only the first has no id")
			require.NotContains(t, s.Text, "  ")
			require.True(t, utf8.ValidString(s.Text))
		}
	})
}

// White space is folded in the same way wherever a text is cut and whichever way is taken.
func TestFolded(t *testing.T) {
	space := regexp.MustCompile(`[ \n\t\r]+`)
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", " ", "  ", "\n", "\t", "\r", "é", "\u00a0", "&amp;", "&lt", "&lt;", "&#10;", "&", ";"}
	for range 5000 {
		var text string
		for range random.IntN(8) {
			text += pieces[random.IntN(len(pieces))]
		}
		cut := random.IntN(len(text) + 1)
		folded := appendFolded(appendFolded(nil, text[:cut]), text[cut:])
		require.Equal(t, strings.TrimPrefix(space.ReplaceAllString(text, " "), " "), string(folded), "%q", text)
		require.Equal(t, string(appendFolded(nil, html.UnescapeString(text))), string(appendUnescaped(nil, text, isRagged(text))), "%q", text)
	}
}
