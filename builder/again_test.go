package builder_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder"
	"lectern/builder/output"
	"lectern/builder/record"
	"lectern/themes"
)

// again builds and publishes as the command does, in a process of its own as far as the builder can tell. It reports what was found, and
// whether the build was made or recalled; not whether the course could be published.
func again(t *testing.T, opt builder.Options, dst string) (r *builder.Result, recalled *builder.Recalled, err error) {
	t.Helper()
	opt.Spool = true
	b := builder.New(opt)
	builder.SpoolAll(b)
	defer b.Close()
	last := b.Recall(output.ReadKept(dst, output.KeptRecord, output.PublishOptions{}))
	place := output.PublishOptions{Keep: func(what output.Kept, p *output.Published, w io.Writer) error { return b.Keep(r, what, p, w) }}
	if last != nil {
		if b.Unchanged() && last.Published.Stands(dst, output.PublishOptions{}) {
			return nil, last, nil
		}
		if b.Resumable() && last.Published.Remains(dst, output.PublishOptions{}) {
			b.Resume(output.ReadKept(dst, output.KeptLessons, output.PublishOptions{}))
		}
		place.Last = &last.Published
	}
	if r, err = b.Build(t.Context()); err != nil || r.HasErrors() {
		return r, nil, err
	}
	place.Same = r.Same
	_, err = output.Publish(t.Context(), dst, r.Files, place)
	return r, nil, err
}

// TestAgainEqualsBuild lets an author loose on a course that is built after every edit, each time by a new builder. What stands in the
// output is what a build into a new folder gives, byte for byte, and the diagnostics are the same; and where nothing was edited, nothing is
// built.
func TestAgainEqualsBuild(t *testing.T) {
	seeds, edits := 3, 20 // which are drafts, the future and neither
	if os.Getenv("LECTERN_TORTURE") != "" {
		seeds, edits = 12, 500
	}
	for seed := range uint64(seeds) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			a := newAuthor(seed + 100)
			opt := builder.Options{
				Source: a.tree, Themes: themes.FS(), Program: "test", Now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), BaseURL: "https://example.org/",
				Drafts: seed%3 == 1, Future: seed%3 == 2,
			}
			dst := filepath.Join(t.TempDir(), "public")
			good, clock, count := a.snapshot(), 0, map[string]int{}
			for n := range edits {
				what, nothing := "nothing", n > 0 && a.IntN(4) == 0
				switch {
				case nothing:
				case a.IntN(3) > 0:
					what = a.reword()
					if a.IntN(4) == 0 {
						what += ", " + a.reword()
					}
				default:
					what, _ = a.edit()
				}
				clock = a.stamp(clock)
				what = fmt.Sprintf("edit %d: %s", n, what)
				published, how := againSame(t, opt, dst, what)
				require.True(t, how == "recalled" || !nothing, what)
				count[how]++
				if published {
					good = a.snapshot()
					continue
				}
				a.restore(good)
				published, _ = againSame(t, opt, dst, what+", mended")
				require.True(t, published, what)
			}
			t.Log(count)
			require.GreaterOrEqual(t, count["recalled"], edits/20)
			require.GreaterOrEqual(t, count["resumed"], edits/8)
		})
	}
}

// reword changes words of a page, of which others show few.
func (a *author) reword() (what string) {
	file := a.file(func(file string) bool {
		return isMarkdown(file) && !strings.Contains(file, "templates/") && file != "content/_index.md" && file != "content/glossary.md"
	})
	text := string(a.tree[file].Data)
	front, body, found := strings.Cut(strings.TrimPrefix(text, "---\n"), "\n---\n")
	if !found {
		return "nothing in " + file
	}
	lines := strings.Split(front, "\n")
	n := a.number()
	at := a.IntN(len(lines))
	switch key, _, _ := strings.Cut(lines[at], ":"); {
	case a.IntN(2) == 0:
		body += a.pick(fmt.Sprintf("\nReworded %d.\n", n), "\n"+strings.Repeat("Many more words. ", 90)+"\n", "\nA Goal, and more of it.\n")
	case key == "title", key == "linkTitle", key == "description":
		lines[at] = fmt.Sprintf("%s: Reworded %d", key, n)
	case key == "tags":
		lines[at] = fmt.Sprintf("tags: [word%d]", n)
	case key == "takeaways":
		lines[at] = fmt.Sprintf("takeaways: [\"**Take** %d\", Two]", n)
	case key == "objectives":
		lines[at] = fmt.Sprintf("objectives: [Reword it %d]", n)
	case key == "faqs":
		lines[at] = strings.Replace(lines[at], "answer: ", fmt.Sprintf("answer: Reworded %d and ", n), 1)
	default:
		lines = append(lines, "duration: 14m")
	}
	a.set(file, "---\n"+strings.Join(lines, "\n")+"\n---\n"+body)
	return fmt.Sprintf("reword %s %q", file, lines[min(at, len(lines)-1)])
}

