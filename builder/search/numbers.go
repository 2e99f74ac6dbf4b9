package search

import (
	"encoding/binary"
	"math/bits"
	"strings"
)

// numbers gives words numbers, from 0 on in the order in which they come. Nearly all words fit into a slot of its table: to look one
// up takes a multiplication and mostly one look into memory. Longer ones are in a map. The zero value is ready.
type numbers struct {
	slots []slot // a power of two of them, a third of them empty at least
	long  map[string]uint32
	count int
}

// slot holds a word of up to sixteen bytes as two numbers, with zeros behind it. No word has a zero byte, so that of an empty slot is 0.
type slot struct {
	key    key
	number uint32
}

type key struct{ first, rest uint64 }

const (
	maxKey     = 16
	firstSlots = 1024
)

// of returns the number of a word that is not empty.
func (t *numbers) of(word []byte) int {
	if len(word) > maxKey {
		return t.ofLong(word)
	}
	if t.count >= len(t.slots)*2/3 {
		t.grow()
	}
	k := keyOf(word)
	s := t.find(k)
	if s.key.first == 0 {
		*s = slot{k, uint32(t.count)}
		t.count++
	}
	return int(s.number)
}

func (t *numbers) ofLong(word []byte) int {
	number, known := t.long[string(word)]
	if !known {
		if t.long == nil {
			t.long = map[string]uint32{}
		}
		number = uint32(t.count)
		t.long[string(word)] = number
		t.count++
	}
	return int(number)
}

// keyOf returns a word as two numbers.
func keyOf(word []byte) key {
	n := len(word)
	if cap(word) < maxKey {
		var all [maxKey]byte
		copy(all[:], word)
		word = all[:]
	}
	word = word[:maxKey]
	first, rest := binary.LittleEndian.Uint64(word), binary.LittleEndian.Uint64(word[8:])
	if n <= 8 {
		return key{first & firstBytes(n), 0}
	}
	return key{first, rest & firstBytes(n-8)}
}

// firstBytes is the mask of the first n bytes of eight, of which one is taken at least.
func firstBytes(n int) uint64 { return ^uint64(0) >> ((64 - 8*n) & 63) }

// find returns the slot of a word, or the empty one where it belongs.
func (t *numbers) find(k key) *slot {
	const odd = 0x9e3779b97f4a7c15 // the golden ratio, which spreads what differs in few bits
	hash := (k.first ^ bits.RotateLeft64(k.rest*odd, 32)) * odd
	for i := hash >> 32; ; i++ {
		s := &t.slots[i&uint64(len(t.slots)-1)]
		if s.key == k || s.key.first == 0 {
			return s
		}
	}
}

func (t *numbers) grow() {
	old := t.slots
	t.slots = make([]slot, max(firstSlots, 2*len(old)))
	for _, s := range old {
		if s.key.first != 0 {
			*t.find(s.key) = s
		}
	}
}

// words returns all words by their numbers.
func (t *numbers) words() []string {
	texts := make([]byte, t.count*maxKey)
	for _, s := range t.slots {
		if s.key.first != 0 {
			text := texts[s.number*maxKey:]
			binary.LittleEndian.PutUint64(text, s.key.first)
			binary.LittleEndian.PutUint64(text[8:], s.key.rest)
		}
	}
	all := string(texts) // of which each word is a part
	out := make([]string, t.count)
	for i := range out {
		out[i] = strings.TrimRight(all[i*maxKey:(i+1)*maxKey], "\x00")
	}
	for word, number := range t.long {
		out[number] = word
	}
	return out
}
