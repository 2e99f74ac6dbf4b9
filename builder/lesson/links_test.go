package lesson

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lectern/builder/block"
)

func TestLinks(t *testing.T) {
	tests := []struct {
		name, body string
		links      []block.Link // without their places
		html       string
	}{
		{"page", "[a](b.md#c)", []block.Link{{Dest: "b.md#c"}}, `<p><a href="b.md#c">a</a></p>`},
		{"title", `[a](b.md "It&apos;s \"c\"")`, []block.Link{{Dest: "b.md"}}, `<p><a href="b.md" title="It's &quot;c&quot;">a</a></p>`},
		{"escapes", `[a](b\_c&amp;d%20e.md)`, []block.Link{{Dest: "b_c&d%20e.md"}}, `<p><a href="b_c&amp;d%20e.md">a</a></p>`},
		{"blanks", `[a](<b c.md>)`, []block.Link{{Dest: "b c.md"}}, `<p><a href="b%20c.md">a</a></p>`},
		{"other script", `[a](цель.md)`, []block.Link{{Dest: "цель.md"}}, `<p><a href="%D1%86%D0%B5%D0%BB%D1%8C.md">a</a></p>`},
		{"empty", "[](b.md)", []block.Link{{Dest: "b.md", Empty: true}}, `<p><a href="b.md"></a></p>`},
		{"reference", "[a]\n\n[a]: b.md", []block.Link{{Dest: "b.md"}}, `<p><a href="b.md">a</a></p>`},
		{"in emphasis", "**[a](b.md)**", []block.Link{{Dest: "b.md"}}, `<p><strong><a href="b.md">a</a></strong></p>`},
		{"in a heading", "## A [b](c.md)", []block.Link{{Dest: "c.md"}}, `<h2 id="a-b">A <a href="c.md">b</a><a class="heading-link" href="#a-b" aria-labelledby="a-b"></a></h2>`},
		{"in a table", "|a|\n|-|\n|[b](c.md)|", []block.Link{{Dest: "c.md"}}, `<div class="table-wrap" role="group" tabindex="0" aria-label="a"><table>
<thead>
<tr>
<th scope="col">a</th>
</tr>
</thead>
<tbody>
<tr>
<td><a href="c.md">b</a></td>
</tr>
</tbody>
</table></div>`},
		{"around a picture", "[![a](b.png)](c.md) x", []block.Link{{Dest: "c.md"}, {Kind: block.LinkImage, Dest: "b.png"}},
			`<p><a href="c.md"><img src="b.png" alt="a" loading="lazy" decoding="async"></a> x</p>`},
		{"fragment", "[a](#b)", []block.Link{{Dest: "#b"}}, `<p><a href="#b">a</a></p>`},
		{"rooted", "[a](/b/)", []block.Link{{Dest: "/b/"}}, `<p><a href="/b/">a</a></p>`},
		{"colon in a name", "[a](b/c:d.md)", []block.Link{{Dest: "b/c:d.md"}}, `<p><a href="b/c:d.md">a</a></p>`},
		{"drive letter is no scheme", "[a](c:/b.md)", []block.Link{{Dest: "c:/b.md"}}, `<p><a href="c:/b.md">a</a></p>`},
		{"web", "[a](https://b.org/?c=d&e)", nil, `<p><a href="https://b.org/?c=d&amp;e">a</a></p>`},
		{"mail", "[a](mailto:b@c.org)", nil, `<p><a href="mailto:b@c.org">a</a></p>`},
		{"of any scheme", "[a](//b.org/c)", nil, `<p><a href="//b.org/c">a</a></p>`},
		{"pointed", "<https://b.org>", nil, `<p><a href="https://b.org">https://b.org</a></p>`},
		{"bare", "See https://b.org, www.c.org and d@e.org.", nil,
			`<p>See <a href="https://b.org">https://b.org</a>, <a href="http://www.c.org">www.c.org</a> and <a href="mailto:d@e.org">d@e.org</a>.</p>`},
		{"none in code", "`[a](b.md)`", nil, `<p><code>[a](b.md)</code></p>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := parsePage(tt.body+"\n", Options{})
			require.Empty(t, messages(l))
			require.Equal(t, tt.links, unplaced(l.Links))
			require.Equal(t, tt.html, filled(l))
		})
	}
}

func unplaced(links []block.Link) []block.Link {
	var out []block.Link
	for _, l := range links {
		require := l
		require.Pos.File, require.Pos.Line, require.Pos.Column = "", 0, 0
		out = append(out, require)
	}
	return out
}

func TestLinkMistakes(t *testing.T) {
	tests := []struct{ body, want string }{
		{"x [a]()", "4:3: error: link has no address"},
		{"x [a](<>)", "4:3: error: link has no address"},
		{"x [](https://b.org)", "4:3: error: link to another site has no text"},
		{"x [a](javascript:b)", "4:3: error: link to a script"},
		{"x [a](JaVaScript:b)", "4:3: error: link to a script"},
		{"x [a](java&#x0A;script:b)", "4:3: error: link to a script"},
		{"x [a](&#1;javascript:b)", "4:3: error: link to a script"},
		{"x [a](vbscript:b)", "4:3: error: link to a script"},
		{"x [a](data:text/html,b)", "4:3: error: link to a script"},
		{"x <javascript:b>", "4:3: error: link to a script"},
		{"x [a]\n\n[a]: javascript:b", "4:3: error: link to a script"},
		{"x ![](b.png)", "4:3: warning: picture has no alt text"},
		{"x ![a]()", "4:3: error: picture has no path"},
		{"x ![a](https://b.org/c.png)", "4:3: error: picture from another site: the published pages load nothing from elsewhere"},
		{"x ![a](//b.org/c.png)", "4:3: error: picture from another site: the published pages load nothing from elsewhere"},
		{"x ![a](javascript:b)", "4:3: error: picture from another site: the published pages load nothing from elsewhere"},
		{"x [a[^1]](b.md)\n\n[^1]: c", "4:5: error: footnote in the text of a link"},
		{"x [a <https://b.org>](c.md)", "4:6: error: address in the text of a link"},
		{"x [![](b.png)](c.md)", "4:3: error: link has no words"},
		{"## [](b.md)", "4:1: error: heading is empty"},
		{"## A [](b.md)", "4:6: error: link without a text in a heading"},
	}
	for _, tt := range tests {
		t.Run(tt.body, func(t *testing.T) {
			l := parsePage(tt.body+"\n", Options{})
			require.Contains(t, messages(l), tt.want)
			for _, d := range l.Diags {
				require.NotEmpty(t, d.Hint)
			}
			require.NotContains(t, strings.ToLower(string(l.Body)), `="javascript`, "not even while there is an error")
		})
	}
}

