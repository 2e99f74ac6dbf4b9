package builder

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"lectern/builder/block"
	"lectern/builder/lesson"
)

// TestSpool keeps bodies and answers in a file without a name once they outgrow what stays in memory, and brings each back.
func TestSpool(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s := &spool{room: 10, spare: 100}
	t.Cleanup(func() { require.NoError(t, s.close()) })
	require.Equal(t, block.Body("in memory"), s.store(&lesson.Lesson{Body: "in memory"}).Body)
	require.Nil(t, s.file, "nothing is larger than what stays in memory")

	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			want := block.Body(strings.Repeat(string(rune('a'+i)), 100*i))
			l := &lesson.Lesson{Body: want}
			for n := range i * 5 {
				l.Meta.FAQs = append(l.Meta.FAQs, lesson.FAQ{Answer: lesson.Text{Body: block.Body(fmt.Sprint("answer ", i, n))}})
			}
			stored := s.store(l)
			for n, q := range stored.Meta.FAQs {
				got, err := stored.AppendText([]byte("before "), q.Answer.Body)
				if err != nil || string(got) != fmt.Sprint("before answer ", i, n) || i > 2 && len(q.Answer.Body) > len("\x00k99\x00") {
					t.Errorf("answer %d of %d came back as %q: %v", n, i, got, err)
				}
			}
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
