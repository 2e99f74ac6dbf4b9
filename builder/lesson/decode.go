package lesson

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"go.yaml.in/yaml/v4"

	"lectern/builder/diag"
)

// keyTable is what a struct's tags say about the keys of a mapping.
type keyTable struct {
	fields    []keyField
	byName    map[string]int    // index in fields, of the keys that are allowed
	names     []string          // of these
	elsewhere map[string][]Kind // the kinds that have a key which this one has not
}

// keyField is one key.
type keyField struct {
	name     string
	index    int // of the struct's field
	required bool
	oneOf    []string
	read     readFunc
	item     *keyField // what a list's items are; they are never blank
	isItem   bool
	check    valueCheck // may be nil
}

// readFunc sets v from n, or reports why it cannot.
type readFunc func(d *decoding, f *keyField, n *yaml.Node, v reflect.Value)

type tableKey struct {
	t    reflect.Type
	kind Kind
}

var keyTables sync.Map // of tableKey to *keyTable; tags never change

// tableOf returns the table of a struct type. A kind that is empty allows all keys.
func tableOf(t reflect.Type, kind Kind) *keyTable {
	if cached, ok := keyTables.Load(tableKey{t, kind}); ok {
		return cached.(*keyTable)
	}
	table := &keyTable{byName: map[string]int{}, elsewhere: map[string][]Kind{}}
	for i := range t.NumField() {
		field := t.Field(i)
		name := field.Tag.Get("yaml")
		if name == "" || name == "-" {
			continue
		}
		on := kindsIn(field.Tag.Get("on"))
		if kind != "" && !slices.Contains(on, kind) {
			table.elsewhere[name] = on
			continue
		}
		table.byName[name] = len(table.fields)
		table.names = append(table.names, name)
		table.fields = append(table.fields, newKeyField(field, name, i, kind))
	}
	cached, _ := keyTables.LoadOrStore(tableKey{t, kind}, table)
	return cached.(*keyTable)
}

func kindsIn(tag string) []Kind {
	var kinds []Kind
	for _, name := range strings.Fields(tag) {
		kinds = append(kinds, Kind(name))
	}
	return kinds
}

func newKeyField(field reflect.StructField, name string, index int, kind Kind) keyField {
	required := field.Tag.Get("required")
	f := keyField{
		name: name, index: index, read: readerOf(field.Type),
		required: required == "yes" || slices.Contains(kindsIn(required), kind),
		oneOf:    strings.Fields(field.Tag.Get("oneof")),
		check:    valueChecks[name],
	}
	if field.Type.Kind() == reflect.Slice {
		f.item = &keyField{name: name, read: readerOf(field.Type.Elem()), oneOf: f.oneOf, check: f.check, isItem: true}
	}
	return f
}

// readerOf returns how values of a type are read. A type that nobody has thought of is a fault of the
// program that its first test shows.
func readerOf(t reflect.Type) readFunc {
	switch t {
	case reflect.TypeFor[time.Time]():
		return readTime
	case reflect.TypeFor[time.Duration]():
		return readDuration
	case reflect.TypeFor[Text]():
		return readText
	case reflect.TypeFor[Ref]():
		return readRef
	case reflect.TypeFor[Params]():
		return readParams
	case reflect.TypeFor[*Author]():
		return readAuthor
	case reflect.TypeFor[*bool]():
		return readFlag
	case reflect.TypeFor[map[string]bool]():
		return readSwitches
	}
	switch t.Kind() {
	case reflect.String:
		return readString
	case reflect.Int:
		return readInt
	case reflect.Bool:
		return readBool
	case reflect.Slice:
		return readList
	case reflect.Struct:
		return readStruct
	case reflect.Pointer:
		return readPointer
	}
	panic("lesson: front matter has no reader for " + t.String())
}

// decoding reads one tree into a Meta.
type decoding struct {
	fm   *frontMatter
	kind Kind
	path []pathStep // to the value that is being read, for messages
}

// pathStep is a key, or an item of a list counted from 1.
type pathStep struct {
	key  string
	item int
}

func (d *decoding) enter(key string, item int) { d.path = append(d.path, pathStep{key, item}) }
func (d *decoding) leave()                     { d.path = d.path[:len(d.path)-1] }

// name returns what messages call the value that is being read: "answer of faqs item 2".
func (d *decoding) name() string {
	var parts []string
	for end := len(d.path); end > 0; {
		start := end - 1
		for start > 0 && d.path[start].item > 0 {
			start--
		}
		part := brief(d.path[start].key)
		for _, step := range d.path[start+1 : end] {
			part += " item " + strconv.Itoa(step.item)
		}
		parts = append(parts, part)
		end = start
	}
	if len(parts) == 0 {
		return "front matter"
	}
	return strings.Join(parts, " of ")
}

