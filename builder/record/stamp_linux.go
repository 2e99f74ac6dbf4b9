package record

import (
	"io/fs"
	"syscall"
)

// identity returns the number of a file on its file system and when it was last changed in any way.
func identity(info fs.FileInfo) (inode uint64, ctime int64) {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return s.Ino, s.Ctim.Nano()
	}
	return 0, 0
}
