package theme

import (
	"reflect"
	"sync/atomic"

	"lectern/builder/block"
	"lectern/builder/course"
)

// field is a field, key or method by its name.
type field struct {
	name  string
	args  []expression
	known atomic.Pointer[member] // what it was the last time; nearly always it is the same again
}

// member is what a name means for values of a type.
type member struct {
	typ       reflect.Type
	addressed bool // methods of pointers to the type count
	method    *callable
	path      []int // of a field of a struct; nil for the key of a map
}

// of returns the value of the field, or what the method returns.
func (f *field) of(m *machine, dot, receiver reflect.Value) reflect.Value {
	v, known := f.look(receiver)
	switch {
	case known.method != nil && known.addressed:
		return known.method.call(m, dot, v.Addr(), f.args)
	case known.method != nil:
		return known.method.call(m, dot, v, f.args)
	case len(f.args) > 0:
		return giveUp()
	case len(known.path) == 1:
		return v.Field(known.path[0])
	case known.path != nil:
		return v.FieldByIndex(known.path)
	}
	if v = v.MapIndex(reflect.ValueOf(f.name)); !v.IsValid() {
		giveUp()
	}
	return v
}

// append appends the result of a method that can do that. It reports false for everything else.
func (f *field) append(m *machine, dot, receiver reflect.Value) bool {
	v, known := f.look(receiver)
	if known.method == nil || known.method.appends == nil {
		return false
	}
	begin := len(m.args)
	known.method.push(m, dot, v, f.args)
	m.out = sure(known.method.appends(m.out, m.args[begin:]))
	m.drop(begin)
	return true
}

// look returns the value behind a receiver and what the name means there.
func (f *field) look(receiver reflect.Value) (reflect.Value, *member) {
	v := indirect(receiver)
	if !v.IsValid() || v.Kind() == reflect.Interface {
		giveUp()
	}
	addressed := v.CanAddr() && v.Kind() != reflect.Pointer // which is nil then
	known := f.known.Load()
	if known == nil || known.typ != v.Type() || known.addressed != addressed {
		known = memberOf(v.Type(), addressed, f.name)
		f.known.Store(known)
	}
	return v, known
}

