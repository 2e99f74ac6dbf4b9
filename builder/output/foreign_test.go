//go:build unix

package output

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"lectern/builder/need"
)

// TestPublishKeepsForeign puts things into the output by hand that every build has to keep.
func TestPublishKeepsForeign(t *testing.T) {
	dir := t.TempDir()
	dst := filepath.Join(dir, "public")
	pubWrite(t, dir, map[string]string{"outside/secret": "secret"})
	publishTo(t, dst, map[string]string{"index.html": "home", "m/one/index.html": "one", "old/a/index.html": "a"})
	pubWrite(t, dst, map[string]string{
		"CNAME": "example.org", ".git/HEAD": "ref", ".git/objects/ab/cdef": "blob", "m/notes.txt": "mine",
		"old/a/mine.txt": "mine", "own/deep/er/file": "mine",
	})
	require.NoError(t, os.Chmod(dst+"/.git/objects/ab/cdef", 0o444))
	require.NoError(t, os.Chmod(dst+"/.git", 0o2750))
	require.NoError(t, os.Chmod(dst+"/own/deep", 0o555))
	t.Cleanup(func() { os.Chmod(dst+"/own/deep", 0o755) })
	require.NoError(t, os.Mkdir(dst+"/own/empty", 0o700))
	require.NoError(t, os.Symlink("../outside", dst+"/link"))
	require.NoError(t, os.Symlink("/does/not/exist", dst+"/own/dangling"))
	if os.Getuid() == 0 {
		require.NoError(t, os.Chown(dst+"/.git", 1234, 4321))
	}
	foreign := map[string]string{
		"CNAME": "example.org", ".git/": "", ".git/HEAD": "ref", ".git/objects/": "", ".git/objects/ab/": "",
		".git/objects/ab/cdef": "blob", "m/": "", "m/notes.txt": "mine", "old/": "", "old/a/": "", "old/a/mine.txt": "mine",
		"own/": "", "own/deep/": "", "own/deep/er/": "", "own/deep/er/file": "mine", "own/empty/": "",
		"link": "-> ../outside", "own/dangling": "-> /does/not/exist",
	}
	git, head, deep := pubInfo(t, dst+"/.git"), pubInfo(t, dst+"/.git/HEAD"), pubInfo(t, dst+"/own/deep")
	for round, site := range []map[string]string{
		{"index.html": "home 2", "m/one/index.html": "one"},
		{"index.html": "home 2", "m/one/index.html": "one"},
		{},
		{"index.html": "home 3", "m/two/index.html": "two"},
	} {
		stats := publishTo(t, dst, site)
		require.Empty(t, stats.Warnings)
		want := map[string]string{}
		for _, part := range []map[string]string{foreign, site} {
			for path, text := range part {
				want[path] = text
				if d := filepath.Dir(path); d != "." && text != "" {
					want[d+"/"] = ""
				}
			}
		}
		require.Equal(t, want, pubTree(t, dst), "round %d", round)
		require.Equal(t, *head, *withTimes(head, pubInfo(t, dst+"/.git/HEAD")), "the same file, not a copy")
		for path, before := range map[string]*unix.Stat_t{"/.git": git, "/own/deep": deep} {
			now := pubInfo(t, dst+path)
			require.Equal(t, []any{before.Mode, before.Uid, before.Gid}, []any{now.Mode, now.Uid, now.Gid})
		}
		require.Equal(t, []string{"outside", "public"}, pubNames(t, dir))
	}
	require.Equal(t, map[string]string{"secret": "secret"}, pubTree(t, dir+"/outside"))
}

// withTimes returns now with the times that a link changes taken from before.
func withTimes(before, now *unix.Stat_t) *unix.Stat_t {
	now.Ctim, now.Atim = before.Ctim, before.Atim
	return now
}

func TestPublishKeepsGitignore(t *testing.T) {
	dst := filepath.Join(t.TempDir(), "public")
	pubWrite(t, dst, map[string]string{".gitignore": "*\n!.gitignore\n"})
	require.Equal(t, Stats{Wrote: 1}, publishTo(t, dst, map[string]string{"a": "a"}))
	require.Equal(t, map[string]string{".gitignore": "*\n!.gitignore\n", "a": "a"}, pubTree(t, dst))
}

