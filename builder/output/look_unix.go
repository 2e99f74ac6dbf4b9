//go:build darwin || linux

package output

import (
	"io/fs"
	"os"

	"golang.org/x/sys/unix"

	"lectern/builder/record"
)

// looker reads the stamps of what lies below a folder: with one system call each, and not one for each folder on the way too.
type looker struct{ dir *os.File }

func newLooker(root *os.Root) (*looker, error) {
	dir, err := openFolder(root)
	return &looker{dir}, err
}

func (l *looker) close() { l.dir.Close() }

// stamp returns the stamp of what stands at a path; unknown when nothing does. A symlink at its end is not followed, one on the
// way is: whoever needs to know that there is none looks at the folders too.
func (l *looker) stamp(path string) record.Stamp {
	var s unix.Stat_t
	for {
		err := unix.Fstatat(int(l.dir.Fd()), path, &s, unix.AT_SYMLINK_NOFOLLOW)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return record.Stamp{}
		}
		return record.Stamp{Size: s.Size, MTime: s.Mtim.Nano(), CTime: s.Ctim.Nano(), Inode: s.Ino, Mode: modeOf(uint32(s.Mode))}
	}
}

// modeOf returns a mode of the system's as package os does.
func modeOf(mode uint32) fs.FileMode {
	m := fs.FileMode(mode & 0o777)
	for _, is := range modeBits {
		if mode&is.mask == is.bits {
			m |= is.mode
		}
	}
	return m
}

var modeBits = []struct {
	mask, bits uint32
	mode       fs.FileMode
}{
	{unix.S_IFMT, unix.S_IFDIR, fs.ModeDir},
	{unix.S_IFMT, unix.S_IFLNK, fs.ModeSymlink},
	{unix.S_IFMT, unix.S_IFIFO, fs.ModeNamedPipe},
	{unix.S_IFMT, unix.S_IFSOCK, fs.ModeSocket},
	{unix.S_IFMT, unix.S_IFBLK, fs.ModeDevice},
	{unix.S_IFMT, unix.S_IFCHR, fs.ModeDevice | fs.ModeCharDevice},
	{unix.S_ISUID, unix.S_ISUID, fs.ModeSetuid},
	{unix.S_ISGID, unix.S_ISGID, fs.ModeSetgid},
	{unix.S_ISVTX, unix.S_ISVTX, fs.ModeSticky},
}
