package lesson

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"lectern/builder/diag"
)

func compile(t *testing.T, kind Kind) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema(kind)))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	require.NoError(t, c.AddResource("front-matter.json", doc))
	s, err := c.Compile("front-matter.json")
	require.NoError(t, err)
	return s
}

// asJSON reads front matter as an editor does: dates are texts.
func asJSON(t *testing.T, src string) any {
	t.Helper()
	var n yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(src), &n))
	untagDates(&n)
	var v any
	require.NoError(t, n.Decode(&v))
	text, err := json.Marshal(v)
	require.NoError(t, err)
	v, err = jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	return v
}

func untagDates(n *yaml.Node) {
	if n.Tag == "!!timestamp" {
		n.Tag = "!!str"
	}
	for _, child := range n.Content {
		untagDates(child)
	}
}

// The decoder and the schema agree on what is right and what is wrong.
func TestSchemaAgreesWithDecoder(t *testing.T) {
	tests := []struct {
		kind Kind
		ok   bool
		yaml string
	}{
		{KindLesson, true, "title: Feedback"},
		{KindLesson, false, "description: no title"},
		{KindLesson, false, "title: ''"},
		{KindLesson, false, "title:"},
		{KindLesson, true, "title: 2026"},
		{KindLesson, true, "title: A\nweight:\ndate:\nauthor:\nfaqs:\nimage:\ntags:\nparams:"},
		{KindLesson, false, "title: A\nwieght: 10"},
		{KindLesson, false, "title: A\nbaseURL: https://example.org/"},
		{KindLesson, true, "title: A\nweight: -10"},
		{KindLesson, false, "title: A\nweight: ten"},
		{KindLesson, false, "title: A\nweight: 1.5"},
		{KindLesson, false, "title: A\nweight: 99999999999"},
		{KindLesson, true, "title: A\ndraft: true\ntoc: false"},
		{KindLesson, false, "title: A\ndraft: 'yes'"},
		{KindLesson, false, "title: A\ntoc: [true]"},
		{KindLesson, true, "title: A\ndate: 2026-09-14"},
		{KindLesson, true, "title: A\ndate: 2026-09-14 09:30"},
		{KindLesson, true, "title: A\ndate: 2026-09-14T09:30:00+02:00"},
		{KindLesson, false, "title: A\ndate: 2026-02-30"},
		{KindLesson, false, "title: A\ndate: 14.9.2026"},
		{KindLesson, false, "title: A\ndate: [2026-09-14]"},
		{KindLesson, true, "title: A\nduration: 12m"},
		{KindLesson, true, "title: A\nduration: 1h30m"},
		{KindLesson, false, "title: A\nduration: 0m"},
		{KindLesson, false, "title: A\nduration: 12"},
		{KindLesson, false, "title: A\nduration: 12 minutes"},
		{KindLesson, true, "title: A\nslug: giving-feedback"},
		{KindLesson, false, "title: A\nslug: a/b"},
		{KindLesson, false, "title: A\nslug: '..'"},
		{KindLesson, true, "title: A\naliases: [/old/path/, old, /]"},
		{KindLesson, false, "title: A\naliases: ['https://example.org/']"},
		{KindLesson, false, "title: A\naliases: ['//example.org/']"},
		{KindLesson, false, "title: A\naliases: ['/old?x']"},
		{KindLesson, false, "title: A\naliases: /old/"},
		{KindLesson, true, "title: A\nauthor: Ada"},
		{KindLesson, true, "title: A\nauthor: {name: Ada, url: 'mailto:ada@example.org', bio: She}"},
		{KindLesson, false, "title: A\nauthor: {url: https://example.org/}"},
		{KindLesson, false, "title: A\nauthor: {name: Ada, mail: x}"},
		{KindLesson, false, "title: A\nauthor: {name: Ada, url: 'javascript:x'}"},
		{KindLesson, true, "title: A\nobjectives: [See, Hear]\ntakeaways: ['**See.** It']"},
		{KindLesson, false, "title: A\nobjectives: [See, '']"},
		{KindLesson, false, "title: A\nobjectives: [See, null]"},
		{KindLesson, false, "title: A\nobjectives: See"},
		{KindLesson, true, "title: A\nfaqs: [{question: Why?, answer: Because}]"},
		{KindLesson, false, "title: A\nfaqs: [{question: Why?}]"},
		{KindLesson, false, "title: A\nfaqs: [{question: Why?, answer: ' '}]"},
		{KindLesson, false, "title: A\nfaqs: {question: Why?, answer: Because}"},
		{KindLesson, true, "title: A\ndownloads: [{template: agenda}, {file: a.pdf, title: A, description: B}]"},
		{KindLesson, false, "title: A\ndownloads: [{title: A}]"},
		{KindLesson, false, "title: A\ndownloads: [{template: agenda, file: a.pdf}]"},
		{KindLesson, false, "title: A\ndownloads: [{template: agenda, title: A}]"},
		{KindLesson, true, "title: A\nimage: {src: a.png, alt: A}"},
		{KindLesson, false, "title: A\nimage: a.png"},
		{KindLesson, false, "title: A\nimage: {alt: A}"},
		{KindLesson, true, "title: A\nparams: {a: [1, {b: true}]}"},
		{KindLesson, false, "title: A\nparams: [a]"},
		{KindModule, true, "title: A\nkind: guides"},
		{KindModule, false, "title: A\nkind: guide"},
		{KindModule, false, "title: A\nfaqs: []"},
		{KindTemplate, true, "title: A\nversion: 1.0\nformats: [docx, pdf]"},
		{KindTemplate, false, "title: A\nformats: [docx, odt]"},
		{KindTemplate, false, "title: A\nformats: [docx, docx]"},
		{KindPage, true, "title: A\nlinkTitle: B"},
		{KindGlossary, true, "title: A"},
		{KindGlossary, false, "title: A\nterms: []"},
		{KindCourse, true, "title: A\nbaseURL: https://example.org/course/\nlanguage: pt-BR\nchecks: {takeaways: false}\nrawHTML: true"},
		{KindCourse, true, "title: A\nbaseURL: http://localhost:1313"},
		{KindCourse, false, "title: A"},
		{KindCourse, false, "title: A\nbaseURL: example.org"},
		{KindCourse, false, "title: A\nbaseURL: https://example.org/?a"},
		{KindCourse, false, "title: A\nbaseURL: https://example.org/\nlanguage: english language"},
		{KindCourse, false, "title: A\nbaseURL: https://example.org/\nchecks: {takeaways: 'off'}"},
		{KindCourse, false, "title: A\nbaseURL: https://example.org/\nchecks: {takeways: false}"},
		{KindCourse, true, "title: A\nbaseURL: https://example.org/\nprogram: {title: A, text: B, button: C}"},
		{KindCourse, false, "title: A\nbaseURL: https://example.org/\nprogram: {titel: A}"},
	}
	for _, tt := range tests {
		t.Run(string(tt.kind)+" "+tt.yaml, func(t *testing.T) {
			_, _, ds := decodeFrontMatter("content/a.md", tt.kind.frontMatter(), []byte("---\n"+tt.yaml+"\n---\n"))
			errors, _ := diag.Count(ds)
			require.Equal(t, tt.ok, errors == 0, "decoder: %v", ds)
			err := compile(t, tt.kind).Validate(asJSON(t, tt.yaml))
			require.Equal(t, tt.ok, err == nil, "schema: %v", err)
		})
	}
}

