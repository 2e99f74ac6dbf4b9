package output

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// lock is held by the one build that may write an output. It is a lock of the system's on a file beside the output
// folder, so it ends with its holder, however that ends. (A lock on the folder that holds the output would leave no
// file, but make builds of different outputs wait for each other, and wait for ever under "flock . lectern build".)
type lock struct {
	parent *os.Root // the folder that holds the output
	name   string
	file   *os.File
	made   []string // folders that were made for this build
}

// lockPause is how long a waiting build sleeps between two tries.
const lockPause = 10 * time.Millisecond

// takeLock opens the folder that holds the output d, which it makes if need be, and waits there for the lock.
func takeLock(ctx context.Context, d destination) (*lock, error) {
	for {
		l, err := openLock(d)
		if err != nil {
			return nil, err
		}
		held, err := l.wait(ctx)
		if held {
			return l, nil
		}
		l.file.Close()
		l.parent.Close()
		if err != nil {
			removeFolders(l.made)
			return nil, err
		}
	}
}

// lockName is the name of the lock file beside the output with that name.
func lockName(name string) string { return "." + name + ".lectern-lock" }

// openLock opens the lock file. Another build that fails may remove the folders that it made at this moment; then they
// are made again.
func openLock(d destination) (*lock, error) {
	l := &lock{name: lockName(d.name)}
	for try := 0; ; try++ {
		made, err := makeFolders(d.parent)
		l.made = append(l.made, made...)
		if err == nil {
			l.parent, err = os.OpenRoot(d.parent)
		}
		if err == nil {
			if l.file, err = l.parent.OpenFile(l.name, os.O_RDWR|os.O_CREATE|openNow, 0o644); err == nil {
				return l, nil
			}
			l.parent.Close()
		}
		if !errors.Is(err, fs.ErrNotExist) || try == 100 {
			removeFolders(l.made)
			return nil, failed("create", filepath.Join(d.parent, l.name), err)
		}
	}
}

// wait waits for the lock. It returns false without an error if the file is not the lock any more, since its last
// holder removed it.
func (l *lock) wait(ctx context.Context) (bool, error) {
	for {
		got, err := tryLock(l.file)
		if err != nil {
			return false, failed("lock", l.name, err)
		}
		if got {
			return l.current()
		}
		select {
		case <-ctx.Done():
			return false, stopped(ctx)
		case <-time.After(lockPause):
		}
	}
}

// current reports whether the file that is locked is the one that the next build would open.
func (l *lock) current() (bool, error) {
	mine, err := l.file.Stat()
	if err != nil {
		return false, failed("look up", l.name, err)
	}
	there, err := l.parent.Lstat(l.name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, failed("look up", l.name, err)
	}
	if !there.Mode().IsRegular() {
		return false, fmt.Errorf("%s is in the way and is no file: delete it", l.name)
	}
	return os.SameFile(mine, there), nil
}

// release removes the lock file while it is held, so that a build that waits for it sees that it is gone, and frees the
// lock. After a failed build the folders that were made for it go too, if they are empty.
func (l *lock) release(failed bool) {
	if removeHeldLock {
		_ = l.parent.Remove(l.name)
	}
	l.file.Close()
	l.parent.Close()
	if failed {
		removeFolders(l.made)
	}
}

// makeFolders makes a folder and those above it, with the modes of the umask, and returns the ones that it made, from
// the top.
func makeFolders(dir string) (made []string, err error) {
	var missing []string
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		missing = append(missing, at)
	}
	for _, at := range slices.Backward(missing) {
		if err := os.Mkdir(at, 0o777); err == nil {
			made = append(made, at)
		} else if !errors.Is(err, fs.ErrExist) {
			return made, err
		}
	}
	return made, nil
}

// removeFolders removes folders that makeFolders made, if they are empty.
func removeFolders(made []string) {
	for _, at := range slices.Backward(made) {
		_ = os.Remove(at)
	}
}
