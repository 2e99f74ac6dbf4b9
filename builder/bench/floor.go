package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"go.yaml.in/yaml/v4"
	"golang.org/x/sync/errgroup"
)

// floorHelper is called with a course, a new folder and a number of cores. It reads every lesson, decodes its front matter,
// converts its body and its answers, and writes what comes out. There is no layout, no link is resolved and nothing is checked: no
// generator on these libraries can be faster.
func floorHelper(_ io.Writer, args []string) error {
	n, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	runtime.GOMAXPROCS(n)
	f := &floor{content: filepath.Join(args[0], "content"), out: args[1], markdown: goldmark.New(
		goldmark.WithExtensions(extension.GFM, extension.Footnote), goldmark.WithParserOptions(parser.WithAutoHeadingID()))}
	names, err := f.list()
	if err != nil {
		return err
	}
	var g errgroup.Group
	g.SetLimit(n)
	for _, name := range names {
		g.Go(func() error { return f.page(name) })
	}
	return g.Wait()
}

type floor struct {
	content, out string
	markdown     goldmark.Markdown
}

// list returns the Markdown files and makes the folders of their modules.
func (f *floor) list() ([]string, error) {
	var names []string
	err := filepath.WalkDir(f.content, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" {
			return err
		}
		name, err := filepath.Rel(f.content, path)
		names = append(names, name)
		if err != nil {
			return err
		}
		return os.MkdirAll(filepath.Join(f.out, filepath.Dir(name)), 0o755)
	})
	return names, err
}

// floorMeta is the front matter that the pages of the course have.
type floorMeta struct {
	Title       string          `yaml:"title"`
	Description string          `yaml:"description"`
	BaseURL     string          `yaml:"baseURL"`
	Checks      map[string]bool `yaml:"checks"`
	Date        string          `yaml:"date"`
	Weight      int             `yaml:"weight"`
	Tags        []string        `yaml:"tags"`
	Takeaways   []string        `yaml:"takeaways"`
	FAQs        []struct {
		Question string `yaml:"question"`
		Answer   string `yaml:"answer"`
	} `yaml:"faqs"`
	Downloads []struct {
		Title string `yaml:"title"`
		File  string `yaml:"file"`
	} `yaml:"downloads"`
}

func (f *floor) page(name string) error {
	src, err := os.ReadFile(filepath.Join(f.content, name))
	if err != nil {
		return err
	}
	front, body, found := bytes.Cut(bytes.TrimPrefix(src, []byte("---\n")), []byte("\n---\n"))
	if !found {
		return errors.New(name + " has no front matter")
	}
	var meta floorMeta
	if err := yaml.Unmarshal(front, &meta); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	var page bytes.Buffer
	page.Grow(len(src) * 3 / 2)
	if err := f.markdown.Convert(body, &page); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for _, q := range meta.FAQs {
		if err := f.markdown.Convert([]byte(q.Answer), &page); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return f.write(strings.TrimSuffix(name, ".md"), page.Bytes())
}

func (f *floor) write(name string, page []byte) error {
	dir := filepath.Join(f.out, name)
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "index.html"), page, 0o644)
}
