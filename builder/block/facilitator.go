package block

// Facilitator holds notes for whoever runs the course live.
var Facilitator = &Kind{Name: "facilitator", Edition: "facilitator", Decode: decodeFacilitator}

// FacilitatorData is the data of a facilitator block.
type FacilitatorData struct{ Body Body }

func decodeFacilitator(c *Context) any {
	if !c.Node.HasChildren() {
		c.Errorf(nil, "write the notes, or remove the block", "facilitator block is empty")
	}
	return FacilitatorData{Body: c.Render(c.nodes()...)}
}
