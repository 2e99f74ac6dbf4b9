package theme

import (
	"html"
	"strings"
)

// PlainText returns the words of rendered text: without elements and slots, white space folded.
func PlainText(body string) string {
	var b strings.Builder
	for len(body) > 0 {
		i := strings.IndexAny(body, "<\x00")
		if i < 0 {
			b.WriteString(body)
			break
		}
		b.WriteString(body[:i])
		end := byte('>')
		if body[i] == 0 {
			end = 0
		}
		j := strings.IndexByte(body[i+1:], end)
		if j < 0 {
			break
		}
		if isBlockTag(body[i+1 : i+1+j]) {
			b.WriteByte(' ')
		}
		body = body[i+j+2:]
	}
	return strings.Join(strings.Fields(html.UnescapeString(b.String())), " ")
}

// isBlockTag reports whether a tag ends a word.
func isBlockTag(tag string) bool {
	name := strings.TrimLeft(tag, "/")
	for i := range len(name) {
		if c := name[i]; c == ' ' || c == '\n' || c == '/' {
			name = name[:i]
			break
		}
	}
	switch name {
	case "a", "b", "i", "em", "strong", "code", "span", "sup", "sub", "del", "label":
		return false
	}
	return true
}
