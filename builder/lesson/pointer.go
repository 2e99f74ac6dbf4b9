package lesson

import (
	"bytes"
	"slices"
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

// mark adds a landmark, if there may be a pointer to it.
func (e *examiner) mark(s sight, level int) {
	if e.mayPoint {
		e.landmarks = append(e.landmarks, landmark{s, level})
	}
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
	if !e.words.mayPoint(text) {
		return
	}
	ts := tokens(text)
	for i := range ts {
		first, last, means, near := e.words.pointer(e.words, ts, i)
		if means == 0 || !e.body && !near || satisfiedWithin(text[ts[last].end:], means) {
			continue
		}
		if means&seesList != 0 && endsInColon(text[ts[last].end:]) {
			means = seesAnything // steps may be told in paragraphs
		}
		at, _ := e.prose.source(ts[first].at)
		p := pointer{words: string(text[ts[first].at:ts[last].end]), at: at, means: means, after: len(e.landmarks), near: -1}
		if near {
			p.near = e.level
		}
		e.pointers = append(e.pointers, p)
	}
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

func endsInColon(rest []byte) bool { return bytes.HasSuffix(bytes.TrimRight(rest, " "), []byte(":")) }

func hasLetter(text []byte) bool {
	return bytes.ContainsFunc(text, func(r rune) bool { return isWordRune(r) || r == opaque })
}

// followPointers reports the pointers after which nothing of their kind comes. It goes through the page backwards once and
// keeps what stands behind the place: in all, and for each level of section up to its end.
func (e *examiner) followPointers() {
	var section [maxLevel + 1]sight
	all, at := e.sectionsBehind(), len(e.landmarks)
	var missing []pointer
	for _, p := range slices.Backward(e.pointers) {
		for ; at > p.after; at-- {
			l := e.landmarks[at-1]
			all |= l.sight
			for level := range section {
				if section[level] |= l.sight; l.level > 0 && l.level <= level {
					section[level] = 0
				}
			}
		}
		if p.near < 0 && all&p.means == 0 || p.near >= 0 && section[p.near]&p.means == 0 {
			missing = append(missing, p)
		}
	}
	for _, p := range slices.Backward(missing) {
		e.warn("pointer-below", e.pos(p.at), "add what is meant, or point to where it stands",
			"%q, but nothing of the kind follows", strings.TrimSpace(p.words))
	}
}

// maxLevel is the deepest level of headings.
const maxLevel = 6

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
