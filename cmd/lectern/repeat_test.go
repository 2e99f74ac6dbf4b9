package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/content"
)

// TestTwentyBuildsOneHash builds the sample course under everything that must not show: the number of processors, the
// folder, the time zone, the language, the user, the mask of new files, the order and the times of the sources, what stood in the
// output before.
func TestTwentyBuildsOneHash(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell with umask")
	}
	builds := 20
	if underRaceDetector() {
		builds = 4 // each takes ten times as long, and it looks for something else
	}
	first := buildUnder(t, 0)
	t.Run("again", func(t *testing.T) {
		for i := 1; i < builds; i++ {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				require.Equal(t, first, buildUnder(t, i))
			})
		}
	})
}

func underRaceDetector() bool {
	info, _ := debug.ReadBuildInfo()
	return info != nil && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

// buildUnder builds the sample course in a folder and an environment of their own, and returns the hash of what it
// publishes: names, modes and bytes.
func buildUnder(t *testing.T, i int) string {
	t.Helper()
	pick := func(values ...string) string { return values[i%len(values)] }
	dir := filepath.Join(t.TempDir(), pick("course", "a course", "курс", "x/y/z"))
	layCourse(t, filepath.Join(dir, "content"), uint64(i))
	home := t.TempDir()
	destination := pick("public", "site", filepath.Join(t.TempDir(), "elsewhere"))
	build := exec.Command("sh", "-c", `umask "$1" && exec lectern build -q --drafts -d "$2"`, "sh", pick("022", "077", "000"), destination)
	build.Dir = dir
	build.Env = append(os.Environ(),
		"GOMAXPROCS="+pick("1", "2", "8"),
		"TZ="+pick("UTC", "Asia/Tokyo", "America/Los_Angeles", "Asia/Kathmandu"),
		"LANG="+pick("C", "de_DE.UTF-8", "tr_TR.UTF-8"),
		"LC_ALL="+pick("C", "tr_TR.UTF-8"),
		"HOME="+home,
		"USER=user-of-this-test",
	)
	for range 1 + i%2 { // every other one is built twice
		out, err := build.CombinedOutput()
		require.NoError(t, err, "%s", out)
		build = &exec.Cmd{Path: build.Path, Args: build.Args, Dir: build.Dir, Env: build.Env}
	}
	if !filepath.IsAbs(destination) {
		destination = filepath.Join(dir, destination)
	}
	host, err := os.Hostname()
	require.NoError(t, err)
	requireNowhere(t, destination, dir, home, "user-of-this-test", host, time.Now().Format(time.DateOnly))
	return hashTree(t, destination)
}

// layCourse writes the sample course in an order and with times of its own: some file systems list files in the order in which they
// were made.
func layCourse(t *testing.T, dir string, seed uint64) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 0))
	var files []string
	require.NoError(t, fs.WalkDir(content.FS, ".", func(file string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, file)
		}
		return err
	}))
	random.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
	for _, file := range files {
		text, err := fs.ReadFile(content.FS, file)
		require.NoError(t, err)
		to := filepath.Join(dir, file)
		require.NoError(t, os.MkdirAll(filepath.Dir(to), 0o777))
		require.NoError(t, os.WriteFile(to, text, 0o666))
		at := time.Unix(random.Int64N(2e9), random.Int64N(1e9))
		require.NoError(t, os.Chtimes(to, at, at))
	}
}

// requireNowhere looks for what tells of a machine or a day in every published file.
func requireNowhere(t *testing.T, dir string, telling ...string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(file)
		for _, word := range telling {
			if len(word) > 3 && bytes.Contains(text, []byte(word)) {
				t.Errorf("%s has %q in it", file, word)
			}
		}
		return err
	}))
}

func hashTree(t *testing.T, dir string) string {
	t.Helper()
	sum, files := sha256.New(), 0
	require.NoError(t, filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, file)
		if err != nil || name == "." {
			return err
		}
		fmt.Fprintf(sum, "%s %s\n", name, info.Mode())
		if d.IsDir() {
			return nil
		}
		text, err := os.ReadFile(file)
		fmt.Fprintf(sum, "%x\n", sha256.Sum256(text))
		files++
		return err
	}))
	require.Greater(t, files, 20)
	return hex.EncodeToString(sum.Sum(nil))
}
