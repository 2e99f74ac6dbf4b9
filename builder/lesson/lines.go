package lesson

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"lectern/builder/diag"
)

// lines finds the line and column of an offset.
type lines struct {
	src    []byte
	starts []int // offset at which each line begins
	counts []int // characters before every longLine bytes; nil until a line is that long
}

// longLine is the length in bytes from which counting a line's characters again and again would take long.
const longLine = 1 << 10

func newLines(src []byte) *lines {
	l := &lines{src: src, starts: make([]int, 1, 1+bytes.Count(src, []byte{'\n'}))}
	lone := bytes.IndexByte(src, '\r') >= 0 // perhaps: old line ends are rare
	for at := 0; at < len(src); {
		end := bytes.IndexByte(src[at:], '\n')
		if end < 0 {
			end = len(src) - at - 1
		}
		next := at + end + 1
		for i := at; lone && i < next-1; i++ {
			if src[i] == '\r' && src[i+1] != '\n' {
				l.starts = append(l.starts, i+1)
			}
		}
		if c := src[next-1]; c == '\n' || c == '\r' {
			l.starts = append(l.starts, next)
		}
		at = next
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
	return diag.Pos{File: file, Line: line + 1, Column: l.characters(start, offset) + 1}
}

// characters counts those from one offset to another.
func (l *lines) characters(from, to int) int {
	if to-from < longLine {
		return utf8.RuneCount(l.src[from:to])
	}
	if l.counts == nil {
		for i := 0; i <= len(l.src); i += longLine {
			l.counts = append(l.counts, beginnings(l.src[max(0, i-longLine):i]))
			if i > 0 {
				l.counts[i/longLine] += l.counts[i/longLine-1]
			}
		}
	}
	return l.before(to) - l.before(from)
}

func (l *lines) before(offset int) int {
	return l.counts[offset/longLine] + beginnings(l.src[offset/longLine*longLine:offset])
}

// beginnings counts the bytes that begin a character, so that a part may end within one.
func beginnings(part []byte) int {
	n := 0
	for _, c := range part {
		if utf8.RuneStart(c) {
			n++
		}
	}
	return n
}

const bom = "\ufeff"
