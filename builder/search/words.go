package search

import (
	"encoding/binary"
	"math/bits"
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
	fixed  [maxWord + 8]byte // of words in ASCII
	buf    []byte            // of others
	ends   []int
	folded map[string]string // words as they are found, by how they stand in the text
}

// Each calls visit with every word of a text. The bytes are valid until it returns.
func (s *Splitter) Each(text string, visit func(word []byte)) {
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			if lower[c] == 0 {
				i++
			} else if n := s.plain(text[i:]); n > 0 {
				visit(s.fixed[:n])
				i += n + 1
			} else {
				i = s.word(text, i, visit)
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case isPunctuation(r):
			i += size
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

// plain reads the word that a text begins with, eight bytes at a time, and returns its length. It is 0 when the word may have
// something else in it than letters and digits in ASCII, is too long, or ends with the text. Nearly every word of a text in English is plain.
func (s *Splitter) plain(text string) int {
	for n := 0; n < maxWord && n+8 < len(text); n += 8 {
		eight := eightOf(text[n:])
		binary.LittleEndian.PutUint64(s.fixed[n:], eight|' '*each) // digits have this bit, and it makes capitals small
		if k := lettersOf(eight); k < 8 {
			if next := text[n+k]; next >= utf8.RuneSelf || next == '\'' {
				return 0
			}
			return n + k
		}
	}
	return 0
}

// eightOf returns the first eight bytes of a text as a number, the first as the lowest.
func eightOf(text string) uint64 {
	_ = text[7]
	return uint64(text[0]) | uint64(text[1])<<8 | uint64(text[2])<<16 | uint64(text[3])<<24 |
		uint64(text[4])<<32 | uint64(text[5])<<40 | uint64(text[6])<<48 | uint64(text[7])<<56
}

// each times a byte is that byte eight times over.
const each = 0x0101010101010101

// lettersOf returns how many of eight bytes are ASCII letters or digits before the first that is not. What is added to each byte
// sets its highest bit from the first of a range on.
func lettersOf(eight uint64) int {
	low := eight &^ (0x80 * each)
	small := low | ' '*each
	letters := (small + (0x80-'a')*each) &^ (small + (0x80-'z'-1)*each)
	digits := (low + (0x80-'0')*each) &^ (low + (0x80-'9'-1)*each)
	others := ^(letters | digits) | eight
	return bits.TrailingZeros64(others&(0x80*each)) / 8
}

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
			if isPunctuation(r) || isSpaceless(r) || !goesOn(r) {
				break
			}
			plain = false
		}
		end += size
	}
	if !plain {
		s.buf = append(s.buf[:0], s.fold(text[i:end])...)
	}
	if len(s.buf) > 0 && len(s.buf) <= maxWord {
		visit(s.buf)
	}
	return end
}

// maxFolded is how many words are remembered at most. To fold one takes as long as to read fifty in ASCII, and the same come again and again:
// in German every fourth word has a letter with an accent, in Russian every one is folded.
const maxFolded = 1 << 14

// fold returns what Fold does.
func (s *Splitter) fold(word string) string {
	folded, known := s.folded[word]
	if !known {
		folded = Fold(word)
		if len(word) > 2*maxWord {
			return folded
		}
		if s.folded == nil || len(s.folded) >= maxFolded {
			s.folded = map[string]string{}
		}
		s.folded[strings.Clone(word)] = folded
	}
	return folded
}

// goesOn reports whether a character goes on with a word: whether it is a letter, a digit or a mark.
func goesOn(r rune) bool {
	if int(r) < len(inWord) {
		return inWord[r]
	}
	return unicode.In(r, unicode.L, unicode.N, unicode.M)
}

// inWord holds goesOn of the letters of Europe.
var inWord = func() (table [0x530]bool) {
	for r := range table {
		table[r] = unicode.In(rune(r), unicode.L, unicode.N, unicode.M)
	}
	return table
}()

// pairs visits every two neighbouring characters of the run that begins at i, then its last one, and returns where it ends.
func (s *Splitter) pairs(text string, i int, visit func([]byte)) int {
	end, common := i, true
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if !isJapanese(r) {
			if !isSpaceless(r) && !unicode.Is(unicode.M, r) {
				break
			}
			common = false
		}
		end += size
	}
	if common {
		s.buf = append(s.buf[:0], text[i:end]...)
	} else {
		s.buf = append(s.buf[:0], Fold(text[i:end])...)
	}
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
	switch {
	case r < 0x0e00:
		return false
	case isJapanese(r):
		return true
	}
	return r == 'ー' || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// isJapanese reports whether a character is one of those that Chinese and Japanese texts are mostly made of, which Fold leaves as they are.
func isJapanese(r rune) bool {
	return '一' <= r && r <= '\u9fff' || 'ぁ' <= r && r <= 'ゖ' || 'ァ' <= r && r <= 'ヺ' || r == 'ー'
}

// isPunctuation reports whether a character is one of those that part words in most texts, without a look into tables: quotation marks, dashes,
// dots. None between these bounds is a letter, a digit or a mark.
func isPunctuation(r rune) bool { return '\u2000' <= r && r <= '\u206f' && r != '’' }

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
