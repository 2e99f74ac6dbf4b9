package scaffold

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder/diag"
	"lectern/builder/lesson"
)

var day = time.Date(2026, 9, 14, 23, 0, 0, 0, time.UTC)

func courseOf(files map[string]string) Course {
	m := fstest.MapFS{}
	for file, text := range files {
		m[file] = &fstest.MapFile{Data: []byte(text)}
	}
	return Course{FS: m, Date: day}
}

func TestNextWeight(t *testing.T) {
	tests := []struct {
		name   string
		kind   Kind
		ref    string
		files  map[string]string
		weight int
	}{
		{"the first", Lesson, "m/x", map[string]string{}, 10},
		{"behind the last, not behind the number of them", Lesson, "m/x", map[string]string{
			"content/m/a.md": "---\nweight: 30\n---\n", "content/m/b.md": "---\nweight: 10\n---\n"}, 40},
		{"the next step", Lesson, "m/x", map[string]string{"content/m/a.md": "---\nweight: 31\n---\n"}, 40},
		{"bundles and TOML count", Lesson, "m/x", map[string]string{
			"content/m/a/index.md": "+++\nweight = 50\n+++\n", "content/m/b.MD": "---\nweight: 20\n---\n"}, 60},
		{"a weight in the body does not", Lesson, "m/x", map[string]string{
			"content/m/a.md": "---\ntitle: A\nweight: 10\n---\nweight: 90\n"}, 20},
		{"unknown keys and wrong values beside it are no matter", Lesson, "m/x", map[string]string{
			"content/m/a.md": "---\nwight: 10\ndraft: perhaps\nweight: 20\n---\n"}, 30},
		{"what cannot be read does not count", Lesson, "m/x", map[string]string{
			"content/m/a.md": "---\ntitle: [\n---\n", "content/m/b.md": "no front matter", "content/m/c.md": "\xff\xfe",
			"content/m/d.md": "---\nweight: 10\n---\n"}, 20},
		{"without weights there is none", Lesson, "m/x", map[string]string{
			"content/m/01-a.md": "---\ntitle: A\n---\n", "content/m/02-b.md": "---\ntitle: B\n---\n"}, 0},
		{"one without comes last, so the new one cannot", Lesson, "m/x", map[string]string{
			"content/m/a.md": "---\nweight: 10\n---\n", "content/m/b.md": "---\ntitle: B\n---\n"}, 0},
		{"below zero", Lesson, "m/x", map[string]string{"content/m/a.md": "---\nweight: -30\n---\n"}, 10},
		{"hidden files and notes are no siblings", Lesson, "m/x", map[string]string{
			"content/m/_notes.md": "---\nweight: 90\n---\n", "content/m/.a.md": "---\nweight: 90\n---\n", "content/m/a.txt": "---\nweight: 90\n---\n"}, 10},
		{"modules stand among modules", Module, "x", map[string]string{
			"content/a/_index.md": "---\nweight: 20\n---\n", "content/g/_index.md": "---\nkind: guides\nweight: 90\n---\n"}, 30},
		{"shelves among shelves", Shelf, "x", map[string]string{
			"content/a/_index.md": "---\nweight: 20\n---\n", "content/g/_index.md": "---\nkind: guides\nweight: 90\n---\n"}, 100},
		{"the page of all templates is no module", Module, "x", map[string]string{
			"content/templates/_index.md": "---\ntitle: Templates\n---\n"}, 20}, // m itself has 10
		{"templates", Template, "x", map[string]string{"content/templates/a.md": "---\nweight: 70\n---\n"}, 80},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.files["content/m/_index.md"] = "---\ntitle: M\nweight: 10\n---\n"
			tt.files["archetypes/"+string(tt.kind)+".md"] = "<{{weight}}>"
			f, err := courseOf(tt.files).Page(tt.kind, tt.ref)
			require.NoError(t, err)
			want := "<>"
			if tt.weight > 0 {
				want = fmt.Sprintf("<%d>", tt.weight)
			}
			require.Equal(t, want, string(f.Text))
		})
	}
}