// indirect follows pointers and interfaces to the value, or to the nil among them.
func indirect(v reflect.Value) reflect.Value {
	for (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && !v.IsNil() {
		v = v.Elem()
	}
	return v
}

// memberOf looks a name up. A method comes before a field.
func memberOf(typ reflect.Type, addressed bool, name string) *member {
	found, receiver := &member{typ: typ, addressed: addressed}, typ
	if addressed {
		receiver = reflect.PointerTo(typ)
	}
	if method, ok := receiver.MethodByName(name); ok {
		found.method = newCallable(method.Func)
		found.method.appends = appenderOf(receiver, name)
		return found
	}
	switch typ.Kind() {
	case reflect.Struct:
		if field, ok := typ.FieldByName(name); ok && field.IsExported() {
			found.path = field.Index
			return found
		}
	case reflect.Map:
		if reflect.TypeFor[string]().AssignableTo(typ.Key()) {
			return found
		}
	}
	giveUp()
	return nil
}

// callable is a function that a template calls.
type callable struct {
	value   reflect.Value
	in      []reflect.Type // parameters; nil for a builtin, which takes whatever comes
	rest    reflect.Type   // of the arguments after those, if the function is variadic
	direct  caller
	appends appender // for a function that returns HTML; may be nil
}

// caller calls one function with arguments that fit.
type caller func(args []reflect.Value) reflect.Value

func newCallable(value reflect.Value) *callable {
	typ := value.Type()
	if n := typ.NumOut(); n != 1 && (n != 2 || typ.Out(1) != reflect.TypeFor[error]()) {
		giveUp()
	}
	f := &callable{value: value, in: []reflect.Type{}}
	for in := range typ.Ins() {
		f.in = append(f.in, in)
	}
	if typ.IsVariadic() {
		last := len(f.in) - 1
		f.in, f.rest = f.in[:last], f.in[last].Elem()
	}
	for _, knows := range frequent {
		if f.direct = knows(value.Interface()); f.direct != nil {
			return f
		}
	}
	f.direct = f.reflected
	return f
}

// call calls the function with arguments, before which comes a receiver if it is valid.
func (f *callable) call(m *machine, dot, receiver reflect.Value, args []expression) reflect.Value {
	begin := len(m.args)
	f.push(m, dot, receiver, args)
	result := f.direct(m.args[begin:])
	m.drop(begin)
	return result
}

// push puts the arguments on the stack for them.
func (f *callable) push(m *machine, dot, receiver reflect.Value, args []expression) {
	begin := len(m.args)
	if receiver.IsValid() {
		m.args = append(m.args, receiver)
	}
	for _, arg := range args {
		v := arg(m, dot)
		if f.in != nil {
			v = fit(v, f.parameter(len(m.args)-begin))
		}
		m.args = append(m.args, v)
	}
	if len(m.args)-begin < len(f.in) {
		giveUp()
	}
}

func (m *machine) drop(begin int) {
	clear(m.args[begin:])
	m.args = m.args[:begin]
}

func (f *callable) parameter(i int) reflect.Type {
	switch {
	case i < len(f.in):
		return f.in[i]
	case f.rest == nil:
		giveUp()
	}
	return f.rest
}

// fit makes a value the argument for a parameter.
func fit(v reflect.Value, typ reflect.Type) reflect.Value {
	if !v.IsValid() {
		switch typ.Kind() {
		case reflect.Chan, reflect.Func, reflect.Interface, reflect.Map, reflect.Pointer, reflect.Slice:
			return reflect.Zero(typ)
		}
		giveUp()
	}
	have := v.Type()
	switch {
	case have == typ || have.AssignableTo(typ):
		return v
	case v.Kind() == reflect.Interface && !v.IsNil() && v.Elem().Type().AssignableTo(typ):
		return v.Elem()
	case v.Kind() == reflect.Pointer && !v.IsNil() && have.Elem().AssignableTo(typ):
		return v.Elem()
	case v.CanAddr() && reflect.PointerTo(have).AssignableTo(typ):
		return v.Addr()
	}
	return giveUp()
}

// appender appends to dst what a function returns.
type appender func(dst []byte, args []reflect.Value) ([]byte, error)

// appenderOf returns the appender of a method of a view that returns whole texts, which are then not copied before they are
// written; nil for others.
func appenderOf(view reflect.Type, method string) appender {
	switch view {
	case reflect.TypeFor[BlockView]():
		if method == "HTML" {
			return appends2(func(b BlockView, dst []byte, text block.Body) ([]byte, error) {
				return b.appendHTML(dst, b.Owner, text)
			})
		}
	case reflect.TypeFor[View]():
		switch method {
		case "Body":
			return appends1(View.appendBody)
		case "BodyOf":
			return appends2(View.appendBodyOf)
		case "Cached":
			return appends3(View.appendCached)
		case "Contents":
			return appends1(View.appendContents)
		case "HTML":
			return appends3(View.appendHTML)
		case "JSONLD":
			return appends1(View.appendJSONLD)
		case "PerModule":
			return appends2(View.appendPerModule)
		}
	}
	return nil
}

func appends1[A any](f func(A, []byte) ([]byte, error)) appender {
	return func(dst []byte, a []reflect.Value) ([]byte, error) { return f(as[A](a[0]), dst) }
}

func appends2[A, B any](f func(A, []byte, B) ([]byte, error)) appender {
	return func(dst []byte, a []reflect.Value) ([]byte, error) { return f(as[A](a[0]), dst, as[B](a[1])) }
}

func appends3[A, B, C any](f func(A, []byte, B, C) ([]byte, error)) appender {
	return func(dst []byte, a []reflect.Value) ([]byte, error) {
		return f(as[A](a[0]), dst, as[B](a[1]), as[C](a[2]))
	}
}

// reflected calls any function.
func (f *callable) reflected(args []reflect.Value) reflect.Value {
	results := f.value.Call(args)
	if len(results) > 1 && !results[1].IsNil() {
		giveUp()
	}
	return results[0]
}

// frequent knows how to call functions of the types that are frequent in themes without reflect: each returns nil for a function
// of another type.
var frequent = []func(f any) caller{
	of1[*course.Page, bool], of1[*course.Page, int], of1[*course.Page, string], of1[*course.Module, bool],
	of1[View, bool], of1[View, string], of2[View, int, string], of2[View, any, string], of2[View, *course.Page, string],
	of3[View, *course.Page, string, string], wording[View],
	of1[BlockView, bool], of1[BlockView, int], of1[BlockView, string], of2[BlockView, any, string], of2[BlockView, string, string], wording[BlockView],
	formatting,
}

func of1[A, R any](f any) caller {
	switch f := f.(type) {
	case func(A) R:
		return func(a []reflect.Value) reflect.Value { return reflect.ValueOf(f(as[A](a[0]))) }
	case func(A) (R, error):
		return func(a []reflect.Value) reflect.Value { return reflect.ValueOf(sure(f(as[A](a[0])))) }
	}
	return nil
}

func of2[A, B, R any](f any) caller {
	switch f := f.(type) {
	case func(A, B) R:
		return func(a []reflect.Value) reflect.Value { return reflect.ValueOf(f(as[A](a[0]), as[B](a[1]))) }
	case func(A, B) (R, error):
		return func(a []reflect.Value) reflect.Value { return reflect.ValueOf(sure(f(as[A](a[0]), as[B](a[1])))) }
	}
	return nil
}

func of3[A, B, C, R any](f any) caller {
	switch f := f.(type) {
	case func(A, B, C) R:
		return func(a []reflect.Value) reflect.Value {
			return reflect.ValueOf(f(as[A](a[0]), as[B](a[1]), as[C](a[2])))
		}
	case func(A, B, C) (R, error):
		return func(a []reflect.Value) reflect.Value {
			return reflect.ValueOf(sure(f(as[A](a[0]), as[B](a[1]), as[C](a[2]))))
		}
	}
	return nil
}

// wording is for T.
func wording[A any](f any) caller {
	if f, ok := f.(func(A, string, ...any) (string, error)); ok {
		return func(a []reflect.Value) reflect.Value {
			return reflect.ValueOf(sure(f(as[A](a[0]), as[string](a[1]), others(a[2:])...)))
		}
	}
	return nil
}

// formatting is for printf.
func formatting(f any) caller {
	if f, ok := f.(func(string, ...any) string); ok {
		return func(a []reflect.Value) reflect.Value {
			return reflect.ValueOf(f(as[string](a[0]), others(a[1:])...))
		}
	}
	return nil
}

func others(args []reflect.Value) []any {
	list := make([]any, len(args))
	for i, arg := range args {
		list[i] = as[any](arg)
	}
	return list
}

// as returns what a value holds, without a copy of it on the heap.
func as[T any](v reflect.Value) T {
	t, ok := reflect.TypeAssert[T](v)
	if !ok && (v.Kind() != reflect.Interface || !v.IsNil()) {
		giveUp()
	}
	return t
}

func sure[T any](v T, err error) T {
	if err != nil {
		giveUp()
	}
	return v
}
