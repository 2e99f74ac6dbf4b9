package watch

import "time"

// A stamp is what lstat says of a file. Two equal stamps mean that the file did not change, unless the first one
// is fresh.
type stamp struct {
	size         int64
	mtime, ctime int64 // nanoseconds since 1970; ctime is zero where the system has none
	dev, ino     uint64
	mode         uint32
	dir, regular bool
	at           int64 // when it was taken, by this machine's clock
}

// same tells whether two stamps describe one state of one file.
func (s stamp) same(t stamp) bool {
	return s.size == t.size && s.mtime == t.mtime && s.ctime == t.ctime &&
		s.dev == t.dev && s.ino == t.ino && s.mode == t.mode
}

// fresh tells whether the file could have been written again after the stamp was taken and still give the same
// stamp: the clock of a file system moves in steps, of 10 ms at most on Linux before 6.13, and of up to two
// seconds where files have whole seconds only (FAT). Git calls such entries racy.
func (s stamp) fresh() bool {
	step := 20 * time.Millisecond
	if s.mtime%int64(time.Second) == 0 && s.ctime%int64(time.Second) == 0 {
		step = 2100 * time.Millisecond
	}
	age := time.Duration(s.at - max(s.mtime, s.ctime))
	return age.Abs() < step // a time in the far future comes from another clock and says nothing
}

// hollow tells whether the file has no content, which is how many programs begin to save.
func (s stamp) hollow() bool { return s.regular && s.size == 0 }

// An identity tells a folder from another one that has its name later; the zero value means unknown.
// Identities are used again by file systems: equal ones prove nothing.
type identity struct{ dev, ino uint64 }

func (s stamp) identity() identity { return identity{s.dev, s.ino} }
