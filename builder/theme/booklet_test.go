package theme

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"lectern/builder/block"
	"lectern/builder/course"
	"lectern/builder/lesson"
	"lectern/builder/search"
)

func TestBoundText(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"text", "<p>a &lt; b</p>", "<p>a &lt; b</p>"},
		{"a heading", `<h2 id="a">A <a class="heading-link" href="#a">#</a></h2>`, `<h4 id="m/l_1/a">A </h4>`},
		{"headings end at six", `<h5 class="x" id="é">A</h5>`, `<h6 class="x" id="m/l_1/é">A</h6>`},
		{"a reference", `<a class="b" href="#a">A</a><a href="/x/#a">B</a>`, `<a class="b" href="#m/l_1/a">A</a><a href="/x/#a">B</a>`},
		{"several ids", `<p aria-labelledby="a  b" id="c" aria-describedby="">`, `<p aria-labelledby="m/l_1/a m/l_1/b" id="m/l_1/c" aria-describedby="">`},
		{"other attributes", `<p data-id="a" title="x > y" for="b">`, `<p data-id="a" title="x > y" for="m/l_1/b">`},
		{"a slot", "<img \x00i1\x00 alt=\"\"><a href=\"\x00h2\x00\">", "<img \x00i1\x00 alt=\"\"><a href=\"\x00h2\x00\">"},
		{"what does not end", `<p id="a`, `<p id="m/l_1/a"`},
	}
	owner := &course.Page{Lesson: &lesson.Lesson{}, Kind: course.LessonPage, Path: "m/l 1/"}
	for _, tt := range tests {
		require.Equal(t, tt.want, string(View{}.appendBound(nil, owner, tt.text)), tt.name)
	}
}

// Texts are read into memory that is used again: another reading must not take that of one whose sections are in use.
func TestSectionsAreKeptWhileUsed(t *testing.T) {
	body := []byte(`<p>One.</p><h2 id="second">Second</h2><p>Two.</p>`)
	page := func(body []byte) *course.Page {
		l := (&lesson.Lesson{}).Stored(false, func(dst []byte, _ int) ([]byte, error) { return append(dst, body...), nil })
		return &course.Page{Lesson: l, Kind: course.LessonPage}
	}
	for range 10 { // the memory comes from a pool, which may give another one
		require.NoError(t, View{Page: page(body)}.Sections(func(sections []search.Section) error {
			other := View{Page: page(bytes.Repeat([]byte("x"), 2*len(body)))}
			require.NoError(t, other.Sections(func([]search.Section) error { return nil }))
			require.NoError(t, other.Words("xxxxxxx", func(string) {}))
			require.Equal(t, []search.Section{{Text: "One."}, {Heading: "Second", ID: "second", Text: "Two."}}, sections)
			return nil
		}))
	}
}

// A booklet is written in pieces, so that the longest one takes no more memory than a short one.
func TestBookletInPieces(t *testing.T) {
	layer := fstest.MapFS{}
	for name, text := range map[string]string{
		"layouts/base.html": `{{template "main" .}}`, "layouts/home.html": `{{define "main"}}{{end}}`, "strings/en.yaml": "",
		"layouts/print.html": `{{define "main"}}{{range .Bound}}{{range .Lessons}}{{$.BodyOf .}}{{end}}{{end}}{{end}}`,
	} {
		layer[name] = &fstest.MapFile{Data: []byte(text)}
	}
	th, err := Load([]fs.FS{layer}, "en")
	require.NoError(t, err)
	body := strings.Repeat("<p>A paragraph.</p>\n", 500)
	m := &course.Module{Page: &course.Page{Lesson: &lesson.Lesson{}, Kind: course.ModulePage, Path: "m/"}}
	for range 300 {
		m.Lessons = append(m.Lessons, &course.Page{Lesson: &lesson.Lesson{Body: block.Body(body)}, Kind: course.LessonPage, Path: "m/l/", Module: m})
	}
	c := &course.Course{Modules: []*course.Module{m}}
	var w pieces
	r := &Renderer{Theme: th, Course: c, Link: RootedLink(c)}
	require.NoError(t, r.Page(&w, &course.Page{Lesson: &lesson.Lesson{}, Kind: course.Print, Path: "print/"}))
	require.Equal(t, 300*len(body), w.total)
	require.Less(t, w.largest, 100_000)
}

// pieces is a writer that measures what it gets at once.
type pieces struct{ total, largest int }

func (w *pieces) Write(b []byte) (int, error) {
	w.total += len(b)
	w.largest = max(w.largest, len(b))
	return len(b), nil
}
