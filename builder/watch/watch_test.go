package watch

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A mirror keeps what a reader of batches knows: the content of each file, read again only
// when a batch names it.
type mirror struct {
	t       *testing.T
	roots   []string
	skip    func(string, bool) bool
	w       *Watcher
	mu      sync.Mutex
	files   map[string]string
	batches []Batch
	said    []string
	stall   atomic.Value // a function that the watcher has to wait for once
}

// newMirror watches the roots of the options. Scans that look for what came without an event are
// off unless asked for, so that events have to do it alone.
func newMirror(t *testing.T, opt Options) *mirror {
	t.Helper()
	m := &mirror{t: t, roots: opt.Roots, skip: opt.Skip, files: map[string]string{}}
	if opt.safety == 0 {
		opt.safety = -1
	}
	opt.Skip = func(path string, isDir bool) bool {
		if stall, _ := m.stall.Swap(func() {}).(func()); stall != nil {
			stall()
		}
		return m.skip != nil && m.skip(path, isDir)
	}
	opt.Notify = func(words string) {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.said = append(m.said, words)
	}
	w, err := New(opt)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, w.Close()) })
	m.w, m.files = w, m.truth()
	return m
}

// run takes batches until the watcher is closed.
func (m *mirror) run() *mirror {
	go func() {
		for b := range m.w.Changes() {
			m.take(b)
		}
	}()
	return m
}

func (m *mirror) take(b Batch) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.batches = append(m.batches, b)
	if b.Full {
		m.files = m.truth()
		return
	}
	named := map[string]bool{}
	for _, path := range b.Paths {
		named[path] = true
	}
	for file := range m.files {
		for path := file; path != filepath.Dir(path); path = filepath.Dir(path) {
			if named[path] {
				delete(m.files, file)
			}
		}
	}
	for _, path := range b.Paths {
		maps.Copy(m.files, m.read(path))
	}
}

// content gives what a file holds or a link says; false for a folder and where nothing is.
func content(path string) (string, bool) {
	info, err := os.Lstat(path)
	switch {
	case err != nil || info.IsDir():
		return "", false
	case info.Mode()&fs.ModeSymlink != 0:
		target, err := os.Readlink(path)
		return "-> " + target, err == nil
	case !info.Mode().IsRegular():
		return info.Mode().Type().String(), true
	}
	data, err := os.ReadFile(path)
	return string(data), err == nil
}

// truth reads everything below the roots.
func (m *mirror) truth() map[string]string {
	files := map[string]string{}
	for _, root := range m.roots {
		maps.Copy(files, m.read(root))
	}
	return files
}

// read reads a file, or all files below a folder.
func (m *mirror) read(from string) map[string]string {
	files, real := map[string]string{}, from
	if slices.Contains(m.roots, from) {
		real, _ = filepath.EvalSymlinks(from) // roots may be links
	}
	_ = filepath.WalkDir(real, func(path string, d fs.DirEntry, err error) error {
		name := from + strings.TrimPrefix(path, real)
		switch {
		case err != nil:
			return nil
		case !slices.Contains(m.roots, name) && m.skip != nil && m.skip(name, d.IsDir()):
			if d.IsDir() {
				return fs.SkipDir
			}
		case !d.IsDir():
			if text, ok := content(path); ok {
				files[name] = text
			}
		}
		return nil
	})
	return files
}

