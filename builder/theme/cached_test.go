package theme

import (
	"testing"

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
