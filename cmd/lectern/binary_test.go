package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder/need"
)

// released is the command as it is released: without the race detector, which makes system calls of its own.
var released = sync.OnceValues(func() (string, error) {
	var err error
	if releasedDir, err = os.MkdirTemp("", "lectern-test-"); err != nil {
		return "", err
	}
	file := filepath.Join(releasedDir, "lectern")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", file, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build lectern: %w %s", err, out)
	}
	return file, nil
})

var releasedDir string

func releasedBinary(t *testing.T) string {
	t.Helper()
	file, err := released()
	require.NoError(t, err)
	return file
}

// TestBinaryIsSmall is about what is linked: a compiler of scripts was a fifth of the program once.
func TestBinaryIsSmall(t *testing.T) {
	info, err := os.Stat(releasedBinary(t))
	require.NoError(t, err)
	require.Less(t, info.Size(), int64(20_000_000))
	t.Logf("%.1f MB", float64(info.Size())/1e6)
}

// outcome is how a process ended: its exit code, -1 after a signal that killed it, and what it said.
type outcome struct {
	code int
	said string
}

// finish runs a command to its end.
func finish(t *testing.T, cmd *exec.Cmd) outcome {
	t.Helper()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return outcome{cmd.ProcessState.ExitCode(), out.String()}
}

// killAfter runs a command and kills it when it takes longer.
func killAfter(t *testing.T, cmd *exec.Cmd, limit time.Duration) outcome {
	t.Helper()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	require.NoError(t, cmd.Start())
	timer := time.AfterFunc(limit, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	_ = cmd.Wait()
	return outcome{cmd.ProcessState.ExitCode(), out.String()}
}

// rig is a course in two versions that differ on every page, and the output that both are published to.
type rig struct {
	t       *testing.T
	program string
	dir     string // that holds the output
	temp    string // for temporary files of the builds
	sources [2]string
	hashes  [2]string // of the site of each version
}

// newRig makes the course with so many lessons. Its folder is on disk unless TMPDIR says otherwise.
func newRig(t *testing.T, lessons int) *rig {
	t.Helper()
	dir := t.TempDir()
	r := &rig{t: t, program: releasedBinary(t), dir: filepath.Join(dir, "www"), temp: filepath.Join(dir, "tmp")}
	require.NoError(t, os.Mkdir(r.dir, 0o755))
	require.NoError(t, os.Mkdir(r.temp, 0o755))
	for v, title := range []string{"First", "Second"} {
		r.sources[v] = filepath.Join(dir, title)
		writeCourse(t, r.sources[v], title, lessons)
		alone := filepath.Join(dir, title+"-site")
		o := finish(t, r.command(v, alone))
		require.Equal(t, outcome{}, o)
		r.hashes[v] = hashTree(t, alone)
	}
	require.NotEqual(t, r.hashes[0], r.hashes[1])
	return r
}

// writeCourse writes a course of lessons with takeaways, questions and links, 25 to a module. The second version has a module less
// and a page more than the first.
func writeCourse(t *testing.T, dir, title string, lessons int) {
	t.Helper()
	put := func(file, text string) {
		file = filepath.Join(dir, "content", file)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	}
	put("_index.md", "---\ntitle: "+title+"\nbaseURL: https://example.org/\nchecks: {practice: false}\n---\n\nWelcome.\n")
	put("static/picture.bin", strings.Repeat("\x00\x01\x02", 100_000)+title)
	put("only-"+strings.ToLower(title)+".md", "---\ntitle: Only here\n---\n\nHere.\n")
	for i := range lessons {
		module := fmt.Sprintf("module-%02d", i/25)
		put(module+"/_index.md", "---\ntitle: Module\n---\n\nWords.\n")
		put(fmt.Sprintf("%s/lesson-%d.md", module, i), fmt.Sprintf(`---
title: Lesson %d
description: What it is about.
takeaways: ["**Ask.** Then listen."]
faqs: [{question: "Why %d?", answer: It helps.}]
---

%s

## A heading

See [the module](_index.md).
`, i, i, strings.Repeat("Some words of a lesson that nobody needs to read. ", 60)))
	}
}

// output is where the versions are published to.
func (r *rig) output() string { return filepath.Join(r.dir, "public") }

// command builds a version into a folder.
func (r *rig) command(version int, into string) *exec.Cmd {
	return r.with(context.Background(), version, into)
}

// with builds a version by way of another program, such as strace with its arguments.
func (r *rig) with(ctx context.Context, version int, into string, before ...string) *exec.Cmd {
	args := append(before, r.program, "build", "-q", "-s", r.sources[version], "-d", into)
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "TMPDIR="+r.temp)
	return cmd
}

// publish builds a version into the output, which has to succeed, and checks all that is there.
func (r *rig) publish(version int, what string) {
	r.t.Helper()
	require.Equal(r.t, outcome{}, finish(r.t, r.command(version, r.output())), what)
	require.Equal(r.t, version, r.stands(what), what)
	r.tidy(what)
}

// stands returns the version that the output is, to the last byte.
func (r *rig) stands(what string) int {
	r.t.Helper()
	hash := hashTree(r.t, r.output())
	for version := range r.hashes {
		if hash == r.hashes[version] {
			return version
		}
	}
	require.Fail(r.t, "the output is a mixture", what)
	return -1
}

// tidy checks that beside the output lies nothing but what is kept for the next build.
func (r *rig) tidy(what string) {
	r.t.Helper()
	for _, dir := range []string{r.dir, r.temp} {
		entries, err := os.ReadDir(dir)
		require.NoError(r.t, err)
		for _, e := range entries {
			require.Contains(r.t, []string{"public", ".public.lectern-last", ".public.lectern-new"}, e.Name(), what)
		}
	}
}

// traced are the arguments of strace for a process whose threads all count.
func traced(t *testing.T, args ...string) []string {
	return append([]string{need.Strace(t), "-f", "-qqq", "-e", "signal=none"}, args...)
}
