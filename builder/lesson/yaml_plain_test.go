package lesson

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// requireSameTree compares what readPlainYAML makes of a text, if anything, with what the library does.
func requireSameTree(t *testing.T, text string) (plain bool) {
	got, r := readPlainYAML([]byte(text))
	defer r.release()
	if got == nil {
		return false
	}
	want, err := loadYAML([]byte(text))
	require.NoError(t, err, "%q", text)
	requireSameNode(t, want, got, text)
	return true
}

// requireSameNode compares nodes by all but their comments, which nothing reads.
func requireSameNode(t *testing.T, want, got *yaml.Node, text string) {
	x, y := *want, *got
	x.Content, y.Content = nil, nil
	x.HeadComment, x.LineComment, x.FootComment = "", "", ""
	require.Equal(t, x, y, "%q", text)
	require.Len(t, got.Content, len(want.Content), "%q", text)
	for i := range want.Content {
		requireSameNode(t, want.Content[i], got.Content[i], text)
	}
}

func TestPlainYAMLIsRead(t *testing.T) {
	for _, text := range []string{
		"title: Giving feedback\n",
		"title: \"Giving: feedback\"\nweight: 10\ndate: 2026-01-31\nduration: 12m\n",
		"title: 'A \"b\"'\ndraft: false x\n",
		"tags: [a b, c-d, E1]\nrelated: [../a/b.md]\naliases: [/a/, /b]\nslug: [x]\n",
		"tags:\n  - a\n  - b c\nrelated:\n- a.md\n- b.md\n\ntitle: T\n",
		"# note\ntitle: T\n# note\n\nauthor:\n    name: Nora\n    url: https://example.org/\ndescription: Ünï – codé\n",
		"faqs:\n  - question: \"Who?\"\n    answer: |-\n      One.\n\n        Two.\n  - question: Why?\n    answer: |\n      Three.\n\n\ntitle: T\n",
		"takeaways:\n  - |\n    a\n   \n    b\n  - \"c\"\n",
		"objectives:\n- |-\n a\n- b\n",
	} {
		require.True(t, requireSameTree(t, text), "%q", text)
	}
}

func TestOddYAMLIsLeftToTheLibrary(t *testing.T) {
	for _, text := range []string{
		"", "\n", "# note\n", "title: T", "a\n", " title: T\n", "title: T\r\n", "title:\tT\n", "\ufefftitle: T\n", "title:\n", "title: \n",
		"title: true\n", "title: yes\n", "yes: a\n", "title: 010\n", "title: 1.5\n", "title: 2026-13-01\n", "title: a: b\n", "title: a #b\n", "title: a:\n", "title: a \n",
		"title: a\n  b\n", "title: \"a\n  b\"\n", "title: \"a\\n\"\n", "title: 'a''b'\n", "title: \"a\" b\n", "title: >\n  a\n", "title: |2\n  a\n", "title: |+\n  a\n",
		"title: |\n\n  a\n", "title: |\na\n", "title: |\n  a\n b\n", "title: |\n  a\n   \n", "title: &a b\n", "title: *a\n", "title: !x b\n", "title: []\n", "title: [\"a\"]\n", "title: [a,b]\n", "title: [a\n  b]\n", "title: [a] b\n", "title: [a, no]\n", "title: [ a]\n", "title: [a: b]\n", "title: {a: b}\n",
		"a:\n - b\n  - c\n", "a:\n  b: c\n d: e\n", "a: b\n- c\n", "a:\n  -  b\n", "a:\n  -b\n", "a:\n  - - b\n", "a:\n  -\n    b\n", "? a\n: b\n", "a: b\n---\nc: d\n",
		"a: ~\n", "a: \"\n", "a: '\n", "a: |\n", strings.Repeat("a", 50) + ": b\n",
	} {
		root, r := readPlainYAML([]byte(text))
		require.Nil(t, root, "%q", text)
		r.release()
	}
}

// sampleFrontMatter returns that of every page of the sample course.
func sampleFrontMatter(t testing.TB) (texts []string) {
	for _, pattern := range []string{"../../content/*.md", "../../content/*/*.md"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		for _, file := range files {
			src, err := os.ReadFile(file)
			require.NoError(t, err)
			text, _, found := strings.Cut(strings.TrimPrefix(string(src), "---\n"), "\n---\n")
			require.True(t, found, file)
			texts = append(texts, text+"\n")
		}
	}
	return texts
}

func TestPlainYAMLOfTheSampleCourse(t *testing.T) {
	plain := 0
	texts := sampleFrontMatter(t)
	for _, text := range texts {
		if requireSameTree(t, text) {
			plain++
		}
	}
	t.Logf("%d of %d are plain", plain, len(texts))
	require.Greater(t, plain, len(texts)/2)
}

// pieces are what random changes put into YAML.
var yamlPieces = []string{
	"\n", "\n\n", " ", "  ", "- ", ": ", ":", "#", " #", "\"", "'", "|", "|-", ">", "[", "]", "{", "}", ",", "&a", "*a", "!t", "?", "-", "---\n", "...\n",
	"key: ", "\n  key: ", "\n- ", "\n  - ", "\n    ", "null", "true", "1", "0", "1.0", "\t", "é", "\\", "%", "@", "`", "~", "<<: ", "# note\n", "|\n  ", "|-\n      ",
}

func TestPlainYAMLAfterRandomChanges(t *testing.T) {
	texts := sampleFrontMatter(t)
	random := rand.New(rand.NewPCG(1, 2))
	plain := 0
	for range 3000 {
		text := texts[random.IntN(len(texts))]
		if at := strings.Index(text, "faqs:"); at > 0 && random.IntN(2) == 0 {
			text = text[at:]
		}
		text = text[:min(len(text), 600)]
		for range 1 + random.IntN(4) {
			from := random.IntN(len(text) + 1)
			to := min(len(text), from+random.IntN(4))
			text = text[:from] + yamlPieces[random.IntN(len(yamlPieces))] + text[to:]
		}
		if requireSameTree(t, text+"\n") {
			plain++
		}
	}
	require.Greater(t, plain, 100)
}

func FuzzPlainYAML(f *testing.F) {
	for _, text := range sampleFrontMatter(f) {
		f.Add(text[:min(len(text), 300)])
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, i := invisible(text); i < 0 && utf8.ValidString(text) && len(text) < 4000 {
			requireSameTree(t, text)
		}
	})
}
