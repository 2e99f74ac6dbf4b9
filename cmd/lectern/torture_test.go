package main

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder/need"
)

// The tests here do to the released command what can happen to a build. Each states how often in its log, which make torture prints.

// call is the n-th system call of one kind in a thread.
type call struct {
	name string
	n    int
}

// systemCalls runs a build of the second version over the first and returns every call that changes files or, with
// LECTERN_TORTURE, every call there is.
func (r *rig) systemCalls() []call {
	r.publish(0, "before tracing")
	log := filepath.Join(filepath.Dir(r.dir), "trace")
	cmd := r.with(context.Background(), 1, r.output(), traced(r.t, "-o", log)...)
	cmd.Env = append(cmd.Env, "GOMAXPROCS=1")
	require.Equal(r.t, outcome{}, finish(r.t, cmd))
	counts, most := map[string]int{}, map[string]int{}
	file, err := os.Open(log)
	require.NoError(r.t, err)
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		thread, rest, _ := strings.Cut(lines.Text(), " ")
		name, _, found := strings.Cut(strings.TrimSpace(rest), "(")
		if !found || strings.ContainsAny(name, " <+") {
			continue
		}
		counts[thread+name]++
		most[name] = max(most[name], counts[thread+name])
	}
	var all []call
	for name, n := range most {
		if name == "execve" || !need.Torture() && !slices.Contains(changing, name) {
			continue
		}
		for i := range n {
			all = append(all, call{name, i + 1})
		}
	}
	slices.SortFunc(all, func(a, b call) int {
		if a.n != b.n {
			return a.n - b.n
		}
		return strings.Compare(a.name, b.name)
	})
	require.Greater(r.t, len(all), 100)
	return all
}

// changing are the system calls of a build that change a file system.
var changing = []string{"write", "openat", "mkdirat", "linkat", "renameat", "renameat2", "unlinkat", "fchmodat", "fchmod", "ftruncate"}

// some returns so many of the calls, evenly spread, or all with LECTERN_TORTURE.
func some(calls []call, n int) []call {
	if need.Torture() || len(calls) <= n {
		return calls
	}
	var out []call
	for i := range n {
		out = append(out, calls[i*len(calls)/n])
	}
	return out
}

// TestKilledAtEverySystemCall kills a build at each of its system calls.
func TestKilledAtEverySystemCall(t *testing.T) {
	r := newRig(t, 3)
	ended, saw := 0, [2]int{}
	for _, c := range some(r.systemCalls(), 16) {
		what := fmt.Sprintf("killed at %s number %d", c.name, c.n)
		r.publish(0, "before being "+what)
		cmd := r.with(t.Context(), 1, r.output(), traced(t, "-o", os.DevNull, "-e", "trace="+c.name,
			"-e", fmt.Sprintf("inject=%s:signal=SIGKILL:when=%d", c.name, c.n))...)
		cmd.Env = append(cmd.Env, "GOMAXPROCS=1")
		if o := finish(t, cmd); o.code == 0 {
			ended++ // no thread came so far this time
		} else {
			require.Equal(t, outcome{-1, ""}, o, what)
			saw[r.stands(what)]++
		}
		r.publish(1, "after being "+what)
	}
	t.Logf("killed at %d system calls: %d times the old site stood, %d times the new one, 0 times a mixture (%d builds ended before)",
		saw[0]+saw[1], saw[0], saw[1], ended)
	require.Positive(t, saw[0])
	require.Greater(t, saw[0]+saw[1], ended)
}

// TestKilledAtRandom kills builds of a site of 400 pages at random times.
func TestKilledAtRandom(t *testing.T) {
	r := newRig(t, 400)
	r.publish(0, "first")
	start := time.Now()
	r.publish(1, "second")
	usual := time.Since(start) * 3 / 4 // of which a part is checking
	random := rand.New(rand.NewPCG(4, 5))
	next, ended, saw := 0, 0, [2]int{}
	for n := range need.Rounds(6, 200) {
		after := time.Duration(random.Int64N(int64(usual)))
		what := fmt.Sprintf("kill %d, after %v", n, after)
		o := killAfter(t, r.command(next, r.output()), after)
		if stood := r.stands(what); o.code == 0 {
			ended++
			require.Equal(t, next, stood, what)
		} else {
			require.Equal(t, outcome{-1, ""}, o, what)
			saw[(stood+next+1)%2]++ // 1 is the version that was being built
		}
		r.publish(next, what)
		next = 1 - next
	}
	t.Logf("killed %d builds of 400 lessons: %d times the old site stood, %d times the new one, 0 times a mixture (%d ended before)",
		saw[0]+saw[1], saw[0], saw[1], ended)
	require.Positive(t, saw[0])
}

var failureForm = regexp.MustCompile(`^error: .+: .*(no space left on device|input/output error)\n$`)

