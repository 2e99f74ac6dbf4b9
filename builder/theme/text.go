package theme

import (
	"bytes"
	"fmt"
	"html"
	"html/template"
	"strconv"
	"strings"
	"sync"
	"unsafe"

	"lectern/builder/block"
	"lectern/builder/course"
)

// How the texts of authors come to stand on a page. A body is read from where it is kept, filled and, in a booklet, bound; each
// step appends to memory that is used again. Strings instead were an eighth of all that a build allocates.

var scratches = sync.Pool{New: func() any { return new([]byte) }}

// htmlOf returns what a function appends.
func htmlOf(appendTo func(dst []byte) ([]byte, error)) (template.HTML, error) {
	scratch := scratches.Get().(*[]byte)
	defer scratches.Put(scratch)
	out, err := appendTo((*scratch)[:0])
	*scratch = out
	return template.HTML(out), err
}

// withBody hands out the body of a page. It is gone when use returns, so that nothing may keep a part of it.
func withBody(p *course.Page, use func(body block.Body) error) error {
	scratch := scratches.Get().(*[]byte)
	defer scratches.Put(scratch)
	text, err := p.AppendBody((*scratch)[:0])
	*scratch = text
	if err != nil {
		return err
	}
	return use(block.Body(stringOf(text)))
}

// withText is withBody for another text of the page.
func withText(p *course.Page, text block.Body, use func(text block.Body) error) error {
	if _, kept := text.Kept(); !kept {
		return use(text)
	}
	scratch := scratches.Get().(*[]byte)
	defer scratches.Put(scratch)
	read, err := p.AppendText((*scratch)[:0], text)
	*scratch = read
	if err != nil {
		return err
	}
	return use(block.Body(stringOf(read)))
}

// stringOf returns bytes that nobody changes for the time being as a string, without a copy.
func stringOf(text []byte) string { return unsafe.String(unsafe.SliceData(text), len(text)) }

// Body returns the page's body. In lessons and guides the first mention of each term of the glossary explains itself, where
// the renderer is asked for that.
func (v View) Body() (template.HTML, error) { return htmlOf(v.appendBody) }

func (v View) appendBody(dst []byte) ([]byte, error) {
	links, auto := v.explains()
	if !links && !auto {
		return v.appendBodyOf(dst, v.Page)
	}
	marked := v
	marked.marks = true
	scratch := scratches.Get().(*[]byte)
	defer scratches.Put(scratch)
	body, err := marked.appendBodyOf((*scratch)[:0], v.Page)
	*scratch = body
	if err != nil {
		return dst, err
	}
	return v.appendExplained(dst, body, auto)
}

// HTML returns a text that was written on the page owner, with its links and
// blocks as they are on this page.
func (v View) HTML(owner *course.Page, body block.Body) (template.HTML, error) {
	if !v.marks && strings.IndexByte(string(body), 0) < 0 && (owner == v.Page || !v.bound(owner) && !refersToNotes(string(body))) {
		return template.HTML(body), nil
	}
	return htmlOf(func(dst []byte) ([]byte, error) { return v.appendHTML(dst, owner, body) })
}

// appendHTML appends what HTML returns.
func (v View) appendHTML(dst []byte, owner *course.Page, body block.Body) ([]byte, error) {
	if _, kept := body.Kept(); kept {
		return v.appendKept(dst, owner, body)
	}
	from := len(dst)
	switch {
	case v.bound(owner):
		scratch := scratches.Get().(*[]byte)
		defer scratches.Put(scratch)
		*scratch = v.appendBound((*scratch)[:0], owner, string(body))
		return v.expand(dst, owner, block.Body(stringOf(*scratch)))
	case v.marks:
		dst, err := v.expand(append(dst, authorMark...), owner, body)
		if len(dst) == from+len(authorMark) {
			return dst[:from], err
		}
		return append(dst, themeMark...), err
	}
	dst, err := v.expand(dst, owner, body)
	if owner != v.Page && refersToNotes(stringOf(dst[from:])) {
		dst = append(dst[:from], gatheredNotes(owner, string(dst[from:]))...)
	}
	return dst, err
}

// appendKept is appendHTML for a text that must be read from where it is kept.
func (v View) appendKept(dst []byte, owner *course.Page, body block.Body) ([]byte, error) {
	err := withText(owner, body, func(text block.Body) (err error) {
		dst, err = v.appendHTML(dst, owner, text)
		return err
	})
	return dst, err
}

// expand appends a text with its slots filled.
func (v View) expand(dst []byte, owner *course.Page, body block.Body) ([]byte, error) {
	var failure error
	dst = body.Expand(dst, func(dst []byte, kind block.SlotKind, n int) []byte {
		dst, err := v.fill(dst, owner, kind, n)
		if err != nil && failure == nil {
			failure = err
		}
		return dst
	})
	return dst, failure
}

// fill appends what stands in a slot.
func (v View) fill(dst []byte, owner *course.Page, kind block.SlotKind, n int) ([]byte, error) {
	switch kind {
	case block.SlotHref:
		return append(dst, html.EscapeString(v.URL(owner.Target(n)))...), nil
	case block.SlotText:
		text, err := v.targetText(owner.Target(n))
		return append(dst, html.EscapeString(text)...), err
	case block.SlotImage:
		return v.fillImage(dst, owner.Target(n).Asset), nil
	case block.SlotBlock:
		return v.appendBlock(dst, owner, owner.Block(n))
	}
	return dst, nil
}

func (v View) fillImage(dst []byte, a *course.Asset) []byte {
	if a == nil {
		return append(dst, `src=""`...)
	}
	dst = append(append(append(dst, `src="`...), html.EscapeString(v.URL(a))...), '"')
	if a.Width > 0 && a.Height > 0 {
		dst = strconv.AppendInt(append(dst, ` width="`...), int64(a.Width), 10)
		dst = strconv.AppendInt(append(dst, `" height="`...), int64(a.Height), 10)
		dst = append(dst, '"')
	}
	return dst
}

// Show returns a block that was written on the page owner.
func (v View) Show(owner *course.Page, b *block.Block) (template.HTML, error) {
	return htmlOf(func(dst []byte) ([]byte, error) { return v.appendBlock(dst, owner, b) })
}

func (v View) appendBlock(dst []byte, owner *course.Page, b *block.Block) ([]byte, error) {
	t := v.r.Theme.blocks[b.Kind.Name]
	if t == nil {
		return dst, fmt.Errorf("theme: blocks/%s.html is missing", b.Kind.Name)
	}
	marks := v.marks
	v.marks = marks && b.Kind != block.Quiz // whose answer an explanation would give away
	if marks {
		dst = append(dst, themeMark...)
	}
	from, w := len(dst), appending(dst)
	if err := t.execute(&w, BlockView{View: v, Block: b, Owner: owner}); err != nil {
		return dst, err
	}
	dst = append(w[:from], bytes.TrimSpace(w[from:])...)
	if marks {
		dst = append(dst, authorMark...)
	}
	return dst, nil
}

// appending is a writer that appends.
type appending []byte

func (a *appending) Write(b []byte) (int, error) {
	*a = append(*a, b...)
	return len(b), nil
}
