package main

import (
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
