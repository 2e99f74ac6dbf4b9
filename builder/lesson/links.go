package lesson

import (
	"bytes"
	"html"
	"net/url"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"

	"lectern/builder/block"
	"lectern/builder/diag"
)

// addLink adds a link to the page's table and returns its number.
func (f *fragment) addLink(l block.Link) int {
	l.Hidden = f.hidden > 0
	f.lesson.Links = append(f.lesson.Links, l)
	return len(f.lesson.Links) - 1
}

// addExternal remembers an address of another site, where that is asked for; it stays in the text as it is.
func (f *fragment) addExternal(dest string, n ast.Node) {
	if !f.opt.External {
		return
	}
	pos := f.at(n)
	f.lesson.External = append(f.lesson.External, block.Link{Dest: dest, Hidden: f.hidden > 0, Pos: pos})
}

// visitLink puts a link within the course into the page's table; its address becomes a slot.
func (f *fragment) visitLink(n *ast.Link) {
	dest := unescapeText(n.Destination)
	empty, plain := n.FirstChild() == nil, f.isPlainLink(n)
	wordless := !plain && block.PlainText(n, f.src) == ""
	pos := f.at(n)
	if wordless && !empty {
		f.report(diag.Errorf(pos, "write what it leads to, or describe its picture: [![what it shows](…)](…)", "link has no words"))
	}
	if !plain {
		f.unnest(n)
	}
	switch {
	case dangerous(dest):
		f.report(diag.Errorf(pos, "link to a page, a file or a web address", "link to a script"))
		n.Destination = nil
		return
	case dest == "":
		f.report(diag.Errorf(pos, "write the address between ( and )", "link has no address"))
		return
	case IsExternal(dest):
		if empty {
			f.report(diag.Errorf(pos, "write its text between [ and ]", "link to another site has no text"))
		}
		f.addExternal(dest, n)
		return
	}
	i := f.addLink(block.Link{Kind: block.LinkPage, Dest: dest, Empty: empty, Pos: pos})
	n.Destination = []byte(block.Slot(block.SlotHref, i))
	if empty {
		if n.Parent().Kind() == ast.KindHeading {
			f.report(diag.Errorf(pos, "write its text between [ and ]", "link without a text in a heading"))
		}
		text := ast.NewString([]byte(block.Slot(block.SlotText, i)))
		text.SetCode(true) // written as it is: a raw string loses the slot's mark
		n.AppendChild(n, text)
	}
}

// isPlainLink reports whether a link has nothing but a text with a letter in it, as nearly all have.
func (f *fragment) isPlainLink(link *ast.Link) bool {
	t, ok := link.FirstChild().(*ast.Text)
	return ok && t.NextSibling() == nil && bytes.ContainsFunc(t.Segment.Value(f.src), isLetter)
}

// unnest takes the links out of a link's text, where HTML allows none: an address becomes text, and a note goes behind the link.
func (f *fragment) unnest(link *ast.Link) {
	var inner []ast.Node
	_ = ast.Walk(link, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && (n.Kind() == ast.KindAutoLink || n.Kind() == extast.KindFootnoteLink) {
			inner = append(inner, n)
		}
		return ast.WalkContinue, nil
	})
	for _, n := range inner {
		address, ok := n.(*ast.AutoLink)
		if !ok {
			f.report(diag.Errorf(f.at(n), "put it behind the link", "footnote in the text of a link"))
			n.Parent().RemoveChild(n.Parent(), n)
			link.Parent().InsertAfter(link.Parent(), link, n)
			continue
		}
		f.report(diag.Errorf(f.at(n), "write it without < and >, or outside of the link", "address in the text of a link"))
		text := ast.NewString(address.Label(f.src))
		text.SetRaw(true)
		n.Parent().ReplaceChild(n.Parent(), n, text)
	}
}

// visitImage puts a picture of the course into the page's table.
func (f *fragment) visitImage(n *ast.Image) {
	dest := unescapeText(n.Destination)
	pos := f.at(n)
	if block.PlainText(n, f.src) == "" {
		f.warn("alt-text", pos, "describe the picture: ![what it shows](…)", "picture has no alt text")
	}
	n.Destination = nil
	switch {
	case dest == "":
		f.report(diag.Errorf(pos, "write its path between ( and )", "picture has no path"))
	case strings.HasPrefix(strings.ToLower(dest), "data:image/"):
		n.Destination = []byte(dest)
	case IsExternal(dest) || dangerous(dest):
		f.report(diag.Errorf(pos, "save the picture beside the page and use its path", "picture from another site: the published pages load nothing from elsewhere"))
	default:
		i := f.addLink(block.Link{Kind: block.LinkImage, Dest: dest, Pos: pos})
		n.Destination = []byte(block.Slot(block.SlotImage, i))
	}
}

// unescapeText resolves the backslashes and character references of an address or title.
func unescapeText(b []byte) string {
	if bytes.IndexByte(b, '\\') < 0 && bytes.IndexByte(b, '&') < 0 {
		return string(b)
	}
	return html.UnescapeString(string(util.UnescapePunctuations(b)))
}

// IsExternal reports whether an address has a scheme or a host.
func IsExternal(dest string) bool {
	if strings.HasPrefix(dest, "//") {
		return true
	}
	scheme, _, found := strings.Cut(dest, ":")
	if !found || len(scheme) < 2 || strings.ContainsAny(scheme, "/?#") {
		return false
	}
	u, err := url.Parse(scheme + ":x")
	return err == nil && u.Scheme != ""
}

// dangerous reports whether an address would run a script.
func dangerous(dest string) bool {
	if strings.IndexByte(dest, ':') < 0 {
		return false
	}
	bare := strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, strings.ToLower(dest))
	for _, scheme := range []string{"javascript:", "vbscript:", "data:"} {
		if strings.HasPrefix(bare, scheme) {
			return true
		}
	}
	return false
}
