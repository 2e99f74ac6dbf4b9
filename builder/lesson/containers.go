package lesson

import (
	"cmp"

	"lectern/builder/block"
	"lectern/builder/diag"
)

// walkContainer visits what stands in a container, then decodes it.
func (f *fragment) walkContainer(c *block.Container) {
	level := f.level
	hidden := isHidden(c, f.opt.Edition)
	if hidden {
		f.hidden++
	}
	before := len(f.lesson.Blocks)
	for child := c.FirstChild(); child != nil; child = child.NextSibling() {
		f.walk(child)
	}
	f.decode(c, min(max(level, 1)+1, 6))
	if c.Index >= 0 {
		f.lesson.Blocks[c.Index].Inner = c.Index - before
	}
	if hidden {
		f.hidden--
	}
	if !f.body {
		f.level = level
	}
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
	b := &block.Block{Kind: kind, Title: c.Title, ID: c.ID, Level: level, Pos: f.pos(c.At)}
	f.checkOptions(c, kind)
	if c.ID != "" && !f.ids.take(c.ID) {
		f.report(diag.Errorf(b.Pos, "choose another id", "id %q of the block is taken in this page", c.ID))
	}
	b.Data = kind.Decode(&block.Context{
		Block: b, Node: c, Source: f.src,
		Render: f.render, Inline: f.renderInline, ID: f.ids.unique,
		Link: f.addLink, Pos: f.pos, Report: f.report,
	})
	if f.hidden > 0 {
		return
	}
	c.Index = f.addBlock(b)
}

func (p *page) addBlock(b *block.Block) int {
	if b.ID != "" {
		p.lesson.anchors[b.ID] = true
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
