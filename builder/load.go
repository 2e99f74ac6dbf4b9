package builder

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	_ "image/gif"  // for the size of pictures
	_ "image/jpeg" // for the size of pictures
	_ "image/png"  // for the size of pictures
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	_ "golang.org/x/image/webp" // for the size of pictures

	"lectern/builder/course"
	"lectern/builder/diag"
	"lectern/builder/lesson"
)

// source is a Markdown file that becomes a page.
type source struct {
	file string
	kind lesson.Kind
}

// sources are the files of a course, each list in the order of their paths.
type sources struct {
	markdown []source
	files    []course.File
	diags    []diag.Diagnostic
}

// remove forgets what is known of a file.
func (s *sources) remove(file string) {
	s.markdown = slices.DeleteFunc(s.markdown, func(m source) bool { return m.file == file })
	s.files = slices.DeleteFunc(s.files, func(f course.File) bool { return f.Path == file })
	s.diags = slices.DeleteFunc(s.diags, func(d diag.Diagnostic) bool { return d.Pos.File == file })
}

// sort restores the order of the lists.
func (s *sources) sort() {
	slices.SortFunc(s.markdown, func(x, y source) int { return strings.Compare(x.file, y.file) })
	slices.SortFunc(s.files, func(x, y course.File) int { return strings.Compare(x.Path, y.Path) })
}

// entry is something below content that may belong to the course.
type entry struct {
	file string
	fs.DirEntry
}

// findEntries finds what lies below content, in the order of paths, but for the folders and for what is no part of a course.
func findEntries(fsys fs.FS) ([]entry, error) {
	var entries []entry
	err := walk(fsys, course.ContentDir, func(file string, d fs.DirEntry) error {
		if role, _ := course.Classify(file); !d.IsDir() && role != course.Ignored {
			entries = append(entries, entry{file, d})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the course: %w", err)
	}
	return entries, nil
}

// load makes sources of what was found. Only regular files count: what a symbolic link
// leads to is no part of the course.
func load(fsys fs.FS, entries []entry) (*sources, error) {
	s := &sources{}
	for _, e := range entries {
		if err := s.add(fsys, e.file, e); err != nil {
			return nil, fmt.Errorf("read the course: %w", err)
		}
	}
	s.sort()
	return s, nil
}

// walk visits what lies below a folder, if there is one, in the order of paths. Hidden folders are no part of a course but where files
// are copied as they are.
func walk(fsys fs.FS, folder string, visit func(file string, d fs.DirEntry) error) error {
	return fs.WalkDir(fsys, folder, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			if file == folder && errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			return err
		}
		if d.IsDir() && strings.HasPrefix(path.Base(file), ".") && !strings.HasPrefix(file, course.ContentDir+"/static/") {
			return fs.SkipDir
		}
		return visit(file, d)
	})
}

func (s *sources) add(fsys fs.FS, file string, d fs.DirEntry) error {
	role, kind := course.Classify(file)
	if role == course.Ignored {
		return nil
	}
	if !utf8.ValidString(file) || strings.ContainsAny(file, "\n\r") {
		s.diags = append(s.diags, diag.Errorf(diag.Pos{File: strings.ToValidUTF8(file, "�")}, "rename the file", "file name is not valid UTF-8 or has a line break"))
		return nil
	}
	if !d.Type().IsRegular() {
		s.diags = append(s.diags, notRegular(file, d))
		return nil
	}
	switch role {
	case course.Source:
		s.markdown = append(s.markdown, source{file, kind})
	case course.Stray:
		s.diags = append(s.diags, strayFile(file))
	default:
		f, err := describe(fsys, file, d)
		if err != nil {
			return err
		}
		s.files = append(s.files, f)
	}
	return nil
}

func notRegular(file string, d fs.DirEntry) diag.Diagnostic {
	what := "no regular file"
	if d.Type()&fs.ModeSymlink != 0 {
		what = "a symbolic link"
	}
	return diag.Warningf(diag.Pos{File: file}, "put the file itself here, or remove it", "file is %s and is not published", what)
}

// strayFile reports Markdown that no page is made from.
func strayFile(file string) diag.Diagnostic {
	hint := "a lesson is content/MODULE/LESSON.md, or content/MODULE/LESSON/index.md with its pictures beside it"
	switch {
	case file == course.ContentDir+"/index.md":
		hint = "rename it to _index.md: the course's settings and the text of its home page"
	case path.Base(file) == "index.md" && strings.Count(file, "/") == 2:
		hint = "rename it to _index.md for a module, or to " + path.Dir(file) + ".md for a page"
	}
	return diag.Warningf(diag.Pos{File: file}, hint, "file lies where no page is made from it")
}

// describe returns the size of a file and, of a picture, its width and height.
func describe(fsys fs.FS, file string, d fs.DirEntry) (course.File, error) {
	info, err := d.Info()
	if err != nil {
		return course.File{}, err
	}
	f := course.File{Path: file, Size: info.Size()}
	switch strings.ToLower(path.Ext(file)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".webp":
		in, err := fsys.Open(file)
		if err != nil {
			return f, err
		}
		defer in.Close()
		if config, _, err := image.DecodeConfig(in); err == nil {
			f.Width, f.Height = config.Width, config.Height
		}
	case ".svg":
		in, err := fsys.Open(file)
		if err != nil {
			return f, err
		}
		defer in.Close()
		f.Width, f.Height = svgSize(io.LimitReader(in, 64<<10))
	}
	return f, nil
}

// svgSize reads width and height from the root element of an SVG picture, or from its
// viewBox. It is 0, 0 when neither tells.
func svgSize(r io.Reader) (width, height int) {
	dec := xml.NewDecoder(r)
	for {
		token, err := dec.Token()
		if err != nil {
			return 0, 0
		}
		root, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		var box []string
		for _, a := range root.Attr {
			switch a.Name.Local {
			case "width":
				width = pixels(a.Value)
			case "height":
				height = pixels(a.Value)
			case "viewBox":
				box = strings.FieldsFunc(a.Value, func(r rune) bool { return r == ' ' || r == ',' })
			}
		}
		if (width == 0 || height == 0) && len(box) == 4 {
			return pixels(box[2]), pixels(box[3])
		}
		return width, height
	}
}

// pixels reads a length without unit or in px; others are unknown here.
func pixels(s string) int {
	f, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "px"), 64)
	if err != nil || f < 1 || f > 1e5 {
		return 0
	}
	return int(f + 0.5)
}

// readSource reads a Markdown file, and not more of a huge one than tells that it is too large.
func readSource(fsys fs.FS, file string) ([]byte, error) {
	f, err := fsys.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var b bytes.Buffer
	if info, err := f.Stat(); err == nil {
		b.Grow(int(min(info.Size(), lesson.MaxSize)) + bytes.MinRead)
	}
	_, err = b.ReadFrom(io.LimitReader(f, lesson.MaxSize+1))
	return b.Bytes(), err
}
