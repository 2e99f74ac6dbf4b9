package builder_test

import (
	"bytes"
	"math/rand/v2"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder"
	"lectern/builder/course"
	"lectern/builder/output"
	"lectern/themes"
)

// TestEarlyEqualsBuilt asks for every file of the sample course before it has been parsed: what is given is what a build makes.
func TestEarlyEqualsBuilt(t *testing.T) {
	for _, edition := range []string{"", "facilitator"} {
		opt := builder.Options{
			Source: sampleCourse(t), Themes: themes.FS(), Now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC),
			BaseURL: "https://example.org/course/", Drafts: true, Edition: edition,
		}
		given := early(t, opt)
		c, err := builder.New(opt).Build(t.Context())
		require.NoError(t, err)
		for _, p := range c.Course.Pages {
			waits := p.Kind == course.Workbook || p.Kind == course.TemplateList
			require.Equal(t, !waits, given[p.FilePath()], p.FilePath())
		}
	}
}

// TestEarlyEnds: once everything has been parsed, nothing of what was skimmed is kept.
func TestEarlyEnds(t *testing.T) {
	a := newAuthor(1)
	b := builder.New(builder.Options{Source: a.tree, Themes: themes.FS(), Now: time.Unix(1.8e9, 0)})
	e, err := b.Skim(t.Context())
	require.NoError(t, err)
	require.NotNil(t, e.Result("one/a/index.html"))
	require.Nil(t, e.Result("sitemap.xml"))
	_, err = b.Build(t.Context())
	require.NoError(t, err)
	require.Nil(t, e.Result("one/a/index.html"))
}

// TestEarlyEqualsBuiltAtRandom does the same with courses that an author has edited at random.
func TestEarlyEqualsBuiltAtRandom(t *testing.T) {
	pages := 0
	for seed := range uint64(3) {
		a := newAuthor(100 + seed)
		a.careful = true
		opt := builder.Options{Source: a.tree, Themes: themes.FS(), Now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), BaseURL: "https://example.org/"}
		for range 8 {
			a.edit()
			for file := range early(t, opt) {
				if path.Ext(file) == ".html" {
					pages++
				}
			}
		}
	}
	require.Greater(t, pages, 100, "too few to show anything")
}

// early asks for every file in any order, the first and now and then another of a course that has just been skimmed, and returns those that
// were given.
func early(t *testing.T, opt builder.Options) map[string]bool {
	t.Helper()
	whole, err := builder.New(opt).Build(t.Context())
	if err != nil {
		return nil
	}
	given := map[string]bool{}
	files := slices.DeleteFunc(slices.Clone(whole.Files), func(f output.File) bool { return strings.HasPrefix(f.Path, "assets/search/") })
	rand.New(rand.NewPCG(1, uint64(len(files)))).Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
	var e *builder.Early
	for n, want := range files {
		if n%12 == 0 {
			e, err = builder.New(opt).Skim(t.Context())
			require.NoError(t, err)
		}
		if e == nil {
			return given
		}
		r := e.Result(want.Path)
		if r == nil {
			continue
		}
		given[want.Path] = true
		for _, got := range r.Files {
			if got.Path == want.Path {
				var x, y bytes.Buffer
				require.NoError(t, want.Render(&x))
				require.NoError(t, got.Render(&y))
				if want.Path == "index.html" { // where they are estimates
					x, y = blankTimes(x), blankTimes(y)
				}
				require.Equal(t, x.String(), y.String(), want.Path)
			}
		}
	}
	return given
}

// blankTimes leaves out how long something takes.
func blankTimes(page bytes.Buffer) bytes.Buffer {
	return *bytes.NewBuffer(times.ReplaceAll(page.Bytes(), []byte("time")))
}

var times = regexp.MustCompile(`\b(\d+ h \d+ min|\d+ h|\d+ min|PT\d+M)\b`)

// TestEarlyEstimates: the times of the home page are about what they will be.
func TestEarlyEstimates(t *testing.T) {
	for _, edition := range []string{"", "facilitator"} {
		b := builder.New(builder.Options{Source: sampleCourse(t), Themes: themes.FS(), Now: time.Unix(1.8e9, 0), Edition: edition})
		e, err := b.Skim(t.Context())
		require.NoError(t, err)
		early := e.Result("index.html").Course
		r, err := b.Build(t.Context())
		require.NoError(t, err)
		require.InEpsilon(t, r.Course.Minutes, early.Minutes, 0.1)
		require.InEpsilon(t, r.Course.Practice, early.Practice, 0.3)
	}
}
