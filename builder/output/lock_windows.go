package output

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// removeHeldLock is false: a file that others have open keeps its name here until they close it, so the lock file stays.
const removeHeldLock = false

// tryLock takes the lock on a file (LockFileEx) or reports that somebody else has it. It is freed when the file is
// closed.
func tryLock(f *os.File) (bool, error) {
	err := windows.LockFileEx(windows.Handle(f.Fd()),
		windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, new(windows.Overlapped))
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return false, nil
	}
	return err == nil, err
}
