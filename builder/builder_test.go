package builder_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder"
	"lectern/builder/course"
	"lectern/builder/diag"
	"lectern/themes"
)

// smallCourse is a course of two modules with two lessons each, and a guide.
func smallCourse() fstest.MapFS {
	return courseOf(map[string]string{
		"_index.md":            "---\ntitle: Course\nbaseURL: https://example.org/\n---\n\n[](one/a.md)\n",
		"one/_index.md":        "---\ntitle: One\n---\n",
		"one/a.md":             "---\ntitle: A\ntakeaways: [First]\n---\n\nText \"of\" a. [](../two/c.md)\n",
		"one/b.md":             "---\ntitle: B\n---\n\nText of b.\n\n## Part\n",
		"two/_index.md":        "---\ntitle: Two\n---\n",
		"two/c.md":             "---\ntitle: C\n---\n\n[part](../one/b.md#part)\n",
		"two/d/index.md":       "---\ntitle: D\nfaqs: [{question: Why?, answer: So.}]\n---\n\n![p](p.svg)\n",
		"two/d/p.svg":          `<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1"/>`,
		"guides/_index.md":     "---\ntitle: Guides\nkind: guides\n---\n",
		"guides/g.md":          "---\ntitle: G\n---\n\nA guide.\n",
		"static/CNAME":         "example.org",
		"templates/agenda.md":  "---\ntitle: Agenda\n---\n\n- [ ] Topic\n",
		"glossary.md":          "---\ntitle: Glossary\n---\n\nTerm\n: Meaning\n",
		"notes-of-nobody.opml": "no part of the course",
	})
}

// edit replaces text in a file below content.
func edit(fsys fstest.MapFS, name, old, new string) {
	file := "content/" + name
	text := string(fsys[file].Data)
	if !strings.Contains(text, old) {
		panic(name + " has no " + old)
	}
	fsys[file] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(text, old, new))}
}

func options(fsys fstest.MapFS) builder.Options {
	return builder.Options{Source: fsys, Themes: themes.FS(), Now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}
}

func build(t *testing.T, b *builder.Builder) *builder.Result {
	t.Helper()
	r, err := b.Build(t.Context())
	require.NoError(t, err)
	return r
}

// hashes returns the hash of each file.
func hashes(t *testing.T, r *builder.Result) map[string]string {
	t.Helper()
	require.False(t, r.HasErrors(), "%v", r.Diags)
	out := map[string]string{}
	for _, f := range r.Files {
		h := sha256.New()
		require.NoError(t, f.Render(h), f.Path)
		out[f.Path] = fmt.Sprintf("%x", h.Sum(nil))
	}
	return out
}