func TestImages(t *testing.T) {
	tests := []struct{ name, body, html string }{
		{"alone", "![A *b*](c.png)", `<figure><img src="c.png" alt="A b" loading="lazy" decoding="async"></figure>`},
		{"alone with a title", `![A](b.png "C & \"d\"")`, `<figure><img src="b.png" alt="A" loading="lazy" decoding="async"><figcaption>C &amp; &quot;d&quot;</figcaption></figure>`},
		{"among words", `a ![B](c.png "d")`, `<p>a <img src="c.png" alt="B" title="d" loading="lazy" decoding="async"></p>`},
		{"in a list", "- ![A](b.png \"c\")", "<ul>\n<li><img src=\"b.png\" alt=\"A\" title=\"c\" loading=\"lazy\" decoding=\"async\"></li>\n</ul>"},
		{"two", "![A](b.png)\n![C](d.png)", "<p><img src=\"b.png\" alt=\"A\" loading=\"lazy\" decoding=\"async\">\n<img src=\"d.png\" alt=\"C\" loading=\"lazy\" decoding=\"async\"></p>"},
		{"in its own text", "![A](data:image/gif;base64,R0lG)", `<figure><img src="data:image/gif;base64,R0lG" alt="A" loading="lazy" decoding="async"></figure>`},
		{"with marks in its words", `![It's "a" <b> & c](d.png)`, `<figure><img src="d.png" alt="It’s “a”  &amp; c" loading="lazy" decoding="async"></figure>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := parsePage(tt.body+"\n", Options{RawHTML: true})
			require.Empty(t, messages(l))
			require.Equal(t, tt.html, filled(l))
		})
	}
}

// Every reference of the page has a number, wherever it stands.
func TestLinksOfAllTexts(t *testing.T) {
	const src = `---
title: T
objectives: ["[o](o.md)"]
takeaways: ["**T** [t](t.md)"]
faqs:
  - {question: Q, answer: "[q](q.md)"}
---

[a](a.md)[^1]

> [!NOTE]
> [c](c.md)

:::details[D]
[d](d.md) ![e](e.png)

:::

:::download{file=f.pdf}
[g](g.md)
:::

[^1]: [n](n.md)
`
	l := Parse("content/m/l.md", KindLesson, []byte(src), Options{})
	var got []string
	for _, link := range l.Links {
		got = append(got, fmt.Sprintf("%d:%s:%d", link.Kind, link.Dest, link.Pos.Line))
	}
	require.ElementsMatch(t, []string{
		"0:o.md:3", "0:t.md:4", "0:q.md:6", "0:a.md:9", "0:c.md:12", "0:d.md:15", "1:e.png:15", "2:f.pdf:19", "0:g.md:20", "0:n.md:23",
	}, got)
	for _, body := range append(allBodies(l), l.Body) {
		body.Expand(nil, func(dst []byte, kind block.SlotKind, n int) []byte {
			require.Less(t, n, max(len(l.Links), len(l.Blocks)))
			return dst
		})
	}
}
