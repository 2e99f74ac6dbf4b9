package lesson

import (
	"bytes"
	"strings"
	"sync"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"

	"lectern/builder/block"
)

// render renders nodes with all that is in them.
func (f *fragment) render(nodes ...ast.Node) block.Body {
	b := buffers.Get().(*buffer)
	defer buffers.Put(b)
	b.Reset()
	for _, n := range nodes {
		// The writer cannot fail and our renderers return no errors.
		_ = f.md.Renderer().Render(b, f.src, n)
	}
	return block.Body(bytes.TrimSpace(b.Bytes()))
}

var buffers = sync.Pool{New: func() any { return new(buffer) }}

func (f *fragment) renderChildren(n ast.Node) block.Body {
	var nodes []ast.Node
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		nodes = append(nodes, child)
	}
	return f.render(nodes...)
}

// renderInline renders the inline content of a heading or paragraph.
func (f *fragment) renderInline(n ast.Node) block.Body { return f.renderChildren(n) }

// htmlRenderer renders the nodes that a course page shows otherwise than goldmark
// does. It keeps no state: one value serves all pages.
type htmlRenderer struct{ rawHTML bool }

// RegisterFuncs implements renderer.NodeRenderer.
func (r *htmlRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindHeading, renderHeading)
	reg.Register(ast.KindLink, renderLink)
	reg.Register(ast.KindImage, renderImage)
	reg.Register(ast.KindParagraph, renderParagraph)
	reg.Register(ast.KindTextBlock, renderTextBlock)
	reg.Register(ast.KindHTMLBlock, r.renderHTMLBlock)
	reg.Register(ast.KindRawHTML, r.renderRawHTML)
	reg.Register(ast.KindFencedCodeBlock, renderCode)
	reg.Register(ast.KindCodeBlock, renderCode)
	reg.Register(extast.KindTable, renderTable)
	reg.Register(extast.KindTableCell, renderCell)
	reg.Register(extast.KindTaskCheckBox, renderCheckBox)
	reg.Register(block.KindContainer, renderContainer)
	reg.Register(kindCallout, renderCallout)
}

// renderHeading writes a heading; one that has an id gets a link to itself,
// named by the heading and without a word of its own.
func renderHeading(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	h := n.(*ast.Heading)
	id, hasID := block.HeadingID(h)
	if entering {
		_, _ = w.WriteString("<h")
		_ = w.WriteByte(byte('0' + h.Level))
		if hasID {
			writeAttribute(w, "id", id)
		}
		if class, ok := h.AttributeString("class"); ok {
			if b, ok := class.([]byte); ok {
				writeAttribute(w, "class", string(b))
			}
		}
		_ = w.WriteByte('>')
		return ast.WalkContinue, nil
	}
	if hasID {
		_, _ = w.WriteString(`<a class="heading-link" href="#`)
		writeEscaped(w, id)
		_ = w.WriteByte('"')
		writeAttribute(w, "aria-labelledby", id)
		_, _ = w.WriteString("></a>")
	}
	_, _ = w.WriteString("</h")
	_ = w.WriteByte(byte('0' + h.Level))
	_, _ = w.WriteString(">\n")
	return ast.WalkContinue, nil
}

func writeAttribute(w util.BufWriter, name, value string) {
	_ = w.WriteByte(' ')
	_, _ = w.WriteString(name)
	_, _ = w.WriteString(`="`)
	writeEscaped(w, value)
	_ = w.WriteByte('"')
}

func isSlot(dest []byte) bool { return len(dest) > 0 && dest[0] == 0 }

