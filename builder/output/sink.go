package output

import (
	"bytes"
	"io"
	"os"

	"lectern/builder/record"
)

// bufferSize is how many bytes of a file being rendered are held: more than a page has, little enough for every core.
const bufferSize = 256 << 10

// published is a regular file that stands in the output folder already.
type published struct {
	in   *os.Root
	name string
	record.Stamp
	file *os.File // opened when its bytes are asked for
}

// bytesAt fills p from offset at.
func (f *published) bytesAt(p []byte, at int64) error {
	if f.file == nil && len(p) > 0 {
		var err error
		if f.file, err = f.in.OpenFile(f.name, os.O_RDONLY|openNow, 0); err != nil {
			return err
		}
	}
	if len(p) == 0 {
		return nil
	}
	_, err := f.file.ReadAt(p, at)
	return err
}

func (f *published) close() {
	if f.file != nil {
		f.file.Close()
	}
}

// sink takes what a file renders and finds out whether it is what is published already, in one pass and with one
// buffer however long the file is. As long as the bytes are the published ones, nothing is written; at the first
// difference the new file is created and what was equal is copied from the old one.
type sink struct {
	buf, cmp []byte
	old      *published               // nil if nothing is published at this path
	same     int64                    // bytes before buf that are the old file's
	sum      uint32                   // of the bytes before buf and, in the end, of all
	stamp    record.Stamp             // in the end, of the new file or of the old one if they are the same
	create   func() (*os.File, error) // makes the new file
	out      *os.File                 // the new file, once one is needed
	err      error                    // why writing failed, to tell it from a failure to render
}

func newSink() *sink {
	return &sink{buf: make([]byte, 0, bufferSize), cmp: make([]byte, bufferSize)}
}

// start makes the sink ready for the next file.
func (s *sink) start(old *published, create func() (*os.File, error)) {
	*s = sink{buf: s.buf[:0], cmp: s.cmp, old: old, create: create}
}

func (s *sink) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0 && s.err == nil; {
		if len(s.buf) == cap(s.buf) {
			s.err = s.flush()
			continue
		}
		n := copy(s.buf[len(s.buf):cap(s.buf)], rest)
		s.buf, rest = s.buf[:len(s.buf)+n], rest[n:]
	}
	if s.err != nil {
		return 0, s.err
	}
	return len(p), nil
}

// flush empties the buffer: into nothing if the old file has these bytes, otherwise into the new file.
func (s *sink) flush() error {
	s.sum = record.Sum(s.sum, s.buf)
	if s.equal() {
		s.same += int64(len(s.buf))
		s.buf = s.buf[:0]
		return nil
	}
	return s.spill()
}

// equal reports whether everything up to the end of the buffer is the old file's beginning.
func (s *sink) equal() bool {
	n := len(s.buf)
	if s.out != nil || s.old == nil || s.same+int64(n) > s.old.Size {
		return false
	}
	return s.old.bytesAt(s.cmp[:n], s.same) == nil && bytes.Equal(s.cmp[:n], s.buf)
}

// spill writes the buffer into the new file, which it makes if need be.
func (s *sink) spill() error {
	if s.out == nil {
		var err error
		if s.out, err = s.create(); err != nil {
			return err
		}
		if s.same > 0 {
			if _, err := io.CopyN(s.out, io.NewSectionReader(s.old.file, 0, s.same), s.same); err != nil {
				return err
			}
		}
	}
	_, err := s.out.Write(s.buf)
	s.buf = s.buf[:0]
	return err
}

// finish ends a file and reports whether it is the published one.
func (s *sink) finish() (same bool, err error) {
	if s.err == nil {
		s.sum = record.Sum(s.sum, s.buf)
		if s.old != nil && s.same+int64(len(s.buf)) == s.old.Size && s.equal() {
			s.stamp = s.old.Stamp
			s.abort()
			return true, nil
		}
		s.err = s.spill()
	}
	if s.err == nil {
		s.stamp, s.err = stampOf(s.out)
	}
	if err := s.abort(); s.err == nil {
		s.err = err
	}
	return false, s.err
}

// abort closes what is open.
func (s *sink) abort() error {
	if s.old != nil {
		s.old.close()
	}
	if s.out == nil {
		return nil
	}
	out := s.out
	s.out = nil
	return out.Close()
}
