package docx

import (
	"fmt"
	"net/url"
	"strings"
)

// Inline is a part of a line: [Text], [Break], [Checkbox] or [Field].
type Inline interface {
	// write appends the run-level content (17.3.2, 17.5.2.31) of the part.
	write(w *writer, at place)
	// plain gives its words.
	plain() string
	// address gives where a click leads, or nothing.
	address() string
}

// Text is a run of characters of one look. A line feed in it is a space, a tab a tab.
type Text struct {
	Text        string
	Bold        bool
	Italic      bool
	Strike      bool
	Code        bool
	Superscript bool
	Link        string // absolute http, https, mailto or tel address; anything else leaves the text without a link

	rtl bool // all of it is right to left: set by writer.directed
}

// Break starts a new line in the same paragraph.
type Break struct{}

// Words joins plain strings into one piece of text: short for the many paragraphs without any emphasis.
func Words(s ...string) []Inline { return []Inline{Text{Text: strings.Join(s, "")}} }

func (t Text) plain() string { return t.Text }

func (t Text) address() string { return linkTarget(t.Link) }

func (t Text) write(w *writer, _ place) {
	if t.Text == "" {
		return
	}
	props := runProps{bold: t.Bold, italic: t.Italic, strike: t.Strike, super: t.Superscript, rtl: t.rtl}
	switch {
	case t.address() != "":
		props.style = "Hyperlink"
		if t.Code {
			props.font, props.noProof = fontCode, true
		}
	case t.Code:
		props.style = "InlineCode"
	}
	w.run(props, t.Text)
}

func (Break) write(w *writer, _ place) { w.WriteString("<w:r><w:br/></w:r>") }

func (Break) plain() string { return "\n" }

func (Break) address() string { return "" }

// run writes a w:r (17.3.2.25). Spaces at the ends of w:t are only kept with xml:space (17.3.3.31).
func (w *writer) run(props runProps, text string) {
	w.open("w:r")
	props.write(&w.markup)
	for i, part := range strings.Split(clean(text), "\t") {
		if i > 0 {
			w.leaf("w:tab")
		}
		part = strings.ReplaceAll(strings.ReplaceAll(part, "\r\n", " "), "\n", " ")
		if part = strings.ReplaceAll(part, "\r", " "); part != "" {
			w.element("w:t", part, "xml:space", "preserve")
		}
	}
	w.close("w:r")
}

// inlines writes the parts of a paragraph, neighbours with one address as one w:hyperlink (17.16.22).
func (w *writer) inlines(list []Inline, at place) {
	current := ""
	for _, part := range w.directed(list) {
		if link := part.address(); link != current {
			if current != "" {
				w.close("w:hyperlink")
			}
			if link != "" {
				w.open("w:hyperlink", "r:id", w.links.id(link), "w:history", "1")
			}
			current = link
		}
		part.write(w, at)
	}
	if current != "" {
		w.close("w:hyperlink")
	}
}

func plainText(list []Inline) string {
	var b strings.Builder
	for _, part := range list {
		if part != nil {
			b.WriteString(part.plain())
		}
	}
	return b.String()
}

// links gives relationship ids to addresses, in the order in which they first appear.
type links struct {
	list []string
	ids  map[string]string
}

func (l *links) id(target string) string {
	if l.ids == nil {
		l.ids = map[string]string{}
	}
	if l.ids[target] == "" {
		l.list = append(l.list, target)
		l.ids[target] = "rIdLink" + num(len(l.list))
	}
	return l.ids[target]
}

// linkTarget gives s as Word takes it as the target of a relationship (Part 2, 6.5.3.4: an xsd:anyURI), or nothing. Word
// calls the whole file corrupt when one target is not a valid address.
func linkTarget(s string) string {
	u, err := url.Parse(strings.TrimSpace(clean(s)))
	if err != nil || len(s) > maxLink || u.User != nil {
		return ""
	}
	host := u.Host // may have letters of any script, which String would escape
	switch u.Scheme {
	case "http", "https":
		if host == "" || strings.ContainsAny(host, notInURI+"%()&;=+$,!*'") {
			return ""
		}
		u.Host = "h"
		return strings.Replace(escapeURI(u.String()), "//h", "//"+host, 1)
	case "mailto", "tel":
		if u.Opaque != "" {
			return escapeURI(u.String())
		}
	}
	return ""
}

const notInURI = " \"<>\\^`{|}"

// escapeURI escapes what RFC 3986 does not allow anywhere (2.1, 2.2) and net/url leaves alone in a query.
func escapeURI(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		bad := c <= 0x20 || c >= 0x7f || strings.IndexByte(notInURI, c) >= 0
		if bad || c == '%' && (i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2])) {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func isHex(c byte) bool { return strings.IndexByte("0123456789abcdefABCDEF", c) >= 0 }

// maxLink is what Word keeps of an address.
const maxLink = 2083
