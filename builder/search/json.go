package search

import "unicode/utf8"

// appendJSON appends a text as JSON: what encoding/json writes without the escapes of HTML, since only browsers' parsers of JSON read
// it. Nearly all of a text stands as it is, and is copied piece by piece.
func appendJSON(out []byte, text string) []byte {
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
var escaped = func() (table [256]bool) {
	for c := range table {
		table[c] = c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf
	}
	return table
}()

// escapeOf returns how the character that a text begins with is written, and its length there. It is empty when it needs no escape.
func escapeOf(text string) (escape string, size int) {
	const digits = "0123456789abcdef"
	r, size := utf8.DecodeRuneInString(text)
	switch {
	case r == '"' || r == '\\':
		return `\` + text[:1], 1
	case r == utf8.RuneError && size == 1:
		return `\ufffd`, 1
	case r == '\u2028' || r == '\u2029':
		return `\u202` + digits[r&15:][:1], size
	case r >= ' ':
		return "", size
	}
	const letters = "\bb\ff\nn\rr\tt"
	for i := 0; i < len(letters); i += 2 {
		if letters[i] == text[0] {
			return `\` + letters[i+1:][:1], 1
		}
	}
	return `\u00` + digits[r>>4:][:1] + digits[r&15:][:1], 1
}

// comma appends what stands before the i-th of a list.
func comma(out []byte, i int) []byte {
	if i == 0 {
		return out
	}
	return append(out, ',')
}
