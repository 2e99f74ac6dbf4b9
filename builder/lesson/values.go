package lesson

import (
	"errors"
	"math"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"

	"lectern/builder/diag"
)

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// describe says what a node is, for a message that says what it should be.
func describe(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Kind == yaml.MappingNode:
		return "keys with values"
	case n.Tag == "!!str":
		return quoted(n.Value)
	case isNull(n):
		return "nothing"
	}
	return brief(n.Value)
}

func (d *decoding) wrongType(n *yaml.Node, want, hint string) {
	d.errorf(n, hint, "%s must be %s, not %s", d.name(), want, describe(n))
}

// text returns the text of a scalar as it is written, whatever YAML takes it for: a title may be 2026 or
// yes, and version 1.0 is not 1.
func (d *decoding) text(f *keyField, n *yaml.Node) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		d.wrongType(n, "text", d.textHint(n))
		return "", false
	}
	if r, i := invisible(n.Value); i >= 0 {
		d.errorf(n, "remove it", "%s has an invisible character %U", d.name(), r)
		return "", false
	}
	if (f.required || f.isItem) && strings.TrimSpace(n.Value) == "" {
		d.errorf(n, "write it or remove it", "%s is empty", d.name())
		return "", false
	}
	if len(f.oneOf) > 0 && !slices.Contains(f.oneOf, n.Value) {
		d.errorf(n, diag.DidYouMean(n.Value, f.oneOf), "%s cannot be %s", d.name(), quoted(n.Value))
		return "", false
	}
	if f.check != nil && strings.TrimSpace(n.Value) != "" && !f.check(d, n, strings.TrimSpace(n.Value)) {
		return "", false
	}
	return n.Value, true
}

// textHint is for texts that YAML reads as something else: "- Goals: a guide" is a key with a value.
func (d *decoding) textHint(n *yaml.Node) string {
	switch {
	case d.fm.toml:
		return ""
	case n.Style&yaml.FlowStyle != 0:
		return "quote the text if the brackets belong to it"
	case n.Kind == yaml.MappingNode:
		return "quote the text if the colon belongs to it"
	}
	return ""
}

// line returns a text that is no Markdown. It is one line wherever it is shown, so a block scalar's line
// ends become blanks.
func (d *decoding) line(f *keyField, n *yaml.Node) string {
	s, _ := d.text(f, n)
	if strings.Contains(s, "\n") {
		return strings.Join(strings.Fields(s), " ")
	}
	return strings.TrimSpace(s)
}

func readString(d *decoding, f *keyField, n *yaml.Node, v reflect.Value) { v.SetString(d.line(f, n)) }

func readText(d *decoding, f *keyField, n *yaml.Node, v reflect.Value) {
	if s, ok := d.text(f, n); ok {
		*v.Addr().Interface().(*Text) = Text{Markdown: s, Where: d.fm.where(n)}
	}
}

func readRef(d *decoding, f *keyField, n *yaml.Node, v reflect.Value) {
	if s := d.line(f, n); s != "" {
		*v.Addr().Interface().(*Ref) = Ref{Value: s, Pos: d.fm.at(n)}
	}
}

func readInt(d *decoding, _ *keyField, n *yaml.Node, v reflect.Value) {
	number, err := strconv.ParseInt(n.Value, 10, 32)
	switch {
	case n.Kind == yaml.ScalarNode && n.Tag == "!!int" && err == nil:
		v.SetInt(number)
	case n.Kind == yaml.ScalarNode && n.Tag == "!!str" && err == nil:
		d.wrongType(n, "a whole number", "remove the quotes: "+n.Value)
	case n.Kind == yaml.ScalarNode && errors.Is(err, strconv.ErrRange):
		d.errorf(n, "", "%s is too large: %s", d.name(), brief(n.Value))
	default:
		d.wrongType(n, "a whole number", "")
	}
}

func readBool(d *decoding, _ *keyField, n *yaml.Node, v reflect.Value) { v.SetBool(d.truth(n)) }

// readFlag is for a boolean whose absence means something else than false.
func readFlag(d *decoding, _ *keyField, n *yaml.Node, v reflect.Value) {
	mistakes := len(d.fm.ds)
	if truth := d.truth(n); len(d.fm.ds) == mistakes {
		v.Set(reflect.ValueOf(&truth))
	}
}

