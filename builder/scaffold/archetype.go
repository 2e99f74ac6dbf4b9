package scaffold

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"lectern/builder/diag"
)

// values are what placeholders stand for: {{title}} for the value of title.
type values map[string]string

var placeholder = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)

// fill replaces the placeholders of a text. Nothing else in it has a meaning: archetypes are no programs.
func (v values) fill(file, text string) (string, error) {
	var failure error
	out := placeholder.ReplaceAllStringFunc(text, func(m string) string {
		name := placeholder.FindStringSubmatch(m)[1]
		value, ok := v[name]
		if !ok && failure == nil {
			line := 1 + strings.Count(text[:strings.Index(text, m)], "\n")
			failure = refuse(v.hint(name), "%s:%d: unknown placeholder %s", file, line, m)
		}
		return value
	})
	return out, failure
}

func (v values) hint(name string) string {
	names := make([]string, 0, len(v))
	for n := range v {
		names = append(names, n)
	}
	slices.Sort(names)
	if near := diag.DidYouMean(name, names); strings.HasPrefix(near, "did you mean") {
		return near
	}
	return "an archetype is plain text with {{" + strings.Join(names, "}}, {{") + "}}"
}

// archetype returns what a new page of that name looks like: the course's own archetypes/NAME.md, or ours.
func archetype(course fs.FS, name string) (file, text string, err error) {
	file = path.Join("archetypes", name+".md")
	own, err := fs.ReadFile(course, file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		ours, err := files.ReadFile(path.Join("files", file))
		return file, string(ours), err
	case err != nil:
		return file, "", fmt.Errorf("read the archetype: %w", err)
	case !utf8.Valid(own):
		return file, "", refuse("save the file as UTF-8", "%s is not UTF-8", file)
	}
	return file, string(own), nil
}
