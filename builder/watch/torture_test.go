package watch

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder/need"
)

// A vandal edits a tree at random. Names are few, so that edits meet each other.
type vandal struct {
	*rand.Rand
	root  string // what is watched
	aside string // beside it: where trees are moved out to and in from
	n     int
}

func (v *vandal) name() string { return string(rune('a' + v.IntN(5))) }

// file gives a path below the root that may exist.
func (v *vandal) file() string {
	return filepath.Join(v.folder(), v.name()+".md")
}

// folder gives the root or a path below that may exist.
func (v *vandal) folder() string {
	path := v.root
	for range v.IntN(4) {
		path = filepath.Join(path, v.name())
	}
	return path
}

func (v *vandal) text() string {
	v.n++
	return fmt.Sprintf("%08d", v.n) // of one size: only time tells the change
}

// edit does something at random. Most errors are of no interest: what was to be changed was not there.
func (v *vandal) edit() {
	switch v.IntN(16) {
	case 0, 1, 2:
		path := v.file()
		_ = os.MkdirAll(filepath.Dir(path), 0o755)
		_ = os.WriteFile(path, []byte(v.text()), 0o644)
	case 3:
		v.inTwoSteps()
	case 4:
		_ = os.Rename(v.file(), v.file())
	case 5, 6:
		_ = os.Remove(v.file())
	case 7:
		path := v.file()
		_ = os.WriteFile(path+"~", []byte(v.text()), 0o644)
		_ = os.Rename(path+"~", path)
	case 8:
		_ = os.MkdirAll(v.folder(), 0o755)
	case 9, 10:
		_ = os.Rename(v.folder(), v.folder())
	case 11:
		v.removeAndMake()
	case 12:
		_ = os.Rename(v.folder(), filepath.Join(v.aside, v.name()))
	case 13:
		_ = os.Rename(filepath.Join(v.aside, v.name()), v.folder())
	case 14:
		_ = os.Symlink(v.name(), v.file())
	case 15:
		path := v.file() // a folder with the name of a file, or the reverse
		_ = os.Remove(path)
		_ = os.Mkdir(path, 0o755)
	}
}

func (v *vandal) inTwoSteps() {
	f, err := os.OpenFile(v.file(), os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return
	}
	defer f.Close()
	_, _ = f.WriteString(v.text()[:4])
	if v.IntN(3) == 0 {
		time.Sleep(time.Duration(v.IntN(15)) * time.Millisecond)
	}
	_, _ = f.WriteString(v.text()[4:])
}

func (v *vandal) removeAndMake() {
	path := v.folder()
	if path == v.root && v.IntN(10) > 0 {
		return
	}
	_ = os.RemoveAll(path)
	if v.IntN(2) == 0 {
		_ = os.MkdirAll(path, 0o755)
		_ = os.WriteFile(filepath.Join(path, v.name()+".md"), []byte(v.text()), 0o644)
	}
}

// torture edits, compares, and then sees to it that each folder that is left is still watched.
func torture(t *testing.T, base string, seed uint64, edits int, opt Options) {
	v := &vandal{Rand: rand.New(rand.NewPCG(seed, 1)), root: filepath.Join(base, "root"), aside: filepath.Join(base, "aside")}
	must(t, os.MkdirAll(v.root, 0o755), os.MkdirAll(v.aside, 0o755))
	opt.Roots = []string{v.root}
	m := newMirror(t, opt).run()
	for i := 1; i <= edits; i++ {
		v.edit()
		if v.IntN(200) == 0 {
			time.Sleep(time.Duration(v.IntN(60)) * time.Millisecond)
		}
		if i%1000 == 0 || i == edits {
			m.equal()
		}
	}
	m.rest()
	for path := range folders(v.root) {
		write(t, v.text(), path, "last.md")
		write(t, v.text(), path, "b.md") // may be a folder, or a link
	}
	m.equal()
}

// folders gives the root and all folders below that have no folder of the name b.md.
func folders(root string) map[string]bool {
	all := map[string]bool{}
	_ = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if info, failed := os.Lstat(filepath.Join(path, "b.md")); err == nil && d.IsDir() && (failed != nil || info.Mode().IsRegular()) {
			all[path] = true
		}
		return nil
	})
	return all
}

// TestTorture is the oracle: after any storm a reader of batches knows the tree. No scan helps.
func TestTorture(t *testing.T) {
	for seed := range often(4, 12) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			torture(t, t.TempDir(), uint64(seed), often(1000, 3000), Options{})
		})
	}
}

func TestTorturePolling(t *testing.T) {
	torture(t, t.TempDir(), 77, often(1000, 10_000), Options{Poll: 30 * time.Millisecond})
}

// TestTortureCoarseClock does it on a file system whose clock stands still for 4 to 10 ms, as that of all did
// before Linux 6.13.
func TestTortureCoarseClock(t *testing.T) {
	dir := t.TempDir()
	need.Mount(t, dir, "-t", "ramfs", "ramfs")
	for _, opt := range []Options{{}, {Poll: 15 * time.Millisecond}} {
		torture(t, filepath.Join(dir, fmt.Sprint(opt.Poll)), 5, 2000, opt)
	}
}

// TestSameSizeWithinOneTick writes a file twice within one step of a coarse clock, with a look in between.
func TestSameSizeWithinOneTick(t *testing.T) {
	dir := t.TempDir()
	need.Mount(t, dir, "-t", "ramfs", "ramfs")
	path := write(t, "0", dir, "a.md")
	w, err := New(Options{Roots: []string{dir}, safety: -1})
	must(t, err)
	defer w.Close()
	equal := 0
	pairs := often(10, 100)
	for range pairs {
		settle()
		write(t, "1", path)
		<-w.Changes()
		before, _ := look(path, false)
		write(t, "2", path)
		if after, _ := look(path, false); before.same(after) {
			equal++
		}
		select {
		case <-w.Changes():
		case <-time.After(time.Second):
			require.Fail(t, "the second change was lost")
		}
	}
	t.Logf("%d of %d pairs of writes had equal stamps", equal, pairs)
	require.NotZero(t, equal)
}
