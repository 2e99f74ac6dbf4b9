package lesson

import (
	"errors"
	"slices"

	"lectern/builder/block"
)

// Of a large course the bodies of pages and the answers to their questions are most of what a build holds, and they are shown on a few
// pages. They may be kept elsewhere: the body is part 0 of a page, answer N is part N+1.

// AnswerBytes returns the length of all answers.
func (l *Lesson) AnswerBytes() int {
	n := 0
	for i := range l.Meta.FAQs {
		n += len(l.Meta.FAQs[i].Answer.Body)
	}
	return n
}

// AppendParts appends the body and, if wanted, the answers to dst. It returns where each ends, counted from the beginning of the first.
func (l *Lesson) AppendParts(dst []byte, answers bool) (parts []byte, ends []uint32) {
	from := len(dst)
	dst = append(dst, l.Body...)
	if !answers {
		return dst, []uint32{uint32(len(dst) - from)}
	}
	ends = append(make([]uint32, 0, 1+len(l.Meta.FAQs)), uint32(len(dst)-from))
	for i := range l.Meta.FAQs {
		dst = append(dst, l.Meta.FAQs[i].Answer.Body...)
		ends = append(ends, uint32(len(dst)-from))
	}
	return dst, ends
}

// Stored returns the lesson without its body and, if these are kept elsewhere too, its answers. Read appends a part to a slice whenever it is
// asked for, from any goroutine.
func (l *Lesson) Stored(answers bool, read func(dst []byte, part int) ([]byte, error)) *Lesson {
	stored := *l
	stored.Body, stored.read = "", read
	if !answers {
		return &stored
	}
	stored.Meta.FAQs = slices.Clone(l.Meta.FAQs)
	for i := range stored.Meta.FAQs {
		stored.Meta.FAQs[i].Answer.Body = keptPart(i + 1)
	}
	return &stored
}

// keptPart returns what stands for a part that is kept elsewhere.
func keptPart(n int) block.Body {
	if n < len(keptParts) {
		return keptParts[n]
	}
	return block.Body(block.Slot(block.SlotKept, n))
}

var keptParts = func() (parts [64]block.Body) {
	for n := range parts {
		parts[n] = block.Body(block.Slot(block.SlotKept, n))
	}
	return parts
}()

// AppendBody appends the body, wherever it is kept, to dst.
func (l *Lesson) AppendBody(dst []byte) ([]byte, error) {
	if l.read != nil {
		return l.read(dst, 0)
	}
	return append(dst, l.Body...), nil
}

// AppendText appends a text of the page, wherever it is kept, to dst.
func (l *Lesson) AppendText(dst []byte, text block.Body) ([]byte, error) {
	n, kept := text.Kept()
	switch {
	case !kept:
		return append(dst, text...), nil
	case l.read == nil:
		return dst, errors.New("the page has no text that is kept elsewhere")
	}
	return l.read(dst, n)
}

// whole returns the front matter with its answers, wherever they are kept.
func (l *Lesson) whole() (Meta, error) {
	m := l.Meta
	if l.read == nil {
		return m, nil
	}
	m.FAQs = slices.Clone(m.FAQs)
	for i := range m.FAQs {
		text, err := l.AppendText(nil, m.FAQs[i].Answer.Body)
		if err != nil {
			return Meta{}, err
		}
		m.FAQs[i].Answer.Body = block.Body(text)
	}
	return m, nil
}
