package theme

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A script that includes others is one published file, and what it includes is none.
func TestScriptsAreJoined(t *testing.T) {
	files := map[string][]byte{
		"assets/site.js":  []byte("// Of every page.\n// include one.js\n// include two.js\nlast();\n"),
		"assets/one.js":   []byte("first();\n"),
		"assets/two.js":   []byte("second();\n"),
		"assets/other.js": []byte("// include nothing that ends in js: this is a comment\nother();\n"),
	}
	assets, err := loadAssets(files)
	require.NoError(t, err)
	require.Equal(t, "first();second();last();", string(assets["site.js"].Content))
	require.Equal(t, "other();", string(assets["other.js"].Content))
	require.Len(t, assets, 2)

	before := assets["site.js"].Path
	files["assets/two.js"] = []byte("own();\n")
	assets, err = loadAssets(files)
	require.NoError(t, err)
	require.Contains(t, string(assets["site.js"].Content), "own()")
	require.NotEqual(t, before, assets["site.js"].Path)

	delete(files, "assets/two.js")
	_, err = loadAssets(files)
	require.EqualError(t, err, "theme: assets/site.js includes two.js, which is not in assets")
}

// What a theme has minified beforehand is taken for the very source that it was made from.
func TestMinifiedBeforehand(t *testing.T) {
	files := map[string][]byte{
		"assets/site.js":  []byte("// include one.js\n"),
		"assets/one.js":   []byte("first ( );"),
		"assets/site.css": []byte("a { b: url(x.svg) }"),
		"assets/x.svg":    []byte("<svg/>"),
	}
	sources, err := joinSources(files)
	require.NoError(t, err)
	files[MinifiedPath("site.js", sources["site.js"])] = []byte("small script")
	files[MinifiedPath("site.css", sources["site.css"])] = []byte("small style of url(x.svg)")
	assets, err := loadAssets(files)
	require.NoError(t, err)
	require.Len(t, assets, 3)
	require.Equal(t, "small script", string(assets["site.js"].Content))
	require.Regexp(t, `^small style of url\(x\.[0-9a-f]{8}\.svg\)$`, string(assets["site.css"].Content))

	files["assets/one.js"] = []byte("own ( );")
	assets, err = loadAssets(files)
	require.NoError(t, err)
	require.Equal(t, "own();", string(assets["site.js"].Content))
}
