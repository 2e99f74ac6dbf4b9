package search

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// benchDocuments makes n pages of 2,000 words and behind them seven answers for each. Words are as common as in a language (Zipf's
// law), 20,000 in all, with the capitals, apostrophes and full stops of a text.
func benchDocuments(n int) (pages, answers []Document) {
	r := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(r, 1.2, 4, 19_999)
	words := make([]string, 20_000)
	for i := range words {
		for j := 0; j < 1+i%3 || i>>(4*j) > 0; j++ {
			words[i] += string("bcdfghklmnprstvw"[r.IntN(16)]) + string("aeiou"[r.IntN(5)])
		}
	}
	text := func(n int) string {
		var b strings.Builder
		for i := range n {
			word := words[zipf.Uint64()]
			switch {
			case i%12 == 0:
				word = strings.ToUpper(word[:1]) + word[1:]
			case i%12 == 11:
				word += "."
			case i%50 == 1:
				word += "’s"
			case i%50 == 2:
				word = "“" + word + "”,"
			}
			b.WriteString(word)
			b.WriteByte(' ')
		}
		return b.String()
	}
	for p := range n {
		d := Document{Title: text(6), Path: fmt.Sprintf("/module/lesson-%d/", p), Tags: []string{text(1)}}
		for range 10 {
			d.Sections = append(d.Sections, Section{Heading: text(5), ID: "id", Text: text(200)})
		}
		pages = append(pages, d)
		for range 7 {
			answers = append(answers, Document{Title: text(10), Path: "/faq/", Sections: []Section{{Text: text(40)}}})
		}
	}
	return pages, answers
}

// BenchmarkIndex indexes a course of 300 lessons, whose texts are at hand.
func BenchmarkIndex(b *testing.B) {
	pages, answers := benchDocuments(300)
	documents := append(pages, answers...)
	opt := these(documents, Group{Count: len(pages), Keep: 1500, Leaf: 1}, Group{Count: len(answers), Keep: 800, Leaf: 16})
	opt.Shards, opt.Workers = 30, 1
	b.ReportAllocs()
	for b.Loop() {
		built(b, opt)
	}
}

// BenchmarkLeaf writes what the search shows of a lesson.
func BenchmarkLeaf(b *testing.B) {
	pages, _ := benchDocuments(1)
	x := NewIndexer(these(pages, Group{Count: 1, Keep: 1, Leaf: 1}))
	b.ReportAllocs()
	for b.Loop() {
		require.NoError(b, x.Leaf(io.Discard, 0, 1))
	}
}
