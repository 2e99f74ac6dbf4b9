package lesson

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// takeUp keeps the words of a heading, block or question of the lesson, in lower case.
func (p *page) takeUp(text []byte) {
	if p.lesson.Kind != KindLesson || len(p.lesson.Meta.Objectives) == 0 {
		return
	}
	p.taken = append(p.taken, ' ')
	from := len(p.taken)
	p.taken = append(p.taken, text...)
	for i := from; i < len(p.taken); i++ {
		p.taken[i] = wordByte[p.taken[i]]
	}
	p.taken = append(p.taken, ' ')
}

// wordByte turns capitals into small letters, and what belongs to no word into blanks.
var wordByte = func() (table [256]byte) {
	for c := range table {
		switch b := byte(c); {
		case 'A' <= b && b <= 'Z':
			table[c] = b | 0x20
		case 'a' <= b && b <= 'z', '0' <= b && b <= '9', b >= utf8.RuneSelf:
			table[c] = b
		default:
			table[c] = ' '
		}
	}
	return table
}()

// An objective counts as taken up when two in five of its words are. A stricter share
// was tried on finished courses: at half, objectives that are worded otherwise than their headings
// begin to be reported ("gather evidence" under "Notes that take ten minutes").
const (
	takenUpShare = 2
	takenUpOf    = 5
)

// maxTaken is the size in bytes of the headings, blocks and questions beyond which a page is no lesson, and its
// objectives are not looked for.
const maxTaken = 128 << 10

// checkObjectives warns of the objectives that nothing in the lesson takes up.
func (p *page) checkObjectives() {
	v := p.tongue.words
	if v == nil || len(p.taken) == 0 || len(p.taken) > maxTaken {
		return
	}
	p.takeUp([]byte(p.lesson.Meta.Title))
	for _, q := range p.lesson.Meta.FAQs {
		p.takeUp([]byte(q.Question))
	}
	for _, o := range p.lesson.Meta.Objectives {
		words := v.subject(o.Markdown)
		found := 0
		for _, w := range words {
			if p.takesUp(w) {
				found++
			}
		}
		if found*takenUpOf < len(words)*takenUpShare && o.Where != nil {
			p.warn("objective", o.Where(0), "give it a heading, a question or an exercise, or take it out",
				"no heading, block or question of the lesson takes up the objective %s", quoted(o.Markdown))
		}
	}
}

// subject returns the words of an objective that tell it from others. Its first word is what the learner does, such as "choose";
// what all courses speak of, such as time and people, tells as little. Without two others all its words are returned.
func (v *vocabulary) subject(objective string) []string {
	var all, telling []string
	for _, t := range tokens([]byte(objective)) {
		if v.stops[t.lower] {
			continue
		}
		if len(all) > 0 && !v.plain[v.stem(t.lower)] {
			telling = append(telling, t.lower)
		}
		all = append(all, t.lower)
	}
	if len(telling) < 2 {
		return all
	}
	return telling
}

// takesUp reports whether the headings, blocks and questions of the lesson have a word in any of its forms.
func (p *page) takesUp(word string) bool {
	stem := p.tongue.words.stem(word)
	if len(stem) > 3 {
		word = stem
	}
	return p.hasWord(word) || slices.ContainsFunc(p.tongue.words.forms[stem], p.hasWord)
}

// hasWord looks for a word that begins so. A short beginning must be the whole word, or "ear" would be in "early".
func (p *page) hasWord(begin string) bool {
	if len(begin) > 3 {
		return bytes.Contains(p.taken, []byte(" "+begin))
	}
	return bytes.Contains(p.taken, []byte(" "+begin+" ")) || bytes.Contains(p.taken, []byte(" "+begin+"s "))
}
