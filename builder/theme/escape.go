package theme

import (
	"bytes"
	"html/template"
	"io"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"text/template/parse"
)

// escapers is how the names of the functions begin that html/template adds to the end of pipelines. They are not exported.
const escapers = "_html_template_"

// isEscaper also knows the two that a template may call, of which html/template makes a part of its own.
func isEscaper(cmd *parse.CommandNode) bool {
	id, ok := cmd.Args[0].(*parse.IdentifierNode)
	return ok && len(cmd.Args) == 1 && (strings.HasPrefix(id.Ident, escapers) || id.Ident == "html" || id.Ident == "urlquery")
}

// escape writes values as a place in the HTML requires it. The frequent values at frequent places are written here; for
// all others the functions of html/template are called.
type escape struct {
	place  place
	others func() *template.Template
}

type place int

const (
	elsewhere place = iota
	inText
	inAttribute
	inURL
	inURLPart
)

var places = map[string]place{
	"htmlescaper":                         inText,
	"rcdataescaper":                       inAttribute,
	"attrescaper":                         inAttribute,
	"urlfilter urlnormalizer attrescaper": inURL,
	"urlescaper attrescaper":              inURLPart,
}

// escape returns the escape that a chain of functions is.
func (c *compiler) escape(cmds []*parse.CommandNode) *escape {
	var names []string
	for _, cmd := range cmds {
		names = append(names, strings.TrimPrefix(cmd.Args[0].String(), escapers))
	}
	chain := strings.Join(names, " ")
	if c.escapes[chain] == nil {
		c.escapes[chain] = &escape{place: places[chain], others: sync.OnceValue(func() *template.Template { return calling(cmds) })}
	}
	return c.escapes[chain]
}

// calling returns a template that writes its dot as the commands escape it. The escapers are known to templates that
// have been escaped, and those can be changed, because the tree is the one that is executed.
func calling(cmds []*parse.CommandNode) *template.Template {
	t := template.Must(template.New("escape").Parse("{{.}}"))
	_ = t.Execute(io.Discard, "")
	pipe := t.Tree.Root.Nodes[0].(*parse.ActionNode).Pipe
	pipe.Cmds = append(pipe.Cmds[:1], cmds...)
	return t
}

// append appends a value to the HTML.
func (e *escape) append(dst []byte, v reflect.Value) []byte {
	if s, safe, ok := textOf(v); ok {
		switch e.place {
		case inText:
			if safe {
				return append(dst, s...)
			}
			return appendEscaped(dst, s)
		case inAttribute:
			if !safe {
				return appendEscaped(dst, s)
			}
		case inURL:
			if staysURL(s) {
				return append(dst, s...)
			}
		case inURLPart:
			if strings.Trim(s, unreserved) == "" {
				return append(dst, s...)
			}
		}
	}
	var value any
	if v.IsValid() {
		value = v.Interface()
	}
	buf := bytes.NewBuffer(dst)
	if e.others().Execute(buf, value) != nil {
		giveUp()
	}
	return buf.Bytes()
}

// textOf returns what a text or number is as text, and whether that is HTML. It does not know pointers, nor what has methods,
// one of which may say how it is printed.
func textOf(v reflect.Value) (s string, safe, ok bool) {
	switch {
	case !v.IsValid():
		return "", false, true
	case v.Type().NumMethod() > 0:
		return "", false, false
	case v.Kind() == reflect.String:
		return v.String(), v.Type() == reflect.TypeFor[template.HTML](), true
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10), false, true
	}
	return "", false, false
}

// appendEscaped appends a text as it stands in HTML or in a quoted attribute.
func appendEscaped(dst []byte, s string) []byte {
	done := 0
	for i := range len(s) {
		if entity := entities[s[i]]; entity != nil {
			dst = append(append(dst, s[done:i]...), *entity...)
			done = i + 1
		}
	}
	return append(dst, s[done:]...)
}

var entities = [256]*string{0: new("\uFFFD"), '"': new("&#34;"), '&': new("&amp;"), '\'': new("&#39;"), '+': new("&#43;"), '<': new("&lt;"), '>': new("&gt;")}

// unreserved are the characters that stand everywhere in a URL for themselves.
const unreserved = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"

// staysURL reports whether nothing in a URL has to be escaped. It knows most of those for which that is so.
func staysURL(s string) bool {
	s = strings.TrimPrefix(s, "https://")
	for i := range len(s) {
		if !inURLs[s[i]] && (s[i] != '%' || i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2])) {
			return false
		}
	}
	return true
}

var inURLs = func() (set [256]bool) {
	for _, c := range []byte(unreserved + "/#?=") {
		set[c] = true
	}
	return set
}()

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
