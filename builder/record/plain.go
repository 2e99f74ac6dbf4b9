package record

import (
	"math"
	"reflect"
	"slices"
)

// maxDepth is how deep lists and tables of plain values may be nested.
const maxDepth = 100

// The types of plain values, as they are written.
const (
	plainNil = iota
	plainFalse
	plainTrue
	plainInt
	plainFloat
	plainText
	plainList
	plainTable
)

// IsPlain reports whether a value is one of those that an any may hold: nil, bool, int, float64, string, and lists ([]any) and tables
// (map[string]any) of such.
func IsPlain(value any) bool { return isPlain(value, 0) }

func isPlain(value any, depth int) bool {
	switch v := value.(type) {
	case nil, bool, int, float64, string:
		return true
	case []any:
		return depth < maxDepth && !slices.ContainsFunc(v, func(e any) bool { return !isPlain(e, depth+1) })
	case map[string]any:
		for _, e := range v {
			if !isPlain(e, depth+1) {
				return false
			}
		}
		return depth < maxDepth
	}
	return false
}

var listType, tableType = reflect.TypeFor[[]any](), reflect.TypeFor[map[string]any]()

func (w *writer) appendPlain(v reflect.Value) { w.plain(v.Interface()) }

func (r *reader) readPlain(v reflect.Value) {
	if value := r.plain(); value != nil {
		v.Set(reflect.ValueOf(value))
	}
}

func (w *writer) plain(value any) {
	switch v := value.(type) {
	case nil:
		w.uint(plainNil)
	case bool:
		if v {
			w.uint(plainTrue)
		} else {
			w.uint(plainFalse)
		}
	case int:
		w.uint(plainInt)
		w.uint(uint64(v))
	case float64:
		w.uint(plainFloat)
		w.uint(math.Float64bits(v))
	case string:
		w.uint(plainText)
		w.text(v)
	case []any:
		w.uint(plainList)
		coderOf(listType).append(w, reflect.ValueOf(v))
	case map[string]any:
		w.uint(plainTable)
		coderOf(tableType).append(w, reflect.ValueOf(v))
	default:
		panic("record: a value that is not plain")
	}
}

func (r *reader) plain() any {
	if r.depth++; r.depth > maxDepth+1 {
		r.fail()
	}
	defer func() { r.depth-- }()
	switch r.uint() {
	case plainNil:
	case plainFalse:
		return false
	case plainTrue:
		return true
	case plainInt:
		return int(r.uint())
	case plainFloat:
		return math.Float64frombits(r.uint())
	case plainText:
		return r.text()
	case plainList:
		var list []any
		coderOf(listType).read(r, reflect.ValueOf(&list).Elem())
		return list
	case plainTable:
		var table map[string]any
		coderOf(tableType).read(r, reflect.ValueOf(&table).Elem())
		return table
	default:
		r.fail()
	}
	return nil
}