// The schema of all kinds takes what one of them takes.
func TestSchemaOfAllKinds(t *testing.T) {
	all := compile(t, "")
	require.NoError(t, all.Validate(asJSON(t, "title: A\nbaseURL: https://example.org/")))
	require.NoError(t, all.Validate(asJSON(t, "title: A\nfaqs: [{question: Why?, answer: Because}]")))
	require.Error(t, all.Validate(asJSON(t, "title: A\nbaseURL: https://example.org/\nfaqs: []")))
	require.Error(t, all.Validate(asJSON(t, "titel: A")))
}

func TestSchemaIsTheSameEveryTime(t *testing.T) {
	for _, kind := range append(slices.Clone(Kinds), "", KindGlossary) {
		require.Equal(t, string(Schema(kind)), string(Schema(kind)))
	}
}

// Every key has a text, and every text a key: whoever adds a key to Meta says here what it means.
func TestKeyTexts(t *testing.T) {
	known := map[string]bool{}
	for _, kind := range Kinds {
		addKeys(known, reflect.TypeFor[Meta](), kind, "")
	}
	for path := range known {
		require.NotEmpty(t, keyTexts[path], "write what %s means into keyTexts", path)
	}
	for path, text := range keyTexts {
		kind, rest, ok := strings.Cut(path, ":")
		if ok {
			require.Contains(t, Kinds, Kind(kind), path)
			path = rest
		}
		require.True(t, known[path], "keyTexts has %s, which is no key", path)
		require.GreaterOrEqual(t, len(text), 20, path)
	}
}

func addKeys(known map[string]bool, t reflect.Type, kind Kind, path string) {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || readsText(t) {
		return
	}
	table := tableOf(t, kind)
	for _, f := range table.fields {
		known[path+f.name] = true
		addKeys(known, t.Field(f.index).Type, "", path+f.name+".")
	}
}

// readsText reports whether a struct of the front matter is written as one text.
func readsText(t reflect.Type) bool {
	return t == reflect.TypeFor[Text]() || t == reflect.TypeFor[Ref]() || t.PkgPath() == "time"
}
