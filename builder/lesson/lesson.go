// Package lesson turns one Markdown file into a [Lesson]: front matter,
// rendered body, headings, links and blocks.
//
// [Parse] reads one file only and never fails. What is wrong with the file is
// a diagnostic that the lesson carries, so that the same bytes with the same
// [Options] give the same lesson, and a cache may replay it. No syntax tree
// outlives Parse: a lesson keeps rendered text in which everything that depends on
// other files is a numbered slot (see [block.Body]).
//
// A lesson is immutable once it is parsed; builds share it.
package lesson

import (
	"bytes"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"lectern/builder/block"
	"lectern/builder/diag"
	"lectern/builder/docx"
)

// Lesson is one Markdown file of the course, of any [Kind].
type Lesson struct {
	File     string // slash-separated, from the course folder: content/module/lesson.md
	Kind     Kind
	Meta     Meta
	Body     block.Body     // empty when it is kept elsewhere: see AppendBody
	Headings []Heading      // of the body, in order, for contents and anchors
	Links    []block.Link   // of the body, the front matter and the blocks
	External []block.Link   // addresses of other sites: see Options.External
	Blocks   []*block.Block // in the order in which they end
	Terms    []Term         // of a glossary
	Words    int            // of the body and of what stands in its blocks
	Document *docx.Document // of a template that is written in Markdown, with slots: see FillDocument
	Diags    []diag.Diagnostic

	Unexplained []Abbreviation // in the order of the page
	Asked       []Asked        // questions of the page, of its FAQs and quizzes

	anchors  []string                                   // besides those of allAnchors, sorted
	read     func(dst []byte, part int) ([]byte, error) // see Stored; nil when everything is here
	skimmed  bool                                       // by Skim
	exercise bool                                       // skimmed: there may be one

	practice int // skimmed: an estimate of Practice
}

// Heading is a heading of the body outside of the parts of blocks.
type Heading struct {
	Level int
	ID    string
	Text  string // without marks
}

// Term is an entry of the glossary.
type Term struct {
	Name       string // without marks
	ID         string
	Definition block.Body
	Pos        diag.Pos
}

// HasAnchor reports whether the page has an element of that id that a link may name. Of a lesson that was only skimmed nobody knows, so
// none is missed.
func (l *Lesson) HasAnchor(id string) bool {
	if l.skimmed {
		return true
	}
	for anchor := range l.allAnchors {
		if anchor == id {
			return true
		}
	}
	return false
}

// allAnchors calls yield with the id of every element that a link may name.
func (l *Lesson) allAnchors(yield func(id string) bool) {
	for i := range l.Headings {
		if !yield(l.Headings[i].ID) {
			return
		}
	}
	for i := range l.Meta.FAQs {
		if !yield(l.Meta.FAQs[i].ID) {
			return
		}
	}
	for _, section := range []struct {
		id    string
		there bool
	}{
		{"content", true},
		{"objectives", len(l.Meta.Objectives) > 0},
		{"takeaways", len(l.Meta.Takeaways) > 0},
		{"downloads", len(l.Meta.Downloads) > 0},
		{"faq", len(l.Meta.FAQs) > 0},
	} {
		if section.there && !yield(section.id) {
			return
		}
	}
	for _, id := range l.anchors {
		if !yield(id) {
			return
		}
	}
}

// Minutes returns the reading time: what the front matter says, else from
// the words at 220 a minute, and at least 1.
func (l *Lesson) Minutes() int {
	if l.Meta.Duration > 0 {
		return max(1, int((l.Meta.Duration+time.Minute/2)/time.Minute))
	}
	return max(1, (l.Words+wordsPerMinute-1)/wordsPerMinute)
}

const wordsPerMinute = 220

// Practice returns how many minutes the exercises take besides reading, as their blocks estimate it.
func (l *Lesson) Practice() int {
	n := l.practice
	for _, b := range l.Blocks {
		n += b.Practice()
	}
	return n
}

// Exercises returns the blocks that the workbook of the course shows again. One that stands inside
// another is shown with that.
func (l *Lesson) Exercises() []*block.Block {
	var out []*block.Block
	for i := len(l.Blocks) - 1; i >= 0; i-- {
		if b := l.Blocks[i]; b.Kind.Workbook {
			out = append(out, b)
			i -= b.Inner
		}
	}
	slices.Reverse(out)
	return out
}

