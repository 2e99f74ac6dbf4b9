//go:build !linux

package main

import (
	"io/fs"
	"os"
)

// filesOf returns the files of a course folder.
func filesOf(src *os.Root) fs.FS { return src.FS() }
