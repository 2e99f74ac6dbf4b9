package builder_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder"
	"lectern/themes"
)

// benchCourse is a course of n lessons of some 1,000 words each.
func benchCourse(n int) fstest.MapFS {
	fsys := fstest.MapFS{}
	add := func(name, text string) { fsys[name] = &fstest.MapFile{Data: []byte(text)} }
	add("content/_index.md", "---\ntitle: Bench\nbaseURL: https://example.org/\n---\n")
	paragraph := strings.Repeat("A *team* decides on Monday what it will **finish** by Friday, see [next](lesson-0.md). ", 12)
	for i := range n {
		module := fmt.Sprintf("content/module-%d", i/20)
		add(module+"/_index.md", "---\ntitle: Module\n---\n")
		add(fmt.Sprintf("%s/lesson-%d.md", module, i%20), fmt.Sprintf(
			"---\ntitle: Lesson %d\ntakeaways: [one, two]\nfaqs:\n  - {question: Why %d?, answer: Since it *works*.}\n---\n\n## First\n\n%s\n\n## Second\n\n%s\n\n- one\n- two\n\n%s\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n:::quiz\nWhich?\n\n- [x] this\n- [ ] that\n:::\n\n%[3]s\n\n%[3]s\n\n%[3]s\n",
			i, i, paragraph, paragraph, paragraph))
	}
	return fsys
}

// BenchmarkBuild reads, parses and assembles, and renders every file, without writing.
func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			opt := builder.Options{Source: benchCourse(n), Themes: themes.FS(), Now: time.Unix(1e9, 0)}
			b.ReportAllocs()
			for b.Loop() {
				r, err := builder.New(opt).Build(context.Background())
				require.NoError(b, err)
				require.False(b, r.HasErrors(), "%v", r.Diags)
				for _, f := range r.Files {
					require.NoError(b, f.Render(io.Discard))
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/lesson")
		})
	}
}

// BenchmarkRebuild builds again after one lesson changed and renders one page, as a preview does.
func BenchmarkRebuild(b *testing.B) {
	course := benchCourse(1000)
	build := builder.New(builder.Options{Source: course, Themes: themes.FS(), Now: time.Unix(1e9, 0)})
	for i := 0; b.Loop(); i++ {
		course["content/module-3/lesson-3.md"].Data = fmt.Appendf(nil, "---\ntitle: Edit %d\n---\n\nText.\n", i)
		r, err := build.Build(context.Background())
		require.NoError(b, err)
		require.NoError(b, r.Files[0].Render(io.Discard))
	}
}