// A folder with lessons that has no _index.md yet gets one.
func TestModuleOfAnExistingFolder(t *testing.T) {
	c := courseOf(map[string]string{"content/m/a.md": "---\ntitle: A\n---\n"})
	_, err := c.Page(Lesson, "m/b")
	require.EqualError(t, err, `module "m" does not exist`)
	f, err := c.Page(Module, "m")
	require.NoError(t, err)
	require.Equal(t, "content/m/_index.md", f.Path)
}

func TestNamesAreComposed(t *testing.T) {
	c := courseOf(map[string]string{"content/école/_index.md": "---\ntitle: É\n---\n"})
	f, err := c.Page(Lesson, "e\u0301cole/pre\u0301parer")
	require.NoError(t, err)
	require.Equal(t, "content/école/préparer.md", f.Path)
}

// uncommented removes the # before every key and list item of the front matter.
var uncommented = regexp.MustCompile(`(?m)^# `)

// What we begin with can be built, and so it can with each of its comments made a key. It leaves nothing out that the kind has.
func TestArchetypes(t *testing.T) {
	for _, kind := range []Kind{Module, Shelf, Lesson, Guide, Template} {
		t.Run(string(kind), func(t *testing.T) {
			_, text, err := archetype(fstest.MapFS{}, string(kind))
			require.NoError(t, err)
			text, err = values{"title": "Giving feedback", "weight": "10", "date": "2026-09-14"}.fill("a.md", text)
			require.NoError(t, err)
			l := lesson.Parse("content/m/a.md", kind.source(), []byte(text), lesson.Options{})
			require.Empty(t, errorsIn(l.Diags))
			require.True(t, l.Meta.Draft)
			require.Equal(t, kind == Shelf, l.Meta.Kind == "guides")

			head, body, _ := strings.Cut(strings.TrimPrefix(text, "---\n"), "\n---\n")
			all := "---\n" + uncommented.ReplaceAllString(head, "") + "\n---\n" + body
			l = lesson.Parse("content/m/a.md", kind.source(), []byte(all), lesson.Options{})
			require.Empty(t, errorsIn(l.Diags))
			for _, key := range lesson.Keys(kind.source()) {
				if slices.Contains([]string{"title", "params", "kind"}, key) {
					continue // plain; the theme's; what module --shelf makes
				}
				require.Regexp(t, `(?m)^(# )?`+key+`:.* #`, head, "explain %s in archetypes/%s.md", key, kind)
			}
		})
	}
}

func errorsIn(ds []diag.Diagnostic) []diag.Diagnostic {
	var out []diag.Diagnostic
	for _, d := range ds {
		if d.Severity == diag.Error {
			out = append(out, d)
		}
	}
	return out
}

// FuzzPage makes pages of any name: an error, or a new file in the content of the course.
func FuzzPage(f *testing.F) {
	for _, s := range []string{"m/a", "m/../x", "/m/a", "content/m/a.md", "m/\x00", "m/CON", "m//a", "m/a/b", "..", "", "m\\a", "e\u0301/a"} {
		f.Add(s)
	}
	c := courseOf(map[string]string{"content/m/_index.md": "---\ntitle: M\n---\n", "content/m/a.md": "---\ntitle: A\n---\n"})
	f.Fuzz(func(t *testing.T, name string) {
		for _, kind := range []Kind{Module, Shelf, Lesson, Guide, Template} {
			made, err := c.Page(kind, name)
			if err != nil {
				continue
			}
			require.True(t, fs.ValidPath(made.Path), made.Path)
			require.True(t, strings.HasPrefix(made.Path, "content/"), made.Path)
			require.LessOrEqual(t, strings.Count(made.Path, "/"), 2)
			_, err = fs.Stat(c.FS, made.Path)
			require.ErrorIs(t, err, fs.ErrNotExist)
			l := lesson.Parse(made.Path, kind.source(), made.Text, lesson.Options{})
			require.Empty(t, errorsIn(l.Diags), name)
		}
	})
}
