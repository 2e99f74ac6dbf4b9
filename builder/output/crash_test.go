//go:build linux

package output

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder/need"
)

// The faults here are injected by strace into a process of its own: this test binary, running TestPublishChild.

// crashSite returns the content of two versions of a site that differ in every way two sites can.
func crashSite(version string) map[string]string {
	site := map[string]string{
		"about/index.html": "same", "m/one/index.html": "one " + version, "m/two/index.html": "same",
		"long": strings.Repeat("x", bufferSize+1) + version,
	}
	if version == "a" {
		site["gone/index.html"], site["turns"], site["m/x/index.html"] = "gone", "a file", "x"
	} else {
		site["new/index.html"], site["turns/index.html"], site["m/x"] = "new", "in a folder now", "a file now"
	}
	return site
}

// crashForeign is what lies between the site's files and is not from us.
var crashForeign = map[string]string{"CNAME": "example.org", ".git/HEAD": "ref", "m/notes": "mine", "gone/mine": "mine"}

// crashTree is how the output looks with a version of the site in it.
func crashTree(version string) map[string]string {
	tree := map[string]string{"link": "-> ../outside"}
	for _, part := range []map[string]string{crashSite(version), crashForeign} {
		for path, text := range part {
			tree[path] = text
			for dir := filepath.Dir(path); dir != "."; dir = filepath.Dir(dir) {
				tree[dir+"/"] = ""
			}
		}
	}
	return tree
}

// crashOutput makes a folder with an output in it that has version a, and perhaps a kept staging area.
func crashOutput(t *testing.T, keep bool) (dir, dst string) {
	dir, err := os.MkdirTemp(t.TempDir(), "")
	require.NoError(t, err)
	dst = filepath.Join(dir, "public")
	if keep {
		publishKept(t, dst, crashSite("b"))
	}
	publishCrash(t, dst, "a", keep)
	pubWrite(t, dst, crashForeign)
	require.NoError(t, os.Symlink("../outside", dst+"/link"))
	return dir, dst
}

func publishCrash(t *testing.T, dst, version string, keep bool) {
	t.Helper()
	if keep {
		publishKept(t, dst, crashSite(version))
	} else {
		publishTo(t, dst, crashSite(version))
	}
}

// TestPublishChild is no test: it publishes version b, all of it in one thread, for the tests below. It exits with 3 and
// the error on standard error, as lectern does.
func TestPublishChild(t *testing.T) {
	dst := os.Getenv("LECTERN_TEST_DST")
	if dst == "" {
		t.Skip("the other tests here run it")
	}
	runtime.LockOSThread()
	if version := os.Getenv("LECTERN_TEST_VERSION"); version != "" {
		require.NoError(t, publishRecording(dst, version))
		os.Exit(0)
	}
	opt := PublishOptions{Workers: 1}
	if _, err := os.Lstat(filepath.Join(filepath.Dir(dst), keptStage)); err == nil {
		opt.KeepFrom = 1
	}
	stats, err := Publish(context.Background(), dst, pubFiles(crashSite("b")), opt)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	for _, w := range stats.Warnings {
		fmt.Fprintln(os.Stderr, "warning:", w)
	}
	os.Exit(0)
}

// pubChild is the child under strace with the given injections.
func pubChild(ctx context.Context, dst string, injections ...string) *exec.Cmd {
	args := []string{"-f", "-qqq", "-o", "/dev/null", "-e", "signal=none"}
	var traced []string
	for _, in := range injections {
		call, _, _ := strings.Cut(in, ":")
		traced = append(traced, call)
		args = append(args, "-e", "inject="+in)
	}
	args = append(args, "-e", "trace="+strings.Join(traced, ","))
	args = append(args, os.Args[0], "-test.run=^TestPublishChild$")
	cmd := exec.CommandContext(ctx, "strace", args...)
	cmd.Env = append(os.Environ(), "LECTERN_TEST_DST="+dst, "GOMAXPROCS=1", "GORACE=atexit_sleep_ms=0")
	return cmd
}

