package lesson

import (
	"slices"
	"unicode/utf8"

	"lectern/builder/diag"
)

// lines finds the line and column of an offset.
type lines struct {
	src    []byte
	starts []int // offset at which each line begins
}

func newLines(src []byte) *lines {
	l := &lines{src: src, starts: []int{0}}
	for i, c := range src {
		if c == '\n' || c == '\r' && (i+1 == len(src) || src[i+1] != '\n') {
			l.starts = append(l.starts, i+1)
		}
	}
	return l
}

// pos returns the place of offset in file; the column counts characters.
func (l *lines) pos(file string, offset int) diag.Pos {
	offset = min(max(offset, 0), len(l.src))
	line, found := slices.BinarySearch(l.starts, offset)
	if !found {
		line--
	}
	start := l.starts[line]
	if line == 0 && len(l.src) >= 3 && string(l.src[:3]) == bom {
		start = min(3, offset)
	}
	return diag.Pos{File: file, Line: line + 1, Column: utf8.RuneCount(l.src[start:offset]) + 1}
}

const bom = "\ufeff"
