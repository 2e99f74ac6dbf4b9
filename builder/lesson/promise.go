package lesson

import (
	"slices"
	"strconv"
	"unicode/utf8"

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

// countsOf returns the numbers that a promise before n may mean, the likeliest first; none when n
// holds nothing that is counted.
func countsOf(n ast.Node) ([]int, string) {
	switch n := n.(type) {
	case *ast.List:
		return listCounts(n), "items"
	case *extast.Table:
		columns := n.FirstChild().ChildCount()
		return []int{n.ChildCount() - 1, columns, columns - 1}, "rows"
	case *extast.DefinitionList:
		terms := 0
		for child := n.FirstChild(); child != nil; child = child.NextSibling() {
			if child.Kind() == extast.KindDefinitionTerm {
				terms++
			}
		}
		return []int{terms}, "terms"
	case *block.Container:
		return containerCounts(n)
	}
	return nil, ""
}

// listCounts counts the items, those within the items, and those of a list that goes on behind it: with
// another mark, or after the code or text that belongs to an item.
func listCounts(list *ast.List) []int {
	items, inner := list.ChildCount(), 0
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		for child := item.FirstChild(); child != nil; child = child.NextSibling() {
			if child.Kind() == ast.KindList {
				inner += child.ChildCount()
			}
		}
	}
	counts := []int{items}
	if inner > 0 {
		counts = append(counts, inner)
	}
	for n := list.NextSibling(); n != nil && n.Kind() != ast.KindHeading && len(counts) < maxPromised; n = n.NextSibling() {
		next, ok := n.(*ast.List)
		if ok && (n.PreviousSibling().Kind() == ast.KindList || list.ChildCount() == 1 || next.IsOrdered() && next.Start > 1) {
			items += next.ChildCount()
			counts = append(counts, items)
		}
	}
	return counts
}

// containerCounts counts the parts of a block, and the items in it.
func containerCounts(c *block.Container) ([]int, string) {
	parts, items := 0, 0
	var lists []int
	for n := c.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			parts++
		case *ast.List:
			items += n.ChildCount()
			lists = append(lists, n.ChildCount())
		}
	}
	switch {
	case c.Name == block.Facilitator.Name, c.Name == block.Details.Name:
		return nil, ""
	case c.Name == block.Quiz.Name:
		return []int{max(parts, 1)}, "questions"
	case c.Name == block.Say.Name:
		return []int{items / 2, items}, "pairs"
	case parts > 0:
		return append([]int{parts, items}, lists...), "parts"
	case items > 0:
		return append([]int{items}, lists...), "items"
	}
	return nil, ""
}

// headingCounts counts the headings of the level of first from there on, when they lie below the level of the section.
func (e *examiner) headingCounts(first *ast.Heading, section int) ([]int, string) {
	if first.Level <= section {
		return nil, ""
	}
	all, numbered, framing := 0, 0, 0
	for n := ast.Node(first); n != nil; n = n.NextSibling() {
		h, ok := n.(*ast.Heading)
		if !ok || h.Level > first.Level {
			continue
		}
		if h.Level < first.Level {
			break
		}
		all++
		switch title := tokens([]byte(block.PlainText(h, e.src))); {
		case len(title) == 0:
		case isNumber(title[0].lower), len(title) > 1 && isNumber(title[1].lower):
			numbered++
		case e.words.framing[title[0].lower] || e.words.framing[title[len(title)-1].lower]:
			framing++
		}
	}
	counts := []int{all}
	if numbered > 0 && numbered < all {
		counts = append(counts, numbered)
	}
	if framing > 0 {
		counts = append(counts, all-framing)
	}
	if all < 2 {
		return nil, ""
	}
	return counts, "headings"
}