// truths are the words that other formats, and YAML once, take for booleans.
var truths = map[string]string{
	"yes": "true", "on": "true", "y": "true", "true": "true", "1": "true",
	"no": "false", "off": "false", "n": "false", "false": "false", "0": "false",
}

func (d *decoding) truth(n *yaml.Node) bool {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!bool" {
		return strings.EqualFold(n.Value, "true")
	}
	hint := ""
	if word := truths[strings.ToLower(n.Value)]; word != "" && n.Kind == yaml.ScalarNode {
		hint = "write " + word
	}
	d.wrongType(n, "true or false", hint)
	return false
}

// readSwitches reads names of checks that are switched on or off.
func readSwitches(d *decoding, _ *keyField, n *yaml.Node, v reflect.Value) {
	switches := map[string]bool{}
	d.pairs(n, func(key, value *yaml.Node) {
		if names := CheckNames(); !slices.Contains(names, key.Value) {
			d.errorf(key, diag.DidYouMean(key.Value, names), "no check has the name %s", quoted(key.Value))
			return
		}
		switches[key.Value] = d.truth(value)
	})
	v.Set(reflect.ValueOf(switches))
}

func readParams(d *decoding, _ *keyField, n *yaml.Node, v reflect.Value) {
	params := Params{}
	d.pairs(n, func(key, value *yaml.Node) { params[key.Value] = d.any(value) })
	v.Set(reflect.ValueOf(params))
}

// pairs calls one for each key of a mapping whose keys are the author's own.
func (d *decoding) pairs(n *yaml.Node, one func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		d.wrongType(n, "keys with values", "")
		return
	}
	seen := make(map[string]*yaml.Node, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if !d.isKey(key) || value.Kind == yaml.AliasNode {
			continue
		}
		if first := seen[key.Value]; first != nil {
			d.duplicate(key, first)
			continue
		}
		seen[key.Value] = key
		if r, at := invisible(key.Value); at >= 0 {
			d.errorf(key, "remove it", "key has an invisible character %U", r)
			continue
		}
		d.enter(key.Value, 0)
		one(key, value)
		d.leave()
	}
}

// any returns the value of a node as Go has it. It goes as deep as maxLevels at most: more is
// refused before there is a tree.
func (d *decoding) any(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		values := map[string]any{}
		d.pairs(n, func(key, value *yaml.Node) { values[key.Value] = d.any(value) })
		return values
	case yaml.SequenceNode:
		list := make([]any, 0, len(n.Content))
		for i, item := range n.Content {
			d.enter("", i+1)
			list = append(list, d.any(item))
			d.leave()
		}
		return list
	case yaml.ScalarNode:
		return d.scalar(n)
	}
	return nil
}

// scalar returns nil, a bool, an int, a float64 or a string. Dates stay as they are written, and so does what
// JSON has no number for.
func (d *decoding) scalar(n *yaml.Node) any {
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		return d.truth(n)
	case "!!int":
		if number, err := strconv.Atoi(n.Value); err == nil {
			return number
		}
		if number, err := strconv.ParseInt(n.Value, 0, 64); err == nil {
			return int(number)
		}
	case "!!float":
		number, err := strconv.ParseFloat(strings.ReplaceAll(n.Value, "_", ""), 64)
		if err == nil && !math.IsInf(number, 0) && !math.IsNaN(number) {
			return number
		}
	}
	text, _ := d.text(&keyField{}, n)
	return text
}

// timeLayouts are the forms of a date, of YAML and TOML alike.
var timeLayouts = []string{
	time.DateOnly,
	"2006-01-02T15:04:05Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02 15:04Z07:00",
	"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04",
}

// readTime takes a date without a zone for UTC: a course must not depend on where it is built.
func readTime(d *decoding, _ *keyField, n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.ScalarNode {
		d.wrongType(n, "a date", "write it as 2026-01-31")
		return
	}
	text := strings.TrimSpace(n.Value)
	if text == "" {
		return
	}
	text = strings.ToUpper(text) // RFC 3339 and TOML take t and z too
	for _, layout := range timeLayouts {
		if t, err := time.ParseInLocation(layout, text, time.UTC); err == nil {
			*v.Addr().Interface().(*time.Time) = t
			return
		} else if strings.Contains(err.Error(), "out of range") {
			d.errorf(n, "write it as 2026-01-31 or 2026-01-31 09:30", "%s is %s, which no calendar has", d.name(), quoted(text))
			return
		}
	}
	d.wrongType(n, "a date", "write it as 2026-01-31 or 2026-01-31 09:30")
}

