package watch

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// course makes 20 files in each of so many folders.
func course(t testing.TB, folders int) (dir string, files []string) {
	dir = t.TempDir()
	for i := range folders {
		folder := fmt.Sprintf("%s/module-%03d", dir, i)
		require.NoError(t, os.Mkdir(folder, 0o755))
		for j := range 20 {
			files = append(files, fmt.Sprintf("%s/lesson-%02d.md", folder, j))
			require.NoError(t, os.WriteFile(files[len(files)-1], []byte("text"), 0o644))
		}
	}
	return dir, files
}

// TestLatency measures the time from before a save until its batch is there, beside 10,000 files and
// with the scans in the idle time.
func TestLatency(t *testing.T) {
	dir, files := course(t, 500)
	w, err := New(Options{Roots: []string{dir}, safety: 50 * time.Millisecond})
	must(t, err)
	defer w.Close()
	var took []time.Duration
	for i := range 200 {
		settle()
		for len(w.changes) > 0 {
			<-w.Changes()
		}
		path := files[i*47%len(files)]
		began := time.Now()
		must(t, os.WriteFile(path, []byte(fmt.Sprint("text ", i)), 0o644))
		b := <-w.Changes()
		took = append(took, time.Since(began))
		require.Equal(t, []string{path}, b.Paths)
		select { // the same once more, if the first look came between the two steps of a write
		case <-w.Changes():
		case <-time.After(settlePause):
		}
	}
	slices.Sort(took)
	t.Logf("from save to batch: median %v, p99 %v, most %v", took[100], took[197], took[199])
	require.Less(t, took[100], 20*time.Millisecond)
}

const settlePause = 2 * defaultSettle

func TestStart(t *testing.T) {
	dir, _ := course(t, 500)
	var took []time.Duration
	for range 5 {
		began := time.Now()
		w, err := New(Options{Roots: []string{dir}, safety: -1})
		took = append(took, time.Since(began))
		must(t, err, w.Close())
	}
	slices.Sort(took)
	t.Logf("start with 10,000 files in 500 folders: median %v", took[2])
	require.Less(t, took[2], 2*time.Second)
}

func BenchmarkStart(b *testing.B) {
	dir, _ := course(b, 500)
	for b.Loop() {
		w, err := New(Options{Roots: []string{dir}, safety: -1})
		require.NoError(b, err)
		require.NoError(b, w.Close())
	}
}

// BenchmarkScan is what it costs every two seconds to look for changes that came without an event, at 10,000
// files in 500 folders.
func BenchmarkScan(b *testing.B) {
	dir, _ := course(b, 500)
	time.Sleep(3 * time.Second) // what was just made is listed again
	w, err := New(Options{Roots: []string{dir}, safety: -1})
	require.NoError(b, err)
	require.NoError(b, w.Close()) // the tree stays, and no goroutine uses it
	b.ReportAllocs()
	for b.Loop() {
		w.startScan()
		for w.scan.running {
			w.step()
		}
	}
}
