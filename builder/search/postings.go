package search

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
)

// How much a word weighs in a document: 0 to 7. In the text alone it weighs up to 3, by how often it stands there.
const (
	inText    = 0
	inHeading = 4 // or 5
	inTags    = 5
	inTitle   = 6 // or 7

	weightBits = 3
	weights    = 1 << weightBits
)

// gatherer notes which words the documents have that it reads, one at a time.
type gatherer struct {
	index   uint32 // among all gatherers
	split   Splitter
	numbers numbers
	counts  []count  // by the number of the word
	seen    []uint32 // numbers of the words of the document that is being read
	lists   [][]byte // of the documents, as many in each as fit
	text    []byte   // of the document that is being read
}

// count is what is known of one word in the document that is being read.
type count struct {
	times uint32 // how often it stands there
	least uint8  // how much it weighs at least
}

// place is where the list of a document stands: how many words it has, and then for each its number times weights and what it weighs, all as
// numbers of variable length. Lists of documents can be written in any order, in half the memory of lists of the words that are still growing.
type place struct{ gatherer, list, at uint32 }

// listSize is the room in which lists of documents are written, in bytes.
const listSize = 64 << 10

// add reads a document. It returns where its list stands, and a number that differs when its leaf does.
func (g *gatherer) add(d *Document) (place, uint32) {
	g.read(d.Title, inTitle)
	for _, tag := range d.Tags {
		g.read(tag, inTags)
	}
	for _, s := range d.Sections {
		g.read(s.Heading, inHeading)
		g.read(s.Text, inText)
	}
	g.text = d.appendText(g.text[:0])
	return g.list(), crc32.ChecksumIEEE(g.text)
}

// list writes the list of the words that were seen, and forgets them.
func (g *gatherer) list() place {
	last := len(g.lists) - 1
	if need := (1 + len(g.seen)) * binary.MaxVarintLen32; last < 0 || cap(g.lists[last])-len(g.lists[last]) < need {
		g.lists = append(g.lists, make([]byte, 0, max(need, listSize)))
		last++
	}
	list := g.lists[last]
	at := place{g.index, uint32(last), uint32(len(list))}
	list = binary.AppendUvarint(list, uint64(len(g.seen)))
	for _, number := range g.seen {
		list = binary.AppendUvarint(list, uint64(number)*weights+uint64(g.counts[number].weight()))
		g.counts[number] = count{}
	}
	g.lists[last], g.seen = list, g.seen[:0]
	return at
}

// read notes the words of a text that make a word weigh at least so much.
func (g *gatherer) read(text string, least uint8) {
	g.split.Each(text, func(word []byte) {
		number := g.numbers.of(word)
		if number == len(g.counts) {
			g.counts = append(g.counts, count{})
		}
		c := &g.counts[number]
		if c.times == 0 {
			g.seen = append(g.seen, uint32(number))
		}
		c.times++
		c.least = max(c.least, least)
	})
}

// weight returns how much the word weighs in the document.
func (c count) weight() uint8 {
	switch {
	case c.least == inTitle, c.least == inHeading:
		if c.times >= 4 {
			return c.least + 1
		}
		return c.least
	case c.times >= 8:
		return max(c.least, 3)
	case c.times >= 4:
		return max(c.least, 2)
	case c.times >= 2:
		return max(c.least, 1)
	}
	return c.least
}

// hit is a document that has a word, and how much it weighs there: the document's number times weights, and the weight.
type hit int

// encoder writes words as they stand in shards.
type encoder struct {
	groups []Group
	all    []hit // of the word at hand
	list   []byte
}

// append appends a word and which documents have it, by the numbers of the alphabet: for each the distance from the one before with its
// weight. Where some of them are left out the list begins with "*" and their whole number, which is returned too.
func (e *encoder) append(out []byte, word Word) ([]byte, int) {
	e.all, e.list = unpack(word.List, e.all[:0]), e.list[:0]
	rest, kept, next, end := e.all, 0, 0, 0
	for _, group := range e.groups {
		end += group.Count
		n, _ := slices.BinarySearch(rest, hit(end*weights))
		for _, h := range heaviest(rest[:n], group.Keep) {
			e.list = appendNumber(e.list, int(h)-next*weights)
			next = h.document() + 1
			kept++
		}
		rest = rest[n:]
	}
	out = append(append(append(out, `,"`...), word.Text...), `","`...)
	if kept < len(e.all) {
		out = appendNumber(append(out, '*'), len(e.all))
	}
	return append(append(out, e.list...), '"'), len(e.all)
}

// room is about how many bytes append makes of words: the numbers of a list have five bits in a byte where those that are kept have seven.
func (e *encoder) room(words []Word) int {
	keep, room := 0, 0
	for _, g := range e.groups {
		keep += g.Keep
	}
	for _, word := range words {
		room += len(word.Text) + around + min(len(word.List)*7/5, 2*keep)
	}
	return room
}

// around is how many bytes append puts around a word and its list.
const around = len(`,"","",`) - 1

func (h hit) document() int { return int(h) / weights }
func (h hit) weight() int   { return int(h) % weights }

// heaviest returns at most keep of the hits, those of most weight and, of equal ones, the first; in the order of the course. It
// changes the slice.
func heaviest(all []hit, keep int) []hit {
	if len(all) <= keep {
		return all
	}
	var of [weights]int
	for _, h := range all {
		of[h.weight()]++
	}
	least, room := weights-1, keep // of those that weigh least, as many as there is room for
	for room > of[least] {
		room -= of[least]
		least--
	}
	out := all[:0]
	for _, h := range all {
		if h.weight() == least {
			room--
		}
		if h.weight() > least || h.weight() == least && room >= 0 {
			out = append(out, h)
		}
	}
	return out
}

// alphabet has the digits of numbers in lists: 32 that end a number and, from the 33rd on, those after which it goes on.
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

func appendNumber(out []byte, n int) []byte {
	for ; n >= 32; n /= 32 {
		out = append(out, alphabet[32+n%32])
	}
	return append(out, alphabet[n])
}
