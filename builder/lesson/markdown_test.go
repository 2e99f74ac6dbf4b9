package lesson

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMarkdown(t *testing.T) {
	tests := []struct{ name, body, html string }{
		{"strikethrough", "~~a~~ ~b~", "<p><del>a</del> <del>b</del></p>"},
		{"tasks", "- [x] a\n- [ ] *b*\n- c", "<ul>\n<li><label class=\"task\"><input type=\"checkbox\" disabled checked> a</label></li>\n<li><label class=\"task\"><input type=\"checkbox\" disabled> <em>b</em></label></li>\n<li>c</li>\n</ul>"},
		{"tasks with more in them", "- [ ] a\n  - b", "<ul>\n<li><label class=\"task\"><input type=\"checkbox\" disabled> a</label>\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>"},
		{"table", "|a|b|c|\n|:-|:-:|-:|\n|d|e|f|", `<div class="table-wrap" role="group" tabindex="0" aria-label="a, b, c"><table>
<thead>
<tr>
<th scope="col">a</th>
<th scope="col" class="center">b</th>
<th scope="col" class="right">c</th>
</tr>
</thead>
<tbody>
<tr>
<td>d</td>
<td class="center">e</td>
<td class="right">f</td>
</tr>
</tbody>
</table></div>`},
		{"definitions", "A\nB\n: first\n: second\n\nC\n\n: third", "<dl>\n<dt>A</dt>\n<dt>B</dt>\n<dd>first</dd>\n<dd>second</dd>\n<dt>C</dt>\n<dd>\n<p>third</p>\n</dd>\n</dl>"},
		{"footnote", "a[^x] b[^x]\n\n[^x]: *c*", `<p>a<sup id="fnref:1"><a href="#fn:1" class="footnote-ref" role="doc-noteref">1</a></sup> b<sup id="fnref1:1"><a href="#fn:1" class="footnote-ref" role="doc-noteref">1</a></sup></p>
<div class="footnotes" role="doc-endnotes">
<hr>
<ol>
<li id="fn:1">
<p><em>c</em>&#160;<a href="#fnref:1" class="footnote-backref" role="doc-backlink">&#x21a9;&#xfe0e;</a>&#160;<a href="#fnref1:1" class="footnote-backref" role="doc-backlink">&#x21a9;&#xfe0e;</a></p>
</li>
</ol>
</div>`},
		{"footnote without a use", "a\n\n[^x]: b", "<p>a</p>"},
		{"footnote without a note", "a[^x]", "<p>a[^x]</p>"},
		{"loose list", "- a\n\n- b", "<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>"},
		{"numbers", "3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>"},
		{"breaks", "a\\\nb  \nc\nd", "<p>a<br>\nb<br>\nc\nd</p>"},
		{"rule", "a\n\n***", "<p>a</p>\n<hr>"},
		{"class of a heading", "## A {.b .c}", `<h2 id="a" class="b c">A<a class="heading-link" href="#a" aria-labelledby="a"></a></h2>`},
		{"other attributes of a heading are left out", `## A {style=b onclick="c"}`, `<h2 id="a">A<a class="heading-link" href="#a" aria-labelledby="a"></a></h2>`},
		{"comment", "a <!-- b --> c\n\n<!-- d\n\ne -->\n\nf", "<p>a  c</p>\n<p>f</p>"},
		{"character references", "&lt;b&gt; &copy; &#x41;.", "<p>&lt;b&gt; © A.</p>"},
		{"right to left", "אב **גד**", "<p>אב <strong>גד</strong></p>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := parsePage(tt.body+"\n", Options{})
			require.Empty(t, messages(l))
			require.Equal(t, tt.html, filled(l))
			require.Empty(t, malformed(filled(l)))
		})
	}
}

