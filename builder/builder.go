package builder

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"lectern/builder/course"
	"lectern/builder/diag"
	"lectern/builder/lesson"
	"lectern/builder/output"
	"lectern/builder/theme"
)

// DefaultTheme is the theme of a course that names none, and the last layer of
// every other.
const DefaultTheme = "default"

// Options say what to build and how. The zero value of every field but Source and
// Themes is a good choice.
type Options struct {
	Source  fs.FS     // the course folder, which holds content and perhaps themes
	Themes  fs.FS     // the built-in themes, a folder each
	Now     time.Time // for publishDate and expiryDate
	Date    time.Time // of pages without one, where one must be published; zero means the first day of Unix time
	BaseURL string    // in place of the course's own
	Theme   string    // in place of the course's own
	Drafts  bool      // build drafts too
	Future  bool      // build pages whose publishDate has not come
	Edition string    // "facilitator" adds the notes for whoever runs the course live
	Strict  bool      // warnings are errors

	// External keeps the addresses of other sites that pages link to, for audit.External.
	External bool
	Workers  int // parallel parses; zero means one for each core

	// Program names the program with all that is built into it, such as Themes. It is needed for Record only.
	Program string

	// Spool keeps the bodies of pages in a temporary file, but for the first few megabytes of them: of a large course
	// they are half of what a build holds. Whoever sets it calls Close at the end.
	Spool bool

	// Swap is held while pages change that have been given out. A server that renders pages at the same time
	// shares it; nil when nothing does.
	Swap sync.Locker
}

// Builder builds one course again and again. It keeps the lessons of the build
// before and may be used from one goroutine at a time.
type Builder struct {
	opt     Options
	sources *sources          // of the build before; nil before the first
	past    past              // what is known of earlier processes
	lessons map[string]parsed // by file
	found   []diag.Diagnostic // of assembling the course
	last    *Result
	spool   *spool // nil while bodies are kept in memory
	early   *Early // until everything has been parsed

	loaded   *theme.Theme // nil when it must be read
	loadedAs string       // name and language that it was loaded for
	ahead    themeAhead
}

// themeAhead is a theme that is being loaded.
type themeAhead struct {
	as   string // name and language
	load func() (*theme.Theme, error)
}

// parsed is a lesson with all that it was made from: its file's bytes and the options of parsing. Since
// lesson.Parse depends on nothing else, an equal key means an equal lesson.
type parsed struct {
	key    [sha256.Size]byte
	opt    lesson.Options
	kind   lesson.Kind
	lesson *lesson.Lesson
}

// Result is what a build made. Files is nil when there are errors among Diags.
type Result struct {
	Course *course.Course
	Files  []output.File
	Diags  []diag.Diagnostic
	Parsed int // files that were parsed
	Reused int // files whose lesson of the build before was taken

	// Same says of a file that it would give the bytes which the recalled build published: see Builder.Resume. It is nil when nobody knows.
	Same func(output.File) bool
}

// HasErrors reports whether a mistake keeps the course from being published.
func (r *Result) HasErrors() bool {
	errors, _ := diag.Count(r.Diags)
	return errors > 0
}

// Pages returns the number of HTML pages and of other files.
func (r *Result) Pages() (pages, others int) {
	for _, f := range r.Files {
		if path.Ext(f.Path) == ".html" {
			pages++
		} else {
			others++
		}
	}
	return pages, others
}

// New returns a builder. It reads nothing yet.
func New(opt Options) *Builder {
	if opt.Workers <= 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	b := &Builder{opt: opt, lessons: map[string]parsed{}}
	if opt.Spool {
		b.spool = &spool{room: spoolRoom, spare: spoolSpare}
	}
	return b
}

// Build loads, parses and assembles the course and lists its files. Nothing is
// rendered: that is what the files' own functions do. An error means that the
// tool could not go on; what is wrong with the course stands in Result.Diags.
func (b *Builder) Build(ctx context.Context) (*Result, error) {
	if err := b.look(); err != nil {
		return b.remember(nil, err)
	}
	sources, err := load(b.opt.Source, b.past.entries)
	if err != nil {
		return b.remember(nil, err)
	}
	b.sources, b.loaded, b.past.entries = sources, nil, nil
	r, err := b.resume(ctx)
	if r == nil && err == nil {
		r, err = b.build(ctx, nil)
	}
	b.past.last = nil
	return b.remember(r, err)
}

