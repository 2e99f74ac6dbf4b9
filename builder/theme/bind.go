package theme

import (
	"html/template"
	"iter"
	"reflect"
	"text/template/parse"
)

// bind makes functions of the methods that the templates of a set call on their dot, {{.T "key" 1}} or {{$.URL .Page}}. What a
// theme may write stays the same. A method is looked up by its name at every call, which costs more than most of them do; a
// function is known. The dot is of the type of view wherever a template passes on its own dot; a partial that is called with
// something else somewhere, or is among others, is left alone. It returns the functions.
func bind(set *template.Template, view reflect.Type, others ...string) template.FuncMap {
	b := &binding{methods: map[string]bool{}, foreign: map[string]bool{}}
	functions := template.FuncMap{}
	for i := range view.NumMethod() {
		m := view.Method(i)
		if n := m.Type.NumOut(); n != 1 && (n != 2 || m.Type.Out(1) != reflect.TypeFor[error]()) {
			continue // which no template can call
		}
		b.methods[m.Name] = true
		functions[m.Name] = m.Func.Interface()
	}
	for _, name := range others {
		b.foreign[name] = true
	}
	for b.findForeign(set) { // until those that they call are known too
	}
	for _, t := range set.Templates() {
		if t.Tree != nil && !b.foreign[t.Name()] {
			b.list(t.Tree.Root, true)
		}
	}
	set.Funcs(functions)
	return functions
}

// binding is the state of binding one set.
type binding struct {
	methods map[string]bool
	foreign map[string]bool // templates whose dot may be of another type
}

// findForeign looks for calls of templates with another dot than a view. It reports whether there was a new one.
func (b *binding) findForeign(set *template.Template) bool {
	before := len(b.foreign)
	for _, t := range set.Templates() {
		if t.Tree == nil {
			continue
		}
		for call, top := range calls(t.Tree.Root) {
			if b.foreign[t.Name()] || !passesDot(call.Pipe, top) {
				b.foreign[call.Name] = true
			}
		}
	}
	return len(b.foreign) > before
}

// calls yields the calls of templates below a list, and whether the dot at each is that of the list.
func calls(list *parse.ListNode) iter.Seq2[*parse.TemplateNode, bool] {
	return func(yield func(*parse.TemplateNode, bool) bool) { eachCall(list, true, yield) }
}

// eachCall reports whether to go on.
func eachCall(list *parse.ListNode, top bool, yield func(*parse.TemplateNode, bool) bool) bool {
	if list == nil {
		return true
	}
	for _, n := range list.Nodes {
		if call, ok := n.(*parse.TemplateNode); ok && !yield(call, top) {
			return false
		}
		branch, sameDot := branchOf(n)
		if branch != nil && (!eachCall(branch.List, top && sameDot, yield) || !eachCall(branch.ElseList, top, yield)) {
			return false
		}
	}
	return true
}

// passesDot reports whether a pipeline is the dot of the template.
func passesDot(pipe *parse.PipeNode, top bool) bool {
	if pipe == nil || len(pipe.Decl) > 0 || len(pipe.Cmds) != 1 || len(pipe.Cmds[0].Args) != 1 {
		return false
	}
	switch n := pipe.Cmds[0].Args[0].(type) {
	case *parse.DotNode:
		return top
	case *parse.VariableNode:
		return len(n.Ident) == 1 && n.Ident[0] == "$"
	}
	return false
}

// branchOf returns the branch that a node is, and whether the dot stays the same within it.
func branchOf(n parse.Node) (branch *parse.BranchNode, sameDot bool) {
	switch n := n.(type) {
	case *parse.IfNode:
		return &n.BranchNode, true
	case *parse.WithNode:
		return &n.BranchNode, false
	case *parse.RangeNode:
		return &n.BranchNode, false
	}
	return nil, false
}

// list binds the calls in a list, whose dot is a view if top is set.
func (b *binding) list(list *parse.ListNode, top bool) {
	if list == nil {
		return
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			b.pipe(n.Pipe, top)
		case *parse.TemplateNode:
			b.pipe(n.Pipe, top)
		}
		if branch, sameDot := branchOf(n); branch != nil {
			b.pipe(branch.Pipe, top)
			b.list(branch.List, top && sameDot)
			b.list(branch.ElseList, top)
		}
	}
}

func (b *binding) pipe(pipe *parse.PipeNode, top bool) {
	if pipe == nil {
		return
	}
	for _, cmd := range pipe.Cmds {
		for i := 1; i < len(cmd.Args); i++ {
			if name, dot := b.method(cmd.Args[i], top); dot != nil {
				pos := cmd.Args[i].Position()
				call := &parse.CommandNode{NodeType: parse.NodeCommand, Pos: pos, Args: function(name, dot, pos)}
				cmd.Args[i] = &parse.PipeNode{NodeType: parse.NodePipe, Pos: pos, Line: pipe.Line, Cmds: []*parse.CommandNode{call}}
			} else if inner, ok := cmd.Args[i].(*parse.PipeNode); ok {
				b.pipe(inner, top)
			}
		}
		if inner, ok := cmd.Args[0].(*parse.PipeNode); ok {
			b.pipe(inner, top)
		}
		if name, dot := b.method(cmd.Args[0], top); dot != nil {
			cmd.Args = append(function(name, dot, cmd.Args[0].Position()), cmd.Args[1:]...)
		}
	}
}

// function returns the beginning of a command that calls a function with the dot.
func function(name string, dot parse.Node, pos parse.Pos) []parse.Node {
	return []parse.Node{parse.NewIdentifier(name).SetPos(pos), dot}
}

// method returns the method of the view that a node calls, and the view; a nil dot when it calls none.
func (b *binding) method(n parse.Node, top bool) (name string, dot parse.Node) {
	switch n := n.(type) {
	case *parse.FieldNode:
		if top && len(n.Ident) == 1 && b.methods[n.Ident[0]] {
			return n.Ident[0], &parse.DotNode{NodeType: parse.NodeDot, Pos: n.Pos}
		}
	case *parse.VariableNode:
		if len(n.Ident) == 2 && n.Ident[0] == "$" && b.methods[n.Ident[1]] {
			return n.Ident[1], &parse.VariableNode{NodeType: parse.NodeVariable, Pos: n.Pos, Ident: n.Ident[:1]}
		}
	}
	return "", nil
}
