package watch

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder/need"
)

// pauses are those that were seen between the steps of editors.
func pause() { time.Sleep(2 * time.Millisecond) }

// tool gives a way of saving by a program; nil if it is not installed.
func tool(name string, args func(path, text string) []string) func(*testing.T, string, string) {
	return func(t *testing.T, path, text string) {
		out, err := exec.Command(need.Program(t, name), args(path, text)...).CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
}

// saves are the ways in which programs save a file.
var saves = []struct {
	name string
	save func(t *testing.T, path, text string)
}{
	{"at once", func(t *testing.T, path, text string) { write(t, text, path) }},
	{"VS Code: emptied, then written", func(t *testing.T, path, text string) {
		must(t, os.Truncate(path, 0))
		pause()
		write(t, text, path)
	}},
	{"VS Code: emptied, then written in two parts", func(t *testing.T, path, text string) {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0)
		must(t, err)
		pause()
		_, err = f.WriteString(text)
		must(t, err, f.Sync(), f.Close())
	}},
	{"vim: backup by renaming, then made anew", func(t *testing.T, path, text string) {
		dir := filepath.Dir(path)
		write(t, "", dir, "4913")
		must(t, os.Remove(filepath.Join(dir, "4913")), os.Rename(path, path+"~"))
		pause()
		write(t, text, path)
		must(t, os.Chmod(path, 0o644), os.Remove(path+"~"))
	}},
	{"vim, backupcopy=yes: copied, then written over", func(t *testing.T, path, text string) {
		old, err := os.ReadFile(path)
		must(t, err)
		write(t, string(old), path+"~")
		write(t, text, path)
		must(t, os.Remove(path+"~"))
	}},
	{"JetBrains: beside it, renamed twice", func(t *testing.T, path, text string) {
		write(t, text, path+"___jb_tmp___")
		must(t, os.Rename(path, path+"___jb_old___"))
		pause()
		must(t, os.Rename(path+"___jb_tmp___", path), os.Remove(path+"___jb_old___"))
	}},
	{"emacs: lock, backup by renaming, written", func(t *testing.T, path, text string) {
		lock := filepath.Join(filepath.Dir(path), ".#"+filepath.Base(path))
		must(t, os.Symlink("me@here.1", lock), os.Rename(path, path+"~"))
		pause()
		write(t, text, path)
		must(t, os.Remove(lock))
	}},
	{"rsync: beside it, times set, renamed over", func(t *testing.T, path, text string) {
		tmp := write(t, text, filepath.Dir(path), "."+filepath.Base(path)+".4hTq0B")
		must(t, os.Chtimes(tmp, time.Now(), time.Now().Add(-time.Hour)), os.Rename(tmp, path))
	}},
	{"of the same size and with the old time", func(t *testing.T, path, text string) {
		info, err := os.Stat(path)
		must(t, err)
		write(t, text, path)
		must(t, os.Chtimes(path, info.ModTime(), info.ModTime()))
	}},
	{"removed, then made", func(t *testing.T, path, text string) {
		must(t, os.Remove(path))
		pause()
		write(t, text, path)
	}},
	{"sed -i", tool("sed", func(path, text string) []string { return []string{"-i", "1s/.*/" + text + "/", path} })},
	{"vim itself", tool("vim", func(path, text string) []string {
		return []string{"-es", "-u", "NONE", "-N", "--cmd", "set backup writebackup backupcopy=no", "-c", "1s/.*/" + text + "/", "-c", "wq", path}
	})},
	{"vim itself, nobackup", tool("vim", func(path, text string) []string {
		return []string{"-es", "-u", "NONE", "-N", "-c", "1s/.*/" + text + "/", "-c", "wq", path}
	})},
	{"cp", tool("sh", func(path, text string) []string {
		return []string{"-c", `echo "$1" > "$2.from" && cp "$2.from" "$2" && rm "$2.from"`, "sh", text, path}
	})},
}

