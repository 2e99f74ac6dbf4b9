package theme

import (
	"cmp"
	"html/template"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder/block"
	"lectern/builder/course"
	"lectern/builder/lesson"
)

// TestLayouts renders templates as an author of a theme may write them. Date is a method of views, which takes a time, and of pages,
// which have one; a partial may be called with either.
func TestLayouts(t *testing.T) {
	for _, c := range []struct{ name, main, card, want, failure string }{
		{"own dot", `{{.Date .Page.Date}}`, ``, "2 May 2026", ""},
		{"dollar within a branch", `{{with .Page.Next}}{{$.URL .}} {{.Date.Year}}{{end}}`, ``, "/next/ 2027", ""},
		{"else has the dot", `{{with .Page.Prev}}{{else}}{{.Home}}{{end}}{{range .Page.Related}}{{else}}{{.Home}}{{end}}`, ``, "//", ""},
		{"if has the dot", `{{if .EditionIs ""}}{{.Language}}{{else}}{{.Home}}{{end}}`, ``, "fr", ""},
		{"arguments", `{{printf "%s %v" .Home ($.Minutes 61)}} {{len .Home}} {{.URL .Page.Next | printf "%q"}}`, ``, "/ 1 h 1 min 1 &#34;/next/&#34;", ""},
		{"condition of a branch", `{{with .URL .Page.Next}}{{.}}{{end}}{{if and .Home (eq .Home "/")}} yes{{end}}`, ``, "/next/ yes", ""},
		{"variables", `{{$d := .ISODate .Page.Date}}{{range $i, $p := .Page.Related}}{{end}}{{$d}}`, ``, "2026-05-02", ""},
		{"partial with the view", `{{template "card" .}}`, `{{.Home}} {{$.Home}}`, "/ /", ""},
		{"partial with a page", `{{with .Page}}{{template "card" .Next}}{{end}}`, `{{.Date.Year}} {{$.Date.Year}} {{$.Title}}`, "2027 2027 Next", ""},
		{"partial with the dot of a branch", `{{with .Page.Next}}{{template "card" .}}{{end}}`, `{{$.Date.Month}}`, "January", ""},
		{"partial with both", `{{template "card" .Page.Next}} {{template "card" .}}`, `{{if false}}{{$.Date}}{{end}}{{.Page.Title}}`, "", "can't evaluate field Page"},
		{"partial of a partial", `{{template "card" .Page.Next}}`, `{{template "inner" .}}`, "2027", ""},
		{"cached", `{{.Cached "card" nil}}`, `{{.Home}}{{$.Language}}`, "/fr", ""},
		{"escaped", `<a title="{{.T "quote"}}" href="{{.URL .Page.Next}}">{{$.T "quote_of" .Page.Title}}</a>`, ``,
			`<a title="&#34;&lt;" href="/next/">&#34; This &lt;i&gt;</a>`, ""},
		{"word in a script", `<script>let a = {{.T "quote"}}</script>`, ``, `<script>let a = "\"\u003c"</script>`, ""},
		{"word that is missing", "\n{{$.T \"none\" 1}}", ``, "", `layouts/home.html:2:`},
		{"method that is missing", `{{.Nothing}}`, ``, "", "can't evaluate field Nothing"},
		{"block", `{{.Body}}`, ``, `<p id="x">/next/ fr words</p>`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := renderLayout(t, c.main, c.card)
			if c.failure != "" {
				require.ErrorContains(t, err, c.failure)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

// renderLayout renders a page with a theme of a layout and a partial called card.
func renderLayout(t *testing.T, main, card string) (string, error) {
	layer := fstest.MapFS{}
	for name, text := range map[string]string{
		"layouts/home.html":           `{{define "main"}}` + main + `{{end}}`,
		"layouts/base.html":           `{{template "main" .}}`,
		"layouts/partials/card.html":  card,
		"layouts/partials/inner.html": `{{$.Date.Year}}`,
		"blocks/details.html":         `<p id="{{.ID}}">{{$.URL .Page.Next}} {{.Language}} {{.HTML .Data}}</p>`,
		"strings/en.yaml":             "months: Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec\ndate: \"{0} {1} {2}\"\nhours_minutes: \"{0} h {1} min\"\nquote: \"\\\"<\"\nquote_of: \"\\\" {0}\"\n",
	} {
		layer[name] = &fstest.MapFile{Data: []byte(text)}
	}
	th, err := Load([]fs.FS{layer}, "en")
	require.NoError(t, err)
	next := &course.Page{Lesson: &lesson.Lesson{Meta: lesson.Meta{Title: "Next", Date: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)}}, Path: "next/"}
	p := &course.Page{Kind: course.Home, Next: next, Lesson: &lesson.Lesson{
		Meta: lesson.Meta{Title: "This <i>", Date: time.Date(2026, 5, 2, 0, 0, 0, 0, time.UTC)},
		Body: block.Body(block.Slot(block.SlotBlock, 0)), Blocks: []*block.Block{{Kind: block.Details, ID: "x", Data: block.Body("words")}},
	}}
	c := &course.Course{Home: p, Language: "fr"}
	r := &Renderer{Theme: th, Course: c, Link: RootedLink(c), Shared: true}
	var out strings.Builder
	err = r.Page(&out, p)
	return out.String(), err
}

// TestPartialsInSeveralPlaces executes a partial that writes HTML by itself and in an attribute, in both orders.
func TestPartialsInSeveralPlaces(t *testing.T) {
	for _, order := range [][]string{{"card", "outer", "block"}, {"block", "outer", "card"}} {
		theme, err := Load([]fs.FS{fstest.MapFS{
			"layouts/home.html":           {Data: []byte(`{{define "main"}}{{end}}`)},
			"layouts/base.html":           {Data: []byte(`{{template "main" .}}`)},
			"layouts/partials/card.html":  {Data: []byte(`{{.}}`)},
			"layouts/partials/outer.html": {Data: []byte(`<p title="{{template "card" .}}">{{template "card" .}}`)},
			"blocks/text.html":            {Data: []byte(`{{template "card" .}}`)},
			"blocks/block.html":           {Data: []byte(`<p title='{{template "card" .}}'>`)},
		}}, "en")
		require.NoError(t, err)
		got := map[string]string{}
		for _, name := range order {
			var b strings.Builder
			p := cmp.Or(theme.partials[name], theme.blocks[name])
			require.NoError(t, theme.blocks["text"].execute(io.Discard, template.HTML("x")))
			require.NoError(t, p.execute(&b, template.HTML(`<b class="x">y</b>`)))
			got[name] = b.String()
		}
		require.Equal(t, map[string]string{
			"card": `<b class="x">y</b>`, "outer": `<p title="y"><b class="x">y</b>`, "block": `<p title='y'>`,
		}, got)
	}
}
