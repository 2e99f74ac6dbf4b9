package lesson

import (
	"slices"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"lectern/builder/block"
)

// noteRef is one reference to a footnote: the number of the note, and which of its references it is.
type noteRef struct{ note, ref int }

// hideFootnotes finds the footnotes to which only blocks of another edition refer, and numbers the
// others as if those were not there. It comes before the walk, in which blocks are rendered.
func (f *fragment) hideFootnotes() {
	list, ok := f.root.LastChild().(*extast.FootnoteList)
	if !ok || !f.hidesBlocks() {
		return
	}
	links, seen := f.publishedNotes(list)
	f.hiddenNotes = map[ast.Node]bool{}
	number := map[int]int{}
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		note := n.(*extast.Footnote)
		if !seen[note.Index] {
			f.hiddenNotes[note] = true
			continue
		}
		number[note.Index] = len(number) + 1
		dropBacklinks(note, links)
	}
	for _, link := range links {
		link.Index = number[link.Index]
	}
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		if note := n.(*extast.Footnote); !f.hiddenNotes[note] {
			renumber(note, number[note.Index])
		}
	}
}

// hidesBlocks reports whether the text has a block that the edition leaves out.
func (f *fragment) hidesBlocks() bool {
	return slices.ContainsFunc(f.containers, func(c *block.Container) bool { return isHidden(c, f.opt.Edition) })
}

// publishedNotes returns every reference that the edition publishes, and the numbers of the notes that these mean. A
// reference within a note counts when its note does.
func (f *fragment) publishedNotes(list ast.Node) (links map[noteRef]*extast.FootnoteLink, seen map[int]bool) {
	links, seen = map[noteRef]*extast.FootnoteLink{}, map[int]bool{}
	notes := map[int]ast.Node{}
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		notes[n.(*extast.Footnote).Index] = n
	}
	var follow []ast.Node
	for n := f.root.FirstChild(); n != list; n = n.NextSibling() {
		follow = append(follow, n)
	}
	for len(follow) > 0 {
		n := follow[0]
		follow = follow[1:]
		_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			switch n := n.(type) {
			case *block.Container:
				if isHidden(n, f.opt.Edition) {
					return ast.WalkSkipChildren, nil
				}
			case *extast.FootnoteLink:
				links[noteRef{n.Index, n.RefIndex}] = n
				if note := notes[n.Index]; note != nil && !seen[n.Index] {
					seen[n.Index] = true
					follow = append(follow, note)
				}
			}
			return ast.WalkContinue, nil
		})
	}
	return links, seen
}

// dropBacklinks removes a note's links back to references that are not published.
func dropBacklinks(note ast.Node, links map[noteRef]*extast.FootnoteLink) {
	for _, n := range backlinks(note) {
		if links[noteRef{n.Index, n.RefIndex}] == nil {
			n.Parent().RemoveChild(n.Parent(), n)
		}
	}
}

// renumber gives a note and its links back another number.
func renumber(note *extast.Footnote, to int) {
	note.Index = to
	for _, n := range backlinks(note) {
		n.Index = to
	}
}

func backlinks(note ast.Node) []*extast.FootnoteBacklink {
	var out []*extast.FootnoteBacklink
	_ = ast.Walk(note, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if b, ok := n.(*extast.FootnoteBacklink); ok && entering {
			out = append(out, b)
		}
		return ast.WalkContinue, nil
	})
	return out
}

// dropHiddenFootnotes removes the notes that the edition leaves out, after they have been checked.
func (f *fragment) dropHiddenFootnotes() {
	for note := range f.hiddenNotes {
		list := note.Parent()
		list.RemoveChild(list, note)
		if list.FirstChild() == nil {
			list.Parent().RemoveChild(list.Parent(), list)
		}
	}
}