// snapshot returns the files of the tree.
func (a *author) snapshot() fstest.MapFS {
	tree := fstest.MapFS{}
	for file, f := range a.tree {
		tree[file] = f
	}
	return tree
}

// stamp gives every file that is new a time of its own.
func (a *author) stamp(clock int) int {
	for _, f := range a.tree {
		if f.ModTime.IsZero() {
			clock++
			f.ModTime = time.Unix(1_700_000_000, int64(clock)*int64(time.Millisecond)+1)
		}
	}
	return clock
}

// againSame compares a build that knows of earlier ones with one that does not.
func againSame(t *testing.T, opt builder.Options, dst, what string) (published bool, how string) {
	t.Helper()
	want, wantErr := builder.New(opt).Build(t.Context())
	got, last, err := again(t, opt, dst)
	if wantErr != nil {
		require.EqualError(t, err, wantErr.Error(), what)
		return false, "failed"
	}
	how = "built"
	if last != nil {
		how = "recalled"
		require.Equal(t, want.Diags, last.Diags, what)
		require.Len(t, last.Published.Files, len(want.Files)+1, what)
	} else if got != nil {
		require.Equal(t, want.Diags, got.Diags, what)
		require.Equal(t, want.Parsed, got.Parsed+got.Reused, what)
		if got.Same != nil {
			how = "resumed"
		}
	}
	if want.HasErrors() {
		return false, how
	}
	var text bytes.Buffer
	for _, f := range want.Files {
		text.Reset()
		if f.Render(&text) != nil { // a template that names nothing
			require.Error(t, err, what)
			return false, "failed"
		}
		there, err := os.ReadFile(filepath.Join(dst, filepath.FromSlash(f.Path)))
		require.NoError(t, err, what)
		if !bytes.Equal(text.Bytes(), there) {
			require.Equal(t, text.String(), string(there), "%s of %s", f.Path, what)
		}
	}
	require.NoError(t, err, what)
	return true, how
}

// TestRecallKnowsTheTime lets the clock pass the dates of a course that nobody edits.
func TestRecallKnowsTheTime(t *testing.T) {
	at := func(day int) time.Time { return time.Date(2026, 6, day, 12, 0, 0, 0, time.UTC) }
	source := fstest.MapFS{}
	for file, text := range map[string]string{
		"content/_index.md": "---\ntitle: Course\nbaseURL: https://example.org/\n---\n",
		"content/come.md":   "---\ntitle: Come\npublishDate: 2026-06-10\n---\n",
		"content/go.md":     "---\ntitle: Go\nexpiryDate: 2026-06-20\n---\n",
	} {
		source[file] = &fstest.MapFile{Data: []byte(text), ModTime: time.Unix(1, 1)}
	}
	dst := filepath.Join(t.TempDir(), "public")
	for _, test := range []struct {
		now      time.Time
		future   bool
		recalled bool
		stand    []string
	}{
		{at(1), false, false, []string{"go"}},
		{at(2), false, true, []string{"go"}},
		{time.Date(2026, 6, 10, 0, 0, 0, 0, time.UTC).Add(-1), false, true, []string{"go"}},
		{time.Date(2026, 6, 10, 0, 0, 0, 0, time.UTC), false, false, []string{"come", "go"}},
		{at(19), false, true, []string{"come", "go"}},
		{at(20), false, false, []string{"come"}},
		{at(21), false, true, []string{"come"}},
		{at(19), false, false, []string{"come", "go"}},
		{at(9), false, false, []string{"go"}},
		{at(8), true, false, []string{"come", "go"}},
		{at(7), true, true, []string{"come", "go"}},
	} {
		opt := builder.Options{Source: source, Themes: themes.FS(), Program: "test", Now: test.now, Future: test.future}
		_, last, err := again(t, opt, dst)
		require.NoError(t, err)
		require.Equal(t, test.recalled, last != nil, "%v", test.now)
		var stand []string
		for _, page := range []string{"come", "go"} {
			if _, err := os.Stat(filepath.Join(dst, page)); err == nil {
				stand = append(stand, page)
			}
		}
		require.Equal(t, test.stand, stand, "%v", test.now)
	}
}

