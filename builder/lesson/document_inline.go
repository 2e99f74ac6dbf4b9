package lesson

import (
	"html"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"lectern/builder/block"
	"lectern/builder/diag"
	"lectern/builder/docx"
)

// inlineTable says what becomes of the nodes within a line. The docx.Text is the look that those around it give.
func (d *documenter) inlineTable() map[ast.NodeKind]func(ast.Node, docx.Text) []docx.Inline {
	nothing := func(ast.Node, docx.Text) []docx.Inline { return nil }
	return map[ast.NodeKind]func(ast.Node, docx.Text) []docx.Inline{
		ast.KindText:                d.words,
		ast.KindString:              d.typed,
		ast.KindCodeSpan:            d.codeSpan,
		ast.KindEmphasis:            d.emphasis,
		ast.KindLink:                d.link,
		ast.KindAutoLink:            d.autoLink,
		ast.KindImage:               d.image,
		ast.KindRawHTML:             nothing,
		extast.KindStrikethrough:    d.struck,
		extast.KindTaskCheckBox:     nothing, // a property of the item
		extast.KindFootnoteLink:     d.noteNumber,
		extast.KindFootnoteBacklink: nothing,
		kindField:                   d.blank,
	}
}

// text converts the content of a paragraph, heading or cell, without blanks before it.
func (d *documenter) text(n ast.Node) []docx.Inline {
	out := d.inline(n, docx.Text{})
	if len(out) == 0 {
		return nil
	}
	if first, ok := out[0].(docx.Text); ok {
		first.Text = strings.TrimLeft(first.Text, " ")
		out[0] = first
	}
	return out
}

func (d *documenter) inline(n ast.Node, look docx.Text) []docx.Inline {
	var out []docx.Inline
	for _, child := range childrenOf(n) {
		convert := d.inlines[child.Kind()]
		if convert == nil {
			d.report(diag.Errorf(d.at(child), "leave it out of templates", "a Word document cannot have a %s", child.Kind()))
			continue
		}
		for _, part := range convert(child, look) {
			out = joined(out, part)
		}
	}
	return out
}

// joined appends part, to the text before it where both look the same.
func joined(out []docx.Inline, part docx.Inline) []docx.Inline {
	t, ok := part.(docx.Text)
	if !ok || len(out) == 0 {
		return append(out, part)
	}
	last, ok := out[len(out)-1].(docx.Text)
	words := last.Text + t.Text
	last.Text, t.Text = words, words
	if !ok || last != t {
		return append(out, part)
	}
	out[len(out)-1] = last
	return out
}

func worded(look docx.Text, words string) []docx.Inline {
	look.Text = words
	return []docx.Inline{look}
}

func (d *documenter) words(n ast.Node, look docx.Text) []docx.Inline {
	t := n.(*ast.Text)
	words := string(t.Segment.Value(d.src))
	if !t.IsRaw() {
		words = unescapeText(block.Typeset([]byte(words)))
	}
	if t.SoftLineBreak() {
		words += " "
	}
	out := worded(look, words)
	if t.HardLineBreak() {
		out = append(out, docx.Break{})
	}
	return out
}

// typed are quotation marks and dashes of the typographer, and the slots of links without a text.
func (d *documenter) typed(n ast.Node, look docx.Text) []docx.Inline {
	return worded(look, html.UnescapeString(string(n.(*ast.String).Value)))
}

func (d *documenter) codeSpan(n ast.Node, look docx.Text) []docx.Inline {
	look.Code = true
	words := ""
	for _, child := range childrenOf(n) {
		if t, ok := child.(*ast.Text); ok {
			words += string(t.Segment.Value(d.src))
		}
	}
	return worded(look, words)
}

func (d *documenter) emphasis(n ast.Node, look docx.Text) []docx.Inline {
	if n.(*ast.Emphasis).Level == 1 {
		look.Italic = true
	} else {
		look.Bold = true
	}
	return d.inline(n, look)
}

func (d *documenter) struck(n ast.Node, look docx.Text) []docx.Inline {
	look.Strike = true
	return d.inline(n, look)
}

// link keeps the address, which is the slot of a link within the course.
func (d *documenter) link(n ast.Node, look docx.Text) []docx.Inline {
	dest := n.(*ast.Link).Destination
	look.Link = string(dest)
	if !isSlot(dest) {
		look.Link = unescapeText(dest)
	}
	return d.inline(n, look)
}

func (d *documenter) autoLink(n ast.Node, look docx.Text) []docx.Inline {
	a := n.(*ast.AutoLink)
	look.Link = string(a.URL(d.src))
	if a.AutoLinkType == ast.AutoLinkEmail {
		look.Link = "mailto:" + look.Link
	}
	return worded(look, string(a.Label(d.src)))
}

// image is what the picture shows, in brackets.
func (d *documenter) image(n ast.Node, look docx.Text) []docx.Inline {
	if alt := block.PlainText(n, d.src); alt != "" {
		return worded(look, "["+alt+"]")
	}
	return nil
}

func (d *documenter) noteNumber(n ast.Node, look docx.Text) []docx.Inline {
	look.Superscript = true
	return worded(look, strconv.Itoa(n.(*extast.FootnoteLink).Index))
}

func (d *documenter) blank(n ast.Node, _ docx.Text) []docx.Inline {
	return []docx.Inline{docx.Field{Label: block.PlainText(n, d.src)}}
}
