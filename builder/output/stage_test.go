//go:build unix

package output

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"lectern/builder/need"
)

const keptStage = ".public.lectern-new"

// publishKept publishes and keeps the old tree, however small it is.
func publishKept(t *testing.T, dst string, content map[string]string) Stats {
	t.Helper()
	stats, err := Publish(t.Context(), dst, pubFiles(content), PublishOptions{KeepFrom: 1})
	require.NoError(t, err)
	return stats
}

func TestStageKept(t *testing.T) {
	dir := t.TempDir()
	dst := filepath.Join(dir, "public")
	site := func(version string) map[string]string {
		return map[string]string{"index.html": version, "m/same.html": "same", version + "/index.html": "only here"}
	}
	publishKept(t, dst, site("a"))
	require.Equal(t, []string{"public"}, pubNames(t, dir), "there is no old tree yet")
	pubWrite(t, dst, map[string]string{"CNAME": "mine", ".git/HEAD": "mine", ".gitignore": "mine"})

	for i, version := range []string{"b", "c", "d"} {
		require.Equal(t, Stats{Wrote: 2, Unchanged: 1, Removed: 1}, publishKept(t, dst, site(version)))
		want := site(version)
		for _, mine := range []string{"CNAME", ".git/HEAD", ".gitignore"} {
			want[mine] = "mine"
		}
		want["m/"], want[".git/"], want[version+"/"] = "", "", ""
		require.Equal(t, want, pubTree(t, dst))
		require.Equal(t, []string{keptStage, "public"}, pubNames(t, dir))

		old := pubTree(t, filepath.Join(dir, keptStage))
		require.Equal(t, map[string]string{".gitignore": ignoreAll, "index.html": "abcd"[i : i+1], "m/": "", "m/same.html": "same"}, old,
			"only what the site has too")
		require.Equal(t, pubInfo(t, dst+"/m/same.html").Ino, pubInfo(t, filepath.Join(dir, keptStage, "m/same.html")).Ino)
		require.EqualValues(t, 0o700, pubInfo(t, filepath.Join(dir, keptStage)).Mode&0o777, "nobody else reads it")
		require.EqualValues(t, 0o755, pubInfo(t, dst).Mode&0o777)
	}

	before := pubInfo(t, filepath.Join(dir, keptStage))
	require.Equal(t, Stats{Unchanged: 3}, publishKept(t, dst, site("d")))
	require.Equal(t, before, pubInfo(t, filepath.Join(dir, keptStage)), "nothing changed, so it is not touched")

	require.NoError(t, os.RemoveAll(filepath.Join(dir, keptStage)))
	publishKept(t, dst, site("e"))
	require.Equal(t, []string{keptStage, "public"}, pubNames(t, dir), "it may be deleted at any time")
	publishTo(t, dst, site("f"))
	require.Equal(t, []string{"public"}, pubNames(t, dir), "a small site has none")
}

// TestStageIsNoLeftover is about a build that nothing has changed for: a kept staging area is nothing to heal, unless the site has become
// too small for one.
func TestStageIsNoLeftover(t *testing.T) {
	dir := t.TempDir()
	dst := filepath.Join(dir, "public")
	var stands *Published
	for _, text := range []string{"a", "b"} {
		_, err := Publish(t.Context(), dst, pubFiles(map[string]string{"page": text}), PublishOptions{KeepFrom: 1,
			Keep: func(_ Kept, p *Published, _ io.Writer) error { stands = p; return nil }})
		require.NoError(t, err)
	}
	require.Contains(t, pubNames(t, dir), keptStage)
	require.True(t, stands.Stands(dst, PublishOptions{KeepFrom: 1}))
	require.False(t, stands.Stands(dst, PublishOptions{KeepFrom: 2}))
}

// TestStageNeverWritesToPublished looks at the old bytes through other names and open files while a site changes twice.
func TestStageNeverWritesToPublished(t *testing.T) {
	dir := t.TempDir()
	dst := filepath.Join(dir, "public")
	publishKept(t, dst, map[string]string{"page": "first", "other": "1"})
	require.NoError(t, os.Link(dst+"/page", dir+"/backup"))
	open, err := os.Open(dst + "/page")
	require.NoError(t, err)
	defer open.Close()
	for i, text := range []string{"first", "second", "third", "fourth"} {
		publishKept(t, dst, map[string]string{"page": text, "other": fmt.Sprint(i)})
	}
	backup, err := os.ReadFile(dir + "/backup")
	require.NoError(t, err)
	require.Equal(t, "first", string(backup))
	require.Equal(t, "first", readOpen(t, open))

	// an editor that writes to the published file in place writes to the kept one too, and both are made anew
	require.NoError(t, os.WriteFile(dst+"/page", []byte("by hand"), 0o644))
	publishKept(t, dst, map[string]string{"page": "fourth", "other": "x"})
	require.Equal(t, map[string]string{"page": "fourth", "other": "x"}, pubTree(t, dst))
	publishKept(t, dst, map[string]string{"page": "fourth", "other": "y"})
	require.Equal(t, map[string]string{"page": "fourth", "other": "y"}, pubTree(t, dst))
}

