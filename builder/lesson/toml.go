package lesson

import (
	"cmp"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
	"go.yaml.in/yaml/v4"
)

// readTOML fills the tree of v, a *frontMatter, with the nodes that YAML would have given. The library
// reads the values but tells no places, so a walk over the source finds those.
func readTOML(_ []byte, v any) error {
	fm := v.(*frontMatter)
	fm.toml = true
	text := string(normalizeLineEnds(fm.text()))
	walk := tomlWalk{src: text, root: &tomlPlace{}}
	walk.document()
	if walk.problem != "" {
		fm.broken = true
		fm.errorf(fm.places.pos(fm.file, fm.start+walk.i), "write it flatter", "%s", walk.problem)
		return nil
	}
	values := map[string]any{}
	err := guarded(func() error { _, err := toml.Decode(text, &values); return err })
	if err != nil {
		fm.broken = true
		fm.explainTOML(err)
		return nil
	}
	t := tomlTree{fm: fm, src: text}
	fm.root = t.node(values, walk.root)
	return nil
}

// tomlHints are for the mistakes that authors make who know YAML.
var tomlHints = []struct{ problem, hint string }{
	{"expected '.' or '='", "write key = value; strings stand in quotes"},
	{"expected value but found", `strings stand in quotes: title = "…"`},
	{"expected a top-level item to end", "each key has a line of its own; a quote within a string is \\\""},
	{"strings cannot contain newlines", `close the string on its line, or use """`},
	{"already been defined", "remove one of the two"},
	{"invalid escape", `write \\ for a backslash, or use single quotes`},
	{"datetime", "write a date as 2026-01-31"},
}

func (fm *frontMatter) explainTOML(err error) {
	var parse toml.ParseError
	if !errors.As(err, &parse) {
		fm.errorf(fm.pos(1, 1), "", "front matter is not valid TOML: %s", brief(err.Error()))
		return
	}
	message := strings.TrimSuffix(parse.Message, ".")
	r, size := utf8.DecodeRuneInString(message)
	message = string(unicode.ToLower(r)) + message[size:]
	hint := ""
	for _, h := range tomlHints {
		if strings.Contains(message, h.problem) {
			hint = h.hint
			break
		}
	}
	offset := min(max(parse.Position.Start, 0), fm.end-fm.start)
	fm.errorf(fm.places.pos(fm.file, fm.start+offset), hint, "front matter is not valid TOML: %s", message)
}

// tomlPlace is where a value stands: offsets in the text. A table's place is its header or its first key.
type tomlPlace struct {
	key, start, end int
	keys            map[string]*tomlPlace
	items           []*tomlPlace
	tables          bool // items are [[tables]]
}

// child returns the place of a key, new if there is none.
func (p *tomlPlace) child(name string, at int) *tomlPlace {
	if c := p.keys[name]; c != nil {
		return c
	}
	if p.keys == nil {
		p.keys = map[string]*tomlPlace{}
	}
	c := &tomlPlace{key: at, start: at, end: at}
	p.keys[name] = c
	return c
}

func (p *tomlPlace) item(at int) *tomlPlace {
	c := &tomlPlace{key: at, start: at, end: at}
	p.items = append(p.items, c)
	return c
}

// tomlWalk goes over a TOML text and notes places. It relies on the library for what is wrong with the
// text: where it does not know on, it stops. It runs first and refuses what would cost the library too
// much, such as a key of thousands of parts.
type tomlWalk struct {
	src     string
	i       int
	depth   int
	root    *tomlPlace
	problem string
}

const maxTOMLKey = 200 // bytes of one part of a key: the library copies whole paths for every value

func (w *tomlWalk) document() {
	table, level := w.root, 0
	for w.blanks(); w.i < len(w.src); w.blanks() {
		at := w.i
		switch {
		case w.take("[["):
			list, depth := w.path(w.root, at)
			if list == nil || !w.take("]]") {
				return
			}
			list.tables = true
			table, level = list.item(at), depth+1
		case w.take("["):
			if table, level = w.path(w.root, at); table == nil || !w.take("]") {
				return
			}
		default:
			w.depth = level
			if !w.pair(table) {
				return
			}
		}
	}
}

