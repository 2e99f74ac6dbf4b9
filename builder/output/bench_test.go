package output

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// benchFiles makes n pages of 25 KB, each in a folder of its own, 100 folders to a module. The first changed ones have
// content that depends on round.
func benchFiles(n, changed, round int) []File {
	filler := bytes.Repeat([]byte("All work and no play makes a dull course.\n"), 25_000/42)
	files := make([]File, n)
	for i := range files {
		version := 0
		if i < changed {
			version = round
		}
		files[i] = File{Path: fmt.Sprintf("module-%02d/lesson-%d/index.html", i/100, i), Render: func(w io.Writer) error {
			fmt.Fprintf(w, "page %d, version %d\n", i, version)
			_, err := w.Write(filler)
			return err
		}}
	}
	return files
}

// BenchmarkPublish measures whole runs. The file system is that of TMPDIR: figures of ext4 and tmpfs differ by far, and
// ext4 is slower still at creating files soon after removing many.
func BenchmarkPublish(b *testing.B) {
	for _, n := range []int{40, 1_000, 10_000} {
		for _, kind := range []struct {
			name    string
			changed int
		}{{"unchanged", 0}, {"edit", 2}, {"all", n}} {
			b.Run(fmt.Sprintf("files=%d/%s", n, kind.name), func(b *testing.B) {
				dst := filepath.Join(b.TempDir(), "public")
				round := 0
				publish := func() {
					stats, err := Publish(b.Context(), dst, benchFiles(n, kind.changed, round), PublishOptions{})
					require.NoError(b, err)
					require.True(b, round == 0 || stats.Wrote == kind.changed)
					round++
				}
				publish()
				for b.Loop() {
					publish()
				}
			})
		}
		b.Run(fmt.Sprintf("files=%d/first", n), func(b *testing.B) {
			dst := filepath.Join(b.TempDir(), "public")
			for b.Loop() {
				_, err := Publish(b.Context(), dst, benchFiles(n, 0, 0), PublishOptions{})
				require.NoError(b, err)
				b.StopTimer()
				require.NoError(b, os.RemoveAll(dst))
				b.StartTimer()
			}
		})
	}
}