func (d *decoding) errorf(n *yaml.Node, hint, format string, args ...any) {
	d.fm.errorf(d.fm.at(n), hint, format, args...)
}

// decode reads the tree into the values of a page of the kind.
func (fm *frontMatter) decode(kind Kind) Meta {
	var meta Meta
	d := &decoding{fm: fm, kind: kind, path: make([]pathStep, 0, 8)}
	v := reflect.ValueOf(&meta).Elem()
	table := tableOf(v.Type(), kind)
	root := fm.root
	if root != nil && root.Kind != yaml.MappingNode {
		if !fm.broken && root.Kind != yaml.AliasNode && !isNull(root) {
			d.wrongType(root, "keys with values, such as title: …", "")
			return meta
		}
		root = nil
	}
	if root == nil {
		root = &yaml.Node{}
	}
	meta.Keys = make(Places, 0, len(root.Content)/2)
	d.mapping(table, root, v, &meta.Keys)
	return meta
}

// mapping reads the keys of n into the struct v. It notes their places in keys, which may be nil.
func (d *decoding) mapping(table *keyTable, n *yaml.Node, v reflect.Value, keys *Places) {
	seen := make([]*yaml.Node, len(table.fields))
	var meant []string // hints of unknown keys: what they name is not missing too
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if !d.isKey(key) {
			continue
		}
		index, ok := table.byName[key.Value]
		if !ok {
			meant = append(meant, d.unknownKey(table, key))
			continue
		}
		f := &table.fields[index]
		if first := seen[index]; first != nil {
			d.duplicate(key, first)
			continue
		}
		seen[index] = key
		d.enter(f.name, 0)
		switch {
		case value.Kind == yaml.AliasNode: // refused before
		case !isNull(value):
			if keys != nil {
				at := d.fm.at(key)
				*keys = append(*keys, Key{f.name, int32(at.Line), int32(at.Column)})
			}
			f.read(d, f, value, v.Field(f.index))
		case f.required:
			d.errorf(key, "", "%s is empty", d.name())
		}
		d.leave()
	}
	d.missing(table, n, seen, meant)
}

// isKey reports whether a node can be a key at all, and what is wrong if not.
func (d *decoding) isKey(key *yaml.Node) bool {
	switch {
	case key.Kind == yaml.AliasNode: // refused before
		return false
	case key.Tag == "!!merge":
		d.errorf(key, "write the keys themselves", "YAML merge key << is not allowed in front matter")
		return false
	case key.Kind != yaml.ScalarNode:
		d.errorf(key, "quote the text if the brackets belong to it", "key must be text, not %s", describe(key))
		return false
	case key.Value == "":
		d.errorf(key, `write "key: value"`, "key is empty")
		return false
	}
	return true
}

func (d *decoding) duplicate(key, first *yaml.Node) {
	d.errorf(key, "remove one of the two", "key %s is already in line %d", quoted(key.Value), d.fm.at(first).Line)
}

// missing reports the keys that the page must have. The hint of an unknown key may name one:
// then that was the mistake.
func (d *decoding) missing(table *keyTable, n *yaml.Node, seen []*yaml.Node, meant []string) {
	if d.fm.broken {
		return // they may stand in the part that could not be read
	}
	for i := range table.fields {
		f := &table.fields[i]
		if !f.required || seen[i] != nil || slices.Contains(meant, didYouMean(f.name)) {
			continue
		}
		pos, hint := d.fm.fencePos(), "add a line "+d.pair(f.name, "…")
		if len(d.path) > 0 {
			pos, hint = d.fm.at(n), ""
		}
		d.enter(f.name, 0)
		d.fm.errorf(pos, hint, "%s is missing", d.name())
		d.leave()
	}
}

// pair shows a key with its value as the format writes it.
func (d *decoding) pair(key, value string) string {
	if d.fm.toml {
		return key + " = " + value
	}
	return key + ": " + value
}

func didYouMean(name string) string { return `did you mean "` + name + `"?` }

// otherNames are what other generators call our keys.
var otherNames = map[string]string{
	"keywords": "tags", "categories": "tags", "order": "weight", "nav_order": "weight", "sidebar_position": "weight",
	"permalink": "slug", "url": "slug", "updated": "lastmod", "modified": "lastmod", "summary": "description",
	"lang": "language", "languageCode": "language", "locale": "language", "sidebar_label": "linkTitle", "questions": "faqs",
}

