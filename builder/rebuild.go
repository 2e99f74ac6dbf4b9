package builder

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"lectern/builder/course"
	"lectern/builder/diag"
	"lectern/builder/lesson"
)

// Rebuild builds again after files changed that are named by their paths from the course folder. It gives
// what Build would give and reads only those; a folder among them, or one that is gone, makes it read everything.
//
// It takes a short cut where nobody else can tell the difference: a single lesson that the rest of the course
// sees as it was (see lesson.Compare) is put in the place of the old one in the course of the build before, instead of
// assembling the course again. So the cost of an edit does not grow with the course.
//
// After an error what was changed is forgotten, so the next call reads everything.
func (b *Builder) Rebuild(ctx context.Context, changed []string) (*Result, error) {
	if b.sources == nil {
		return b.Build(ctx)
	}
	touched := map[string]bool{}
	for _, file := range changed {
		switch {
		case strings.HasPrefix(file, "themes/") || file == "themes":
			b.loaded = nil
		case file == course.ContentDir || strings.HasPrefix(file, course.ContentDir+"/"):
			if whole, err := b.sources.refresh(b.opt.Source, file); err != nil || whole {
				return b.Build(ctx)
			}
			touched[file] = true
		}
	}
	r, err := b.replace(touched)
	if r == nil && err == nil {
		r, err = b.build(ctx, touched)
	}
	return b.remember(r, err)
}

// remember makes the next build begin from nothing after a failure.
func (b *Builder) remember(r *Result, err error) (*Result, error) {
	b.endAhead()
	if err != nil {
		b.sources, b.last = nil, nil
		return nil, err
	}
	return r, nil
}

// refresh looks at one file again. It reports whether only reading everything tells what changed.
func (s *sources) refresh(fsys fs.FS, file string) (whole bool, err error) {
	info, err := fs.Lstat(fsys, file)
	if errors.Is(err, fs.ErrNotExist) {
		known := s.knows(file)
		s.remove(file)
		return !known, nil
	}
	if err != nil || info.IsDir() {
		return true, err
	}
	if s.isSource(file) && info.Mode().IsRegular() {
		return false, nil
	}
	s.remove(file)
	err = s.add(fsys, file, fs.FileInfoToDirEntry(info))
	s.sort()
	return false, err
}

// isSource reports whether a file is one that a page is made from.
func (s *sources) isSource(file string) bool {
	_, found := slices.BinarySearchFunc(s.markdown, file, func(m source, file string) int { return strings.Compare(m.file, file) })
	return found
}

// knows reports whether a file is part of the course, be it as the subject of a diagnostic.
func (s *sources) knows(file string) bool {
	return s.isSource(file) ||
		slices.ContainsFunc(s.files, func(f course.File) bool { return f.Path == file }) ||
		slices.ContainsFunc(s.diags, func(d diag.Diagnostic) bool { return d.Pos.File == file })
}

// replace puts a lesson that the others see as it was in the place of the old one. The result is nil when the course must be
// assembled.
func (b *Builder) replace(touched map[string]bool) (*Result, error) {
	if b.last == nil || b.loaded == nil || len(touched) != 1 {
		return nil, nil
	}
	for file := range touched {
		old := b.lessons[file]
		if old.lesson == nil || !replaceable[old.kind] || !b.sources.isSource(file) {
			return nil, nil
		}
		p, _, err := b.parseOne(source{file, old.kind}, old.opt)
		if err != nil {
			return nil, err
		}
		like := lesson.Compare(old.lesson, p.lesson)
		found, ok := course.Reposition(b.found, old.lesson, p.lesson)
		if like == lesson.Different || !ok || p.hasErrors() || b.last.Course.Refers(file, lesson.Dropped(old.lesson, p.lesson)) {
			return nil, nil
		}
		b.lessons[file], b.found = p, found
		return b.replaced(p.lesson, like)
	}
	return nil, nil
}

// replaced is the build before with another lesson in it.
func (b *Builder) replaced(l *lesson.Lesson, like lesson.Likeness) (*Result, error) {
	r := &Result{Course: b.last.Course, Files: b.last.Files, Diags: b.regather(b.last.Diags, l.File), Parsed: 1, Reused: len(b.lessons) - 1}
	b.swap(func() { r.Course.Replace(l) })
	if like == lesson.Retitled {
		if err := b.list(r); err != nil { // what was rendered once for many pages may have named it
			return nil, err
		}
	}
	b.last = r
	return r, nil
}

// regather returns sorted diagnostics with those of one file gathered again.
func (b *Builder) regather(sorted []diag.Diagnostic, file string) []diag.Diagnostic {
	byFile := func(d diag.Diagnostic, file string) int { return strings.Compare(d.Pos.File, file) }
	from, _ := slices.BinarySearchFunc(sorted, file, byFile)
	to := from
	for to < len(sorted) && sorted[to].Pos.File == file {
		to++
	}
	of := slices.Clone(b.lessons[file].lesson.Diags)
	for _, d := range b.found { // a file that a page is made from has none in sources.diags
		if d.Pos.File == file {
			of = append(of, d)
		}
	}
	return slices.Concat(sorted[:from], b.choose(of), sorted[to:])
}

// replaceable are the kinds of pages whose body no other page shows: a template's body becomes a document, a
// glossary's terms are explained everywhere, the settings decide everything.
var replaceable = map[lesson.Kind]bool{lesson.KindLesson: true, lesson.KindModule: true, lesson.KindPage: true}

func (p parsed) hasErrors() bool {
	errors, _ := diag.Count(p.lesson.Diags)
	return errors > 0
}

// swap runs change while nobody renders.
func (b *Builder) swap(change func()) {
	if b.opt.Swap != nil {
		b.opt.Swap.Lock()
		defer b.opt.Swap.Unlock()
	}
	change()
}
