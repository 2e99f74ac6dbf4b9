package theme

import (
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"
	"text/template/parse"
)

// Theme is a loaded theme: parsed templates, words and assets. It is immutable
// and may be used from any number of goroutines.
type Theme struct {
	layouts  map[string]*program // by kind of page
	partials map[string]*program
	blocks   map[string]*program
	words    words
	assets   map[string]*Asset
}

// fallbacks name the layout that serves a kind of page when it has none of its own.
var fallbacks = map[string]string{"guide": "lesson", "shelf": "module"}

// Load reads a theme from its layers, the first of which wins file by file, with the words of
// a language (BCP 47; English where the theme does not have it). An error names
// the file, and the line where there is one.
func Load(layers []fs.FS, language string) (*Theme, error) {
	files, err := overlay(layers)
	if err != nil {
		return nil, err
	}
	t := &Theme{layouts: map[string]*program{}, partials: map[string]*program{}, blocks: map[string]*program{}}
	if t.words, err = loadWords(layers, language); err != nil {
		return nil, err
	}
	if t.assets, err = loadAssets(files); err != nil {
		return nil, err
	}
	if err := t.parse(files); err != nil {
		return nil, err
	}
	return t, nil
}

// overlay reads every file of the layers, the first layer that has it.
func overlay(layers []fs.FS) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, layer := range layers {
		err := fs.WalkDir(layer, ".", func(p string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if strings.HasPrefix(path.Base(p), ".") && p != "." {
				if d.IsDir() {
					return fs.SkipDir
				}
				return nil
			}
			if _, have := files[p]; have || !d.Type().IsRegular() {
				return nil
			}
			files[p], err = fs.ReadFile(layer, p)
			return err
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("read theme: %w", err)
		}
	}
	return files, nil
}

// parse builds a template set for every layout, every partial and every block.
func (t *Theme) parse(files map[string][]byte) error {
	base := empty()
	for _, file := range sortedIn(files, "layouts/partials/") {
		if _, err := base.New(file).Parse(defined(stem(file), files[file])); err != nil {
			return fmt.Errorf("theme: %w", err)
		}
	}
	blocks, blockRoots := template.Must(base.Clone()), map[string]*template.Template{}
	for _, file := range sortedIn(files, "blocks/") {
		block, err := blocks.New(file).Parse(string(files[file]))
		if err != nil {
			return fmt.Errorf("theme: %w", err)
		}
		blockRoots[stem(file)] = block
	}
	for _, file := range sortedIn(files, "layouts/") {
		if strings.Count(file, "/") > 1 || file == "layouts/base.html" {
			continue
		}
		set := empty()
		root, err := set.New("layouts/base.html").Parse(string(files["layouts/base.html"]))
		if err != nil {
			return fmt.Errorf("theme: %w", err)
		}
		layout, err := set.New(file).Parse(string(files[file]))
		if err != nil {
			return fmt.Errorf("theme: %w", err)
		}
		if err := addCalled(set, base); err != nil {
			return fmt.Errorf("theme: %w", err)
		}
		if stem(file) == "redirect" {
			root = layout
		}
		t.layouts[stem(file)] = newProgram(root)
	}
	for _, p := range base.Templates() {
		if _, isFile := files[p.Name()]; isFile { // of which the template that it defines is a part
			continue
		}
		if err := addAlone(t.partials, p.Name(), p, base); err != nil {
			return err
		}
	}
	for name, b := range blockRoots {
		if err := addAlone(t.blocks, name, b, blocks); err != nil {
			return err
		}
	}
	if t.layouts["home"] == nil {
		return errors.New("theme: layouts/home.html is missing; is the name of the theme right?")
	}
	return nil
}

// empty returns a set without templates.
func empty() *template.Template { return template.New("theme").Option("missingkey=error") }

// addAlone adds the program of a template in a set of its own, with what it calls there.
func addAlone(programs map[string]*program, name string, t, all *template.Template) error {
	if t.Tree == nil {
		return nil
	}
	set := empty()
	root, err := set.AddParseTree(t.Name(), t.Tree.Copy())
	if err == nil {
		err = addCalled(set, all)
	}
	if err != nil {
		return fmt.Errorf("theme: %w", err)
	}
	programs[name] = newProgram(root)
	return nil
}

// addCalled adds the partials that the templates of a set call, and those that these call. Each set needs copies of its own,
// since html/template escapes a partial for the place of its calls, and one that has been escaped for a text stays so when it is
// called in an attribute later; copies of those that it does not call were a third of the
// time that a theme takes to load.
func addCalled(set, partials *template.Template) error {
	waiting := set.Templates()
	for len(waiting) > 0 {
		t := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		if t.Tree == nil {
			continue
		}
		for name := range calls(t.Tree.Root) {
			partial := partials.Lookup(name)
			if partial == nil || partial.Tree == nil || set.Lookup(name) != nil {
				continue
			}
			added, err := set.AddParseTree(name, partial.Tree.Copy())
			if err != nil {
				return err
			}
			waiting = append(waiting, added)
		}
	}
	return nil
}

// calls yields the names of the templates that the nodes of a list call.
func calls(list *parse.ListNode) iter.Seq[string] {
	return func(yield func(string) bool) { eachCall(list, yield) }
}

// eachCall reports whether to go on.
func eachCall(list *parse.ListNode, yield func(name string) bool) bool {
	if list == nil {
		return true
	}
	for _, n := range list.Nodes {
		if call, ok := n.(*parse.TemplateNode); ok && !yield(call.Name) {
			return false
		}
		var branch *parse.BranchNode
		switch n := n.(type) {
		case *parse.IfNode:
			branch = &n.BranchNode
		case *parse.WithNode:
			branch = &n.BranchNode
		case *parse.RangeNode:
			branch = &n.BranchNode
		}
		if branch != nil && (!eachCall(branch.List, yield) || !eachCall(branch.ElseList, yield)) {
			return false
		}
	}
	return true
}

// defined makes text the definition of a named template without moving its lines.
func defined(name string, text []byte) string {
	return `{{define "` + name + `"}}` + string(text) + `{{end}}`
}

// sortedIn returns the templates below a folder.
func sortedIn(files map[string][]byte, dir string) []string {
	var names []string
	for file := range files {
		if strings.HasPrefix(file, dir) && path.Ext(file) == ".html" {
			names = append(names, file)
		}
	}
	slices.Sort(names)
	return names
}

func stem(file string) string {
	base := path.Base(file)
	return base[:len(base)-len(path.Ext(base))]
}

// layout returns the layout for a kind of page.
func (t *Theme) layout(kind string) (*program, error) {
	if l := t.layouts[kind]; l != nil {
		return l, nil
	}
	if l := t.layouts[fallbacks[kind]]; l != nil {
		return l, nil
	}
	return nil, fmt.Errorf("theme: layouts/%s.html is missing", kind)
}
