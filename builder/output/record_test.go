package output

import (
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// publishRecorded publishes and returns what stands then.
func publishRecorded(t *testing.T, dst string, site map[string]string) (stands *Published) {
	t.Helper()
	_, err := Publish(t.Context(), dst, pubFiles(site), PublishOptions{Keep: func(what Kept, p *Published, w io.Writer) error {
		stands = p
		_, err := io.WriteString(w, string(what))
		return err
	}})
	require.NoError(t, err)
	return stands
}

func TestStandsUntilSomethingIsChanged(t *testing.T) {
	site := map[string]string{"index.html": "home", "m/a/index.html": "a", "m/b/index.html": "b"}
	for name, change := range map[string]func(dst string) error{
		"nothing":               nil,
		"longer":                func(dst string) error { return os.WriteFile(dst+"/m/a/index.html", []byte("aa"), 0o644) },
		"as long, at once":      func(dst string) error { return os.WriteFile(dst+"/m/a/index.html", []byte("x"), 0o644) },
		"gone":                  func(dst string) error { return os.Remove(dst + "/m/b/index.html") },
		"a folder gone":         func(dst string) error { return os.RemoveAll(dst + "/m") },
		"all gone":              func(dst string) error { return os.RemoveAll(dst) },
		"the manifest gone":     func(dst string) error { return os.Remove(dst + "/" + manifestName) },
		"the manifest":          func(dst string) error { return os.WriteFile(dst+"/"+manifestName, []byte("{}"), 0o644) },
		"a new tree beside it":  func(dst string) error { return os.Mkdir(filepath.Dir(dst)+"/.public.lectern-new", 0o755) },
		"an old tree beside it": func(dst string) error { return os.Mkdir(filepath.Dir(dst)+"/.public.lectern-old", 0o755) },
		"a lock beside it":      func(dst string) error { return os.WriteFile(filepath.Dir(dst)+"/.public.lectern-lock", nil, 0o644) },
		"half a record": func(dst string) error {
			return os.WriteFile(filepath.Dir(dst)+"/.public.lectern-last/record-new", nil, 0o600)
		},
		"a link to a folder": func(dst string) error {
			if err := os.Rename(dst+"/m", dst+"/n"); err != nil {
				return err
			}
			return os.Symlink("n", dst+"/m")
		},
	} {
		dst := filepath.Join(t.TempDir(), "public")
		stands := publishRecorded(t, dst, site)
		require.True(t, stands.Stands(dst, PublishOptions{}), name)
		require.Len(t, stands.Files, len(site)+1, name)
		if change == nil {
			continue
		}
		require.NoError(t, change(dst), name)
		require.False(t, stands.Stands(dst, PublishOptions{}), name)
		if name == "the manifest" || name == "the manifest gone" || name == "a link to a folder" {
			continue // which the next build refuses
		}
		stands = publishRecorded(t, dst, site)
		require.True(t, stands.Stands(dst, PublishOptions{}), name)
		require.Equal(t, []byte("record"), ReadKept(dst, KeptRecord, PublishOptions{}), name)
		require.Empty(t, leftoversIn(t, filepath.Dir(dst)), name)
		require.Equal(t, site["m/a/index.html"], pubTree(t, dst)["m/a/index.html"], name)
	}
}

func leftoversIn(t *testing.T, dir string) (found []string) {
	t.Helper()
	root, err := os.OpenRoot(dir)
	require.NoError(t, err)
	defer root.Close()
	for _, name := range append(leftovers(root, "public", false), lockName("public")) {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			found = append(found, name)
		}
	}
	return found
}

// TestStandsAfterEachPublication follows an output through builds that change all, some and none of it.
func TestStandsAfterEachPublication(t *testing.T) {
	dst := filepath.Join(t.TempDir(), "public")
	for _, site := range []map[string]string{
		{"a": "1", "b": "1", "c/d": "1"}, {"a": "1", "b": "1", "c/d": "1"}, {"a": "2", "b": "1"}, {"a": "2", "b": "1", "e": ""}, {"a": "2", "b": "1", "e": ""},
	} {
		require.True(t, publishRecorded(t, dst, site).Stands(dst, PublishOptions{}), "%v", site)
	}
}

// TestFreshFilesAreRead tells files whose time says nothing from those that are known by their stamps.
func TestFreshFilesAreRead(t *testing.T) {
	dst := filepath.Join(t.TempDir(), "public")
	site := map[string]string{"old": "text", "new": "text"}
	publishRecorded(t, dst, site)
	hourAgo := time.Now().Add(-time.Hour)
	require.NoError(t, os.Chtimes(dst+"/old", hourAgo, hourAgo))
	time.Sleep(50 * time.Millisecond) // since that is a change too, where the system keeps the time of any
	for _, f := range publishRecorded(t, dst, site).Files {
		if f.Path == "old" {
			require.False(t, f.Fresh)
		}
	}
	stands := publishRecorded(t, dst, map[string]string{"old": "text", "new": "other"})
	for _, f := range stands.Files {
		if f.Path == "new" {
			require.True(t, f.Fresh)
			f.Sum++
			require.False(t, (&Published{Files: []PublishedFile{f}}).Stands(dst, PublishOptions{}), "its bytes are looked at")
		}
	}
}

// TestRecordOfSomebodyElse puts what is no record of ours in its place.
func TestRecordOfSomebodyElse(t *testing.T) {
	dir := t.TempDir()
	dst, name := filepath.Join(dir, "public"), filepath.Join(dir, ".public.lectern-last", "record")
	require.Nil(t, ReadKept(dst, KeptRecord, PublishOptions{}))
	require.Nil(t, ReadKept(filepath.Join(dir, "nowhere", "public"), KeptRecord, PublishOptions{}))
	require.NoError(t, os.Mkdir(filepath.Dir(name), 0o700))
	for _, text := range []string{"", "abc", "abcd", "record"} {
		require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
		require.Nil(t, ReadKept(dst, KeptRecord, PublishOptions{}), "%q", text)
	}
	require.NoError(t, os.Remove(name))
	if err := os.Symlink("nowhere", name); err == nil {
		require.Nil(t, ReadKept(dst, KeptRecord, PublishOptions{}))
	}
	mine := filepath.Join(dir, "mine")
	require.NoError(t, os.Rename(filepath.Dir(name), mine))
	if os.Symlink("mine", filepath.Dir(name)) == nil {
		require.NoError(t, os.WriteFile(filepath.Join(mine, "record-new"), []byte("mine"), 0o644))
		publishRecorded(t, dst, map[string]string{"a": "a"})
		require.Equal(t, "mine", pubTree(t, mine)["record-new"], "no link is followed")
		require.Nil(t, ReadKept(dst, KeptRecord, PublishOptions{}))
		require.NoError(t, os.Remove(filepath.Dir(name)))
	}
	publishRecorded(t, dst, map[string]string{"a": "a"})
	require.Equal(t, []byte("record"), ReadKept(dst, KeptRecord, PublishOptions{}))
	info, err := os.Lstat(name)
	require.NoError(t, err)
	require.True(t, info.Mode().IsRegular())
}
