package audit

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// wholeTokens writes the start tags with the audited attributes as html.Tokenizer reads them.
func wholeTokens(text []byte) string {
	var out strings.Builder
	z := html.NewTokenizer(bytes.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out.String()
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			out.WriteString("<" + string(name))
			for more {
				var key, value []byte
				key, value, more = z.TagAttr()
				if audited(key) {
					out.WriteString(" " + string(key) + "=" + string(value))
				}
			}
			out.WriteString(">\n")
		}
	}
}

// foundTags writes the same as tags reads them.
func foundTags(text []byte) string {
	var out strings.Builder
	for t := (tags{text: text}); t.next(); {
		out.WriteString("<" + string(t.name))
		for _, a := range t.attributes {
			out.WriteString(" " + string(a.name) + "=" + string(a.text()))
		}
		out.WriteString(">\n")
	}
	return out.String()
}

var strange = []string{
	"", "<", "a < b", "<a", "<a href", "<a href=", `<a href="x`, "<a href=x", "<a/>", "<a href=x/>", "<a href = 'x' id=\"y\"id=z>",
	`<A HREF="x?a=1&amp;b&copy=2&lt;" Id='"&quot;'>`, "<a href='&amp;'\n\tid\n=\n\n5>", `<a =href="x" href"="y">`, `<a / href / id=x / >`,
	`<img alt src=a&amp;"b width height="">`, "<p id=a\r\nhref=\"x\r\ny\">", `</a href=">"><b id=c>`, "</><b>", "</ <b>x><i>", "<?php <b>?><b>",
	"<!doctype html><b>", `<!doctype "<b>"><i>`, "<!--<b>--><i>", "<!--><b>-->", "<!-- --!><b>", "<!--<b>", "<!-><b>", "<![CDATA[<b>]]><i>", "<!x-><b>",
	"<title><b></title><i>", "<TITLE><b></titles></Title ><i>", "<title/><b></title>", "<style></style><b>", "<script><b>", "<plaintext><b></plaintext><b>",
	"<script><!--<script></script>--></script><b>", "<script>if(a</b/.x)'<!--'</script><b>", "<noscript><b></noscript><i>", "<textarea><b></textarea",
	"<xmp></xmp/><b>", "<iframe src=x></iframe><b>", "<b x='<i>'>", "<é><b id=é>", "<a href=x id=y", "<a id='x' <b id=y>",
}

func TestTags(t *testing.T) {
	for _, text := range strange {
		require.Equal(t, wholeTokens([]byte(text)), foundTags([]byte(text)), "%q", text)
	}
}

// TestTagsOfPages reads real pages in both ways.
func TestTagsOfPages(t *testing.T) {
	r := build(t, "## A\n\n[up](_index.md) &amp; <a href='?a=1&amp;b'>x</a>\n\n:::quiz\nWhich?\n\n- [x] this\n- [ ] that\n:::\n")
	for _, f := range r.Files {
		if strings.HasSuffix(f.Path, ".html") {
			var b bytes.Buffer
			require.NoError(t, f.Render(&b))
			require.Equal(t, wholeTokens(b.Bytes()), foundTags(b.Bytes()), f.Path)
		}
	}
}

func FuzzTags(f *testing.F) {
	for _, text := range strange {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		text = bytes.ReplaceAll(text, []byte{0}, nil) // which no page has
		if want, got := wholeTokens(text), foundTags(text); want != got {
			t.Fatalf("%q\nwant %q\ngot  %q", text, want, got)
		}
	})
}
