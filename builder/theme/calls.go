package theme

import (
	"html/template"
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
	v := indirect(receiver)
	if !v.IsValid() || v.Kind() == reflect.Interface {
		giveUp()
	}
	known := f.known.Load()
	if known == nil || known.typ != v.Type() || known.addressed != v.CanAddr() {
		known = memberOf(v, f.name)
		f.known.Store(known)
	}
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

// indirect follows pointers and interfaces to the value, or to the nil among them.
func indirect(v reflect.Value) reflect.Value {
	for (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && !v.IsNil() {
		v = v.Elem()
	}
	return v
}

// memberOf looks a name up. A method comes before a field.
func memberOf(v reflect.Value, name string) *member {
	found := &member{typ: v.Type(), addressed: v.CanAddr()}
	receiver := found.typ
	if found.addressed {
		receiver = reflect.PointerTo(receiver)
	}
	if method, ok := receiver.MethodByName(name); ok {
		found.method = newCallable(method.Func)
		return found
	}
	switch v.Kind() {
	case reflect.Struct:
		if field, ok := found.typ.FieldByName(name); ok && field.IsExported() {
			found.path = field.Index
			return found
		}
	case reflect.Map:
		if reflect.TypeFor[string]().AssignableTo(found.typ.Key()) {
			return found
		}
	}
	giveUp()
	return nil
}

// callable is a function that a template calls.
type callable struct {
	value  reflect.Value
	in     []reflect.Type // parameters; nil for a builtin, which takes whatever comes
	rest   reflect.Type   // of the arguments after those, if the function is variadic
	direct func(args []reflect.Value) reflect.Value
}

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
	if f.direct = direct(value.Interface()); f.direct == nil {
		f.direct = f.reflected
	}
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

// appender returns what appends the result of a method of a view that returns whole texts, which are then not copied before they are
// written; nil for others.
func appender(view, method string) func(dst []byte, args []reflect.Value) ([]byte, error) {
	switch view + "." + method {
	case "View.Body":
		return func(dst []byte, args []reflect.Value) ([]byte, error) { return as[View](args[0]).appendBody(dst) }
	case "View.BodyOf":
		return func(dst []byte, args []reflect.Value) ([]byte, error) {
			return as[View](args[0]).appendBodyOf(dst, as[*course.Page](args[1]))
		}
	case "View.HTML":
		return func(dst []byte, args []reflect.Value) ([]byte, error) {
			return as[View](args[0]).appendHTML(dst, as[*course.Page](args[1]), as[block.Body](args[2]))
		}
	case "BlockView.HTML":
		return func(dst []byte, args []reflect.Value) ([]byte, error) {
			b := as[BlockView](args[0])
			return b.appendHTML(dst, b.Owner, as[block.Body](args[1]))
		}
	}
	return nil
}

// reflected calls any function.
func (f *callable) reflected(args []reflect.Value) reflect.Value {
	results := f.value.Call(args)
	if len(results) > 1 && !results[1].IsNil() {
		giveUp()
	}
	return results[0]
}

// direct returns how to call a function of a type that is frequent in themes, without reflect; nil for others.
func direct(f any) func(args []reflect.Value) reflect.Value {
	switch f := f.(type) {
	case func(string, ...any) string:
		return func(args []reflect.Value) reflect.Value {
			return reflect.ValueOf(f(as[string](args[0]), others(args[1:])...))
		}
	case func(*course.Page) bool:
		return of1(f)
	case func(*course.Page) int:
		return of1(f)
	case func(*course.Page) string:
		return of1(f)
	case func(*course.Module) bool:
		return of1(f)
	case func(View) bool:
		return of1(f)
	case func(View) string:
		return of1(f)
	case func(View) (template.HTML, error):
		return of1(func(v View) template.HTML { return sure(f(v)) })
	case func(View, int) (string, error):
		return of2(func(v View, n int) string { return sure(f(v, n)) })
	case func(View, any) string:
		return of2(f)
	case func(View, *course.Page) string:
		return of2(f)
	case func(View, *course.Page) (string, error):
		return of2(func(v View, p *course.Page) string { return sure(f(v, p)) })
	case func(View, *course.Page, string) string:
		return of3(f)
	case func(View, *course.Page, block.Body) (template.HTML, error):
		return of3(func(v View, p *course.Page, b block.Body) template.HTML { return sure(f(v, p, b)) })
	case func(View, string, any) (template.HTML, error):
		return of3(func(v View, name string, key any) template.HTML { return sure(f(v, name, key)) })
	case func(View, string, ...any) (string, error):
		return wording(f)
	case func(BlockView) bool:
		return of1(f)
	case func(BlockView) int:
		return of1(f)
	case func(BlockView) string:
		return of1(f)
	case func(BlockView, any) string:
		return of2(f)
	case func(BlockView, string) string:
		return of2(f)
	case func(BlockView, block.Body) (template.HTML, error):
		return of2(func(v BlockView, b block.Body) template.HTML { return sure(f(v, b)) })
	case func(BlockView, string, ...any) (string, error):
		return wording(f)
	}
	return nil
}

func of1[A, R any](f func(A) R) func([]reflect.Value) reflect.Value {
	return func(args []reflect.Value) reflect.Value { return reflect.ValueOf(f(as[A](args[0]))) }
}

func of2[A, B, R any](f func(A, B) R) func([]reflect.Value) reflect.Value {
	return func(args []reflect.Value) reflect.Value {
		return reflect.ValueOf(f(as[A](args[0]), as[B](args[1])))
	}
}

func of3[A, B, C, R any](f func(A, B, C) R) func([]reflect.Value) reflect.Value {
	return func(args []reflect.Value) reflect.Value {
		return reflect.ValueOf(f(as[A](args[0]), as[B](args[1]), as[C](args[2])))
	}
}

func wording[A any](f func(A, string, ...any) (string, error)) func([]reflect.Value) reflect.Value {
	return func(args []reflect.Value) reflect.Value {
		return reflect.ValueOf(sure(f(as[A](args[0]), as[string](args[1]), others(args[2:])...)))
	}
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