func TestTypographyByLanguage(t *testing.T) {
	const body = `"a 'b' c" it's -- d --- e... <<f>>`
	for language, want := range map[string]string{
		"":      "“a ‘b’ c” it’s – d — e… «f»",
		"en-GB": "“a ‘b’ c” it’s – d — e… «f»",
		"de":    "„a ‚b‘ c“ it’s – d — e… «f»",
		"de-CH": "„a ‚b‘ c“ it’s – d — e… «f»",
		"fr":    "«\u00a0a ‹\u00a0b\u00a0› c\u00a0» it’s – d — e… «f»",
		"es":    "«a “b” c» it’s – d — e… «f»",
		"sv":    "”a ’b’ c” it’s – d — e… «f»",
		"ru":    "«a „b“ c» it’s – d — e… «f»",
		"ja":    "「a 『b』 c」 it’s – d — e… «f»",
		"xx":    "“a ‘b’ c” it’s – d — e… «f»",
	} {
		l := parsePage(body+"\n", Options{Language: language})
		require.Equal(t, "<p>"+want+"</p>", string(l.Body), language)
	}
	l := parsePage("`\"a\" -- b...`\n\n```\n\"a\"\n```\n", Options{Language: "de"})
	require.Equal(t, "<p><code>&quot;a&quot; -- b...</code></p>\n<pre class=\"chroma\" tabindex=\"0\"><code>&quot;a&quot;\n</code></pre>", string(l.Body))
}

func TestHighlighting(t *testing.T) {
	tests := []struct{ name, lang, code, want string }{
		{"go", "go", `if x := f("a", 1); x { // b`, `<span class="k">if</span> x := f(<span class="s">&quot;a&quot;</span>, <span class="m">1</span>); x { <span class="c1">// b</span>`},
		{"letter case of the name", "Go", "return nil", `<span class="k">return</span> <span class="kc">nil</span>`},
		{"keyword in a word", "go", "iffy returns", "iffy returns"},
		{"comment of several lines", "css", "/* a\nb */ c: d", "<span class=\"cm\">/* a\nb */</span> <span class=\"na\">c</span>: d"},
		{"comment without an end", "css", "/* a", "<span class=\"cm\">/* a\n</span>"},
		{"string without an end", "go", `"a`, "&quot;a"},
		{"escaped quotes", "js", `'it\'s' b`, `<span class="s">'it\'s'</span> b`},
		{"yaml", "yaml", "a: true # b", `<span class="na">a</span>: <span class="kc">true</span> <span class="c1"># b</span>`},
		{"json", "json", `{"a": "b"}`, `{<span class="na">&quot;a&quot;</span>: <span class="s">&quot;b&quot;</span>}`},
		{"sql", "sql", "select * From t", `<span class="k">select</span> * <span class="k">From</span> t`},
		{"html", "html", `<a href="b">c</a>`, `<span class="nt">&lt;a</span> <span class="na">href</span>=<span class="s">&quot;b&quot;</span><span class="nt">&gt;</span>c<span class="nt">&lt;/a</span><span class="nt">&gt;</span>`},
		{"unknown", "brainf", "if <b>", "if &lt;b&gt;"},
		{"plain", "text", "if 1", "if 1"},
		{"long line", "go", "return " + strings.Repeat("a", 400), "return " + strings.Repeat("a", 400)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := parsePage("```"+tt.lang+"\n"+tt.code+"\n```\n", Options{})
			require.Empty(t, messages(l))
			want := `<pre class="chroma" tabindex="0"><code class="language-` + tt.lang + `">` + tt.want + "\n</code></pre>"
			want = strings.Replace(want, "\n</span>\n", "\n</span>", 1) // to which the last line end belongs
			require.Equal(t, want, string(l.Body))
		})
	}
}

// Whatever is coloured, the code is all there.
func TestHighlightingKeepsCode(t *testing.T) {
	const code = "a \"b\" 'c' `d` <!-- e --> /* f */ // g # h -- i\n\t0x1F 1_000 1.5 {} [] é 字 \\ true null nil None &amp; <x y=\"z\"/>\n\"open\n'open\n"
	for name := range lexers {
		l := parsePage("```"+name+"\n"+code+"```\n", Options{})
		require.Equal(t, wordsOf(t, "<p>"+strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(code)), wordsOf(t, string(l.Body)), name)
	}
}

func TestWordCount(t *testing.T) {
	tests := []struct {
		name, body string
		want       int
	}{
		{"none", "", 0},
		{"words", "One two, three.", 3},
		{"marks", "**One** *two* ~~three~~ [four](five.md)", 4},
		{"hyphens and apostrophes", "It's well-known: don't", 3},
		{"numbers", "In 2026, 3.5 million", 5},
		{"lists and tables", "- one\n- two\n\n|three|\n|-|\n|four|", 4},
		{"in blocks", ":::details[Title]\none two\n:::", 2},
		{"in callouts", "> [!NOTE]\n> one", 1},
		{"chinese", "設定目標", 2},
		{"japanese and english", "OKR とは目標", 3},
		{"cyrillic", "Как поставить цель", 3},
		{"arabic", "كيف تحدد الهدف", 3},
		{"only marks", "— * 🎉", 0},
		{"comment", "one <!-- two three --> four", 2},
		{"other edition", "one\n\n:::facilitator\ntwo three\n:::", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, parsePage(tt.body+"\n", Options{}).Words)
		})
	}
}