// equal fails unless the mirror soon equals the tree.
// It gives the number of files.
func (m *mirror) equal() int {
	m.t.Helper()
	var want, got map[string]string
	for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(5*time.Millisecond + time.Since(began)/10) {
		m.mu.Lock()
		want, got = m.truth(), m.files
		same := len(want) == len(got)
		for path, text := range want {
			same = same && got[path] == text
		}
		m.mu.Unlock()
		if same {
			return len(want)
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for path, text := range want {
		if got[path] != text {
			m.t.Errorf("%s holds %.20q, known is %.20q", path, text, got[path])
		}
	}
	for path, text := range got {
		if _, ok := want[path]; !ok {
			m.t.Errorf("%s is gone, known is %.20q", path, text)
		}
	}
	m.t.FailNow()
	return len(want)
}

// rest waits until no batch has come for a while.
func (m *mirror) rest() {
	for n := -1; ; time.Sleep(60 * time.Millisecond) {
		m.mu.Lock()
		now := len(m.batches)
		m.mu.Unlock()
		if now == n {
			return
		}
		n = now
	}
}

// named counts how many batches named each file, by its path below the first root. Folders have no dot in
// their name here.
func (m *mirror) named() map[string]int {
	m.rest()
	m.mu.Lock()
	defer m.mu.Unlock()
	count := map[string]int{}
	for _, b := range m.batches {
		for _, path := range files(b) {
			count[strings.TrimPrefix(path, m.roots[0]+"/")]++
		}
	}
	m.batches = nil
	return count
}

// files gives the paths of a batch that are no folders.
func files(b Batch) []string {
	isFolder := func(path string) bool { return !strings.Contains(filepath.Base(path), ".") }
	return slices.DeleteFunc(slices.Clone(b.Paths), isFolder)
}

func (m *mirror) notices() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.said)
}

func write(t *testing.T, text string, path ...string) string {
	t.Helper()
	name := filepath.Join(path...)
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
	require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
	return name
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		require.NoError(t, err)
	}
}

// memory gives a folder in memory where there is one, for tests with so many files that a busy disk
// would be what they measure.
func memory(t testing.TB) string {
	dir, err := os.MkdirTemp("/dev/shm", "watch")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// often gives how many times to do something: few, or with LECTERN_TORTURE set as many as it takes to trust it.
func often(few, many int) int {
	if os.Getenv("LECTERN_TORTURE") != "" {
		return many
	}
	return few
}

// settle lets the time pass in which changes are taken for one.
func settle() { time.Sleep(3 * defaultSettle) }

func TestOneChangeOneBatch(t *testing.T) {
	tests := []struct {
		name   string
		change func(t *testing.T, dir string)
		want   []string
	}{
		{"written", func(t *testing.T, dir string) { write(t, "new", dir, "a.md") }, []string{"a.md"}},
		{"made", func(t *testing.T, dir string) { write(t, "x", dir, "b.md") }, []string{"b.md"}},
		{"made, empty", func(t *testing.T, dir string) { write(t, "", dir, "b.md") }, []string{"b.md"}},
		{"emptied", func(t *testing.T, dir string) { must(t, os.Truncate(dir+"/a.md", 0)) }, []string{"a.md"}},
		{"removed", func(t *testing.T, dir string) { must(t, os.Remove(dir+"/a.md")) }, []string{"a.md"}},
		{"made executable", func(t *testing.T, dir string) { must(t, os.Chmod(dir+"/a.md", 0o755)) }, []string{"a.md"}},
		{
			"renamed: not reported under both names",
			func(t *testing.T, dir string) { must(t, os.Rename(dir+"/a.md", dir+"/b.md")) },
			[]string{"a.md", "b.md"},
		},
		{
			"of one size and one time, in the place of another",
			func(t *testing.T, dir string) {
				info, err := os.Stat(dir + "/a.md")
				must(t, err)
				tmp := write(t, "OLD", filepath.Dir(dir), "tmp")
				must(t, os.Chtimes(tmp, time.Time{}, info.ModTime()), os.Rename(tmp, dir+"/a.md"))
			},
			[]string{"a.md"},
		},
		{"a folder renamed", func(t *testing.T, dir string) { must(t, os.Rename(dir+"/m", dir+"/n")) }, []string{"m/c.md", "n/c.md"}},
		{"a folder removed", func(t *testing.T, dir string) { must(t, os.RemoveAll(dir+"/m")) }, []string{"m/c.md"}},
		{"a link", func(t *testing.T, dir string) { must(t, os.Symlink("m", dir+"/l.md")) }, []string{"l.md"}},
		{
			"a file becomes a folder",
			func(t *testing.T, dir string) { must(t, os.Remove(dir+"/a.md")); write(t, "x", dir, "a.md/b.md") },
			[]string{"a.md", "a.md/b.md"},
		},
		{
			"a folder becomes a file",
			func(t *testing.T, dir string) { must(t, os.RemoveAll(dir+"/m")); write(t, "x", dir, "m") },
			[]string{"m/c.md"}, // and m, which was a folder
		},
		{
			"ten deep with a file at once",
			func(t *testing.T, dir string) { write(t, "x", dir, "1/2/3/4/5/6/7/8/9/10/a.md") },
			[]string{"1/2/3/4/5/6/7/8/9/10/a.md"},
		},
		{"an empty folder: no file, no batch", func(t *testing.T, dir string) { must(t, os.Mkdir(dir+"/e", 0o755)) }, nil},
		{"only read", func(t *testing.T, dir string) { _, err := os.ReadFile(dir + "/a.md"); must(t, err) }, nil},
		{"skipped", func(t *testing.T, dir string) { write(t, "x", dir, ".git/a"); write(t, "x", dir, "a.md~") }, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "root")
			write(t, "old", dir, "a.md")
			write(t, "old", dir, "m", "c.md")
			m := newMirror(t, Options{Roots: []string{dir}, Skip: skipEditors})
			settle() // what was just made is fresh
			test.change(t, dir)
			for i, path := range test.want {
				test.want[i] = filepath.Join(dir, path)
			}
			settle() // taken only now, so that several batches would be united: see the editors' tests for their number
			var got []string
			select {
			case b := <-m.w.Changes():
				got = files(b)
				require.False(t, b.Full)
			case <-time.After(2 * defaultSettle):
			}
			require.ElementsMatch(t, test.want, got)
		})
	}
}

