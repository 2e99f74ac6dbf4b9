package watch

import (
	"os"
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
		mtime: st.Mtim.Nano(), ctime: st.Ctim.Nano(),
		dev: uint64(st.Dev), ino: st.Ino,
		mode:    st.Mode,
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

// silent are the file systems where somebody else may write without an event here: another
// machine, the host of a virtual machine, the lower folder of an overlay. Numbers from statfs(2).
var silent = map[uint32]string{
	0x6969:     "NFS",
	0x517B:     "SMB",
	0xFE534D42: "SMB",
	0xFF534D42: "SMB",
	0x01021997: "9p",
	0x65735546: "FUSE",
	0x794C7630: "overlay",
	0x786F4256: "vboxsf",
	0xBACBACBC: "hgfs",
	0x7C7C6673: "prl_fs",
	0x73757245: "Coda",
	0x5346414F: "AFS",
	0x6B414653: "AFS",
	0x00C36400: "Ceph",
	0x0BD00BD0: "Lustre",
	0x19830326: "BeeGFS",
	0x47504653: "GPFS",
}

// silentSystem names the file system of path if it does not tell of every change, else gives "".
func silentSystem(path string) string {
	var st unix.Statfs_t
	if err := unix.Statfs(path, &st); err != nil {
		return ""
	}
	return silent[uint32(st.Type)]
}

// watchLimit says how a user of this system raises the limit of watches.
const watchLimit = " (raise fs.inotify.max_user_watches and fs.inotify.max_user_instances with sysctl to avoid it)"
