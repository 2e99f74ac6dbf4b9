package builder

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	"lectern/builder/course"
	"lectern/builder/lesson"
)

// Rebuild builds again after files changed that are named by their paths from the course folder. It gives
// what Build would give and reads only those; a folder among them, or one that is gone, makes it read everything.
//
// It takes a short cut where nobody else can tell the difference: a single lesson whose outline is the same as before
// (see lesson.SameOutline) is put in the place of the old one in the course of the build before, instead of
// assembling the course again. So the cost of an edit does not grow with the course.
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
			whole, err := b.sources.refresh(b.opt.Source, file)
			if err != nil || whole {
				return b.Build(ctx)
			}
			touched[file] = true
		}
	}
	b.sources.sort()
	if r, ok, err := b.replace(touched); ok || err != nil {
		return r, err
	}
	return b.build(ctx, touched)
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
	s.remove(file)
	return false, s.add(fsys, file, fs.FileInfoToDirEntry(info))
}

func (s *sources) knows(file string) bool {
	for _, m := range s.markdown {
		if m.file == file {
			return true
		}
	}
	for _, f := range s.files {
		if f.Path == file {
			return true
		}
	}
	return false
}

// replace puts a lesson with an unchanged outline in the place of the old one. It reports false when
// the course must be assembled.
func (b *Builder) replace(touched map[string]bool) (*Result, bool, error) {
	if b.last == nil || b.loaded == nil || len(touched) != 1 {
		return nil, false, nil
	}
	for file := range touched {
		old, known := b.lessons[file]
		role, kind := course.Classify(file)
		if !known || role != course.Source || !replaceable[kind] || !b.sources.knows(file) {
			return nil, false, nil
		}
		p, _, err := b.parseOne(source{file, kind}, old.opt)
		if err != nil || !lesson.SameOutline(old.lesson, p.lesson) || p.hasErrors() {
			return nil, false, nil
		}
		b.lessons[file] = p
		r := &Result{Course: b.last.Course, Files: b.last.Files, Parsed: 1, Reused: len(b.lessons) - 1}
		b.swap(func() { r.Course.Replace(p.lesson) })
		b.gather(r)
		b.last = r
		return r, true, nil
	}
	return nil, false, nil
}

// replaceable are the kinds of pages whose body no other page shows: a template's body becomes a document, a
// glossary's terms are explained everywhere, the settings decide everything.
var replaceable = map[lesson.Kind]bool{lesson.KindLesson: true, lesson.KindModule: true, lesson.KindPage: true}

func (p parsed) hasErrors() bool {
	r := Result{Diags: p.lesson.Diags}
	return r.HasErrors()
}

// swap runs change while nobody renders.
func (b *Builder) swap(change func()) {
	if b.opt.Swap != nil {
		b.opt.Swap.Lock()
		defer b.opt.Swap.Unlock()
	}
	change()
}
