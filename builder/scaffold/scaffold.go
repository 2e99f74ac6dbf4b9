// Package scaffold makes the files that an author begins with: a course, a module, a shelf, a
// lesson, a guide, a template, a theme.
//
// It plans first and writes then. A plan ([Site], [Course.Page], [Theme]) is a list of [File] and
// only reads. [Write] and [WriteSite] make all files of a plan or none of them, and never write over
// anything. What new pages look like is kept as plain files in the folder files, and for a course that has
// them in its own folder archetypes.
//
// A name that cannot be is an [Error] with Usage; what is wrong with the course or the disk is
// any other error.
package scaffold

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"lectern/builder/lesson"
)

// File is a file to be made.
type File struct {
	Path string // slash-separated, from the course folder
	Text []byte
}

// Error says why a plan cannot be made or written, and what to do.
type Error struct {
	Message string
	Hint    string // may be empty
	Usage   bool   // what was asked for can never be; otherwise the course as it is stands against it
}

func (e *Error) Error() string { return e.Message }

func usage(hint, format string, args ...any) error {
	return &Error{Message: fmt.Sprintf(format, args...), Hint: hint, Usage: true}
}

func refuse(hint, format string, args ...any) error {
	return &Error{Message: fmt.Sprintf(format, args...), Hint: hint}
}

// Names that begin with a dot are written dot-NAME in the folder files, so that no tool takes them for settings
// of this repository.
//
//go:embed all:files
var files embed.FS

// list returns the files below a folder of the embedded ones, with their real names.
func list(dir string) ([]File, error) {
	var out []File
	err := fs.WalkDir(files, dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, p)
		name := strings.ReplaceAll("/"+strings.TrimPrefix(p, dir+"/"), "/dot-", "/.")
		out = append(out, File{Path: name[1:], Text: text})
		return err
	})
	return out, err
}

// filled lists the files below a folder, the Markdown among them with values in the place of its placeholders.
func filled(dir string, v values) ([]File, error) {
	plan, err := list(dir)
	for i, f := range plan {
		if path.Ext(f.Path) != ".md" {
			continue
		}
		text, fault := v.fill(f.Path, string(f.Text))
		err = errors.Join(err, fault)
		plan[i].Text = []byte(text)
	}
	return plan, err
}

// Site plans a new course: the sample, whose paths begin with content, or without one a small starter; and what a
// course needs around its content.
func Site(title string, date time.Time, sample []File) ([]File, error) {
	v := values{"title": yamlText(title), "heading": title, "date": date.Format(time.DateOnly)}
	plan := slices.Clone(sample)
	if len(sample) == 0 {
		starter, err := filled("files/starter", v)
		if err != nil {
			return nil, err
		}
		plan = starter
	}
	readme, err := filled("files/readme", v)
	if err != nil {
		return nil, err
	}
	around, err := list("files/course")
	return slices.Concat(plan, readme, around, schemas()), err
}

// schemas are the files that editors check front matter by.
func schemas() []File {
	var out []File
	for _, kind := range lesson.Kinds {
		out = append(out, File{".lectern/schema/" + string(kind) + ".json", lesson.Schema(kind)})
	}
	return out
}

// Theme plans a theme of the course: files that replace or add to those of the built-in theme, file by file.
func Theme(course fs.FS, name string) ([]File, error) {
	if err := checkName("theme", name); err != nil {
		return nil, err
	}
	dir := path.Join("themes", name)
	if _, err := fs.Stat(course, dir); err == nil {
		return nil, refuse("choose another name, or change the files there", "theme %s already exists: %s", name, dir)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	plan, err := filled("files/theme", values{"name": name})
	for i := range plan {
		plan[i].Path = path.Join(dir, plan[i].Path)
	}
	return plan, err
}
