package theme

import (
	"strconv"

	"lectern/builder/search"
)

// structured writes structured data, property by property: most pages have three nodes of it, and encoding/json takes several
// times as long.
type structured struct{ out []byte }

// script writes a node as an element of its own.
func (s *structured) script(kind string, properties func()) {
	s.out = append(s.out, `<script type="application/ld+json">{"@context":"https://schema.org"`...)
	s.text("@type", kind)
	properties()
	s.out = append(s.out, "}\n</script>\n"...)
}

// object writes a node, as the element of a list or behind a name.
func (s *structured) object(kind string, properties func()) {
	s.comma()
	s.out = append(s.out, '{')
	s.text("@type", kind)
	properties()
	s.out = append(s.out, '}')
}

// property writes a node that is the value of a property.
func (s *structured) property(name, kind string, properties func()) {
	s.name(name)
	s.object(kind, properties)
}

func (s *structured) list(name string, elements func()) {
	s.name(name)
	s.out = append(s.out, '[')
	elements()
	s.out = append(s.out, ']')
}

func (s *structured) text(name, value string) {
	s.name(name)
	s.out = search.AppendJSONInHTML(s.out, value)
}

// optional writes a text unless it is empty, and texts a list of them.
func (s *structured) optional(name, value string) {
	if value != "" {
		s.text(name, value)
	}
}

func (s *structured) texts(name string, values []string) {
	if len(values) == 0 {
		return
	}
	s.list(name, func() {
		for _, value := range values {
			s.comma()
			s.out = search.AppendJSONInHTML(s.out, value)
		}
	})
}

func (s *structured) number(name string, value int) {
	s.name(name)
	s.out = strconv.AppendInt(s.out, int64(value), 10)
}

func (s *structured) truth(name string, value bool) {
	s.name(name)
	s.out = strconv.AppendBool(s.out, value)
}

func (s *structured) name(name string) {
	s.comma()
	s.out = append(append(append(s.out, '"'), name...), `":`...)
}

// comma parts what comes next from what stands before it in the same node or list.
func (s *structured) comma() {
	switch s.out[len(s.out)-1] {
	case '{', '[', ':':
	default:
		s.out = append(s.out, ',')
	}
}
