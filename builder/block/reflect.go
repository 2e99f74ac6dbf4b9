package block

// Reflect asks the learner to write an answer.
var Reflect = &Kind{
	Name: "reflect", Practice: true, Workbook: true, Decode: decodeReflect, Data: ReflectData{},
	Minutes: func(any) int { return 3 },
}

// ReflectData is the data of a reflect block. The answer is kept under the block's ID.
type ReflectData struct{ Prompt Body }

func decodeReflect(c *Context) any {
	words := PlainText(c.Node, c.Source)
	if words == "" {
		c.Errorf(nil, "write what the learner should think about", "reflect block has no prompt")
	}
	c.identify(words)
	return ReflectData{Prompt: c.Render(c.nodes()...)}
}

// identify gives the block an id from words where the author gave none.
func (c *Context) identify(words string) {
	if c.Block.ID == "" {
		c.Block.ID = c.ID(words)
	}
}
