// Package need says what a test cannot run without: a program, a right, the network. Elsewhere such a test skips. In CI, where
// .ci/run installs everything and sets LECTERN_CI, a skip would go unseen, so it is a failure. Nothing but tests imports it.
package need

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

// Lacking skips a test for which something is missing that CI has; format and args name it, and how it is got. With LECTERN_CI in the
// environment the test fails. Tests that cannot run on some systems at all call Skip themselves.
func Lacking(t testing.TB, format string, args ...any) {
	t.Helper()
	if os.Getenv("LECTERN_CI") != "" {
		t.Fatalf("LECTERN_CI is set, so nothing may be skipped: "+format, args...)
	}
	t.Skipf(format, args...)
}

// Program returns the path of the first of these programs that is installed.
func Program(t testing.TB, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	Lacking(t, "%s is not installed: see .ci/run", strings.Join(names, " or "))
	return ""
}

// Strace returns the path of strace if it may trace processes here.
func Strace(t testing.TB) string {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("strace is for Linux")
	}
	strace := Program(t, "strace")
	if out, err := exec.Command(strace, "-f", "-qqq", "-e", "trace=openat", "-o", os.DevNull, "true").CombinedOutput(); err != nil {
		Lacking(t, "strace may not trace here: %v %s", err, out)
	}
	return strace
}

// Mount mounts a file system on a folder, which it makes, until the end of the test; args are those of mount(8).
func Mount(t testing.TB, dir string, args ...string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("the file systems of Linux are needed")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mount", append(args, dir)...).CombinedOutput(); err != nil {
		Lacking(t, "may not mount here: %v %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", "-l", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v %s", err, out)
		}
	})
}

// Torture reports whether the long tests shall run in full: make torture sets LECTERN_TORTURE.
func Torture() bool { return os.Getenv("LECTERN_TORTURE") != "" }

// Rounds returns how often something is done: few times in every test run, often under Torture.
func Rounds(few, often int) int {
	if Torture() {
		return often
	}
	return few
}
