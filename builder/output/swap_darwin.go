package output

import (
	"os"

	"golang.org/x/sys/unix"
)

// exchange swaps the names a and b in one step (renameatx_np with RENAME_SWAP, APFS). The error is
// errors.ErrUnsupported where the file system has no such thing.
func exchange(in *os.Root, a, b string) error {
	dir, err := openFolder(in)
	if err != nil {
		return err
	}
	defer dir.Close()
	fd := int(dir.Fd())
	return unix.RenameatxNp(fd, a, fd, b, unix.RENAME_SWAP)
}
