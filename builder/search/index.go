package search

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"

	"golang.org/x/sync/errgroup"
)

// Options say what is indexed.
type Options struct {
	Groups  []Group
	Read    func(n int, use func(d *Document)) error // document n, which is gone when use returns; called from several goroutines
	Shards  int                                      // number of shards, at least 1
	Workers int                                      // at least 1; the result is the same for any number

	// Last, if not nil, are the postings of an index of the same groups, from which this one differs in the documents of
	// which Changed reports true. Only these are read then. It is called from one goroutine.
	Last    *Postings
	Changed func(n int) bool
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
	Postings   *Postings
}

// Indexer makes an index and its leaves, for which a document is read once if the leaves are written first. Its methods may be called from any goroutine.
type Indexer struct {
	options Options
	sums    []byte // of the documents
	kept    []bool // documents that are taken from the last index; nil without one

	adding sync.RWMutex // held for reading while a document is added
	mu     sync.Mutex   // guards what follows
	added  []bool       // by document
	places []place      // of the lists of those that were read, by document
	idle   []*gatherer
	all    []*gatherer

	making sync.Mutex // guards what follows
	read   int        // documents before this one have been added
	made   *Index
}

// NewIndexer returns an indexer that has read nothing yet.
func NewIndexer(opt Options) *Indexer {
	n := total(opt.Groups)
	x := &Indexer{options: opt, sums: make([]byte, 4*n), added: make([]bool, n), places: make([]place, n)}
	if opt.Last == nil || len(opt.Last.Sums) != len(x.sums) {
		x.options.Last = nil
		return x
	}
	copy(x.sums, opt.Last.Sums)
	for i := range x.added {
		x.added[i] = !opt.Changed(i)
	}
	x.kept = slices.Clone(x.added)
	return x
}

// document reads document n, for the index too if that has not been done.
func (x *Indexer) document(n int, use func(d *Document)) error {
	return x.options.Read(n, func(d *Document) {
		x.add(n, d)
		use(d)
	})
}

func (x *Indexer) add(n int, d *Document) {
	x.adding.RLock()
	defer x.adding.RUnlock()
	g := x.claim(n)
	if g == nil {
		return
	}
	at, sum := g.add(d)
	x.places[n] = at
	binary.LittleEndian.PutUint32(x.sums[4*n:], sum)
	x.mu.Lock()
	x.idle = append(x.idle, g)
	x.mu.Unlock()
}

// claim returns a gatherer for document n; nil when it has been added.
func (x *Indexer) claim(n int) *gatherer {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.added[n] {
		return nil
	}
	x.added[n] = true
	if last := len(x.idle) - 1; last >= 0 {
		g := x.idle[last]
		x.idle = x.idle[:last]
		return g
	}
	g := &gatherer{index: uint32(len(x.all))}
	x.all = append(x.all, g)
	return g
}

// Index returns the index of all documents. It reads those that have not been read. After an error it may be called again.
func (x *Indexer) Index() (*Index, error) {
	x.making.Lock()
	defer x.making.Unlock()
	if x.made != nil {
		return x.made, nil
	}
	if _, err := x.readSome(len(x.added)); err != nil {
		return nil, err
	}
	x.adding.Lock() // until the last document that somebody else has read is added
	defer x.adding.Unlock()
	x.made = finish(x.options.Groups, x.options.Shards, x.postings())
	x.sums = nil
	return x.made, nil
}

// Made returns the index if it has been made, and otherwise nil.
func (x *Indexer) Made() *Index {
	x.making.Lock()
	defer x.making.Unlock()
	return x.made
}

// Read reads some of the documents that have not been read, most at most, and reports whether there are more. Whoever shares the documents
// with others can let these have them between two calls.
func (x *Indexer) Read(most int) (more bool, err error) {
	x.making.Lock()
	defer x.making.Unlock()
	return x.readSome(most)
}

