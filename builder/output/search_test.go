package output

import (
	"bytes"
	"compress/gzip"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lectern/builder/search"
)

// maxMoved is how many bytes, compressed, a first query may move in a course of five thousand lessons.
const maxMoved = 150_000

// Two words of which each begins a great many others, and is misspelled too, move no more than that. Words are as common as in a
// language (Zipf's law), but without any order in which they come, so real texts compress better.
func TestLargeIndexIsLight(t *testing.T) {
	const pages = 5000
	r := rand.New(rand.NewPCG(3, 4))
	zipf := rand.NewZipf(r, 1.1, 2.7, 40_000)
	words := make([]string, 40_001)
	for i := range words {
		for range 2 + r.IntN(4) {
			words[i] += string(rune('a' + r.IntN(26)))
		}
		for n := i; n > 0; n /= 26 { // each is another one
			words[i] += string(rune('a' + n%26))
		}
	}
	text := func() string {
		out := make([]string, 300)
		for i := range out {
			out[i] = words[zipf.Uint64()]
		}
		return strings.Join(out, " ")
	}
	documents := make([]search.Document, pages)
	for n := range documents {
		documents[n] = search.Document{Title: text()[:40], Path: "/module/lesson/", Sections: []search.Section{{Text: text()}}}
	}
	group := searchGroups[pageGroup]
	group.Count = pages
	indexer := search.NewIndexer(search.Options{
		Groups: []search.Group{group}, Workers: 2, Shards: shards(pages),
		Read: func(n int, use func(*search.Document)) error {
			use(&documents[n])
			return nil
		},
	})
	x, err := indexer.Index()
	require.NoError(t, err)

	sizes := make([]int, len(x.Shards))
	for i, shard := range x.Shards {
		sizes[i] = packed(t, shard)
	}
	slices.Sort(sizes)
	var leaf bytes.Buffer
	require.NoError(t, indexer.Leaf(&leaf, 0, 1))
	sum := packed(t, x.Directory) + packed(t, x.Vocabulary) + 5*packed(t, leaf.Bytes())
	for _, size := range sizes[len(sizes)-10:] { // search.js loads five for a word at most
		sum += size
	}
	t.Logf("%d shards of %d to %d bytes, directory %d, vocabulary %d: %d bytes at worst",
		len(sizes), sizes[0], sizes[len(sizes)-1], packed(t, x.Directory), packed(t, x.Vocabulary), sum)
	require.Less(t, sum, maxMoved)
	require.Less(t, sizes[len(sizes)-1], 20_000)
}

// packed returns how many bytes a host moves for a file.
func packed(t *testing.T, file []byte) int {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := w.Write(file)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.Len()
}

func TestShards(t *testing.T) {
	require.Equal(t, 1, shards(0))
	require.Equal(t, 2, shards(10))
	require.Equal(t, 6, shards(45))
	require.Equal(t, 228, shards(5000))
}
