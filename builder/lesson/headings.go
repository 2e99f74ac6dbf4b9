package lesson

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/text/unicode/norm"

	"lectern/builder/block"
	"lectern/builder/diag"
)

// takeHeadingIDs gives every heading of the body an id: first the author's own, so
// that an id made from words steps aside. Headings that only one edition has come last, so that
// the others have the same ids in every edition.
func (f *fragment) takeHeadingIDs() {
	var open, held []*ast.Heading
	for _, h := range f.headings {
		if id, ok := block.HeadingID(h); ok {
			f.takeExplicitID(h, id)
		} else if f.body && !isPart(h) && ofOneEdition(h) {
			held = append(held, h)
		} else if f.body && !isPart(h) {
			open = append(open, h)
		}
	}
	for _, h := range append(open, held...) {
		h.SetAttributeString("id", f.ids.unique(block.AnchorText(h, f.src)))
	}
}

func (f *fragment) takeExplicitID(h *ast.Heading, id string) {
	id, pos := norm.NFC.String(id), f.at(h)
	h.SetAttributeString("id", id)
	switch line, double := f.explicit[id]; {
	case !validID(id):
		f.report(diag.Errorf(pos, "use letters, digits, - and _", "heading id %q has other characters", id))
	case double:
		f.report(diag.Errorf(pos, "give one of them another id", "heading id %q is given twice, first in line %d", id, line))
	case slices.Contains(Reserved, id):
		f.report(diag.Errorf(pos, "choose another id", "heading id %q is taken by the page itself", id))
	case !f.ids.take(id):
		f.report(diag.Errorf(pos, "choose another id", "heading id %q is taken in this page", id))
	default:
		f.explicit[id] = pos.Line
	}
}

func validID(id string) bool {
	return id != "" && !strings.ContainsAny(id, " \t\"'<>&#/%?:")
}

// isPart reports whether h is the heading of a part of a block.
func isPart(h *ast.Heading) bool {
	c, ok := h.Parent().(*block.Container)
	if !ok || h.Level > 3 {
		return false
	}
	kind := block.Lookup(c.Name)
	return kind != nil && kind.Parts
}

// ofOneEdition reports whether n stands in a block that not every edition has.
func ofOneEdition(n ast.Node) bool {
	for n = n.Parent(); n != nil; n = n.Parent() {
		if c, ok := n.(*block.Container); ok {
			if kind := block.Lookup(c.Name); kind != nil && kind.Edition != "" {
				return true
			}
		}
	}
	return false
}

func isHidden(c *block.Container, edition string) bool {
	kind := block.Lookup(c.Name)
	return kind != nil && kind.Edition != "" && kind.Edition != edition
}

// visitHeading keeps a heading of the body for the contents, and warns of a skipped level.
func (f *fragment) visitHeading(h *ast.Heading) {
	words := block.PlainText(h, f.src)
	if words == "" {
		f.report(diag.Errorf(f.at(h), "write its words, or remove it", "heading is empty"))
	}
	id, hasID := block.HeadingID(h)
	part := isPart(h)
	switch {
	case !hasID || f.hidden > 0:
	case f.body && !part:
		f.lesson.Headings = append(f.lesson.Headings, Heading{Level: h.Level, ID: id, Text: words})
	default:
		f.addAnchor(id)
	}
	if part {
		f.level = f.parts // at which the theme shows it
	} else if f.body {
		f.checkLevel(h)
		f.level = h.Level
	}
}

func (f *fragment) checkLevel(h *ast.Heading) {
	switch before := max(f.level, 1); {
	case h.Level == 1:
		f.warn("heading-level", f.at(h), "begin with ##: the title of the front matter is the page's first heading", "heading of level 1 in the body")
	case h.Level > before+1:
		f.warn("heading-level", f.at(h), "use "+strings.Repeat("#", before+1), "heading skips from level %d to %d", before, h.Level)
	}
}
