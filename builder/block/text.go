package block

import (
	"html"

	"github.com/yuin/goldmark/util"
)

// unescapeText resolves backslash escapes and character references of
// Markdown text.
func unescapeText(b []byte) []byte {
	return []byte(html.UnescapeString(string(util.UnescapePunctuations(b))))
}
