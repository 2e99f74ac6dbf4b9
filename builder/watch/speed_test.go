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
	dir = memory(t)
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

// TestSpeed measures, beside 10,000 files in 500 folders and with the scans of the idle time, how long a start
// takes, and the time from before a save until its batch is there.
func TestSpeed(t *testing.T) {
	dir, files := course(t, 500)
	opt := Options{Roots: []string{dir}, Skip: skipEditors}
	var took []time.Duration
	for range 5 {
		began := time.Now()
		w, err := New(opt)
		took = append(took, time.Since(began))
		must(t, err, w.Close())
	}
	slices.Sort(took)
	t.Logf("start: median %v", took[2])
	require.Less(t, took[0], 5*time.Second) // the figures are for reading: a machine under load proves nothing

	w, err := New(opt)
	must(t, err)
	defer w.Close()
	t.Run("written", func(t *testing.T) {
		latency(t, w, files, func(path, text string) { must(t, os.WriteFile(path, []byte(text), 0o644)) })
	})
	t.Run("renamed over", func(t *testing.T) {
		latency(t, w, files, func(path, text string) {
			must(t, os.WriteFile(path+"~", []byte(text), 0o644), os.Rename(path+"~", path))
		})
	})
}

func latency(t *testing.T, w *Watcher, files []string, save func(path, text string)) {
	var saved, took []time.Duration
	for i := range often(20, 200) {
		rest(w)
		path := files[i*47%len(files)]
		began := time.Now()
		save(path, fmt.Sprint("text ", i))
		saved = append(saved, time.Since(began))
		for b := (Batch{}); !slices.Contains(b.Paths, path); { // another one may name the last save again
			b = <-w.Changes()
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(saved)
	slices.Sort(took)
	at := func(percent int) time.Duration { return took[len(took)*percent/100] }
	t.Logf("the save alone: median %v", saved[len(saved)/2])
	t.Logf("from its begin to the batch: median %v, p90 %v, p99 %v of %d", at(50), at(90), at(99), len(took))
	require.Less(t, took[0], 20*time.Millisecond)
}

// rest takes batches until none comes.
func rest(w *Watcher) {
	for {
		select {
		case <-w.Changes():
		case <-time.After(2 * defaultSettle):
			return
		}
	}
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
