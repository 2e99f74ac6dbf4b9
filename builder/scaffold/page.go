package scaffold

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"lectern/builder/diag"
	"lectern/builder/lesson"
)

const contentDir = "content"

// Course is the course that pages are made for.
type Course struct {
	FS   fs.FS     // of the course folder
	Date time.Time // of new pages
}

// Kind is what a new page is. Its text is the name of the archetype.
type Kind string

// The kinds of new pages. A shelf is a module with kind: guides.
const (
	Module   Kind = "module"
	Shelf    Kind = "shelf"
	Lesson   Kind = "lesson"
	Guide    Kind = "guide"
	Template Kind = "template"
)

// Page plans a page. Modules, shelves and templates are named NAME, lessons MODULE/NAME and guides SHELF/NAME. A module may be
// named without the number in front of its folder.
func (c Course) Page(kind Kind, name string) (File, error) {
	folder, name, err := c.place(kind, name)
	if err != nil {
		return File{}, err
	}
	if err := checkName(string(kind), name); err != nil {
		return File{}, err
	}
	siblings, err := c.siblings(kind, folder)
	if err != nil {
		return File{}, err
	}
	at := path.Join(folder, name+".md")
	if kind == Module || kind == Shelf {
		at = path.Join(folder, name, "_index.md")
		if err := c.freeOfPages(kind, name); err != nil {
			return File{}, err
		}
	}
	if kind == Lesson && withoutNumber(name) == "agenda" {
		return File{}, usage("choose another name", "agenda cannot be the name of a lesson: the facilitator's edition has a page of that name in each module")
	}
	if err := free(kind, name, at, siblings); err != nil {
		return File{}, err
	}
	text, err := c.text(kind, name, siblings)
	return File{at, text}, err
}

func (c Course) text(kind Kind, name string, siblings []sibling) ([]byte, error) {
	file, text, err := archetype(c.FS, string(kind))
	if err != nil {
		return nil, err
	}
	weight := ""
	if w := nextWeight(kind, siblings); w > 0 {
		weight = strconv.Itoa(w)
	}
	text, err = values{
		"title": yamlText(Title(name)), "weight": weight, "date": c.Date.Format(time.DateOnly),
	}.fill(file, text)
	return []byte(text), err
}

// place divides what the author called the page into the folder where it belongs and its name. Paths of files are
// taken too, since shells complete them.
func (c Course) place(kind Kind, ref string) (folder, name string, err error) {
	ref = strings.TrimPrefix(norm.NFC.String(ref), contentDir+"/")
	ref = strings.TrimSuffix(ref, ".md")
	switch kind {
	case Template:
		return path.Join(contentDir, "templates"), strings.TrimPrefix(ref, "templates/"), nil
	case Module, Shelf:
		return contentDir, strings.TrimSuffix(strings.TrimSuffix(ref, "/_index"), "/"), nil
	}
	parent := kind.parent()
	dir, name, ok := strings.Cut(ref, "/")
	if !ok || slug(dir) == "" || strings.Contains(name, "/") {
		return "", "", usage(fmt.Sprintf("write %s/NAME: the %s is the folder that the %s belongs to", strings.ToUpper(string(parent)), parent, kind),
			"%q does not name a %s of a %s", ref, kind, parent)
	}
	dir, err = c.findModule(kind, dir, name)
	return path.Join(contentDir, dir), name, err
}

// parent returns what pages of a kind belong to.
func (k Kind) parent() Kind {
	if k == Guide {
		return Shelf
	}
	return Module
}

// findModule returns the folder of a module or shelf, and otherwise the command that makes it.
func (c Course) findModule(kind Kind, dir, name string) (string, error) {
	modules, err := c.siblings(Module, contentDir)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(modules, func(m sibling) bool { return m.name == dir })
	if i < 0 {
		i = slices.IndexFunc(modules, func(m sibling) bool { return withoutNumber(m.name) == dir })
	}
	parent := kind.parent()
	if i >= 0 {
		m := modules[i]
		switch {
		case m.isShelf() && parent == Module:
			return "", refuse(fmt.Sprintf("lectern new guide %s/%s", m.name, name), "%s is a shelf of guides, not a module", m.name)
		case !m.isShelf() && parent == Shelf:
			return "", refuse(fmt.Sprintf("lectern new lesson %s/%s", m.name, name), "%s is a module, not a shelf of guides", m.name)
		}
		return m.name, nil
	}
	var known []string
	for _, m := range modules {
		if m.isShelf() == (parent == Shelf) {
			known = append(known, m.name)
		}
	}
	return "", unknownModule(parent, dir, known)
}

func unknownModule(parent Kind, dir string, known []string) error {
	command := "lectern new module " + slug(dir)
	if parent == Shelf {
		command += " --shelf"
	}
	hint := "to make it: " + command
	if near := diag.DidYouMean(dir, known); near != "" {
		hint = near + "; " + hint
	}
	return refuse(hint, "%s %q does not exist", parent, dir)
}

