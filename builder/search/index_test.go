package search

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// some returns the options of an index of forty documents in two groups, of which a word lists ten at most.
func some(workers int) Options {
	return Options{
		Groups: []Group{{Count: 30, Keep: 10, Leaf: 1}, {Count: 10, Keep: 10, Leaf: 4}},
		Shards: 3, Workers: workers,
		Read: func(n int, use func(*Document)) error {
			d := Document{Title: fmt.Sprintf("Lesson %d", n), Tags: []string{"feedback"}}
			for i := range n % 7 {
				d.Sections = append(d.Sections, Section{Heading: "Part", Text: fmt.Sprintf("goal%d goal goal%d", i*n%5, n%3)})
			}
			use(&d)
			return nil
		},
	}
}

// TestOrderDoesNotMatter makes the same index in whatever order, by however many goroutines and however often the documents were read.
func TestOrderDoesNotMatter(t *testing.T) {
	want, err := NewIndexer(some(1)).Index()
	require.NoError(t, err)
	require.Contains(t, string(want.Shards[0])+string(want.Shards[1]), `"feedback","*oB`, "40 documents, of which some are left out")
	for seed := range uint64(20) {
		order := rand.New(rand.NewPCG(seed, 0)).Perm(40)
		x := NewIndexer(some(3))
		var all sync.WaitGroup
		for _, n := range order[:2*seed] {
			all.Go(func() {
				var leaf strings.Builder
				err := x.Leaf(&leaf, n, n+1)
				if title := fmt.Sprintf(`[["Lesson %d",`, n); err != nil || !strings.HasPrefix(leaf.String(), title) {
					t.Errorf("document %d is %q: %v", n, leaf.String(), err)
				}
			})
		}
		if seed%2 == 0 {
			all.Wait()
		}
		got, err := x.Index()
		require.NoError(t, err)
		require.Equal(t, want, got)
		all.Wait()
	}
}

// TestIndexAfterError tries again, since a file that could not be read may be there the next time.
func TestIndexAfterError(t *testing.T) {
	want, err := NewIndexer(some(1)).Index()
	require.NoError(t, err)
	opt := some(2)
	read, broken := opt.Read, true
	opt.Read = func(n int, use func(*Document)) error {
		if broken && n == 5 {
			return errors.New("no such file")
		}
		return read(n, use)
	}
	x := NewIndexer(opt)
	_, err = x.Index()
	require.EqualError(t, err, "no such file")
	broken = false
	got, err := x.Index()
	require.NoError(t, err)
	require.Equal(t, want, got)
}
