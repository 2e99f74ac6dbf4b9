package record

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"
)

// newCoder makes the coder of a type. Types that hold themselves are not known, so no text can nest deeper than its type.
func newCoder(t reflect.Type) *coder {
	if t == reflect.TypeFor[time.Time]() {
		return timeCoder
	}
	switch t.Kind() {
	case reflect.Bool:
		return boolCoder
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return intCoder
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return uintCoder
	case reflect.Float64:
		return floatCoder
	case reflect.String:
		return stringCoder
	case reflect.Array:
		return arrayCoder(t)
	case reflect.Slice:
		return sliceCoder(t)
	case reflect.Map:
		return mapCoder(t)
	case reflect.Pointer:
		return pointerCoder(t)
	case reflect.Struct:
		return structCoder(t)
	}
	panic(fmt.Sprintf("record: %v cannot be written", t))
}

var boolCoder = &coder{
	func(dst []byte, v reflect.Value) []byte {
		if v.Bool() {
			return append(dst, 1)
		}
		return append(dst, 0)
	},
	func(r *reader, v reflect.Value) { v.SetBool(r.uint() == 1) },
}

var intCoder = &coder{
	func(dst []byte, v reflect.Value) []byte { return binary.AppendVarint(dst, v.Int()) },
	func(r *reader, v reflect.Value) { v.SetInt(r.int()) },
}

var uintCoder = &coder{
	func(dst []byte, v reflect.Value) []byte { return binary.AppendUvarint(dst, v.Uint()) },
	func(r *reader, v reflect.Value) { v.SetUint(r.uint()) },
}

var floatCoder = &coder{
	func(dst []byte, v reflect.Value) []byte {
		return binary.AppendUvarint(dst, math.Float64bits(v.Float()))
	},
	func(r *reader, v reflect.Value) { v.SetFloat(math.Float64frombits(r.uint())) },
}

var stringCoder = &coder{
	func(dst []byte, v reflect.Value) []byte {
		return append(binary.AppendUvarint(dst, uint64(v.Len())), v.String()...)
	},
	func(r *reader, v reflect.Value) { v.SetString(r.text(r.length())) },
}

// timeCoder keeps the zone of a time as its distance from UTC.
var timeCoder = &coder{
	func(dst []byte, v reflect.Value) []byte {
		text, err := v.Interface().(time.Time).MarshalBinary()
		if err != nil {
			text = nil // a zone that is no time zone; it is read as damage
		}
		return append(binary.AppendUvarint(dst, uint64(len(text))), text...)
	},
	func(r *reader, v reflect.Value) {
		if err := v.Addr().Interface().(*time.Time).UnmarshalBinary([]byte(r.text(r.length()))); err != nil {
			r.fail()
		}
	},
}

func arrayCoder(t reflect.Type) *coder {
	elem := coderOf(t.Elem())
	return &coder{
		func(dst []byte, v reflect.Value) []byte {
			for i := range v.Len() {
				dst = elem.append(dst, v.Index(i))
			}
			return dst
		},
		func(r *reader, v reflect.Value) {
			for i := range v.Len() {
				elem.read(r, v.Index(i))
			}
		},
	}
}

// sliceCoder tells nil from empty.
func sliceCoder(t reflect.Type) *coder {
	elem := coderOf(t.Elem())
	return &coder{
		func(dst []byte, v reflect.Value) []byte {
			if v.IsNil() {
				return append(dst, 0)
			}
			dst = binary.AppendUvarint(dst, uint64(v.Len()+1))
			for i := range v.Len() {
				dst = elem.append(dst, v.Index(i))
			}
			return dst
		},
		func(r *reader, v reflect.Value) {
			n := r.length() - 1
			if n < 0 {
				return
			}
			v.Set(reflect.MakeSlice(t, 0, min(n, 16)))
			for i := 0; i < n && !r.bad; i++ { // it grows as far as there is something to read
				if i == v.Cap() {
					v.Grow(min(n, 4*i) - i)
				}
				v.SetLen(i + 1)
				elem.read(r, v.Index(i))
			}
		},
	}
}

// mapCoder writes the keys, which are texts, in order.
func mapCoder(t reflect.Type) *coder {
	elem := coderOf(t.Elem())
	return &coder{
		func(dst []byte, v reflect.Value) []byte {
			if v.IsNil() {
				return append(dst, 0)
			}
			keys := v.MapKeys()
			slices.SortFunc(keys, func(x, y reflect.Value) int { return strings.Compare(x.String(), y.String()) })
			dst = binary.AppendUvarint(dst, uint64(len(keys)+1))
			for _, k := range keys {
				dst = elem.append(stringCoder.append(dst, k), v.MapIndex(k))
			}
			return dst
		},
		func(r *reader, v reflect.Value) {
			n := r.length() - 1
			if n < 0 {
				return
			}
			v.Set(reflect.MakeMap(t))
			for i := 0; i < n && !r.bad; i++ {
				k, e := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
				stringCoder.read(r, k)
				elem.read(r, e)
				v.SetMapIndex(k, e)
			}
		},
	}
}

func pointerCoder(t reflect.Type) *coder {
	elem := coderOf(t.Elem())
	return &coder{
		func(dst []byte, v reflect.Value) []byte {
			if v.IsNil() {
				return append(dst, 0)
			}
			return elem.append(append(dst, 1), v.Elem())
		},
		func(r *reader, v reflect.Value) {
			if r.uint() == 1 {
				v.Set(reflect.New(t.Elem()))
				elem.read(r, v.Elem())
			}
		},
	}
}

func structCoder(t reflect.Type) *coder {
	fields := make([]*coder, t.NumField())
	for i := range fields {
		if f := t.Field(i); !f.IsExported() {
			panic(fmt.Sprintf("record: %v.%s is not exported", t, f.Name))
		}
		fields[i] = coderOf(t.Field(i).Type)
	}
	return &coder{
		func(dst []byte, v reflect.Value) []byte {
			for i, f := range fields {
				dst = f.append(dst, v.Field(i))
			}
			return dst
		},
		func(r *reader, v reflect.Value) {
			for i, f := range fields {
				f.read(r, v.Field(i))
			}
		},
	}
}
