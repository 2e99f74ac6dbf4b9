package output

import (
	"fmt"
	"io"
	"math"
	"runtime"
	"sync"

	"lectern/builder/course"
	"lectern/builder/lesson"
	"lectern/builder/search"
	"lectern/builder/theme"
)

// searching is the search index of a course. It is made when the first file is rendered that needs all of it, and again when a
// lesson has been replaced since. By the order of their paths, a build renders the texts before: what is read for these is read
// for the index too. The number of its files depends on the number of pages, questions and terms only, so they can be listed before.
type searching struct {
	course   *course.Course
	renderer *theme.Renderer
	home     theme.View // from which every address has its path

	pages     []*course.Page // lessons, guides and others that one reads
	templates []*course.Page
	questions []question
	terms     int
	options   search.Options

	mu       sync.Mutex
	indexer  *search.Indexer  // nil before the first file is rendered
	revision int              // of the course that it reads
	lessons  []*lesson.Lesson // of the pages of the course then
}

// question is question n of a page.
type question struct {
	page *course.Page
	n    int
}

// The groups of documents, in the order of their numbers, with how many of a group are listed for a word at most, and
// how many stand in a leaf. Texts are short but for those of pages.
const (
	pageGroup = iota
	templateGroup
	questionGroup
	termGroup
)

var searchGroups = [...]search.Group{
	pageGroup:     {Keep: 1500, Leaf: 1},
	templateGroup: {Keep: 300, Leaf: 1},
	questionGroup: {Keep: 800, Leaf: 16},
	termGroup:     {Keep: 300, Leaf: 24},
}

// addSearch lists the files of the search index. Those in assets are kept by browsers for good: their addresses end in the
// version that the directory names.
func (s *site) addSearch() {
	x := newSearching(s)
	s.addIndexed(x, course.SearchDirectory, func(i *search.Index) []byte { return i.Directory })
	s.addIndexed(x, "assets/search/vocabulary.json", func(i *search.Index) []byte { return i.Vocabulary })
	for n := range x.options.Shards {
		s.addIndexed(x, fmt.Sprintf("assets/search/words-%d.json", n), func(i *search.Index) []byte { return i.Shards[n] })
	}
	first, leaf := 0, 0
	for _, group := range x.options.Groups {
		for n := range group.Leaves() {
			from, to := first+n*group.Leaf, first+min((n+1)*group.Leaf, group.Count)
			s.add(fmt.Sprintf("assets/search/text-%d.json", leaf), x.shows(s, from, to), func(w io.Writer) error { return x.current().Leaf(w, from, to) })
			leaf++
		}
		first += group.Count
	}
}

// addIndexed lists a file that is part of the index.
func (s *site) addIndexed(x *searching, path string, part func(*search.Index) []byte) {
	s.add(path, nil, func(w io.Writer) error {
		index, err := x.current().Index()
		if err != nil {
			return fmt.Errorf("index the course: %w", err)
		}
		s.memory.keep(index.Postings)
		return write(w, part(index))
	})
	s.files[len(s.files)-1].Prepare = x.prepare
}

func newSearching(s *site) *searching {
	x := &searching{course: s.course, renderer: s.pages, home: s.pages.View(s.course.Home), templates: s.course.Templates}
	var others []*course.Page // behind lessons, which come first where both answer as well
	for _, p := range s.course.Pages {
		switch p.Kind {
		case course.LessonPage, course.GuidePage:
			x.pages = append(x.pages, p)
		case course.ModulePage, course.ShelfPage, course.PlainPage:
			others = append(others, p)
		}
		for n := range p.Meta.FAQs {
			x.questions = append(x.questions, question{p, n})
		}
	}
	x.pages = append(x.pages, others...)
	if g := s.course.Glossary; g != nil {
		x.terms = len(g.Terms)
	}
	groups := searchGroups
	groups[pageGroup].Count = len(x.pages)
	groups[templateGroup].Count = len(x.templates)
	groups[questionGroup].Count = len(x.questions)
	groups[termGroup].Count = x.terms
	x.options = search.Options{
		Groups: groups[:], Read: x.read, Workers: runtime.GOMAXPROCS(0),
		Shards: shards(len(x.pages) + len(x.questions)/questionsPerPage),
	}
	if m := s.memory; m != nil && m.Postings != nil {
		x.options.Last = m.Postings
		x.options.Changed = func(n int) bool { return m.any(s.names(x.owner(n))) }
	}
	return x
}

// questionsPerPage is how many questions have as many words as a page.
const questionsPerPage = 16

