package theme

import (
	"html/template"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
)

// compiler compiles a template and those that it calls.
type compiler struct {
	set     *template.Template
	codes   map[string]*code
	escapes map[string]*escape

	// of the template at hand
	names []string // of the variables in scope; each has the slot of its index
	slots int
}

// compile returns nil for a template that has something which only html/template can execute.
func compile(t *template.Template) (c *code) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(surrender); !ok {
				panic(r)
			}
			c = nil
		}
	}()
	compiler := &compiler{set: t, codes: map[string]*code{}, escapes: map[string]*escape{}}
	return compiler.template(t.Name())
}

func (c *compiler) template(name string) *code {
	if known := c.codes[name]; known != nil {
		return known
	}
	t := c.set.Lookup(name)
	if t == nil || t.Tree == nil || t.Tree.Root == nil {
		giveUp() // also at one that is called within a tag, since html/template keeps its copy to itself
	}
	made := &code{}
	c.codes[name] = made
	names, slots := c.names, c.slots
	c.names, c.slots = []string{"$"}, 1
	made.steps = c.list(t.Tree.Root)
	made.slots = c.slots
	c.names, c.slots = names, slots
	return made
}

// list compiles the nodes of a list. Variables are in scope until its end.
func (c *compiler) list(list *parse.ListNode) []step {
	if list == nil {
		return nil
	}
	scope := len(c.names)
	var steps []step
	for _, n := range list.Nodes {
		if s := c.node(n); s != nil {
			steps = append(steps, s)
		}
	}
	c.names = c.names[:scope]
	return steps
}

func (c *compiler) node(n parse.Node) step {
	switch n := n.(type) {
	case *parse.TextNode:
		text := n.Text
		return func(m *machine, _ reflect.Value) flow {
			m.out = append(m.out, text...)
			return next
		}
	case *parse.ActionNode:
		return c.action(n)
	case *parse.IfNode:
		return c.branch(&n.BranchNode, false)
	case *parse.WithNode:
		return c.branch(&n.BranchNode, true)
	case *parse.RangeNode:
		return c.loop(n)
	case *parse.TemplateNode:
		return c.call(n)
	case *parse.BreakNode:
		return func(*machine, reflect.Value) flow { return leaveLoop }
	case *parse.ContinueNode:
		return func(*machine, reflect.Value) flow { return nextRound }
	case *parse.CommentNode:
		return nil
	}
	giveUp()
	return nil
}

// action compiles a pipeline that declares a variable, or whose end escapes what it writes.
func (c *compiler) action(n *parse.ActionNode) step {
	if len(n.Pipe.Decl) > 0 {
		value := c.pipe(n.Pipe)
		return func(m *machine, dot reflect.Value) flow {
			value(m, dot)
			return next
		}
	}
	cmds := n.Pipe.Cmds
	last := len(cmds)
	for last > 0 && isEscaper(cmds[last-1]) {
		last--
	}
	if last == 0 || last == len(cmds) {
		giveUp()
	}
	escape := c.escape(cmds[last:])
	if last == 1 && escape.place == inText {
		if s := c.appending(cmds[0], escape); s != nil {
			return s
		}
	}
	value := c.commands(cmds[:last])
	return func(m *machine, dot reflect.Value) flow {
		if m.out = escape.append(m.out, value(m, dot)); len(m.out) > maxOut {
			m.flush()
		}
		return next
	}
}

// appending compiles what may be the call of a method that appends its result; nil for what is certainly none.
func (c *compiler) appending(cmd *parse.CommandNode, escape *escape) step {
	var f *field
	var of expression
	switch n := cmd.Args[0].(type) {
	case *parse.FieldNode:
		of, f = lastOf(theDot, n.Ident, c.operands(cmd.Args[1:]))
	case *parse.VariableNode:
		if len(n.Ident) == 1 {
			return nil
		}
		of, f = lastOf(c.variable(n.Ident[0]), n.Ident[1:], c.operands(cmd.Args[1:]))
	default:
		return nil
	}
	return func(m *machine, dot reflect.Value) flow {
		receiver := of(m, dot)
		if !f.append(m, dot, receiver) {
			m.out = escape.append(m.out, concrete(f.of(m, dot, receiver)))
		}
		if len(m.out) > maxOut {
			m.flush()
		}
		return next
	}
}

