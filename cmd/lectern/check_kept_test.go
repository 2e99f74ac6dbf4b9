package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lectern/builder"
	"lectern/builder/output"
)

// TestCheckAgain edits a course at random and checks it with and without what checks before it left: both find the same.
func TestCheckAgain(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, dir, "content/_index.md", "---\ntitle: Course\nbaseURL: https://example.org/\nrawHTML: true\n---\n")
	file := func(i int) string { return fmt.Sprintf("content/m%d/l%d.md", i/4, i) }
	for i := range 12 {
		writeFile(t, dir, filepath.Dir(file(i))+"/_index.md", "---\ntitle: Module\n---\n")
		writeFile(t, dir, file(i), "---\ntitle: Lesson\n---\n\n## First\n\nText.\n")
	}
	random := rand.New(rand.NewPCG(1, 2))
	edits := []func(i int, text string) string{
		func(_ int, text string) string { return text + "\nMore.\n" },
		func(i int, text string) string {
			return strings.Replace(text, "title: ", "title: "+string(rune('A'+i)), 1)
		},
		func(i int, text string) string { return text + fmt.Sprintf("\n<p id=x%d>x</p>\n", random.IntN(3)) },
		func(i int, text string) string { return text + "\n<a href=/m0/l1/#x1>x</a> <a href=/gone/>y</a>\n" },
		func(i int, text string) string { return text[:strings.Index(text, "\n---\n")+5] },
		func(i int, text string) string { return text + "\n## Second\n" },
		func(i int, text string) string { return text },
	}
	kept := keptCheck{folder: filepath.Join(t.TempDir(), "kept")}
	unchanged, resumable := 0, 0
	rounds := 24
	if os.Getenv("LECTERN_TORTURE") != "" {
		rounds = 500
	}
	for n := range rounds {
		for range random.IntN(3) {
			name := file(random.IntN(12))
			text, err := os.ReadFile(filepath.Join(dir, name))
			require.NoError(t, err)
			writeFile(t, dir, name, edits[random.IntN(len(edits))](n, string(text)))
		}
		if n%9 == 8 {
			writeFile(t, dir, fmt.Sprintf("content/m0/new%d.md", n%4), fmt.Sprintf("---\ntitle: New %d\n---\n\n[x](l1.md)\n", n))
		}
		f := &checkFlags{}
		src, err := openCourse(dir)
		require.NoError(t, err)
		newBuilder := func() *builder.Builder {
			opt := f.options(src)
			opt.Program = "test"
			return builder.New(opt)
		}
		find := func(kept keptCheck) string {
			b := newBuilder()
			defer b.Close()
			ds, pages, err := f.find(t.Context(), b, kept)
			require.NoError(t, err)
			return fmt.Sprintf("%d pages\n%v", pages, ds)
		}
		if b := newBuilder(); b.Recall(kept.read(output.KeptRecord)) != nil {
			if b.Unchanged() {
				unchanged++
			} else if b.Resumable() {
				resumable++
			}
		}
		switch n % 8 { // what was kept at another check
		case 3:
			old, err := os.ReadFile(filepath.Join(kept.folder, string(keptPages)))
			require.NoError(t, err)
			writeFile(t, kept.folder, "old", string(old))
		case 6:
			require.NoError(t, os.Rename(filepath.Join(kept.folder, "old"), filepath.Join(kept.folder, string(keptPages))))
		}
		require.Equal(t, find(keptCheck{}), find(kept), "edit %d", n)
		src.Close()
	}
	require.Greater(t, unchanged, rounds/8)
	require.Greater(t, resumable, rounds/8)
}

// TestCheckKeeps: a small course leaves nothing, a large one what the next check reads and nobody else may.
func TestCheckKeeps(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "kept")
	dir := t.TempDir()
	writeFile(t, dir, "content/_index.md", "---\ntitle: Course\nbaseURL: https://example.org/\n---\n")
	f := &checkFlags{}
	src, err := openCourse(dir)
	require.NoError(t, err)
	defer src.Close()
	check := func(kept keptCheck) []string {
		opt := f.options(src)
		opt.Program = "test"
		_, _, err := f.find(t.Context(), builder.New(opt), kept)
		require.NoError(t, err)
		var names []string
		files, _ := os.ReadDir(kept.folder)
		for _, file := range files {
			info, err := file.Info()
			require.NoError(t, err)
			require.True(t, info.Mode().Perm()&0o077 == 0 || runtime.GOOS == "windows", file.Name())
			names = append(names, file.Name())
		}
		return names
	}
	require.Empty(t, check(keptCheck{folder, worthKeeping}))
	require.Equal(t, []string{"lessons", "pages", "record"}, check(keptCheck{folder, 1}))
}
