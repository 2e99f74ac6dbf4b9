package builder

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"
	"unsafe"

	"lectern/builder/lesson"
)

// spool keeps the bodies of lessons in a file that has no name any more, so that nothing is left of it however the
// program ends. There is no file before the bodies outgrow what may stay in memory. A body that cannot be written stays there too.
type spool struct {
	mu     sync.Mutex // guards what follows, but no write
	room   int        // bytes that still may stay in memory
	file   *os.File   // nil before it is needed, or when there can be none
	failed bool
	end    int64 // where the next body goes
}

// spoolRoom is how many bytes of bodies stay in memory: those of some hundred lessons.
const spoolRoom = 2 << 20

func (s *spool) close() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if runtime.GOOS == "windows" {
		err = os.Remove(s.file.Name())
	}
	return err
}

// store returns the lesson with its body in the spool.
func (s *spool) store(l *lesson.Lesson) *lesson.Lesson {
	size := len(l.Body)
	file, at := s.place(size)
	if file == nil {
		return l
	}
	// A body is as much as all else that is allocated for its page: this makes no copy, and nobody changes what is written.
	if _, err := file.WriteAt(unsafe.Slice(unsafe.StringData(string(l.Body)), size), at); err != nil {
		return l
	}
	return l.Stored(func(dst []byte) ([]byte, error) {
		from := len(dst)
		dst = slices.Grow(dst, size)[:from+size]
		if _, err := file.ReadAt(dst[from:], at); err != nil {
			return dst[:from], fmt.Errorf("read the body of a page again: %w", err)
		}
		return dst, nil
	})
}

// place returns where to write a body of that many bytes; a nil file for one that stays in memory.
func (s *spool) place(size int) (*os.File, int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if size <= s.room {
		s.room -= size
		return nil, 0
	}
	if s.file == nil && !s.failed {
		s.file = unnamedFile()
		s.failed = s.file == nil
	}
	at := s.end
	s.end += int64(size)
	return s.file, at
}

// unnamedFile makes a temporary file that nobody else can open; nil where that is not possible.
func unnamedFile() *os.File {
	file, err := os.CreateTemp("", "lectern-*.bodies")
	if err != nil {
		return nil
	}
	if runtime.GOOS != "windows" { // which removes no open file: see close
		err = os.Remove(file.Name())
	}
	if err != nil {
		file.Close()
		return nil
	}
	return file
}
