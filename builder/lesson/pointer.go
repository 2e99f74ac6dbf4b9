package lesson

import (
	"bytes"
	"strings"

	"lectern/builder/block"
)

// sight is what a reader sees at some place of a page.
type sight int

const (
	seesText sight = 1 << iota
	seesList
	seesTable
	seesPicture
	seesCode
	seesQuote
	seesBox // a callout or a block
	seesHeading
	seesLink
	seesDownload
	seesQuestions

	seesAnything = 1<<iota - 1
)

// landmark is something that a pointer may mean, in the order of the page.
type landmark struct {
	sight
	level int // of a heading
}

// pointer is a phrase such as "the table below", until it is known what follows it.
type pointer struct {
	words string
	at    int   // offset in the source
	means sight // any of these would do
	after int   // number of landmarks before it
	near  int   // level of the section in which it must follow, or -1 for the rest of the page
}

// mark adds a landmark.
func (e *examiner) mark(s sight, level int) {
	e.landmarks = append(e.landmarks, landmark{s, level})
}

// blockSees returns what a reader sees of a block.
func blockSees(k *block.Kind) sight {
	s := seesBox
	switch k {
	case block.Compare:
		s |= seesTable | seesList
	case block.Download, block.Newsletter, block.Program:
		s |= seesDownload | seesLink
	}
	if k.Practice || k == block.Ask {
		s |= seesQuestions | seesList
	}
	return s
}

// point looks for pointers in the text of a block.
func (e *examiner) point() {
	text := e.prose.text
	if !mayPoint(text) {
		return
	}
	ts := tokens(text)
	for i := range ts {
		first, last, means, near := e.words.pointer(ts, i)
		if means == 0 || !e.body && !near || satisfiedWithin(text[ts[last].end:], means) {
			continue
		}
		at, _ := e.prose.source(ts[first].at)
		p := pointer{words: string(text[ts[first].at:ts[last].end]), at: at, means: means, after: len(e.landmarks), near: -1}
		if near {
			p.near = e.level
		}
		e.pointers = append(e.pointers, p)
	}
}

// mayPoint reports whether a text has a word that a pointer could be made with: "below", "follows", "following". Looking
// for their w first is the quickest.
func mayPoint(text []byte) bool {
	for at := 4; at < len(text); at++ {
		w := bytes.IndexByte(text[at:], 'w')
		if w < 0 {
			return false
		}
		at += w
		if before := string(text[at-4 : at]); before == "ollo" || before == "belo" || before == "Belo" {
			return true
		}
	}
	return false
}

// satisfiedWithin reports whether the rest of its own paragraph is what a pointer means: "the following
// points: …", or an example that is told in words.
func satisfiedWithin(rest []byte, means sight) bool {
	_, behind, colon := bytes.Cut(rest, []byte(":"))
	if colon && hasLetter(behind) {
		return true
	}
	sentence := bytes.IndexAny(rest, ".!?")
	return means&seesText != 0 && sentence >= 0 && hasLetter(rest[sentence:])
}

func hasLetter(text []byte) bool {
	return bytes.ContainsFunc(text, func(r rune) bool { return isWordRune(r) || r == opaque })
}

// followPointers reports the pointers after which nothing of their kind comes.
func (e *examiner) followPointers() {
	for _, p := range e.pointers {
		if e.comesAfter(p) {
			continue
		}
		e.warn("pointer-below", e.pos(p.at), "add what is meant, or point to where it stands",
			"%q, but nothing of the kind follows", strings.TrimSpace(p.words))
	}
}

func (e *examiner) comesAfter(p pointer) bool {
	for _, l := range e.landmarks[p.after:] {
		if p.near >= 0 && l.level > 0 && l.level <= p.near {
			return false
		}
		if l.sight&p.means != 0 {
			return true
		}
	}
	return p.near < 0 && e.sectionsBehind()&p.means != 0
}

// sectionsBehind returns what the page shows behind its body.
func (e *examiner) sectionsBehind() sight {
	s, m := sight(0), &e.lesson.Meta
	if len(m.Downloads) > 0 {
		s |= seesDownload | seesLink | seesHeading
	}
	if len(m.FAQs) > 0 {
		s |= seesQuestions | seesHeading
	}
	if len(m.Related) > 0 {
		s |= seesLink
	}
	return s
}

// pointer reports a pointer whose last or only telling word is token i: the tokens it
// spans, what it means, and whether that must follow soon.
func (v *vocabulary) pointer(ts []token, i int) (first, last int, means sight, near bool) {
	switch {
	case ts[i].lower == "following" && i > 0 && ts[i-1].lower == "the" && !ts[i].gap:
		if i+1 == len(ts) || ts[i+1].gap {
			return i - 1, i, seesAnything, true
		}
		for j := i + 1; j < len(ts) && j < i+4 && !ts[j].gap; j++ {
			if means = v.kinds[ts[j].lower]; means != 0 {
				return i - 1, j, means, true
			}
		}
		if i+1 < len(ts) && v.auxiliaries[ts[i+1].lower] {
			return i - 1, i, seesAnything, true
		}
	case ts[i].lower == "follows" && i > 0 && ts[i-1].lower == "as" && !ts[i].gap:
		return i - 1, i, seesAnything, true
	case ts[i].lower == "below":
		return v.below(ts, i)
	}
	return 0, 0, 0, false
}

// below tells the pointer from the preposition, as in "below ten per cent".
func (v *vocabulary) below(ts []token, i int) (first, last int, means sight, near bool) {
	isLast := i+1 == len(ts) || ts[i+1].gap
	if i == 0 || ts[i].gap {
		if i+1 < len(ts) && !ts[i+1].gap && v.auxiliaries[ts[i+1].lower] {
			return i, i + 1, seesAnything, false // "Below is", "Below you find"
		}
		return 0, 0, 0, false
	}
	before := ts[i-1].lower
	if v.showing[before] {
		if isLast || !v.amounts[ts[i+1].lower] && !isNumber(ts[i+1].lower) {
			return i - 1, i, seesAnything, false
		}
		return 0, 0, 0, false
	}
	means = v.kinds[before]
	if means == 0 {
		return 0, 0, 0, false
	}
	if !isLast && (v.amounts[ts[i+1].lower] || isNumber(ts[i+1].lower)) {
		return 0, 0, 0, false // "the rules below zero"
	}
	for j := i - 2; j >= 0 && j > i-6 && !ts[j+1].gap; j-- {
		if v.determiners[ts[j].lower] {
			return j, i, means, false
		}
	}
	return 0, 0, 0, false
}

func isNumber(word string) bool { return word != "" && word[0] >= '0' && word[0] <= '9' }
