package lesson

import (
	"bytes"

	"lectern/builder/block"
)

// Skim reads the front matter of a file and nothing else: its mistakes, and of Meta what the pages of other lessons show of most lessons, at a
// fraction of the cost of Parse. Of objectives, takeaways and questions their number is kept, of downloads and Keys nothing. Words and the
// time for exercises are estimates.
func Skim(file string, kind Kind, src []byte, opt Options) *Lesson {
	l := &Lesson{File: file, Kind: kind, skimmed: true}
	text, body, ok := l.begin(src)
	if ok {
		l.estimate(text[body:])
	}
	l.Meta.Objectives, l.Meta.Takeaways = blank(texts[:], l.Meta.Objectives), blank(texts[:], l.Meta.Takeaways)
	l.Meta.FAQs = blank(faqs[:], l.Meta.FAQs)
	l.Meta.Downloads, l.Meta.Keys = nil, nil
	l.Meta.typeset(opt.Language)
	return l
}

// estimate takes from the body what can be told without reading it as Markdown.
func (l *Lesson) estimate(body []byte) {
	if l.Meta.Duration == 0 {
		var c wordCount
		c.add(body)
		l.Words = c.total()
	}
	for {
		_, rest, found := bytes.Cut(body, []byte(":::"))
		if !found {
			return
		}
		body = bytes.TrimLeft(rest, ": \t")
		kind := block.Lookup(string(body[:nameLength(body)]))
		if kind == nil {
			l.exercise = l.exercise || len(body) > 0 && body[0] != '\n' // not the end of a block
			continue
		}
		l.exercise = l.exercise || kind.Workbook
		if kind.Minutes != nil {
			l.practice += max(1, kind.Minutes(kind.Data))
		}
	}
}

// nameLength returns the number of letters that text begins with.
func nameLength(text []byte) int {
	n := 0
	for n < len(text) && 'a' <= text[n] && text[n] <= 'z' {
		n++
	}
	return n
}

// Skimmed reports whether only the front matter has been read.
func (l *Lesson) Skimmed() bool { return l.skimmed }

// MayHaveExercises reports whether the page has exercises. Of a skimmed lesson it only rules them out where no block of such a kind begins.
func (l *Lesson) MayHaveExercises() bool { return l.exercise || len(l.Exercises()) > 0 }

// What many lessons share that have as many texts and questions without a word.
var (
	texts [32]Text
	faqs  [32]FAQ
)

// blank returns as many zeros as list has, of those that are shared where there are enough.
func blank[T any](shared, list []T) []T {
	if len(list) > len(shared) {
		return make([]T, len(list))
	}
	return shared[:len(list):len(list)]
}
