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
	require.Equal(t, "first(),second(),last();", string(assets["site.js"].Content))
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

// What a script does keeps its order, and what other scripts may call keeps its name.
func TestScriptsStayWhatTheyAre(t *testing.T) {
	assets, err := loadAssets(map[string][]byte{"assets/site.js": []byte(`
		function shared(index, asked) {
			const first = step(index), { second } = later(asked);
			return first + second;
		}
	`)})
	require.NoError(t, err)
	require.Equal(t, "function shared(t,e){const n=step(t),{second:r}=later(e);return n+r}", string(assets["site.js"].Content))

	_, err = loadAssets(map[string][]byte{"assets/site.js": []byte("one();\ntwo(;\n")})
	require.EqualError(t, err, `theme: assets/site.js: 2:5: Unexpected ";"`)
}
