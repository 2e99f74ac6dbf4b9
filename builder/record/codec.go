package record

import (
	"encoding/binary"
	"hash/crc32"
	"reflect"
	"sync"
)

// A coder writes and reads the values of one type.
type coder struct {
	append func(dst []byte, v reflect.Value) []byte
	read   func(r *reader, v reflect.Value)
}

// reader takes values from the beginning of what is left of a text.
type reader struct {
	rest string
	bad  bool // the text is not what Append wrote; values are zero from here on
}

var (
	coders     sync.Map // reflect.Type -> *coder
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
)

// Append appends a value to dst: booleans, numbers, texts and times, and slices, arrays, maps, pointers and structs of them, in each
// field. It panics at any other type, and at a field that is not exported.
func Append[T any](dst []byte, value *T) []byte {
	return coderOf(reflect.TypeFor[T]()).append(dst, reflect.ValueOf(value).Elem())
}

// Read returns the value that Append wrote. Its strings are parts of the text. It reports false when the text is anything else,
// however it came about; memory and time are bounded by its length.
func Read[T any](text string) (value *T, ok bool) {
	value = new(T)
	r := &reader{rest: text}
	coderOf(reflect.TypeFor[T]()).read(r, reflect.ValueOf(value).Elem())
	return value, !r.bad && r.rest == ""
}

// Seal returns a text with a checksum before it.
func Seal(text []byte) []byte {
	return append(binary.LittleEndian.AppendUint32(nil, Sum(0, text)), text...)
}

// Open returns the text that was sealed. It reports false when that is damaged.
func Open(sealed []byte) (text []byte, ok bool) {
	if len(sealed) < 4 {
		return nil, false
	}
	if text = sealed[4:]; binary.LittleEndian.Uint32(sealed) != Sum(0, text) {
		return nil, false
	}
	return text, true
}

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

// length returns a number of things that take a byte at least each.
func (r *reader) length() int {
	n := r.uint()
	if n > uint64(len(r.rest)) {
		r.fail()
		return 0
	}
	return int(n)
}

func (r *reader) text(n int) string {
	if n > len(r.rest) {
		r.fail()
		return ""
	}
	text := r.rest[:n]
	r.rest = r.rest[n:]
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
