package builder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"lectern/builder/course"
	"lectern/builder/diag"
	"lectern/builder/lesson"
	"lectern/builder/output"
	"lectern/builder/theme"
)

// Early is a course whose lessons have only been skimmed, before a build parses them all: see [Builder.Skim]. It may be used from any
// number of goroutines, and while its builder builds.
type Early struct {
	b       *Builder
	sources *sources
	opt     lesson.Options
	theme   *theme.Theme

	mu      sync.Mutex
	lessons []*lesson.Lesson // of the sources, in their order
	at      map[string]int   // file -> its place in both
	course  *course.Course   // of these lessons
	result  *Result          // of the course; nil when it is not listed
}

// Skim reads the front matter of every lesson, and the other pages, of which there are few. A preview server can show most pages then, long
// before everything has been parsed. The result is nil when only a build can tell what is there to be shown: with mistakes in
// what has been read, and with layouts of the course's own, which may show on a page what they like.
func (b *Builder) Skim(ctx context.Context) (*Early, error) {
	entries, err := findEntries(b.opt.Source)
	if err != nil {
		return nil, err
	}
	sources, err := load(b.opt.Source, entries)
	if err != nil {
		return nil, err
	}
	e := &Early{b: b, sources: sources, lessons: make([]*lesson.Lesson, len(sources.markdown)), at: map[string]int{}}
	if e.opt, _, err = b.reading(sources); err != nil {
		return nil, err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(b.opt.Workers)
	for i, src := range sources.markdown {
		e.at[src.file] = i
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return e.read(i, src.kind != lesson.KindLesson)
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return e.begin()
}

// begin assembles what has been skimmed. The result is nil when there is nothing to be shown.
func (e *Early) begin() (*Early, error) {
	c := e.assemble()
	if c == nil {
		return nil, nil
	}
	var err error
	if e.theme, err = e.b.theme(e.b.themeOf(c), c.Language); err != nil {
		return nil, err
	}
	if _, err := fs.Stat(e.b.opt.Source, path.Join("themes", e.b.themeOf(c))); !errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	e.course, e.b.early = c, e
	return e, nil
}

// end gives back the memory once a build has parsed everything and is nearly done. Requests wait for it from then on.
func (e *Early) end() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.lessons, e.course, e.result = nil, nil, nil
}

// read reads a source, whole or its front matter.
func (e *Early) read(i int, whole bool) error {
	src := e.sources.markdown[i]
	text, err := readSource(e.b.opt.Source, src.file)
	switch {
	case err != nil:
		return fmt.Errorf("read %s: %w", src.file, err)
	case whole:
		e.lessons[i] = lesson.Parse(src.file, src.kind, text, e.opt)
	default:
		e.lessons[i] = lesson.Skim(src.file, src.kind, text, e.opt)
	}
	return nil
}

// assemble makes a course of what has been read. It is nil with any error.
func (e *Early) assemble() *course.Course {
	for _, l := range e.lessons {
		if errors, _ := diag.Count(l.Diags); errors > 0 {
			return nil
		}
	}
	c, found := e.b.assemble(e.lessons, e.sources)
	if errors, _ := diag.Count(found); errors > 0 {
		return nil
	}
	return c
}

// list returns the files of the course.
func (e *Early) list() *Result {
	if e.result == nil {
		files, err := output.Site.Files(e.course, e.theme, e.b.opt.Source, nil)
		if err != nil {
			return nil
		}
		e.result = &Result{Course: e.course, Files: files}
	}
	return e.result
}

// Result returns a build in which the file at a path of the site is as it will be in the build of everything, or nil when nobody can tell
// yet. Only reading times on the home page, which sums up all lessons, are estimates. Nothing may be taken of other files.
func (e *Early) Result(at string) *Result {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.course == nil {
		return nil
	}
	p := e.course.At(strings.TrimSuffix(at, "index.html"))
	if p == nil {
		if !e.hasFile(at) {
			return nil
		}
	} else if shown, ok := e.shows(p); !ok || e.parse(shown) != nil {
		return nil
	}
	return e.list()
}

// hasFile reports whether a file is none that is made from the course: one of the theme or of the author.
func (e *Early) hasFile(at string) bool {
	if strings.HasPrefix(at, "assets/") {
		return !strings.HasPrefix(at, "assets/search/")
	}
	for _, a := range e.course.Assets {
		if a.Path == at {
			return true
		}
	}
	return false
}

// errEarly says that only the build of everything can tell.
var errEarly = errors.New("not known yet")

// maxEarly is how many lessons are parsed for one page.
const maxEarly = 300

// shows returns the pages of which a page shows more than their front matter tells. It reports false for one that only the build of
// everything can show.
func (e *Early) shows(p *course.Page) (pages []*course.Page, ok bool) {
	switch p.Kind {
	case course.LessonPage, course.GuidePage:
		return append([]*course.Page{p, p.Prev, p.Next}, p.Related...), true
	case course.ModulePage, course.ShelfPage, course.Agenda:
		return p.Module.Lessons, true
	case course.FAQ, course.Takeaways, course.Print:
		switch {
		case len(p.Parts) > 0:
			return nil, true
		case p.Module != nil:
			return p.Module.Lessons, true
		}
		return e.course.Pages, true
	case course.Home, course.PlainPage, course.TemplatePage, course.Glossary, course.Search, course.NotFound:
		return nil, true
	}
	return nil, false
}

// parse parses pages of which only the front matter is known.
func (e *Early) parse(pages []*course.Page) error {
	parsed := 0
	for _, p := range pages {
		if p == nil || p.Lesson.File == "" || !p.Skimmed() {
			continue
		}
		if parsed++; parsed > maxEarly {
			return errEarly
		}
		if err := e.read(e.at[p.Lesson.File], true); err != nil {
			return err
		}
	}
	if found, err := e.findExercise(); err != nil {
		return err
	} else if parsed == 0 && !found {
		return nil
	}
	c := e.assemble()
	if c == nil {
		return errEarly
	}
	e.course, e.result = c, nil
	return nil
}

// findExercise parses lessons until there is an exercise among them, since every page leads to the workbook where there is one.
func (e *Early) findExercise() (found bool, err error) {
	if e.course.Workbook != nil {
		return false, nil
	}
	parsed := 0
	for _, p := range e.course.Pages {
		if !p.IsLesson() || !p.MayHaveExercises() {
			continue
		}
		i := e.at[p.Lesson.File]
		if e.lessons[i].Skimmed() {
			if parsed++; parsed > maxEarly {
				return false, errEarly
			}
			if err := e.read(i, true); err != nil {
				return false, err
			}
		}
		if len(e.lessons[i].Exercises()) > 0 {
			return true, nil
		}
	}
	return parsed > 0, nil
}
