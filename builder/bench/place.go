package main

import (
	"fmt"
	"os"
)

// sharedMemory is a tmpfs on Linux.
const sharedMemory = "/dev/shm"

// place is where a session works. On a tmpfs what is done with may be removed at any time. On ext4 nothing is removed: the
// allocator steps over fresh deletions, so for minutes afterwards files are made 10 to 30 times slower.
type place struct {
	dir   string
	tmpfs bool
}

// choosePlace makes a folder below tmp or, where that is empty, below a tmpfs if the machine has the room.
func choosePlace(tmp string, room, memory int64) (place, error) {
	base := tmp
	if base == "" {
		base = os.TempDir()
		free, isTmpfs := freeSpace(sharedMemory)
		if left := availableMemory(); isTmpfs && free > room && left > room+memory {
			base = sharedMemory
		}
	}
	dir, err := os.MkdirTemp(base, "lectern-bench-")
	if err != nil {
		return place{}, fmt.Errorf("make a folder to work in: %w", err)
	}
	_, isTmpfs := freeSpace(dir)
	return place{dir, isTmpfs}, nil
}

func (p place) String() string {
	if p.tmpfs {
		return "on tmpfs " + p.dir
	}
	return "on disk " + p.dir + " (on ext4 after thousands of files were removed, wait five minutes)"
}

// What a lesson takes, in bytes: on the disk for its source, for one full build by both tools and for the floors; in the memory of Hugo.
var (
	sourceRoom = map[string]int64{"full": 24 << 10, "short": 8 << 10}
	buildRoom  = map[string]int64{"full": 128 << 10, "short": 80 << 10}
	floorRoom  = map[string]int64{"full": 32 << 10, "short": 12 << 10}
	hugoMemory = map[string]int64{"full": 500 << 10, "short": 200 << 10}
)

// room returns what a size takes at most on disk, and in memory besides.
func (s size) room(runs int) (disk, memory int64) {
	n, name := int64(s.lessons), s.profile.name
	disk = n * (sourceRoom[name] + int64(runs)*buildRoom[name] + 2*int64(floorRuns(s, runs))*floorRoom[name])
	return disk + 64<<20, n*hugoMemory[name] + 512<<20
}
