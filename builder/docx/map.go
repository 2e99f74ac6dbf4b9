package docx

// Map gives a copy of the document in which f has replaced every [Text], and with it the titles of callouts, which f gets
// as a Text without any look. It is for what is not known yet when a document is made, such as the addresses of links.
// The document itself stays as it is. Blocks nested deeper than [MaxDepth] are not reached: [Write] refuses them.
func (d *Document) Map(f func(Text) Text) *Document {
	out := *d
	out.Blocks = mapBlocks(d.Blocks, f, MaxDepth)
	return &out
}

func mapBlocks(list []Block, f func(Text) Text, depth int) []Block {
	if depth <= 0 || list == nil {
		return list
	}
	out := make([]Block, len(list))
	for i, b := range list {
		if b != nil {
			out[i] = b.mapped(f, depth-1)
		}
	}
	return out
}

func mapInlines(list []Inline, f func(Text) Text) []Inline {
	if list == nil {
		return nil
	}
	out := make([]Inline, len(list))
	for i, part := range list {
		out[i] = part
		if t, ok := part.(Text); ok {
			out[i] = f(t)
		}
	}
	return out
}

func (p Paragraph) mapped(f func(Text) Text, _ int) Block { return Paragraph{mapInlines(p.Text, f)} }

func (h Heading) mapped(f func(Text) Text, _ int) Block {
	return Heading{h.Level, mapInlines(h.Text, f)}
}

func (r Rule) mapped(func(Text) Text, int) Block { return r }

func (p PageBreak) mapped(func(Text) Text, int) Block { return p }

func (c Code) mapped(func(Text) Text, int) Block { return c }

func (a Answer) mapped(func(Text) Text, int) Block { return a }

func (q Quote) mapped(f func(Text) Text, depth int) Block {
	return Quote{mapBlocks(q.Blocks, f, depth)}
}

func (c Callout) mapped(f func(Text) Text, depth int) Block {
	return Callout{c.Kind, f(Text{Text: c.Title}).Text, mapBlocks(c.Blocks, f, depth)}
}

func (l List) mapped(f func(Text) Text, depth int) Block {
	items := make([]Item, len(l.Items))
	for i, item := range l.Items {
		items[i] = Item{item.Task, mapBlocks(item.Blocks, f, depth)}
	}
	l.Items = items
	return l
}

func (t Table) mapped(f func(Text) Text, depth int) Block {
	t.Head, t.Rows = mapRows(t.Head, f, depth), mapRows(t.Rows, f, depth)
	return t
}

func mapRows(rows []Row, f func(Text) Text, depth int) []Row {
	out := make([]Row, len(rows))
	for i, row := range rows {
		out[i] = make(Row, len(row))
		for j, c := range row {
			out[i][j].Blocks = mapBlocks(c.Blocks, f, depth)
		}
	}
	return out
}

func (d Definitions) mapped(f func(Text) Text, depth int) Block {
	items := make([]Definition, len(d.Items))
	for i, item := range d.Items {
		items[i] = Definition{make([][]Inline, len(item.Terms)), mapBlocks(item.Blocks, f, depth)}
		for j, term := range item.Terms {
			items[i].Terms[j] = mapInlines(term, f)
		}
	}
	return Definitions{items}
}