func (w *tomlWalk) take(s string) bool {
	if !strings.HasPrefix(w.src[w.i:], s) {
		return false
	}
	w.i += len(s)
	return true
}

// blanks skips blanks, line ends and comments.
func (w *tomlWalk) blanks() {
	for w.i < len(w.src) {
		switch c := w.src[w.i]; {
		case isBlank(c):
			w.i++
		case c == '#':
			w.i = w.until(w.i, "\n")
		default:
			return
		}
	}
}

func (w *tomlWalk) until(i int, chars string) int {
	if n := strings.IndexAny(w.src[i:], chars); n >= 0 {
		return i + n
	}
	return len(w.src)
}

// path reads a dotted key below p and returns its place and the number of its parts; nil when there is no key.
// Below an array of tables a key means the last of them.
func (w *tomlWalk) path(p *tomlPlace, at int) (*tomlPlace, int) {
	for parts := 1; ; parts++ {
		w.blanks()
		name, ok := w.key()
		if !ok {
			return nil, 0
		}
		if w.depth+parts > maxLevels {
			return w.refuse(fmt.Sprintf("front matter is nested more than %d levels deep", maxLevels)), 0
		}
		if parts > 1 && p.tables && len(p.items) > 0 {
			p = p.items[len(p.items)-1]
		}
		p = p.child(name, at)
		w.blanks()
		if !w.take(".") {
			return p, parts
		}
	}
}

func (w *tomlWalk) refuse(problem string) *tomlPlace {
	w.problem = problem
	return nil
}

// key reads one part of a key.
func (w *tomlWalk) key() (string, bool) {
	start := w.i
	var name string
	switch {
	case w.i < len(w.src) && (w.src[w.i] == '"' || w.src[w.i] == '\''):
		w.quoted(w.src[w.i : w.i+1])
		name = unquoteTOML(w.src[start:w.i])
	default:
		w.i = w.until(w.i, " \t\r\n.=]\"'#[{},")
		name = w.src[start:w.i]
	}
	if w.i-start > maxTOMLKey {
		w.i = start
		w.refuse("key is longer than " + strconv.Itoa(maxTOMLKey) + " bytes")
	}
	return name, w.i > start && w.problem == ""
}

func unquoteTOML(s string) string {
	quote := s[0]
	s = strings.TrimSuffix(s[1:], string(quote))
	if quote == '\'' || !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if r == '\\' {
			r, size = unescape(s)
		}
		b.WriteRune(r)
		s = s[size:]
	}
	return b.String()
}

// pair reads key = value.
func (w *tomlWalk) pair(table *tomlPlace) bool {
	outer := w.depth
	p, parts := w.path(table, w.i)
	if p == nil || !w.take("=") {
		return false
	}
	w.depth += parts
	ok := w.value(p)
	w.depth = outer
	return ok
}

// value reads one value and sets its place.
func (w *tomlWalk) value(p *tomlPlace) bool {
	w.blanks()
	p.start = w.i
	ok := true
	switch rest := w.src[w.i:]; {
	case rest == "":
		return false
	case strings.HasPrefix(rest, `"""`), strings.HasPrefix(rest, `'''`):
		w.quoted(rest[:3])
	case rest[0] == '"' || rest[0] == '\'':
		w.quoted(rest[:1])
	case rest[0] == '[':
		ok = w.list(p)
	case rest[0] == '{':
		ok = w.inline(p)
	default:
		w.i = w.until(w.i, ",]}#\r\n")
		ok = w.i > p.start
	}
	p.end = w.i
	return ok
}

// quoted skips a string to behind its end, or to the end of the text.
func (w *tomlWalk) quoted(quote string) {
	for w.i += len(quote); w.i < len(w.src); w.i++ {
		if w.src[w.i] == '\\' && quote[0] == '"' {
			w.i++
			continue
		}
		if len(quote) == 1 && w.src[w.i] == '\n' {
			return // not closed
		}
		if w.take(quote) {
			for len(quote) == 3 && w.i < len(w.src) && w.src[w.i] == quote[0] {
				w.i++ // a string may end with up to two quotes of its own
			}
			return
		}
	}
	w.i = len(w.src)
}

