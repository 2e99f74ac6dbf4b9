package builder

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"
	"weak"

	"lectern/builder/lesson"
)

// spool keeps the bodies of lessons and the answers to their questions in a file that has no name any more, so that nothing is left of it however the
// program ends. There is no file before the bodies outgrow what may stay in memory. A body that cannot be written stays there too.
type spool struct {
	mu     sync.Mutex // guards what follows, but no write
	room   int        // bytes of bodies that still may stay in memory
	spare  int        // bytes of answers that may
	file   *os.File   // nil before it is needed, or when there can be none
	failed bool
	end    int64 // where the next body goes
}

// spoolRoom is how many bytes of bodies stay in memory: those of some hundred lessons.
const spoolRoom = 2 << 20

// spoolSpare is how many bytes of answers stay in memory: those of about two thousand lessons. They are read more often than bodies, which
// takes a hundredth of a build, and are an eighth of what a build of ten thousand lessons holds.
const spoolSpare = 4 << 20

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

// store returns the lesson with its parts in the spool.
func (s *spool) store(l *lesson.Lesson) *lesson.Lesson {
	buffer := spoolBuffers.Get().(*[]byte)
	defer spoolBuffers.Put(buffer)
	answers := s.takes(l.AnswerBytes())
	parts, ends := l.AppendParts((*buffer)[:0], answers)
	*buffer = parts
	file, at := s.place(len(parts))
	if file == nil {
		return l
	}
	if _, err := file.WriteAt(parts, at); err != nil {
		return l
	}
	stored := &storedParts{file: file, at: at, ends: ends}
	return l.Stored(answers, stored.append)
}

// storedParts are the parts of one lesson in the spool. A page shows all answers or none, and shows them twice: they are read together, and
// again only after the next collection of garbage.
type storedParts struct {
	file *os.File
	at   int64
	ends []uint32 // see lesson.AppendParts

	mu      sync.Mutex // guards what follows
	answers weak.Pointer[[]byte]
}

// append appends a part to dst.
func (s *storedParts) append(dst []byte, part int) ([]byte, error) {
	if part == 0 {
		return s.read(dst, 0, s.ends[0])
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	answers := s.answers.Value()
	if answers == nil {
		text, err := s.read(nil, s.ends[0], s.ends[len(s.ends)-1])
		if err != nil {
			return dst, err
		}
		answers = &text
		s.answers = weak.Make(answers)
	}
	return append(dst, (*answers)[s.ends[part-1]-s.ends[0]:s.ends[part]-s.ends[0]]...), nil
}

// read appends what stands from one offset to another.
func (s *storedParts) read(dst []byte, begin, end uint32) ([]byte, error) {
	from, size := len(dst), int(end-begin)
	dst = slices.Grow(dst, size)[:from+size]
	if _, err := s.file.ReadAt(dst[from:], s.at+int64(begin)); err != nil {
		return dst[:from], fmt.Errorf("read a text of a page again: %w", err)
	}
	return dst, nil
}

var spoolBuffers = sync.Pool{New: func() any { return new([]byte) }}

// takes reports whether so many bytes of answers are kept in the spool.
func (s *spool) takes(size int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if size <= s.spare {
		s.spare -= size
		return false
	}
	return true
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