// TestFailingSystemCalls lets each call that changes a file system fail once, as on a full or a broken disk. Either the build
// succeeds all the same, or the old site stands, it exits with 3 and says what could not be done and why.
func TestFailingSystemCalls(t *testing.T) {
	r := newRig(t, 3)
	calls := slices.DeleteFunc(r.systemCalls(), func(c call) bool { return !slices.Contains(changing, c.name) })
	failed, done := 0, 0
	for i, c := range some(calls, 14) {
		for j, errno := range []string{"ENOSPC", "EIO"} {
			if !need.Torture() && i%2 != j {
				continue
			}
			what := fmt.Sprintf("%s number %d fails with %s", c.name, c.n, errno)
			r.publish(0, "before "+what)
			cmd := r.with(t.Context(), 1, r.output(), traced(t, "-o", os.DevNull, "-e", "trace="+c.name,
				"-e", fmt.Sprintf("inject=%s:error=%s:when=%d", c.name, errno, c.n))...)
			cmd.Env = append(cmd.Env, "GOMAXPROCS=1")
			o := finish(t, cmd)
			switch {
			case o.code == 0:
				done++
				require.Equal(t, 1, r.stands(what), what)
				require.NotContains(t, o.said, "error:", what)
			case strings.Contains(o.said, "netpoll"):
				require.Equal(t, 0, r.stands(what), what) // the runtime cannot go on without
			default:
				failed++
				require.Equal(t, 3, o.code, "%s: %s", what, o.said)
				if !strings.HasPrefix(c.name, "write") || o.said != "" { // the write that failed may be that of the message
					require.Regexp(t, failureForm, o.said, what)
				}
				require.Equal(t, 0, r.stands(what), what)
			}
			r.publish(1, "after "+what)
		}
	}
	t.Logf("%d calls failed: the old site stood and the message said why %d times, the build went on %d times", failed+done, failed, done)
	require.Positive(t, failed)
}

// TestFullDisk publishes to a disk that is too small for the next version, in bytes and in files.
func TestFullDisk(t *testing.T) {
	for option, lessons := range map[string]int{"size=3m": 100, "nr_inodes=150": 100} {
		r := newRig(t, 3)
		big := newRig(t, lessons)
		need.Mount(t, r.dir, "-t", "tmpfs", "-o", option, "none")
		r.publish(0, option)
		o := finish(t, big.command(1, r.output()))
		require.Equal(t, 3, o.code, o.said)
		require.Regexp(t, `^error: publish to `+regexp.QuoteMeta(r.output())+`: \w+ [^:]+: no space left on device\n$`, o.said)
		require.Equal(t, 0, r.stands(option), option)
		r.tidy(option)
		r.publish(1, option)
	}
}

// TestBuildsAtOnce lets two to eight builds of two versions publish to one output at the same time, some of which are killed.
func TestBuildsAtOnce(t *testing.T) {
	r := newRig(t, 30)
	builds := 0
	for round := range need.Rounds(2, 28) {
		ctx, kill := context.WithCancel(t.Context())
		time.AfterFunc(time.Duration(20+10*round)*time.Millisecond, kill)
		var running []*exec.Cmd
		for i := range 2 + round%7 {
			mortal := context.Background()
			if i%3 == 2 {
				mortal = ctx
			}
			cmd := r.with(mortal, i%2, r.output())
			require.NoError(t, cmd.Start())
			running = append(running, cmd)
		}
		for i, cmd := range running {
			if err := cmd.Wait(); i%3 != 2 {
				require.NoError(t, err, "build %d of round %d", i, round)
			}
			builds++
		}
		kill()
		r.stands("builds at once")
		r.publish(round%2, "after builds at once")
	}
	t.Logf("%d builds in rounds of two to eight at once: each round ended as one whole site", builds)
}

// TestSignals stops builds: the site that stood stands, and nothing is left.
func TestSignals(t *testing.T) {
	r := newRig(t, 100)
	stopped := 0
	for n := range need.Rounds(6, 60) {
		signal := []syscall.Signal{syscall.SIGINT, syscall.SIGTERM}[n%2]
		first := n%3 == 2
		if first {
			require.NoError(t, os.RemoveAll(r.dir))
			require.NoError(t, os.Mkdir(r.dir, 0o755))
		} else {
			r.publish(0, "before a signal")
		}
		cmd := r.command(1, r.output())
		require.NoError(t, cmd.Start())
		time.Sleep(time.Duration(20+7*n) * time.Millisecond)
		_ = cmd.Process.Signal(signal)
		_ = cmd.Wait()
		what := fmt.Sprintf("%v number %d", signal, n)
		r.tidy(what)
		switch code := cmd.ProcessState.ExitCode(); code {
		case 0:
			require.Equal(t, 1, r.stands(what))
		case 128 + int(signal):
			stopped++
			if !first {
				r.stands(what)
			} else if _, err := os.Stat(r.output()); err == nil {
				require.Equal(t, 1, r.stands(what))
			}
		default:
			require.Equal(t, -1, code, "%s: before the program listens for signals", what)
		}
	}
	t.Logf("%d builds were stopped by a signal", stopped)
	require.Positive(t, stopped)
}

// TestBuildStartsNothing looks at every process that a build starts and every socket that it opens: there is none.
func TestBuildStartsNothing(t *testing.T) {
	r := newRig(t, 30)
	log := filepath.Join(t.TempDir(), "trace")
	cmd := r.with(t.Context(), 0, r.output(), traced(t, "-o", log, "-e", "trace=execve,execveat,fork,vfork,clone,clone3,%network")...)
	require.Equal(t, outcome{}, finish(t, cmd))
	text, err := os.ReadFile(log)
	require.NoError(t, err)
	programs := 0
	for line := range strings.Lines(string(text)) {
		switch {
		case strings.Contains(line, " execve("):
			programs++
		case strings.Contains(line, " clone") && !strings.Contains(line, "CLONE_THREAD") && !strings.Contains(line, "resumed"):
			require.Fail(t, "a process was started", line)
		default:
			require.NotRegexp(t, `^\d+ +(socket|connect|bind|send|execveat|v?fork)`, line)
		}
	}
	require.Equal(t, 1, programs, "lectern itself")
}
