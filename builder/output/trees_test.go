package output

import (
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder/need"
	"lectern/builder/record"
)

// publishKnowing publishes what is known of the last publication, of the site before.
func publishKnowing(t *testing.T, dst string, site, before map[string]string, last *Published) (now *Published, stats Stats) {
	t.Helper()
	files := pubFiles(site)
	for i := range files {
		if render := files[i].Render; files[i].Path == "slow" {
			files[i].Render = func(w io.Writer) error { settled(); return render(w) }
		}
	}
	stats, err := Publish(t.Context(), dst, files, PublishOptions{
		KeepFrom: 1, Last: last,
		Same: func(f File) bool { return site[f.Path] == before[f.Path] && f.Path != "slow" },
		Keep: func(_ Kept, p *Published, _ io.Writer) error { now = p; return nil },
	})
	require.NoError(t, err)
	return now, stats
}

// known returns the number of folders that need not be read next time.
func (p *Published) known() (n int) {
	for _, f := range p.Folders {
		if f.Site != (record.Stamp{}) && f.Stage != (record.Stamp{}) {
			n++
		}
	}
	return n
}

// settled waits until what was changed last can be told from what is changed next.
func settled() { time.Sleep(30 * time.Millisecond) }

// TestPublishKnowingLast follows a site through edits of single files: soon no folder is read but those that the last edits changed, and
// every publication ends with what one that knows nothing ends with.
func TestPublishKnowingLast(t *testing.T) {
	dir := t.TempDir()
	dst := filepath.Join(dir, "public")
	site := map[string]string{"slow": "so that what was written before has settled"}
	for i := range 20 {
		site[fmt.Sprintf("m/%d/index.html", i)] = "first"
	}
	last, _ := publishKnowing(t, dst, site, nil, nil)
	for edit := range 6 {
		before := maps.Clone(site)
		site[fmt.Sprintf("m/%d/index.html", edit%2)] = fmt.Sprint(edit)
		settled()
		var stats Stats
		last, stats = publishKnowing(t, dst, site, before, last)
		require.Equal(t, Stats{Wrote: 1, Unchanged: 20}, stats)
		fresh := filepath.Join(t.TempDir(), "public")
		publishTo(t, fresh, site)
		require.Equal(t, pubTree(t, fresh), pubTree(t, dst), "edit %d", edit)
		require.Equal(t, modesOf(t, fresh), modesOf(t, dst), "edit %d", edit)
		settled()
		require.True(t, last.Stands(dst, PublishOptions{KeepFrom: 1}), "edit %d", edit)
	}
	require.GreaterOrEqual(t, last.known(), 18)
	require.NoError(t, os.RemoveAll(filepath.Join(dir, keptStage)))
	require.False(t, last.Stands(dst, PublishOptions{KeepFrom: 1}), "every file has lost a name, and is looked at once")
	last, stats := publishKnowing(t, dst, site, site, last)
	require.Equal(t, Stats{Unchanged: 21}, stats)
	require.True(t, last.Stands(dst, PublishOptions{KeepFrom: 1}))
}

// TestPublishKnowingRandom is TestStageRandom with publications that know of the last one and with somebody who changes the published tree
// too.
func TestPublishKnowingRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	dir := t.TempDir()
	dst, stage := filepath.Join(dir, "public"), filepath.Join(dir, keptStage)
	pubWrite(t, filepath.Join(dir, "outside"), map[string]string{"secret": "secret"})
	paths := []string{"a", "b/c", "b/d/e", "b/d/f", "f/g", "h/i/j", "h/k"}
	site, foreign := map[string]string{}, map[string]string{}
	var last *Published
	known := 0
	for round := range need.Rounds(60, 1500) {
		before := maps.Clone(site)
		if round%12 == 0 {
			clear(site)
			for _, path := range paths {
				if r.IntN(4) > 0 || path == "b/d/e" {
					site[path] = fmt.Sprint(path, r.IntN(2))
				}
			}
		} else if path := paths[r.IntN(len(paths))]; site[path] != "" {
			site[path] = fmt.Sprint(path, r.IntN(2))
		}
		settled()
		switch r.IntN(3) {
		case 0:
			disturb(t, r, stage, paths[r.IntN(len(paths))])
		case 1:
			disturbSite(t, r, dst, paths[r.IntN(len(paths))], foreign)
		}
		if r.IntN(2) == 0 {
			settled()
		}
		last, _ = publishKnowing(t, dst, site, before, last)
		known += last.known()
		fresh := filepath.Join(t.TempDir(), "public")
		publishTo(t, fresh, site)
		pubWrite(t, fresh, foreign)
		require.Equal(t, pubTree(t, fresh), pubTree(t, dst), "round %d", round)
	}
	require.Greater(t, known, 20)
}

