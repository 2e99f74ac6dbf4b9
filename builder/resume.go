package builder

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
	"golang.org/x/text/unicode/norm"

	"lectern/builder/course"
	"lectern/builder/lesson"
	"lectern/builder/output"
	"lectern/builder/record"
	"lectern/builder/search"
)

// maxTouched is how many edited files make a build that is not better made from nothing.
const maxTouched = 100

// store is what a build leaves of its lessons.
type store struct {
	ID      string
	Search  *search.Postings
	Lessons []stored
}

// stored is a lesson as lesson.Keep writes it.
type stored struct {
	File string
	Key  [sha256.Size]byte // of the file
	Text string
}

// storeHead is what stands before the lessons, and the words of the search index before these.
type storeHead struct {
	ID     string
	Search *search.Postings // without its words
	Words  int
}

// errNothingToKeep says that a later build could not trust what this one leaves.
var errNothingToKeep = errors.New("nothing to keep")

// Keep writes what a later build may take from this one: see output.PublishOptions.
func (b *Builder) Keep(r *Result, what output.Kept, published *output.Published, w io.Writer) error {
	if b.opt.maker() == "" || b.past.traces == nil {
		return errNothingToKeep
	}
	if what == output.KeptRecord {
		return b.writeRecord(w, r, published)
	}
	b.past.id = rand.Text()
	return b.writeStore(w)
}

// writeStore writes the lessons a few at a time, since those of a large course together are larger than all that a build holds. They
// are encoded on all cores.
func (b *Builder) writeStore(w io.Writer) error {
	head := storeHead{ID: b.past.id, Search: b.past.memory.Postings}
	if err := writeFrame(w, record.Append(nil, &head)); err != nil {
		return err
	}
	const few = 32
	texts := make([][]byte, b.opt.Workers)
	for part := range slices.Chunk(b.sources.markdown, few*len(texts)) {
		var wg sync.WaitGroup
		for i := range texts {
			some := part[min(i*few, len(part)):min((i+1)*few, len(part))]
			wg.Go(func() { texts[i] = b.appendStored(texts[i][:0], some) })
		}
		wg.Wait()
		for _, text := range texts {
			if _, err := w.Write(text); err != nil {
				return err
			}
		}
	}
	return nil
}

// appendStored appends the lessons of sources, each as a frame.
func (b *Builder) appendStored(dst []byte, some []source) []byte {
	var scratch, frame []byte
	for _, src := range some {
		p := b.lessons[src.file]
		s := stored{File: src.file, Key: p.key, Text: b.past.texts[src.file]}
		if s.Text == "" {
			var ok bool
			if scratch, ok = p.lesson.Keep(scratch[:0]); !ok {
				continue
			}
			s.Text = record.Text(scratch)
		}
		frame = record.Append(frame[:0], &s)
		dst = append(binary.AppendUvarint(dst, uint64(len(frame))), frame...)
	}
	return dst
}

// writeFrame writes a text behind its length.
func writeFrame(w io.Writer, text []byte) error {
	if _, err := w.Write(binary.AppendUvarint(nil, uint64(len(text)))); err != nil {
		return err
	}
	_, err := w.Write(text)
	return err
}

// readStore reads what writeStore wrote.
func readStore(text []byte) (*store, bool) {
	frame := func() (string, bool) {
		n, size := binary.Uvarint(text)
		if size <= 0 || n > uint64(len(text)-size) {
			return "", false
		}
		frame := text[size : size+int(n)]
		text = text[size+int(n):]
		return record.Text(frame), true
	}
	first, ok := frame()
	if !ok {
		return nil, false
	}
	head, ok := record.Read[storeHead](first)
	if !ok || head.ID == "" {
		return nil, false
	}
	s := &store{ID: head.ID, Search: head.Search}
	for n := 0; n < head.Words; n = len(s.Search.Words) {
		next, ok := frame()
		if !ok {
			return nil, false
		}
		some, ok := record.Read[[]search.Word](next)
		if !ok || len(*some) == 0 || s.Search == nil {
			return nil, false
		}
		s.Search.Words = append(s.Search.Words, *some...)
	}
	for len(text) > 0 {
		next, ok := frame()
		if !ok {
			return nil, false
		}
		l, ok := record.Read[stored](next)
		if !ok {
			return nil, false
		}
		s.Lessons = append(s.Lessons, *l)
	}
	return s, true
}

// Resumable reports whether the lessons of the recalled build are of use for the next one: few files were edited, and every template is
// the program's own, so that it is known what pages show of each other.
func (b *Builder) Resumable() bool {
	if b.past.last == nil || !b.past.alike || len(b.past.touched) > maxTouched {
		return false
	}
	for _, t := range b.past.traces {
		if strings.HasPrefix(t.Path, "themes/") && path.Ext(t.Path) == ".html" {
			return false
		}
	}
	return true
}