// Close gives back what Options.Spool has taken. Pages of the builder's results cannot be rendered after that.
func (b *Builder) Close() error {
	if b.spool == nil {
		return nil
	}
	return b.spool.close()
}

// build goes on from the sources. Of touched, when it is not nil, are the files that may have changed.
func (b *Builder) build(ctx context.Context, touched map[string]bool) (*Result, error) {
	b.last = nil
	r := &Result{}
	lessons, err := b.parse(ctx, touched, r)
	if err != nil {
		return nil, err
	}
	if b.early != nil {
		b.early.end()
		b.early = nil
	}
	return b.link(r, lessons)
}

// link goes on from the lessons.
func (b *Builder) link(r *Result, lessons []*lesson.Lesson) (*Result, error) {
	r.Course, b.found = b.assemble(lessons, b.sources)
	b.gather(r)
	if r.HasErrors() {
		return r, nil
	}
	if err := b.list(r); err != nil {
		return nil, err
	}
	b.last = r
	return r, nil
}

func (b *Builder) assemble(lessons []*lesson.Lesson, s *sources) (*course.Course, []diag.Diagnostic) {
	return course.Assemble(lessons, s.files, course.Options{
		Now: b.opt.Now, Drafts: b.opt.Drafts, Future: b.opt.Future,
		Edition: b.opt.Edition, BaseURL: b.opt.BaseURL, Date: b.opt.Date,
	})
}

// gather brings together what was found wrong with files, lessons and the course.
func (b *Builder) gather(r *Result) {
	r.Diags = append(slices.Clone(b.found), b.sources.diags...)
	for _, src := range b.sources.markdown {
		r.Diags = append(r.Diags, b.lessons[src.file].lesson.Diags...)
	}
	r.Diags = b.choose(r.Diags)
}

// choose sorts diagnostics, without the checks that the settings switch off. It may change the slice.
func (b *Builder) choose(ds []diag.Diagnostic) []diag.Diagnostic {
	ds = course.Chosen(ds, b.lessons[course.SettingsMD].lesson)
	if b.opt.Strict {
		ds = diag.Strict(ds)
	}
	return diag.Sort(ds)
}

// list loads the theme and lists the files of the site.
func (b *Builder) list(r *Result) error {
	name := b.themeOf(r.Course)
	if as := name + " " + r.Course.Language; b.loaded == nil || b.loadedAs != as {
		load := b.ahead.load
		if b.ahead.as != as {
			load = func() (*theme.Theme, error) { return b.theme(name, r.Course.Language) }
		}
		b.ahead = themeAhead{}
		t, err := load()
		if err != nil {
			return err
		}
		b.loaded, b.loadedAs = t, as
	}
	var err error
	r.Files, err = output.Site.Files(r.Course, b.loaded, b.opt.Source, b.past.memory)
	return err
}

// loadAhead begins to load the theme that the settings ask for, unless it is there, while others work on the course: a tenth of a build
// of a hundred lessons.
func (b *Builder) loadAhead(settings *lesson.Lesson) {
	if settings == nil || b.loaded != nil {
		return
	}
	name, language := cmp.Or(b.opt.Theme, settings.Meta.Theme, DefaultTheme), cmp.Or(settings.Meta.Language, course.DefaultLanguage)
	if as := name + " " + language; b.ahead.as != as {
		load := sync.OnceValues(func() (*theme.Theme, error) { return b.theme(name, language) })
		b.ahead = themeAhead{as, load}
		go load()
	}
}

// endAhead waits for a theme that is being loaded and that nobody asked for, so that nothing reads the course when a build has returned.
func (b *Builder) endAhead() {
	if b.ahead.load != nil {
		_, _ = b.ahead.load()
		b.ahead = themeAhead{}
	}
}

// themeOf returns the name of the theme of a course.
func (b *Builder) themeOf(c *course.Course) string {
	return cmp.Or(b.opt.Theme, c.Home.Meta.Theme, DefaultTheme)
}