func (c *compiler) call(n *parse.TemplateNode) step {
	value := func(*machine, reflect.Value) reflect.Value { return reflect.Value{} }
	if n.Pipe != nil {
		value = c.pipe(n.Pipe)
	}
	code := c.template(n.Name)
	return func(m *machine, dot reflect.Value) flow {
		m.call(code, value(m, dot))
		return next
	}
}

func (c *compiler) branch(n *parse.BranchNode, setsDot bool) step {
	scope := len(c.names)
	value, then, otherwise := c.pipe(n.Pipe), c.list(n.List), c.list(n.ElseList)
	c.names = c.names[:scope]
	return func(m *machine, dot reflect.Value) flow {
		v := value(m, dot)
		switch {
		case !truth(v):
			return m.do(otherwise, dot)
		case setsDot:
			return m.do(then, v)
		}
		return m.do(then, dot)
	}
}

// loop compiles a range. Its variables have the value of the pipeline before the first round and in the else branch.
func (c *compiler) loop(n *parse.RangeNode) step {
	scope := len(c.names)
	value := c.pipe(n.Pipe)
	var slots []int
	for _, v := range n.Pipe.Decl {
		slots = append(slots, c.slot(v.Ident[0]))
	}
	body, otherwise := c.list(n.List), c.list(n.ElseList)
	c.names = c.names[:scope]
	return func(m *machine, dot reflect.Value) flow {
		ran := false
		eachOf(indirect(value(m, dot)), len(slots) > 1, func(key, elem reflect.Value) bool {
			ran = true
			if len(slots) > 1 {
				m.slots[m.base+slots[0]] = key
			}
			if len(slots) > 0 {
				m.slots[m.base+slots[len(slots)-1]] = elem
			}
			return m.do(body, elem) != leaveLoop
		})
		if !ran && m.do(otherwise, dot) == nextRound {
			return nextRound // of the loop around; a break has ended just this one
		}
		return next
	}
}

// eachOf calls round with what a range goes through until it returns false. What it does not know, html/template knows.
func eachOf(v reflect.Value, pairs bool, round func(key, elem reflect.Value) bool) {
	switch v.Kind() {
	case reflect.Invalid:
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			var key reflect.Value
			if pairs {
				key = reflect.ValueOf(i)
			}
			if !round(key, v.Index(i)) {
				return
			}
		}
	case reflect.Map:
		if v.Type().Key().Kind() != reflect.String {
			giveUp()
		}
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, key := range keys {
			if !round(key, v.MapIndex(key)) {
				return
			}
		}
	case reflect.Int:
		if pairs {
			giveUp()
		}
		for i := range v.Seq() {
			if !round(reflect.Value{}, i) {
				return
			}
		}
	default:
		giveUp()
	}
}

// pipe compiles a pipeline with the variables that it declares or sets.
func (c *compiler) pipe(pipe *parse.PipeNode) expression {
	value := c.commands(pipe.Cmds)
	for _, v := range pipe.Decl {
		if !pipe.IsAssign {
			c.names = append(c.names, v.Ident[0])
			c.slots = max(c.slots, len(c.names))
		}
	}
	var slots []int
	for _, v := range pipe.Decl {
		slots = append(slots, c.slot(v.Ident[0]))
	}
	if len(slots) == 0 {
		return value
	}
	return func(m *machine, dot reflect.Value) reflect.Value {
		v := value(m, dot)
		for _, s := range slots {
			m.slots[m.base+s] = v
		}
		return v
	}
}

