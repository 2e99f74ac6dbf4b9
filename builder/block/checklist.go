package block

// Checklist holds items that the learner ticks.
var Checklist = &Kind{
	Name: "checklist", Practice: true, Workbook: true, Decode: decodeChecklist, Data: ChecklistData{},
	Minutes: func(any) int { return 2 },
}

// ChecklistData is the data of a checklist block.
type ChecklistData struct {
	Intro Body
	Items []Tick
	Outro Body
}

func decodeChecklist(c *Context) any {
	before, all, after := c.listItems()
	if len(all) == 0 {
		c.Errorf(nil, "write the items as - [ ] …", "checklist block has no items")
	}
	c.identify("checklist " + c.Block.Title)
	data := ChecklistData{Intro: c.Render(before...), Outro: c.Render(after...)}
	for _, it := range all {
		if !it.task {
			c.Errorf(it.node, "write - [ ] before it", "item of a checklist block is not a task item")
		}
		data.Items = append(data.Items, c.tick(it))
	}
	return data
}
