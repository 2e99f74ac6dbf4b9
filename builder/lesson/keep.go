package lesson

import (
	"lectern/builder/block"
	"lectern/builder/diag"
	"lectern/builder/record"
)

// kept is a lesson as it is kept for another process.
type kept struct {
	File        string
	Kind        Kind
	Meta        Meta
	Headings    []Heading
	Links       []block.Link
	Blocks      []keptBlock
	Words       int
	Diags       []diag.Diagnostic
	Unexplained []Abbreviation
	Asked       []Asked
	Anchors     []string
}

type keptBlock struct {
	Kind  string
	Title string
	ID    string
	Level int
	Data  string // as the Data of the kind; empty for nil
	Pos   diag.Pos
	Inner int
}

// Keep appends the lesson to dst for another process: all but its body, which Parse can make again. It reports false for
// the few lessons that are not kept: templates, glossaries, and those with strange values for the theme, or whose answers cannot be read any more.
func (l *Lesson) Keep(dst []byte) ([]byte, bool) {
	if !record.IsPlain(map[string]any(l.Meta.Params)) || l.Document != nil || len(l.Terms) > 0 {
		return dst, false
	}
	meta, err := l.whole()
	if err != nil {
		return dst, false
	}
	k := kept{
		File: l.File, Kind: l.Kind, Meta: meta, Headings: l.Headings, Links: l.Links, Words: l.Words, Diags: l.Diags,
		Unexplained: l.Unexplained, Asked: l.Asked, Anchors: l.anchors,
	}
	for _, b := range l.Blocks {
		kb := keptBlock{Kind: b.Kind.Name, Title: b.Title, ID: b.ID, Level: b.Level, Pos: b.Pos, Inner: b.Inner}
		if b.Data != nil {
			kb.Data = string(record.AppendAny(nil, b.Data))
		}
		k.Blocks = append(k.Blocks, kb)
	}
	return record.Append(dst, &k), true
}

// Kept returns the lesson that Keep wrote, whose body read appends to a slice whenever it is asked for. It reports false for a text that is none.
func Kept(text string, read func(dst []byte) ([]byte, error)) (*Lesson, bool) {
	k, ok := record.Read[kept](text)
	if !ok {
		return nil, false
	}
	l := &Lesson{
		File: k.File, Kind: k.Kind, Meta: k.Meta, Headings: k.Headings, Links: k.Links, Words: k.Words, Diags: k.Diags,
		Unexplained: k.Unexplained, Asked: k.Asked, anchors: k.Anchors,
		read: func(dst []byte, _ int) ([]byte, error) { return read(dst) },
	}
	for i := range k.Blocks {
		b, ok := k.Blocks[i].block()
		if !ok {
			return nil, false
		}
		l.Blocks = append(l.Blocks, b)
	}
	return l, true
}

func (k *keptBlock) block() (b *block.Block, ok bool) {
	b = &block.Block{Title: k.Title, ID: k.ID, Level: k.Level, Pos: k.Pos, Inner: k.Inner}
	if b.Kind = block.Lookup(k.Kind); k.Kind == block.Callout.Name {
		b.Kind = block.Callout
	}
	if b.Kind == nil || (b.Kind.Data == nil) != (k.Data == "") {
		return nil, false
	}
	if k.Data == "" {
		return b, true
	}
	b.Data, ok = record.ReadAny(k.Data, b.Kind.Data)
	return b, ok
}
