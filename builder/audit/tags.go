package audit

import (
	"bytes"

	"golang.org/x/net/html"
)

// tags finds the start tags of an HTML text, as html.Tokenizer does, but without looking at each byte between them and at
// attributes that nobody asks for. What is rare is left to that.
type tags struct {
	text       []byte
	at         int         // where to go on
	name       []byte      // of the tag, in lower case
	attributes []attribute // that are audited, in their order
}

// attribute is a name in lower case and the value as it is written, without the quotes around it.
type attribute struct {
	name, value []byte
	quote       []byte // empty for none
}

// audited are the attributes that tags gives.
func audited(name []byte) bool {
	switch string(name) {
	case "id", "href", "src", "srcset", "action", "poster", "alt", "width", "height":
		return true
	}
	return false
}

// unread are the elements whose content has no tags.
var unread = map[string]bool{
	"iframe": true, "noembed": true, "noframes": true, "noscript": true, "plaintext": true, "script": true, "style": true,
	"textarea": true, "title": true, "xmp": true,
}

// next finds the next start tag. It reports false when there is none.
func (t *tags) next() bool {
	for t.at < len(t.text) {
		n := bytes.IndexByte(t.text[t.at:], '<')
		if n < 0 || t.at+n+1 == len(t.text) {
			break
		}
		t.at += n
		switch c := t.text[t.at+1]; {
		case isLetter(c):
			if t.tag() {
				return true
			}
		case c == '/' || c == '!' || c == '?':
			t.skip()
		default:
			t.at++
		}
	}
	t.at = len(t.text)
	return false
}

// tag reads a start tag. It reports false for one that does not end, which is none.
func (t *tags) tag() bool {
	start := t.at
	t.at++
	t.name = lower(t.until(endsName))
	t.attributes = t.attributes[:0]
	for t.blanks(); t.at < len(t.text) && t.text[t.at] != '>'; t.blanks() {
		t.attribute()
	}
	if t.at == len(t.text) {
		return false
	}
	t.at++
	if unread[string(t.name)] {
		t.skipContent(start)
	}
	return true
}

// attribute reads an attribute. Of several with the same name the first one counts.
func (t *tags) attribute() {
	begin := t.at
	if t.text[begin] == '=' { // belongs to the name
		t.at++
	}
	t.until(endsKey)
	name := lower(t.text[begin:t.at])
	t.blanks()
	if t.at == len(t.text) {
		return
	}
	a := attribute{name: name}
	switch t.text[t.at] {
	case '/':
		t.at++
	case '=':
		t.at++
		t.blanks()
		a.value, a.quote = t.value()
	}
	if !audited(name) {
		return
	}
	for _, b := range t.attributes {
		if string(b.name) == string(name) {
			return
		}
	}
	t.attributes = append(t.attributes, a)
}

// value reads the value of an attribute.
func (t *tags) value() (value, quote []byte) {
	if t.at == len(t.text) || t.text[t.at] != '"' && t.text[t.at] != '\'' {
		return t.until(endsValue), nil
	}
	quote = t.text[t.at : t.at+1]
	t.at++
	value = t.text[t.at:]
	if n := bytes.IndexByte(value, quote[0]); n >= 0 {
		t.at += n + 1
		return value[:n], quote
	}
	t.at = len(t.text)
	return value, quote
}

// text returns what the value means.
func (a attribute) text() []byte {
	if bytes.IndexByte(a.value, '&') < 0 && bytes.IndexByte(a.value, '\r') < 0 {
		return a.value
	}
	z := html.NewTokenizer(bytes.NewReader(bytes.Join([][]byte{[]byte("<a b="), a.value, []byte(">")}, a.quote)))
	z.Next()
	_, value, _ := z.TagAttr()
	return value
}

// skip leaves out what is no start tag.
func (t *tags) skip() {
	rest := t.text[t.at:]
	if n := bytes.IndexByte(rest, '>'); n > 0 && !bytes.ContainsAny(rest[:n], `"'-[`) {
		t.at += n + 1
		return
	}
	z := html.NewTokenizer(bytes.NewReader(rest))
	if t.at += len(rest); z.Next() != html.ErrorToken {
		t.at += len(z.Raw()) - len(rest)
	}
}

// skipContent leaves out the content of an element that begins at start.
func (t *tags) skipContent(start int) {
	rest := t.text[t.at:]
	for i := 0; string(t.name) != "plaintext"; { // which has no end
		n := bytes.Index(rest[i:], []byte("</"))
		if n < 0 {
			break
		}
		i += n
		if end := i + 2 + len(t.name); end < len(rest) && bytes.EqualFold(rest[i+2:end], t.name) && endsName[rest[end]] {
			if bytes.Contains(rest[:i], []byte("<!--")) {
				break // which hides the end of a script
			}
			t.at += i
			return
		}
		i += 2
	}
	z := html.NewTokenizer(bytes.NewReader(t.text[start:]))
	z.Next()
	t.at = start + len(z.Raw())
	if z.Next() == html.TextToken {
		t.at += len(z.Raw())
	}
}

// class is a set of bytes.
type class [256]bool

func classOf(of string) *class {
	var c class
	for i := range len(of) {
		c[of[i]] = true
	}
	return &c
}

const blanks = " \n\r\t\f"

var (
	isBlank   = classOf(blanks)
	endsName  = classOf(blanks + "/>")
	endsKey   = classOf(blanks + "=/>")
	endsValue = classOf(blanks + ">")
)

// until reads up to a byte of a class.
func (t *tags) until(end *class) []byte {
	begin := t.at
	for t.at < len(t.text) && !end[t.text[t.at]] {
		t.at++
	}
	return t.text[begin:t.at]
}

func (t *tags) blanks() {
	for t.at < len(t.text) && isBlank[t.text[t.at]] {
		t.at++
	}
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// lower returns a name with its ASCII letters in lower case.
func lower(name []byte) []byte {
	for i, c := range name {
		if 'A' <= c && c <= 'Z' {
			name = bytes.Clone(name)
			for ; i < len(name); i++ {
				if 'A' <= name[i] && name[i] <= 'Z' {
					name[i] += 'a' - 'A'
				}
			}
			break
		}
	}
	return name
}
