//go:build unix

package main

import (
	"net"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"lectern/builder/need"
)

// TestSpecialFiles puts pipes, sockets and devices where files of a course stand. A build waits for none of them, reads none and
// publishes none.
func TestSpecialFiles(t *testing.T) {
	r := newRig(t, 3)
	source, err := os.MkdirTemp("/tmp", "l") // the address of a socket is short
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(source) })
	require.NoError(t, os.CopyFS(source, os.DirFS(r.sources[0])))
	r.sources[0] = source
	kinds := map[string]func(file string) error{
		"pipe": func(file string) error { return syscall.Mkfifo(file, 0o666) },
		"socket": func(file string) error {
			l, err := net.Listen("unix", file)
			if err == nil {
				t.Cleanup(func() { l.Close() })
			}
			return err
		},
	}
	if runtime.GOOS == "linux" && os.Getuid() == 0 {
		const zero = 1<<8 | 5 // /dev/zero, which never ends
		kinds["device"] = func(file string) error { return syscall.Mknod(file, syscall.S_IFCHR|0o666, zero) }
	}
	for kind, make := range kinds {
		for _, place := range []string{"static/" + kind, "module-00/" + kind + ".md", "module-00/" + kind + ".png", kind + ".pdf", kind + ".md"} {
			require.NoError(t, make(filepath.Join(source, "content", place)))
		}
	}
	require.Equal(t, outcome{}, finish(t, r.command(0, r.output())))
	require.Equal(t, 0, r.stands("special files"))
}

// TestWithoutRights builds as a user who may not read a lesson, or not write where the output is.
func TestWithoutRights(t *testing.T) {
	if os.Getuid() != 0 {
		need.Lacking(t, "only root can become another user")
	}
	r := newRig(t, 3)
	nobody := func(v int) outcome {
		cmd := r.command(v, r.output())
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		return finish(t, cmd)
	}
	for dir := r.dir; dir != filepath.Dir(dir); dir = filepath.Dir(dir) { // nobody has to come so far
		info, err := os.Stat(dir)
		require.NoError(t, err)
		if info.Mode()&0o005 == 0 {
			require.NoError(t, os.Chmod(dir, info.Mode()|0o055))
		}
	}
	program, err := os.Stat(filepath.Dir(r.program))
	require.NoError(t, err)
	require.NoError(t, os.Chmod(filepath.Dir(r.program), program.Mode()|0o055))
	r.publish(0, "as root")

	o := nobody(1)
	require.Equal(t, 3, o.code, o.said)
	require.Regexp(t, `^error: publish to .*/public: create .*/\.public\.lectern-lock: permission denied\n$`, o.said)
	require.Equal(t, 0, r.stands("no right to write"))
	r.tidy("no right to write")

	lesson := filepath.Join(r.sources[1], "content/module-00/lesson-1.md")
	require.NoError(t, os.Chmod(lesson, 0))
	require.NoError(t, os.Chmod(r.dir, 0o777))
	o = nobody(1)
	require.Equal(t, 3, o.code, o.said)
	require.Regexp(t, `^error: .*content/module-00/lesson-1\.md: permission denied\n$`, o.said)
	require.Equal(t, 0, r.stands("no right to read"))
}
