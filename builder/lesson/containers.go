package lesson

import (
	"cmp"

	"golang.org/x/text/unicode/norm"

	"lectern/builder/block"
	"lectern/builder/diag"
)

// walkContainer visits what stands in a container, then decodes it.
func (f *fragment) walkContainer(c *block.Container) {
	level, parts := f.level, f.parts
	f.parts = min(max(level, 1)+1, 6)
	hidden := isHidden(c, f.opt.Edition)
	if hidden {
		f.hidden++
	}
	before := len(f.lesson.Blocks)
	for child := c.FirstChild(); child != nil; child = child.NextSibling() {
		f.walk(child)
	}
	f.decode(c, f.parts)
	if c.Index >= 0 {
		f.lesson.Blocks[c.Index].Inner = c.Index - before
	}
	if hidden {
		f.hidden--
	}
	f.level, f.parts = level, parts
}

// decode turns a container into a block of the page. One that the edition leaves out is
// decoded for its mistakes only.
func (f *fragment) decode(c *block.Container, level int) {
	c.Index = -1
	kind := block.Lookup(c.Name)
	if kind == nil {
		if c.Name != "" {
			f.report(diag.Errorf(f.pos(c.At), diag.DidYouMean(c.Name, block.Names()), "unknown block %q", c.Name))
		}
		return
	}
	b := &block.Block{Kind: kind, Title: c.Title, ID: norm.NFC.String(c.ID), Level: level, Pos: f.pos(c.At)}
	f.checkOptions(c, kind)
	if b.ID != "" && !f.ids.take(b.ID) {
		f.report(diag.Errorf(f.pos(c.IDOffset()), "choose another id", "id %q of the block is taken in this page", b.ID))
	}
	b.Data = kind.Decode(&block.Context{
		Block: b, Node: c, Source: f.src,
		Render: f.render, Inline: f.renderInline, ID: f.partID,
		Link: f.addLink, Pos: f.pos, Report: f.report,
	})
	if f.hidden > 0 {
		return
	}
	c.Index = f.addBlock(b)
}

// partID makes an id for an element of a block, to which links may lead.
func (f *fragment) partID(words string) string {
	id := f.ids.short(words)
	f.addAnchor(id)
	return id
}

// addAnchor keeps an id of what the edition publishes.
func (f *fragment) addAnchor(id string) {
	if f.hidden == 0 {
		f.anchors = append(f.anchors, id)
	}
}

func (p *page) addBlock(b *block.Block) int {
	if b.ID != "" {
		p.anchors = append(p.anchors, b.ID)
	}
	p.lesson.Blocks = append(p.lesson.Blocks, b)
	return len(p.lesson.Blocks) - 1
}

func (f *fragment) checkOptions(c *block.Container, kind *block.Kind) {
	for key := range c.Options {
		known := false
		for _, k := range kind.Keys {
			known = known || k == key
		}
		if !known {
			hint := cmp.Or(diag.DidYouMean(key, kind.Keys), "remove it: this block takes #id only")
			f.report(diag.Errorf(f.pos(c.OptionOffset(key)), hint, "unknown option %q of the %s block", key, kind.Name))
		}
	}
}
