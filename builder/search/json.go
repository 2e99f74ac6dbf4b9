package search

import (
	"fmt"
	"unicode/utf8"
)

// appendJSON appends a text as JSON: what encoding/json writes without the escapes of HTML, since only browsers' parsers of JSON read
// it. Nearly all of a text stands as it is, and is copied piece by piece.
func appendJSON(out []byte, text string) []byte { return appendQuoted(out, text, &escaped) }

// AppendJSONInHTML appends a text as JSON that can stand in a script element: what encoding/json writes.
func AppendJSONInHTML(out []byte, text string) []byte { return appendQuoted(out, text, &escapedInHTML) }

func appendQuoted(out []byte, text string, escaped *[256]bool) []byte {
	out = append(out, '"')
	from := 0
	for i := 0; i < len(text); {
		if !escaped[text[i]] {
			i++
			continue
		}
		escape, size := escapeOf(text[i:])
		if escape != "" {
			out = append(append(out, text[from:i]...), escape...)
			from = i + size
		}
		i += size
	}
	return append(append(out, text[from:]...), '"')
}

// escaped tells which bytes may need an escape: in UTF-8 the line separators, and what is not valid.
var escaped, escapedInHTML = func() (table, inHTML [256]bool) {
	for c := range table {
		table[c] = c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf
		inHTML[c] = table[c] || c == '<' || c == '>' || c == '&'
	}
	return table, inHTML
}()

// escapeOf returns how the character that a text begins with is written, and its length there. It is empty when it needs no escape.
func escapeOf(text string) (escape string, size int) {
	if text[0] < utf8.RuneSelf {
		return escapes[text[0]], 1
	}
	switch r, size := utf8.DecodeRuneInString(text); {
	case r == utf8.RuneError && size == 1:
		return `\ufffd`, 1
	case r == '\u2028':
		return `\u2028`, size
	case r == '\u2029':
		return `\u2029`, size
	default:
		return "", size
	}
}

// escapes of ASCII.
var escapes = func() (table [utf8.RuneSelf]string) {
	for c := range table {
		table[c] = fmt.Sprintf(`\u%04x`, c)
	}
	for i, c := range "\b\f\n\r\t\"\\" {
		table[c] = `\` + `bfnrt"\`[i:i+1]
	}
	return table
}()

// comma appends what stands before the i-th of a list.
func comma(out []byte, i int) []byte {
	if i == 0 {
		return out
	}
	return append(out, ',')
}
