package scaffold

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// tree lists the files and folders below dir.
func tree(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	require.NoError(t, filepath.WalkDir(dir, func(p string, _ fs.DirEntry, err error) error {
		if p != dir {
			out = append(out, filepath.ToSlash(p[len(dir)+1:]))
		}
		return err
	}))
	return out
}

func write(t *testing.T, dir string, plan ...File) error {
	t.Helper()
	root, err := os.OpenRoot(dir)
	require.NoError(t, err)
	defer root.Close()
	return Write(t.Context(), root, plan)
}

func TestWriteMakesAllOrNothing(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "content"), 0o777))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "content/b.md"), []byte("mine"), 0o666))

	err := write(t, dir, File{"content/new/deep/a.md", []byte("a")}, File{"content/b.md", []byte("b")}, File{"c.md", nil})
	require.ErrorIs(t, err, fs.ErrExist)
	require.Equal(t, []string{"content", "content/b.md"}, tree(t, dir))
	text, err := os.ReadFile(filepath.Join(dir, "content/b.md"))
	require.NoError(t, err)
	require.Equal(t, "mine", string(text))

	require.NoError(t, write(t, dir, File{"content/new/deep/a.md", []byte("a")}, File{"c.md", nil}))
	require.Equal(t, []string{"c.md", "content", "content/b.md", "content/new", "content/new/deep", "content/new/deep/a.md"}, tree(t, dir))
}

func TestWriteStopsWhenInterrupted(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	require.NoError(t, err)
	defer root.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, Write(ctx, root, []File{{"a/b.md", nil}}), context.Canceled)
	require.ErrorIs(t, WriteSite(ctx, filepath.Join(dir, "x/y"), []File{{"a/b.md", nil}}), context.Canceled)
	require.Empty(t, tree(t, dir))
}

// A link in the course does not lead a new file out of it.
func TestWriteStaysInTheCourse(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "content")); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	require.Error(t, write(t, dir, File{"content/a.md", []byte("a")}))
	require.Empty(t, tree(t, outside))
}

func TestWriteSite(t *testing.T) {
	plan := []File{{"content/_index.md", []byte("a")}, {".gitignore", []byte("b")}}
	made := []string{".gitignore", "content", "content/_index.md"}
	tests := []struct {
		name  string
		have  []string // files, or folders with a slash at the end
		dir   string
		after []string
		ok    bool
	}{
		{"a new folder", nil, "c", prefixed("c", made), true},
		{"below new folders", nil, "x/y/c", append([]string{"x", "x/y"}, prefixed("x/y/c", made)...), true},
		{"an empty folder", []string{"c/"}, "c", prefixed("c", made), true},
		{"one with .git alone", []string{"c/.git/"}, "c", []string{"c", "c/.git", "c/.gitignore", "c/content", "c/content/_index.md"}, true},
		{"one with .git as a file", []string{"c/.git"}, "c", []string{"c", "c/.git", "c/.gitignore", "c/content", "c/content/_index.md"}, true},
		{"one with a file", []string{"c/a"}, "c", []string{"c", "c/a"}, false},
		{"one with a hidden file", []string{"c/.a"}, "c", []string{"c", "c/.a"}, false},
		{"a file", []string{"c"}, "c", []string{"c"}, false},
		{"below a file", []string{"c"}, "c/d", []string{"c"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			for _, p := range tt.have {
				at := filepath.Join(dir, p)
				if p[len(p)-1] == '/' {
					require.NoError(t, os.MkdirAll(at, 0o777))
					continue
				}
				require.NoError(t, os.MkdirAll(filepath.Dir(at), 0o777))
				require.NoError(t, os.WriteFile(at, []byte("mine"), 0o666))
			}
			err := WriteSite(t.Context(), filepath.Join(dir, tt.dir), plan)
			require.Equal(t, tt.ok, err == nil, "%v", err)
			require.Equal(t, tt.after, tree(t, dir))
		})
	}
}

func prefixed(dir string, paths []string) []string {
	out := []string{dir}
	for _, p := range paths {
		out = append(out, dir+"/"+p)
	}
	return out
}

func TestWriteSiteLeavesNothingAfterAFailure(t *testing.T) {
	dir := t.TempDir()
	bad := []File{{"content/_index.md", nil}, {"content/_index.md/below-a-file.md", nil}}
	require.Error(t, WriteSite(t.Context(), filepath.Join(dir, "x/c"), bad))
	require.Empty(t, tree(t, dir))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "c"), 0o777))
	require.Error(t, WriteSite(t.Context(), filepath.Join(dir, "c"), bad))
	require.Equal(t, []string{"c"}, tree(t, dir))
}

func TestWriteSiteRefusesALinkToNowhere(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink("nowhere", filepath.Join(dir, "c")); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	require.ErrorContains(t, WriteSite(t.Context(), filepath.Join(dir, "c"), []File{{"a", nil}}), "leads nowhere")
	require.Equal(t, []string{"c"}, tree(t, dir))
}

func TestWriteSiteIntoAReadOnlyFolder(t *testing.T) {
	if runtime.GOOS == "windows" || os.Getuid() == 0 {
		t.Skip("this user may write everywhere")
	}
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o500))
	require.ErrorIs(t, WriteSite(t.Context(), filepath.Join(dir, "c"), []File{{"a", nil}}), fs.ErrPermission)
	require.Empty(t, tree(t, dir))
}