// changed returns the paths whose files differ between two builds.
func changed(before, after map[string]string) []string {
	paths := maps.Clone(before)
	maps.Copy(paths, after)
	var out []string
	for p := range paths {
		if before[p] != after[p] {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}

// TestParseCounts counts the work of builds that follow each other: the cache would rot unseen.
func TestParseCounts(t *testing.T) {
	fsys := smallCourse()
	b := builder.New(options(fsys))
	const files = 11 // Markdown
	for _, step := range []struct {
		name   string
		change func()
		parsed int
		of     int
	}{
		{"the first build", func() {}, files, files},
		{"nothing changed", func() {}, 0, files},
		{"one lesson", func() { edit(fsys, "one/a.md", "First", "Changed") }, 1, files},
		{"the same bytes again", func() { edit(fsys, "one/a.md", "Changed", "Changed") }, 0, files},
		{"two files", func() { edit(fsys, "one/b.md", "Text", "Words"); edit(fsys, "two/_index.md", "Two", "Second") }, 2, files},
		{"a new file", func() { fsys["content/about.md"] = &fstest.MapFile{Data: []byte("---\ntitle: About\n---\n")} }, 1, files + 1},
		{"a file that is gone", func() { delete(fsys, "content/about.md") }, 0, files},
		{"a picture", func() { edit(fsys, "two/d/p.svg", `"2"`, `"4"`) }, 0, files},
		{"a file under another name", func() {
			fsys["content/one/e.md"] = fsys["content/one/b.md"]
			edit(fsys, "two/c.md", "../one/b.md", "../one/e.md")
			delete(fsys, "content/one/b.md")
		}, 2, files},
		{"settings that no parse depends on", func() { edit(fsys, "_index.md", "Course", "Other course") }, 1, files},
		{"the language, which decides the quotes", func() { edit(fsys, "_index.md", "---\n\n", "language: de\n---\n\n") }, files, files},
		{"whether HTML is published", func() { edit(fsys, "_index.md", "---\n\n", "rawHTML: true\n---\n\n") }, files, files},
		{"nothing changed at the end", func() {}, 0, files},
	} {
		t.Run(step.name, func(t *testing.T) {
			step.change()
			r := build(t, b)
			require.False(t, r.HasErrors(), "%v", r.Diags)
			require.Equal(t, step.parsed, r.Parsed, "parsed")
			require.Equal(t, step.of-step.parsed, r.Reused, "reused")
			require.Equal(t, hashes(t, build(t, builder.New(options(fsys)))), hashes(t, r), "a builder that has seen nothing makes something else")
		})
	}
}

// TestMistakesAreReplayed says that a lesson from the cache brings its diagnostics along, and that a mended one does not.
func TestMistakesAreReplayed(t *testing.T) {
	fsys := smallCourse()
	edit(fsys, "one/a.md", "Text", ":::quizz\n:::\n\nText")
	b := builder.New(options(fsys))
	first := build(t, b)
	require.True(t, first.HasErrors())
	require.Nil(t, first.Files)
	second := build(t, b)
	require.Equal(t, first.Diags, second.Diags)
	require.Zero(t, second.Parsed)
	edit(fsys, "one/a.md", ":::quizz\n:::\n\n", "")
	require.False(t, build(t, b).HasErrors())
}

// TestEditChangesOnlyWhatShowsIt names the published files that differ after an edit, but for those of the search, which has a
// test of its own.
func TestEditChangesOnlyWhatShowsIt(t *testing.T) {
	for _, c := range []struct {
		name, file, old, new string
		want                 []string
	}{
		{"a word of a lesson", "one/b.md", "Text of b.", "Words of b.", []string{"feed.xml", "one/b/index.html", "print/index.html"}},
		{"a takeaway", "one/a.md", "First", "Second", []string{"one/a/index.html", "print/index.html", "takeaways/index.html"}},
		{"a static file", "static/CNAME", "example", "course", []string{"CNAME"}},
		{"a term nobody uses", "glossary.md", "Meaning", "Sense", []string{"glossary/index.html", "print/index.html"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			fsys := smallCourse()
			b := builder.New(options(fsys))
			before := hashes(t, build(t, b))
			edit(fsys, c.file, c.old, c.new)
			got := slices.DeleteFunc(changed(before, hashes(t, build(t, b))), func(path string) bool {
				return path == course.SearchDirectory || strings.HasPrefix(path, "assets/search/")
			})
			require.Equal(t, c.want, got)
		})
	}
}

// TestSourceIsNotChanged says that a build reads the course only.
func TestSourceIsNotChanged(t *testing.T) {
	fsys := smallCourse()
	want := smallCourse()
	hashes(t, build(t, builder.New(options(fsys))))
	require.Equal(t, want, fsys)
}

// TestClock says that the injected clock alone decides what is published.
func TestClock(t *testing.T) {
	at := func(day int) time.Time { return time.Date(2026, 6, day, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		name    string
		options func(*builder.Options)
		want    bool
	}{
		{"before", func(o *builder.Options) { o.Now = at(9) }, false},
		{"on the day", func(o *builder.Options) { o.Now = at(10) }, true},
		{"the moment before it expires", func(o *builder.Options) { o.Now = at(20).Add(-1) }, true},
		{"when it expires", func(o *builder.Options) { o.Now = at(20) }, false},
		{"before, with the future", func(o *builder.Options) { o.Now, o.Future = at(9), true }, true},
		{"after, with the future", func(o *builder.Options) { o.Now, o.Future = at(21), true }, false},
		{"before, with drafts", func(o *builder.Options) { o.Now, o.Drafts = at(9), true }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			fsys := smallCourse()
			fsys["content/one/timed.md"] = &fstest.MapFile{Data: []byte("---\ntitle: Timed\npublishDate: 2026-06-10\nexpiryDate: 2026-06-20\n---\n")}
			opt := options(fsys)
			c.options(&opt)
			_, published := hashes(t, build(t, builder.New(opt)))["one/timed/index.html"]
			require.Equal(t, c.want, published)
		})
	}
}

// TestConcurrentUse renders the files of one build from many goroutines, while other builders build the same course. The race
// detector watches.
func TestConcurrentUse(t *testing.T) {
	fsys := smallCourse()
	want := hashes(t, build(t, builder.New(options(fsys))))
	shared := build(t, builder.New(options(fsys)))
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			r := shared
			if i%2 == 1 {
				opt := options(fsys)
				opt.Workers = i
				var err error
				if r, err = builder.New(opt).Build(context.Background()); err != nil {
					t.Error(err)
					return
				}
			}
			for _, f := range r.Files {
				var b bytes.Buffer
				if err := f.Render(&b); err != nil || fmt.Sprintf("%x", sha256.Sum256(b.Bytes())) != want[f.Path] {
					t.Errorf("%s: %v, or other bytes", f.Path, err)
				}
			}
		})
	}
	wg.Wait()
}

// TestCancelledBuildEnds says that a build gives up when its context does.
func TestCancelledBuildEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := builder.New(options(smallCourse())).Build(ctx)
	require.ErrorIs(t, err, context.Canceled)
}

// TestFilesRenderAgain says that a file may be asked for any number of times, also after a newer build.
func TestFilesRenderAgain(t *testing.T) {
	fsys := smallCourse()
	b := builder.New(options(fsys))
	r := build(t, b)
	first := hashes(t, r)
	edit(fsys, "one/a.md", "First", "Changed")
	build(t, b)
	require.Equal(t, first, hashes(t, r))
}

// TestStrictIsAboutSeverityOnly says that --strict finds nothing that is not found without it.
func TestStrictIsAboutSeverityOnly(t *testing.T) {
	fsys := smallCourse()
	relaxed := build(t, builder.New(options(fsys)))
	require.NotEmpty(t, relaxed.Diags)
	opt := options(fsys)
	opt.Strict = true
	strict := build(t, builder.New(opt))
	require.True(t, strict.HasErrors())
	require.Equal(t, diag.Strict(relaxed.Diags), strict.Diags)
	errors, warnings := diag.Count(strict.Diags)
	require.Positive(t, errors)
	require.Zero(t, warnings)
}

// TestWriterErrorsComeBack says that a file tells when it could not be written.
func TestWriterErrorsComeBack(t *testing.T) {
	for _, f := range build(t, builder.New(options(smallCourse()))).Files {
		if f.Path == "_redirects" {
			continue // it is empty
		}
		require.ErrorIs(t, f.Render(failing{}), io.ErrClosedPipe, f.Path)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
