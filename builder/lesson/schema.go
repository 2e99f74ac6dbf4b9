package lesson

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Kinds lists the kinds of pages that differ in their keys, in the order of the contract. A glossary has the keys of a
// plain page.
var Kinds = []Kind{KindCourse, KindModule, KindLesson, KindTemplate, KindPage}

// Keys returns the keys that the front matter of a kind of page may have, in the order of [Meta].
func Keys(kind Kind) []string {
	return slices.Clone(tableOf(reflect.TypeFor[Meta](), kind.frontMatter()).names)
}

// Schema returns the JSON Schema of the front matter of a kind of page, or of all kinds when it is empty.
// It is JSON Schema draft 2020-12, https://json-schema.org/draft/2020-12/schema, and made from the
// tags of [Meta] that the decoder reads too, so the two cannot differ in a key. The same kind gives
// the same bytes.
func Schema(kind Kind) []byte {
	root := &schema{}
	if kind == "" {
		root.Title, root.Description = "Front matter", "The front matter of a page of any kind."
		root.Defs = map[string]*schema{}
		for _, k := range Kinds {
			root.Defs[string(k)] = pageSchema(k)
			root.AnyOf = append(root.AnyOf, &schema{Ref: "#/$defs/" + string(k)})
		}
	} else {
		root = pageSchema(kind.frontMatter())
	}
	root.Dialect = "https://json-schema.org/draft/2020-12/schema"
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(root); err != nil {
		panic("lesson: " + err.Error()) // a schema holds nothing that JSON cannot have
	}
	return b.Bytes()
}

// schema is the part of JSON Schema that front matter needs. Enum and the types of a value that may be
// absent hold null: a key without a value counts as absent.
type schema struct {
	Dialect     string   `json:"$schema,omitempty"`
	Ref         string   `json:"$ref,omitempty"`
	Title       string   `json:"title,omitempty"`
	Description string   `json:"description,omitempty"`
	Type        []string `json:"type,omitempty"`
	Enum        []any    `json:"enum,omitempty"`

	MinLength int     `json:"minLength,omitempty"`
	Pattern   string  `json:"pattern,omitempty"`
	Format    string  `json:"format,omitempty"`
	Minimum   *int64  `json:"minimum,omitempty"`
	Maximum   *int64  `json:"maximum,omitempty"`
	Items     *schema `json:"items,omitempty"`
	Unique    bool    `json:"uniqueItems,omitempty"`

	Properties map[string]*schema  `json:"properties,omitempty"`
	Required   []string            `json:"required,omitempty"`
	Together   map[string][]string `json:"dependentRequired,omitempty"`
	Additional any                 `json:"additionalProperties,omitempty"` // false or nil

	AnyOf []*schema          `json:"anyOf,omitempty"`
	OneOf []*schema          `json:"oneOf,omitempty"`
	Not   *schema            `json:"not,omitempty"`
	Defs  map[string]*schema `json:"$defs,omitempty"`
}

func pageSchema(kind Kind) *schema {
	s := structSchema(reflect.TypeFor[Meta](), kind, "")
	s.Title = "Front matter of " + kindOf(kind).many
	return s
}

// structSchema describes a mapping. Its keys are described under the path of the key that holds it.
func structSchema(t reflect.Type, kind Kind, path string) *schema {
	s := &schema{Type: []string{"object"}, Properties: map[string]*schema{}, Additional: false}
	table := tableOf(t, kind)
	for i := range table.fields {
		f := &table.fields[i]
		p := fieldSchema(t.Field(f.index).Type, f, kind, path+f.name)
		p.Description = keyText(kind, path+f.name)
		if f.required {
			s.Required = append(s.Required, f.name)
		} else {
			p.optional()
		}
		s.Properties[f.name] = p
	}
	if t == reflect.TypeFor[Download]() {
		s.OneOf = []*schema{{Required: []string{"template"}}, {Required: []string{"file"}}}
		s.Together = map[string][]string{"title": {"file"}, "description": {"file"}}
	}
	return s
}

// optional lets a value be null.
func (s *schema) optional() {
	switch {
	case len(s.AnyOf) > 0:
		s.AnyOf = append(s.AnyOf, &schema{Type: []string{"null"}})
		return
	case s.Enum != nil:
		s.Enum = append(s.Enum, nil)
	}
	s.Type = append(s.Type, "null")
}

