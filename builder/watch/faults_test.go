package watch

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder/need"
)

// TestOverflow makes more files than there is room for events, while the watcher is busy or, at last, while
// nobody takes events from the kernel.
func TestOverflow(t *testing.T) {
	tests := []struct {
		name  string
		block func(*testing.T, *mirror) (free func())
	}{
		{"of our own queue", func(_ *testing.T, m *mirror) func() { return m.block() }},
		{"of the kernel's queue", func(_ *testing.T, m *mirror) func() {
			m.w.hints.ear.mu.Lock()
			return m.w.hints.ear.mu.Unlock
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir, _ := course(t, 50)
			m := newMirror(t, Options{Roots: []string{dir}}).run()
			free := test.block(t, m)
			for i := range 20_000 {
				f, err := os.Create(fmt.Sprintf("%s/module-%03d/%05d.md", dir, i%50, i))
				must(t, err, f.Close())
			}
			must(t, os.RemoveAll(dir+"/module-007"), os.RemoveAll(dir+"/module-008"), os.Rename(dir+"/module-009", dir+"/moved"))
			write(t, "again", dir, "module-007", "sub", "a.md")
			began := time.Now()
			free()
			m.equal()
			t.Logf("20,000 files in place %v after the watcher was free, by %d batches", time.Since(began).Round(time.Millisecond), len(m.batches))
			m.rest()
			full := func(b Batch) bool { return b.Full }
			require.True(t, slices.ContainsFunc(m.batches, full))
			require.Empty(t, m.notices())
			for _, path := range []string{"module-007/sub/a.md", "module-010/new.md", "moved/new.md", "new/new.md"} {
				write(t, "later", dir, path)
				m.equal()
			}
		})
	}
}

func TestLimitOfWatches(t *testing.T) {
	if os.Getenv("LECTERN_WATCH_LIMIT") == "" {
		t.Run("reached", func(t *testing.T) { inNamespace(t, "max_inotify_watches", "20", "TestLimitOfWatches") })
		return
	}
	dir := t.TempDir()
	write(t, "x", dir, "m", "a.md")
	m := newMirror(t, Options{Roots: []string{dir}}).run()
	require.Empty(t, m.notices())
	for i := range 40 {
		write(t, "x", dir, "m", fmt.Sprint(i), "a.md")
	}
	began := time.Now()
	m.equal()
	t.Logf("found after %v", time.Since(began))
	require.Equal(t, []string{
		"the system allows no more watches (raise fs.inotify.max_user_watches and fs.inotify.max_user_instances with sysctl to avoid it): " +
			"looking for changes every 500ms",
	}, m.notices())
	write(t, "y", dir, "m", "30", "a.md")
	must(t, os.RemoveAll(dir+"/m/3"))
	m.equal()
}

func TestLimitOfInstances(t *testing.T) {
	if os.Getenv("LECTERN_WATCH_LIMIT") == "" {
		t.Run("reached", func(t *testing.T) { inNamespace(t, "max_inotify_instances", "0", "TestLimitOfInstances") })
		return
	}
	dir := t.TempDir()
	m := newMirror(t, Options{Roots: []string{dir}}).run()
	require.Len(t, m.notices(), 1)
	require.Contains(t, m.notices()[0], "the system allows no more watches")
	write(t, "x", dir, "m", "a.md")
	m.equal()
}

// inNamespace runs a test again, as a process that has a lower limit.
func inNamespace(t *testing.T, limit, value, test string) {
	t.Helper()
	unshare := need.Program(t, "unshare")
	script := `echo ` + value + ` > /proc/sys/user/` + limit + ` || exit 99; exec "$0" "$@"`
	cmd := exec.Command(unshare, "-Ur", "sh", "-c", script, os.Args[0], "-test.run=^"+test+"$", "-test.v")
	cmd.Env = append(os.Environ(), "LECTERN_WATCH_LIMIT="+limit)
	out, err := cmd.CombinedOutput()
	if err != nil && !bytes.Contains(out, []byte("=== RUN")) {
		need.Lacking(t, "no name space with its own limits here: %s", out)
	}
	require.NoError(t, err, "%s", out)
	t.Logf("%s", out)
}