// shards returns the number of shards for so many pages. It must follow from what can be counted before the words are known. Words and
// their lists take about 80 KB for 50 pages of 1,500 words; they grow more slowly than the pages, since words come again and lists end
// at Keep. So a shard has some 14 KB, half of that compressed.
func shards(pages int) int { return 1 + int(math.Pow(float64(pages), 0.8)/4) }

// current returns what indexes the course as it is now.
func (x *searching) current() *search.Indexer {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.indexer == nil || x.revision != x.course.Revision {
		x.indexer, x.revision = search.NewIndexer(x.sinceLast()), x.course.Revision
		x.lessons = x.lessons[:0]
		for _, p := range x.course.Pages {
			x.lessons = append(x.lessons, p.Lesson)
		}
	}
	return x.indexer
}

// sinceLast returns the options of an index that begins with the last one, if there is one: a lesson is replaced in the course only when
// what others show of it is the same.
func (x *searching) sinceLast() search.Options {
	opt := x.options
	if x.indexer == nil || x.indexer.Made() == nil {
		return opt
	}
	replaced := map[*course.Page]bool{}
	for i, p := range x.course.Pages {
		if p.Lesson != x.lessons[i] {
			replaced[p] = true
		}
	}
	opt.Last = x.indexer.Made().Postings
	opt.Changed = func(n int) bool { return replaced[x.owner(n)] }
	return opt
}

// step is how many documents are read without a pause: pages take some ten milliseconds.
const step = 256

// prepare reads the course for the index. It begins again when that has changed meanwhile, and leaves it to whoever needs the index when that
// goes on.
func (x *searching) prepare(pause func()) error {
	documents := 0
	for _, g := range x.options.Groups {
		documents += g.Count
	}
	for range 2 * (documents + step) / step {
		more, err := x.current().Read(step)
		if !more || err != nil {
			return err
		}
		pause()
	}
	return nil
}

// shows says what is shown of other pages in some documents.
func (x *searching) shows(s *site, from, to int) shows {
	var owners []*course.Page
	for n := from; n < to; n++ {
		owners = append(owners, x.owner(n))
	}
	return s.namesAny(owners)
}

// owner returns the page that document n was written on.
func (x *searching) owner(n int) *course.Page {
	if n < len(x.pages) {
		return x.pages[n]
	}
	n -= len(x.pages)
	if n < len(x.templates) {
		return x.templates[n]
	}
	n -= len(x.templates)
	if n < len(x.questions) {
		return x.questions[n].page
	}
	return x.course.Glossary
}

// read gives a document by its number.
func (x *searching) read(n int, use func(*search.Document)) error {
	if n < len(x.pages) {
		return x.page(x.pages[n], use)
	}
	n -= len(x.pages)
	if n < len(x.templates) {
		return x.page(x.templates[n], use)
	}
	n -= len(x.templates)
	if n < len(x.questions) {
		return x.question(x.questions[n], use)
	}
	return x.term(n-len(x.questions), use)
}

func (x *searching) page(p *course.Page, use func(*search.Document)) error {
	return x.renderer.View(p).Sections(func(sections []search.Section) (err error) {
		d := search.Document{Title: p.Title(), Path: x.home.URL(p), Tags: p.Meta.Tags, Sections: sections}
		switch {
		case p.IsLesson():
			d.Place = p.Module.LinkTitle()
		case p.Kind == course.ModulePage:
			d.Place, err = x.home.T("module_n", p.Number)
		case p.Kind == course.TemplatePage: // found by what it is, too
			var kind string
			kind, err = x.home.T("templates")
			d.Tags = append([]string{kind}, d.Tags...)
		}
		if err == nil {
			use(&d)
		}
		return err
	})
}

func (x *searching) question(q question, use func(*search.Document)) error {
	faq := q.page.Meta.FAQs[q.n]
	return x.renderer.View(q.page).Words(faq.Answer.Body, func(answer string) {
		use(&search.Document{
			Title: faq.Question, Path: x.home.URLFragment(q.page, faq.ID), Place: q.page.Title(),
			Sections: []search.Section{{Text: answer}},
		})
	})
}

func (x *searching) term(n int, use func(*search.Document)) error {
	g := x.course.Glossary
	return x.renderer.View(g).Words(g.Terms[n].Definition, func(words string) {
		use(&search.Document{
			Title: g.Terms[n].Name, Path: x.home.URLFragment(g, g.Terms[n].ID),
			Sections: []search.Section{{Text: words}},
		})
	})
}