// runChild runs the child and returns its exit code, -1 if it was killed, and what it said.
func runChild(t *testing.T, dst string, injections ...string) (int, string) {
	t.Helper()
	cmd := pubChild(t.Context(), dst, injections...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String()
}

// requireWhole checks that the output is one whole site, and that the next builds mend what is left.
func requireWhole(t *testing.T, dir, dst, what string, keep bool) (version string) {
	t.Helper()
	tree := pubTree(t, dst)
	for _, version = range []string{"a", "b"} {
		if maps.Equal(tree, crashTree(version)) {
			break
		}
		require.NotEqual(t, "b", version, "%s: neither old nor new: %v", what, slices.Sorted(maps.Keys(tree)))
	}
	publishCrash(t, dst, "b", keep)
	require.Equal(t, crashTree("b"), pubTree(t, dst), what)
	if keep {
		publishKept(t, dst, crashSite("a"))
		require.Equal(t, crashTree("a"), pubTree(t, dst), what)
		require.Equal(t, []string{keptStage, "public"}, pubNames(t, dir), what)
		publishTo(t, dst, crashSite("b"))
	}
	require.Equal(t, []string{"public"}, pubNames(t, dir), what)
	return version
}

// killCalls returns the system calls to kill a build at: those that change a file system or, for torture, all.
func killCalls() []string {
	calls := []string{"mkdirat", "openat", "write", "linkat", "symlinkat", "renameat", "renameat2", "unlinkat"}
	if need.Torture() {
		calls = append(calls, "close", "newfstatat", "fstat", "getdents64", "pread64", "flock", "readlinkat", "fcntl", "epoll_ctl")
	}
	return calls
}

// TestPublishKilled kills a build at its first, second … call of each kind, until one is not killed.
func TestPublishKilled(t *testing.T) {
	need.Strace(t)
	t.Parallel()
	for name, keep := range map[string]bool{"": false, ", with a kept staging area": true} {
		saw := map[string]int{}
		for _, call := range killCalls() {
			for n := 1; ; n += need.Rounds(6, 1) {
				dir, dst := crashOutput(t, keep)
				code, out := runChild(t, dst, fmt.Sprintf("%s:signal=SIGKILL:when=%d", call, n))
				version := requireWhole(t, dir, dst, fmt.Sprintf("killed at %s number %d", call, n), keep)
				if code == 0 {
					require.Equal(t, "b", version)
					break
				}
				require.Equal(t, -1, code, out)
				saw[version]++
			}
		}
		t.Logf("killed at %d calls, at %d of them before the swap%s", saw["a"]+saw["b"], saw["a"], name)
		require.Greater(t, saw["a"], 15, "kills before the swap")
		require.Greater(t, saw["b"], 5, "kills after it")
	}
}

// TestPublishFirstKilled is the same for a first build: there is no site, or a whole one.
func TestPublishFirstKilled(t *testing.T) {
	need.Strace(t)
	t.Parallel()
	for _, call := range killCalls() {
		for n := 1; ; n += need.Rounds(6, 1) {
			dir := t.TempDir()
			dst := filepath.Join(dir, "new", "public")
			code, out := runChild(t, dst, fmt.Sprintf("%s:signal=SIGKILL:when=%d", call, n))
			if _, err := os.Stat(dst); err == nil {
				for path, text := range crashSite("b") {
					require.True(t, pubTree(t, dst)[path] == text, "%s number %d, %s", call, n, path)
				}
			}
			publishTo(t, dst, crashSite("b"))
			require.Equal(t, []string{"public"}, pubNames(t, filepath.Dir(dst)))
			if code == 0 {
				break
			}
			require.Equal(t, -1, code, out)
		}
	}
}

// TestPublishKilledWithoutExchange is about a file system that cannot exchange two folders. A build that is killed
// between the two renames leaves no output; the next one, even if it fails, puts the old one back.
func TestPublishKilledWithoutExchange(t *testing.T) {
	need.Strace(t)
	t.Parallel()
	dir, dst := crashOutput(t, false)
	code, out := runChild(t, dst, "renameat2:error=EINVAL")
	require.Equal(t, 0, code, out)
	require.Equal(t, crashTree("b"), pubTree(t, dst))
	require.Equal(t, []string{"public"}, pubNames(t, dir))

	for n := 1; n <= 3; n++ {
		dir, dst := crashOutput(t, false)
		code, _ := runChild(t, dst, "renameat2:error=ENOSYS", fmt.Sprintf("renameat:signal=SIGKILL:when=%d", n))
		if n == 3 {
			require.Equal(t, 0, code)
			break
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := Publish(ctx, dst, pubFiles(crashSite("b")), PublishOptions{})
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, []string{"public"}, pubNames(t, dir))
		require.Equal(t, "a", requireWhole(t, dir, dst, "killed at a rename", false))
	}
	dir, dst = crashOutput(t, false)
	code, out = runChild(t, dst, "renameat2:error=EINVAL", "renameat:error=EIO:when=2")
	require.Equal(t, 3, code)
	require.Contains(t, out, "publish to "+dst+": put the new site in place: input/output error")
	require.Equal(t, crashTree("a"), pubTree(t, dst))
	require.Equal(t, []string{"public"}, pubNames(t, dir))
}

// TestPublishFailingCalls makes each system call that changes a file system fail once, for lack of space or with an
// error of the disk. The build succeeds all the same, or the old site stands, nothing is left behind and the message
// names the cause.
func TestPublishFailingCalls(t *testing.T) {
	need.Strace(t)
	t.Parallel()
	failures := 0
	for errno, text := range map[string]string{"ENOSPC": "no space left on device", "EIO": "input/output error"} {
		for _, call := range []string{"openat", "mkdirat", "write", "linkat", "symlinkat", "renameat2"} {
			for n := 1; ; n += need.Rounds(11, 1) {
				dir, dst := crashOutput(t, false)
				code, out := runChild(t, dst, fmt.Sprintf("%s:error=%s:when=%d", call, errno, n))
				what := fmt.Sprintf("%s number %d fails with %s: %s", call, n, errno, out)
				if code == 3 {
					failures++
					require.Equal(t, crashTree("a"), pubTree(t, dst), what)
					require.Regexp(t, "^publish to "+dst+": .*: "+text+"\n$", out)
				} else {
					require.Equal(t, 0, code, what)
					require.Equal(t, crashTree("b"), pubTree(t, dst), what)
				}
				if !strings.Contains(out, "could not be removed") { // failed while removing, which is said
					require.Equal(t, []string{"public"}, pubNames(t, dir), what)
				}
				if out == "" && n > 8 || call == "renameat2" && n > 1 {
					break
				}
			}
		}
	}
	require.Greater(t, failures, 10)
}

// TestPublishNotRemoved makes each removal fail: the new site stands all the same, and the next build clears away.
func TestPublishNotRemoved(t *testing.T) {
	need.Strace(t)
	t.Parallel()
	dir, dst := crashOutput(t, false)
	code, out := runChild(t, dst, "unlinkat:error=EIO:when=3+")
	require.Equal(t, 0, code, out)
	require.Contains(t, out, "warning: the new site stands, but the old one could not be removed: delete "+
		filepath.Join(dir, ".public.lectern-new")+" (input/output error)")
	require.Equal(t, "b", requireWhole(t, dir, dst, "nothing removed", false))
}

// TestPublishWithoutLinks is about file systems without hard links: files are copied, with their times.
func TestPublishWithoutLinks(t *testing.T) {
	need.Strace(t)
	t.Parallel()
	dir, dst := crashOutput(t, false)
	before := pubInfo(t, dst+"/about/index.html")
	code, out := runChild(t, dst, "linkat:error=EPERM")
	require.Equal(t, 0, code, out)
	require.Equal(t, before.Mtim, pubInfo(t, dst+"/about/index.html").Mtim)
	require.NotEqual(t, before.Ino, pubInfo(t, dst+"/about/index.html").Ino)
	require.Equal(t, "b", requireWhole(t, dir, dst, "copied", false))
}

// TestPublishFullDisk fills a small disk, once with bytes and once with files.
func TestPublishFullDisk(t *testing.T) {
	for _, option := range []string{"size=1m", "nr_inodes=60"} {
		dir := t.TempDir()
		need.Mount(t, dir, "-t", "tmpfs", "-o", option, "none")
		dst := filepath.Join(dir, "public")
		small := map[string]string{"index.html": "home", "CNAME": "c"}
		publishTo(t, dst, small)
		big := map[string]string{"index.html": "home"}
		for i := range 100 {
			big[fmt.Sprintf("m/%02d.html", i)] = strings.Repeat("x", 20_000)
		}
		_, err := Publish(t.Context(), dst, pubFiles(big), PublishOptions{})
		require.ErrorIs(t, err, syscall.ENOSPC)
		require.Regexp(t, "^publish to "+dst+": write m/[0-9]+.html: no space left on device$", err.Error())
		require.Equal(t, small, pubTree(t, dst))
		require.Equal(t, []string{"public"}, pubNames(t, dir))
		require.Equal(t, 1, publishTo(t, dst, map[string]string{"index.html": "new"}).Wrote)
	}
}

// TestPublishProcessesAtOnce runs builds of one output in processes, some of which are killed.
func TestPublishProcessesAtOnce(t *testing.T) {
	need.Strace(t)
	t.Parallel()
	for round := range need.Rounds(2, 100) {
		dir, dst := crashOutput(t, false)
		var children []*exec.Cmd
		for i := range 6 {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestPublishChild$")
			child.Env = append(os.Environ(), "LECTERN_TEST_DST="+dst, "GORACE=atexit_sleep_ms=0")
			require.NoError(t, child.Start())
			if i%2 == 0 {
				time.AfterFunc(time.Duration(40+7*round+15*i)*time.Millisecond, cancel)
			}
			children = append(children, child)
		}
		for i, child := range children {
			if err := child.Wait(); i%2 == 1 {
				require.NoError(t, err)
			}
		}
		require.Equal(t, "b", requireWhole(t, dir, dst, "processes at once", false))
	}
}
