package theme_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder"
	"lectern/builder/course"
	"lectern/builder/theme"
	"lectern/themes"
)

// sample returns the sample course and the built-in theme.
func sample(t testing.TB) (*course.Course, *theme.Theme) {
	r, err := builder.New(builder.Options{Source: os.DirFS("../.."), Themes: themes.FS(), Now: time.Unix(1.8e9, 0)}).Build(context.Background())
	require.NoError(t, err)
	require.False(t, r.HasErrors(), "%v", r.Diags)
	layer, err := fs.Sub(themes.FS(), "default")
	require.NoError(t, err)
	th, err := theme.Load([]fs.FS{layer}, "en")
	require.NoError(t, err)
	return r.Course, th
}

// renderers are what a course is rendered with: on the site and in a feed.
func renderers(c *course.Course, th *theme.Theme) []*theme.Renderer {
	files := func(p *course.Page) []theme.DownloadFile {
		return []theme.DownloadFile{{Path: p.Path + "x y.docx", Type: "DOCX", Size: 12345}}
	}
	archive := func(m *course.Module) *theme.DownloadFile {
		return &theme.DownloadFile{Path: m.ArchivePath(), Type: "ZIP", Size: 1 << 20}
	}
	return []*theme.Renderer{
		{Theme: th, Course: c, Link: theme.RootedLink(c), Shared: true, Explain: true, Interactive: true, Files: files, Archive: archive,
			Index: &theme.Asset{Path: "assets/course.json"}},
		{Theme: th, Course: c, Link: theme.AbsoluteLink(c)},
	}
}

// rendered returns the pages of a course, each with the redirect to it, rendered by several goroutines.
func rendered(t *testing.T, r *theme.Renderer) map[string]string {
	pages, texts, goroutines := r.Course.Pages, make([]string, len(r.Course.Pages)), 4
	var all sync.WaitGroup
	for first := range goroutines {
		all.Go(func() {
			for i := first; i < len(pages); i += goroutines {
				var out strings.Builder
				if err := errors.Join(r.Page(&out, pages[i]), r.Redirect(&out, pages[i])); err != nil {
					t.Error(err)
				}
				texts[i] = out.String()
			}
		})
	}
	all.Wait()
	byPath := map[string]string{}
	for i, p := range pages {
		byPath[p.Path] = texts[i]
	}
	return byPath
}

// TestProgramsWriteWhatHTMLTemplateWrites renders the sample course with all templates of the built-in theme.
func TestProgramsWriteWhatHTMLTemplateWrites(t *testing.T) {
	c, th := sample(t)
	compiled, interpreted := renderers(c, th), renderers(c, th.Interpreted())
	for i := range compiled {
		require.Equal(t, rendered(t, interpreted[i]), rendered(t, compiled[i]))
	}
	require.Empty(t, th.Unfit())
	require.NotEmpty(t, th.Interpreted().Unfit())
}

func BenchmarkPages(b *testing.B) {
	c, th := sample(b)
	var lessons []*course.Page
	for _, p := range c.Pages {
		if p.IsLesson() {
			lessons = append(lessons, p)
		}
	}
	for name, th := range map[string]*theme.Theme{"program": th, "html/template": th.Interpreted()} {
		r := renderers(c, th)[0]
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, p := range lessons {
					require.NoError(b, r.Page(discard{}, p))
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(lessons)), "µs/page")
		})
	}
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }
