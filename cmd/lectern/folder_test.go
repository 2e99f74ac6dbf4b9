package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// TestFilesOf reads a folder with links in it: no way leads out.
func TestFilesOf(t *testing.T) {
	dir := t.TempDir()
	course := filepath.Join(dir, "course")
	require.NoError(t, os.MkdirAll(filepath.Join(course, "content", "m"), 0o777))
	for file, text := range map[string]string{"content/m/a.md": "inside", "content/_index.md": "home", "../secret": "secret"} {
		require.NoError(t, os.WriteFile(filepath.Join(course, file), []byte(text), 0o666))
	}
	root, err := os.OpenRoot(course)
	require.NoError(t, err)
	defer root.Close()
	require.NoError(t, fstest.TestFS(filesOf(root), "content/m/a.md", "content/_index.md"))
	for link, to := range map[string]string{
		"inside": "content/m/a.md", "out": "../secret", "whole": filepath.Join(dir, "secret"), "up": "..", "content/deep": "../../secret",
	} {
		if err := os.Symlink(to, filepath.Join(course, link)); err != nil {
			t.Skip(err)
		}
	}
	text, err := fs.ReadFile(filesOf(root), "inside")
	require.NoError(t, err)
	require.Equal(t, "inside", string(text))
	for _, name := range []string{"out", "whole", "up/secret", "content/deep", "../secret", "/etc/passwd", "content/../../secret", ""} {
		f, err := filesOf(root).Open(name)
		require.Error(t, err, name)
		require.Nil(t, f, name)
	}
}