func skipEditors(path string, isDir bool) bool {
	name := filepath.Base(path)
	return isDir && name == ".git" || !isDir && EditorFile(name)
}

func TestRootsComeAndGo(t *testing.T) {
	base := t.TempDir()
	dir, file := filepath.Join(base, "a", "b", "content"), filepath.Join(base, "a", "b", "lectern.toml")
	m := newMirror(t, Options{Roots: []string{dir, file}}).run()
	steps := []struct {
		name   string
		change func()
		want   int // files
	}{
		{"missing", func() {}, 0},
		{"all made at once", func() { write(t, "1", dir, "m", "x.md"); write(t, "1", file) }, 2},
		{"what lies beside them", func() { write(t, "1", base, "a", "b", "other"); write(t, "1", base, "a", "z") }, 2},
		{"a folder above moved away", func() { must(t, os.Rename(base+"/a/b", base+"/a/c")) }, 0},
		{"and changed there", func() { write(t, "2", base, "a", "c", "content", "m", "x.md") }, 0},
		{"and back", func() { must(t, os.Rename(base+"/a/c", base+"/a/b")) }, 2},
		{"written", func() { write(t, "3", dir, "m", "x.md") }, 2},
		{"all removed", func() { must(t, os.RemoveAll(base+"/a")) }, 0},
		{"and made again", func() { write(t, "4", dir, "m", "x.md"); write(t, "4", file) }, 2},
		{"the folder replaced by a link", func() {
			write(t, "5", base, "real", "y.md")
			must(t, os.RemoveAll(dir), os.Symlink(base+"/real", dir))
		}, 2},
		{"behind the link", func() { write(t, "6", base, "real", "z.md") }, 3},
		{"the file renamed over", func() { write(t, "7", base, "a", "b", "tmp"); must(t, os.Rename(base+"/a/b/tmp", file)) }, 3},
		{"the file replaced by a folder", func() { must(t, os.Remove(file)); write(t, "8", file, "x") }, 3},
		{"and by a file", func() { must(t, os.RemoveAll(file)); write(t, "9", file) }, 3},
	}
	for _, step := range steps {
		t.Log(step.name)
		step.change()
		m.rest()
		require.Equal(t, step.want, m.equal())
	}
}

// TestRootsGoAtOnce removes the folders above a root too, while the watcher looks for
// the last one that exists.
func TestRootsGoAtOnce(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "a", "b", "c", "d", "content")
	m := newMirror(t, Options{Roots: []string{dir}}).run()
	for i := range 40 {
		write(t, fmt.Sprint(i), dir, "x.md")
		if i%2 == 0 {
			m.rest()
			m.equal()
		}
		must(t, os.RemoveAll(base+"/a"))
		if i%3 == 0 {
			m.rest()
		}
	}
	write(t, "last", dir, "x.md")
	require.Equal(t, 1, m.equal())
}