// TestPublishForeignInTheWay is about things made by hand where the site has a file or a folder.
func TestPublishForeignInTheWay(t *testing.T) {
	for name, test := range map[string]struct {
		make func(dst string) error
		at   string // what the error names; empty for no error
	}{
		"other file":       {func(dst string) error { return os.WriteFile(dst+"/CNAME", []byte("other"), 0o644) }, "CNAME"},
		"same size":        {func(dst string) error { return os.WriteFile(dst+"/CNAME", []byte("example.com"), 0o644) }, "CNAME"},
		"same bytes":       {func(dst string) error { return os.WriteFile(dst+"/CNAME", []byte("example.org"), 0o644) }, ""},
		"symlink":          {func(dst string) error { return os.Symlink("index.html", dst+"/CNAME") }, "CNAME"},
		"folder":           {func(dst string) error { return os.Mkdir(dst+"/CNAME", 0o755) }, "CNAME"},
		"fifo":             {func(dst string) error { return syscall.Mkfifo(dst+"/CNAME", 0o644) }, "CNAME"},
		"file for folder":  {func(dst string) error { return os.WriteFile(dst+"/new", nil, 0o644) }, "new"},
		"link for folder":  {func(dst string) error { return os.Symlink("m", dst+"/new") }, "new"},
		"out for folder":   {func(dst string) error { return os.Symlink("../outside", dst+"/new") }, "new"},
		"below our folder": {func(dst string) error { return os.WriteFile(dst+"/turns/mine", nil, 0o644) }, "turns/mine"},
		"folder below it":  {func(dst string) error { return os.Mkdir(dst+"/turns/mine", 0o755) }, "turns/mine"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			dst := filepath.Join(dir, "public")
			pubWrite(t, dir, map[string]string{"outside/a/index.html": "outside"})
			publishTo(t, dst, map[string]string{"index.html": "home", "m/index.html": "m", "turns/index.html": "x"})
			require.NoError(t, test.make(dst))
			before := pubNames(t, dst)
			_, err := Publish(t.Context(), dst, pubFiles(map[string]string{"index.html": "home 2", "CNAME": "example.org",
				"new/a/index.html": "a", "m/index.html": "m", "turns": "a file now"}), PublishOptions{})
			require.Equal(t, map[string]string{"a/": "", "a/index.html": "outside"}, pubTree(t, dir+"/outside"))
			require.Equal(t, []string{"outside", "public"}, pubNames(t, dir))
			if test.at == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, fmt.Sprintf("publish to %s: %s is in the output already, is not from lectern and differs "+
				"from what the course publishes there: delete %s, or rename what the course has at this path", dst, test.at, dst+"/"+test.at))
			require.Equal(t, before, pubNames(t, dst))
		})
	}
}

func TestPublishRefusesSpecialFiles(t *testing.T) {
	dir := t.TempDir()
	dst := filepath.Join(dir, "public")
	publishTo(t, dst, map[string]string{"a": "a"})
	require.NoError(t, os.Mkdir(dst+"/own", 0o755))
	require.NoError(t, syscall.Mkfifo(dst+"/own/pipe", 0o644))
	_, err := Publish(t.Context(), dst, pubFiles(map[string]string{"a": "b"}), PublishOptions{})
	require.ErrorContains(t, err, "own/pipe is neither file, folder nor symlink (p---------) and cannot be kept: remove it")
	data, _ := os.ReadFile(dst + "/a")
	require.Equal(t, "a", string(data))
	require.Equal(t, []string{"public"}, pubNames(t, dir))
}

func TestPublishRefusesDeepFolders(t *testing.T) {
	dst := filepath.Join(t.TempDir(), "public")
	publishTo(t, dst, map[string]string{"a": "a"})
	require.NoError(t, os.MkdirAll(dst+strings.Repeat("/d", maxDepth+1), 0o755))
	_, err := Publish(t.Context(), dst, pubFiles(map[string]string{"a": "b"}), PublishOptions{})
	require.ErrorContains(t, err, "folders are nested more than 256 deep")
}