// readDuration takes what a person would write of Go's durations: 1h30m, not -1.5h or 10ms.
func readDuration(d *decoding, _ *keyField, n *yaml.Node, v reflect.Value) {
	text := strings.TrimSpace(n.Value)
	duration, err := time.ParseDuration(text)
	switch {
	case n.Kind == yaml.ScalarNode && text == "":
	case n.Kind != yaml.ScalarNode || err != nil || strings.Trim(text, "0123456789hms") != "" || strings.Contains(text, "ms"):
		d.wrongType(n, "a length of time", "write 12m or 1h30m")
	case duration <= 0:
		d.errorf(n, "write 12m or 1h30m", "%s must be more than nothing", d.name())
	default:
		v.SetInt(int64(duration))
	}
}

// checkDownload demands a template or a file. A template has a title of its own.
func (d *decoding) checkDownload(n *yaml.Node) {
	template, file := valueOf(n, "template"), valueOf(n, "file")
	switch {
	case template == nil && file == nil:
		d.errorf(n, shapes["downloads"], "%s has neither template nor file", d.name())
	case template != nil && file != nil:
		d.errorf(file, "make two items of them", "%s has both template and file", d.name())
	case template != nil:
		for _, key := range []string{"title", "description"} {
			if value := valueOf(n, key); value != nil {
				d.errorf(value, "remove it: the template has its own", "%s of %s goes with file only", key, d.name())
			}
		}
	}
}

// valueCheck reports whether a text, without blanks around it, is what its key needs, and what is wrong if not.
type valueCheck func(d *decoding, n *yaml.Node, value string) bool

// valueChecks are for the keys whose texts must be more than text.
var valueChecks = map[string]valueCheck{
	"slug":     checkSlug,
	"aliases":  checkAlias,
	"baseURL":  checkBaseURL,
	"language": checkLanguage,
	"url":      checkAddress,
}

// checkSlug keeps a page within its module.
func checkSlug(d *decoding, n *yaml.Node, value string) bool {
	if value != "." && value != ".." && !strings.ContainsAny(value, `/\`) && !strings.ContainsFunc(value, unicode.IsControl) {
		return true
	}
	d.errorf(n, "write one part of the address, such as giving-feedback", "slug cannot be %s", quoted(value))
	return false
}

// checkAlias keeps an alias within the site. A leading slash means its root, as in Hugo.
func checkAlias(d *decoding, n *yaml.Node, value string) bool {
	const hint = "write an old path of the site, such as /old-module/old-lesson/"
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Opaque != "" || strings.HasPrefix(value, "//") {
		d.errorf(n, hint, "%s must be a path within the site, not %s", d.name(), quoted(value))
		return false
	}
	// Path is what the escapes stand for: %2e%2e is .. too
	if strings.ContainsAny(value, `?#\`) || strings.Contains(u.Path, `\`) || strings.ContainsFunc(u.Path, unicode.IsControl) ||
		slices.Contains(strings.Split(u.Path, "/"), "..") {
		d.errorf(n, hint, "%s is no plain path: %s", d.name(), quoted(value))
		return false
	}
	return true
}

func checkBaseURL(d *decoding, n *yaml.Node, value string) bool {
	u, err := url.Parse(value)
	if err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil && !strings.ContainsAny(value, "?#") {
		return true
	}
	d.errorf(n, "write it as https://example.org/ or https://example.org/course/", "baseURL must be the address of a site, not %s", quoted(value))
	return false
}

func checkLanguage(d *decoding, n *yaml.Node, value string) bool {
	if _, err := language.Parse(value); err == nil && !strings.Contains(value, "_") {
		return true
	}
	d.errorf(n, "write a language tag such as en, en-GB or de", "language cannot be %s", quoted(value))
	return false
}

// checkAddress is for a link to a person: a page or a mailbox, and never a script.
func checkAddress(d *decoding, n *yaml.Node, value string) bool {
	u, err := url.Parse(value)
	if err == nil && slices.Contains([]string{"", "http", "https", "mailto"}, u.Scheme) {
		return true
	}
	d.errorf(n, "write an address that begins with https://", "%s cannot be %s", d.name(), quoted(value))
	return false
}
