package theme

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"lectern/builder/lesson"
)

// termIndex finds the terms of a glossary in text. It is made once for a course and only read afterwards.
type termIndex struct {
	terms []lesson.Term
	byID  map[string]int    // index in terms
	same  []int             // the first term that shares the definition of each: synonyms are explained once
	first map[string][]form // by the first word in lower case, the longest forms first
	words [1 << 10]uint64   // bit by bit, which first words there can be: most words need no look at the map
}

// form is one way to write a term, as HTML text. Unless it is exact, it is in lower case.
type form struct {
	term  int
	exact bool   // capitals count: of an abbreviation
	word  string // the first word
	rest  string // what follows it; a blank stands for blanks and hyphens
	open  bool   // ends in a script without blanks between words
}

// newTermIndex makes the index of a glossary.
func newTermIndex(terms []lesson.Term) *termIndex {
	x := &termIndex{terms: terms, byID: map[string]int{}, first: map[string][]form{}}
	for i, t := range terms {
		x.byID[t.ID] = i
		x.same = append(x.same, i)
		if i > 0 && terms[i-1].Definition == t.Definition {
			x.same[i] = x.same[i-1]
		}
		for _, name := range termForms(t.Name) {
			x.add(i, name)
		}
	}
	for _, forms := range x.first {
		slices.SortStableFunc(forms, func(a, b form) int { return len(b.rest) - len(a.rest) })
	}
	return x
}

// termForms returns the ways to write a term. "OKR (objectives and key results)" is also known by its long form; another
// remark in brackets is no part of the name.
func termForms(name string) []string {
	short, rest, found := strings.Cut(name, "(")
	if !found {
		return []string{name}
	}
	long, _, _ := strings.Cut(rest, ")")
	if isAbbreviation(strings.TrimSpace(short)) || isAbbreviation(strings.TrimSpace(long)) {
		return []string{short, long}
	}
	return []string{short}
}

// isAbbreviation reports whether a word is one whose capitals count: two or more and no small letter but the s of
// the plural.
func isAbbreviation(word string) bool {
	capitals := 0
	for _, r := range strings.TrimSuffix(word, "s") {
		switch {
		case unicode.IsUpper(r):
			capitals++
		case unicode.IsLower(r), unicode.IsSpace(r):
			return false
		}
	}
	return capitals > 1
}

// add adds a name, its plural, and both in the other way to write accents.
func (x *termIndex) add(term int, name string) {
	name = strings.Join(strings.Fields(name), " ")
	if name == "" {
		return
	}
	exact := isAbbreviation(name)
	seen := map[string]bool{}
	for _, f := range plurals(name, exact) {
		for _, f := range []string{norm.NFC.String(f), norm.NFD.String(f)} {
			if !exact {
				f = strings.ToLower(f)
			}
			if !seen[f] {
				seen[f] = true
				x.addForm(term, exact, escapeText.Replace(f))
			}
		}
	}
}

// escapeText escapes what cannot stand in the text of an element.
var escapeText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// plurals returns a name and its plural by the rule of English, which does no harm to other languages.
func plurals(name string, abbreviation bool) []string {
	if abbreviation {
		name = strings.TrimSuffix(name, "s")
		return []string{name, name + "s"}
	}
	last, size := utf8.DecodeLastRuneInString(name)
	before, _ := utf8.DecodeLastRuneInString(name[:len(name)-size])
	switch {
	case !unicode.Is(unicode.Latin, last):
		return []string{name}
	case last == 'y' && !strings.ContainsRune("aeiou", before):
		return []string{name, name[:len(name)-1] + "ies"}
	case strings.ContainsRune("sxz", last), last == 'h' && strings.ContainsRune("cs", before):
		return []string{name, name + "es"}
	}
	return []string{name, name + "s"}
}

