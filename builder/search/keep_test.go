package search

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestIndexFromTheLast changes some documents at a time. The index that is made from the one before is the one that is made from
// nothing, and only the documents that changed are read.
func TestIndexFromTheLast(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	texts := make([]string, 40)
	write := func(n int) {
		var words []string
		for range random.IntN(30) {
			words = append(words, fmt.Sprintf("w%d", random.IntN(1+random.IntN(60))))
		}
		texts[n] = strings.Join(words, " ")
	}
	for n := range texts {
		write(n)
	}
	read := map[int]int{}
	opt := Options{
		Groups: []Group{{Count: 25, Keep: 5, Leaf: 1}, {Count: 0, Keep: 1, Leaf: 4}, {Count: 15, Keep: 3, Leaf: 4}}, Shards: 4, Workers: 1,
		Read: func(n int, use func(*Document)) error {
			read[n]++
			use(&Document{Title: fmt.Sprintf("T%d %.4s", n, texts[n]), Sections: []Section{{Text: texts[n]}}})
			return nil
		},
	}
	last, err := NewIndexer(opt).Index()
	require.NoError(t, err)
	for range 50 {
		changed := map[int]bool{}
		for range random.IntN(6) {
			n := random.IntN(len(texts))
			changed[n] = true
			write(n)
		}
		want, err := NewIndexer(opt).Index()
		require.NoError(t, err)
		again := opt
		again.Last, again.Changed = last.Postings, func(n int) bool { return changed[n] }
		clear(read)
		indexer := NewIndexer(again)
		require.NoError(t, indexer.Leaf(io.Discard, 3, 4))
		got, err := indexer.Index()
		require.NoError(t, err)
		require.Equal(t, want, got)
		changed[3] = true
		require.Len(t, read, len(changed))
		last = got
	}
	again := opt
	again.Last = &Postings{Sums: "other"}
	got, err := NewIndexer(again).Index()
	require.NoError(t, err)
	require.Equal(t, last, got, "postings of another index are of no use")
}
