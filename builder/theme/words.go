package theme

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// words are the visible words of a theme in one language.
type words struct {
	tag      language.Tag
	messages map[string]message
}

// message is one text by plural category of the Unicode CLDR; one without number has only "other".
type message map[string]string

// UnmarshalYAML takes a plain text or a map of plural categories.
func (m *message) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*m = message{"other": n.Value}
		return nil
	}
	forms := map[string]string{}
	if err := n.Decode(&forms); err != nil {
		return err
	}
	if _, ok := forms["other"]; !ok {
		return fmt.Errorf("line %d: a text with plural forms needs the form other", n.Line)
	}
	*m = forms
	return nil
}

// loadWords reads English and puts the language's own words over it. A layer replaces the words that it has, not the whole
// file: otherwise a theme that changes one of them would lack those that a later release adds.
func loadWords(layers []fs.FS, lang string) (words, error) {
	tag, err := language.Parse(lang)
	if err != nil {
		tag = language.English
	}
	base, _ := tag.Base()
	w := words{tag: tag, messages: map[string]message{}}
	for _, name := range []string{"en", base.String(), tag.String()} {
		for _, layer := range slices.Backward(layers) {
			if err := w.add(layer, "strings/"+name+".yaml"); err != nil {
				return w, err
			}
		}
	}
	return w, nil
}

// add puts the words of a file over those that are known. The file may be missing, or have nothing but comments.
func (w words) add(layer fs.FS, file string) error {
	src, err := fs.ReadFile(layer, file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	own := map[string]message{}
	if err == nil {
		err = yaml.Unmarshal(src, &own)
	}
	if err != nil {
		return fmt.Errorf("theme: %s: %w", file, err)
	}
	maps.Copy(w.messages, own)
	return nil
}

var categories = map[plural.Form]string{
	plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other",
}

// text returns a message with its arguments. The first argument decides the plural form. An unknown key is an
// error, so that a page never shows one.
func (w words) text(key string, args ...any) (string, error) {
	m, ok := w.messages[key]
	if !ok {
		return "", fmt.Errorf("theme: strings have no %q", key)
	}
	form := "other"
	if len(args) > 0 {
		if n, isInt := args[0].(int); isInt {
			form = categories[plural.Cardinal.MatchPlural(w.tag, n, 0, 0, 0, 0)]
		}
	}
	s, ok := m[form]
	if !ok {
		s = m["other"]
	}
	return fillIn(s, args), nil
}

// fillIn puts arguments in the place of {0}, {1} …
func fillIn(s string, args []any) string {
	if len(args) == 0 {
		return s
	}
	out := make([]byte, 0, 64)
	for {
		before, rest, found := strings.Cut(s, "{")
		out = append(out, before...)
		if !found {
			return string(out)
		}
		number, after, closed := strings.Cut(rest, "}")
		n, err := strconv.ParseUint(number, 10, 8)
		if !closed || err != nil || int(n) >= len(args) {
			out, s = append(out, '{'), rest
			continue
		}
		switch a := args[n].(type) {
		case string:
			out = append(out, a...)
		case int:
			out = strconv.AppendInt(out, int64(a), 10)
		default:
			out = fmt.Append(out, a)
		}
		s = after
	}
}