func readOpen(t *testing.T, f *os.File) string {
	t.Helper()
	b := make([]byte, 100)
	n, _ := f.ReadAt(b, 0)
	return string(b[:n])
}

// TestStageAbandoned is about builds that fail: a staging area that was there stays when the build was stopped, and
// goes when something may be wrong with it or it may be in the way.
func TestStageAbandoned(t *testing.T) {
	dir := t.TempDir()
	dst := filepath.Join(dir, "public")
	fail := func(err error) {
		t.Helper()
		ctx, cancel := context.WithCancel(t.Context())
		files := pubFiles(map[string]string{"a": "new", "b": "new", "c": "new"})
		slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
		render := files[2].Render
		files[2].Render = func(w io.Writer) error {
			if err == context.Canceled {
				cancel()
				return render(w)
			}
			return err
		}
		_, got := Publish(ctx, dst, files, PublishOptions{KeepFrom: 1, Workers: 1})
		require.ErrorIs(t, got, err)
		cancel()
	}
	fail(context.Canceled)
	require.Empty(t, pubNames(t, dir), "made for this build")
	old := map[string]string{"a": "2", "b": "2", "c": "2"}
	publishKept(t, dst, map[string]string{"a": "1"})
	publishKept(t, dst, old)
	fail(context.Canceled)
	require.Equal(t, []string{keptStage, "public"}, pubNames(t, dir))
	require.EqualValues(t, 0o700, pubInfo(t, filepath.Join(dir, keptStage)).Mode&0o777)
	require.Equal(t, old, pubTree(t, dst))
	fail(syscall.ENOSPC)
	require.Equal(t, []string{"public"}, pubNames(t, dir))
	require.Equal(t, old, pubTree(t, dst))
}

// TestStageRandom changes a site, the kept tree and the published one at random. Every publish ends with what one into
// a new folder ends with, and what is foreign.
func TestStageRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	dir := t.TempDir()
	dst, stage := filepath.Join(dir, "public"), filepath.Join(dir, keptStage)
	paths := []string{"a", "b/c", "b/d/e", "f/g", "f", "b", "h/i/j", "h"}
	outside := map[string]string{"secret": "secret"}
	pubWrite(t, filepath.Join(dir, "outside"), outside)
	for round := range need.Rounds(60, 3000) {
		site := map[string]string{}
		for _, path := range paths {
			if r.IntN(2) == 0 && !inFolder(site, path) {
				site[path] = fmt.Sprint(path, r.IntN(2))
			}
		}
		if len(site) == 0 {
			continue
		}
		for range r.IntN(4) {
			disturb(t, r, stage, paths[r.IntN(len(paths))])
		}
		publishKept(t, dst, site)
		fresh := filepath.Join(t.TempDir(), "public")
		publishTo(t, fresh, site)
		require.Equal(t, modesOf(t, fresh), modesOf(t, dst), "round %d", round)
		require.Equal(t, pubTree(t, fresh), pubTree(t, dst), "round %d", round)
		require.Equal(t, outside, pubTree(t, filepath.Join(dir, "outside")))
	}
}

// inFolder reports whether a file of the site is a folder of path, or the other way round.
func inFolder(site map[string]string, path string) bool {
	for file := range site {
		long, short := max(file, path), min(file, path)
		if len(long) > len(short) && long[:len(short)+1] == short+"/" {
			return true
		}
	}
	return false
}

// disturb does something to one path of the kept tree that a build has to set right.
func disturb(t *testing.T, r *rand.Rand, stage, path string) {
	t.Helper()
	at := filepath.Join(stage, path)
	if info, err := os.Lstat(stage); err != nil || !info.IsDir() {
		return
	}
	root, err := os.OpenRoot(stage)
	require.NoError(t, err)
	defer root.Close()
	if root.MkdirAll(filepath.Dir(path), 0o755) != nil {
		return // below a FIFO, say, or a link that leads out
	}
	switch r.IntN(8) {
	case 0:
		_ = os.RemoveAll(at)
	case 1:
		_ = os.RemoveAll(at)
		_ = os.Symlink("../outside", at)
	case 2:
		_ = os.RemoveAll(at)
		_ = syscall.Mkfifo(at, 0o600)
	case 3:
		_ = os.RemoveAll(at)
		_ = os.MkdirAll(at+"/deep/er", 0o700)
	case 4:
		_ = os.Chmod(at, 0)
		_ = os.Chmod(filepath.Dir(at), 0o711)
	case 5:
		_ = os.RemoveAll(at)
		_ = os.WriteFile(at, []byte("wrong"), 0o600)
	case 6:
		_ = os.RemoveAll(stage)
	case 7:
		_ = os.RemoveAll(stage)
		_ = os.Symlink("outside", stage)
	}
}

func modesOf(t *testing.T, dir string) (modes []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		require.NoError(t, err)
		info, err := e.Info()
		require.NoError(t, err)
		name, err := filepath.Rel(dir, path)
		modes = append(modes, fmt.Sprint(name, " ", info.Mode()))
		return err
	}))
	slices.Sort(modes)
	return modes
}
