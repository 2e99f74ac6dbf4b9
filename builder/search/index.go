package search

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

// Options say what is indexed.
type Options struct {
	Groups  []Group
	Read    func(n int) (Document, error) // document n; called from several goroutines, once for each
	Shards  int                           // number of shards, at least 1
	Workers int                           // at least 1; the result is the same for any number
}

// Group is a number of documents that are shown together.
type Group struct {
	Count int // documents
	Keep  int // documents that are listed for a word at most: those in which it weighs most
	Leaf  int // documents in a leaf
}

// Leaves returns the number of leaves of the group.
func (g Group) Leaves() int { return (g.Count + g.Leaf - 1) / g.Leaf }

// Index is a finished index, but for its leaves.
type Index struct {
	Directory  []byte
	Shards     [][]byte
	Vocabulary []byte
}

// Build reads every document and returns their index.
func Build(opt Options) (*Index, error) {
	gatherers := make([]*gatherer, opt.Workers)
	sums := make([]byte, 4*total(opt.Groups))
	var work errgroup.Group
	for w := range gatherers {
		g := newGatherer()
		gatherers[w] = g
		work.Go(func() error {
			first := 0
			for _, group := range opt.Groups { // a worker takes a range of each group, so its numbers ascend
				for n := first + group.Count*w/opt.Workers; n < first+group.Count*(w+1)/opt.Workers; n++ {
					d, err := opt.Read(n)
					if err != nil {
						return err
					}
					binary.LittleEndian.PutUint32(sums[4*n:], d.checksum())
					g.add(n, &d)
				}
				first += group.Count
			}
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	return finish(opt, gatherers, sums)
}

func total(groups []Group) int {
	n := 0
	for _, g := range groups {
		n += g.Count
	}
	return n
}

// finish puts the words of all gatherers into shards.
func finish(opt Options, gatherers []*gatherer, sums []byte) (*Index, error) {
	words := vocabularyOf(gatherers)
	lists := make([]string, len(words))
	common := make([]common, len(words))
	e := encoder{groups: opt.Groups}
	for i, word := range words {
		var count int
		lists[i], count = e.list(word, gatherers)
		common[i].word, common[i].count = word, count
	}
	shards, firsts := divide(words, lists, opt.Shards)
	index := &Index{Shards: shards}
	var err error
	if index.Vocabulary, err = encode(mostCommon(common)); err != nil {
		return nil, err
	}
	index.Directory, err = directory(opt.Groups, firsts, version(index, sums))
	return index, err
}

// vocabularyOf returns every word once, in order.
func vocabularyOf(gatherers []*gatherer) []string {
	var words []string
	for _, g := range gatherers {
		for word := range g.numbers {
			words = append(words, word)
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// divide puts words with their lists into shards of about the same size, whose number is fixed: files are listed before the words
// are known. A shard is JSON, a word and its list in turn. It returns the first word of each; that of an
// empty one is the first word after it.
func divide(words, lists []string, n int) (shards [][]byte, firsts []string) {
	size := 0
	for i := range words {
		size += len(words[i]) + len(lists[i])
	}
	shards, firsts = make([][]byte, n), make([]string, n)
	at, done := 0, 0
	for k := range shards {
		out := []byte{'['}
		if at < len(words) {
			firsts[k] = words[at]
		} else if k > 0 {
			firsts[k] = "\uffff" // behind every word
		}
		for at < len(words) && (k == n-1 || done < size*(k+1)/n) {
			if len(out) > 1 {
				out = append(out, ',')
			}
			out = append(append(append(append(append(out, '"'), words[at]...), `","`...), lists[at]...), '"')
			done += len(words[at]) + len(lists[at])
			at++
		}
		shards[k] = append(out, ']', '\n')
	}
	firsts[0] = ""
	return shards, firsts
}

// version returns a name for the content of the index and its leaves, which browsers keep under it.
func version(x *Index, sums []byte) string {
	h := sha256.New()
	for _, part := range append(x.Shards, x.Vocabulary, sums) {
		_ = binary.Write(h, binary.LittleEndian, int64(len(part))) // a hash takes everything
		h.Write(part)
	}
	return hex.EncodeToString(h.Sum(nil)[:4])
}

// directory is the file that a search begins with.
func directory(groups []Group, firsts []string, version string) ([]byte, error) {
	counts := make([][2]int, len(groups)) // documents, and how many of them are in a leaf
	for i, g := range groups {
		counts[i] = [2]int{g.Count, g.Leaf}
	}
	return encode(struct {
		Version string   `json:"version"`
		Groups  [][2]int `json:"groups"`
		Shards  []string `json:"shards"`
	}{version, counts, firsts})
}

// common is a word with the number of documents that have it.
type common struct {
	word  string
	count int
}

// maxVocabulary is the number of words in the vocabulary.
const maxVocabulary = 8000

// mostCommon returns the most common of the words that somebody could have meant, in that order.
func mostCommon(words []common) []string {
	words = slices.DeleteFunc(words, func(c common) bool {
		return len(c.word) < 4 || strings.ContainsFunc(c.word, func(r rune) bool { return '0' <= r && r <= '9' || isSpaceless(r) })
	})
	slices.SortStableFunc(words, func(x, y common) int { return y.count - x.count })
	out := make([]string, min(len(words), maxVocabulary))
	for i := range out {
		out[i] = words[i].word
	}
	return out
}
