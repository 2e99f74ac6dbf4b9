//go:build !linux && !darwin

package watch

import (
	"os"
	"time"
)

// look gives the stamp of a path, of the link itself unless follow is set.
func look(path string, follow bool) (stamp, bool) {
	at := time.Now().UnixNano()
	call := os.Lstat
	if follow {
		call = os.Stat
	}
	info, err := call(path)
	if err != nil {
		return stamp{}, false
	}
	return stamp{
		size:    info.Size(),
		mtime:   info.ModTime().UnixNano(),
		mode:    uint32(info.Mode()),
		dir:     info.IsDir(),
		regular: info.Mode().IsRegular(),
		at:      at,
	}, true
}

// names lists a folder.
func names(path string, _ bool) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Readdirnames(-1)
}

// silentSystem names the file system of path if it does not tell of every change; it is not known here, and the
// slow scan finds out.
func silentSystem(string) string { return "" }

// watchLimit says how a user of this system raises the limit of watches.
const watchLimit = ""