// sibling is a page beside the new one.
type sibling struct {
	name string // of its file or folder
	file string
	meta lesson.Meta
}

func (s sibling) isShelf() bool { return s.meta.Kind == "guides" }

// siblings returns the pages of the folder that are of the kind; modules and shelves are found together. What cannot be
// read has no front matter here: to say what is wrong with it is the build's task.
func (c Course) siblings(kind Kind, folder string) ([]sibling, error) {
	entries, err := fs.ReadDir(c.FS, folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("read the course: %w", err)
	}
	var out []sibling
	for _, e := range entries {
		s, ok := c.sibling(kind, folder, e)
		if ok {
			out = append(out, s)
		}
	}
	return out, nil
}

func (c Course) sibling(kind Kind, folder string, e fs.DirEntry) (sibling, bool) {
	base, ext := e.Name(), path.Ext(e.Name())
	s := sibling{name: base, file: path.Join(folder, base)}
	isModule := kind == Module || kind == Shelf
	switch {
	case strings.HasPrefix(base, "."), strings.HasPrefix(base, "_"):
		return s, false
	case isModule && (base == "static" || base == "templates"):
		return s, false
	case e.IsDir() && isModule:
		s.file = path.Join(s.file, "_index.md")
	case e.IsDir():
		s.file = path.Join(s.file, "index.md")
	case isModule, !strings.EqualFold(ext, ".md"):
		return s, false
	default:
		s.name = strings.TrimSuffix(base, ext)
	}
	text, err := fs.ReadFile(c.FS, s.file)
	if err != nil {
		return s, !errors.Is(err, fs.ErrNotExist)
	}
	s.meta = lesson.Parse(s.file, kind.source(), frontMatter(text), lesson.Options{}).Meta
	return s, true
}

// source returns the kind of source file whose keys the pages have.
func (k Kind) source() lesson.Kind {
	switch k {
	case Module, Shelf:
		return lesson.KindModule
	case Template:
		return lesson.KindTemplate
	}
	return lesson.KindLesson
}

// frontMatter cuts the body off, which nobody needs here and which takes the longest to parse.
func frontMatter(text []byte) []byte {
	for _, fence := range []string{"\n---", "\n+++"} {
		if _, rest, ok := bytes.Cut(text, []byte(fence)); ok && bytes.HasPrefix(bytes.TrimLeft(text, "\ufeff \t\r\n"), []byte(fence[1:])) {
			return text[:len(text)-len(rest)]
		}
	}
	return text
}

// free refuses a name that another page has, or whose address would be that of another.
func free(kind Kind, name, at string, siblings []sibling) error {
	for _, s := range siblings {
		if s.file == at {
			return refuse("choose another name, or edit that file", "%s already exists", at)
		}
		if other := s.address(); strings.EqualFold(other, slug(withoutNumber(name))) {
			return refuse("choose another name", "%s %s would have the address of %s", kind, name, s.file)
		}
	}
	return nil
}

// address returns the sibling's part of its address.
func (s sibling) address() string {
	if s.meta.Slug != "" {
		return norm.NFC.String(s.meta.Slug)
	}
	return slug(withoutNumber(s.name))
}

// generated are the folders of the site that are not the author's, and what to do instead.
var generated = map[string]string{
	"assets": "", "faq": "", "search": "", "takeaways": "", "workbook": "",
	"glossary":  "the glossary is content/glossary.md",
	"templates": "lectern new template NAME makes a template",
	"static":    "what lies in content/static is copied to the root of the site",
}

// freeOfPages refuses a module whose address another page of the course has.
func (c Course) freeOfPages(kind Kind, name string) error {
	address := withoutNumber(name)
	if hint, taken := generated[address]; taken {
		if hint == "" {
			hint = "choose another name"
		}
		return usage(hint, "%s cannot be the name of a %s: /%s/ belongs to the site", name, kind, address)
	}
	pages, err := fs.Glob(c.FS, contentDir+"/*.md")
	if err != nil {
		return err
	}
	for _, p := range pages {
		if strings.EqualFold(slug(withoutNumber(strings.TrimSuffix(path.Base(p), ".md"))), address) {
			return refuse("choose another name", "%s %s would have the address of %s", kind, name, p)
		}
	}
	return nil
}

// weightStep leaves room between pages.
const weightStep = 10

// nextWeight returns the weight that puts a page behind its siblings, or 0 when no weight can: pages without one come
// last, so among them it goes without one too.
func nextWeight(kind Kind, siblings []sibling) int {
	last := 0
	for _, s := range siblings {
		switch {
		case len(s.meta.Keys) == 0: // could not be read
		case (kind == Module || kind == Shelf) && s.isShelf() != (kind == Shelf):
		case s.meta.Weight == 0:
			return 0
		default:
			last = max(last, s.meta.Weight)
		}
	}
	return (last/weightStep + 1) * weightStep
}
