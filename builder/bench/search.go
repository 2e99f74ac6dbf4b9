package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/net/html"
)

// maxSearched is the number of lessons that are looked up in the search index.
const maxSearched = 100

// search looks whether the search index of a site has the addresses and the texts of lessons, in whatever form.
func (c *comparison) search(name, dir string, lessons []string) error {
	index, err := readSearch(dir)
	if err != nil {
		return err
	}
	if index == "" {
		c.differ("search", "%s has no index", name)
		return nil
	}
	step := (len(lessons) + maxSearched - 1) / maxSearched
	for i := 0; i < len(lessons); i += step {
		page, err := parsePage(dir, lessons[i])
		if err != nil {
			return err
		}
		if !strings.Contains(index, plainWords(lessons[i])) {
			c.differ("search", "%s has no %s", name, lessons[i])
		}
		if !strings.Contains(index, longestParagraph(page)) {
			c.differ("search", "%s has not the text of %s", name, lessons[i])
		}
	}
	return nil
}

// longestParagraph returns the words of the longest paragraph of the article.
func longestParagraph(page *html.Node) string {
	longest := ""
	for _, text := range texts(page, within(class("body"), element("p"))) {
		if len(text) > len(longest) {
			longest = text
		}
	}
	return longest
}

// readSearch returns the words of the JSON files whose path speaks of search.
func readSearch(dir string) (string, error) {
	var b strings.Builder
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(path, "search") || filepath.Ext(path) != ".json" {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			return err
		}
		var v any
		if err := json.Unmarshal(text, &v); err != nil {
			return &fs.PathError{Op: "decode", Path: path, Err: err}
		}
		gather(&b, v)
		return nil
	})
	return b.String(), err
}

// gather writes the words of every text in a JSON value.
func gather(b *strings.Builder, v any) {
	switch v := v.(type) {
	case string:
		b.WriteString(plainWords(v) + " ")
	case []any:
		for _, item := range v {
			gather(b, item)
		}
	case map[string]any:
		for _, item := range v {
			gather(b, item)
		}
	}
}
