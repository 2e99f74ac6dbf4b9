package theme

import (
	"cmp"
	"fmt"
	"html/template"
	"reflect"
)

// builtins are the functions of text/template except call, slice, html and urlquery, which are left to html/template, and
// those that need not evaluate all of their arguments.
var builtins = map[string]*callable{
	"eq":      {direct: func(args []reflect.Value) reflect.Value { return reflect.ValueOf(equalsAny(args)) }},
	"ne":      compares(func(a, b reflect.Value) bool { return !equal(a, b) }),
	"lt":      compares(func(a, b reflect.Value) bool { return compare(a, b) < 0 }),
	"le":      compares(func(a, b reflect.Value) bool { return compare(a, b) <= 0 }),
	"gt":      compares(func(a, b reflect.Value) bool { return compare(a, b) > 0 }),
	"ge":      compares(func(a, b reflect.Value) bool { return compare(a, b) >= 0 }),
	"not":     takesOne(func(v reflect.Value) any { return !truth(v) }),
	"len":     takesOne(func(v reflect.Value) any { return length(indirect(v)) }),
	"index":   {direct: index},
	"print":   newCallable(reflect.ValueOf(fmt.Sprint)),
	"printf":  newCallable(reflect.ValueOf(fmt.Sprintf)),
	"println": newCallable(reflect.ValueOf(fmt.Sprintln)),
	"js":      newCallable(reflect.ValueOf(template.JSEscaper)),
}

// function compiles a call of a builtin.
func (c *compiler) function(name string, args []expression) expression {
	f := builtins[name]
	switch {
	case f != nil:
		return func(m *machine, dot reflect.Value) reflect.Value { return f.call(m, dot, reflect.Value{}, args) }
	case len(args) == 0 || name != "and" && name != "or":
		giveUp()
	}
	return func(m *machine, dot reflect.Value) (v reflect.Value) {
		for _, arg := range args {
			if v = arg(m, dot); truth(v) == (name == "or") {
				break
			}
		}
		return v
	}
}

func takesOne(f func(v reflect.Value) any) *callable {
	return &callable{direct: func(args []reflect.Value) reflect.Value {
		if len(args) != 1 {
			giveUp()
		}
		return reflect.ValueOf(f(args[0]))
	}}
}

func compares(f func(a, b reflect.Value) bool) *callable {
	return &callable{direct: func(args []reflect.Value) reflect.Value {
		if len(args) != 2 {
			giveUp()
		}
		return reflect.ValueOf(f(args[0], args[1]))
	}}
}

func length(v reflect.Value) int {
	if v.Kind() == reflect.Pointer {
		giveUp() // of reflect, a nil pointer to an array has the length of the array
	}
	return v.Len()
}

// concrete returns what is in an interface, nothing for nil.
func concrete(v reflect.Value) reflect.Value {
	if v.Kind() == reflect.Interface {
		return v.Elem()
	}
	return v
}

// truth reports whether a value is not the zero of its type, as if and with see it. Every struct is true.
func truth(v reflect.Value) bool {
	v = concrete(v)
	switch v.Kind() {
	case reflect.Invalid:
		return false
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() > 0
	case reflect.Struct:
		return true
	case reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		giveUp()
	}
	return !v.IsZero()
}

func equalsAny(args []reflect.Value) bool {
	if len(args) < 2 {
		giveUp()
	}
	for _, arg := range args[1:] {
		if equal(args[0], arg) {
			return true
		}
	}
	return false
}

func equal(a, b reflect.Value) bool {
	a, b = concrete(a), concrete(b)
	switch {
	case a.Kind() == reflect.Bool && b.Kind() == reflect.Bool:
		return a.Bool() == b.Bool()
	case a.Kind() == reflect.Pointer && b.Kind() == reflect.Pointer:
		if a.IsNil() || b.IsNil() {
			return a.IsNil() == b.IsNil() // whatever they could point to
		}
		return a.Interface() == b.Interface()
	}
	return compare(a, b) == 0
}

// compare orders whole numbers and texts.
func compare(a, b reflect.Value) int {
	a, b = concrete(a), concrete(b)
	switch {
	case a.Kind() == reflect.String && b.Kind() == reflect.String:
		return cmp.Compare(a.String(), b.String())
	case a.CanInt() && b.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	}
	giveUp()
	return 0
}

func index(args []reflect.Value) reflect.Value {
	if len(args) < 2 {
		giveUp()
	}
	item := concrete(args[0])
	for _, key := range args[1:] {
		item, key = indirect(item), concrete(key)
		switch {
		case item.Kind() == reflect.Map && key.Type().AssignableTo(item.Type().Key()):
			value := item.MapIndex(key)
			if !value.IsValid() {
				value = reflect.Zero(item.Type().Elem())
			}
			item = value
		case item.Kind() == reflect.Slice && key.CanInt():
			item = item.Index(int(key.Int()))
		default:
			giveUp()
		}
	}
	return item
}