func (x *Indexer) readSome(most int) (more bool, err error) {
	x.skipAdded()
	from, end := x.read, min(x.read+most, len(x.added))
	var work errgroup.Group
	var next atomic.Int64
	for range x.options.Workers {
		work.Go(func() error {
			for n := from + int(next.Add(1)) - 1; n < end; n = from + int(next.Add(1)) - 1 {
				if x.has(n) {
					continue
				}
				if err := x.document(n, func(*Document) {}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		return true, err
	}
	x.read = end
	x.skipAdded()
	return x.read < len(x.added), nil
}

func (x *Indexer) skipAdded() {
	for x.read < len(x.added) && x.has(x.read) {
		x.read++
	}
}

func (x *Indexer) has(n int) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.added[n]
}

func total(groups []Group) int {
	n := 0
	for _, g := range groups {
		n += g.Count
	}
	return n
}

// finish puts the words into shards.
func finish(groups []Group, n int, p *Postings) *Index {
	e := encoder{groups: groups}
	pairs := make([]byte, 0, e.room(p.Words))
	ends := make([]int, len(p.Words)) // of the pairs
	common := make([]common, len(p.Words))
	for i, word := range p.Words {
		common[i].word = word.Text
		pairs, common[i].count = e.append(pairs, word)
		ends[i] = len(pairs)
	}
	shards, firsts := divide(p.Words, pairs, ends, n)
	index := &Index{Shards: shards, Postings: p, Vocabulary: vocabulary(mostCommon(common))}
	index.Directory = directory(groups, firsts, version(index, groups, []byte(p.Sums)))
	return index
}

// divide puts words with their lists into shards of about the same size, whose number is fixed: files are listed before the words
// are known. A shard is JSON, a word and its list in turn. It returns the first word of each; that of an
// empty one is the first word after it.
func divide(words []Word, pairs []byte, ends []int, n int) (shards [][]byte, firsts []string) {
	size := len(pairs) - around*len(words)
	shards, firsts = make([][]byte, n), make([]string, n)
	at, from, done := 0, 0, 0
	for k := range shards {
		if at < len(words) {
			firsts[k] = words[at].Text
		} else if k > 0 {
			firsts[k] = "\uffff" // behind every word
		}
		end := from
		for at < len(words) && (k == n-1 || done < size*(k+1)/n) {
			end = ends[at]
			at++
			done = end - around*at
		}
		shards[k] = shard(pairs[from:end])
		from = end
	}
	firsts[0] = ""
	return shards, firsts
}

// shard makes pairs of words and lists, each behind a comma, a file.
func shard(pairs []byte) []byte {
	out := make([]byte, 0, len(pairs)+3)
	out = append(out, '[')
	if len(pairs) > 0 {
		out = append(out, pairs[1:]...)
	}
	return append(out, "]\n"...)
}

// version returns a name for the content of the index and its leaves, which browsers keep under it.
func version(x *Index, groups []Group, sums []byte) string {
	h := sha256.New()
	for _, g := range groups {
		_ = binary.Write(h, binary.LittleEndian, [2]int64{int64(g.Count), int64(g.Leaf)}) // a hash takes everything
	}
	for _, part := range append(x.Shards, x.Vocabulary, sums) {
		_ = binary.Write(h, binary.LittleEndian, int64(len(part)))
		h.Write(part)
	}
	return hex.EncodeToString(h.Sum(nil)[:4])
}

// directory is the file that a search begins with.
func directory(groups []Group, firsts []string, version string) []byte {
	out := fmt.Appendf(nil, `{"version":"%s","groups":[`, version)
	for i, g := range groups {
		out = fmt.Appendf(comma(out, i), "[%d,%d]", g.Count, g.Leaf)
	}
	out = append(out, `],"shards":[`...)
	for i, first := range firsts {
		out = appendJSON(comma(out, i), first)
	}
	return append(out, "]}\n"...)
}

// common is a word with the number of documents that have it.
type common struct {
	word  string
	count int
}

// maxVocabulary is the number of words in the vocabulary at most.
const maxVocabulary = 8000

// mostCommon returns the most common of the words that somebody could have meant, in that order. They have neither digits nor
// characters that take two places in a script's text.
func mostCommon(words []common) []string {
	words = slices.DeleteFunc(words, func(c common) bool {
		return len(c.word) < 4 || strings.ContainsFunc(c.word, func(r rune) bool { return unicode.IsNumber(r) || r > 0xffff || isSpaceless(r) })
	})
	slices.SortStableFunc(words, func(x, y common) int { return y.count - x.count })
	out := make([]string, min(len(words), maxVocabulary))
	for i := range out {
		out[i] = words[i].word
	}
	return out
}

// vocabulary is the file of the most common words: the more common half of them and the others. In each of the two texts the words
// stand in order, and each begins with a digit: how many letters it shares with the word before it.
func vocabulary(words []string) []byte {
	half := (len(words) + 1) / 2
	out := appendJSON([]byte{'['}, shared(words[:half]))
	out = appendJSON(append(out, ','), shared(words[half:]))
	return append(out, "]\n"...)
}

func shared(words []string) string {
	slices.Sort(words)
	var out strings.Builder
	var before []rune
	for _, word := range words {
		letters := []rune(word)
		n := 0
		for n < 9 && n < len(before) && n < len(letters)-1 && letters[n] == before[n] {
			n++
		}
		out.WriteString(strconv.Itoa(n))
		out.WriteString(string(letters[n:]))
		before = letters
	}
	return out.String()
}