// fieldSchema describes the values that the reader of a type takes; see readerOf.
func fieldSchema(t reflect.Type, f *keyField, kind Kind, path string) *schema {
	switch t {
	case reflect.TypeFor[time.Time]():
		return dateSchema()
	case reflect.TypeFor[time.Duration]():
		return &schema{Type: []string{"string"}, Pattern: durationPattern}
	case reflect.TypeFor[Text](), reflect.TypeFor[Ref]():
		return textSchema(f)
	case reflect.TypeFor[Params]():
		return &schema{Type: []string{"object"}}
	case reflect.TypeFor[map[string]bool]():
		return checksSchema()
	case reflect.TypeFor[*Author]():
		return &schema{AnyOf: []*schema{{Type: textTypes}, structSchema(t.Elem(), "", path+".")}}
	}
	switch t.Kind() {
	case reflect.String:
		return textSchema(f)
	case reflect.Int:
		low, high := int64(-1<<31), int64(1<<31-1)
		return &schema{Type: []string{"integer"}, Minimum: &low, Maximum: &high}
	case reflect.Bool:
		return &schema{Type: []string{"boolean"}}
	case reflect.Slice:
		return &schema{Type: []string{"array"}, Items: fieldSchema(t.Elem(), f.item, kind, path), Unique: len(f.oneOf) > 0}
	case reflect.Pointer:
		return fieldSchema(t.Elem(), f, kind, path)
	case reflect.Struct:
		return structSchema(t, "", path+".")
	}
	panic("lesson: front matter has no schema for " + t.String())
}

// textTypes are what a text may be: a title may be 2026, and version 1.0 is a text too.
var textTypes = []string{"string", "number", "boolean"}

// textSchema describes a text. What must be more than text is narrowed by the table of patterns.
func textSchema(f *keyField) *schema {
	if len(f.oneOf) > 0 {
		s := &schema{}
		for _, value := range f.oneOf {
			s.Enum = append(s.Enum, value)
		}
		s.Type = []string{"string"}
		return s
	}
	s := &schema{Type: slices.Clone(textTypes)}
	if narrow := patterns[f.name]; narrow != nil {
		n := *narrow
		n.Type = []string{"string"}
		s = &n
	}
	if (f.required || f.isItem) && s.Pattern == "" {
		s.Pattern = `\S`
	}
	return s
}

// patterns are the checks of valueChecks, as well as a pattern can say them.
var patterns = map[string]*schema{
	"slug":     {Pattern: `^[^/\\]*$`, Not: &schema{Enum: []any{".", ".."}}},
	"aliases":  {Pattern: `^(/([^/?#\\][^?#\\]*)?|[^/?#\\:]+(/[^?#\\]*)?)$`},
	"baseURL":  {Format: "uri", Pattern: `^https?://[^/?#@\s]+(/[^?#\s]*)?$`},
	"language": {Pattern: `^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`},
	"url":      {Format: "uri-reference", Pattern: `^(https?:|mailto:|[^:]*$)`},
}

// durationPattern is what readDuration takes: hours, minutes and seconds, and not all of them nothing.
const durationPattern = `^([0-9]+[hms])*[0-9]*[1-9][0-9]*[hms]([0-9]+[hms])*$`

// dateSchema describes timeLayouts.
func dateSchema() *schema {
	return &schema{AnyOf: []*schema{
		{Type: []string{"string"}, Format: "date"},
		{Type: []string{"string"}, Format: "date-time"},
		{Type: []string{"string"}, Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?$`},
	}}
}

// checksSchema names the checks that can be switched off.
func checksSchema() *schema {
	s := &schema{Type: []string{"object"}, Properties: map[string]*schema{}, Additional: false}
	for _, c := range Checks {
		s.Properties[c.Name] = &schema{Type: []string{"boolean"}, Description: "false switches off the warning about " + c.Says + "."}
	}
	return s
}

// keyText returns the description of a key by its path: "title", "faqs.answer". A kind may have its own.
func keyText(kind Kind, path string) string {
	if text := keyTexts[string(kind)+":"+path]; text != "" {
		return text
	}
	return strings.TrimSpace(keyTexts[path])
}