// Resume gives the builder the lessons that the recalled build left. If the rest of the course sees no more of the edits than lesson.Compare
// allows, the next Build parses only what was edited, and its result tells which files are as they were published. What it gives is
// what it would give without.
func (b *Builder) Resume(text []byte) {
	if s, ok := readStore(text); ok && b.Resumable() && s.ID == b.past.last.ID {
		b.past.store = s
	}
}

// resume builds with the lessons of the last build. The result is nil when the course is to be built from nothing.
func (b *Builder) resume(ctx context.Context) (*Result, error) {
	s := b.past.store
	b.past.store, b.past.texts, b.past.memory = nil, nil, nil
	if b.opt.maker() != "" {
		b.past.memory = &output.Memory{}
	}
	if s == nil {
		return nil, nil
	}
	opt, settings, err := b.reading(b.sources)
	if err != nil {
		return nil, err
	}
	b.loadAhead(settings)
	old, ok := b.revive(s, opt)
	if !ok {
		b.lessons = map[string]parsed{}
		return nil, nil
	}
	touched := map[string]bool{}
	for _, src := range b.sources.markdown {
		_, kept := b.past.texts[src.file]
		touched[src.file] = !kept
	}
	r := &Result{}
	lessons, err := b.parseAll(ctx, opt, touched, r)
	if err != nil {
		return nil, err
	}
	likes, ok := b.compare(old)
	if !ok {
		b.lessons, b.past.texts = map[string]parsed{}, nil
		return nil, nil
	}
	b.past.memory.Postings = s.Search
	return b.resumed(r, lessons, likes)
}

// revive reads the kept lessons. It returns the ones of the edited files, which do not count as the builder's own.
func (b *Builder) revive(s *store, opt lesson.Options) (old map[string]*lesson.Lesson, ok bool) {
	kinds := map[string]lesson.Kind{}
	for _, src := range b.sources.markdown {
		kinds[src.file] = src.kind
	}
	lessons := make([]*lesson.Lesson, len(s.Lessons))
	var g errgroup.Group
	for w := range b.opt.Workers {
		g.Go(func() error {
			for i := len(lessons) * w / b.opt.Workers; i < len(lessons)*(w+1)/b.opt.Workers; i++ {
				kept, kind := &s.Lessons[i], kinds[s.Lessons[i].File]
				l, ok := lesson.Kept(kept.Text, b.bodyOf(kept, kind, opt))
				if !ok || l.File != kept.File || l.Kind != kind {
					return errNothingToKeep
				}
				lessons[i] = l
			}
			return nil
		})
	}
	if g.Wait() != nil {
		return nil, false
	}
	b.lessons, b.past.texts, old = map[string]parsed{}, map[string]string{}, map[string]*lesson.Lesson{}
	for i, l := range lessons {
		b.lessons[l.File] = parsed{key: s.Lessons[i].Key, opt: opt, kind: l.Kind, lesson: l}
		b.past.texts[l.File] = s.Lessons[i].Text
	}
	for _, file := range b.past.touched {
		if old[file] = b.lessons[file].lesson; old[file] == nil {
			return nil, false
		}
		delete(b.lessons, file)
		delete(b.past.texts, file)
	}
	return old, true
}

// bodyOf returns a function that makes the body of a kept lesson again.
func (b *Builder) bodyOf(s *stored, kind lesson.Kind, opt lesson.Options) func(dst []byte) ([]byte, error) {
	return func(dst []byte) ([]byte, error) {
		text, err := readSource(b.opt.Source, s.File)
		if err != nil {
			return dst, fmt.Errorf("read %s: %w", s.File, err)
		}
		if sha256.Sum256(text) != s.Key {
			return dst, fmt.Errorf("%s was changed while the course was built: build it again", s.File)
		}
		return append(dst, lesson.Parse(s.File, kind, text, opt).Body...), nil
	}
}

// compare returns how much the rest of the course sees of the edits. It reports false when it sees more than pages show of each other.
func (b *Builder) compare(old map[string]*lesson.Lesson) (likes map[string]lesson.Likeness, ok bool) {
	likes = map[string]lesson.Likeness{}
	for file, l := range old {
		p := b.lessons[file]
		likes[file] = lesson.Compare(l, p.lesson)
		if likes[file] == lesson.Different || !replaceable[p.kind] {
			return nil, false
		}
	}
	return likes, true
}

// resumed goes on from the lessons.
func (b *Builder) resumed(r *Result, lessons []*lesson.Lesson, likes map[string]lesson.Likeness) (*Result, error) {
	b.past.memory.Changed = map[*course.Page]lesson.Likeness{}
	r, err := b.link(r, lessons)
	if err != nil || r.HasErrors() {
		return r, err
	}
	for file, like := range likes {
		if p := r.Course.Lookup(norm.NFC.String(file)); p != nil { // a draft is on no page
			b.past.memory.Changed[p] = like
		}
	}
	r.Same = b.past.memory.Same
	return r, nil
}
