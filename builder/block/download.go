package block

// Download offers a template of the course, or a file.
var Download = &Kind{Name: "download", Keys: []string{"template", "file"}, Decode: decodeDownload, Data: DownloadData{}}

// DownloadData is the data of a download block. Link is the number of the
// template's or file's link in the page.
type DownloadData struct {
	Link int
	Text Body // how to use it; may be empty
}

func decodeDownload(c *Context) any {
	template, file := c.Node.Options["template"], c.Node.Options["file"]
	link := Link{Kind: LinkTemplate, Dest: template, Pos: c.optionPos("template")}
	if template == "" {
		link = Link{Kind: LinkFile, Dest: file, Pos: c.optionPos("file")}
	}
	if (template == "") == (file == "") {
		if c.Node.malformed || template == "" && len(c.Node.Options) > 0 {
			return DownloadData{Link: -1} // another mistake says what is wrong
		}
		c.Errorf(nil, "write {template=NAME} or {file=NAME.ext}", "download block needs a template or a file, and not both")
		return DownloadData{Link: -1}
	}
	return DownloadData{Link: c.Link(link), Text: c.Render(c.nodes()...)}
}
