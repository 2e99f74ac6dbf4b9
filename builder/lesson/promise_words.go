package lesson

import (
	"strconv"
	"unicode/utf8"
)

// promises returns the numbers in a sentence or heading, and what they promise.
func (v *vocabulary) promises(text []byte) []promise {
	var out []promise
	ts := tokens(text)
	for i := range ts {
		if n := v.number(ts[i].lower); n > 1 {
			out = append(out, v.promise(ts, i, n, text))
		}
	}
	return out
}

// promise returns what the number n at token i promises, if anything.
func (v *vocabulary) promise(ts []token, i, n int, text []byte) promise {
	p := promise{n: n, at: ts[i].at}
	switch noun := v.noun(ts, i+1); {
	case v.isPartial(ts, i):
	case i+1 == len(ts):
		// "There are four:", "I would keep these three:"
		if i > 0 && text[len(text)-1] == ':' && !isNumber(ts[i].lower) && (v.pointing[ts[i-1].lower] || v.auxiliaries[ts[i-1].lower]) {
			p.words, p.opening = ts[i].lower, true
		}
	case noun >= 0 && !v.quantities[ts[noun].lower]:
		p.words, p.countable = string(text[ts[i].at:ts[noun].end]), v.things[ts[noun].lower]
		v.position(&p, ts, i)
	}
	return p
}

// hasNumber reports whether a text has a number at all. Most have none, and need not be divided into words.
func (v *vocabulary) hasNumber(text []byte) bool {
	begins := true
	for i, c := range text {
		class := numberBytes[c]
		if begins && (class == 'd' || class == 'n' && v.numberAt(text[i:])) {
			return true
		}
		begins = class == 0
	}
	return false
}

// numberBytes tells letters with which the number words begin, n, from other letters and digits, d.
var numberBytes = func() (table [256]byte) {
	for c := range table {
		switch b := byte(c); {
		case '0' <= b && b <= '9':
			table[c] = 'd'
		case 'a' <= b|0x20 && b|0x20 <= 'z', b >= utf8.RuneSelf:
			table[c] = 'l'
		}
	}
	for word := range english.numbers {
		table[word[0]], table[word[0]&^0x20] = 'n', 'n'
	}
	return table
}()

// numberAt reports whether a number word stands at the beginning of a text.
func (v *vocabulary) numberAt(text []byte) bool {
	var word [8]byte
	n := 0
	for n < len(text) && 'a' <= text[n]|0x20 && text[n]|0x20 <= 'z' {
		if n == len(word) {
			return false
		}
		word[n] = text[n] | 0x20
		n++
	}
	return n > 2 && v.numbers[string(word[:n])] > 0
}

// maxPromised is the largest number of things that somebody would list.
const maxPromised = 50

// number returns the value of a number word or of digits up to maxPromised; 0 for others.
func (v *vocabulary) number(word string) int {
	if n, ok := v.numbers[word]; ok {
		return n
	}
	if !isNumber(word) || word[0] == '0' || len(word) > 2 {
		return 0
	}
	n, err := strconv.Atoi(word)
	if err != nil || n > maxPromised {
		return 0
	}
	return n
}

// isPartial reports whether the number at i is an estimate, a part of a range, a name such
// as "step 3", or a share of something: what follows it need not be counted.
func (v *vocabulary) isPartial(ts []token, i int) bool {
	if i > 0 && !ts[i].gap && (v.partial[ts[i-1].lower] || v.isShare(ts, i)) {
		return true
	}
	if i > 0 && ts[i].gap && v.number(ts[i-1].lower) > 0 {
		return true // 5-6, 5–6, 5/6
	}
	if i+1 == len(ts) {
		return false
	}
	if next := ts[i+1]; next.gap || v.ranges[next.lower] && i+2 < len(ts) && v.number(ts[i+2].lower) > 0 {
		return true
	}
	return i > 1 && v.ranges[ts[i-1].lower] && v.number(ts[i-2].lower) > 0
}

// isShare reports whether the number is what something is taken out of: "one of three ways", "a team of six".
func (v *vocabulary) isShare(ts []token, i int) bool {
	if ts[i-1].lower != v.of {
		return false
	}
	noun := v.noun(ts, i+1)
	return i < 2 || noun < 0 || !v.things[ts[noun].lower] || v.number(ts[i-2].lower) > 0 || v.shares[ts[i-2].lower]
}

// noun returns the plural that a number counts, which stands at most three words behind it, or -1.
func (v *vocabulary) noun(ts []token, i int) int {
	for j := i; j < len(ts) && j < i+4 && !ts[j].gap; j++ {
		switch word := ts[j].lower; {
		case v.quantities[word]:
			return j
		case v.stops[word] && !v.things[word]:
			return -1
		case !v.isPlural(word):
			continue
		}
		if k := j + 1; k < len(ts) && !ts[k].gap && !v.stops[ts[k].lower] && v.things[ts[k].lower] {
			return k
		}
		return j
	}
	return -1
}

func (v *vocabulary) isPlural(word string) bool {
	if v.things[word] || v.quantities[word] {
		return true
	}
	n := len(word)
	return n > 3 && word[n-1] == 's' && word[n-2] != 's' && word[n-2] != 'u' && word[n-2] != 'i' && word[n-2] != '\''
}

// position tells how the number stands in its sentence.
func (v *vocabulary) position(p *promise, ts []token, i int) {
	j := i - 1
	for j >= 0 && !ts[j+1].gap && (v.determiners[ts[j].lower] || ts[j].lower == v.following) {
		p.pointing = p.pointing || v.pointing[ts[j].lower]
		j--
	}
	p.opening = j < 0 || ts[j+1].gap || v.auxiliaries[ts[j].lower] || v.ranges[ts[j].lower] && ts[j].gap
}
