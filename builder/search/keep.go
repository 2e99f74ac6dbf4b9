package search

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"strings"
)

// Postings are what an index is made of: every word with the documents that have it. They can be kept for the next index.
type Postings struct {
	Words []Word // in order
	Sums  string // four bytes for each document, which differ when its leaf does
}

// Word is a word with the documents that have it: for each the distance from the one before and the weight, as one number of
// variable length.
type Word struct{ Text, List string }

// postings brings together what was read and what is kept of the last index.
func (x *Indexer) postings() *Postings {
	words := x.words()
	if x.kept != nil {
		words = x.merge(x.options.Last.Words, words)
	}
	return &Postings{Words: words, Sums: string(x.sums)}
}

// words makes lists of the words out of those of the documents that were read, which are forgotten then.
func (x *Indexer) words() []Word {
	words, ranks := x.ranks()
	ends := make([]int, len(words)+1) // of the list of each word, one place further back
	x.eachHit(ranks, len(words), func(word uint32, step uint64) { ends[word+1] += (bits.Len64(step|1) + 6) / 7 })
	for i := range words {
		ends[i+1] += ends[i]
	}
	out := make([]byte, ends[len(words)])
	x.eachHit(ranks, len(words), func(word uint32, step uint64) { ends[word] += binary.PutUvarint(out[ends[word]:], step) })
	x.all, x.idle, x.places = nil, nil, nil
	lists := string(out)
	from := 0
	for i := range words {
		words[i].List = lists[from:ends[i]]
		from = ends[i]
	}
	return words
}

// ranks returns the words of all gatherers, in order and without their lists, and for each gatherer their places among these by its own
// numbers.
func (x *Indexer) ranks() ([]Word, [][]uint32) {
	type known struct {
		text             string
		gatherer, number int
	}
	ranks := make([][]uint32, len(x.all))
	count := 0
	for i, g := range x.all {
		ranks[i] = make([]uint32, g.numbers.count)
		count += g.numbers.count
	}
	all := make([]known, 0, count)
	for i, g := range x.all {
		for number, text := range g.numbers.words() {
			all = append(all, known{text, i, number})
		}
	}
	slices.SortFunc(all, func(x, y known) int { return strings.Compare(x.text, y.text) })
	words := make([]Word, 0, len(all))
	for _, k := range all {
		if last := len(words) - 1; last < 0 || words[last].Text != k.text {
			words = append(words, Word{Text: k.text})
		}
		ranks[k.gatherer][k.number] = uint32(len(words) - 1)
	}
	return words, ranks
}

// eachHit calls visit with every word of every document that was read, in the order of the documents, and what the word's list says of
// it: the distance from the one before, times weights, and the weight.
func (x *Indexer) eachHit(ranks [][]uint32, words int, visit func(word uint32, step uint64)) {
	next := make([]uint32, words) // behind the document before
	for n, at := range x.places {
		if !x.isRead(n) {
			continue
		}
		list := x.all[at.gatherer].lists[at.list][at.at:]
		count, size := binary.Uvarint(list)
		for range count {
			list = list[size:]
			var v uint64
			v, size = binary.Uvarint(list)
			word := ranks[at.gatherer][v/weights]
			visit(word, uint64(uint32(n+1)-next[word])*weights+v%weights)
			next[word] = uint32(n + 1)
		}
	}
}

func (x *Indexer) isRead(document int) bool { return x.added[document] && !x.keeps(document) }

// merge brings the words of the last index together with those of the documents that were read since.
func (x *Indexer) merge(last, fresh []Word) []Word {
	out := make([]Word, 0, max(len(last), len(fresh)))
	var hits []hit
	for len(last) > 0 || len(fresh) > 0 {
		var old, word Word
		isNew := len(last) == 0 || len(fresh) > 0 && fresh[0].Text <= last[0].Text
		if len(last) > 0 && !(isNew && fresh[0].Text < last[0].Text) {
			old, last = last[0], last[1:]
			word = old
		}
		if isNew {
			word, fresh = fresh[0], fresh[1:]
		}
		if old.List != "" && (isNew || x.drops(old.List)) {
			hits = slices.DeleteFunc(unpack(old.List, hits[:0]), func(h hit) bool { return !x.keeps(h.document()) })
			if isNew {
				hits = unpack(word.List, hits)
				slices.Sort(hits)
			}
			word.List = pack(hits)
		}
		if word.List != "" {
			out = append(out, word)
		}
	}
	return out
}

func (x *Indexer) keeps(document int) bool {
	return document >= 0 && document < len(x.kept) && x.kept[document]
}

// drops reports whether a list of the last index has a document that is not taken from there.
func (x *Indexer) drops(list string) bool {
	for document := -1; list != ""; {
		v, size := uvarint(list)
		if document += v / weights; size == 0 || !x.keeps(document) {
			return true
		}
		list = list[size:]
	}
	return false
}

// pack writes the list of a word.
func pack(hits []hit) string {
	list := make([]byte, 0, 2*len(hits))
	last := -1
	for _, h := range hits {
		list = binary.AppendUvarint(list, uint64((h.document()-last)*weights+h.weight()))
		last = h.document()
	}
	return string(list)
}

// unpack appends what pack wrote.
func unpack(list string, out []hit) []hit {
	for document := -1; list != ""; {
		v, size := uvarint(list)
		if size == 0 {
			break
		}
		document += v / weights
		out = append(out, hit(document*weights+v%weights))
		list = list[size:]
	}
	return out
}

// uvarint reads a number of variable length. Its size is 0 when there is none.
func uvarint(text string) (n, size int) {
	for i := 0; i < len(text) && i < binary.MaxVarintLen32; i++ {
		n |= int(text[i]&0x7f) << (7 * i)
		if text[i] < 0x80 {
			return n, i + 1
		}
	}
	return 0, 0
}
