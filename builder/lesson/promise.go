package lesson

import (
	"slices"
	"strconv"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"lectern/builder/block"
)

// promise is a number of things that a heading or sentence says there are: "six core skills".
type promise struct {
	n         int
	words     string // with its noun; empty for a number that promises nothing
	at        int    // offset in the text
	opening   bool   // it stands at the beginning, or says that there are so many
	countable bool   // of the nouns that lists are made of: steps, rules
	pointing  bool   // "these six", "the following six"
}

// headingPromise compares what a heading promises, which stands in e.prose, with the list or
// the headings of its section.
func (e *examiner) headingPromise(h *ast.Heading) {
	if !e.words.hasNumber(e.prose.text) {
		return
	}
	ps := e.words.promises(e.prose.text)
	p, ok := firstPromise(ps)
	if !ok || isNumbered(h, e.src, p) {
		return
	}
	if !p.countable && !p.pointing && (!p.opening || isPart(h)) || isQuizQuestion(h) {
		return
	}
	counts, what := e.sectionCounts(h, p)
	e.comparePromise("heading", ps, p, counts, what)
}

// introduction compares the last sentence of a text with what directly follows it.
func (e *examiner) introduction(n ast.Node) {
	next, text := n.NextSibling(), e.prose.text
	if !e.isCounted(next) {
		return
	}
	start := lastSentence(text)
	if !e.words.hasNumber(text[start:]) {
		return
	}
	counts, what := countsOf(next)
	if h, ok := next.(*ast.Heading); ok {
		counts, what = e.headingCounts(h, e.level)
	}
	colon := len(text) > 0 && text[len(text)-1] == ':'
	ps := e.words.promises(text[start:])
	for i := len(ps) - 1; i >= 0; i-- {
		p := ps[i]
		isHeading := next.Kind() == ast.KindHeading
		if p.pointing || p.countable && (p.opening || colon && !isHeading) || p.opening && colon && !isHeading {
			p.at += start
			e.comparePromise("sentence", ps, p, counts, what)
			return
		}
	}
}

// isCounted reports whether a node could be what a promise before it is about.
func (e *examiner) isCounted(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.Heading:
		return n.Level > e.level
	case *ast.List, *extast.Table, *extast.DefinitionList, *block.Container:
		return true
	}
	return false
}

// titlePromise compares the title of a block with what stands in it.
func (e *examiner) titlePromise(c *block.Container) {
	if e.words == nil || !e.words.hasNumber([]byte(c.Title)) {
		return
	}
	ps := e.words.promises([]byte(c.Title))
	counts, what := countsOf(c)
	p, ok := firstPromise(ps)
	if !ok || len(counts) == 0 || !p.countable || agrees(ps, counts) {
		return
	}
	e.warn("number-promise", e.pos(c.At), promiseHint, "title of the block promises %s, but it has %d %s", p.words, counts[0], what)
}

func firstPromise(ps []promise) (promise, bool) {
	for _, p := range ps {
		if p.words != "" {
			return p, true
		}
	}
	return promise{}, false
}

const promiseHint = "make the number and the list agree"

// comparePromise reports p when it, and the other numbers beside it, are none of the counts.
func (e *examiner) comparePromise(where string, all []promise, p promise, counts []int, what string) {
	if len(counts) == 0 || agrees(all, counts) {
		return
	}
	at, _ := e.prose.source(p.at)
	e.warn("number-promise", e.pos(at), promiseHint, "%s promises %s, but %d %s follow", where, p.words, counts[0], what)
}

func agrees(ps []promise, counts []int) bool {
	return slices.ContainsFunc(ps, func(p promise) bool { return slices.Contains(counts, p.n) })
}

// isNumbered reports whether the number is that of the heading itself, as in "3 Setting goals" between others like it.
func isNumbered(h *ast.Heading, src []byte, p promise) bool {
	if p.at != 0 || !isNumber(p.words) {
		return false
	}
	for _, near := range []ast.Node{nextHeading(h, ast.Node.NextSibling), nextHeading(h, ast.Node.PreviousSibling)} {
		if near == nil {
			continue
		}
		if ts := tokens([]byte(block.PlainText(near, src))); len(ts) > 0 {
			if n, err := strconv.Atoi(ts[0].lower); err == nil && (n == p.n+1 || n == p.n-1) {
				return true
			}
		}
	}
	return false
}

func nextHeading(h *ast.Heading, step func(ast.Node) ast.Node) ast.Node {
	for n := step(h); n != nil; n = step(n) {
		if other, ok := n.(*ast.Heading); ok && other.Level <= h.Level {
			return n
		}
	}
	return nil
}

func isQuizQuestion(h *ast.Heading) bool {
	c, ok := h.Parent().(*block.Container)
	return ok && c.Name == block.Quiz.Name
}
