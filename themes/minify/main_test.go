package main

import (
	"io/fs"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// The small forms are those of the sources as they are now.
func TestMinifiedIsCurrent(t *testing.T) {
	want, err := minified("../default")
	require.NoError(t, err)
	got := map[string][]byte{}
	theme := os.DirFS("../default")
	require.NoError(t, fs.WalkDir(theme, "minified", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		got[file], err = fs.ReadFile(theme, file)
		return err
	}))
	require.Greater(t, len(want), 4)
	require.Equal(t, want, got, "run go generate ./themes")
}

// What a script does keeps its order, and what other scripts may call keeps its name.
func TestScriptsStayWhatTheyAre(t *testing.T) {
	out, err := minify("site.js", `
		function shared(index, asked) {
			const first = step(index), { second } = later(asked);
			return first + second;
		}
	`)
	require.NoError(t, err)
	require.Equal(t, "function shared(t,e){const n=step(t),{second:r}=later(e);return n+r}", string(out))

	_, err = minify("site.js", "one();\ntwo(;\n")
	require.EqualError(t, err, `site.js: Unexpected ";"`)
}
