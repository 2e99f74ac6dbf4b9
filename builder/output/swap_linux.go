package output

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// exchange swaps the names a and b in one step (renameat2 with RENAME_EXCHANGE, Linux 3.15). The error is
// errors.ErrUnsupported where the kernel or the file system has no such thing.
func exchange(in *os.Root, a, b string) error {
	dir, err := openFolder(in)
	if err != nil {
		return err
	}
	defer dir.Close()
	fd := int(dir.Fd())
	err = unix.Renameat2(fd, a, fd, b, unix.RENAME_EXCHANGE)
	if errors.Is(err, unix.EINVAL) { // what a file system without it says
		return errors.ErrUnsupported
	}
	return err
}
