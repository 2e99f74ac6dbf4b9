package watch

import (
	"os"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// look gives the stamp of a path, of the link itself unless follow is set.
func look(path string, follow bool) (stamp, bool) {
	var st syscall.Stat_t
	at := time.Now().UnixNano()
	for err := stat(path, follow, &st); err != nil; err = stat(path, follow, &st) {
		if err != syscall.EINTR { // a signal interrupts calls to network file systems
			return stamp{}, false
		}
	}
	return stamp{
		size:  st.Size,
		mtime: st.Mtimespec.Nano(), ctime: st.Ctimespec.Nano(),
		dev: uint64(st.Dev), ino: st.Ino,
		mode:    uint32(st.Mode),
		dir:     st.Mode&syscall.S_IFMT == syscall.S_IFDIR,
		regular: st.Mode&syscall.S_IFMT == syscall.S_IFREG,
		at:      at,
	}, true
}

func stat(path string, follow bool, st *syscall.Stat_t) error {
	if follow {
		return syscall.Stat(path, st)
	}
	return syscall.Lstat(path, st)
}

// names lists a folder. A pipe that took the folder's place is refused instead of waited for.
func names(path string, follow bool) ([]string, error) {
	flags := os.O_RDONLY | syscall.O_DIRECTORY | syscall.O_NONBLOCK
	if !follow {
		flags |= syscall.O_NOFOLLOW
	}
	f, err := os.OpenFile(path, flags, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Readdirnames(-1)
}

// silentSystem names the file system of path if it does not tell of every change, else gives "".
func silentSystem(path string) string {
	var st unix.Statfs_t
	if err := unix.Statfs(path, &st); err != nil {
		return ""
	}
	name := unix.ByteSliceToString(st.Fstypename[:])
	for _, known := range []string{"nfs", "smbfs", "webdav", "afpfs", "macfuse", "osxfuse"} {
		if strings.EqualFold(name, known) {
			return name
		}
	}
	return ""
}

// watchLimit says how a user of this system raises the limit of watches.
const watchLimit = " (raise it with ulimit -n to avoid it)"