// unknownKey reports a key that the mapping cannot have, and returns the hint.
func (d *decoding) unknownKey(table *keyTable, key *yaml.Node) string {
	if d.fm.full() {
		return ""
	}
	if kinds := table.elsewhere[key.Value]; kinds != nil {
		hint := "it is a key of " + kindList(kinds)
		d.errorf(key, hint, "%s is not a key of %s", key.Value, kindOf(d.kind).many)
		return hint
	}
	hint := diag.DidYouMean(key.Value, table.names)
	if name := otherNames[key.Value]; name != "" && slices.Contains(table.names, name) {
		hint = didYouMean(name)
	}
	in := ""
	if len(d.path) > 0 {
		in = " in " + d.name()
	}
	d.errorf(key, hint, "unknown key %s%s", quoted(key.Value), in)
	return hint
}

// kindName is what messages call a kind.
type kindName struct{ one, many string }

var kindNames = map[Kind]kindName{
	KindCourse:   {"course", "the course"},
	KindModule:   {"module", "modules"},
	KindLesson:   {"lesson", "lessons"},
	KindTemplate: {"template", "templates"},
	KindPage:     {"page", "pages like this"},
}

func kindOf(k Kind) kindName {
	if name, ok := kindNames[k]; ok {
		return name
	}
	return kindName{"page", "pages like this"}
}

func kindList(kinds []Kind) string {
	var names []string
	for _, k := range kinds {
		names = append(names, strings.Replace(kindOf(k).many, "pages like this", "other pages", 1))
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// readStruct reads a mapping, and then what its keys have to do with each other.
func readStruct(d *decoding, f *keyField, n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		d.wrongType(n, "keys with values", shapes[f.name])
		return
	}
	d.mapping(tableOf(v.Type(), ""), n, v, nil)
	switch v := v.Addr().Interface().(type) {
	case *FAQ:
		v.Pos = d.fm.at(n)
		if question := valueOf(n, "question"); question != nil {
			v.Pos = d.fm.at(question)
		}
	case *Download:
		v.Pos = d.fm.at(n)
		d.checkDownload(n)
	}
}

// valueOf returns the value of a key, or nil.
func valueOf(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key && !isNull(n.Content[i+1]) {
			return n.Content[i+1]
		}
	}
	return nil
}

func readPointer(d *decoding, f *keyField, n *yaml.Node, v reflect.Value) {
	v.Set(reflect.New(v.Type().Elem()))
	readStruct(d, f, n, v.Elem())
}

// readAuthor takes a text for the name.
func readAuthor(d *decoding, f *keyField, n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.ScalarNode {
		readPointer(d, f, n, v)
		return
	}
	if name := d.line(f, n); name != "" {
		v.Set(reflect.ValueOf(&Author{Name: name}))
	}
}

// readList reads each item. Items that are empty would be empty places on the page.
func readList(d *decoding, f *keyField, n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.SequenceNode {
		d.wrongType(n, "a list", d.listHint(f, n))
		return
	}
	list := reflect.MakeSlice(v.Type(), 0, len(n.Content))
	zero := reflect.Zero(v.Type().Elem())
	for i, item := range n.Content {
		d.enter("", i+1)
		switch {
		case item.Kind == yaml.AliasNode: // refused before
		case isNull(item):
			d.errorf(item, "write it or remove it", "%s is empty", d.name())
		case len(f.oneOf) > 0 && item.Kind == yaml.ScalarNode && holds(n.Content[:i], item.Value):
			d.errorf(item, "remove one of the two", "%s is listed twice", quoted(item.Value))
		default:
			list = reflect.Append(list, zero)
			last := list.Len() - 1
			f.item.read(d, f.item, item, list.Index(last))
			if list.Index(last).IsZero() { // it could not be read
				list = list.Slice(0, last)
			}
		}
		d.leave()
	}
	v.Set(list)
}

func holds(nodes []*yaml.Node, value string) bool {
	return slices.ContainsFunc(nodes, func(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Value == value })
}

// shapes shows how the keys are written that take more than a text.
var shapes = map[string]string{
	"image":      `write "image: {src: picture.jpg, alt: what it shows}"`,
	"downloads":  `write "- template: NAME" or "- file: NAME.pdf"`,
	"faqs":       "write a list whose items have a question and an answer",
	"program":    "it has the keys title, text and button",
	"newsletter": "it has the keys title, text and button",
}

// listHint shows the text that was given as a list.
func (d *decoding) listHint(f *keyField, n *yaml.Node) string {
	if shape := shapes[f.name]; shape != "" || n.Kind != yaml.ScalarNode {
		return shape
	}
	if len(n.Value) > 60 || strings.Contains(n.Value, "\n") {
		return `begin each item on a line of its own with "- "`
	}
	if d.fm.toml {
		return fmt.Sprintf("write %s = [%q]", f.name, n.Value)
	}
	return fmt.Sprintf("write %s: [%s]", f.name, n.Value)
}
