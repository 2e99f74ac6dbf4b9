package lesson

import (
	"bytes"
	"regexp"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// kindField is the node kind of a field.
var kindField = ast.NewNodeKind("LecternField")

// field is a place to write into, `[____ label]`. Its label, if it has one, is its only child, a text.
type field struct{ ast.BaseInline }

func (f *field) Kind() ast.NodeKind { return kindField }

func (f *field) Dump(source []byte, level int) { ast.DumpHelper(f, source, level, nil, nil) }

// fields is the goldmark extension for fields.
type fields struct{}

// Extend implements goldmark.Extender. Fields come before links, which would otherwise take their brackets.
func (fields) Extend(m goldmark.Markdown) {
	m.Parser().AddOptions(parser.WithInlineParsers(util.Prioritized(fields{}, 150)))
	m.Renderer().AddOptions(renderer.WithNodeRenderers(util.Prioritized(fields{}, 100)))
}

// fieldMark is a field at the beginning of a text: three underscores or more, then perhaps a label, in one line. A
// label with a bracket in it is none, so that a search for its end stops early.
var fieldMark = regexp.MustCompile(`^\[_{3,}[ \t]*((?:\\.|[^\[\]\\\r\n])*?)[ \t]*\]`)

func (fields) Trigger() []byte { return []byte{'['} }

func (fields) Parse(_ ast.Node, reader text.Reader, _ parser.Context) ast.Node {
	line, segment := reader.PeekLine()
	m := fieldMark.FindSubmatchIndex(line)
	if m == nil {
		return nil
	}
	node := &field{}
	node.SetPos(segment.Start)
	if label := line[m[2]:m[3]]; bytes.ContainsAny(label, "\\&") {
		node.AppendChild(node, ast.NewTextSegment(text.NewSegment(segment.Start+m[2], segment.Start+m[3])))
	} else if len(label) > 0 { // as it stands, without typography
		words := ast.NewString(label)
		words.SetRaw(true)
		node.AppendChild(node, words)
	}
	reader.Advance(m[1])
	return node
}

// RegisterFuncs implements renderer.NodeRenderer.
func (fields) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(kindField, renderField)
}

// renderField writes what looks like a line to write on. An input element would need a name, and keeps nothing.
func renderField(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	before, after := `<span class="field">`, "</span>"
	if n.HasChildren() {
		before, after = before+`<span class="field-label">`, "</span>"+after
	}
	if !entering {
		before = after
	}
	_, _ = w.WriteString(before)
	return ast.WalkContinue, nil
}