// TestEverySaveIsSeenOnce reads a file whenever a batch names it and lists the contents that differ from
// the one before: they must be those that were saved. A round in which a save took longer than
// the time of grace, on a machine under load or by a program that has to start first, must only end
// well; but one of them at least must be seen once.
func TestEverySaveIsSeenOnce(t *testing.T) {
	for _, way := range saves {
		t.Run(way.name, func(t *testing.T) {
			dir := t.TempDir()
			path := write(t, "round x\n", dir, "m", "smart.md")
			m := newMirror(t, Options{Roots: []string{dir}, Skip: func(path string, isDir bool) bool {
				return skipEditors(path, isDir) || strings.HasSuffix(path, ".from")
			}})
			seen := m.readings(path)
			rounds, good, batches := 0, 0, 0
			for ; rounds < often(3, 20) || good == 0 && rounds < 30; rounds++ {
				m.rest()
				text := fmt.Sprintf("round %d", rounds)
				began := time.Now()
				way.save(t, path, text)
				took := time.Since(began)
				m.equal()
				m.rest()
				got, n := seen()
				batches += n
				require.NotEmpty(t, got)
				require.Equal(t, text, got[len(got)-1])
				if len(got) == 1 {
					good++
					continue
				}
				t.Logf("round %d took %v and was seen as %q", rounds, took, got)
				require.Greater(t, took, grace)
			}
			require.NotZero(t, good)
			t.Logf("%d saves, %d seen once, %d batches", rounds, good, batches)
		})
	}
}

// readings takes batches and gives a function that tells which contents of path were read since
// it was asked last, and in how many batches.
func (m *mirror) readings(path string) func() ([]string, int) {
	var read []string
	last := m.files[path]
	go func() {
		for b := range m.w.Changes() {
			m.take(b)
			m.mu.Lock()
			if text := m.files[path]; text != last {
				last, read = text, append(read, strings.TrimSpace(text))
			}
			m.mu.Unlock()
		}
	}()
	return func() ([]string, int) {
		m.mu.Lock()
		defer m.mu.Unlock()
		got, n := read, len(m.batches)
		read, m.batches = nil, nil
		return got, n
	}
}

func TestHalfWrittenIsReportedAgain(t *testing.T) {
	dir := t.TempDir()
	path := write(t, "old", dir, "a.md")
	m := newMirror(t, Options{Roots: []string{dir}}).run()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0)
	must(t, err)
	for range 8 {
		_, err := f.WriteString(strings.Repeat("a long line\n", 100))
		must(t, err)
		time.Sleep(35 * time.Millisecond)
	}
	must(t, f.Close())
	m.rest()
	m.equal()
	require.Len(t, m.files[path], 8*1200)
}

func TestCheckoutGivesFewBatches(t *testing.T) {
	need.Program(t, "git")
	dir := memory(t)
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=a", "-c", "user.email=a@b", "-c", "gc.auto=0"}, args...)...)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	fill := func(branch string, from, to int) {
		for i := from; i < to; i++ {
			write(t, branch, dir, fmt.Sprintf("module-%02d", i%40), fmt.Sprintf("lesson-%04d.md", i))
		}
		git("add", ".")
		git("commit", "-q", "-m", branch)
	}
	git("init", "-q", "-b", "one")
	fill("one", 0, 1500)
	git("checkout", "-q", "-b", "two")
	git("rm", "-rq", "module-01", "module-02")
	fill("two", 500, 2000)
	m := newMirror(t, Options{Roots: []string{dir}, Skip: skipEditors}).run()
	for _, branch := range []string{"one", "two", "one"} {
		began := time.Now()
		git("checkout", "-q", branch)
		took := time.Since(began)
		m.rest()
		m.equal()
		n := len(m.batches)
		m.named()
		t.Logf("checkout of %s: %d batches, git took %v", branch, n, took.Round(time.Millisecond))
		require.LessOrEqual(t, n, 3+2*int(took/storm+1))
	}
}
