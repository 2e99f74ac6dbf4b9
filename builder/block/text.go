package block

import (
	"bytes"
	"html"

	"github.com/yuin/goldmark/util"
)

// unescapeText resolves backslash escapes and character references of
// Markdown text.
func unescapeText(b []byte) []byte {
	if bytes.IndexByte(b, '\\') < 0 && bytes.IndexByte(b, '&') < 0 {
		return b
	}
	return []byte(html.UnescapeString(string(util.UnescapePunctuations(b))))
}