// sectionCounts returns what the number of a heading may mean in its section: the
// headings below it, or the list that its text leads to.
func (e *examiner) sectionCounts(h *ast.Heading, p promise) (counts []int, what string) {
	paragraphs := 0
	for n := h.NextSibling(); n != nil; n = n.NextSibling() {
		if sub, ok := n.(*ast.Heading); ok {
			if sub.Level <= h.Level {
				break
			}
			if found, name := e.headingCounts(sub, h.Level); found != nil {
				return append(append([]int{}, found...), counts...), name
			}
			return counts, what
		}
		if n.Kind() == ast.KindParagraph {
			paragraphs++
			if what == "" && e.tellsInWords(n, p.n) {
				return nil, ""
			}
			continue
		}
		found, name := countsOf(n)
		if len(found) == 0 || isPractice(n) && paragraphs > 0 || what == "" && !e.isTheList(n, paragraphs, p) {
			continue
		}
		if what == "" {
			what = name
		}
		counts = append(counts, found...)
	}
	return counts, what
}

// isPractice reports blocks that exercise what a section says. They are its list only where it says nothing else.
func isPractice(n ast.Node) bool {
	c, ok := n.(*block.Container)
	return ok && block.Lookup(c.Name) != nil && block.Lookup(c.Name).Practice
}

// isTheList reports whether a list is likely to be what its heading counts: it follows the heading or
// the first paragraph, or its items are set off as a series.
func (e *examiner) isTheList(n ast.Node, paragraphs int, p promise) bool {
	if paragraphs <= 1 {
		return p.countable || p.pointing || paragraphs == 0 && n.Kind() == ast.KindList
	}
	list, ok := n.(*ast.List)
	return ok && (list.IsOrdered() || allLead(list))
}

