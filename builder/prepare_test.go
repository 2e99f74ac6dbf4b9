package builder_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"lectern/builder"
	"lectern/builder/output"
	"lectern/themes"
)

// TestSearchIsPreparedInSteps edits a lesson while the search index is made for a preview. What is served then is the index of the
// course as it is, and after another edit only what was edited is read.
func TestSearchIsPreparedInSteps(t *testing.T) {
	course := fstest.MapFS{}
	write := func(name, text string) { course["content/"+name] = &fstest.MapFile{Data: []byte(text)} }
	write("_index.md", "---\ntitle: Course\nbaseURL: https://example.org/\n---\n")
	write("m/_index.md", "---\ntitle: Module\n---\n")
	lesson := func(n int, text string) string {
		write(fmt.Sprintf("m/lesson-%d.md", n), fmt.Sprintf("---\ntitle: Lesson %d\nweight: %d\n---\n\n%s\n", n, n, text))
		return fmt.Sprintf("content/m/lesson-%d.md", n)
	}
	for n := range 600 {
		lesson(n, "As it was.")
	}
	opt := builder.Options{Source: course, Themes: themes.FS()}
	preview := builder.New(opt)
	build := func(b *builder.Builder, changed ...string) []output.File {
		r, err := b.Rebuild(t.Context(), changed)
		require.NoError(t, err)
		require.False(t, r.HasErrors(), "%v", r.Diags)
		return r.Files
	}
	files := build(preview)
	prepare := func(pause func()) (pauses int) {
		for _, f := range files {
			if f.Path == "search/index.json" {
				require.NoError(t, f.Prepare(func() { pauses++; pause() }))
			}
		}
		return pauses
	}
	search := func(files []output.File) map[string]string {
		all := map[string]string{}
		for _, f := range files {
			if strings.Contains(f.Path, "search/") {
				var text strings.Builder
				require.NoError(t, f.Render(&text))
				all[f.Path] = text.String()
			}
		}
		return all
	}
	edits := 0
	edit := func() {
		edits++
		files = build(preview, lesson(3, fmt.Sprintf("Edit%d.", edits)))
	}
	require.Greater(t, prepare(edit), 2, "an edit at every step")
	require.Equal(t, search(build(builder.New(opt))), search(files))
	require.Contains(t, fmt.Sprint(search(files)), fmt.Sprintf("edit%d", edits))

	edit()
	require.Zero(t, prepare(func() {}), "one lesson is read, in one step")
	require.Equal(t, search(build(builder.New(opt))), search(files))
}
