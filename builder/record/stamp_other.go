//go:build !linux && !darwin

package record

import "io/fs"

// identity is unknown here: files are told apart by their size and time.
func identity(fs.FileInfo) (inode uint64, ctime int64) { return 0, 0 }
