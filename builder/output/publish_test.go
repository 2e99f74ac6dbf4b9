package output

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder/need"
)

// pubFiles makes files of path and content.
func pubFiles(content map[string]string) []File {
	var files []File
	for path, text := range content {
		files = append(files, File{Path: path, Render: func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		}})
	}
	return files
}

// pubTree lists what is below dir: files with their content, symlinks with "-> target", folders with a slash. The
// manifest is left out; TestPublishManifest looks at it.
func pubTree(t *testing.T, dir string) map[string]string {
	t.Helper()
	tree := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(dir, path)
		switch {
		case err != nil || rel == "." || rel == manifestName:
			return err
		case e.IsDir():
			tree[rel+"/"] = ""
		case e.Type() == fs.ModeSymlink:
			target, err := os.Readlink(path)
			tree[rel] = "-> " + target
			return err
		default:
			data, err := os.ReadFile(path)
			tree[rel] = string(data)
			return err
		}
		return nil
	}))
	return tree
}

// pubWrite writes files by hand.
func pubWrite(t *testing.T, dir string, content map[string]string) {
	t.Helper()
	for path, text := range content {
		full := filepath.Join(dir, path)
		require.NoError(t, os.MkdirAll(filepath.Dir(full), 0o755))
		require.NoError(t, os.WriteFile(full, []byte(text), 0o644))
	}
}

