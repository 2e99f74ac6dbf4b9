package lesson

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"lectern/builder/block"
)

// trait is something that the items of a list may have in common.
type trait struct {
	name, hint string
	others     int // items that must have it before the one without it counts as a mistake
	of         func(e *examiner, item ast.Node) bearing
}

// bearing is how an item stands to a trait. One that is unlike ends the comparison.
type bearing int

const (
	unlike bearing = iota
	has
	lacks
)

var traits = []trait{
	{"text behind its first words", "add the text that the others have", 2, hasTextBehindLead},
	{"text behind its label", "add the text that the others have", 3, hasTextBehindLabel},
	{"feedback", "say below the choice, behind >, what is right or wrong about it", 2, hasFeedback},
}

// siblings looks for the one item of a list that lacks what all others have.
func (e *examiner) siblings(list *ast.List) {
	if list.ChildCount() < 2 {
		return
	}
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		if isEmptyItem(item) {
			e.warn("list-siblings", e.pos(block.Offset(item, e.parentOffset(item))), "write its text, or remove the item", "item of the list is empty")
			return
		}
	}
	if odd, others := unlinkedItem(list); odd != nil {
		e.warn("list-siblings", e.at(odd), "link it too, or take it out of the list", "item has no link, unlike the %d others of its list", others)
		return
	}
	for _, t := range traits {
		if odd, others := e.oddOne(list, t); odd != nil {
			e.warn("list-siblings", e.at(odd), t.hint, "item has no %s, unlike the %d others of its list", t.name, others)
			return
		}
	}
}

// oddOne returns the only item that lacks a trait, when there is one, and the number of the others.
func (e *examiner) oddOne(list *ast.List, t trait) (odd ast.Node, others int) {
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		switch t.of(e, item) {
		case has:
			others++
		case lacks:
			if odd != nil {
				return nil, 0
			}
			odd = item
		case unlike:
			return nil, 0
		}
	}
	if others < t.others {
		return nil, 0
	}
	return odd, others
}

func isEmptyItem(item ast.Node) bool {
	first := item.FirstChild()
	return first == nil || first == item.LastChild() && first.Kind() == ast.KindTextBlock && first.FirstChild() == nil
}

// lead returns the first inline node of an item, behind its check box.
func lead(item ast.Node) ast.Node {
	text := item.FirstChild()
	if text == nil || text.Kind() != ast.KindTextBlock && text.Kind() != ast.KindParagraph {
		return nil
	}
	first := text.FirstChild()
	if first != nil && first.Kind() == extast.KindTaskCheckBox {
		first = first.NextSibling()
	}
	return first
}

// minLinked is the number of items that must have a link before the one without it counts as a mistake.
const minLinked = 3

// unlinkedItem returns the only item without a link, and the number of the others. Links that come up in the items' prose are
// no pattern: three in four must stand at the beginning of their items, or at the end.
func unlinkedItem(list *ast.List) (odd ast.Node, others int) {
	var first, last int
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		text := item.FirstChild()
		if text == nil || !linked(text) {
			if odd != nil {
				return nil, 0
			}
			odd = item
			continue
		}
		others++
		if isLinked(lead(item)) {
			first++
		}
		if isLinked(beforeStop(text.LastChild())) {
			last++
		}
	}
	if others < minLinked || 4*max(first, last) < 3*others {
		return nil, 0
	}
	return odd, others
}

// beforeStop returns n, or what stands before it when it is but a mark or two.
func beforeStop(n ast.Node) ast.Node {
	if t, ok := n.(*ast.Text); ok && t.Segment.Len() < 3 && n.PreviousSibling() != nil {
		return n.PreviousSibling()
	}
	return n
}

// isLinked reports whether an inline node is a link, or emphasis with one in it.
func isLinked(n ast.Node) bool {
	switch {
	case n == nil:
		return false
	case n.Kind() == ast.KindEmphasis:
		return linked(n)
	}
	return n.Kind() == ast.KindLink || n.Kind() == ast.KindAutoLink
}

// linked reports whether a text has a link in it, of its own or in its emphasis.
func linked(text ast.Node) bool {
	for n := text.FirstChild(); n != nil; n = n.NextSibling() {
		if isLinked(n) {
			return true
		}
	}
	return false
}

// hasLead reports whether an item begins in bold.
func hasLead(item ast.Node) bool {
	strong, ok := lead(item).(*ast.Emphasis)
	return ok && strong.Level == 2
}

func hasTextBehindLead(_ *examiner, item ast.Node) bearing {
	switch {
	case !hasLead(item):
		return unlike
	case lead(item).NextSibling() != nil, item.ChildCount() > 1:
		return has
	}
	return lacks
}

const (
	maxLabel    = 40 // bytes of a label
	maxBareItem = 4  // words of an item that could be a label without its text
)

// hasTextBehindLabel looks at items such as "Cost: what it takes". A label alone, also without its colon, lacks the text.
func hasTextBehindLabel(e *examiner, item ast.Node) bearing {
	first := item.FirstChild()
	if first == nil || lead(item) == nil {
		return unlike
	}
	e.prose.read(first)
	label, text, colon := bytes.Cut(e.prose.text, []byte(":"))
	switch {
	case len(label) > maxLabel || bytes.ContainsAny(label, ".[") || bytes.IndexByte(label, opaque) >= 0:
		return unlike
	case colon && (len(bytes.TrimSpace(text)) > 0 || item.ChildCount() > 1):
		return has
	case colon && item.NextSibling() == nil && item.Parent().NextSibling() != nil:
		return unlike // it leads to what follows the list
	case colon || item.ChildCount() == 1 && len(tokens(label)) <= maxBareItem:
		return lacks
	}
	return unlike
}

func hasFeedback(_ *examiner, item ast.Node) bearing {
	for child := item.FirstChild(); child != nil; child = child.NextSibling() {
		if child.Kind() == ast.KindBlockquote {
			return has
		}
	}
	return lacks
}
