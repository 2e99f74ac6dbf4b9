package main

import (
	"bufio"
	"fmt"
	"os"
	"syscall"
)

// peakMemory returns the largest resident set of an ended process in bytes.
func peakMemory(state *os.ProcessState) int64 {
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		return usage.Maxrss << 10
	}
	return 0
}

const tmpfsMagic = 0x01021994 // statfs(2)

// freeSpace returns the free bytes of the file system of a folder, and whether that is a tmpfs.
func freeSpace(dir string) (free int64, tmpfs bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, false
	}
	return int64(s.Bavail) * s.Bsize, s.Type == tmpfsMagic
}

// availableMemory returns what could be had without swapping, in bytes.
func availableMemory() int64 {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var kib int64
		if n, _ := fmt.Sscanf(lines.Text(), "MemAvailable: %d kB", &kib); n == 1 {
			return kib << 10
		}
	}
	return 0
}