// disturbSite changes something in the published tree that a build sets right, or adds a file that it keeps.
func disturbSite(t *testing.T, r *rand.Rand, dst, path string, foreign map[string]string) {
	t.Helper()
	at := filepath.Join(dst, path)
	info, err := os.Lstat(at)
	if err != nil {
		return
	}
	switch r.IntN(4) {
	case 0: // in place, as long as before and with its time put back
		require.NoError(t, os.WriteFile(at, make([]byte, info.Size()), 0o644))
		require.NoError(t, os.Chtimes(at, info.ModTime(), info.ModTime()))
	case 1:
		require.NoError(t, os.Remove(at))
	case 2:
		require.NoError(t, os.WriteFile(at+"~", []byte("by hand"), 0o600))
		require.NoError(t, os.Rename(at+"~", at))
	case 3:
		foreign[path+".mine"] = fmt.Sprint(r.IntN(100))
		pubWrite(t, dst, map[string]string{path + ".mine": foreign[path+".mine"]})
	}
}

// editedSite returns versions of a site that have the same files.
func editedSite(version string) map[string]string {
	site := map[string]string{"index.html": "home", "m/1/index.html": version[1:], "m/2/index.html": version[:1]}
	for i := range 5 {
		site[fmt.Sprintf("n/%d/index.html", i)] = "same"
	}
	return site
}

// publishRecording publishes a version and knows, as the command does, what the record says of the last publication.
func publishRecording(dst, version string) error {
	opt := PublishOptions{Workers: 1, KeepFrom: 1, Keep: func(_ Kept, p *Published, w io.Writer) error {
		_, err := w.Write(record.Append(nil, p))
		return err
	}}
	site := editedSite(version)
	if last, ok := record.Read[Published](record.Text(ReadKept(dst, KeptRecord, opt))); ok {
		opt.Last = last
		opt.Same = func(f File) bool {
			return slices.ContainsFunc(last.Files, func(old PublishedFile) bool {
				return old.Path == f.Path && old.Sum == record.Sum(0, []byte(site[f.Path]))
			})
		}
	}
	_, err := Publish(context.Background(), dst, pubFiles(site), opt)
	return err
}

// TestPublishKilledKnowingLast kills builds that read few folders, since they know what the last one left.
func TestPublishKilledKnowingLast(t *testing.T) {
	need.Strace(t)
	dst := filepath.Join(t.TempDir(), "public")
	publish := func(version, what string) {
		t.Helper()
		settled()
		require.NoError(t, publishRecording(dst, version), what)
		tree := pubTree(t, dst)
		maps.DeleteFunc(tree, func(path, _ string) bool { return path[len(path)-1] == '/' })
		require.Equal(t, editedSite(version), tree, what)
	}
	for _, version := range []string{"a1", "a2", "b2", "a1"} {
		publish(version, "first")
	}
	killed := 0
	for _, call := range killCalls() {
		for n := 1; ; n += need.Rounds(5, 1) {
			what := fmt.Sprintf("killed at %s number %d", call, n)
			settled()
			t.Setenv("LECTERN_TEST_VERSION", "a2")
			code, out := runChild(t, dst, fmt.Sprintf("%s:signal=SIGKILL:when=%d", call, n))
			tree := pubTree(t, dst)
			maps.DeleteFunc(tree, func(path, _ string) bool { return path[len(path)-1] == '/' })
			require.Contains(t, []map[string]string{editedSite("a1"), editedSite("a2")}, tree, what)
			publish("b1", what)
			publish("a1", what)
			if code == 0 {
				break
			}
			require.Equal(t, -1, code, out)
			killed++
		}
	}
	require.Greater(t, killed, 10)
}
