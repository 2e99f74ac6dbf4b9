// Package themes embeds the built-in themes, a folder each.
package themes

import (
	"embed"
	"io/fs"
	"slices"
)

//go:generate go run ./minify default
//go:embed default
var files embed.FS

// FS returns the built-in themes: one folder for each.
func FS() fs.FS { return files }

// Names returns the names of the built-in themes, sorted.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	slices.Sort(names)
	return names
}