// TestPublishTamperedManifest lists in the manifest what we cannot have made. Nothing outside is touched, and every
// entry that is ignored is warned about.
func TestPublishTamperedManifest(t *testing.T) {
	dir := t.TempDir()
	dst := filepath.Join(dir, "public")
	pubWrite(t, dir, map[string]string{"victim": "v", "outside/victim": "v", "outside/sub/victim": "v"})
	publishTo(t, dst, map[string]string{"index.html": "home", "gone": "gone"})
	pubWrite(t, dst, map[string]string{".git/HEAD": "ref", "folder/mine": "mine"})
	require.NoError(t, os.Symlink("../outside", dst+"/link"))
	require.NoError(t, os.Symlink("../victim", dst+"/linked"))
	pubWrite(t, dst, map[string]string{manifestName: fmt.Sprintf(`{"format": 1, "files": ["index.html", "gone", "../victim",
		%q, "a/../../victim", "./gone", "", ".", "..", 7, null, {"a": []}, "link/victim", "link/sub/victim", "linked", "folder",
		".git/HEAD", "a\\b", "nothing/here", "%s"], "more": 1}`, dir+"/victim", strings.Repeat("x", 5000))})
	stats := publishTo(t, dst, map[string]string{"index.html": "home"})
	require.Equal(t, 1, stats.Removed, "gone")
	require.Equal(t, map[string]string{"index.html": "home", ".git/": "", ".git/HEAD": "ref", "folder/": "",
		"folder/mine": "mine", "link": "-> ../outside", "linked": "-> ../victim"}, pubTree(t, dst))
	require.Equal(t, map[string]string{"victim": "v", "sub/": "", "sub/victim": "v"}, pubTree(t, dir+"/outside"))
	require.FileExists(t, dir+"/victim")
	all := strings.Join(stats.Warnings, "\n")
	for _, part := range []string{`"../victim"`, dir + "/victim", `"a/../../victim"`, `"./gone"`, `""`, `"."`, `".."`, `entry 7 `,
		"null", `{"a": []}`, `".git/HEAD"`, `below "link"`, `"linked" of .lectern.json: it is no regular file`} {
		require.Contains(t, all, part)
	}
	require.Equal(t, Stats{Unchanged: 1}, publishTo(t, dst, map[string]string{"index.html": "home"}), "warned about once")
}

func TestPublishManyBadEntries(t *testing.T) {
	dst := filepath.Join(t.TempDir(), "public")
	pubWrite(t, dst, map[string]string{manifestName: `{"format":1,"files":[` + strings.Repeat(`"..",`, 999) + `".."]}`})
	stats := publishTo(t, dst, nil)
	require.Len(t, stats.Warnings, maxWarnings+1)
	require.Contains(t, strings.Join(stats.Warnings, "\n"), "ignored 980 more entries")
}

func TestPublishRefusesOtherManifests(t *testing.T) {
	for text, want := range map[string]string{
		"":                            ".lectern.json is damaged",
		"\x00\x00\x00":                ".lectern.json is damaged",
		"[]":                          ".lectern.json is damaged",
		"{}":                          ".lectern.json is damaged",
		`{"format":1,"files":["a"`:    ".lectern.json is damaged",
		`{"format":"1","files":[]}`:   ".lectern.json is damaged",
		`{"format":2,"files":["a"]}`:  "has format 2, made by a newer lectern",
		strings.Repeat("[", 1_000_00): ".lectern.json is damaged",
	} {
		dst := filepath.Join(t.TempDir(), "public")
		pubWrite(t, dst, map[string]string{manifestName: text, "a": "a"})
		_, err := Publish(t.Context(), dst, pubFiles(map[string]string{"b": "b"}), PublishOptions{})
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, CheckDestination(dst, PublishOptions{}), want)
		require.Equal(t, map[string]string{"a": "a"}, pubTree(t, dst))
	}
	for _, make := range []func(name string) error{
		func(name string) error { return os.Symlink("a", name) },
		func(name string) error { return os.Mkdir(name, 0o755) },
		func(name string) error { return syscall.Mkfifo(name, 0o644) },
	} {
		dst := filepath.Join(t.TempDir(), "public")
		pubWrite(t, dst, map[string]string{"a": `{"format":1,"files":["a"]}`})
		require.NoError(t, make(filepath.Join(dst, manifestName)))
		_, err := Publish(t.Context(), dst, nil, PublishOptions{})
		require.ErrorContains(t, err, "was not made by lectern")
	}
}

// TestPublishOtherFolderMeanwhile puts another folder in the place of the output while files are rendered.
func TestPublishOtherFolderMeanwhile(t *testing.T) {
	dir := t.TempDir()
	dst := filepath.Join(dir, "public")
	publishTo(t, dst, map[string]string{"a": "a"})
	_, err := Publish(t.Context(), dst, []File{{Path: "a", Render: func(w io.Writer) error {
		if err := os.Rename(dst, dir+"/backup"); err != nil {
			return err
		}
		pubWrite(t, dst, map[string]string{"work": "of a day"})
		_, err := io.WriteString(w, "new")
		return err
	}}}, PublishOptions{})
	require.ErrorContains(t, err, "another folder was put in its place meanwhile")
	require.Equal(t, map[string]string{"work": "of a day"}, pubTree(t, dst))
	require.Equal(t, map[string]string{"a": "a"}, pubTree(t, dir+"/backup"))
	require.Equal(t, []string{"backup", "public"}, pubNames(t, dir))
}