// tellsInWords reports whether a paragraph gets to the last of n things: "the third".
func (e *examiner) tellsInWords(n ast.Node, count int) bool {
	ordinal := e.words.ordinals[count]
	if ordinal == "" {
		return false
	}
	for _, t := range tokens([]byte(block.PlainText(n, e.src))) {
		if t.lower == ordinal {
			return true
		}
	}
	return false
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

// promises returns the numbers in a sentence or heading, and what they promise.
func (v *vocabulary) promises(text []byte) []promise {
	var out []promise
	ts := tokens(text)
	for i := range ts {
		if n := v.number(ts[i].lower); n > 1 {
			out = append(out, v.promise(ts, i, n, text))
		}
	}
	return out
}

// promise returns what the number n at token i promises, if anything.
func (v *vocabulary) promise(ts []token, i, n int, text []byte) promise {
	p := promise{n: n, at: ts[i].at}
	switch noun := v.noun(ts, i+1); {
	case v.isPartial(ts, i):
	case i+1 == len(ts):
		// "There are four:", "I would keep these three:"
		if i > 0 && text[len(text)-1] == ':' && !isNumber(ts[i].lower) && (v.pointing[ts[i-1].lower] || v.auxiliaries[ts[i-1].lower]) {
			p.words, p.opening = ts[i].lower, true
		}
	case noun >= 0 && !v.quantities[ts[noun].lower]:
		p.words, p.countable = string(text[ts[i].at:ts[noun].end]), v.things[ts[noun].lower]
		v.position(&p, ts, i)
	}
	return p
}

// hasNumber reports whether a text has a number at all. Most have none, and need not be divided into words.
func (v *vocabulary) hasNumber(text []byte) bool {
	begins := true
	for i, c := range text {
		class := numberBytes[c]
		if begins && (class == 'd' || class == 'n' && v.numberAt(text[i:])) {
			return true
		}
		begins = class == 0
	}
	return false
}

// numberBytes tells letters with which the number words begin, n, from other letters and digits, d.
var numberBytes = func() (table [256]byte) {
	for c := range table {
		switch b := byte(c); {
		case '0' <= b && b <= '9':
			table[c] = 'd'
		case 'a' <= b|0x20 && b|0x20 <= 'z', b >= utf8.RuneSelf:
			table[c] = 'l'
		}
	}
	for word := range english.numbers {
		table[word[0]], table[word[0]&^0x20] = 'n', 'n'
	}
	return table
}()

// numberAt reports whether a number word stands at the beginning of a text.
func (v *vocabulary) numberAt(text []byte) bool {
	var word [8]byte
	n := 0
	for n < len(text) && 'a' <= text[n]|0x20 && text[n]|0x20 <= 'z' {
		if n == len(word) {
			return false
		}
		word[n] = text[n] | 0x20
		n++
	}
	return n > 2 && v.numbers[string(word[:n])] > 0
}

// maxPromised is the largest number of things that somebody would list.
const maxPromised = 50

// number returns the value of a number word or of digits up to maxPromised; 0 for others.
func (v *vocabulary) number(word string) int {
	if n, ok := v.numbers[word]; ok {
		return n
	}
	if !isNumber(word) || word[0] == '0' || len(word) > 2 {
		return 0
	}
	n, err := strconv.Atoi(word)
	if err != nil || n > maxPromised {
		return 0
	}
	return n
}

// isPartial reports whether the number at i is an estimate, a part of a range, a name such
// as "step 3", or a share of something: what follows it need not be counted.
func (v *vocabulary) isPartial(ts []token, i int) bool {
	if i > 0 && !ts[i].gap && (v.partial[ts[i-1].lower] || v.isShare(ts, i)) {
		return true
	}
	if i > 0 && ts[i].gap && v.number(ts[i-1].lower) > 0 {
		return true // 5-6, 5–6, 5/6
	}
	if i+1 == len(ts) {
		return false
	}
	if next := ts[i+1]; next.gap || v.ranges[next.lower] && i+2 < len(ts) && v.number(ts[i+2].lower) > 0 {
		return true
	}
	return i > 1 && v.ranges[ts[i-1].lower] && v.number(ts[i-2].lower) > 0
}

// isShare reports whether the number is what something is taken out of: "one of three ways", "a team of six".
func (v *vocabulary) isShare(ts []token, i int) bool {
	if ts[i-1].lower != v.of {
		return false
	}
	noun := v.noun(ts, i+1)
	return i < 2 || noun < 0 || !v.things[ts[noun].lower] || v.number(ts[i-2].lower) > 0 || v.shares[ts[i-2].lower]
}

// noun returns the plural that a number counts, which stands at most three words behind it, or -1.
func (v *vocabulary) noun(ts []token, i int) int {
	for j := i; j < len(ts) && j < i+4 && !ts[j].gap; j++ {
		switch word := ts[j].lower; {
		case v.quantities[word]:
			return j
		case v.stops[word] && !v.things[word]:
			return -1
		case !v.isPlural(word):
			continue
		}
		if k := j + 1; k < len(ts) && !ts[k].gap && !v.stops[ts[k].lower] && v.things[ts[k].lower] {
			return k
		}
		return j
	}
	return -1
}

func (v *vocabulary) isPlural(word string) bool {
	if v.things[word] || v.quantities[word] {
		return true
	}
	n := len(word)
	return n > 3 && word[n-1] == 's' && word[n-2] != 's' && word[n-2] != 'u' && word[n-2] != 'i' && word[n-2] != '\''
}

// position tells how the number stands in its sentence.
func (v *vocabulary) position(p *promise, ts []token, i int) {
	j := i - 1
	for j >= 0 && !ts[j+1].gap && (v.determiners[ts[j].lower] || ts[j].lower == v.following) {
		p.pointing = p.pointing || v.pointing[ts[j].lower]
		j--
	}
	p.opening = j < 0 || ts[j+1].gap || v.auxiliaries[ts[j].lower] || v.ranges[ts[j].lower] && ts[j].gap
}

// allLead reports whether every item of a list begins in bold.
func allLead(list ast.Node) bool {
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		if !hasLead(item) {
			return false
		}
	}
	return true
}
