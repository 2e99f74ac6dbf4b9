//go:build unix

package output

import (
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// What the system knows of the files of an output: who owns them, which are one file by two names.

func pubInfo(t *testing.T, path string) *unix.Stat_t {
	t.Helper()
	var st unix.Stat_t
	require.NoError(t, unix.Lstat(path, &st))
	return &st
}

func TestPublishFirst(t *testing.T) {
	for _, umask := range []int{0o022, 0o077, 0} {
		old := syscall.Umask(umask)
		dir := t.TempDir()
		dst := filepath.Join(dir, "deep", "er", "public")
		stats := publishTo(t, dst, map[string]string{"index.html": "home", "m/one/index.html": "one", "empty": ""})
		syscall.Umask(old)
		require.Equal(t, Stats{Wrote: 3}, stats)
		require.Equal(t, map[string]string{"index.html": "home", "empty": "", "m/": "", "m/one/": "",
			"m/one/index.html": "one"}, pubTree(t, dst))
		require.Equal(t, []string{"public"}, pubNames(t, filepath.Dir(dst)))
		require.NoError(t, filepath.WalkDir(dst, func(path string, e fs.DirEntry, _ error) error {
			info, err := e.Info()
			want := fileMode
			if e.IsDir() {
				want = folderMode
			}
			require.Equal(t, want, info.Mode().Perm(), "umask %03o, %s", umask, path)
			return err
		}))
	}
}

func TestPublishAgainChangesNothing(t *testing.T) {
	dir := t.TempDir()
	dst := filepath.Join(dir, "public")
	content := map[string]string{"index.html": "home", "m/index.html": "m", "big": strings.Repeat("x", 3*bufferSize)}
	publishTo(t, dst, content)
	state := func() (all []unix.Stat_t) {
		require.NoError(t, filepath.WalkDir(dst, func(path string, _ fs.DirEntry, err error) error {
			st := *pubInfo(t, path)
			st.Atim = unix.Timespec{}
			all = append(all, st)
			return err
		}))
		return all
	}
	before := state()
	require.Equal(t, Stats{Unchanged: 3}, publishTo(t, dst, content))
	require.Equal(t, before, state())
	require.Equal(t, []string{"public"}, pubNames(t, dir))
}

func TestPublishOneEdit(t *testing.T) {
	dst := filepath.Join(t.TempDir(), "public")
	publishTo(t, dst, map[string]string{"a/index.html": "a", "b/index.html": "b", "c/d/index.html": "d"})
	a, b := pubInfo(t, dst+"/a/index.html"), pubInfo(t, dst+"/b/index.html")
	stats := publishTo(t, dst, map[string]string{"a/index.html": "a", "b/index.html": "edited", "e/index.html": "e"})
	require.Equal(t, Stats{Wrote: 2, Unchanged: 1, Removed: 1}, stats)
	require.Equal(t, map[string]string{"a/": "", "a/index.html": "a", "b/": "", "b/index.html": "edited", "e/": "",
		"e/index.html": "e"}, pubTree(t, dst))
	require.Equal(t, a.Ino, pubInfo(t, dst+"/a/index.html").Ino, "an unchanged file stays the same file")
	require.Equal(t, a.Mtim, pubInfo(t, dst+"/a/index.html").Mtim)
	require.NotEqual(t, b.Ino, pubInfo(t, dst+"/b/index.html").Ino, "nothing is written in place")
	require.EqualValues(t, 1, pubInfo(t, dst+"/a/index.html").Nlink, "the old tree is gone")
}
