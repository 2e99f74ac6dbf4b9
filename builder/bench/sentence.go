package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"
)

// writer writes the text of one page. Two of the same seed write the same.
type writer struct {
	*rand.Rand
	emphasis bool // whether starred slots may be emphasized
}

func newWriter(seed, stream uint64) *writer {
	return &writer{Rand: rand.New(rand.NewPCG(seed, stream))}
}

// one returns a word of a list.
func (w *writer) one(list string) string { return w.of(lists[list]) }

func (w *writer) of(words []string) string { return words[w.IntN(len(words))] }

// fill puts words into the slots of a pattern.
func (w *writer) fill(pattern string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(pattern, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		slot, after, _ := strings.Cut(rest, "}")
		list, starred := strings.CutPrefix(slot, "*")
		word := w.one(list)
		if starred && w.emphasis {
			word = w.mark(word)
		}
		b.WriteString(word)
		pattern = after
	}
}

// mark emphasizes one text in four.
func (w *writer) mark(text string) string {
	switch w.IntN(8) {
	case 0:
		return "**" + text + "**"
	case 1:
		return "*" + text + "*"
	}
	return text
}

// line fills one of the patterns and begins with a capital letter.
func (w *writer) line(patterns []string) string { return capital(w.fill(w.of(patterns))) }

// capital returns text with its first letter, which may stand behind marks, in upper case.
func capital(text string) string {
	at := strings.IndexFunc(text, unicode.IsLetter)
	if at < 0 {
		return text
	}
	r, size := utf8.DecodeRuneInString(text[at:])
	return text[:at] + string(unicode.ToUpper(r)) + text[at+size:]
}

func (w *writer) sentence() string { return w.line(sentences) + "." }

// words counts what stands between blanks.
func words(text string) int { return len(strings.Fields(text)) }

// paragraph returns sentences of about n words. With links, one may lead to another lesson, and now and then one names
// a source on the web or a file.
func (w *writer) paragraph(n int, links *linker) string {
	var parts []string
	for left := n; len(parts) == 0 || left > 9; {
		s := w.sentence()
		if w.emphasis {
			s = w.refer(s, links)
		}
		parts = append(parts, s)
		left -= words(s)
	}
	return strings.Join(parts, " ")
}

// refer adds a reference to one sentence in five.
func (w *writer) refer(s string, links *linker) string {
	bare := strings.TrimSuffix(s, ".")
	switch k := w.IntN(25); {
	case k < 3:
		if to := links.next(w); to != "" {
			return fmt.Sprintf("%s: %s %s.", bare, w.one("source"), to)
		}
	case k < 4:
		return fmt.Sprintf("%s, as [%s](https://library.example.net/%s) shows.", bare, w.one("author"), slug(w.one("thing")))
	case k < 5:
		return fmt.Sprintf("%s (see `%s`).", bare, w.one("file"))
	}
	return s
}

// list returns a list of about n words, some of its items with a list of their own.
func (w *writer) list(n int) string {
	numbered := w.IntN(3) == 0
	var b strings.Builder
	for i := 1; i == 1 || n > 12; i++ {
		item := w.sentence()
		if w.IntN(2) == 0 {
			item = "**" + capital(w.one("thing")) + ".** " + item
		}
		mark := "-"
		if numbered {
			mark = fmt.Sprintf("%d.", i)
		}
		fmt.Fprintf(&b, "%s %s\n", mark, item)
		n -= words(item)
		if w.IntN(3) > 0 {
			continue
		}
		for range 2 + w.IntN(2) {
			inner := capital(w.fill("{verb} {thing} {when}"))
			fmt.Fprintf(&b, "   - %s\n", inner)
			n -= words(inner)
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (w *writer) table() string {
	var b strings.Builder
	b.WriteString("| Occasion | First step | How often |\n| --- | :-- | --: |\n")
	for range 4 + w.IntN(3) {
		fmt.Fprintf(&b, "| %s | **%s** %s | %s |\n", capital(w.one("thing")), capital(w.one("verb")), w.one("thing"), w.one("often"))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (w *writer) quote() string {
	return fmt.Sprintf("> %s %s\n>\n> — *%s*, %s", w.sentence(), w.sentence(), w.one("author"), w.one("post"))
}

func (w *writer) alert() string {
	return fmt.Sprintf("> [!%s]\n> %s %s", w.one("alert"), w.sentence(), w.sentence())
}

// slug makes a file name of a title.
func slug(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.TrimSuffix(b.String(), "-")
}
