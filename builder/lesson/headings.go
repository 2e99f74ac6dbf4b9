package lesson

import (
	"strings"

	"github.com/yuin/goldmark/ast"

	"lectern/builder/block"
	"lectern/builder/diag"
)

// takeHeadingIDs gives every heading of the body an id: first the author's own, so
// that an id made from words steps aside.
func (f *fragment) takeHeadingIDs() {
	if !f.body {
		return
	}
	f.explicit = map[string]int{}
	var rest []*ast.Heading
	_ = ast.Walk(f.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		h, ok := n.(*ast.Heading)
		if !ok || !entering || isPart(h) || hiddenBy(h, f.opt.Edition) {
			return ast.WalkContinue, nil
		}
		if id, ok := explicitID(h); ok {
			f.takeExplicitID(h, id)
		} else {
			rest = append(rest, h)
		}
		return ast.WalkSkipChildren, nil
	})
	for _, h := range rest {
		h.SetAttributeString("id", []byte(f.ids.unique(block.PlainText(h, f.src))))
	}
}

func (f *fragment) takeExplicitID(h *ast.Heading, id string) {
	pos := f.at(h)
	switch line, double := f.explicit[id]; {
	case strings.Trim(Anchor(id), "-") != strings.ToLower(id) && !validID(id):
		f.report(diag.Errorf(pos, "use letters, digits, - and _", "heading id %q has other characters", id))
	case double:
		f.report(diag.Errorf(pos, "give one of them another id", "heading id %q is given twice, first in line %d", id, line))
	case !f.ids.take(id):
		f.report(diag.Errorf(pos, "choose another id", "heading id %q is taken by the page itself", id))
	default:
		f.explicit[id] = pos.Line
	}
}

func validID(id string) bool {
	return id != "" && !strings.ContainsAny(id, " \t\"'<>&#/%?:")
}

func explicitID(h *ast.Heading) (string, bool) {
	v, ok := h.AttributeString("id")
	if !ok {
		return "", false
	}
	id, ok := v.([]byte)
	return string(id), ok
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

// hiddenBy reports whether n stands in a block that the edition leaves out.
func hiddenBy(n ast.Node, edition string) bool {
	for n = n.Parent(); n != nil; n = n.Parent() {
		if c, ok := n.(*block.Container); ok && isHidden(c, edition) {
			return true
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
	if isPart(h) {
		return
	}
	if !f.body {
		return
	}
	words := block.PlainText(h, f.src)
	if words == "" {
		f.report(diag.Errorf(f.at(h), "write its words, or remove it", "heading is empty"))
	}
	before := max(f.level, 1)
	switch {
	case h.Level == 1:
		f.warn("heading-level", f.at(h), "begin with ##: the title of the front matter is the page's first heading", "heading of level 1 in the body")
	case h.Level > before+1:
		f.warn("heading-level", f.at(h), "use "+strings.Repeat("#", before+1), "heading skips from level %d to %d", before, h.Level)
	}
	f.level = h.Level
	if id, ok := explicitID(h); ok && f.hidden == 0 {
		f.lesson.Headings = append(f.lesson.Headings, Heading{Level: h.Level, ID: id, Text: words})
	}
}
