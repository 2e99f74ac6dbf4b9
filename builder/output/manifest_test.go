package output

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPlainManifest reads manifests that encoding/json need not read, and ones that it must.
func TestPlainManifest(t *testing.T) {
	for _, paths := range [][]string{{"a"}, {"a/b.html", "a/index.html", "naïve/ж.html", "x y"}} {
		raw, err := encodeManifest(slices.Values(paths))
		require.NoError(t, err)
		m := &manifest{raw: raw}
		require.True(t, m.takePlain(), paths)
		require.Equal(t, paths, slices.Sorted(maps.Keys(m.ours)))
		require.Equal(t, foldersOf(slices.Values(paths)), m.folders)
	}
	plain := "{\n  \"format\": 1,\n  \"files\": [\n    \"a\",\n    \"b\"\n  ]\n}\n"
	require.True(t, (&manifest{raw: []byte(plain)}).takePlain())
	for _, change := range [][2]string{
		{`"a"`, `"\u0061"`}, {`"a"`, `"../a"`}, {`"a"`, `7`}, {`"a"`, `"a" "c"`}, {`"a"`, "\"\xff\""}, {`"a",`, `"a"`}, {`"b"`, `"b",`},
		{"1", "2"}, {"    ", "\t"}, {"]", "],\n  \"more\": []"}, {"\n}\n", "\n}"}, {`"a"`, `null`}, {`"a"`, `""`}, {`"a"`, `".lectern.json"`},
	} {
		text := strings.Replace(plain, change[0], change[1], 1)
		require.NotEqual(t, plain, text)
		require.False(t, (&manifest{raw: []byte(text)}).takePlain(), "%q", text)
	}
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, manifestName), []byte(strings.Replace(plain, `"a"`, `"\u0061"`, 1)), 0o644))
	root, err := os.OpenRoot(dir)
	require.NoError(t, err)
	defer root.Close()
	m, err := readManifest(root)
	require.NoError(t, err)
	require.Equal(t, []string{"a", "b"}, slices.Sorted(maps.Keys(m.ours)))
}
