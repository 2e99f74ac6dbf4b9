package output

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCheckDestination(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	at := func(path string) string { return filepath.Join(dir, path) }
	t.Setenv("HOME", at("home/ann"))
	pubWrite(t, dir, map[string]string{
		"home/ann/course/content/a.md": "", "home/ann/course/themes/t/x": "", "home/ann/course/file": "",
		"home/ann/course/full/mine": "", "home/ann/course/public/.gitignore": "*", "home/ann/course/two/.gitignore": "*",
		"home/ann/course/two/mine": "", "home/ann/course/empty/x/y": "", "shared/content/a.md": "",
	})
	require.NoError(t, os.RemoveAll(at("home/ann/course/empty/x")))
	for link, target := range map[string]string{
		"to-content": "content", "to-public": "public", "to-home": at("home"), "to-parent": "..", "to-nothing": "nothing",
		"to-itself": "to-itself", "to-file": "file", "to-shared": at("shared/content"), "in-content": "content/sub",
	} {
		require.NoError(t, os.Symlink(target, at("home/ann/course/"+link)))
	}
	opt := PublishOptions{
		Root:      at("home/ann/course"),
		Protected: []string{at("home/ann/course/content"), at("home/ann/course/themes"), at("home/ann/course/to-shared"), at("home/ann/course/no")},
	}
	t.Chdir(at("home/ann/course"))
	for dst, want := range map[string]string{
		"public": "", "public/": "", "./x/../public": "", "new": "", "a/b/c": "", "empty": "", "to-public": "", "to-public/sub": "", "../out": "",
		at("elsewhere"): "", "content-2": "",

		"":                                  "no output folder given",
		"/":                                 "it is the root of the file system",
		"../../../../../../../../../../../": "it is the root of the file system",
		".":                                 "it is the course folder",
		"..":                                "it is the home folder",
		"../..":                             "it is the home folder " + at("home/ann") + " or holds it",
		at(""):                              "it is the home folder",
		"content":                           "it is the folder of sources",
		"content/new":                       "it lies in the folder of sources",
		"themes/t/public":                   "it lies in the folder of sources",
		"no":                                "it is the folder of sources",
		"no/public":                         "it lies in the folder of sources",
		at("shared"):                        "it is the folder of sources " + at("home/ann/course/to-shared") + " or holds it",
		at("shared/content/x"):              "it lies in the folder of sources",
		"to-content":                        "it is the folder of sources",
		"to-content/x":                      "it lies in the folder of sources",
		"to-home":                           "it is the home folder",
		"to-parent":                         "it is the home folder",
		"to-parent/course":                  "it is the course folder",
		"to-nothing":                        "to-nothing is a symlink to something that does not exist",
		"to-nothing/x":                      "to-nothing is a symlink to something that does not exist",
		"in-content":                        "in-content is a symlink to something that does not exist",
		"to-itself":                         "too many links",
		"file":                              "it is not a folder",
		"file/x":                            "not a directory",
		"to-file":                           "it is not a folder",
		"full":                              "it is not empty (mine) and was not made by lectern",
		"two":                               "it is not empty (",
	} {
		before := pubTree(t, dir)
		err := CheckDestination(dst, opt)
		if want == "" {
			require.NoError(t, err, dst)
		} else {
			require.ErrorContains(t, err, "publish to "+dst+": ")
			require.ErrorContains(t, err, want, dst)
			_, publishErr := Publish(t.Context(), dst, pubFiles(map[string]string{"a": "a"}), opt)
			require.EqualError(t, publishErr, err.Error(), dst)
		}
		require.Equal(t, before, pubTree(t, dir), "nothing is written for %q", dst)
	}
}

func TestPublishToSymlink(t *testing.T) {
	dir := t.TempDir()
	pubWrite(t, dir, map[string]string{"real/.gitignore": "*", "course/x": ""})
	dst := filepath.Join(dir, "course", "public")
	require.NoError(t, os.Symlink("../real", dst))
	for _, text := range []string{"a", "b", "b"} {
		publishTo(t, dst, map[string]string{"a": text})
		require.Equal(t, map[string]string{"a": text, ".gitignore": "*"}, pubTree(t, filepath.Join(dir, "real")))
		require.Equal(t, map[string]string{"x": "", "public": "-> ../real"}, pubTree(t, filepath.Join(dir, "course")))
		require.Equal(t, []string{"course", "real"}, pubNames(t, dir))
	}
}

func TestPublishHeals(t *testing.T) {
	for name, test := range map[string]struct {
		left map[string]string
		want string // part of the error; empty for none
	}{
		"stage":                     {map[string]string{".public.lectern-new/half/a": "x"}, ""},
		"stage and lock":            {map[string]string{".public.lectern-new/a": "x", ".public.lectern-lock": ""}, ""},
		"file for stage":            {map[string]string{".public.lectern-new": "x"}, ""},
		"old tree after the swap":   {map[string]string{".public.lectern-old/a": "x", "public/.lectern.json": `{"format":1,"files":[]}`}, ""},
		"old tree between two":      {map[string]string{".public.lectern-old/.lectern.json": `{"format":1,"files":["b"]}`, ".public.lectern-old/b": "x", ".public.lectern-new/a": "x"}, ""},
		"new tree for an empty one": {map[string]string{".public.lectern-old/.lectern.json": `{"format":1,"files":["b"]}`, ".public.lectern-old/b": "x", "public/.gitignore": "*"}, ""},
		"old tree and a new folder": {map[string]string{".public.lectern-old/CNAME": "x", "public/mine": "x"}, "it is not empty (mine) and was not made by lectern: choose another folder or empty this one (the site that stood here is in"},
	} {
		dir := t.TempDir()
		pubWrite(t, dir, test.left)
		before := pubTree(t, dir)
		_, err := Publish(t.Context(), dir+"/public", pubFiles(map[string]string{"a": "a"}), PublishOptions{})
		if test.want != "" {
			require.ErrorContains(t, err, test.want, name)
			require.Equal(t, before, pubTree(t, dir))
			continue
		}
		require.NoError(t, err, name)
		tree := pubTree(t, dir+"/public")
		require.Equal(t, test.left["public/.gitignore"], tree[".gitignore"])
		delete(tree, ".gitignore")
		require.Equal(t, map[string]string{"a": "a"}, tree, name)
		require.Equal(t, []string{"public"}, pubNames(t, dir), name)
	}
}
