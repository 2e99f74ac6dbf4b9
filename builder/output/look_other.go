//go:build !(darwin || linux)

package output

import (
	"os"

	"lectern/builder/record"
)

// looker reads the stamps of what lies below a folder.
type looker struct{ root *os.Root }

func newLooker(root *os.Root) (*looker, error) { return &looker{root}, nil }

func (l *looker) close() {}

// stamp returns the stamp of what stands at a path; unknown when nothing does.
func (l *looker) stamp(path string) record.Stamp {
	info, err := l.root.Lstat(path)
	if err != nil {
		return record.Stamp{}
	}
	return record.StampOf(info)
}