// TestWithoutEvents writes in the lower folder of an overlay, of which the overlay does not tell.
func TestWithoutEvents(t *testing.T) {
	base := t.TempDir()
	for _, name := range []string{"lower", "upper", "work", "merged"} {
		must(t, os.Mkdir(filepath.Join(base, name), 0o755))
	}
	write(t, "x", base, "lower", "m", "a.md")
	merged := filepath.Join(base, "merged")
	need.Mount(t, merged, "-t", "overlay", "overlay", "-o",
		fmt.Sprintf("lowerdir=%[1]s/lower,upperdir=%[1]s/upper,workdir=%[1]s/work", base))
	m := newMirror(t, Options{Roots: []string{merged}}).run()
	write(t, "x", base, "lower", "lectern.toml")
	file := newMirror(t, Options{Roots: []string{merged + "/lectern.toml"}}).run()
	require.Len(t, file.notices(), 1)
	m.equal()
	m.named()
	require.Equal(t, []string{merged + " is on overlay, where changes may come without events: looking for changes every 500ms"}, m.notices())
	best := time.Hour // a machine under load may be late, but not every time
	for i := range 3 {
		began := time.Now()
		write(t, strings.Repeat("y", i+1), base, "lower", "m", "a.md")
		m.equal()
		best = min(best, time.Since(began))
		t.Logf("below: found after %v", time.Since(began).Round(time.Millisecond))
	}
	require.Less(t, best, 2*defaultPoll)
	require.Equal(t, []string{"m/a.md"}, slices.Sorted(maps.Keys(m.named())))
	began := time.Now()
	write(t, "z", merged, "m", "b.md")
	m.equal()
	t.Logf("above: found after %v", time.Since(began).Round(time.Millisecond))
}

// TestChangeWithoutEvent changes a file where no event is given although the file system is not known for
// that: through another name of it outside of what is watched.
func TestChangeWithoutEvent(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "root")
	path := write(t, "x", dir, "m", "a.md")
	must(t, os.Link(path, base+"/link"))
	m := newMirror(t, Options{Roots: []string{dir}, safety: 100 * time.Millisecond}).run()
	for i := range 20 { // events come, so a scan that sees a change first proves nothing
		write(t, fmt.Sprint(i), path)
		time.Sleep(13 * time.Millisecond)
	}
	m.rest()
	time.Sleep(overdue)
	require.Empty(t, m.notices())
	write(t, "unseen", base, "link")
	m.equal()
	require.Eventually(t, func() bool { return len(m.notices()) == 1 }, 3*time.Second, 10*time.Millisecond)
	require.Equal(t, path+" changed without an event: looking for changes every 500ms", m.notices()[0])
}

func TestPolling(t *testing.T) {
	dir := t.TempDir()
	m := newMirror(t, Options{Roots: []string{dir}, Poll: 50 * time.Millisecond}).run()
	write(t, "x", dir, "1/2/3/4/5/a.md")
	m.equal()
	write(t, "y", dir, "1/2/3/4/5/a.md")
	m.equal()
	m.named()
	must(t, os.Rename(dir+"/1/2", dir+"/2"))
	m.equal()
	named := slices.Sorted(maps.Keys(m.named()))
	require.Equal(t, []string{"1/2/3/4/5/a.md", "2/3/4/5/a.md"}, named)
	require.Empty(t, m.notices())
}

// TestPollingThereForAMoment makes and removes a file between two scans, while somebody reads it because it
// was reported before.
func TestPollingThereForAMoment(t *testing.T) {
	dir := t.TempDir()
	path := write(t, "x", dir, "a.md")
	w, err := New(Options{Roots: []string{dir}, Poll: 100 * time.Millisecond})
	must(t, err)
	defer w.Close()
	must(t, os.Remove(path))
	require.Equal(t, []string{path}, (<-w.Changes()).Paths)
	must(t, os.Remove(write(t, "seen", path)))
	select {
	case b := <-w.Changes():
		require.Equal(t, []string{path}, b.Paths)
	case <-time.After(time.Second):
		require.Fail(t, "the file is not reported again")
	}
	time.Sleep(400 * time.Millisecond) // it may be named in some more, but not for ever
	rest(w)
	select {
	case b := <-w.Changes():
		require.Fail(t, "nothing changed", "%v", b)
	case <-time.After(500 * time.Millisecond):
	}
}

