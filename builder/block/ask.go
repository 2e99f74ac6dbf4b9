package block

// Ask lists questions for the learner to use.
var Ask = &Kind{Name: "ask", Decode: decodeAsk, Data: AskData{}}

// AskData is the data of an ask block.
type AskData struct {
	Intro     Body
	Questions []Body
	Outro     Body
}

func decodeAsk(c *Context) any {
	before, all, after := c.listItems()
	if len(all) == 0 {
		c.Errorf(nil, "write the questions as list items: - What …?", "ask block has no questions")
	}
	c.identify("ask " + c.Block.Title)
	data := AskData{Intro: c.Render(before...), Outro: c.Render(after...)}
	for _, it := range all {
		if isEmpty(it.node, c.Source) {
			c.Errorf(it.node, "write the question, or remove the item", "question of an ask block is empty")
		}
		data.Questions = append(data.Questions, c.text(it.nodes()))
	}
	return data
}
