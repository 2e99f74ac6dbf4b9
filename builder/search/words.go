package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxWord is the longest word that is indexed, in bytes: nobody searches for a longer one.
const maxWord = 64

// Splitter divides texts into the words that are searched for. The zero value is ready; it may be used by one
// goroutine at a time.
//
// A word is a run of letters, digits and marks, folded: in lower case, without the accents of letters that have a plain form and
// without apostrophes ("Manager’s" is "managers"). Scripts that put no space between words give every two neighbouring
// characters, and the last one alone, so that each of the characters begins a word.
type Splitter struct {
	buf  []byte
	ends []int
}

// Each calls visit with every word of a text. The bytes are valid until it returns.
func (s *Splitter) Each(text string, visit func(word []byte)) {
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf && lower[c] == 0 {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case isSpaceless(r):
			i = s.pairs(text, i, visit)
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			i = s.word(text, i, visit)
		default:
			i += size
		}
	}
}

// lower maps the ASCII letters and digits to lower case, and everything else to 0.
var lower = func() (table [utf8.RuneSelf]byte) {
	for c := range table {
		if r := rune(c); unicode.IsLetter(r) || unicode.IsDigit(r) {
			table[c] = byte(unicode.ToLower(r))
		}
	}
	return table
}()

// word visits the word that begins at i and returns where it ends.
func (s *Splitter) word(text string, i int, visit func([]byte)) int {
	s.buf = s.buf[:0]
	end, plain := i, true
	for end < len(text) {
		c := text[end]
		if c < utf8.RuneSelf {
			if lower[c] == 0 && c != '\'' {
				break
			}
			if c != '\'' {
				s.buf = append(s.buf, lower[c])
			}
			end++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[end:])
		if !isApostrophe(r) {
			if isSpaceless(r) || !unicode.In(r, unicode.L, unicode.N, unicode.M) {
				break
			}
			plain = false
		}
		end += size
	}
	if !plain {
		s.buf = append(s.buf[:0], Fold(text[i:end])...)
	}
	if len(s.buf) > 0 && len(s.buf) <= maxWord {
		visit(s.buf)
	}
	return end
}

// pairs visits every two neighbouring characters of the run that begins at i, then its last one, and returns where it ends.
func (s *Splitter) pairs(text string, i int, visit func([]byte)) int {
	end := i
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if !isSpaceless(r) && !unicode.Is(unicode.M, r) {
			break
		}
		end += size
	}
	s.buf = append(s.buf[:0], Fold(text[i:end])...)
	s.ends = s.ends[:0]
	for at := 0; at < len(s.buf); {
		_, size := utf8.DecodeRune(s.buf[at:])
		at += size
		s.ends = append(s.ends, at)
	}
	start := 0
	for n, at := range s.ends {
		visit(s.buf[start:s.ends[min(n+1, len(s.ends)-1)]])
		start = at
	}
	return end
}

// isSpaceless reports whether a character belongs to a script without spaces between words.
func isSpaceless(r rune) bool {
	if r < 0x0e00 {
		return false
	}
	return r == 'ー' || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' || r == '＇' }

// letters are those that a keyboard without them replaces by others, and that have no accent that could be dropped.
var letters = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ı", "i", "ς", "σ")

// Fold returns the form of a word under which it is found. Marks are dropped where a reader finds the letter without them the
// same: the accents of Latin, Greek and Cyrillic, the points of Arabic and Hebrew. Elsewhere they make another letter.
func Fold(word string) string {
	word = strings.Map(func(r rune) rune {
		switch {
		case isApostrophe(r), r == 'ـ', '\u0300' <= r && r <= '\u036f', '\u0591' <= r && r <= '\u05c7',
			'\u064b' <= r && r <= '\u065f', r == '\u0670':
			return -1
		}
		return r
	}, norm.NFKD.String(word))
	return letters.Replace(strings.ToLower(norm.NFKC.String(word)))
}
