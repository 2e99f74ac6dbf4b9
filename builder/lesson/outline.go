package lesson

import (
	"maps"
	"reflect"
	"slices"

	"lectern/builder/block"
)

// SameOutline reports whether two lessons of one file are the same to the rest of the course: front
// matter, anchors, links, blocks, questions and reading time. Only their bodies, and the places of things in the file,
// may differ.
func SameOutline(x, y *Lesson) bool {
	return x.File == y.File && x.Kind == y.Kind &&
		reflect.DeepEqual(x.Meta, y.Meta) &&
		maps.Equal(x.anchors, y.anchors) &&
		slices.EqualFunc(x.Links, y.Links, sameLink) &&
		slices.EqualFunc(x.Blocks, y.Blocks, sameBlock) &&
		slices.EqualFunc(x.Asked, y.Asked, func(a, b Asked) bool { return a.Words == b.Words }) &&
		slices.EqualFunc(x.Unexplained, y.Unexplained, func(a, b Abbreviation) bool { return a.Name == b.Name }) &&
		len(x.Terms) == 0 && len(y.Terms) == 0 &&
		x.Minutes() == y.Minutes() && x.Practice() == y.Practice()
}

func sameLink(a, b block.Link) bool {
	a.Pos = b.Pos
	return a == b
}

func sameBlock(a, b *block.Block) bool {
	return a.Kind == b.Kind && a.Title == b.Title && a.ID == b.ID
}