func (x *termIndex) addForm(term int, exact bool, name string) {
	n := wordEnd([]byte(name), 0)
	if n == 0 {
		return // a name that begins with a sign is not looked for
	}
	last, _ := utf8.DecodeLastRuneInString(name)
	f := form{term: term, exact: exact, word: name[:n], open: isSingle(last)}
	f.rest = strings.Map(func(r rune) rune {
		switch {
		case isGap(r):
			return ' '
		case r == '’':
			return '\''
		}
		return r
	}, name[n:])
	key := strings.ToLower(f.word)
	x.first[key] = append(x.first[key], f)
	bit := wordBit([]byte(key))
	x.words[bit>>6] |= 1 << (bit & 63)
}

// find returns the term that is written at the beginning of text, a word of which ends at the offset word, and where it ends; a
// negative term when there is none. Skip says which terms are not looked for.
func (x *termIndex) find(text []byte, word int, skip []bool) (term, end int) {
	bit := wordBit(text[:word])
	if x.words[bit>>6]&(1<<(bit&63)) == 0 {
		return -1, 0
	}
	var buf [64]byte
	forms := x.first[string(appendLower(buf[:0], text[:word]))]
	for i := range forms {
		f := &forms[i]
		if skip[x.same[f.term]] {
			continue
		}
		if end := f.match(text, word); end > 0 && (f.open || endsWord(text[end:])) {
			return f.term, end
		}
	}
	return -1, 0
}

// match returns where the form ends that text begins with, or 0. Word is where the first word of text ends, which is that of the form
// but for its capitals.
func (f *form) match(text []byte, word int) int {
	if f.exact && string(text[:word]) != f.word {
		return 0
	}
	at := word
	for _, want := range f.rest {
		r, size := utf8.DecodeRune(text[at:])
		switch {
		case want == ' ':
			if size = gap(text[at:]); size == 0 {
				return 0
			}
		case r == want, want == '\'' && r == '’':
		case f.exact, unicode.ToLower(r) != want:
			return 0
		}
		at += size
	}
	return at
}

// gap returns the length of the blanks and hyphens that text begins with.
func gap(text []byte) int {
	n := 0
	for n < len(text) {
		r, size := utf8.DecodeRune(text[n:])
		if !isGap(r) {
			break
		}
		n += size
	}
	return n
}

func isGap(r rune) bool {
	return unicode.IsSpace(r) || isHyphen(r)
}

func isHyphen(r rune) bool { return r == '-' || r == '\u2010' || r == '\u2011' }

// endsWord reports whether a word ends before text. One that goes on behind a hyphen is part of a longer one.
func endsWord(text []byte) bool {
	r, size := utf8.DecodeRune(text)
	if isHyphen(r) {
		r, _ = utf8.DecodeRune(text[size:])
	}
	return !isWord(r) || isSingle(r)
}

// isWord reports whether a rune is part of a word.
func isWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

// isSingle reports whether a rune is a word by itself, since its script sets no blanks between words.
func isSingle(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// wordEnd returns where the word ends that begins at i; i itself when none does.
func wordEnd(text []byte, i int) int {
	start := i
	for i < len(text) {
		if c := text[i]; c < utf8.RuneSelf {
			if !asciiWord[c] {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if !isWord(r) {
			return i
		}
		if isSingle(r) {
			if i == start {
				return i + size
			}
			return i
		}
		i += size
	}
	return i
}

var asciiWord = func() (set [utf8.RuneSelf]bool) {
	for c := range set {
		set[c] = isWord(rune(c))
	}
	return set
}()

// wordBit makes a number below 1<<16 of a word, which is not empty: of its first and last letter, whatever their case, and its length.
func wordBit(word []byte) uint16 {
	if first, last := word[0], word[len(word)-1]; first < utf8.RuneSelf && last < utf8.RuneSelf {
		return uint16(first|0x20)<<10 ^ uint16(last|0x20)<<5 ^ uint16(len(word))
	}
	first, _ := utf8.DecodeRune(word)
	last, _ := utf8.DecodeLastRune(word)
	return uint16(unicode.ToLower(first))<<7 ^ uint16(unicode.ToLower(last))
}

// appendLower appends a word in lower case to dst, which is empty.
func appendLower(dst, word []byte) []byte {
	for _, c := range word {
		if c >= utf8.RuneSelf {
			return bytes.ToLower(word)
		}
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		dst = append(dst, c)
	}
	return dst
}
