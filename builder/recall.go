package builder

import (
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

	"lectern/builder/course"
	"lectern/builder/diag"
	"lectern/builder/output"
	"lectern/builder/record"
)

// Recalled is what a build left for the next one: all that it was made from and all that it gave, the bytes of neither. A build
// from the same would give the same, so it need not be made again.
type Recalled struct {
	Maker     string    // Options.Program, and the options that decide what is published
	ID        string    // of the build, which its lessons have too
	From      time.Time // the first moment of those at which the same pages are published; zero for any before
	Until     time.Time // the first moment after them; zero for none
	Traces    []Trace
	Diags     []diag.Diagnostic // as they are without Options.Strict
	Published output.Published
}

// Trace is a file or folder that a build looked at.
type Trace struct {
	Path  string
	Stamp record.Stamp      // of a file, unknown when it could not tell a change; of a folder its mode alone
	Sum   [sha256.Size]byte // of the bytes of a Markdown file, and of one whose stamp is unknown; zero for others
}

// maker names everything but the sources that decides what a build gives. It is empty when nobody knows what program this is.
func (opt Options) maker() string {
	if opt.Program == "" {
		return ""
	}
	return fmt.Sprintf("%q %d %q %q %q %v %v", opt.Program, opt.Date.UnixNano(), opt.BaseURL, opt.Theme, opt.Edition, opt.Drafts, opt.Future)
}

// past is what a builder knows of the builds of earlier processes.
type past struct {
	entries []entry // below content
	traces  []Trace // of the sources, before they were read; nil when nobody knows what they tell
	looked  bool    // for the next build

	last    *Recalled // the last build; nil when it is of no use
	touched []string  // the Markdown files that have other bytes since; valid when alike
	alike   bool      // nothing else differs
	store   *store    // the lessons of the last build; nil when they are not known

	texts  map[string]string // kept lessons, by file
	memory *output.Memory    // nil when nobody keeps it
	id     string            // of this build
}

// look finds the sources and, where a record is kept, surveys them, unless that was done for this build.
func (b *Builder) look() (err error) {
	if b.past.looked {
		b.past.looked = false
		return nil
	}
	now := time.Now()
	if b.past.entries, err = findEntries(b.opt.Source); err == nil && b.opt.maker() != "" {
		b.past.traces, err = survey(b.opt.Source, b.past.entries, now)
	}
	return err
}

// Recall reads the record that an earlier build left. It returns nil for one that is of no use: damaged, of a build with other options,
// by another program or at a time when other pages were published. It surveys the sources, for the build that may
// follow too.
func (b *Builder) Recall(text []byte) *Recalled {
	last, ok := record.Read[Recalled](record.Text(text))
	now := b.opt.Now
	if !ok || last.Maker == "" || last.Maker != b.opt.maker() || now.Before(last.From) || !last.Until.IsZero() && !now.Before(last.Until) {
		return nil
	}
	if err := b.look(); err != nil || b.past.traces == nil {
		return nil
	}
	if b.opt.Strict {
		last.Diags = diag.Strict(last.Diags)
	}
	b.past.looked, b.past.last = true, last
	b.past.touched, b.past.alike = last.compare(b.past.traces, b.opt.Source)
	return last
}

// Unchanged reports whether a build would give what the recalled one gave.
func (b *Builder) Unchanged() bool {
	return b.past.last != nil && b.past.alike && len(b.past.touched) == 0
}

// writeRecord writes what Recall reads, for the result of the builder's last build as it was published.
func (b *Builder) writeRecord(w io.Writer, r *Result, published *output.Published) error {
	c := Recalled{Maker: b.opt.maker(), ID: b.past.id, Traces: b.past.traces, Diags: r.Diags, Published: *published}
	c.From, c.Until = b.unchanging()
	for i := range c.Traces {
		t := &c.Traces[i]
		if p, ok := b.lessons[t.Path]; ok {
			t.Sum = p.key
		}
	}
	_, err := w.Write(record.Append(nil, &c))
	return err
}

