package main

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder/need"
)

// hugoSite is a plain site of the same course.
var hugoSite = map[string]string{
	"hugo.toml": "baseURL = 'https://example.org/'\ndisableKinds = ['taxonomy', 'term', 'rss']\n",
	"layouts/page.html": "<!doctype html><title>{{ .Title }} - {{ .Site.Home.Title }}</title><h1>{{ .Title }}</h1>" +
		"<ul>{{ range .Params.takeaways }}<li>{{ . | markdownify }}</li>{{ end }}</ul>{{ .Content }}",
	"layouts/list.html": "<!doctype html><title>{{ .Title }} - {{ .Site.Home.Title }}</title><h1>{{ .Title }}</h1>{{ .Content }}" +
		`<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>`,
}

// TestHugoKilledAtRandom is what TestKilledAtRandom is for Lectern. It fails for nothing that Hugo does: it counts.
func TestHugoKilledAtRandom(t *testing.T) {
	hugo := os.Getenv("HUGO")
	if hugo == "" || !need.Torture() {
		t.Skip("make torture compares with Hugo")
	}
	dir := t.TempDir()
	output := filepath.Join(dir, "public")
	var sources, hashes [2]string
	build := func(version int, into string) *exec.Cmd {
		return exec.Command(hugo, "--quiet", "-s", sources[version], "-d", into)
	}
	for v, title := range []string{"First", "Second"} {
		sources[v] = filepath.Join(dir, title)
		writeCourse(t, sources[v], title, 400)
		require.NoError(t, os.Remove(filepath.Join(sources[v], "content/only-"+[]string{"first", "second"}[v]+".md")))
		for name, text := range hugoSite {
			file := filepath.Join(sources[v], name)
			require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
			require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
		}
		alone := filepath.Join(dir, title+"-site")
		require.Equal(t, outcome{}, finish(t, build(v, alone)))
		hashes[v] = hashTree(t, alone)
	}
	require.NotEqual(t, hashes[0], hashes[1])
	publish := func(version int) {
		require.Equal(t, outcome{}, finish(t, build(version, output)))
		require.Equal(t, hashes[version], hashTree(t, output))
	}
	publish(0)
	start := time.Now()
	publish(1)
	usual := time.Since(start) * 3 / 4
	random := rand.New(rand.NewPCG(4, 5))
	killed, broken := 0, 0
	for n := range 100 {
		start := time.Now()
		o := killAfter(t, build(n%2, output), time.Duration(random.Int64N(int64(usual))))
		if o.code == 0 {
			usual = min(usual, time.Since(start)) // the first build was slow
		} else {
			killed++
			if hash := hashTree(t, output); hash != hashes[0] && hash != hashes[1] {
				broken++
			}
		}
		publish(n % 2)
	}
	t.Logf("killed %d builds of hugo of the same 400 lessons: %d left a mixture of both sites", killed, broken)
}