func TestOneFolderUnderTwoNames(t *testing.T) {
	dir := t.TempDir()
	write(t, "x", dir, "a", "sub", "x.md")
	must(t, os.Mkdir(dir+"/b", 0o755))
	need.Mount(t, dir+"/b", "--bind", dir+"/a")
	m := newMirror(t, Options{Roots: []string{dir}}).run()
	require.Len(t, m.notices(), 1)
	write(t, "y", dir, "b", "sub", "x.md")
	m.equal()
	write(t, "z", dir, "a", "sub", "x.md")
	m.equal()
}

// TestNobodyReads keeps changing files while nobody takes the batches.
func TestNobodyReads(t *testing.T) {
	dir := memory(t)
	m := newMirror(t, Options{Roots: []string{dir}})
	goroutines := runtime.NumGoroutine()
	for i := range 3000 {
		path := write(t, "x", dir, fmt.Sprintf("%d.md", i%20))
		if i%3 == 0 {
			must(t, os.Remove(path))
		}
	}
	settle()
	require.LessOrEqual(t, runtime.NumGoroutine(), goroutines)
	m.run().equal()
	m.rest()
	require.LessOrEqual(t, len(m.batches), 3)
}

func TestTooManyPathsSayFull(t *testing.T) {
	r := newReport()
	for i := range 3 * mostPaths {
		r.later(fmt.Sprint(i))
	}
	require.LessOrEqual(t, len(r.pending), mostPaths)
	r.batch(time.Now(), defaultSettle)
	require.True(t, r.readyFull)
	require.LessOrEqual(t, len(r.ready)+len(r.recent), 2*mostPaths)
}

func TestCloseEndsEverything(t *testing.T) {
	dir := t.TempDir()
	before, files := runtime.NumGoroutine(), openFiles()
	for _, poll := range []time.Duration{0, time.Millisecond} {
		for range 30 {
			w, err := New(Options{Roots: []string{dir}, Poll: poll, safety: time.Millisecond})
			must(t, err)
			write(t, "x", dir, "a.md")
			must(t, w.Close(), w.Close())
			for range w.Changes() { // closed, or the range would not end
			}
		}
	}
	for i := 0; runtime.NumGoroutine() > before && i < 100; i++ {
		time.Sleep(10 * time.Millisecond)
	}
	if after := runtime.NumGoroutine(); after > before {
		stacks := make([]byte, 1<<20)
		t.Fatalf("%d goroutines before, %d after:\n%s", before, after, stacks[:runtime.Stack(stacks, true)])
	}
	require.LessOrEqual(t, openFiles(), files)
}

func openFiles() int {
	all, _ := os.ReadDir("/proc/self/fd")
	return len(all)
}

// TestMemoryStaysFlat makes and removes folders for a while.
func TestMemoryStaysFlat(t *testing.T) {
	dir := memory(t)
	m := newMirror(t, Options{Roots: []string{dir}}).run()
	round := func(n int) {
		for i := range n {
			write(t, "x", dir, fmt.Sprint("m", i), "sub", "a.md")
			must(t, os.RemoveAll(filepath.Join(dir, fmt.Sprint("m", i))))
		}
		m.equal()
		m.named()
	}
	round(300)
	before := heap()
	round(often(600, 3000))
	must(t, m.w.Close())
	require.Len(t, m.w.tree.folders, strings.Count(dir, "/")+1)
	require.Empty(t, m.w.report.held)
	require.Less(t, heap()-before, 1<<20)
}

func heap() int {
	var s runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&s)
	return int(s.HeapAlloc)
}
