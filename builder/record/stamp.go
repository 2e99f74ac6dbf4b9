package record

import (
	"io/fs"
	"time"
)

// Stamp is what the system says of a file without reading it. The zero value means unknown.
type Stamp struct {
	Size  int64
	MTime int64  // nanoseconds of Unix time
	CTime int64  // likewise, of the last change of any kind; zero where the system has none
	Inode uint64 // zero where the system has none
	Mode  fs.FileMode
}

// StampOf returns the stamp of a file.
func StampOf(info fs.FileInfo) Stamp {
	s := Stamp{Size: info.Size(), MTime: info.ModTime().UnixNano(), Mode: info.Mode()}
	s.Inode, s.CTime = identity(info)
	return s
}

// Is reports whether t is the stamp of the same file in the same state: see Settled. Nothing is known of an unknown one.
func (s Stamp) Is(t Stamp) bool { return s == t && s != Stamp{} }

// Settled reports whether a file that is written after the moment at gets another stamp for sure. The clock of a file system
// moves in steps, of 10 ms at most on Linux, and of two seconds where files have whole seconds only (FAT): what is
// written twice in a step may look as if it was written once.
func (s Stamp) Settled(at time.Time) bool {
	step := 20 * time.Millisecond
	if s.MTime%int64(time.Second) == 0 {
		step = 2100 * time.Millisecond
	}
	return max(s.MTime, s.CTime) < at.Add(-step).UnixNano()
}