// pubNames lists the entries of a folder.
func pubNames(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func publishTo(t *testing.T, dst string, content map[string]string) Stats {
	t.Helper()
	stats, err := Publish(t.Context(), dst, pubFiles(content), PublishOptions{})
	require.NoError(t, err)
	return stats
}

func TestPublishManifest(t *testing.T) {
	dst := filepath.Join(t.TempDir(), "public")
	for _, workers := range []int{1, 2, 8} {
		_, err := Publish(t.Context(), dst, pubFiles(map[string]string{"b&c.html": "", "a/é.html": "", "a-b": ""}),
			PublishOptions{Workers: workers})
		require.NoError(t, err)
		data, err := os.ReadFile(filepath.Join(dst, manifestName))
		require.NoError(t, err)
		require.Equal(t, `{
  "format": 1,
  "files": [
    "a-b",
    "a/é.html",
    "b&c.html"
  ]
}
`, string(data))
	}
	publishTo(t, dst, nil)
	require.Empty(t, pubTree(t, dst))
}

// TestPublishLongFiles is about files longer than the buffer, which are compared piece by piece.
func TestPublishLongFiles(t *testing.T) {
	const n = 2*bufferSize + 1000
	text := strings.Repeat("0123456789abcdef", n/16)
	for name, next := range map[string]string{
		"same": text, "shorter": text[:bufferSize+5], "at a buffer's end": text[:bufferSize], "longer": text + "x",
		"first byte": "x" + text[1:], "last byte": text[:len(text)-1] + "x", "in the middle": text[:bufferSize+7] + "x" + text[bufferSize+8:],
		"empty": "", "small": "x",
	} {
		dst := filepath.Join(t.TempDir(), "public")
		publishTo(t, dst, map[string]string{"file": text})
		render := func(w io.Writer) error { // in odd pieces
			for rest := next; rest != ""; {
				k := min(len(rest), 4099)
				if _, err := io.WriteString(w, rest[:k]); err != nil {
					return err
				}
				rest = rest[k:]
			}
			return nil
		}
		stats, err := Publish(t.Context(), dst, []File{{Path: "file", Render: render}}, PublishOptions{})
		require.NoError(t, err)
		require.Equal(t, name == "same", stats.Unchanged == 1, name)
		require.True(t, pubTree(t, dst)["file"] == next, name)
	}
}

func TestPublishRendersEachFileOnce(t *testing.T) {
	dst := filepath.Join(t.TempDir(), "public")
	var mu sync.Mutex
	count := map[string]int{}
	var files []File
	for i := range 150 {
		path := fmt.Sprintf("m%d/l%d/index.html", i%7, i)
		files = append(files, File{Path: path, Render: func(w io.Writer) error {
			mu.Lock()
			defer mu.Unlock()
			count[path]++
			_, err := fmt.Fprint(w, i+count[path]/2) // the first two bytes differ at the second call
			return err
		}})
	}
	for round := 1; round <= 2; round++ {
		stats, err := Publish(t.Context(), dst, files, PublishOptions{Workers: 8})
		require.NoError(t, err)
		require.Equal(t, 150, stats.Wrote)
		require.Len(t, count, 150)
		for _, n := range count {
			require.Equal(t, round, n)
		}
	}
}

func TestPublishFileAndFolderChangePlaces(t *testing.T) {
	dst := filepath.Join(t.TempDir(), "public")
	one := map[string]string{"x": "file", "y/a/b/c.html": "c", "z": "z"}
	two := map[string]string{"x/a/index.html": "a", "y": "file", "z": "z"}
	publishTo(t, dst, one)
	require.Equal(t, Stats{Wrote: 2, Unchanged: 1, Removed: 2}, publishTo(t, dst, two))
	require.Equal(t, map[string]string{"x/": "", "x/a/": "", "x/a/index.html": "a", "y": "file", "z": "z"}, pubTree(t, dst))
	publishTo(t, dst, one)
	require.Equal(t, map[string]string{"x": "file", "y/": "", "y/a/": "", "y/a/b/": "", "y/a/b/c.html": "c", "z": "z"},
		pubTree(t, dst))
}

func TestPublishMendsModes(t *testing.T) {
	dst := filepath.Join(t.TempDir(), "public")
	publishTo(t, dst, map[string]string{"a": "a", "b": "b"})
	require.NoError(t, os.Chmod(dst+"/a", 0o600))
	require.Equal(t, Stats{Wrote: 1, Unchanged: 1}, publishTo(t, dst, map[string]string{"a": "a", "b": "b"}))
	info, err := os.Stat(dst + "/a")
	require.NoError(t, err)
	require.Equal(t, fileMode, info.Mode())
}

func TestPublishRefusesPlans(t *testing.T) {
	nothing := func(io.Writer) error { return nil }
	for _, test := range []struct {
		paths []string
		want  string
	}{
		{[]string{"a", "b", "a"}, `two files are to be published as a`},
		{[]string{"a", "a/b"}, `a is to be published both as a file and as a folder`},
		{[]string{"a/b/c", "a-b", "a/b"}, `a/b is to be published both as a file and as a folder`},
		{[]string{""}, `cannot publish "": not a clean relative path`},
		{[]string{"."}, `cannot publish ".": not a clean`},
		{[]string{"/etc/passwd"}, `not a clean`},
		{[]string{"../x"}, `not a clean`},
		{[]string{"a/../../x"}, `not a clean`},
		{[]string{"a/./x"}, `not a clean`},
		{[]string{"a//x"}, `not a clean`},
		{[]string{"a/"}, `not a clean`},
		{[]string{`a\b`}, `not a clean`},
		{[]string{"a\x00b"}, `not a clean`},
		{[]string{"a\xff"}, `not a clean`},
		{[]string{".lectern.json"}, `the name is kept`},
		{[]string{"a/.git/config"}, `.git folder`},
	} {
		dir := t.TempDir()
		var files []File
		for _, p := range test.paths {
			files = append(files, File{Path: p, Render: nothing})
		}
		_, err := Publish(t.Context(), dir+"/public", files, PublishOptions{})
		require.ErrorContains(t, err, test.want, "%q", test.paths)
		require.ErrorContains(t, err, "publish to "+dir+"/public: ")
		require.Empty(t, pubNames(t, dir))
	}
}

func TestPublishNothingAfterAnError(t *testing.T) {
	broken := errors.New("template is broken")
	for _, before := range []map[string]string{nil, {"a": "old", "gone": "old", "z": "same"}} {
		dir := t.TempDir()
		dst := filepath.Join(dir, "new", "public")
		if before != nil {
			publishTo(t, dst, before)
		}
		files := pubFiles(map[string]string{"a": "new", "b": "new", "z": "same"})
		files = append(files, File{Path: "m/bad.html", Render: func(w io.Writer) error {
			fmt.Fprint(w, strings.Repeat("half a page", bufferSize))
			return broken
		}})
		stats, err := Publish(t.Context(), dst, files, PublishOptions{})
		require.EqualError(t, err, "publish to "+dst+": render m/bad.html: template is broken")
		require.ErrorIs(t, err, broken)
		require.Equal(t, Stats{}, stats)
		if before == nil {
			require.Empty(t, pubNames(t, dir), "folders made for the output go as well")
			continue
		}
		require.Equal(t, before, pubTree(t, dst))
		require.Equal(t, []string{"public"}, pubNames(t, filepath.Dir(dst)))
	}
}

func TestPublishCancelled(t *testing.T) {
	for _, before := range []map[string]string{nil, {"f0": "old", "gone": "old"}} {
		for at := range 12 {
			dir := t.TempDir()
			dst := filepath.Join(dir, "public")
			if before != nil {
				publishTo(t, dst, before)
			}
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			interrupt := errors.New("interrupted")
			var files []File
			for i := range 12 {
				files = append(files, File{Path: fmt.Sprintf("f%d", i), Render: func(w io.Writer) error {
					if i == at {
						cancel(interrupt)
					}
					_, err := w.Write(bytes.Repeat([]byte("x"), bufferSize+1))
					return err
				}})
			}
			_, err := Publish(ctx, dst, files, PublishOptions{Workers: 2})
			require.ErrorIs(t, err, interrupt)
			require.ErrorIs(t, err, context.Canceled)
			if before == nil {
				require.Empty(t, pubNames(t, dir))
				continue
			}
			require.Equal(t, before, pubTree(t, dst))
			require.Equal(t, []string{"public"}, pubNames(t, dir))
		}
	}
}

func TestPublishLock(t *testing.T) {
	dir := t.TempDir()
	dst := filepath.Join(dir, "public")
	d := destination{dir, "public"}
	held, err := takeLock(t.Context(), d)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = Publish(ctx, dst, pubFiles(map[string]string{"a": "a"}), PublishOptions{})
	require.ErrorIs(t, err, context.DeadlineExceeded, "a waiting build can be cancelled")

	time.AfterFunc(50*time.Millisecond, func() { held.release(false) })
	publishTo(t, dst, map[string]string{"a": "a"})
	require.Equal(t, []string{"public"}, pubNames(t, dir))

	require.NoError(t, os.WriteFile(filepath.Join(dir, ".public.lectern-lock"), nil, 0o600)) // left by a killed build
	publishTo(t, dst, map[string]string{"a": "b"})
	require.Equal(t, []string{"public"}, pubNames(t, dir))

	require.NoError(t, os.Symlink("nowhere", filepath.Join(dir, ".public.lectern-lock")))
	_, err = Publish(t.Context(), dst, nil, PublishOptions{})
	require.ErrorContains(t, err, ".public.lectern-lock is in the way and is no file: delete it")
}

// TestPublishAtOnce builds one output from many goroutines, each with its own site, while a reader looks.
func TestPublishAtOnce(t *testing.T) {
	dir := t.TempDir()
	dst := filepath.Join(dir, "new", "public")
	sites := map[string][]File{}
	for i := range 8 {
		content := map[string]string{"same.html": "same", fmt.Sprintf("only-%d/index.html", i): fmt.Sprint(i)}
		for page := range 20 {
			content[fmt.Sprintf("m/%d/index.html", page)] = fmt.Sprint(i)
		}
		sites[fmt.Sprint(i)] = pubFiles(content)
	}
	var wg sync.WaitGroup
	stop := make(chan struct{})
	var looks, whole int
	reader := sync.WaitGroup{}
	reader.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			looks++
			if ok, err := wholeSite(dst); err != nil {
				t.Error(err)
			} else if ok {
				whole++
			}
		}
	})
	for _, files := range sites {
		wg.Go(func() {
			for range need.Rounds(3, 50) {
				if _, err := Publish(t.Context(), dst, files, PublishOptions{Workers: 2}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	close(stop)
	reader.Wait()
	ok, err := wholeSite(dst)
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, []string{"public"}, pubNames(t, filepath.Dir(dst)))
	t.Logf("%d of %d looks saw one site to its end", whole, looks)
}

// wholeSite opens dst once and reads all of it. It reports false if that tree was replaced while it was read, and an
// error if a tree that is still the published one is not one whole site.
func wholeSite(dst string) (bool, error) {
	root, err := os.OpenRoot(dst)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil // before the first build ends
	}
	if err != nil {
		return false, err
	}
	defer root.Close()
	seen := map[string]bool{}
	var readErr error
	for page := range 20 {
		data, err := root.ReadFile(fmt.Sprintf("m/%d/index.html", page))
		readErr = errors.Join(readErr, err)
		seen[string(data)] = true
	}
	opened, err := root.Stat(".")
	if err != nil {
		return false, err
	}
	if now, err := os.Stat(dst); err != nil || !os.SameFile(now, opened) {
		return false, err
	}
	if readErr != nil || len(seen) != 1 {
		return false, fmt.Errorf("a mixed site: %v %w", seen, readErr)
	}
	return true, nil
}
