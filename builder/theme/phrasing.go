package theme

import (
	"html"
	"html/template"
	"net/url"
	"regexp"
	"strings"

	"lectern/builder/course"
)

// inSentence reports whether an element can stand within a sentence and needs no id or style of the page.
func inSentence(name string) bool {
	switch name {
	case "a", "abbr", "b", "bdi", "cite", "code", "del", "em", "i", "kbd", "mark", "q", "s", "span", "strong", "sub", "sup", "u":
		return true
	}
	return false
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
		case inSentence(name):
			b.WriteString(elementID.ReplaceAllString(tag, ""))
		case isVoid(name):
			b.WriteByte(' ')
		case strings.TrimSpace(b.String()) != "":
			rest = ""
		}
	}
	return template.HTML(strings.TrimSpace(b.String()))
}

// isVoid reports whether an element is one without content that Markdown makes within a sentence.
func isVoid(name string) bool { return name == "br" || name == "img" || name == "input" }

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