// slot returns where the innermost variable of a name is kept.
func (c *compiler) slot(name string) int {
	for i, n := range slices.Backward(c.names) {
		if n == name {
			return i
		}
	}
	giveUp()
	return 0
}

// commands compiles a chain of commands, each of which has the value of the one before as its last argument.
func (c *compiler) commands(cmds []*parse.CommandNode) expression {
	var value expression
	for _, cmd := range cmds {
		value = c.command(cmd, value)
	}
	return value
}

func (c *compiler) command(cmd *parse.CommandNode, final expression) expression {
	args := c.operands(cmd.Args[1:])
	if final != nil {
		args = append(args, final)
		if id, ok := cmd.Args[0].(*parse.IdentifierNode); ok && (id.Ident == "and" || id.Ident == "or") {
			giveUp() // whose last argument is evaluated first, and always
		}
	}
	if cmd.Args[0].Type() == parse.NodeNil {
		giveUp() // which is a mistake
	}
	value := c.operand(cmd.Args[0], args)
	return func(m *machine, dot reflect.Value) reflect.Value {
		v := value(m, dot)
		if v.Kind() == reflect.Interface && v.NumMethod() == 0 {
			return v.Elem()
		}
		return v
	}
}

func (c *compiler) operands(nodes []parse.Node) (list []expression) {
	for _, n := range nodes {
		list = append(list, c.operand(n, nil))
	}
	return list
}

// operand compiles a word of a command, with arguments if it is the first.
func (c *compiler) operand(n parse.Node, args []expression) expression {
	switch n := n.(type) {
	case *parse.FieldNode:
		return chain(theDot, n.Ident, args)
	case *parse.VariableNode:
		if len(n.Ident) > 1 {
			return chain(c.variable(n.Ident[0]), n.Ident[1:], args)
		}
		return plain(c.variable(n.Ident[0]), args)
	case *parse.ChainNode:
		return chain(c.operand(n.Node, nil), n.Field, args)
	case *parse.IdentifierNode:
		return c.function(n.Ident, args)
	case *parse.PipeNode:
		if len(n.Decl) > 0 {
			giveUp() // whose variable may be declared or not, depending on the arguments before
		}
		return plain(c.pipe(n), args)
	case *parse.DotNode:
		return plain(theDot, args)
	}
	return plain(constant(n), args)
}

func theDot(_ *machine, dot reflect.Value) reflect.Value { return dot }

// plain is an expression that takes no arguments.
func plain(value expression, args []expression) expression {
	if len(args) > 0 {
		giveUp()
	}
	return value
}

func constant(n parse.Node) expression {
	var value reflect.Value
	switch n := n.(type) {
	case *parse.StringNode:
		value = reflect.ValueOf(n.Text)
	case *parse.BoolNode:
		value = reflect.ValueOf(n.True)
	case *parse.NumberNode:
		number, err := strconv.Atoi(n.Text)
		if err != nil || int64(number) != n.Int64 {
			giveUp() // at fractions, characters and other notations
		}
		value = reflect.ValueOf(number)
	case *parse.NilNode:
	default:
		giveUp()
	}
	return func(*machine, reflect.Value) reflect.Value { return value }
}

func (c *compiler) variable(name string) expression {
	slot := c.slot(name)
	return func(m *machine, _ reflect.Value) reflect.Value { return m.slots[m.base+slot] }
}

// chain is an expression with fields of it, the last of which may be a method with arguments.
func chain(value expression, names []string, args []expression) expression {
	of, f := lastOf(value, names, args)
	return func(m *machine, dot reflect.Value) reflect.Value { return f.of(m, dot, of(m, dot)) }
}

// lastOf returns the last field of a chain and what it is a field of.
func lastOf(value expression, names []string, args []expression) (of expression, f *field) {
	if last := len(names) - 1; last > 0 {
		value, names = chain(value, names[:last], nil), names[last:]
	}
	return value, &field{name: names[0], args: args}
}