// unchanging returns the moments around now between which no page comes or goes by its date.
func (b *Builder) unchanging() (from, until time.Time) {
	for _, p := range b.lessons {
		for _, date := range []time.Time{p.lesson.Meta.PublishDate, p.lesson.Meta.ExpiryDate} {
			switch {
			case date.IsZero():
			case !date.After(b.opt.Now):
				if date.After(from) {
					from = date
				}
			case until.IsZero() || date.Before(until):
				until = date
			}
		}
	}
	return from, until
}

// compare returns the Markdown files that have other bytes now. It reports false when anything else differs. Files are read whose
// stamp does not tell.
func (c *Recalled) compare(now []Trace, source fs.FS) (touched []string, alike bool) {
	if len(now) != len(c.Traces) {
		return nil, false
	}
	for i, t := range c.Traces {
		switch role, _ := course.Classify(t.Path); {
		case now[i].Path != t.Path:
			return nil, false
		case t.Stamp.Is(now[i].Stamp), t.sameText(source):
		case role == course.Source && !strings.HasPrefix(t.Path, "themes/"):
			touched = append(touched, t.Path)
		default:
			return nil, false
		}
	}
	return touched, true
}

// sameText reports whether a file has the bytes that it had.
func (t Trace) sameText(source fs.FS) bool {
	if t.Sum == [sha256.Size]byte{} {
		return false
	}
	info, err := fs.Lstat(source, t.Path)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	sum, err := sumOf(source, t.Path)
	return err == nil && sum == t.Sum
}

func sumOf(source fs.FS, file string) (sum [sha256.Size]byte, err error) {
	f, err := source.Open(file)
	if err != nil {
		return sum, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err = io.Copy(h, f); err == nil {
		h.Sum(sum[:0])
	}
	return sum, err
}

// Pages returns the number of HTML pages and of other files that were published.
func (c *Recalled) Pages() (pages, others int) {
	for _, f := range c.Published.Files {
		if path.Ext(f.Path) == ".html" {
			pages++
		}
	}
	return pages, len(c.Published.Files) - 1 - pages // one is the manifest
}

// survey lists what a build depends on, in the order of paths: the entries of the course, and every file and folder of its own
// themes. A stamp that is too fresh to tell a change since the moment now is left out. The list is nil when there is something that no
// stamp tells of.
func survey(source fs.FS, entries []entry, now time.Time) ([]Trace, error) {
	traces := make([]Trace, 0, len(entries))
	blind := false
	visit := func(file string, d fs.DirEntry) error {
		t, err := traceOf(source, file, d, now)
		traces = append(traces, t)
		return err
	}
	for _, e := range entries {
		if err := visit(e.file, e); err != nil {
			return nil, fmt.Errorf("read the course: %w", err)
		}
	}
	err := walk(source, "themes", func(file string, d fs.DirEntry) error {
		blind = blind || d.Type()&fs.ModeSymlink != 0 && strings.Count(file, "/") == 1 // a theme that lies elsewhere
		return visit(file, d)
	})
	if err != nil || blind {
		return nil, err
	}
	return traces, nil
}

func traceOf(source fs.FS, file string, d fs.DirEntry, now time.Time) (Trace, error) {
	if d.IsDir() {
		return Trace{Path: file, Stamp: record.Stamp{Mode: fs.ModeDir}}, nil
	}
	info, err := d.Info()
	if err != nil {
		return Trace{}, err
	}
	t := Trace{Path: file, Stamp: record.StampOf(info)}
	if t.Stamp.Settled(now) {
		return t, nil
	}
	t.Stamp = record.Stamp{}
	if role, _ := course.Classify(file); d.Type().IsRegular() && role != course.Source { // of which parsing makes the sum
		t.Sum, err = sumOf(source, file)
	}
	return t, err
}