// Questions returns the number of quiz questions.
func (l *Lesson) Questions() int {
	n := 0
	for _, b := range l.Blocks {
		if quiz, ok := b.Data.(block.QuizData); ok {
			n += len(quiz.Questions)
		}
	}
	return n
}

// Options are the course's settings that change how a file is read.
type Options struct {
	Language string // BCP 47; decides the quotation marks
	RawHTML  bool   // publish raw HTML as it is
	Edition  string // blocks of other editions are left out; empty is the learner's
	External bool   // keep the addresses of other sites, for whoever asks whether they answer
}

// MaxSize is the size in bytes above which a Markdown file is refused.
const MaxSize = 1 << 20

// Parse reads one file. It never fails: see Lesson.Diags.
func Parse(file string, kind Kind, src []byte, opt Options) *Lesson {
	p := &page{
		lesson: &Lesson{File: file, Kind: kind}, ids: newIDs(), opt: opt,
		explicit: map[string]int{}, reported: map[diag.Diagnostic]int{},
		teaching: newTeaching(opt),
	}
	defer p.release()
	src, bodyOffset, ok := p.lesson.begin(src)
	if !ok {
		return p.lesson
	}
	p.parseBody(src, bodyOffset)
	p.checkObjectives()
	p.parseTexts()
	p.examineQuestions()
	p.lesson.Meta.typeset(opt.Language)
	slices.Sort(p.anchors)
	p.lesson.anchors = slices.Clone(slices.Compact(p.anchors))
	p.lesson.Diags = diag.Sort(p.lesson.Diags)
	p.lesson.trim()
	return p.lesson
}

// trim gives back what the lists took to grow, since a course keeps thousands of them.
func (l *Lesson) trim() {
	l.Headings, l.Links, l.External = slices.Clone(l.Headings), slices.Clone(l.Links), slices.Clone(l.External)
	l.Blocks, l.Asked, l.Unexplained = slices.Clone(l.Blocks), slices.Clone(l.Asked), slices.Clone(l.Unexplained)
	l.Diags = slices.Clone(l.Diags)
}

// begin reads the front matter. It returns the text as the rest of the file is read, with the offset of the body, or false when there is
// nothing to read.
func (l *Lesson) begin(src []byte) (text []byte, body int, ok bool) {
	if d, bad := unreadable(l.File, src); bad {
		l.Diags = append(l.Diags, d)
		return nil, 0, false
	}
	text = normalizeLineEnds(src)
	l.Meta, body, l.Diags = decodeFrontMatter(l.File, l.Kind.frontMatter(), text)
	return text, body, true
}

// frontMatter returns the kind whose keys k has.
func (k Kind) frontMatter() Kind {
	if k == KindGlossary {
		return KindPage
	}
	return k
}

// unreadable reports what makes a file no text that could be read at all.
func unreadable(file string, src []byte) (diag.Diagnostic, bool) {
	at := func(offset int) diag.Pos { return newLines(src[:offset]).pos(file, offset) }
	if len(src) > MaxSize {
		return diag.Errorf(diag.Pos{File: file}, "divide it into several lessons",
			"file is larger than %d KiB, the most that is read", MaxSize>>10), true
	}
	if bytes.HasPrefix(src, []byte{0xff, 0xfe}) || bytes.HasPrefix(src, []byte{0xfe, 0xff}) {
		return diag.Errorf(diag.Pos{File: file}, "save the file as UTF-8", "file is UTF-16"), true
	}
	if i := bytes.IndexByte(src, 0); i >= 0 {
		return diag.Errorf(at(i), "remove it; is this a text file?", "file has a NUL byte"), true
	}
	if utf8.Valid(src) {
		return diag.Diagnostic{}, false
	}
	i := 0
	for {
		r, size := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && size == 1 {
			return diag.Errorf(at(i), "save the file as UTF-8", "%s", fmt.Sprintf("byte 0x%02x is not valid UTF-8", src[i])), true
		}
		i += size
	}
}

// normalizeLineEnds makes CRLF and a lone CR the one line end that goldmark knows: with CRLF it reads an
// empty list item as text. Lines and columns stay the same.
func normalizeLineEnds(src []byte) []byte {
	if bytes.IndexByte(src, '\r') < 0 {
		return src
	}
	return bytes.ReplaceAll(bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
}
