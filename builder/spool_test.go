package builder

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"lectern/builder/block"
	"lectern/builder/lesson"
)

// TestSpool keeps bodies in a file without a name once they outgrow what stays in memory, and brings each back.
func TestSpool(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s := &spool{room: 10}
	t.Cleanup(func() { require.NoError(t, s.close()) })
	require.Equal(t, block.Body("in memory"), s.store(&lesson.Lesson{Body: "in memory"}).Body)
	require.Nil(t, s.file, "nothing is larger than what stays in memory")

	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			want := block.Body(strings.Repeat(string(rune('a'+i)), 100*i))
			stored := s.store(&lesson.Lesson{Body: want})
			got, err := stored.AppendBody([]byte("before "))
			if err != nil || string(got) != "before "+string(want) || i > 0 && stored.Body != "" {
				t.Errorf("body %d came back as %q: %v", i, got, err)
			}
		})
	}
	all.Wait()
	require.NotNil(t, s.file)
	left, err := filepath.Glob(filepath.Join(os.TempDir(), "*"))
	require.NoError(t, err)
	require.Empty(t, left)
}

// TestSpoolWithoutFile keeps bodies in memory where no file can be made.
func TestSpoolWithoutFile(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "missing"))
	s := &spool{}
	for range 2 {
		require.Equal(t, block.Body("text"), s.store(&lesson.Lesson{Body: "text"}).Body)
	}
	require.NoError(t, s.close())
}
