package audit

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"lectern/builder/diag"
)

// Page is what has been read of a rendered page: of the same bytes always the same, as long as the same files are published.
type Page struct {
	Path    string   // published file
	IDs     []uint64 // the sums of its ids, sorted
	Anchors []Anchor // its links to elements of other pages
	Found   []diag.Diagnostic
}

// Anchor is a link to an element of another page.
type Anchor struct {
	Attribute, Target string
	To                string // published file
	ID                uint64 // the sum of the id there
}

// page is a rendered page while it is read.
type page struct {
	*reader
	Page
}

// id is one that is given on the page, with its sum.
type id struct {
	sum   uint64
	value []byte
}

// ownLink is a link to an element of the same page.
type ownLink struct {
	attribute, target []byte
	id                uint64 // its sum
}

// sumOf is the 64-bit FNV-1a hash: the same in every process, and quick for something as short as an id.
func sumOf[T []byte | string](id T) uint64 {
	sum := uint64(14695981039346656037)
	for i := range len(id) {
		sum = (sum ^ uint64(id[i])) * 1099511628211
	}
	return sum
}

// read takes from a page what the audit needs.
func (p *page) read(text []byte) {
	for t := (tags{text: text, attributes: p.attributes}); t.next(); p.attributes = t.attributes {
		p.element(&t)
	}
	p.finish()
}

// element looks at the attributes of an element.
func (p *page) element(t *tags) {
	isBase := string(t.name) == "base"
	for _, a := range t.attributes {
		switch string(a.name) {
		case "id":
			value := a.text()
			p.ids = append(p.ids, id{sumOf(value), value})
		case "href", "src", "action", "poster":
			if !isBase {
				p.link(a.name, bytes.TrimSpace(a.text()))
			}
		case "srcset":
			for candidate := range bytes.SplitSeq(a.text(), []byte(",")) {
				if fields := bytes.Fields(candidate); len(fields) > 0 {
					p.link(a.name, fields[0])
				}
			}
		}
	}
	if string(t.name) == "img" {
		p.picture(t.attributes)
	}
}

// link checks a reference, as far as that can be done before all pages have been read. Most are links of menus, to pages
// that are known to be there.
func (p *page) link(attribute, target []byte) {
	address, fragment, _ := bytes.Cut(target, []byte("#"))
	file, known := p.good[string(address)]
	switch {
	case known && len(fragment) == 0:
		return
	case len(address) == 0 && isPlain(fragment):
		p.own = append(p.own, ownLink{attribute, target, sumOf(fragment)})
		return
	case known && isPlain(fragment):
		p.anchor(attribute, target, file, sumOf(fragment))
		return
	}
	file, id, why := p.site.follow(p.Path, string(target))
	switch {
	case why != "":
		p.broken(attribute, target, why)
	case file == "":
	default:
		if bytes.HasPrefix(address, []byte{'/'}) {
			p.good[string(address)] = file
		}
		if id != "" {
			p.anchor(attribute, target, file, sumOf(id))
		}
	}
}

// isPlain reports whether a fragment of an address is an id as it is written.
func isPlain(fragment []byte) bool {
	for _, c := range fragment {
		if c <= ' ' || c == '%' || c == 0x7f {
			return false
		}
	}
	return len(fragment) > 0 && string(fragment) != "top"
}

func (p *page) anchor(attribute, target []byte, file string, id uint64) {
	if file == p.Path {
		p.own = append(p.own, ownLink{attribute, target, id})
	} else {
		p.Anchors = append(p.Anchors, Anchor{string(attribute), string(target), file, id})
	}
}

// finish looks at the ids when all are known.
func (p *page) finish() {
	slices.SortFunc(p.ids, func(a, b id) int {
		switch {
		case a.sum < b.sum:
			return -1
		case a.sum > b.sum:
			return 1
		}
		return bytes.Compare(a.value, b.value)
	})
	p.IDs = make([]uint64, len(p.ids))
	for i, id := range p.ids {
		if p.IDs[i] = id.sum; i > 0 && bytes.Equal(id.value, p.ids[i-1].value) {
			p.fault("id %q is given twice", id.value)
		}
	}
	for _, l := range p.own {
		if !p.has(l.id) {
			p.broken(l.attribute, l.target, noElement)
		}
	}
}

// has reports whether the page has an id.
func (p *Page) has(id uint64) bool {
	_, found := slices.BinarySearch(p.IDs, id)
	return found
}

// picture looks at an img element.
func (p *page) picture(attributes []attribute) {
	var src []byte
	var alt, width, height bool
	for _, a := range attributes {
		switch string(a.name) {
		case "src":
			src = a.text()
		case "alt":
			alt = true
		case "width":
			width = len(a.value) > 0
		case "height":
			height = len(a.value) > 0
		}
	}
	if !alt {
		p.fault("picture %q has no alt attribute", src)
	}
	if !width || !height {
		p.fault("picture %q has no width and height, so the page jumps when it loads", src)
	}
}

// fault adds a mistake of the page itself.
func (p *page) fault(format string, args ...any) {
	p.Found = append(p.Found, diag.Errorf(p.site.place(p.Path), "mend the theme's template, or the course's own HTML",
		"rendered page %s: %s", urlOf(p.Path), fmt.Sprintf(format, args...)))
}

// broken adds a link that leads nowhere.
func (p *page) broken(attribute, target []byte, why string) {
	p.Found = append(p.Found, p.site.broken(p.Path, string(attribute), string(target), why))
}

func urlOf(file string) string { return "/" + strings.TrimSuffix(file, "index.html") }
