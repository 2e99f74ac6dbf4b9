package search

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// decoded is an index as a browser reads it.
type decoded struct {
	Version string
	Groups  [][2]int
	Shards  []string
	words   map[string]listed
}

// listed is what a shard says of a word: the documents with what it weighs there, and in how many documents it is.
type listed struct {
	hits  []mention
	count int
}

// mention is a document that has a word, with what it weighs there.
type mention struct{ document, weight int }

// read reads an index as search.js does.
func read(t *testing.T, x *Index) decoded {
	t.Helper()
	d := decoded{words: map[string]listed{}}
	require.NoError(t, json.Unmarshal(x.Directory, &d))
	require.Len(t, d.Shards, len(x.Shards))
	last := ""
	for k, file := range x.Shards {
		var pairs []string
		require.NoError(t, json.Unmarshal(file, &pairs))
		for i := 0; i < len(pairs); i += 2 {
			require.Less(t, last, pairs[i], "words are in order")
			last = pairs[i]
			place := len(d.Shards) - 1
			for d.Shards[place] > pairs[i] {
				place--
			}
			require.Equal(t, k, place, "the directory leads to %q", pairs[i])
			d.words[pairs[i]] = list(pairs[i+1])
		}
	}
	return d
}

func list(text string) listed {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	digitsOf, some := strings.CutPrefix(text, "*")
	var numbers []int
	n, scale := 0, 1
	for _, digit := range digitsOf {
		value := strings.IndexRune(digits, digit)
		n += value % 32 * scale
		scale *= 32
		if value < 32 {
			numbers = append(numbers, n)
			n, scale = 0, 1
		}
	}
	out := listed{count: len(numbers)}
	if some {
		out.count, numbers = numbers[0], numbers[1:]
	}
	document := -1
	for _, n := range numbers {
		document += 1 + n/8
		out.hits = append(out.hits, mention{document, n % 8})
	}
	return out
}

// these are options for documents that are at hand.
func these(documents []Document, groups ...Group) Options {
	return Options{Groups: groups, Shards: 3, Workers: 2, Read: func(n int, use func(*Document)) error {
		use(&documents[n])
		return nil
	}}
}

func built(t testing.TB, opt Options) *Index {
	t.Helper()
	x, err := NewIndexer(opt).Index()
	require.NoError(t, err)
	return x
}

// A word weighs by the place where it stands, and by how often.
func TestWeights(t *testing.T) {
	in := func(text string) Document { return Document{Sections: []Section{{Text: text}}} }
	tests := []struct {
		name   string
		d      Document
		weight int
	}{
		{"once", in("word"), 0},
		{"twice", in("Word wörd"), 1},
		{"four times", in(strings.Repeat("word, ", 4)), 2},
		{"eight times", in(strings.Repeat("word, ", 8)), 3},
		{"heading", Document{Sections: []Section{{Heading: "The word"}}}, 4},
		{"heading and text", Document{Sections: []Section{{Heading: "Word", Text: "word word word"}}}, 5},
		{"tag", Document{Tags: []string{"two words", "word"}}, 5},
		{"title", Document{Title: "Word", Tags: []string{"word"}}, 6},
		{"title and text", Document{Title: "Word", Sections: []Section{{}, {Heading: "word", Text: "word word"}}}, 7},
	}
	for _, tt := range tests {
		x := read(t, built(t, these([]Document{tt.d}, Group{Count: 1, Keep: 1, Leaf: 1})))
		require.Equal(t, listed{[]mention{{0, tt.weight}}, 1}, x.words["word"], tt.name)
	}
}

// The documents of a word are those that have it, whatever the number of workers and shards.
func TestIndexHasEveryWord(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	documents := make([]Document, 300)
	want := map[string][]int{}
	for n := range documents {
		var text []string
		for range r.IntN(12) {
			word := fmt.Sprintf("w%d", int(r.ExpFloat64()*20))
			text = append(text, word)
			if ds := want[word]; len(ds) == 0 || ds[len(ds)-1] != n {
				want[word] = append(ds, n)
			}
		}
		documents[n].Sections = []Section{{Text: strings.Join(text, " ")}}
	}
	opt := these(documents, Group{Count: 170, Keep: 999, Leaf: 1}, Group{Count: 0, Keep: 1, Leaf: 5}, Group{Count: 130, Keep: 999, Leaf: 16})
	opt.Workers = 1
	first := built(t, opt)
	got := map[string][]int{}
	x := read(t, first)
	for word, listed := range x.words {
		require.Len(t, listed.hits, listed.count)
		for _, h := range listed.hits {
			got[word] = append(got[word], h.document)
		}
	}
	require.Equal(t, want, got)
	require.Equal(t, [][2]int{{170, 1}, {0, 5}, {130, 16}}, x.Groups)

	for _, workers := range []int{2, 3, 16, 400} {
		opt.Workers = workers
		require.Equal(t, first, built(t, opt), "%d workers", workers)
	}
	for _, shards := range []int{1, 2, 7, 1000} {
		opt.Shards = shards
		require.Equal(t, x.words, read(t, built(t, opt)).words, "%d shards", shards)
	}
}

