package builder

import (
	"fmt"
	"os"
	"runtime"
	"sync/atomic"

	"lectern/builder/block"
	"lectern/builder/lesson"
)

// spool keeps the bodies of lessons in a file that has no name any more, so that nothing is left of it however the
// program ends. A body that cannot be written stays in memory.
type spool struct {
	file *os.File
	end  atomic.Int64 // where the next body goes
}

func newSpool() (*spool, error) {
	file, err := os.CreateTemp("", "lectern-*.bodies")
	if err != nil {
		return nil, fmt.Errorf("make a temporary file: %w", err)
	}
	if runtime.GOOS != "windows" { // which removes no open file: see close
		err = os.Remove(file.Name())
	}
	return &spool{file: file}, err
}

func (s *spool) close() error {
	err := s.file.Close()
	if runtime.GOOS == "windows" {
		err = os.Remove(s.file.Name())
	}
	return err
}

// store returns the lesson with its body in the spool.
func (s *spool) store(l *lesson.Lesson) *lesson.Lesson {
	size := len(l.Body)
	if size == 0 {
		return l
	}
	at := s.end.Add(int64(size)) - int64(size)
	if _, err := s.file.WriteAt([]byte(l.Body), at); err != nil {
		return l
	}
	return l.Stored(func() (block.Body, error) {
		text := make([]byte, size)
		if _, err := s.file.ReadAt(text, at); err != nil {
			return "", fmt.Errorf("read the body of a page again: %w", err)
		}
		return block.Body(text), nil
	})
}
