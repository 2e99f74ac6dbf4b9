package block

// Program is the call to action of the course, with its modules.
var Program = &Kind{Name: "program", Needs: "program", Decode: decodeNothing}

// decodeNothing is for blocks that are filled from the course: nothing may stand inside.
func decodeNothing(c *Context) any {
	if first := c.Node.FirstChild(); first != nil {
		c.Errorf(first, "move the text out of the block: the course's front matter fills it", "%s block takes no text", c.Block.Kind.Name)
	}
	return nil
}
