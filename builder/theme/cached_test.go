package theme

import (
	"io/fs"
	"strconv"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"lectern/builder/course"
)

// The first link with the whole address of the page is marked, and no other.
func TestCurrentLink(t *testing.T) {
	const menu = `<a href="/">Home</a> <a class="x" href="/m/a/">A</a> <a href="/m/a/#x">X</a> <a href="/m/a/">Again</a> <a href="/m`
	tests := []struct{ name, path, want string }{
		{"the first of two", "m/a/", `<a href="/">Home</a> <a class="x" href="/m/a/" aria-current="page">A</a> <a href="/m/a/#x">X</a> <a href="/m/a/">Again</a> <a href="/m`},
		{"the home page", "", `<a href="/" aria-current="page">Home</a> <a class="x" href="/m/a/">A</a> <a href="/m/a/#x">X</a> <a href="/m/a/">Again</a> <a href="/m`},
		{"none", "m/", menu},
	}
	for _, tt := range tests {
		r := &Renderer{Link: func(_ *course.Page, to string) string { return "/" + to }}
		require.Equal(t, "before "+tt.want, string(newCached(menu).append([]byte("before "), r.View(&course.Page{Path: tt.path}))), tt.name)
	}
}

// Partials of many modules are not kept all at once.
func TestSharedPartialsAreFew(t *testing.T) {
	layer := fstest.MapFS{}
	for name, text := range map[string]string{
		"layouts/base.html": "", "layouts/home.html": "", "layouts/partials/menu.html": `{{.Page.Path}}`, "strings/en.yaml": "",
	} {
		layer[name] = &fstest.MapFile{Data: []byte(text)}
	}
	th, err := Load([]fs.FS{layer}, "en")
	require.NoError(t, err)
	home := &course.Page{Path: ""}
	r := &Renderer{Theme: th, Course: &course.Course{Home: home}, Link: func(_ *course.Page, to string) string { return to }, Shared: true}
	for i := range 10 * maxShared {
		p := &course.Page{Path: strconv.Itoa(i)}
		for range 2 {
			menu, err := r.View(home).Cached("menu", p)
			require.NoError(t, err)
			require.Equal(t, p.Path, string(menu))
		}
		require.LessOrEqual(t, len(r.shared.known), maxShared)
		require.NotNil(t, r.shared.get(cacheKey{"menu", p}), "the last one is kept")
	}
}
