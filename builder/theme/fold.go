package theme

import (
	"html/template"
	"text/template/parse"
)

// fold replaces every call of T that has no arguments but its key, {{.T "key"}} or {{$.T "key"}}, by
// the words themselves. A page has some forty of them, and a method call in a template costs as
// much as writing a line: folding takes a fifth off the rendering of a lesson.
func (t *Theme) fold(set *template.Template) {
	for _, tmpl := range set.Templates() {
		if tmpl.Tree != nil && tmpl.Tree.Root != nil {
			t.foldList(tmpl.Tree.Root)
		}
	}
}

func (t *Theme) foldList(list *parse.ListNode) {
	if list == nil {
		return
	}
	for i, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			if text, ok := t.constant(n.Pipe); ok {
				list.Nodes[i] = &parse.TextNode{NodeType: parse.NodeText, Pos: n.Pos, Text: []byte(template.HTMLEscapeString(text))}
			}
		case *parse.IfNode:
			t.foldList(n.List)
			t.foldList(n.ElseList)
		case *parse.RangeNode:
			t.foldList(n.List)
			t.foldList(n.ElseList)
		case *parse.WithNode:
			t.foldList(n.List)
			t.foldList(n.ElseList)
		}
	}
}

// constant returns the words of a pipeline that is nothing but T and a key. An unknown key is left alone: executing it
// gives the error with its line.
func (t *Theme) constant(pipe *parse.PipeNode) (string, bool) {
	if len(pipe.Decl) > 0 || len(pipe.Cmds) != 1 || len(pipe.Cmds[0].Args) != 2 {
		return "", false
	}
	args := pipe.Cmds[0].Args
	key, ok := args[1].(*parse.StringNode)
	if !ok || !callsT(args[0]) {
		return "", false
	}
	text, err := t.words.text(key.Text)
	return text, err == nil
}

func callsT(n parse.Node) bool {
	switch n := n.(type) {
	case *parse.FieldNode:
		return len(n.Ident) == 1 && n.Ident[0] == "T"
	case *parse.VariableNode:
		return len(n.Ident) == 2 && n.Ident[0] == "$" && n.Ident[1] == "T"
	}
	return false
}