// TestDiscardRescues is about what others put into the old tree after it was walked: it moves to the new one.
func TestDiscardRescues(t *testing.T) {
	dir := t.TempDir()
	dst := filepath.Join(dir, "public")
	publishTo(t, dst, map[string]string{"a": "a", "old/index.html": "x"})
	pubWrite(t, dst, map[string]string{"CNAME": "one", ".git/index": "one", "keep": "one"})
	l, err := takeLock(t.Context(), destination{dir, "public"})
	require.NoError(t, err)
	defer l.release(false)
	plan, err := newPlan(pubFiles(map[string]string{"a": "b", "c": "c"}))
	require.NoError(t, err)
	p := newPublication(dst, "public", l.parent, plan, PublishOptions{Workers: 2})
	require.NoError(t, p.look(nil))
	require.NoError(t, p.render(t.Context()))
	require.NoError(t, p.complete(t.Context(), []byte(`{"format":1,"files":["a","c"]}`)))
	replace := func(path, text string) {
		pubWrite(t, dst, map[string]string{path + "~": text})
		require.NoError(t, os.Rename(filepath.Join(dst, path+"~"), filepath.Join(dst, path)))
	}
	replace(".git/index", "two")
	replace("keep", "two")
	pubWrite(t, dst, map[string]string{".git/new": "new", "old/sub/new": "new", "c": "other"})
	left, err := p.swap()
	require.NoError(t, err)
	replace("keep", "three")
	replace("CNAME", "two")
	p.discard(left)
	require.Equal(t, map[string]string{"a": "b", "c": "c", "CNAME": "two", "keep": "three", ".git/": "", ".git/index": "two",
		".git/new": "new", "old/": "", "old/sub/": "", "old/sub/new": "new"}, pubTree(t, dst))
	require.Len(t, p.stats.Warnings, 0)
}

// TestPublishMounts is about folders on other file systems, which a rename cannot move.
func TestPublishMounts(t *testing.T) {
	mount := func(t *testing.T, at string) { need.Mount(t, at, "-t", "tmpfs", "-o", "size=1m", "none") }
	t.Run("in the output", func(t *testing.T) {
		dst := filepath.Join(t.TempDir(), "public")
		publishTo(t, dst, map[string]string{"a": "a"})
		mount(t, dst+"/data")
		pubWrite(t, dst, map[string]string{"data/mine": "mine"})
		_, err := Publish(context.Background(), dst, pubFiles(map[string]string{"a": "b"}), PublishOptions{})
		require.ErrorContains(t, err, "data is on another file system and cannot move with the site: unmount it")
		require.Equal(t, map[string]string{"a": "a", "data/": "", "data/mine": "mine"}, pubTree(t, dst))
	})
	t.Run("the output itself", func(t *testing.T) {
		dir := t.TempDir()
		dst := filepath.Join(dir, "public")
		mount(t, dst)
		_, err := Publish(context.Background(), dst, pubFiles(map[string]string{"a": "b"}), PublishOptions{})
		require.ErrorContains(t, err, "the folder cannot be renamed, since it is a mount point")
		require.Equal(t, []string{"public"}, pubNames(t, dir))
		publishTo(t, dst+"/site", map[string]string{"a": "b"})
	})
	t.Run("in an image", func(t *testing.T) { // a folder of a lower layer cannot be renamed
		dir := t.TempDir()
		mount(t, dir)
		at := filepath.Join(dir, "merged")
		pubWrite(t, dir, map[string]string{"lower/public/.gitignore": "*", "lower/site/a": "a", "upper/x": "", "work/x": "",
			"lower/site/.lectern.json": `{"format":1,"files":["a"]}`, "merged/x": ""})
		require.NoError(t, os.Remove(dir+"/work/x"))
		need.Mount(t, at, "-t", "overlay", "none", "-o",
			fmt.Sprintf("lowerdir=%[1]s/lower,upperdir=%[1]s/upper,workdir=%[1]s/work", dir))
		for _, text := range []string{"a", "b", "b"} {
			publishTo(t, at+"/public", map[string]string{"a": text})
			require.Equal(t, map[string]string{"a": text, ".gitignore": "*"}, pubTree(t, at+"/public"))
		}
		_, err := Publish(t.Context(), at+"/site", pubFiles(map[string]string{"a": "b"}), PublishOptions{})
		require.ErrorContains(t, err, "the folder cannot be renamed, since it is a mount point or part of an image: publish to a "+
			"folder inside it, or remove it first: invalid cross-device link")
		require.Equal(t, map[string]string{"a": "a"}, pubTree(t, at+"/site"))
		require.Equal(t, []string{"public", "site", "x"}, pubNames(t, at))
	})
}
