package lesson

import (
	"sync"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"lectern/builder/block"
	"lectern/builder/diag"
)

// Check is a check that an editor of courses would make. What it finds is a warning that
// bears its name, and the course's settings switch it off by that name.
type Check struct {
	Name string
	Says string // what it finds
}

// Checks lists every check, also those of the packages block and course.
var Checks = []Check{
	{"abbreviation", "an abbreviation that neither the page, before it is used, nor the glossary spells out"},
	{"alt-text", "a picture without a description"},
	{"compare-columns", "columns of a compare block that differ in length"},
	{"description", "a lesson without a description"},
	{"heading-level", "a heading that skips a level, or is as high as the title"},
	{"list-siblings", "an item of a list without the link or text that all the others have"},
	{"number-promise", "a heading or sentence that promises a number, and a list that has another"},
	{"objective", "an objective that no heading, block or question of its lesson takes up"},
	{"pointer-below", "a pointer to a table, list or the like below, where none follows"},
	{"practice", "a lesson in which the learner does nothing"},
	{"similar-questions", "two questions of the course that ask nearly the same"},
	{"takeaways", "a lesson without takeaways"},
	{"unfinished-paragraph", "a paragraph that ends in the middle of a sentence"},
	{"unlinked-module", "a module of which no lesson is linked from any other page"},
	{"unreferenced-file", "a picture or document that no page refers to"},
	{"unused-template", "a template that no lesson offers"},
}

// CheckNames returns the names of all checks.
func CheckNames() []string {
	names := make([]string, len(Checks))
	for i, c := range Checks {
		names[i] = c.Name
	}
	return names
}

// warn reports what a check found.
func (p *page) warn(check string, pos diag.Pos, hint, format string, args ...any) {
	d := diag.Warningf(pos, hint, format, args...)
	d.Check = check
	p.report(d)
}

// teaching is what the checks of a page share.
type teaching struct {
	tongue tongue
	noted  map[string]int // abbreviations: the number of the one in Lesson.Unexplained, from 1, or spelledOut
	looks  int            // uses of abbreviations whose long form was looked for
	*scratch
}

const spelledOut = -1

// scratch is memory that one page after another uses.
type scratch struct {
	prose     prose
	tokens    []token
	landmarks []landmark
	taken     []byte // words of headings, blocks and questions
}

var scratches = sync.Pool{New: func() any { return &scratch{} }}

func newTeaching(opt Options) teaching {
	s := scratches.Get().(*scratch)
	s.taken = s.taken[:0]
	return teaching{tongue: tongueOf(opt.Language), scratch: s}
}

// release gives the memory to other pages. Nothing of this one may stay in it.
func (t *teaching) release() {
	t.prose.src = nil
	clear(t.tokens[:cap(t.tokens)])
	scratches.Put(t.scratch)
	t.scratch = nil
}

// examinePlain makes the checks of a text that is never made a tree, since it has no marks.
func (p *page) examinePlain(text string, pos func(offset int) diag.Pos) {
	if p.tongue.latin && hasCapitals([]byte(text)) {
		p.capitals(&prose{text: []byte(text), pieces: []piece{{}}}, pos)
	}
}

// examineQuestions looks at the questions of the page.
func (p *page) examineQuestions() {
	for _, q := range p.lesson.Meta.FAQs {
		p.examinePlain(q.Question, func(int) diag.Pos { return q.Pos })
		p.ask(q.Question, q.Pos)
	}
	for _, b := range p.lesson.Blocks {
		if quiz, ok := b.Data.(block.QuizData); ok {
			for _, q := range quiz.Questions {
				p.ask(q.Words, q.Pos)
			}
		}
	}
}

// examiner makes the checks of one text. It walks the blocks once, before anything is rendered
// and while the tree is as the author wrote it.
type examiner struct {
	*fragment
	words    *vocabulary // nil for a language without one
	prose    *prose      // the text of the block that is being looked at
	level    int         // of the heading above, 0 without one
	inside   int         // depth of blocks that count as taking an objective up
	pointers []pointer
	bare     []int // offsets of the last letters of paragraphs without a full stop
	finished int   // paragraphs with one

	mayPoint, mayAbbreviate bool // the text has what these checks look for: most have not
}

// examine makes the checks of a text. It changes nothing in the tree.
func (f *fragment) examine() {
	e := &examiner{
		fragment: f, words: f.tongue.words, prose: &f.scratch.prose,
		mayPoint:      f.tongue.mayPoint(f.src),
		mayAbbreviate: f.tongue.latin && hasCapitals(f.src),
	}
	e.prose.src, e.landmarks = f.src, e.landmarks[:0]
	e.blocks(f.root)
	e.followPointers()
	e.judgeBare()
}

func (e *examiner) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		e.block(n)
	}
}

func (e *examiner) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		e.heading(n)
	case *ast.Paragraph:
		e.prose.read(n)
		e.text(n)
		if e.body || e.answer { // objectives and takeaways need not be sentences
			e.unfinished(n)
		}
	case *ast.TextBlock, *extast.DefinitionTerm:
		e.prose.read(n)
		e.text(n)
	case *ast.List:
		e.mark(seesList, 0)
		e.siblings(n)
		e.blocks(n)
	case *extast.Table:
		e.mark(seesTable, 0)
		e.table(n)
	case *block.Container:
		e.container(n)
	case *callout:
		e.mark(seesBox, 0)
		e.blocks(n)
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		e.mark(seesCode, 0)
	case *ast.Blockquote:
		e.mark(seesQuote, 0)
		e.blocks(n)
	case *ast.ListItem, *extast.DefinitionDescription:
		e.blocks(n)
	case *extast.DefinitionList:
		e.mark(seesList, 0)
		e.blocks(n)
	}
}

// text makes the checks that look at any text of the page, which stands in e.prose.
func (e *examiner) text(n ast.Node) {
	e.mark(e.prose.sees|seesText, 0)
	if e.mayAbbreviate {
		e.capitals(e.prose, e.pos)
	}
	if e.inside > 0 {
		e.takeUp(e.prose.text)
	}
	if e.words == nil {
		return
	}
	e.introduction(n)
	if e.mayPoint {
		e.point()
	}
}

func (e *examiner) heading(h *ast.Heading) {
	e.prose.read(h)
	if e.body {
		e.takeUp(e.prose.text)
	}
	e.mark(seesHeading, h.Level)
	e.level = h.Level
	if e.words != nil {
		e.headingPromise(h)
	}
}

// table looks at the cells one by one. Those of the header say what the table is about.
func (e *examiner) table(table ast.Node) {
	for row := table.FirstChild(); row != nil; row = row.NextSibling() {
		isHeader := row.Kind() == extast.KindTableHeader
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			if !e.mayAbbreviate && !isHeader {
				continue
			}
			e.prose.read(cell)
			if e.mayAbbreviate {
				e.capitals(e.prose, e.pos)
			}
			if isHeader && e.body {
				e.takeUp(e.prose.text)
			}
		}
	}
}

func (e *examiner) container(c *block.Container) {
	kind := block.Lookup(c.Name)
	if kind == nil {
		e.blocks(c)
		return
	}
	if !isHidden(c, e.opt.Edition) {
		e.mark(blockSees(kind), 0)
		e.takeUp([]byte(c.Title))
	}
	e.titlePromise(c)
	level := e.level
	if kind.Practice || kind == block.Ask {
		e.inside++
		defer func() { e.inside-- }()
	}
	e.blocks(c)
	e.level = level
}