// TestRecallForgets lists what makes a record of no use.
func TestRecallForgets(t *testing.T) {
	source := fstest.MapFS{"content/_index.md": {Data: []byte("---\ntitle: Course\nbaseURL: https://example.org/\n---\n"), ModTime: time.Unix(1, 1)}}
	opt := builder.Options{Source: source, Themes: themes.FS(), Program: "test"}
	dst := filepath.Join(t.TempDir(), "public")
	_, _, err := again(t, opt, dst)
	require.NoError(t, err)
	text := output.ReadKept(dst, output.KeptRecord, output.PublishOptions{})
	require.NotNil(t, builder.New(opt).Recall(text))
	for what, change := range map[string]func(o *builder.Options){
		"another program":    func(o *builder.Options) { o.Program = "test 2" },
		"an unknown program": func(o *builder.Options) { o.Program = "" },
		"drafts":             func(o *builder.Options) { o.Drafts = true },
		"future":             func(o *builder.Options) { o.Future = true },
		"the edition":        func(o *builder.Options) { o.Edition = "facilitator" },
		"the theme":          func(o *builder.Options) { o.Theme = "default" },
		"the address":        func(o *builder.Options) { o.BaseURL = "https://example.com/" },
		"the date":           func(o *builder.Options) { o.Date = time.Unix(1, 0) },
	} {
		other := opt
		change(&other)
		require.Nil(t, builder.New(other).Recall(text), what)
	}
	for n := range len(text) {
		require.Nil(t, builder.New(opt).Recall(text[:n]), n)
	}
	_, _, err = again(t, builder.Options{Source: source, Themes: themes.FS()}, dst)
	require.NoError(t, err)
	require.Nil(t, output.ReadKept(dst, output.KeptRecord, output.PublishOptions{}), "an unknown program leaves no record, and none of another one")
}

// TestRecallOfThemeElsewhere builds with a theme behind a symbolic link, whose files no walk meets.
func TestRecallOfThemeElsewhere(t *testing.T) {
	dir := t.TempDir()
	write := func(file, text string) {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, file)), 0o777))
		require.NoError(t, os.WriteFile(filepath.Join(dir, file), []byte(text), 0o666))
	}
	write("content/_index.md", "---\ntitle: Course\nbaseURL: https://example.org/\n---\n")
	write("look/layouts/partials/footer.html", "<footer>one</footer>")
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "themes"), 0o777))
	if err := os.Symlink("../look", filepath.Join(dir, "themes", "default")); err != nil {
		t.Skip(err)
	}
	root, err := os.OpenRoot(dir)
	require.NoError(t, err)
	defer root.Close()
	opt := builder.Options{Source: root.FS(), Themes: themes.FS(), Program: "test"}
	dst := filepath.Join(dir, "public")
	for _, footer := range []string{"one", "two"} {
		write("look/layouts/partials/footer.html", "<footer>"+footer+"</footer>")
		_, last, err := again(t, opt, dst)
		require.NoError(t, err)
		require.Nil(t, last)
		text, err := os.ReadFile(filepath.Join(dst, "index.html"))
		require.NoError(t, err)
		require.Contains(t, string(text), "<footer>"+footer)
	}
}

// FuzzRecall reads records that nobody wrote.
func FuzzRecall(f *testing.F) {
	f.Add(record.Append(nil, &builder.Recalled{Maker: "x", Traces: []builder.Trace{{Path: "a"}}, Published: output.Published{Files: []output.PublishedFile{{Path: "b"}}}}))
	source := fstest.MapFS{"content/_index.md": {}}
	f.Fuzz(func(t *testing.T, text []byte) {
		require.Nil(t, builder.New(builder.Options{Source: source, Program: "test"}).Recall(text))
	})
}
