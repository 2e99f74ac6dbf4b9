package builder_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"lectern/builder"
)

// edits are what authors do between two looks at the preview, some of them by mistake. Each returns the files that it
// touched, below content.
var edits = []func(fsys fstest.MapFS, n int) []string{
	func(fsys fstest.MapFS, n int) []string { return setLesson(fsys, "one/a.md", n, "Only words %d.") },
	func(fsys fstest.MapFS, n int) []string {
		return setLesson(fsys, "one/a.md", n, "## Heading %d\n\n### Below\n\nWords.")
	},
	func(fsys fstest.MapFS, n int) []string {
		return setLesson(fsys, "one/b.md", n, "Words %d.\n\n## Part\n")
	},
	func(fsys fstest.MapFS, n int) []string {
		return setLesson(fsys, "one/b.md", n, "The anchor is gone %d.")
	},
	func(fsys fstest.MapFS, n int) []string {
		return setLesson(fsys, "two/c.md", n, "[](../one/a.md) [](../glossary.md#term) Term %d.")
	},
	func(fsys fstest.MapFS, n int) []string { return setLesson(fsys, "two/c.md", n, "[broken %d](gone.md)") },
	func(fsys fstest.MapFS, n int) []string {
		return setLesson(fsys, "two/c.md", n, "Our KPI %d and the six skills:\n\n- one\n- two")
	},
	func(fsys fstest.MapFS, n int) []string {
		return setLesson(fsys, "two/c.md", n, ":::quiz\nWhich %d?\n\n- [x] this\n- [ ] that\n:::\n\n:::reflect\nWhat now?\n:::")
	},
	func(fsys fstest.MapFS, n int) []string { return setLesson(fsys, "two/c.md", n, "![p %d](d/p.svg)") },
	func(fsys fstest.MapFS, n int) []string {
		return setLesson(fsys, "guides/g.md", n, "Unclosed %d\n\n:::details[x]\ny")
	},
	func(fsys fstest.MapFS, n int) []string {
		return setLesson(fsys, "guides/g.md", n, "A guide %d with [^1].\n\n[^1]: note")
	},
	func(fsys fstest.MapFS, n int) []string {
		return setLesson(fsys, "templates/agenda.md", n, "- [ ] Topic %d")
	},
	func(fsys fstest.MapFS, n int) []string {
		return set(fsys, "glossary.md", "---\ntitle: Glossary\n---\n\nTerm\n: Meaning %d\n", n)
	},
	func(fsys fstest.MapFS, n int) []string {
		return set(fsys, "one/_index.md", "---\ntitle: One %d\n---\n\nModule text.\n", n)
	},
	func(fsys fstest.MapFS, n int) []string {
		return set(fsys, "two/d/p.svg", `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="1"/>`, n+1)
	},
	func(fsys fstest.MapFS, n int) []string {
		return set(fsys, "one/a.md", "---\ntitle: A %d\nweight: 5\ndraft: true\n---\n\nA draft.\n", n)
	},
	func(fsys fstest.MapFS, n int) []string {
		return set(fsys, "two/c.md", "---\ntitle: C\ndate: 2026-01-%02d\ntags: [x]\nfaqs: [{question: Why?, answer: So.}]\n---\n\nDated.\n", n%28+1)
	},
	func(fsys fstest.MapFS, n int) []string {
		return set(fsys, "two/new-%d.md", "---\ntitle: New\n---\n\nText.\n", n%2, n%2)
	},
	func(fsys fstest.MapFS, n int) []string { return remove(fsys, fmt.Sprintf("two/new-%d.md", n%2)) },
	func(fsys fstest.MapFS, n int) []string {
		return set(fsys, "_index.md", "---\ntitle: Course %d\nbaseURL: https://example.org/\nlanguage: de\n---\n", n)
	},
	func(fsys fstest.MapFS, n int) []string {
		return set(fsys, "_index.md", "---\ntitle: Course\nbaseURL: https://example.org/\n---\n")
	},
	func(fsys fstest.MapFS, n int) []string { return set(fsys, "static/CNAME", "example-%d.org", n) },
	func(fsys fstest.MapFS, n int) []string {
		return append(setLesson(fsys, "one/a.md", n, "First %d."), setLesson(fsys, "two/c.md", n, "Second %d.")...)
	},
}

// setLesson gives a lesson a body, with the number in it, and a front matter that is always the same.
func setLesson(fsys fstest.MapFS, name string, n int, body string) []string {
	return set(fsys, name, "---\ntitle: Lesson "+strings.TrimSuffix(name, ".md")+"\ntakeaways: [One]\n---\n\n"+body+"\n", n)
}

// set writes a file. The numbers fill its name, if that wants one, and its text.
func set(fsys fstest.MapFS, name, text string, numbers ...any) []string {
	if strings.Contains(name, "%") {
		name, numbers = fmt.Sprintf(name, numbers[0]), numbers[1:]
	}
	if !strings.Contains(text, "%") {
		numbers = nil
	}
	fsys["content/"+name] = &fstest.MapFile{Data: fmt.Appendf(nil, text, numbers...)}
	return []string{"content/" + name}
}

func remove(fsys fstest.MapFS, name string) []string {
	delete(fsys, "content/"+name)
	return []string{"content/" + name}
}

// TestRebuildGivesWhatBuildGives makes edits one after the other. After each, the mistakes and every byte of the site
// are those of a builder that has seen nothing before.
func TestRebuildGivesWhatBuildGives(t *testing.T) {
	steps := 25
	if testing.Short() {
		steps = 5
	}
	for seed := range uint64(2) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 0))
			fsys := smallCourse()
			b := builder.New(options(fsys))
			build(t, b)
			published := 0
			for step := range steps {
				before := maps.Clone(fsys)
				which := random.IntN(len(edits))
				touched := edits[which](fsys, step)
				what := fmt.Sprintf("step %d, edit %d of %v", step, which, touched)
				if sameAsBuild(t, b, fsys, touched, what) {
					published++
					continue
				}
				clear(fsys)
				maps.Copy(fsys, before)
				require.True(t, sameAsBuild(t, b, fsys, touched, what+" mended"))
			}
			require.Greater(t, published, steps/2, "too many steps had mistakes to show anything")
		})
	}
}

// sameAsBuild compares a rebuild with a build from nothing. It reports whether there was a site to compare.
func sameAsBuild(t *testing.T, b *builder.Builder, fsys fstest.MapFS, touched []string, what string) bool {
	t.Helper()
	got, err := b.Rebuild(t.Context(), touched)
	require.NoError(t, err)
	want := build(t, builder.New(options(fsys)))
	require.Equal(t, want.Diags, got.Diags, what)
	if want.HasErrors() {
		return false
	}
	require.Empty(t, changed(hashes(t, want), hashes(t, got)), what)
	return true
}
