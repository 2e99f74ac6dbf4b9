package theme

import (
	"html"
	"html/template"
	"net/url"
	"regexp"
	"strings"

	"lectern/builder/course"
)

// inSentences are the elements that can stand within a sentence and need no id or style of the page.
var inSentences = map[string]bool{
	"a": true, "abbr": true, "b": true, "bdi": true, "cite": true, "code": true, "del": true, "em": true, "i": true, "kbd": true,
	"mark": true, "q": true, "s": true, "span": true, "strong": true, "sub": true, "sup": true, "u": true,
}

var (
	footnoteRef = regexp.MustCompile(`<sup id="[^"]*"><a [^>]*class="footnote-ref"[^>]*>[^<]*</a></sup>`)
	elementID   = regexp.MustCompile(` id="[^"]*"`)
)

// phrasing returns the beginning of a text, up to its first list, table or second paragraph, as it can stand within a
// sentence: with emphasis and links, without pictures, footnotes and ids.
func phrasing(text template.HTML) template.HTML {
	rest := footnoteRef.ReplaceAllString(string(text), "")
	var b strings.Builder
	for {
		i := strings.IndexByte(rest, '<')
		if i < 0 {
			b.WriteString(rest)
			break
		}
		b.WriteString(rest[:i])
		end := tagEnd(rest, i)
		tag := rest[i:end]
		rest = rest[end:]
		switch name, _ := tagName(tag); {
		case inSentences[name]:
			b.WriteString(elementID.ReplaceAllString(tag, ""))
		case isVoid[name]:
			b.WriteByte(' ')
		case strings.TrimSpace(b.String()) != "":
			rest = ""
		}
	}
	return template.HTML(strings.TrimSpace(b.String()))
}

// isVoid are the elements without content that Markdown makes within a sentence.
var isVoid = map[string]bool{"br": true, "img": true, "input": true}

// unescapeFragment returns the id that the fragment of an address in HTML means.
func unescapeFragment(s string) string {
	s = html.UnescapeString(s)
	if id, err := url.PathUnescape(s); err == nil {
		return id
	}
	return s
}

var footnoteID = regexp.MustCompile(`( id="| href="#)([^"]*fn(?:ref[0-9]*)?:[0-9]+")`)

// refersToNotes reports whether a text has references to footnotes.
func refersToNotes(text string) bool { return strings.Contains(text, "footnote-ref") }

// gatheredNotes keeps the footnotes of a text that refers to some apart from those of other pages that stand beside it. References
// whose notes stay behind on their page are left out.
func gatheredNotes(owner *course.Page, text string) string {
	if !strings.Contains(text, "footnotes") {
		return footnoteRef.ReplaceAllString(text, "")
	}
	return footnoteID.ReplaceAllString(text, "${1}"+strings.ReplaceAll(owner.Path, "$", "$$")+"${2}")
}