// A list that is cut keeps the documents of most weight, of each group, in the order of the course, and tells how many there are.
func TestListsAreLimited(t *testing.T) {
	text := func(n int) Document { return Document{Sections: []Section{{Text: strings.Repeat("word ", n)}}} }
	documents := []Document{text(1), text(4), text(1), text(2), text(9), text(2), text(1), {Title: "Word"}, text(1), {}}
	tests := []struct {
		keep int
		want listed
	}{
		{9, listed{[]mention{{0, 0}, {1, 2}, {2, 0}, {3, 1}, {4, 3}, {5, 1}, {6, 0}, {7, 6}, {8, 0}}, 9}},
		{4, listed{[]mention{{0, 0}, {1, 2}, {3, 1}, {4, 3}, {5, 1}, {6, 0}, {7, 6}, {8, 0}}, 9}},
		{2, listed{[]mention{{1, 2}, {4, 3}, {5, 1}, {7, 6}}, 9}},
		{1, listed{[]mention{{4, 3}, {7, 6}}, 9}},
	}
	for _, tt := range tests {
		x := read(t, built(t, these(documents, Group{Count: 5, Keep: tt.keep, Leaf: 1}, Group{Count: 5, Keep: tt.keep, Leaf: 1})))
		require.Equal(t, tt.want, x.words["word"], "keep %d", tt.keep)
	}
}

// The name of an index differs when anything differs that a browser could have kept.
func TestVersion(t *testing.T) {
	documents := func() []Document {
		return []Document{
			{Title: "One", Path: "/one/", Place: "Module", Tags: []string{"tag"}, Sections: []Section{{"Heading", "id", "Text."}}},
			{Title: "Two", Path: "/two/"},
		}
	}
	version := func(d []Document, leaf int) string {
		return read(t, built(t, these(d, Group{Count: 2, Keep: 9, Leaf: leaf}))).Version
	}
	seen := map[string]string{version(documents(), 1): "none"}
	for what, change := range map[string]func(d []Document){
		"title": func(d []Document) { d[0].Title = "Öne" }, "path": func(d []Document) { d[1].Path = "/other/" },
		"place": func(d []Document) { d[0].Place = "Course" }, "tag": func(d []Document) { d[0].Tags[0] = "other" },
		"heading": func(d []Document) { d[0].Sections[0].Heading = "heading" }, "id": func(d []Document) { d[0].Sections[0].ID = "x" },
		"text": func(d []Document) { d[0].Sections[0].Text = "Text!" }, "order": func(d []Document) { d[0], d[1] = d[1], d[0] },
	} {
		d := documents()
		change(d)
		v := version(d, 1)
		require.Empty(t, seen[v], what)
		seen[v] = what
	}
	require.NotContains(t, seen, version(documents(), 2), "documents in a leaf")
}

// The vocabulary holds words that somebody could have misspelled, the more common half first.
func TestVocabulary(t *testing.T) {
	text := "manage manager managers management übung übungen cat 2027 q4goals 研修 𐐨𐐨𐐨𐐨 abcdefghijklm abcdefghijklmnop"
	x := built(t, these([]Document{
		{Sections: []Section{{Text: text}}}, {Sections: []Section{{Text: "managers and manage"}}},
	}, Group{Count: 2, Keep: 9, Leaf: 1}))
	var halves []string
	require.NoError(t, json.Unmarshal(x.Vocabulary, &halves))
	require.Equal(t, []string{"abcdefghijklm", "abcdefghijklmnop", "manage", "managers"}, wordsOf(halves[0]))
	require.Equal(t, []string{"management", "manager", "ubung", "ubungen"}, wordsOf(halves[1]))

	many := make([]Document, 1)
	var all strings.Builder
	for n := range maxVocabulary + 500 {
		for ; n > 0; n /= 26 {
			all.WriteByte(byte('a' + n%26))
		}
		all.WriteString("zzz ")
	}
	many[0].Sections = []Section{{Text: all.String()}}
	require.NoError(t, json.Unmarshal(built(t, these(many, Group{Count: 1, Keep: 1, Leaf: 1})).Vocabulary, &halves))
	require.Len(t, slices.Concat(wordsOf(halves[0]), wordsOf(halves[1])), maxVocabulary)
}

// wordsOf reads half of a vocabulary.
func wordsOf(half string) []string {
	var out []string
	for half != "" {
		n := int(half[0] - '0')
		rest, next := half[1:], ""
		if i := strings.IndexAny(rest, "0123456789"); i >= 0 {
			rest, next = rest[:i], rest[i:]
		}
		if len(out) > 0 {
			rest = string([]rune(out[len(out)-1])[:n]) + rest
		}
		out, half = append(out, rest), next
	}
	return out
}

func TestLeaf(t *testing.T) {
	var text strings.Builder
	x := NewIndexer(these([]Document{
		{Title: `A "title" <b>`, Path: "/a/", Place: "Module", Tags: []string{"hidden"}, Sections: []Section{{Text: "Intro."}, {"Heading", "id", "Text."}}},
		{Title: "B", Path: "/b/"},
	}, Group{Count: 2, Keep: 9, Leaf: 2}))
	require.NoError(t, x.Leaf(&text, 0, 2))
	require.Equal(t, `[["A \"title\" <b>","/a/","Module",["","","Intro.","Heading","id","Text."]],["B","/b/","",[]]]`+"\n", text.String())
	require.Equal(t, 4, Group{Count: 49, Leaf: 16}.Leaves())
	require.Equal(t, 0, Group{Leaf: 16}.Leaves())
}

func TestNothingToIndex(t *testing.T) {
	x := built(t, these(nil, Group{Keep: 1, Leaf: 1}))
	require.Empty(t, read(t, x).words)
	require.Equal(t, "[\"\",\"\"]\n", string(x.Vocabulary))
}
