package docx

import (
	"golang.org/x/text/unicode/bidi"
)

// directed cuts text where its direction changes: Word takes the font, the bold and the order of a run's characters from
// w:rtl (17.3.2.30), so a run must not mix directions. Text without any right-to-left character comes back as it is.
func (w *writer) directed(list []Inline) []Inline {
	var all []rune
	for _, part := range list {
		if t, ok := part.(Text); ok {
			all = append(all, []rune(t.Text)...)
		} else {
			all = append(all, '\uFFFC') // an object: as neutral as a space
		}
	}
	dirs := directions(all, w.rtl)
	var out []Inline
	for _, part := range list {
		t, ok := part.(Text)
		if !ok {
			dirs = dirs[1:]
			if part != nil {
				out = append(out, part)
			}
			continue
		}
		runes := []rune(t.Text)
		for start := 0; start < len(runes); {
			end := start + 1
			for end < len(runes) && dirs[end] == dirs[start] {
				end++
			}
			t.Text, t.rtl = string(runes[start:end]), dirs[start]
			out = append(out, t)
			start = end
		}
		dirs = dirs[len(runes):]
	}
	return out
}

// directions says for each character whether it is right to left, in a paragraph whose direction is rtl. It is the Unicode
// Bidirectional Algorithm's rules for weak and neutral characters (UAX 9, W7, N1, N2) without embeddings: digits go with
// the word before them, spaces and punctuation with both their neighbours or else with the paragraph.
func directions(text []rune, rtl bool) []bool {
	dirs := make([]bool, len(text))
	last := rtl  // of the strong characters and digits before
	neutral := 0 // where the neutral characters before begin
	for i, r := range text {
		p, _ := bidi.LookupRune(r)
		dir, strong := rtl, true
		switch p.Class() {
		case bidi.L:
			dir = false
		case bidi.R, bidi.AL, bidi.AN:
			dir = true
		case bidi.EN:
			dir = last
		default:
			strong = false
		}
		if !strong {
			continue
		}
		between := rtl
		if dir == last {
			between = dir
		}
		fill(dirs[neutral:i], between)
		dirs[i], last, neutral = dir, dir, i+1
	}
	fill(dirs[neutral:], rtl)
	return dirs
}

func fill(dirs []bool, v bool) {
	for i := range dirs {
		dirs[i] = v
	}
}
