package lesson

import (
	"slices"

	"lectern/builder/diag"
)

// Asked is a question of the page in the form in which questions are compared.
type Asked struct {
	Words  string
	Pos    diag.Pos
	Manner byte     // questions of different manner, such as when and why, ask different things
	Stems  []uint32 // hashes of its content words, each once; none without a vocabulary of the language
}

// maxStems is the number of content words by which a question is compared at most.
const maxStems = 100

// ask adds a question to those of the page.
func (p *page) ask(question string, pos diag.Pos) {
	v := p.tongue.words
	if v == nil {
		return
	}
	a := Asked{Words: question, Pos: pos}
	p.tokens = appendTokens(p.tokens[:0], []byte(question))
	a.Manner = byte(v.manner(p.tokens))
	a.Stems = make([]uint32, 0, len(p.tokens)/2+1)
	for _, t := range p.tokens {
		if len(a.Stems) == maxStems {
			break
		}
		word := t.lower
		switch {
		case v.negations[word]:
			word = "not" // "What if they agree?" is another question than "What if they don't?"
		case v.stops[word]:
			continue
		default:
			word = v.stem(word)
		}
		if h := hash(word); !slices.Contains(a.Stems, h) {
			a.Stems = append(a.Stems, h)
		}
	}
	p.lesson.Asked = append(p.lesson.Asked, a)
}

// hash is FNV-1a of 32 bits.
func hash(word string) uint32 {
	h := uint32(2166136261)
	for i := range len(word) {
		h = (h ^ uint32(word[i])) * 16777619
	}
	return h
}

// manner returns what kind of answer a question wants: by the word that an auxiliary verb follows, as in "If somebody cries, what
// do I do?", or else by the first such word.
func (v *vocabulary) manner(ts []token) asking {
	found, sure := asksHow, false
	for i := len(ts) - 1; i >= 0; i-- {
		a, ok := v.asking[ts[i].lower]
		if !ok {
			continue
		}
		next := ""
		if i+1 < len(ts) {
			next = ts[i+1].lower
		}
		switch {
		case v.measures[next]:
			return asksMuch
		case v.modals[next]:
			found, sure = a, true
		case !sure:
			found = a
		}
	}
	if !sure && len(ts) > 0 && v.modals[ts[0].lower] {
		return asksWhether
	}
	return found
}
