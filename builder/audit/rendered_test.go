package audit

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder"
	"lectern/builder/diag"
	"lectern/builder/output"
	"lectern/themes"
)

const settings = "---\ntitle: Course\nbaseURL: https://example.org/sub/\nrawHTML: true\n---\n\n"

func build(t *testing.T, body string) *builder.Result {
	t.Helper()
	fsys := fstest.MapFS{
		"content/_index.md":    {Data: []byte(settings)},
		"content/m/_index.md":  {Data: []byte("---\ntitle: Module\n---\n")},
		"content/m/l.md":       {Data: []byte("---\ntitle: Lesson\n---\n\n" + body)},
		"content/static/a.svg": {Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1"/>`)},
	}
	r, err := builder.New(builder.Options{Source: fsys, Themes: themes.FS(), Now: time.Unix(1e9, 0), External: true}).Build(context.Background())
	require.NoError(t, err)
	require.False(t, r.HasErrors(), "%v", r.Diags)
	return r
}

func TestRendered(t *testing.T) {
	const where = "rendered page /m/l/: "
	tests := []struct {
		name, body string
		want       []string
	}{
		{"clean", "## A\n\n[up](_index.md), [here](#a), ![A](/a.svg), [out](https://example.com/x#y), <a href=\"?q=1\">query</a>\n", nil},
		{"dead link", "<a href=\"/sub/nowhere/\">x</a>\n", []string{where + `href "/sub/nowhere/" leads to nothing that is published`}},
		{"relative", "<a href=\"../other/\">x</a>\n", []string{where + `href "../other/" leads to nothing that is published`}},
		{"out of the path", "<a href=\"/m/l/\">x</a>\n", []string{where + `href "/m/l/" leads out of the path of the site`}},
		{"own address", "<a href=\"https://example.org/sub/gone\">x</a>\n", []string{where + `href "https://example.org/sub/gone" leads to nothing that is published`}},
		{"fragment", "<a href=\"#gone\">x</a> <a href=\"/sub/m/#gone\">y</a>\n", []string{
			where + `href "#gone" names no element of that page`, where + `href "/sub/m/#gone" names no element of that page`,
		}},
		{"fragments of many kinds", "## Über uns\n\n<a href=\"#%C3%BCber-uns\">x</a> <a href=\"#über-uns\">x</a> <a href=\"#top\">y</a> <a href=\"\">y</a> <a href=\"#\">y</a> <a href=\"/sub/m/#top\">z</a>\n", nil},
		{"escaped fragment", "<a href=\"#g%6fne\">x</a> <a href=\"/sub/m/#g%6fne\">y</a> <a href=\"?x#gone\">z</a>\n", []string{
			where + `href "#g%6fne" names no element of that page`, where + `href "/sub/m/#g%6fne" names no element of that page`,
			where + `href "?x#gone" names no element of that page`,
		}},
		{"srcset", "<img src=\"/sub/a.svg\" srcset=\"/sub/a.svg 1x, /sub/b.svg 2x\" alt=\"\" width=\"2\" height=\"1\">\n", []string{where + `srcset "/sub/b.svg" leads to nothing that is published`}},
		{"picture", "<img src=\"/sub/a.svg\">\n", []string{
			where + `picture "/sub/a.svg" has no alt attribute`, where + `picture "/sub/a.svg" has no width and height, so the page jumps when it loads`,
		}},
		{"ids", "<p id=\"x\">1</p>\n\n<p id=\"x\">2</p>\n", []string{where + `id "x" is given twice`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found, _, err := Rendered(build(t, tt.body), nil)
			require.NoError(t, err)
			var messages []string
			for _, d := range found {
				require.Equal(t, diag.Error, d.Severity)
				if d.Pos.File != "print/index.html" { // which shows the lessons again
					require.Equal(t, "content/m/l.md", d.Pos.File)
					messages = append(messages, d.Message)
				}
			}
			require.Equal(t, tt.want, messages)
		})
	}
}

// A link to an element of another page is known to be good or bad when both have been read, in whatever order.
func TestRenderedAnchorsOfOtherPages(t *testing.T) {
	found, _, err := Rendered(build(t, "<a href=\"/sub/m/#content\">x</a> <a href=\"../#gone\">y</a> <a href=\"/sub/#top\">z</a> <a href=\"/sub/a.svg#x\">w</a>\n"), nil)
	require.NoError(t, err)
	require.NotEmpty(t, found)
	for _, d := range found {
		require.Contains(t, d.Message, `"../#gone"`, "%v", d)
	}
	require.Contains(t, found[0].Message, `rendered page /m/l/: href "../#gone" names no element of that page`)
}

// What cannot be rendered is an error of the tool, with the page's name.
func TestRenderedFails(t *testing.T) {
	r := build(t, "")
	r.Files = append(r.Files, output.File{Path: "broken.html", Render: func(io.Writer) error { return fmt.Errorf("no ink") }})
	_, _, err := Rendered(r, nil)
	require.EqualError(t, err, "render broken.html: no ink")
}

// TestLinks: what is known of an address from other links changes nothing.
func TestLinks(t *testing.T) {
	s := newSite(build(t, "## Über\n"))
	r := &reader{site: s, good: map[string]string{}}
	random := rand.New(rand.NewPCG(1, 2))
	addresses := []string{"", "/", "/sub/", "/sub/m/", "/sub/m/l/", "/sub/m", "../", "./", "l/", "?q", "//example.org/sub/", "https://example.org/sub/m/", "https://a.org/", "mailto:x", "/sub/a.svg", "/sub/%6d/", "%"}
	fragments := []string{"", "#", "#top", "#content", "#gone", "#%C3%BCber", "#über", "#a b", "#%", "#?x", "#a#b", "#\x7f"}
	for range 3000 {
		target := addresses[random.IntN(len(addresses))] + fragments[random.IntN(len(fragments))]
		path := []string{"index.html", "m/index.html", "m/l/index.html"}[random.IntN(3)]
		r.own = r.own[:0]
		p := page{reader: r, Page: Page{Path: path}}
		p.link([]byte("href"), []byte(target))
		file, id, why := s.follow(path, target)
		require.Equal(t, why != "", len(p.Found) > 0, "%q on %s", target, path)
		require.Equal(t, why == "" && id != "" && file == path, len(p.own) > 0, "%q on %s", target, path)
		require.Equal(t, why == "" && id != "" && file != path, len(p.Anchors) > 0, "%q on %s", target, path)
		if len(p.own) > 0 {
			require.Equal(t, sumOf(id), p.own[0].id, "%q on %s", target, path)
		}
		if len(p.Anchors) > 0 {
			require.Equal(t, Anchor{"href", target, file, sumOf(id)}, p.Anchors[0], "%q on %s", target, path)
		}
	}
}