func TestRootsMustBeAbsolute(t *testing.T) {
	_, err := New(Options{Roots: []string{"content"}})
	require.EqualError(t, err, `cannot watch "content": the path is not absolute`)
}

func TestRootBelowAnotherIsPartOfIt(t *testing.T) {
	got, err := outermost([]string{"/c/content", "/c-d", "/c/", "/c/x/../content", "/a"})
	require.NoError(t, err)
	require.Equal(t, []string{"/a", "/c", "/c-d"}, got)
	got, err = outermost([]string{"/c", "/"})
	require.NoError(t, err)
	require.Equal(t, []string{"/"}, got)
}

func TestLinksAreNotFollowed(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "root")
	write(t, "x", base, "outside", "a.md")
	write(t, "x", dir, "b.md")
	must(t, os.Symlink(base+"/outside", dir+"/out.md"), os.Symlink(dir, dir+"/loop"))
	m := newMirror(t, Options{Roots: []string{dir}}).run()
	write(t, "changed", base, "outside", "a.md")
	require.Empty(t, m.named())
	must(t, os.Remove(dir+"/out.md"))
	require.Equal(t, map[string]int{"out.md": 1}, m.named())
	m.equal()
}

func TestFolderMadeAgainIsWatched(t *testing.T) {
	dir := t.TempDir()
	m := newMirror(t, Options{Roots: []string{dir}}).run()
	for range 30 { // file systems give the number of a removed folder to the next one
		write(t, "x", dir, "m", "n", "a.md")
		must(t, os.RemoveAll(dir+"/m"))
	}
	write(t, "x", dir, "m", "n", "a.md")
	m.rest()
	write(t, "later", dir, "m", "n", "a.md")
	m.equal()
}

// block keeps the watcher busy until the returned function is called.
func (m *mirror) block() (free func()) {
	busy, end := make(chan bool), make(chan bool)
	m.stall.Store(func() { busy <- true; <-end })
	write(m.t, "x", m.roots[0], "block")
	<-busy
	return func() { settle(); close(end) }
}

// TestThereForAMoment makes and removes a file while the watcher is busy: it finds nothing, but whoever listed
// the folder just then saw the file and has to be told.
func TestThereForAMoment(t *testing.T) {
	dir := t.TempDir()
	m := newMirror(t, Options{Roots: []string{dir}}).run()
	free := m.block()
	must(t, os.Remove(write(t, "x", dir, "a.md")))
	free()
	require.Equal(t, map[string]int{"a.md": 1}, m.named())
}

// TestChangedOnceMore changes a file right after a change and without an event, through another name of it.
func TestChangedOnceMore(t *testing.T) {
	dir := t.TempDir()
	path := write(t, "x", dir, "root", "a.md")
	must(t, os.Link(path, dir+"/link"))
	m := newMirror(t, Options{Roots: []string{dir + "/root"}}).run()
	settle()
	must(t, os.Chmod(path, 0o600)) // one event, unlike a write
	time.Sleep(5 * time.Millisecond)
	write(t, "whole", dir, "link")
	m.equal()
}

// TestFolderAwayAndBack moves a folder while the watcher is busy, which then finds the same
// folder at the same place; its watch is gone nevertheless.
func TestFolderAwayAndBack(t *testing.T) {
	dir := t.TempDir()
	write(t, "x", dir, "m", "n", "a.md")
	m := newMirror(t, Options{Roots: []string{dir}}).run()
	free := m.block()
	must(t, os.Rename(dir+"/m", dir+"/o"), os.Rename(dir+"/o", dir+"/m"))
	free()
	m.rest()
	write(t, "y", dir, "m", "b.md")
	write(t, "y", dir, "m", "n", "b.md")
	m.equal()
}

// TestMadeWhileListed makes files in a new folder just when the watcher goes through it.
func TestMadeWhileListed(t *testing.T) {
	dir := t.TempDir()
	late := ""
	m := newMirror(t, Options{Roots: []string{dir}, Skip: func(path string, isDir bool) bool {
		if filepath.Base(path) == "a.md" && late == "" {
			late = filepath.Join(filepath.Dir(path), "b.md")
			_ = os.WriteFile(late, []byte("late"), 0o644)
		}
		return false
	}}).run()
	write(t, "x", dir, "m", "n", "a.md")
	m.rest()
	require.Equal(t, 2, m.equal())
}