func TestRawHTML(t *testing.T) {
	tests := []struct{ name, body, at, hint string }{
		{"block", "<div>\na\n</div>", "4:1", "use Markdown or a block, write &lt; for a plain <, or set rawHTML: true in content/_index.md"},
		{"in a line", "a <br> b", "4:3", "end the line with a backslash"},
		{"closing", "a </b> b", "4:3", "write **bold**"},
		{"in capitals", "a <BR/> b", "4:3", "end the line with a backslash"},
		{"attributes", `a <img src="b" onerror="c"> d`, "4:3", "write ![description](picture.png)"},
		{"script", "<script>\na\n\nb\n</script>", "4:1", "scripts are not published; the blocks of lessons do what lessons need"},
		{"in a list", "- a\n- <b>c", "5:3", "write **bold**"},
		{"in a quote", "> a\n> <i>b", "5:3", "write *emphasis*"},
		{"in a heading", "## <i>a", "4:4", "write *emphasis*"},
		{"in a table", "|a|\n|-|\n|b <br> c|", "6:4", "end the line with a backslash"},
		{"in a block", ":::details[T]\na\n\n<hr>\n:::", "7:1", "write --- on a line of its own"},
		{"in a callout", "> [!NOTE] T\n> a <br>", "5:5", "end the line with a backslash"},
		{"in a note", "a[^1]\n\n[^1]: b <br>", "6:9", "end the line with a backslash"},
		{"instruction", "a <?php b ?>", "4:3", "use Markdown or a block, write &lt; for a plain <, or set rawHTML: true in content/_index.md"},
		{"over lines", "a\nb <i\nclass='c'>", "5:3", "write *emphasis*"},
		{"behind wide letters", "字é <br>", "4:4", "end the line with a backslash"},
		{"behind a tab", "a\t<br>", "4:3", "end the line with a backslash"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := parsePage(tt.body+"\n", Options{})
			require.NotEmpty(t, l.Diags)
			d := l.Diags[0]
			require.Equal(t, "raw HTML is not published", d.Message)
			require.Equal(t, "content/about.md:"+tt.at, d.Pos.String())
			require.Equal(t, tt.hint, d.Hint)
			all := string(l.Body) + bodies(l)
			for _, tag := range []string{"<script", "<br/", "<BR", "<img", "<div>\na", "<?php", "onerror"} {
				require.NotContains(t, all, tag)
			}

			allowed := parsePage(tt.body+"\n", Options{RawHTML: true})
			require.NotContains(t, strings.Join(messages(allowed), "\n"), "raw HTML")
		})
	}
	l := parsePage("a <b class=\"c\">d</b>\n\n<div>\n*e*\n</div>\n", Options{RawHTML: true})
	require.Empty(t, messages(l))
	require.Equal(t, "<p>a <b class=\"c\">d</b></p>\n<div>\n*e*\n</div>", string(l.Body))
}

func TestGlossary(t *testing.T) {
	const src = "---\ntitle: G\n---\n\nIntro.\n\nGoal\nAim\n: What is *wanted*.\n\nOKR\n: Objective.\n: A [way](a.md).\n\nOutro.\n"
	l := Parse("content/glossary.md", KindGlossary, []byte(src), Options{})
	require.NotContains(t, strings.Join(messages(l), "\n"), "error")
	var got []string
	for _, term := range l.Terms {
		require.True(t, l.HasAnchor(term.ID))
		got = append(got, term.Pos.String()+" "+term.ID+" "+term.Name+" = "+string(term.Definition))
	}
	require.Equal(t, []string{
		"content/glossary.md:7:1 goal Goal = What is <em>wanted</em>.",
		"content/glossary.md:8:1 aim Aim = What is <em>wanted</em>.",
		"content/glossary.md:11:1 okr OKR = Objective.A <a href=\"\x00h0\x00\">way</a>.",
	}, got)
	require.Equal(t, "<p>Intro.</p>\n<p>Outro.</p>", string(l.Body))

	empty := Parse("content/glossary.md", KindGlossary, []byte("---\ntitle: G\n---\nNothing.\n"), Options{})
	require.Equal(t, []string{"4:1: error: glossary has no terms"}, messages(empty))
}
