package lesson

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Reserved are the ids that a page promises to themes and links. No heading,
// question or block may have one of them.
var Reserved = []string{"content", "objectives", "takeaways", "downloads", "faq", "toc"}

// ids gives out ids that are unique in a page.
type ids struct {
	used map[string]bool
	next map[string]int // last suffix tried for a base, so that many equal texts stay cheap
}

func newIDs() *ids {
	s := &ids{used: make(map[string]bool, 50), next: map[string]int{}}
	for _, id := range Reserved {
		s.used[id] = true
	}
	return s
}

// take marks an id as used and reports whether it was free.
func (s *ids) take(id string) bool {
	if s.used[id] {
		return false
	}
	s.used[id] = true
	return true
}

// unique returns an id made from words: as [Anchor], with a number behind it
// where that is taken.
func (s *ids) unique(words string) string {
	base := Anchor(words)
	if s.take(base) {
		return base
	}
	for n := s.next[base] + 1; ; n++ {
		id := base + "-" + strconv.Itoa(n)
		if s.take(id) {
			s.next[base] = n
			return id
		}
	}
}

const maxShort = 80 // characters of an id that is made from a whole text

// short returns an id made from words that may be a whole text. Instead of its end a long id has a number made
// from all the words, so that ids of texts that begin alike do not depend on their order.
func (s *ids) short(words string) string {
	anchor := strings.Trim(Anchor(words), "-")
	if utf8.RuneCountInString(anchor) <= maxShort {
		return s.unique(anchor)
	}
	return s.unique(fmt.Sprintf("%s-%08x", string([]rune(anchor)[:maxShort-9]), hash(anchor)))
}

// Anchor makes an id from words by the rule that GitHub uses for headings, so
// that an anchor works there and in editors too: lower case; letters, marks
// and digits of any script, hyphens and underscores are kept; a blank becomes
// a hyphen; the rest is left out.
func Anchor(words string) string {
	var b strings.Builder
	b.Grow(len(words))
	for _, r := range norm.NFC.String(strings.TrimSpace(words)) {
		switch {
		case r < utf8.RuneSelf:
			if c := anchorBytes[r]; c != 0 {
				b.WriteByte(c)
			}
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	if id := b.String(); strings.Trim(id, "-") != "" {
		return id
	}
	return "section"
}

// anchorBytes holds what becomes of ASCII characters in an id; 0 for those that are left out.
var anchorBytes = func() (table [utf8.RuneSelf]byte) {
	for c := range table {
		switch r := rune(c); {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
			table[c] = byte(unicode.ToLower(r))
		case r == ' ', r == '\t', r == '\n':
			table[c] = '-'
		}
	}
	return table
}()