func TestFoldersThatTradePlaces(t *testing.T) {
	dir := t.TempDir()
	write(t, "a", dir, "a", "sub", "x.md")
	write(t, "b", dir, "b", "sub", "x.md")
	m := newMirror(t, Options{Roots: []string{dir}}).run()
	for range 7 {
		must(t, os.Rename(dir+"/a", dir+"/t"), os.Rename(dir+"/b", dir+"/a"), os.Rename(dir+"/t", dir+"/b"))
	}
	m.rest()
	m.equal()
	for _, path := range []string{"a/sub/x.md", "b/sub/x.md", "a/y.md", "b/y.md"} {
		write(t, "later "+path, dir, path)
		m.equal()
	}
}

func TestFolderMovedOutIsLeftAlone(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "root")
	write(t, "a", dir, "m", "x.md")
	m := newMirror(t, Options{Roots: []string{dir}}).run()
	must(t, os.Rename(dir+"/m", base+"/m"))
	require.Equal(t, map[string]int{"m/x.md": 1}, m.named())
	write(t, "b", base, "m", "x.md")
	write(t, "b", base, "m", "y.md")
	require.Empty(t, m.named())
	must(t, os.Rename(base+"/m", dir+"/n"))
	m.equal()
	require.Equal(t, map[string]int{"n/x.md": 1, "n/y.md": 1}, m.named())
}

func TestUnreadableFolder(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may read everything")
	}
	dir := t.TempDir()
	write(t, "a", dir, "m", "x.md")
	must(t, os.Chmod(dir+"/m", 0))
	t.Cleanup(func() { _ = os.Chmod(dir+"/m", 0o755) })
	m := newMirror(t, Options{Roots: []string{dir}}).run()
	must(t, os.Chmod(dir+"/m", 0o755))
	m.equal()
	write(t, "b", dir, "m", "x.md")
	require.Equal(t, 1, m.equal())
}

func TestPipeDoesNotBlock(t *testing.T) {
	dir := t.TempDir()
	m := newMirror(t, Options{Roots: []string{dir}}).run()
	makePipe(t, filepath.Join(dir, "pipe"))
	require.Equal(t, 1, m.equal())
}

func TestStamps(t *testing.T) {
	const second, ms = int64(time.Second), int64(time.Millisecond)
	tests := []struct {
		name  string
		stamp stamp
		want  bool
	}{
		{"taken in the same step", stamp{mtime: 5*second + 1, at: 5*second + 3*ms}, true},
		{"taken later", stamp{mtime: 5*second + 1, at: 5*second + 20*ms + 2}, false},
		{"changed in its attributes only now", stamp{mtime: 1, ctime: 5 * second, at: 5*second + ms}, true},
		{"whole seconds", stamp{mtime: 4 * second, at: 5*second + 900*ms}, true},
		{"whole seconds, later", stamp{mtime: 4 * second, at: 6*second + 100*ms}, false},
		{"the clock of another machine", stamp{mtime: 900*second + 1, at: 5 * second}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { require.Equal(t, test.want, test.stamp.fresh()) })
	}
}

func TestEditorFile(t *testing.T) {
	for _, name := range []string{
		"smart.md~", "4913", ".smart.md.swp", ".smart.md.swo", ".smart.md.swpx", "#smart.md#", ".#smart.md", "smart.md___jb_tmp___",
		"smart.md___jb_old___", "sedbEo2Rk", ".smart.md.4hTq0B", ".goutputstream-X1Y2Z3", ".~lock.plan.docx#", "~$plan.docx", ".DS_Store",
	} {
		require.True(t, EditorFile(name), name)
	}
	for _, name := range []string{
		"smart.md", "4913.md", "sediment.md", "lectern.toml", "_index.md", ".htaccess", "a#b.md", "c#", "photo.jpg", "_headers", "~.md",
		".well-known", "smart.md.docx",
	} {
		require.False(t, EditorFile(name), name)
	}
}
