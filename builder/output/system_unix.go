//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package output

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// openNow makes opening return at once, whatever stands at a path by now: a FIFO would wait for its other end.
const openNow = syscall.O_NONBLOCK

// linkFile gives a file a second name in another folder. A symlink is not followed.
func linkFile(from, to *os.File, name string) error {
	return unix.Linkat(int(from.Fd()), name, int(to.Fd()), name, 0)
}

// unlinkable reports whether err means that there can be no hard link, though a copy may be made: the file system has
// none, the file has too many, or the system forbids one to a file of somebody else.
func unlinkable(err error) bool {
	return errors.Is(err, unix.EPERM) || errors.Is(err, unix.EMLINK) || errors.Is(err, unix.EXDEV) ||
		errors.Is(err, errors.ErrUnsupported)
}

// sameDevice reports whether two files are on one file system.
func sameDevice(a, b fs.FileInfo) bool {
	x, y := stat(a), stat(b)
	return x == nil || y == nil || x.Dev == y.Dev
}

// inode returns the number of a file on its file system.
func inode(info fs.FileInfo) uint64 {
	if s := stat(info); s != nil {
		return uint64(s.Ino)
	}
	return 0
}

// ownedByUs reports whether a file belongs to who runs this process.
func ownedByUs(info fs.FileInfo) bool {
	s := stat(info)
	return s != nil && int(s.Uid) == os.Geteuid()
}

// sameOwner reports whether two files belong to one user.
func sameOwner(a, b fs.FileInfo) bool {
	x, y := stat(a), stat(b)
	return x != nil && y != nil && x.Uid == y.Uid
}

// likeOwner gives a file in a folder the owner in info, if it has another and if we may.
func likeOwner(in *os.Root, name string, info fs.FileInfo) {
	if s := stat(info); s != nil && (int(s.Uid) != os.Geteuid() || int(s.Gid) != os.Getegid()) {
		_ = in.Lchown(name, int(s.Uid), int(s.Gid))
	}
}

func stat(info fs.FileInfo) *syscall.Stat_t {
	s, _ := info.Sys().(*syscall.Stat_t)
	return s
}
