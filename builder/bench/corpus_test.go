package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder"
	"lectern/builder/diag"
	"lectern/themes"
)

// TestCorpusIsTheSame pins the texts of five lessons of each profile: figures can be compared only while the course stays what
// it is. A change of the generator changes the sums on purpose.
func TestCorpusIsTheSame(t *testing.T) {
	for name, sum := range map[string]string{
		"full":  "34168f3c5ffe2652",
		"short": "f04b8a439fb412ae",
	} {
		c := planCorpus(size{5, profiles[name]})
		h := sha256.New()
		for _, l := range c.lessons {
			fmt.Fprintln(h, l.path(), c.lessonFile(l))
		}
		require.Equal(t, sum, fmt.Sprintf("%x", h.Sum(nil)[:8]), name)
	}
}

// TestCorpusHasEverything counts what the lessons are promised to have.
func TestCorpusHasEverything(t *testing.T) {
	const lessons = 200
	c := planCorpus(size{lessons, profiles["full"]})
	require.Len(t, c.lessons, lessons)
	require.InDelta(t, lessons/20, len(c.modules), 2)
	count := map[string]int{}
	for _, l := range c.lessons {
		_, body, found := strings.Cut(strings.TrimPrefix(c.lessonFile(l), "---\n"), "\n---\n")
		require.True(t, found)
		count["words"] += words(body)
		for _, mark := range []string{"\n## ", "\n### ", "> [!", "| --- |", "[^1]: ", "```\n", ".md)", "](https://", "\n> —"} {
			count[mark] += strings.Count(body, mark)
		}
	}
	for mark, least := range map[string]int{
		"words": 1900, "\n## ": 5, "\n### ": 6, "> [!": 1, "| --- |": 1, "[^1]: ": 1, ".md)": 6, "](https://": 2, "\n> —": 1,
	} {
		require.GreaterOrEqual(t, count[mark], least*lessons, "%q", mark)
	}
	require.LessOrEqual(t, count["words"], 2100*lessons)
	require.InDelta(t, lessons/3, count["```\n"], lessons/10, "code in a third of the lessons")
}

// TestCorpusBuilds builds a course of each profile as Lectern does.
func TestCorpusBuilds(t *testing.T) {
	for name, p := range profiles {
		dir := t.TempDir()
		require.NoError(t, planCorpus(size{60, p}).write(dir))
		require.NoError(t, writeHugoSite(dir))
		r, err := builder.New(builder.Options{Source: os.DirFS(dir), Themes: themes.FS(), Now: time.Unix(1e9, 0)}).Build(context.Background())
		require.NoError(t, err)
		require.False(t, r.HasErrors(), "%s: %v", name, r.Diags)
		for _, d := range r.Diags {
			require.Equal(t, diag.Warning, d.Severity)
			require.Contains(t, d.Message, "question asks nearly the same", "%s: the course gives a warning of another kind", name)
		}
		var b bytes.Buffer
		for _, f := range r.Files {
			require.NoError(t, f.Render(&b), f.Path)
		}
	}
}