// theme loads a theme from the course's own folder, the built-in one of that name and the default.
func (b *Builder) theme(name, language string) (*theme.Theme, error) {
	if !fs.ValidPath(name) || path.Base(name) != name || strings.HasPrefix(name, ".") { // in a hidden one no edit would be seen: see walk
		return nil, fmt.Errorf("theme %q is not the name of a folder in themes", name)
	}
	var layers []fs.FS
	own, err := fs.Sub(b.opt.Source, path.Join("themes", name))
	if err != nil {
		return nil, err
	}
	builtin, err := fs.Sub(b.opt.Themes, name)
	if err != nil {
		return nil, err
	}
	for _, layer := range []fs.FS{own, builtin} {
		if info, err := fs.Stat(layer, "."); err == nil && info.IsDir() {
			layers = append(layers, layer)
		} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("read theme %s: %w", name, err)
		}
	}
	if len(layers) == 0 {
		return nil, fmt.Errorf("theme %q does not exist: there is no folder themes/%s in the course and no built-in theme of that name", name, name)
	}
	if name != DefaultTheme {
		base, err := fs.Sub(b.opt.Themes, DefaultTheme)
		if err != nil {
			return nil, err
		}
		layers = append(layers, base)
	}
	return theme.Load(layers, language)
}

// parse reads every source, the course's settings first since they decide how the others
// are read. Of touched see build.
func (b *Builder) parse(ctx context.Context, touched map[string]bool, r *Result) ([]*lesson.Lesson, error) {
	opt, settings, err := b.reading(b.sources)
	if err != nil {
		return nil, err
	}
	b.loadAhead(settings)
	return b.parseAll(ctx, opt, touched, r)
}

// reading returns how the sources are read, which their settings decide, and the settings; nil without any.
func (b *Builder) reading(s *sources) (opt lesson.Options, settings *lesson.Lesson, err error) {
	opt = lesson.Options{Edition: b.opt.Edition, External: b.opt.External}
	if !s.isSource(course.SettingsMD) {
		return opt, nil, nil
	}
	text, err := readSource(b.opt.Source, course.SettingsMD)
	if err != nil {
		return opt, nil, fmt.Errorf("read %s: %w", course.SettingsMD, err)
	}
	_, kind := course.Classify(course.SettingsMD)
	settings = lesson.Skim(course.SettingsMD, kind, text, opt)
	opt.Language, opt.RawHTML = settings.Meta.Language, settings.Meta.RawHTML
	return opt, settings, nil
}

// parseAll reads and parses every file, on all cores. One that is not among the touched and was read in the same way before is taken as
// it is.
func (b *Builder) parseAll(ctx context.Context, opt lesson.Options, touched map[string]bool, r *Result) ([]*lesson.Lesson, error) {
	markdown := b.sources.markdown
	out := make([]parsed, len(markdown))
	var fresh atomic.Int64
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(b.opt.Workers)
	for i, src := range markdown {
		if old, ok := b.lessons[src.file]; ok && touched != nil && !touched[src.file] && old.madeBy(src, opt) {
			out[i] = old
			continue
		}
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			p, isNew, err := b.parseOne(src, opt)
			if isNew {
				fresh.Add(1)
			}
			out[i] = p
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	lessons := make([]*lesson.Lesson, len(out))
	next := make(map[string]parsed, len(out))
	for i, p := range out {
		next[markdown[i].file] = p
		lessons[i] = p.lesson
	}
	b.lessons = next
	r.Parsed = int(fresh.Load())
	r.Reused = len(out) - r.Parsed
	return lessons, nil
}

// madeBy reports whether p was parsed as the source would be now, its bytes aside.
func (p parsed) madeBy(src source, opt lesson.Options) bool {
	return p.opt == opt && p.kind == src.kind
}

// parseOne reads a file and parses it, unless the lesson of the build before was made from the same.
func (b *Builder) parseOne(src source, opt lesson.Options) (p parsed, isNew bool, err error) {
	text, err := readSource(b.opt.Source, src.file)
	if err != nil {
		return p, false, fmt.Errorf("read %s: %w", src.file, err)
	}
	key := sha256.Sum256(text)
	if old, ok := b.lessons[src.file]; ok && old.key == key && old.madeBy(src, opt) {
		return old, false, nil
	}
	l := lesson.Parse(src.file, src.kind, text, opt)
	if b.spool != nil {
		l = b.spool.store(l)
	}
	return parsed{key: key, opt: opt, kind: src.kind, lesson: l}, true, nil
}
