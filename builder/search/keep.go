package search

import (
	"encoding/binary"
	"slices"
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
	var last []Word
	if x.kept != nil {
		last = x.options.Last.Words
	}
	var texts []string
	for _, g := range x.all {
		for text := range g.numbers {
			texts = append(texts, text)
		}
	}
	slices.Sort(texts)
	texts = slices.Compact(texts)
	out := make([]Word, 0, max(len(last), len(texts)))
	var hits []hit
	for len(last) > 0 || len(texts) > 0 {
		var word Word
		isNew := len(last) == 0 || len(texts) > 0 && texts[0] <= last[0].Text
		if len(last) > 0 && !(isNew && texts[0] < last[0].Text) {
			word, last = last[0], last[1:]
		}
		if isNew {
			word.Text, texts = texts[0], texts[1:]
		}
		if isNew || x.drops(word.List) {
			hits = x.hits(word, hits[:0])
			word.List = pack(hits)
		}
		if word.List != "" {
			out = append(out, word)
		}
	}
	return &Postings{Words: out, Sums: string(x.sums)}
}

// hits appends the documents that have a word of the last index, or of those that were read, in order.
func (x *Indexer) hits(word Word, out []hit) []hit {
	out = slices.DeleteFunc(unpack(word.List, out), func(h hit) bool { return !x.keeps(h.document()) })
	for _, g := range x.all {
		if number, ok := g.numbers[word.Text]; ok {
			out = g.words[number].appendTo(out)
		}
	}
	slices.Sort(out)
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
