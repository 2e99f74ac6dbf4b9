package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder"
	"lectern/content"
	"lectern/themes"
)

// TestServedEqualsBuilt edits the sample course at random while the real command serves it. After every edit each file that is
// fetched is byte for byte what a build makes of the folder, the reload script aside; with a mistake in it the last good
// site stays. With LECTERN_TORTURE=1 there are many more edits.
func TestServedEqualsBuilt(t *testing.T) {
	seeds, edits := 1, 12
	if os.Getenv("LECTERN_TORTURE") != "" {
		seeds, edits = 4, 150
	}
	for seed := range uint64(seeds) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			dir := t.TempDir()
			require.NoError(t, os.CopyFS(filepath.Join(dir, "content"), content.FS))
			m := &meddler{T: t, Rand: rand.New(rand.NewPCG(seed, 2)), dir: dir}
			m.served = startServe(t, dir, "--port", "0")
			m.good = m.built()
			require.NotEmpty(t, m.good)
			kept := m.files()
			for n := range edits {
				what := fmt.Sprintf("edit %d: %s", n, m.edit())
				if files := m.built(); files != nil {
					m.good, kept = files, m.files()
					m.compare(what)
				} else {
					m.broken = true
					m.compare(what + ", broken")
					m.broken = false
					m.restore(kept)
					m.compare(what + ", mended")
				}
			}
		})
	}
}

// meddler edits a course on disk.
type meddler struct {
	*testing.T
	*rand.Rand
	dir    string
	served *served
	good   map[string][]byte // the last site without errors, by path
	broken bool              // the course has errors: what is copied as it is may be elsewhere by now
	number int
}

// built returns the site as a build makes it; nil when it has errors.
func (m *meddler) built() map[string][]byte {
	m.Helper()
	root, err := os.OpenRoot(m.dir)
	require.NoError(m, err)
	defer root.Close()
	r, err := builder.New(builder.Options{Source: root.FS(), Themes: themes.FS(), Now: time.Now(), BaseURL: m.served.address, Drafts: true}).Build(m.Context())
	if err != nil || r.HasErrors() {
		return nil
	}
	files := map[string][]byte{}
	for _, f := range r.Files {
		var b bytes.Buffer
		require.NoError(m, f.Render(&b))
		files[f.Path] = b.Bytes()
	}
	delete(files, "_headers")
	delete(files, "_redirects")
	return files
}

var reloadScript = regexp.MustCompile(`<script src="/_lectern/reload.js" data-build="[^"]*" defer></script>`)

// compare waits until the served site is the last good one.
func (m *meddler) compare(what string) {
	m.Helper()
	different := ""
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if different = m.difference(); different == "" {
			return
		}
	}
	m.Fatalf("%s: %s stays another than that of a build; printed:\n%s", what, different, m.served.printed())
}

func (m *meddler) difference() string {
	for _, name := range slices.Sorted(maps.Keys(m.good)) {
		if m.broken && path.Ext(name) != ".html" && path.Ext(name) != ".json" {
			continue
		}
		status, text := m.served.get((&url.URL{Path: name}).EscapedPath())
		if status != 200 {
			return name
		}
		if path.Ext(name) == ".html" {
			text = reloadScript.ReplaceAllLiteralString(text, "")
		}
		if text != string(m.good[name]) {
			return name
		}
	}
	return ""
}

// files reads the whole course.
func (m *meddler) files() map[string]string {
	m.Helper()
	out := map[string]string{}
	require.NoError(m, filepath.WalkDir(m.dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(file)
		name, _ := filepath.Rel(m.dir, file)
		out[filepath.ToSlash(name)] = string(text)
		return err
	}))
	return out
}

// restore writes the course as it was, as a checkout of another branch does.
func (m *meddler) restore(was map[string]string) {
	m.Helper()
	now := m.files()
	for file := range now {
		if _, ok := was[file]; !ok {
			require.NoError(m, os.Remove(filepath.Join(m.dir, file)))
		}
	}
	for file, text := range was {
		if now[file] != text {
			writeFile(m, m.dir, file, text)
		}
	}
}

// pick returns one of the course's Markdown files below content.
func (m *meddler) pick(fits func(file string) bool) string {
	files := slices.Sorted(maps.Keys(m.files()))
	files = slices.DeleteFunc(files, func(f string) bool { return path.Ext(f) != ".md" || !fits(f) })
	return files[m.IntN(len(files))]
}

// edit does one thing to the course and says what.
func (m *meddler) edit() string {
	m.Helper()
	m.number++
	any := func(string) bool { return true }
	file := m.pick(any)
	name := filepath.Join(m.dir, file)
	text, err := os.ReadFile(name)
	require.NoError(m, err)
	lines := strings.SplitAfter(string(text), "\n")
	at := m.IntN(len(lines))
	save := func(what, text string) string {
		writeFile(m, m.dir, file, text)
		return what + " " + file
	}
	switch m.IntN(12) {
	case 0, 1:
		return save("a paragraph at the end of", string(text)+fmt.Sprintf("\nA new sentence %d.\n", m.number))
	case 2:
		return save("remove a line of", strings.Join(slices.Delete(lines, at, at+1), ""))
	case 3:
		return save("a heading in", string(text)+fmt.Sprintf("\n## New heading %d\n\nWords.\n", m.number))
	case 4, 5:
		return save("the title of", regexp.MustCompile(`(?m)^title: .*$`).ReplaceAllString(string(text), fmt.Sprintf("title: Title %d", m.number)))
	case 6:
		require.NoError(m, os.WriteFile(name+".tmp", append(text, fmt.Sprintf("\nSaved by a rename %d.\n", m.number)...), 0o666))
		require.NoError(m, os.Rename(name+".tmp", name))
		return "rename over " + file
	case 7:
		lesson := m.pick(func(f string) bool { return path.Base(f) != "_index.md" && strings.Count(f, "/") == 2 })
		require.NoError(m, os.Rename(filepath.Join(m.dir, lesson), filepath.Join(m.dir, path.Dir(lesson), fmt.Sprintf("moved-%d.md", m.number))))
		return "rename " + lesson
	case 8:
		writeFile(m, m.dir, fmt.Sprintf("content/new-%d/_index.md", m.number), "---\ntitle: New module\n---\n")
		writeFile(m, m.dir, fmt.Sprintf("content/new-%d/deep/index.md", m.number), "---\ntitle: New lesson\n---\n\nText.\n")
		return "a new module"
	case 9:
		writeFile(m, m.dir, "themes/default/assets/site.css", fmt.Sprintf("body { margin: %dpx }\n", m.number))
		return "a style sheet"
	case 10:
		writeFile(m, m.dir, "themes/default/layouts/partials/footer.html", fmt.Sprintf("<footer>%d</footer>{{with .Course}}{{.Title}}%s\n", m.number, []string{"{{end}}", ""}[m.IntN(2)]))
		return "a partial"
	}
	if themes := filepath.Join(m.dir, "themes"); m.IntN(2) == 0 && exists(themes) { // alone, since there is a good site in between
		require.NoError(m, os.RemoveAll(themes))
		return "remove the themes"
	}
	folder := filepath.Join(m.dir, path.Dir(m.pick(func(f string) bool { return strings.Count(f, "/") == 2 })))
	require.NoError(m, os.Rename(folder, folder+fmt.Sprint(m.number)))
	return "rename " + folder
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}
