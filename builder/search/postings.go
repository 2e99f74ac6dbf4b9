package search

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
	"strings"
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

// gatherer keeps which documents have a word.
type gatherer struct {
	split   Splitter
	numbers map[string]int // of the words
	words   []*posting     // by number
	seen    []*posting     // words of the document that is being read
	text    []byte         // of that
}

// posting is what is kept of one word. Its list holds, for each document, the distance from the one that was read before, and the
// weight, as numbers of variable length.
type posting struct {
	list  []byte
	last  int // the document before
	times int // how often the word stands in the text of this document
	least int // how much it weighs at least
}

func newGatherer() *gatherer { return &gatherer{numbers: map[string]int{}} }

// add reads a document, and returns a number that differs when its leaf does.
func (g *gatherer) add(n int, d *Document) uint32 {
	g.read(d.Title, inTitle)
	for _, tag := range d.Tags {
		g.read(tag, inTags)
	}
	for _, s := range d.Sections {
		g.read(s.Heading, inHeading)
		g.read(s.Text, inText)
	}
	for _, p := range g.seen {
		p.list = binary.AppendVarint(p.list, int64((n-p.last)*weights+p.weight()))
		p.last, p.times, p.least = n, 0, 0
	}
	g.seen = g.seen[:0]
	g.text = d.appendText(g.text[:0])
	return crc32.ChecksumIEEE(g.text)
}

// read notes the words of a text that make a word weigh at least so much.
func (g *gatherer) read(text string, least int) {
	g.split.Each(text, func(word []byte) {
		number, known := g.numbers[string(word)]
		if !known {
			number = len(g.words)
			g.numbers[string(word)] = number
			g.words = append(g.words, &posting{})
		}
		p := g.words[number]
		if p.times == 0 {
			g.seen = append(g.seen, p)
		}
		p.times++
		p.least = max(p.least, least)
	})
}

// weight returns how much the word weighs in the document.
func (p *posting) weight() int {
	switch {
	case p.least == inTitle, p.least == inHeading:
		if p.times >= 4 {
			return p.least + 1
		}
		return p.least
	case p.times >= 8:
		return max(p.least, 3)
	case p.times >= 4:
		return max(p.least, 2)
	case p.times >= 2:
		return max(p.least, 1)
	}
	return p.least
}

// encoder writes the lists of shards.
type encoder struct {
	groups []Group
	all    []hit // of the word at hand
	out    strings.Builder
}

// hit is a document that has a word, and how much it weighs there: the document's number times weights, and the weight.
type hit int

// list returns which documents have a word, by the numbers of the alphabet: for each the distance from the one before with its
// weight. Where some of them are left out it begins with "*" and their whole number, which is returned too.
func (e *encoder) list(packed string) (string, int) {
	e.all = unpack(packed, e.all[:0])
	e.out.Reset()
	rest, kept, next, end := e.all, 0, 0, 0
	for _, group := range e.groups {
		end += group.Count
		n, _ := slices.BinarySearch(rest, hit(end*weights))
		for _, h := range heaviest(rest[:n], group.Keep) {
			e.number(int(h) - next*weights)
			next = h.document() + 1
			kept++
		}
		rest = rest[n:]
	}
	text := e.out.String()
	if kept < len(e.all) {
		e.out.Reset()
		e.out.WriteByte('*')
		e.number(len(e.all))
		text = e.out.String() + text
	}
	return text, len(e.all)
}

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

func (e *encoder) number(n int) {
	for ; n >= 32; n /= 32 {
		e.out.WriteByte(alphabet[32+n%32])
	}
	e.out.WriteByte(alphabet[n])
}

// appendTo appends the documents that have the word, in the order in which they were read.
func (p *posting) appendTo(out []hit) []hit {
	document := 0
	for list := p.list; len(list) > 0; {
		v, size := binary.Varint(list)
		list = list[size:]
		document += int(v >> weightBits)
		out = append(out, hit(document*weights+int(v&(weights-1))))
	}
	return out
}
