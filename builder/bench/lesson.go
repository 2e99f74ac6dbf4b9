package main

import (
	"fmt"
	"strings"
	"time"
)

func (c *corpus) lessonFile(l *lesson) string {
	w := newWriter(corpusSeed, uint64(l.index))
	var b strings.Builder
	b.WriteString("---\n")
	c.frontMatter(&b, w, l)
	b.WriteString("---\n\n")
	w.emphasis = true
	c.body(&b, w, &linker{corpus: c, from: l, left: 10})
	return b.String()
}

// firstDay is when the first lesson could have been written.
var firstDay = time.Date(2022, 5, 2, 0, 0, 0, 0, time.UTC)

func (c *corpus) frontMatter(b *strings.Builder, w *writer, l *lesson) {
	p := c.profile
	date := firstDay.AddDate(0, 0, w.IntN(1400)).Format(time.DateOnly)
	fmt.Fprintf(b, "title: %q\ndescription: %q\ndate: %s\nweight: %d\n", l.title, w.sentence(), date, (l.index+1)*10)
	at := w.IntN(len(lists["tag"]) - 1)
	fmt.Fprintf(b, "tags: [%s, %s]\ntakeaways:\n", lists["tag"][at], lists["tag"][at+1])
	for range p.takeaways {
		fmt.Fprintf(b, "  - %q\n", w.line(takeaways))
	}
	b.WriteString("faqs:\n")
	links := &linker{corpus: c, from: l, left: p.questions}
	asked := map[string]bool{}
	for range p.questions + w.IntN(p.questions/2+1) {
		question := w.line(questions)
		for asked[question] {
			question = w.line(questions)
		}
		asked[question] = true
		w.emphasis = true
		fmt.Fprintf(b, "  - question: %q\n    answer: |-\n%s\n", question, indent(w.answer(links), "      "))
		w.emphasis = false
	}
	fmt.Fprintf(b, "downloads:\n  - title: %q\n    file: %s\n", "Handout: "+l.title, handout(w.IntN(handouts)))
}

// answer is the Markdown of an answer: a paragraph, and now and then a list or a link.
func (w *writer) answer(links *linker) string {
	text := w.paragraph(32+w.IntN(20), nil)
	switch w.IntN(6) {
	case 0:
		text += fmt.Sprintf("\n\n- %s\n- %s", w.sentence(), w.sentence())
	case 1:
		text += "\n\nMore on this: " + links.next(w) + "."
	}
	return text
}

func indent(text, by string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = by + line
		}
	}
	return strings.Join(lines, "\n")
}

// body writes the parts of a lesson under their headings, among them one table, one alert and one footnote, and in a third of the
// lessons code.
func (c *corpus) body(b *strings.Builder, w *writer, links *linker) {
	p := c.profile
	n := p.headings + w.IntN(p.headings/2+1)
	parts, footnote := w.parts(n)
	budget := p.words - words(footnote)
	for _, part := range parts {
		budget -= words(strings.Join(part, " "))
	}
	block := func(text string) {
		b.WriteString(text + "\n\n")
		budget -= words(text)
	}
	block(w.paragraph(budget/(n+1), links))
	if p.quotes && w.IntN(2) == 0 {
		block(w.quote())
	}
	for i, part := range parts {
		for _, text := range w.prose(budget/(n-i), links) {
			part = append(part, text)
			budget -= words(text)
		}
		b.WriteString(strings.Join(part, "\n\n") + "\n\n")
	}
	b.WriteString(footnote + "\n")
}

// parts returns n headings, some with what stands at their beginning, and the footnote.
func (w *writer) parts(n int) (parts [][]string, footnote string) {
	table, alert, note, code := w.IntN(n), w.IntN(n), w.IntN(n), w.IntN(3*n)
	level := "##"
	for i := range n {
		part := []string{level + " " + w.line(headings)}
		level = w.of([]string{"##", "##", "###", "###", "###"})
		if i == alert {
			part = append(part, w.alert())
		}
		if i == table {
			part = append(part, w.table())
		}
		if i == code {
			part = append(part, w.of(samples))
		}
		if i == note {
			part = append(part, w.sentence()+"[^1]")
		}
		parts = append(parts, part)
	}
	footnote = fmt.Sprintf("[^1]: %s, *%s %s*, %d. %s", w.one("author"), capital(w.one("doing")), w.one("thing"), 1990+w.IntN(35), w.sentence())
	return parts, footnote
}

// prose is the text of a part, of about n words.
func (w *writer) prose(n int, links *linker) []string {
	k := w.IntN(10)
	switch {
	case k < 4 && n > 40:
		return []string{w.paragraph(n/2, links), w.list(n / 2)}
	case k < 5 && n > 40:
		return []string{w.paragraph(n/2, links), w.quote(), w.paragraph(max(n/2-40, 10), links)}
	case n > 100:
		return []string{w.paragraph(n/2, links), w.paragraph(n/2, links)}
	}
	return []string{w.paragraph(n, links)}
}

// linker makes links to other lessons, half of them of the same module.
type linker struct {
	corpus *corpus
	from   *lesson
	left   int
}

// next returns a link, or nothing when the page has enough of them.
func (k *linker) next(w *writer) string {
	if k == nil || k.left == 0 {
		return ""
	}
	k.left--
	among := k.corpus.lessons
	if w.IntN(2) == 0 {
		among = k.from.module.lessons
	}
	to := among[w.IntN(len(among))]
	path := to.slug + ".md"
	if to.module != k.from.module {
		path = "../" + to.path()
	}
	return fmt.Sprintf("[%s](%s)", to.title, path)
}