func (w *tomlWalk) list(p *tomlPlace) bool {
	return w.within("]", func() bool { return w.value(p.item(w.i)) })
}

func (w *tomlWalk) inline(p *tomlPlace) bool {
	return w.within("}", func() bool { return w.pair(p) })
}

// within reads what stands between commas up to the closing bracket.
func (w *tomlWalk) within(end string, one func() bool) bool {
	if w.depth++; w.depth > maxLevels {
		w.refuse(fmt.Sprintf("front matter is nested more than %d levels deep", maxLevels))
		return false
	}
	w.i++
	for w.blanks(); !w.take(end); w.blanks() {
		if !one() {
			return false
		}
		w.blanks()
		w.take(",")
	}
	w.depth--
	return true
}

// tomlTree makes nodes of the library's values.
type tomlTree struct {
	fm  *frontMatter
	src string
	// The place that was asked for last: most come in order, and counting the
	// characters of a long line for each would take too long.
	offset, line, column int
}

// node returns the node of a value; without a place its lines stay those of the first line.
func (t *tomlTree) node(value any, p *tomlPlace) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode}
	n.Line, n.Column = t.at(p.start)
	source := strings.TrimSpace(t.src[p.start:max(p.start, p.end)])
	switch v := value.(type) {
	case string:
		n.Tag, n.Style, n.Value = "!!str", yaml.DoubleQuotedStyle, v
	case bool:
		n.Tag, n.Value = "!!bool", strconv.FormatBool(v)
	case int64:
		n.Tag, n.Value = "!!int", strconv.FormatInt(v, 10)
	case float64:
		n.Tag, n.Value = "!!float", cmp.Or(source, strconv.FormatFloat(v, 'f', -1, 64)) // 1.0 stays 1.0
	case time.Time:
		n.Tag, n.Value = "!!timestamp", cmp.Or(source, v.Format(time.RFC3339))
	case []any:
		n.Kind, n.Tag = yaml.SequenceNode, "!!seq"
		for i, item := range v {
			n.Content = append(n.Content, t.node(item, p.nth(i)))
		}
	case []map[string]any:
		n.Kind, n.Tag = yaml.SequenceNode, "!!seq"
		for i, item := range v {
			n.Content = append(n.Content, t.node(item, p.nth(i)))
		}
	case map[string]any:
		n.Kind, n.Tag = yaml.MappingNode, "!!map"
		t.mapping(n, v, p)
	}
	return n
}

// nth returns the place of an item, or the list's when it is not known.
func (p *tomlPlace) nth(i int) *tomlPlace {
	if i < len(p.items) {
		return p.items[i]
	}
	return &tomlPlace{key: p.key, start: p.start, end: p.start}
}

// mapping adds the keys of a table in the order of the source.
func (t *tomlTree) mapping(n *yaml.Node, values map[string]any, p *tomlPlace) {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
		p.child(name, p.start) // there already, unless the walk stopped
	}
	sort.Slice(names, func(i, j int) bool {
		a, b := p.keys[names[i]].key, p.keys[names[j]].key
		return a < b || a == b && names[i] < names[j]
	})
	for _, name := range names {
		key := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Style: yaml.DoubleQuotedStyle, Value: name}
		key.Line, key.Column = t.at(p.keys[name].key)
		n.Content = append(n.Content, key, t.node(values[name], p.keys[name]))
	}
}

// at returns the line and column of an offset.
func (t *tomlTree) at(offset int) (line, column int) {
	if offset < t.offset || t.line == 0 {
		t.offset, t.line, t.column = 0, 1, 1
	}
	between := t.src[t.offset:offset]
	if n := strings.Count(between, "\n"); n > 0 {
		t.line += n
		t.column = 1
		between = between[strings.LastIndexByte(between, '\n')+1:]
	}
	t.column += utf8.RuneCountInString(between)
	t.offset = offset
	return t.line, t.column
}
