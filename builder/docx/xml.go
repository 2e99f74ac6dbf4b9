package docx

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

const xmlHeader = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// Name spaces of the parts. Readers that do not know w14 skip it because of mc:Ignorable (Part 3, 7.2).
const (
	nsW   = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	nsR   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	nsMC  = "http://schemas.openxmlformats.org/markup-compatibility/2006"
	nsW14 = "http://schemas.microsoft.com/office/word/2010/wordml"
)

var documentNames = []string{
	"xmlns:w", nsW, "xmlns:r", nsR, "xmlns:mc", nsMC, "xmlns:w14", nsW14, "mc:Ignorable", "w14",
}

// markup collects XML. Attributes are pairs of name and value; values and text are escaped here and nowhere else.
type markup struct {
	strings.Builder
}

func (m *markup) open(name string, attrs ...string) {
	m.tag(name, attrs)
	m.WriteString(">")
}

func (m *markup) leaf(name string, attrs ...string) {
	m.tag(name, attrs)
	m.WriteString("/>")
}

func (m *markup) close(name string) {
	m.WriteString("</")
	m.WriteString(name)
	m.WriteString(">")
}

// element writes an element that holds only text.
func (m *markup) element(name, text string, attrs ...string) {
	m.open(name, attrs...)
	m.WriteString(escape(text))
	m.close(name)
}

func (m *markup) tag(name string, attrs []string) {
	m.WriteString("<")
	m.WriteString(name)
	for i := 0; i+1 < len(attrs); i += 2 {
		m.WriteString(" ")
		m.WriteString(attrs[i])
		m.WriteString(`="`)
		m.WriteString(escape(attrs[i+1]))
		m.WriteString(`"`)
	}
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\t", "&#x9;", "\n", "&#xA;",
	"\r", "&#xD;")

func escape(s string) string {
	return escaper.Replace(clean(s))
}

// clean drops the characters that XML 1.0 forbids even as references (XML 1.0, 2.2 Char) and mends invalid UTF-8.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r':
			return r
		case r < 0x20, r == 0xFFFE, r == 0xFFFF:
			return -1
		case r == utf8.RuneError:
			return utf8.RuneError // strings.Map yields it for each invalid byte
		}
		return r
	}, s)
}

// short gives s on one line and at most n UTF-16 units long: Word refuses longer values in some places.
func short(s string, n int) string {
	s = strings.Join(strings.Fields(clean(s)), " ")
	units := 0
	for i, r := range s {
		if units++; r > 0xFFFF {
			units++
		}
		if units > n-1 && i+utf8.RuneLen(r) < len(s) || units > n {
			return strings.TrimSpace(s[:i]) + "…"
		}
	}
	return s
}

func num(n int) string { return strconv.Itoa(n) }

// flag gives the value of an attribute of type ST_OnOff (22.9.2.7).
func flag(on bool) string {
	if on {
		return "1"
	}
	return "0"
}
