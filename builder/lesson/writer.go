package lesson

import (
	"bytes"
	"io"
	"sync"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"

	"lectern/builder/block"
)

// nodeTable is a [renderer.Renderer] that calls the functions which goldmark's would call. Most nodes are texts, for which it asks
// nobody.
type nodeTable struct {
	config *renderer.Config // what extensions add; nil once the table is complete
	once   sync.Once
	kinds  []renderer.NodeRendererFunc
}

func newNodeTable() *nodeTable {
	t := &nodeTable{config: renderer.NewConfig()}
	t.AddOptions(renderer.WithNodeRenderers(util.Prioritized(html.NewRenderer(html.WithWriter(textWriter)), 1000))) // the default priority
	return t
}

// AddOptions implements renderer.Renderer.
func (t *nodeTable) AddOptions(options ...renderer.Option) {
	for _, o := range options {
		o.SetConfig(t.config)
	}
}

// Register implements renderer.NodeRendererFuncRegisterer.
func (t *nodeTable) Register(kind ast.NodeKind, render renderer.NodeRendererFunc) {
	if missing := int(kind) + 1 - len(t.kinds); missing > 0 {
		t.kinds = append(t.kinds, make([]renderer.NodeRendererFunc, missing)...)
	}
	t.kinds[kind] = render
}

// complete makes the table. The last to register a kind is the one with the highest priority.
func (t *nodeTable) complete() {
	t.config.NodeRenderers.Sort()
	for i := len(t.config.NodeRenderers) - 1; i >= 0; i-- {
		t.config.NodeRenderers[i].Value.(renderer.NodeRenderer).RegisterFuncs(t)
	}
	t.config = nil
}

// Render implements renderer.Renderer. Our functions return no errors, and the buffer that they write into cannot fail.
func (t *nodeTable) Render(w io.Writer, source []byte, n ast.Node) error {
	t.once.Do(t.complete)
	b, ok := w.(*buffer)
	if !ok {
		b = &buffer{}
	}
	t.render(b, source, n)
	if !ok {
		_, err := w.Write(b.Bytes())
		return err
	}
	return nil
}

func (t *nodeTable) render(w *buffer, source []byte, n ast.Node) {
	if text, ok := n.(*ast.Text); ok {
		writeText(w, source, text)
		return
	}
	var render renderer.NodeRendererFunc
	if kind := int(n.Kind()); kind < len(t.kinds) {
		render = t.kinds[kind]
	}
	status := ast.WalkStatus(ast.WalkContinue)
	if render != nil {
		status, _ = render(w, source, n, true)
	}
	if status != ast.WalkSkipChildren {
		for child := n.FirstChild(); child != nil; child = child.NextSibling() {
			t.render(w, source, child)
		}
	}
	if render != nil {
		_, _ = render(w, source, n, false)
	}
}

// buffer is a bytes.Buffer that goldmark writes to directly.
type buffer struct{ bytes.Buffer }

func (b *buffer) Flush() error  { return nil }
func (b *buffer) Buffered() int { return 0 }

func writeText(w util.BufWriter, source []byte, t *ast.Text) {
	value := t.Segment.Value(source)
	if t.IsRaw() {
		textWriter.RawWrite(w, value)
		return
	}
	textWriter.Write(w, value)
	if t.HardLineBreak() {
		_, _ = w.WriteString("<br>\n")
	} else if t.SoftLineBreak() {
		_ = w.WriteByte('\n')
	}
}

// textWriter writes text as goldmark does, with the apostrophes of print. Most has hardly a character that is written otherwise than it
// stands in the source, which is found out faster than goldmark writes it.
var textWriter = verbatimWriter{html.DefaultWriter}

type verbatimWriter struct{ html.Writer }

// Write implements html.Writer.
func (v verbatimWriter) Write(w util.BufWriter, text []byte) {
	for {
		n := verbatimLength(text)
		_, _ = w.Write(text[:n])
		if n == len(text) {
			return
		}
		switch c := text[n]; {
		case c == '\'' && block.Apostrophe(text[max(0, n-1):min(n+2, len(text))]) > 0:
			_, _ = w.WriteString(block.Typographic)
			n++
		case c == '\'':
			_ = w.WriteByte(c)
			n++
		case c == '&' && (n+1 == len(text) || text[n+1] == ' '):
			_, _ = w.WriteString("&amp;")
			n++
		case util.EscapeHTMLByte(c) != nil && c != '&':
			_, _ = w.Write(util.EscapeHTMLByte(c))
			n++
		default: // an entity or backslash
			rest := text[n:]
			if at := block.Apostrophe(rest); at >= 0 {
				rest = rest[:at]
			}
			v.Writer.Write(w, rest)
			n += len(rest)
			if n < len(text) {
				_, _ = w.WriteString(block.Typographic)
				n++
			}
		}
		text = text[n:]
	}
}

// RawWrite implements html.Writer.
func (v verbatimWriter) RawWrite(w util.BufWriter, text []byte) {
	if verbatimLength(text) == len(text) {
		_, _ = w.Write(text)
		return
	}
	v.Writer.RawWrite(w, text)
}

// writeEscaped writes a text in which nothing is Markdown.
func writeEscaped(w util.BufWriter, text string) {
	if verbatimLength(text) == len(text) {
		_, _ = w.WriteString(text)
		return
	}
	_, _ = w.Write(util.EscapeHTML([]byte(text)))
}

// verbatimLength returns the length of what a text begins with that is its own HTML.
func verbatimLength[T string | []byte](text T) int {
	for i := range len(text) {
		if rewritten[text[i]] {
			return i
		}
	}
	return len(text)
}

// rewritten holds the bytes that text may not have to be its own HTML.
var rewritten = func() (table [256]bool) {
	for c := range table {
		table[c] = c == 0 || c == '\\' || c == '&' || c == '\'' || util.EscapeHTMLByte(byte(c)) != nil
	}
	return table
}()
