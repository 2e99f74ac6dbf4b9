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

var timeType = reflect.TypeFor[time.Time]()

// newCoder makes the coder of a type. Types that hold themselves are not known, so only plain
// values can nest as deep as a text says.
func newCoder(t reflect.Type) *coder {
	if t == timeType {
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
	case reflect.Func:
		return nothingCoder
	case reflect.Interface:
		if t == reflect.TypeFor[any]() {
			return &coder{(*writer).appendPlain, (*reader).readPlain}
		}
	}
	panic(fmt.Sprintf("record: %v cannot be written", t))
}

var boolCoder = &coder{
	func(w *writer, v reflect.Value) {
		w.byte(v.Bool())
	},
	func(r *reader, v reflect.Value) { v.SetBool(r.uint() == 1) },
}

var intCoder = &coder{
	func(w *writer, v reflect.Value) { w.dst = binary.AppendVarint(w.dst, v.Int()) },
	func(r *reader, v reflect.Value) { v.SetInt(r.int()) },
}

var uintCoder = &coder{
	func(w *writer, v reflect.Value) { w.uint(v.Uint()) },
	func(r *reader, v reflect.Value) { v.SetUint(r.uint()) },
}

var floatCoder = &coder{
	func(w *writer, v reflect.Value) {
		w.uint(math.Float64bits(v.Float()))
	},
	func(r *reader, v reflect.Value) { v.SetFloat(math.Float64frombits(r.uint())) },
}

var stringCoder = &coder{
	func(w *writer, v reflect.Value) {
		w.text(v.String())
	},
	func(r *reader, v reflect.Value) { v.SetString(r.text()) },
}

var nothingCoder = &coder{
	func(w *writer, v reflect.Value) {},
	func(r *reader, v reflect.Value) {},
}

// timeCoder keeps the zone of a time as its distance from UTC.
var timeCoder = &coder{
	func(w *writer, v reflect.Value) {
		text, err := v.Interface().(time.Time).MarshalBinary()
		if err != nil {
			text = nil // a zone that is no time zone; it is read as damage
		}
		w.text(string(text))
	},
	func(r *reader, v reflect.Value) {
		if err := v.Addr().Interface().(*time.Time).UnmarshalBinary([]byte(r.text())); err != nil {
			r.fail()
		}
	},
}

// byteArrayCoder is for sums, which are many.
var byteArrayCoder = &coder{
	func(w *writer, v reflect.Value) {
		for i := range v.Len() {
			w.dst = append(w.dst, byte(v.Index(i).Uint()))
		}
	},
	func(r *reader, v reflect.Value) {
		if len(r.rest) < v.Len() {
			r.fail()
			return
		}
		reflect.Copy(v, reflect.ValueOf(r.rest[:v.Len()]))
		r.rest = r.rest[v.Len():]
	},
}

func arrayCoder(t reflect.Type) *coder {
	if t.Elem().Kind() == reflect.Uint8 {
		return byteArrayCoder
	}
	elem := coderOf(t.Elem())
	return &coder{
		func(w *writer, v reflect.Value) {
			for i := range v.Len() {
				elem.append(w, v.Index(i))
			}
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
		func(w *writer, v reflect.Value) {
			if v.IsNil() {
				w.uint(0)
				return
			}
			w.uint(uint64(v.Len() + 1))
			for i := range v.Len() {
				elem.append(w, v.Index(i))
			}
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
		func(w *writer, v reflect.Value) {
			if v.IsNil() {
				w.uint(0)
				return
			}
			keys := v.MapKeys()
			slices.SortFunc(keys, func(x, y reflect.Value) int { return strings.Compare(x.String(), y.String()) })
			w.uint(uint64(len(keys) + 1))
			for _, k := range keys {
				w.text(k.String())
				elem.append(w, v.MapIndex(k))
			}
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
		func(w *writer, v reflect.Value) {
			w.byte(!v.IsNil())
			if !v.IsNil() {
				elem.append(w, v.Elem())
			}
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
		func(w *writer, v reflect.Value) {
			for i, f := range fields {
				f.append(w, v.Field(i))
			}
		},
		func(r *reader, v reflect.Value) {
			for i, f := range fields {
				f.read(r, v.Field(i))
			}
		},
	}
}
