package block

// Details is closed until the reader opens it.
var Details = &Kind{Name: "details", Decode: decodeDetails, Data: DetailsData{}}

// DetailsData is the data of a details block.
type DetailsData struct{ Body Body }

func decodeDetails(c *Context) any {
	if c.Block.Title == "" && !c.Node.malformed {
		c.Errorf(nil, "write :::details[Title]", "details block has no title")
	}
	if !c.Node.HasChildren() {
		c.Errorf(nil, "write what the reader sees on opening it", "details block is empty")
	}
	return DetailsData{Body: c.Render(c.nodes()...)}
}
