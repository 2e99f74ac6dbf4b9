package course

import (
	"fmt"
	"slices"

	"lectern/builder/diag"
	"lectern/builder/lesson"
)

// Two questions are nearly the same when their content words are, up to one that is added or
// exchanged. Among few words a single one changes the meaning, so the shorter question must have
// this number of words for that.
const (
	minWordsAdded     = 3
	minWordsExchanged = 10
)

// similar finds nearly equal questions in time that grows with their number, not with its square. It is an
// index from sets of words to questions: each is entered under all its words, and under all but each one of
// them. Two sets that differ by one word so meet under what they share.
type similar struct {
	questions []*lesson.Asked
	index     map[uint64]entry
}

// entry is the number of the first question under a set of words, times two, plus the number of its words
// that the set leaves out: none or one.
type entry uint32

// beginQuestions looks for questions that ask nearly the same as one before, a third of assembling a course, while the rest of that is
// done. The function that it returns waits for what is found.
func (a *assembly) beginQuestions() func() []diag.Diagnostic {
	found := make(chan []diag.Diagnostic, 1)
	pages := slices.Clip(a.course.Pages)
	go func() { found <- checkQuestions(pages) }()
	return func() []diag.Diagnostic { return <-found }
}

// checkQuestions warns of questions that ask nearly the same as one before.
func checkQuestions(pages []*Page) (found []diag.Diagnostic) {
	n := 0
	for _, p := range pages {
		n += len(p.Asked)
	}
	s := similar{questions: make([]*lesson.Asked, 0, n), index: make(map[uint64]entry, 8*n)}
	for _, p := range pages {
		for i := range p.Asked {
			q := &p.Asked[i]
			if other := s.add(q); other != nil {
				d := diag.Warningf(q.Pos, "answer it in one place, and link to that from the other",
					"question asks nearly the same as %q in %s", other.Words, placeFrom(q.Pos, other.Pos))
				d.Check = "similar-questions"
				found = append(found, d)
			}
		}
	}
	return found
}

// placeFrom names a place as it is best found from another.
func placeFrom(from, pos diag.Pos) string {
	if pos.File == from.File {
		return fmt.Sprintf("line %d", pos.Line)
	}
	return fmt.Sprintf("%s:%d", pos.File, pos.Line)
}

// add returns an earlier question that asks nearly the same, or nil, and enters q.
func (s *similar) add(q *lesson.Asked) *lesson.Asked {
	if len(q.Stems) == 0 {
		return nil
	}
	number := entry(len(s.questions))
	s.questions = append(s.questions, q)
	all := mix(uint64(q.Manner) << 32)
	for _, w := range q.Stems {
		all += mix(uint64(w))
	}
	found := s.enter(all, number*2, len(q.Stems))
	for _, w := range q.Stems {
		if other := s.enter(all-mix(uint64(w)), number*2+1, len(q.Stems)); found == nil {
			found = other
		}
	}
	return found
}

// enter puts a question of so many words under a set of words. It returns the question that is there
// already, if it is near enough.
func (s *similar) enter(key uint64, e entry, words int) *lesson.Asked {
	old, taken := s.index[key]
	if !taken || old&1 > e&1 {
		s.index[key] = e // one with all its words is the better to meet
	}
	if !taken || !nearEnough(words, e&1, old&1) {
		return nil
	}
	if other := s.questions[old>>1]; old>>1 != e>>1 {
		return other
	}
	return nil
}

// nearEnough reports whether a question of so many words is like another, when they share what is left of them
// without mine of its words and without theirs of the other's.
func nearEnough(words int, mine, theirs entry) bool {
	switch {
	case mine == 0 && theirs == 0:
		return true
	case mine == 1 && theirs == 1:
		return words >= minWordsExchanged
	}
	return words-int(mine) >= minWordsAdded
}

// mix spreads the bits of x, so that sums of mixed words tell sets of words apart (the finalizer of SplitMix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
