package record

import (
	"encoding/binary"
	"hash/crc32"
	"io"
	"reflect"
	"sync"
	"unsafe"
)

// A coder writes and reads the values of one type.
type coder struct {
	append func(w *writer, v reflect.Value)
	read   func(r *reader, v reflect.Value)
}

// writer appends values to a text. What its first string is comes again as one byte: in most values that is the name of a file, which
// stands in every position.
type writer struct {
	dst   []byte
	first string
}

func (w *writer) uint(n uint64) { w.dst = binary.AppendUvarint(w.dst, n) }

func (w *writer) byte(b bool) {
	if b {
		w.dst = append(w.dst, 1)
	} else {
		w.dst = append(w.dst, 0)
	}
}

func (w *writer) text(text string) {
	switch {
	case w.first == "":
		w.first = text
	case w.first == text:
		w.uint(0)
		return
	}
	w.uint(uint64(len(text) + 1))
	w.dst = append(w.dst, text...)
}

// reader takes values from the beginning of what is left of a text.
type reader struct {
	rest  string
	first string // see writer
	depth int    // of plain values
	bad   bool   // the text is not what Append wrote; values are zero from here on
}

var (
	coders     sync.Map // reflect.Type -> *coder
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
)

// Append appends a value to dst: booleans, numbers, texts and times, and slices, arrays, maps, pointers and structs of them, in each
// field. An any holds what IsPlain tells. Functions are left out. It panics at any other type, and at a field that is not exported.
func Append[T any](dst []byte, value *T) []byte {
	return appendValue(dst, reflect.ValueOf(value).Elem())
}

func appendValue(dst []byte, v reflect.Value) []byte {
	w := &writer{dst: dst}
	coderOf(v.Type()).append(w, v)
	return w.dst
}

// AppendAny appends what an interface holds, which is not nil.
func AppendAny(dst []byte, value any) []byte { return appendValue(dst, reflect.ValueOf(value)) }

// ReadAny returns what AppendAny wrote of a value of the type that like has. See Read.
func ReadAny(text string, like any) (value any, ok bool) {
	v := reflect.New(reflect.TypeOf(like)).Elem()
	r := &reader{rest: text}
	coderOf(v.Type()).read(r, v)
	return v.Interface(), !r.bad && r.rest == ""
}

// Read returns the value that Append wrote. Its strings are parts of the text. It reports false when the text is anything else,
// however it came about; memory and time are bounded by its length.
func Read[T any](text string) (value *T, ok bool) {
	value = new(T)
	r := &reader{rest: text}
	coderOf(reflect.TypeFor[T]()).read(r, reflect.ValueOf(value).Elem())
	return value, !r.bad && r.rest == ""
}

// Sealer writes a text with a checksum behind it.
type Sealer struct {
	w   io.Writer
	sum uint32
}

// NewSealer returns a sealer that writes to w.
func NewSealer(w io.Writer) *Sealer { return &Sealer{w: w} }

// Write writes a part of the text.
func (s *Sealer) Write(text []byte) (int, error) {
	s.sum = Sum(s.sum, text)
	return s.w.Write(text)
}

// Close ends the text. It does not close the writer.
func (s *Sealer) Close() error {
	_, err := s.w.Write(binary.LittleEndian.AppendUint32(nil, ^s.sum)) // of nothing at all, too, the seal is no row of zeros
	return err
}

// Open returns the text that a sealer wrote. It reports false when that is damaged.
func Open(sealed []byte) (text []byte, ok bool) {
	n := len(sealed) - 4
	if n < 0 || binary.LittleEndian.Uint32(sealed[n:]) != ^Sum(0, sealed[:n]) {
		return nil, false
	}
	return sealed[:n], true
}

// Text returns bytes as a text without a copy. They may not be changed any more.
func Text(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// Sum goes on with the checksum of what came before text; zero begins one. It finds accidents, not intent.
func Sum(before uint32, text []byte) uint32 { return crc32.Update(before, castagnoli, text) }

func (r *reader) fail() {
	r.bad, r.rest = true, ""
}

func (r *reader) uint() uint64 {
	var n uint64
	for i := 0; i < len(r.rest) && i < binary.MaxVarintLen64; i++ {
		b := r.rest[i]
		n |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			r.rest = r.rest[i+1:]
			return n
		}
	}
	r.fail()
	return 0
}

func (r *reader) int() int64 {
	n := r.uint()
	return int64(n>>1) ^ -int64(n&1)
}

// length returns a number of things that take a byte at least each, and one more.
func (r *reader) length() int {
	n := r.uint()
	if n > uint64(len(r.rest))+1 {
		r.fail()
		return 0
	}
	return int(n)
}

func (r *reader) text() string {
	n := r.length()
	if n == 0 {
		return r.first
	}
	text := r.rest[:n-1]
	r.rest = r.rest[n-1:]
	if r.first == "" {
		r.first = text
	}
	return text
}

// coderOf returns the coder of a type, which is made once.
func coderOf(t reflect.Type) *coder {
	if c, ok := coders.Load(t); ok {
		return c.(*coder)
	}
	c, _ := coders.LoadOrStore(t, newCoder(t))
	return c.(*coder)
}
