package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const oursPage = `<!doctype html><head><meta name="description" content="Why"><link rel="canonical" href="https://lead.example.org/m/a/">
<script type="application/ld+json">{"@type":"FAQPage","mainEntity":[{}]}</script></head>
<nav class="menu"><ol><li><a href="/m/">M</a></ol><ul><li><a href="/faq/">All questions</a></ul></nav>
<h1>First</h1><section id="takeaways"><ol><li><div>Don’t wait</div></li></ol></section>
<nav id="toc"><a href="#x">Part</a></nav>
<div class="body prose"><h2 id="x">Part<a class="heading-link" href="#x"></a></h2><p>It’s a <em>two</em>-part text, see <a href="/m/b/">B</a>.</p></div>
<section id="downloads"><a href="/handouts/1.pdf">H</a></section>
<section id="faq"><details><summary>Why?</summary><div class="answer flow"><p>So.</p></div></details></section>
<a rel="next" href="/m/b/">B</a>`

const hugosPage = `<!doctype html><head><meta name="description" content="Why"><link rel="canonical" href="https://lead.example.org/m/a/"></head>
<nav class="menu"><ol><li><a href="/m/">M</a></ol></nav>
<h1>First</h1><section id="takeaways"><ol><li>Don't wait</li></ol></section>
<div id="toc"><ul><li><a href="#part">Part</a></ul></div>
<div class="body"><h2 id="part">Part</h2><p>It's a <em>two</em>-part text, see <a href="/m/b/">B</a>.</p></div>
<section id="downloads"><a href="/handouts/1.pdf">H</a></section>
<section id="faq"><details><summary>Why?</summary><div class="answer"><p>So.</p></div></details></section>
<a rel="next" href="/m/b/">B</a>
<script type="application/ld+json">{"@type":"FAQPage","mainEntity":[{}]}</script>`

// TestCompare keeps that layout and quotation marks may differ, and that nothing may be left out.
func TestCompare(t *testing.T) {
	require.Contains(t, compared(t, oursPage, hugosPage), sameWork+": on 1 pages 1 titles, 1 takeaways, 1 contents entries, 9 words of the article")
	for kind, change := range map[string][2]string{
		"titles":                    {"<h1>First", "<h1>Last"},
		"takeaways":                 {"<li>Don't wait</li>", ""},
		"contents entries":          {`<a href="#part">Part</a>`, ""},
		"words of the article":      {"text, see", "see"},
		"links of the article":      {`href="/m/b/">B</a>.`, `href="b.md">B</a>.`},
		"questions":                 {"<summary>Why?", "<summary>How?"},
		"answers":                   {"<p>So.</p>", ""},
		"downloads":                 {"/handouts/1.pdf", "/handouts/2.pdf"},
		"menu entries":              {`<li><a href="/m/">M</a>`, ""},
		"ways to the neighbours":    {`<a rel="next"`, "<a"},
		"blocks of structured data": {`"mainEntity":[{}]`, `"mainEntity":[]`},
		"facts in the head":         {`content="Why"`, `content=""`},
	} {
		require.Contains(t, hugosPage, change[0])
		report := compared(t, oursPage, strings.Replace(hugosPage, change[0], change[1], 1))
		require.True(t, strings.HasPrefix(report, "the work differs"), kind)
		require.Contains(t, report, "\n  - "+kind+": /m/a/: Lectern has ")
	}
}

// compared compares sites of one page.
func compared(t *testing.T, ours, hugos string) string {
	dir := t.TempDir()
	const sitemap = "<loc>https://lead.example.org/m/a/</loc>"
	f := newFiles(dir)
	f.add("course/content/m/_index.md", "")
	f.add("course/content/m/a.md", "")
	for site, page := range map[string]string{"ours": ours, "hugos": hugos} {
		f.add(site+"/m/a/index.html", page)
		f.add(site+"/sitemap.xml", sitemap)
		f.add(site+"/search.json", `[{"url": "/m/a/", "text": "Part It’s a two-part text, see B."}]`)
	}
	f.add("ours/feed.xml", "<entry><content type=html>")
	f.add("hugos/index.xml", "<item><content:encoded>")
	require.NoError(t, f.err)
	var b bytes.Buffer
	require.NoError(t, compareHelper(&b, []string{filepath.Join(dir, "course"), filepath.Join(dir, "ours"), filepath.Join(dir, "hugos")}))
	return b.String()
}

// TestCompareSites keeps that what stands beside the pages counts too.
func TestCompareSites(t *testing.T) {
	for _, test := range []struct {
		feed, sitemap, index string
		want                 []string
	}{
		{"<entry><content type=html>", "/m/a/", `["/m/a/", "It is all there."]`, nil},
		{"<entry>", "/m/a/", `["/m/a/", "It is all there."]`, []string{"feed: Lectern has 1 entries, 0 with their text, instead of 1"}},
		{"<entry><content type=html>", "/m/b/", `["/m/a/", "It is all there."]`, []string{"sitemap: Lectern has no /m/a/", "sitemap: Hugo has no /m/a/"}},
		{"<entry><content type=html>", "/m/a/", `["/m/a/", "It is there."]`, []string{"search: Lectern has not the text of /m/a/", "search: Hugo has not the text of /m/a/"}},
		{"<entry><content type=html>", "/m/a/", `["/m/b/", "It is all there."]`, []string{"search: Lectern has no /m/a/", "search: Hugo has no /m/a/"}},
		{"<entry><content type=html>", "/m/a/", "", []string{"search: Lectern has no index", "search: Hugo has no index"}},
	} {
		dir := t.TempDir()
		f := newFiles(dir)
		f.add("sitemap.xml", "<loc>https://lead.example.org"+test.sitemap+"</loc>")
		f.add("feed.xml", test.feed)
		f.add("index.xml", "<item><content:encoded>")
		f.add("m/a/index.html", `<div class="body"><p>It</p><p>It is all there</p></div>`)
		if test.index != "" {
			f.add("assets/search/1.json", test.index)
		}
		require.NoError(t, f.err)
		c := &comparison{ours: dir, hugos: dir}
		require.NoError(t, c.wholeSite([]string{"/m/a/"}))
		require.Equal(t, test.want, c.differences)
	}
}

// TestFloor keeps that the floor does its work: every page is written, with its answers.
func TestFloor(t *testing.T) {
	dir, out := t.TempDir(), filepath.Join(t.TempDir(), "out")
	c := planCorpus(size{3, profiles["short"]})
	require.NoError(t, c.write(dir))
	require.NoError(t, floorHelper(nil, []string{dir, out, "2"}))
	for _, l := range c.lessons {
		page, err := os.ReadFile(filepath.Join(out, l.url(), "index.html"))
		require.NoError(t, err)
		require.Contains(t, string(page), "<table>")
		require.Contains(t, string(page), `role="doc-endnotes"`)
		require.Greater(t, strings.Count(string(page), "<p>"), 8)
	}
}
