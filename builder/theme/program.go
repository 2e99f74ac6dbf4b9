package theme

import (
	"html/template"
	"io"
	"reflect"
	"sync"
	"sync/atomic"
)

// program executes a template of a theme. What html/template makes of the template, its escaped tree, is compiled into functions
// once, when the template is first executed: text/template looks up every name and type again at every node, and that took more
// of a build than what the templates call.
//
// What comes out is what html/template would write, byte by byte, because the program only does what it knows to do in the same way.
// At anything else, which includes all mistakes, it gives up and html/template executes the template from the beginning: its
// output and its errors are the ones that count. So the functions that templates call must give the same again.
type program struct {
	template *template.Template
	compile  sync.Once
	code     *code       // nil when html/template executes the template
	unfit    atomic.Bool // html/template could do what the code could not
}

// newProgram returns the program of a template whose set has no other program: html/template escapes all that it calls with it.
func newProgram(t *template.Template) *program { return &program{template: t} }

// execute writes what the template makes of its dot. After an error a part may have been written.
func (p *program) execute(w io.Writer, dot any) error {
	p.compile.Do(p.prepare)
	written := 0
	if p.code != nil && !p.unfit.Load() {
		m := machines.Get().(*machine)
		m.w, m.written, m.failure = w, 0, nil
		if m.run(p.code, dot) {
			machines.Put(m)
			return nil
		}
		if m.failure != nil {
			return m.failure
		}
		written = m.written
	}
	err := p.template.Execute(&rest{w, written}, dot)
	if err == nil {
		p.unfit.Store(true)
	}
	return err
}

// rest is a writer that leaves out what has been written already.
type rest struct {
	w       io.Writer
	written int
}

func (r *rest) Write(b []byte) (int, error) {
	skipped := min(r.written, len(b))
	r.written -= skipped
	n, err := r.w.Write(b[skipped:])
	return skipped + n, err
}

// prepare has html/template escape the template, which it does before it writes, and compiles the tree.
func (p *program) prepare() {
	_ = p.template.Execute(full{}, nil) // which fails at once; a template that cannot be escaped has no tree afterwards
	p.code = compile(p.template)
}

// full is a writer that takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// code is a compiled template.
type code struct {
	steps []step
	slots int // how many variables are declared at most at the same time
}

// A step writes something; an expression gives a value, that has no type for nil. The dot is handed on, not kept.
type (
	step       func(m *machine, dot reflect.Value) flow
	expression func(m *machine, dot reflect.Value) reflect.Value
)

// flow is where execution goes after a step.
type flow int

const (
	next flow = iota
	nextRound
	leaveLoop
)

// machine is one execution of a template and of those that it calls.
type machine struct {
	w       io.Writer
	out     []byte // what is not written yet
	written int    // bytes
	failure error  // of w

	slots []reflect.Value // variables of the templates that are being executed
	base  int             // where those of the innermost begin; the first is $
	args  []reflect.Value // arguments of the calls that are being prepared
	depth int             // templates within templates
}

const (
	maxDepth = 1000    // where html/template takes over, whose limit is far higher
	maxOut   = 1 << 16 // bytes
)

var machines = sync.Pool{New: func() any { return new(machine) }}

// surrender is the panic of a program that gives up.
type surrender struct{}

func giveUp() reflect.Value { panic(surrender{}) }

// run reports whether the code could do it. Otherwise the machine is of no more use.
func (m *machine) run(c *code, dot any) (done bool) {
	defer func() {
		// Besides giving up, a function may have panicked, and reflect does at values that it cannot use.
		if recover() != nil {
			done = false
		}
	}()
	m.call(c, reflect.ValueOf(dot))
	m.flush()
	clear(m.slots[:cap(m.slots)])
	m.w = nil
	return true
}

// flush writes what is there.
func (m *machine) flush() {
	n, err := m.w.Write(m.out)
	m.written += n
	m.out = m.out[:0]
	if err != nil {
		m.failure = err
		giveUp()
	}
}

// call executes a template with variables of its own.
func (m *machine) call(c *code, dot reflect.Value) {
	if m.depth++; m.depth > maxDepth {
		giveUp()
	}
	base := m.base
	m.base = len(m.slots)
	m.slots = append(m.slots, make([]reflect.Value, c.slots)...)
	m.slots[m.base] = dot
	m.do(c.steps, dot)
	m.slots = m.slots[:m.base]
	m.base = base
	m.depth--
}

func (m *machine) do(steps []step, dot reflect.Value) flow {
	for _, s := range steps {
		if f := s(m, dot); f != next {
			return f
		}
	}
	return next
}
