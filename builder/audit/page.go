package audit

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/net/html"
)

// page is a rendered page while it is read.
type page struct {
	*reader
	path    string // published file
	ids     map[string]bool
	own     map[link]string // links to elements of this page, with their ids
	anchors []anchor        // links to elements of other pages
	broken  map[link]string // why they lead nowhere
	found   []string        // other faults
}

// read takes from a page what the audit needs.
func (p *page) read(text []byte) {
	z := html.NewTokenizer(bytes.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			p.element(z)
		}
	}
}

// element looks at the attributes of an element.
func (p *page) element(z *html.Tokenizer) {
	name, more := z.TagName()
	isPicture, isBase := string(name) == "img", string(name) == "base"
	var picture picture
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch string(key) {
		case "id":
			p.id(string(value))
		case "href", "src", "action", "poster":
			if !isBase {
				p.link(string(key), bytes.TrimSpace(value))
			}
		case "srcset":
			for candidate := range bytes.SplitSeq(value, []byte(",")) {
				if fields := bytes.Fields(candidate); len(fields) > 0 {
					p.link("srcset", fields[0])
				}
			}
		}
		if isPicture {
			picture.attribute(string(key), string(value))
		}
	}
	if isPicture {
		p.found = append(p.found, picture.faults()...)
	}
}

func (p *page) id(id string) {
	if p.ids[id] {
		p.found = append(p.found, fmt.Sprintf("id %q is given twice", id))
	}
	p.ids[id] = true
}

// link checks a reference, as far as that can be done before the other pages have been read.
func (p *page) link(attribute string, target []byte) {
	if p.good[string(target)] {
		return
	}
	l := link{attribute, string(target)}
	switch file, id, why := p.site.follow(p.path, l.target); {
	case why != "":
		p.broken[l] = why
	case id == "" && strings.HasPrefix(l.target, "/"):
		p.good[l.target] = true
	case id == "":
	case file != p.path:
		p.anchors = append(p.anchors, anchor{p.path, l, file, id})
	default:
		if p.own == nil {
			p.own = map[link]string{}
		}
		p.own[l] = id
	}
}

// picture is what an img element says of itself.
type picture struct {
	src           string
	alt           bool
	width, height bool
}

func (p *picture) attribute(key, value string) {
	switch key {
	case "src":
		p.src = value
	case "alt":
		p.alt = true
	case "width":
		p.width = value != ""
	case "height":
		p.height = value != ""
	}
}

func (p *picture) faults() []string {
	var out []string
	if !p.alt {
		out = append(out, fmt.Sprintf("picture %q has no alt attribute", p.src))
	}
	if !p.width || !p.height {
		out = append(out, fmt.Sprintf("picture %q has no width and height, so the page jumps when it loads", p.src))
	}
	return out
}
