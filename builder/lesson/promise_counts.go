package lesson

import (
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"lectern/builder/block"
)

// countsOf returns the numbers that a promise before n may mean, the likeliest first; none when n
// holds nothing that is counted.
func countsOf(n ast.Node) ([]int, string) {
	switch n := n.(type) {
	case *ast.List:
		return listCounts(n), "items"
	case *extast.Table:
		columns := n.FirstChild().ChildCount()
		return []int{n.ChildCount() - 1, columns, columns - 1}, "rows"
	case *extast.DefinitionList:
		terms := 0
		for child := n.FirstChild(); child != nil; child = child.NextSibling() {
			if child.Kind() == extast.KindDefinitionTerm {
				terms++
			}
		}
		return []int{terms}, "terms"
	case *block.Container:
		return containerCounts(n)
	}
	return nil, ""
}

// listCounts counts the items, those within the items, and those of a list that goes on behind it: with
// another mark, or after the code or text that belongs to an item.
func listCounts(list *ast.List) []int {
	items, inner := list.ChildCount(), 0
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		for child := item.FirstChild(); child != nil; child = child.NextSibling() {
			if child.Kind() == ast.KindList {
				inner += child.ChildCount()
			}
		}
	}
	counts := []int{items}
	if inner > 0 {
		counts = append(counts, inner)
	}
	far := 0
	for n := list.NextSibling(); n != nil && n.Kind() != ast.KindHeading && far < maxPromised; n = n.NextSibling() {
		far++
		next, ok := n.(*ast.List)
		if ok && (n.PreviousSibling().Kind() == ast.KindList || list.ChildCount() == 1 || next.IsOrdered() && next.Start > 1) {
			items += next.ChildCount()
			counts = append(counts, items)
		}
	}
	return counts
}

// containerCounts counts the parts of a block, and the items in it.
func containerCounts(c *block.Container) ([]int, string) {
	parts, items := 0, 0
	var lists []int
	for n := c.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			parts++
		case *ast.List:
			items += n.ChildCount()
			lists = append(lists, n.ChildCount())
		}
	}
	switch {
	case c.Name == block.Facilitator.Name, c.Name == block.Details.Name:
		return nil, ""
	case c.Name == block.Quiz.Name:
		return []int{max(parts, 1)}, "questions"
	case c.Name == block.Say.Name:
		return []int{items / 2, items}, "pairs"
	case parts > 0:
		return append([]int{parts, items}, lists...), "parts"
	case items > 0:
		return append([]int{items}, lists...), "items"
	}
	return nil, ""
}

// headingCounts counts the headings of the level of first from there on, when they lie below the level of the section.
func (e *examiner) headingCounts(first *ast.Heading, section int) ([]int, string) {
	if first.Level <= section {
		return nil, ""
	}
	all, numbered, framing := 0, 0, 0
	for n := ast.Node(first); n != nil; n = n.NextSibling() {
		h, ok := n.(*ast.Heading)
		if !ok || h.Level > first.Level {
			continue
		}
		if h.Level < first.Level || all > 2*maxPromised {
			break
		}
		all++
		switch title := tokens([]byte(block.PlainText(h, e.src))); {
		case len(title) == 0:
		case isNumber(title[0].lower), len(title) > 1 && isNumber(title[1].lower):
			numbered++
		case e.words.framing[title[0].lower] || e.words.framing[title[len(title)-1].lower]:
			framing++
		}
	}
	counts := []int{all}
	if numbered > 0 && numbered < all {
		counts = append(counts, numbered)
	}
	if framing > 0 {
		counts = append(counts, all-framing)
	}
	if all < 2 {
		return nil, ""
	}
	return counts, "headings"
}

// sectionCounts returns what the number of a heading may mean in its section: the
// headings below it, or the list that its text leads to.
func (e *examiner) sectionCounts(h *ast.Heading, p promise) (counts []int, what string) {
	paragraphs := 0
	for n := h.NextSibling(); n != nil; n = n.NextSibling() {
		if sub, ok := n.(*ast.Heading); ok {
			if sub.Level <= h.Level {
				break
			}
			if found, name := e.headingCounts(sub, h.Level); found != nil {
				return append(append([]int{}, found...), counts...), name
			}
			return counts, what
		}
		if n.Kind() == ast.KindParagraph {
			paragraphs++
			if what == "" && e.tellsInWords(n, p.n) {
				return nil, ""
			}
			continue
		}
		found, name := countsOf(n)
		if len(found) == 0 || isPractice(n) && paragraphs > 0 || what == "" && !e.isTheList(n, paragraphs, p) {
			continue
		}
		if what == "" {
			what = name
		}
		counts = append(counts, found...)
	}
	return counts, what
}

// isPractice reports blocks that exercise what a section says. They are its list only where it says nothing else.
func isPractice(n ast.Node) bool {
	c, ok := n.(*block.Container)
	return ok && block.Lookup(c.Name) != nil && block.Lookup(c.Name).Practice
}

// isTheList reports whether a list is likely to be what its heading counts: it follows the heading or
// the first paragraph, or its items are set off as a series.
func (e *examiner) isTheList(n ast.Node, paragraphs int, p promise) bool {
	if paragraphs <= 1 {
		return p.countable || p.pointing || paragraphs == 0 && n.Kind() == ast.KindList
	}
	list, ok := n.(*ast.List)
	return ok && (list.IsOrdered() || allLead(list))
}

// tellsInWords reports whether a paragraph gets to the last of n things: "the third".
func (e *examiner) tellsInWords(n ast.Node, count int) bool {
	ordinal := e.words.ordinals[count]
	if ordinal == "" {
		return false
	}
	for _, t := range tokens([]byte(block.PlainText(n, e.src))) {
		if t.lower == ordinal {
			return true
		}
	}
	return false
}

// allLead reports whether every item of a list begins in bold.
func allLead(list ast.Node) bool {
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		if !hasLead(item) {
			return false
		}
	}
	return true
}
