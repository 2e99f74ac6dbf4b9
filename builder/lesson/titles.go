package lesson

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"lectern/builder/block"
	"lectern/builder/diag"
)

// readTitles turns the titles of blocks into their words, as is done with those of callouts: themes show them in places where no
// element may stand, but quotation marks are to be those of the text, and no asterisk is to be seen.
func (f *fragment) readTitles() {
	for _, c := range f.containers {
		c.Title = f.titleWords(c.Title, c.At)
	}
}

// titlePrefix keeps a title such as "1. First" from being a list.
const titlePrefix = "x "

// titleWords returns the words of a title, which stands at an offset of the source.
func (f *fragment) titleWords(title string, at int) string {
	if !strings.ContainsAny(title, "\\`*_~[<>&\"'") && !strings.Contains(title, "--") && !strings.Contains(title, "...") {
		return title
	}
	src := []byte(titlePrefix + title)
	root := f.md.Parser().Parse(text.NewReader(src))
	links, html := false, false
	_ = ast.Walk(root, func(n ast.Node, _ bool) (ast.WalkStatus, error) {
		links = links || n.Kind() == ast.KindLink || n.Kind() == ast.KindImage
		html = html || n.Kind() == ast.KindRawHTML
		return ast.WalkContinue, nil
	})
	if links {
		f.report(diag.Errorf(f.pos(at), "put it into the text", "link or picture in the title of a block"))
	}
	if html {
		return f.titleWords(strings.ReplaceAll(title, "<", "&lt;"), at) // what looks like HTML is text in a title
	}
	return strings.TrimPrefix(block.PlainText(root, src), titlePrefix)
}