func renderLink(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	link := n.(*ast.Link)
	if !entering {
		_, _ = w.WriteString("</a>")
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString(`<a href="`)
	if isSlot(link.Destination) {
		_, _ = w.Write(link.Destination)
	} else {
		_, _ = w.Write(util.EscapeHTML(util.URLEscape(link.Destination, true)))
	}
	_ = w.WriteByte('"')
	if link.Title != nil {
		writeAttribute(w, "title", unescapeText(link.Title))
	}
	_ = w.WriteByte('>')
	return ast.WalkContinue, nil
}

func renderImage(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	image := n.(*ast.Image)
	_, _ = w.WriteString("<img ")
	if isSlot(image.Destination) {
		_, _ = w.Write(image.Destination)
	} else {
		_, _ = w.WriteString(`src="`)
		_, _ = w.Write(util.EscapeHTML(util.URLEscape(image.Destination, true)))
		_ = w.WriteByte('"')
	}
	writeAttribute(w, "alt", block.PlainText(image, source))
	if _, figure := onlyImage(n.Parent()); len(image.Title) > 0 && !(figure && n.Parent().Kind() == ast.KindParagraph) {
		writeAttribute(w, "title", unescapeText(image.Title))
	}
	_, _ = w.WriteString(` loading="lazy" decoding="async">`)
	return ast.WalkSkipChildren, nil
}

// onlyImage returns the picture that is all of a paragraph.
func onlyImage(n ast.Node) (*ast.Image, bool) {
	image, ok := n.FirstChild().(*ast.Image)
	return image, ok && image.NextSibling() == nil
}

// renderParagraph makes a picture that stands alone a figure; its title is the caption.
func renderParagraph(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	image, figure := onlyImage(n)
	switch {
	case figure && entering:
		_, _ = w.WriteString("<figure>")
	case figure:
		if len(image.Title) > 0 {
			_, _ = w.WriteString("<figcaption>")
			writeEscaped(w, unescapeText(image.Title))
			_, _ = w.WriteString("</figcaption>")
		}
		_, _ = w.WriteString("</figure>\n")
	case entering:
		_, _ = w.WriteString("<p>")
		openLabel(w, n)
	default:
		closeLabel(w, n)
		_, _ = w.WriteString("</p>\n")
	}
	return ast.WalkContinue, nil
}

func renderTextBlock(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	switch {
	case entering:
		openLabel(w, n)
	default:
		closeLabel(w, n)
		if n.NextSibling() != nil && n.FirstChild() != nil {
			_ = w.WriteByte('\n')
		}
	}
	return ast.WalkContinue, nil
}

// openLabel opens the label of a task item, so that its check box has a name.
func openLabel(w util.BufWriter, n ast.Node) {
	if isTask(n) {
		_, _ = w.WriteString(`<label class="task">`)
	}
}

func closeLabel(w util.BufWriter, n ast.Node) {
	if isTask(n) {
		_, _ = w.WriteString("</label>")
	}
}

func isTask(n ast.Node) bool {
	first := n.FirstChild()
	return first != nil && first.Kind() == extast.KindTaskCheckBox
}

func renderCheckBox(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString(`<input type="checkbox" disabled`)
		if n.(*extast.TaskCheckBox).IsChecked {
			_, _ = w.WriteString(" checked")
		}
		_, _ = w.WriteString("> ")
	}
	return ast.WalkContinue, nil
}

func (r *htmlRenderer) renderHTMLBlock(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering && r.rawHTML {
		_, _ = w.Write(htmlText(n.(*ast.HTMLBlock), source))
	}
	return ast.WalkContinue, nil
}

func (r *htmlRenderer) renderRawHTML(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering && r.rawHTML {
		_, _ = w.Write(segmentsText(n.(*ast.RawHTML).Segments, source))
	}
	return ast.WalkSkipChildren, nil
}

func renderContainer(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	return writeBlockSlot(w, n.(*block.Container).Index, entering)
}

func renderCallout(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	return writeBlockSlot(w, n.(*callout).index, entering)
}

// writeBlockSlot stands for a block; a negative index is one that is not published.
func writeBlockSlot(w util.BufWriter, index int, entering bool) (ast.WalkStatus, error) {
	if entering && index >= 0 {
		_, _ = w.WriteString(block.Slot(block.SlotBlock, index) + "\n")
	}
	return ast.WalkSkipChildren, nil
}

// renderTable wraps a table in a region that scrolls, labelled by its column headings.
func renderTable(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, _ = w.WriteString("</table></div>\n")
		return ast.WalkContinue, nil
	}
	var columns []string
	if header := n.FirstChild(); header != nil {
		for cell := header.FirstChild(); cell != nil; cell = cell.NextSibling() {
			if text := block.PlainText(cell, source); text != "" {
				columns = append(columns, text)
			}
		}
	}
	_, _ = w.WriteString(`<div class="table-wrap" role="group" tabindex="0"`)
	if len(columns) > 0 {
		writeAttribute(w, "aria-label", strings.Join(columns, ", "))
	}
	_, _ = w.WriteString("><table>\n")
	return ast.WalkContinue, nil
}

// renderCell aligns by class, since the pages' content security policy allows no style.
func renderCell(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	cell := n.(*extast.TableCell)
	header := n.Parent().Kind() == extast.KindTableHeader
	tag := "td"
	if header && n.HasChildren() {
		tag = "th"
	}
	if !entering {
		_, _ = w.WriteString("</" + tag + ">\n")
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("<" + tag)
	if tag == "th" {
		_, _ = w.WriteString(` scope="col"`)
	}
	if cell.Alignment != extast.AlignNone && cell.Alignment != extast.AlignLeft {
		writeAttribute(w, "class", cell.Alignment.String())
	}
	_ = w.WriteByte('>')
	return ast.WalkContinue, nil
}

// renderCode writes code with the classes of its highlighting. The block can be reached by keyboard, since it may scroll.
func renderCode(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	lang := ""
	if fenced, ok := n.(*ast.FencedCodeBlock); ok {
		lang = unescapeText(fenced.Language(source))
	}
	_, _ = w.WriteString(`<pre class="chroma" tabindex="0"><code`)
	if lang != "" {
		writeAttribute(w, "class", "language-"+lang)
	}
	_ = w.WriteByte('>')
	highlight(w, lang, string(segmentsText(n.Lines(), source)))
	_, _ = w.WriteString("</code></pre>\n")
	return ast.WalkSkipChildren, nil
}
