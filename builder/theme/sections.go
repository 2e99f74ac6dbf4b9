package theme

import (
	"bytes"
	"html"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"lectern/builder/block"
	"lectern/builder/course"
	"lectern/builder/search"
)

// Sections returns the words of the page by heading, for a search: what stands before the first heading with the description,
// then the parts of the front matter that have a place of their own on the page, then the body. Questions are documents of their
// own. They are gone when use returns.
func (v View) Sections(use func([]search.Section) error) error {
	r := v.read(v.Page)
	defer r.free()
	r.plain(v.Page.Description())
	r.named("takeaways", "takeaways", len(v.Page.Meta.Takeaways), func(i int) { r.body(v.Page.Meta.Takeaways[i].Body) })
	r.named("objectives_"+string(v.Page.Kind), "objectives", len(v.Page.Meta.Objectives), func(i int) { r.body(v.Page.Meta.Objectives[i].Body) })
	r.named("downloads", "downloads", len(v.Page.Downloads), func(i int) {
		r.plain(v.Page.Downloads[i].Title)
		r.plain(v.Page.Downloads[i].Description)
	})
	front := len(r.end())
	r.headings = true
	return withBody(v.Page, func(body block.Body) error {
		r.body(body)
		sections := r.end()
		if len(sections) > front && sections[front].ID == "" { // the introduction goes on from the description
			sections[0].Text = strings.TrimSpace(sections[0].Text + " " + sections[front].Text)
			sections = slices.Delete(sections, front, front+1)
		}
		if r.failure != nil {
			return r.failure
		}
		return use(sections)
	})
}

// Words gives the words of a text that was written on the page. They are gone when use returns.
func (v View) Words(body block.Body, use func(text string)) error {
	r := v.read(v.Page)
	defer r.free()
	return withText(v.Page, body, func(body block.Body) error {
		r.body(body)
		if r.failure == nil {
			use(r.end()[0].Text)
		}
		return r.failure
	})
}

// reading gathers the words of rendered texts.
type reading struct {
	view     View
	owner    *course.Page
	headings bool // begin a section
	sections []search.Section
	at       search.Section // without its text
	text     []byte         // of the section that is being read
	kept     []byte         // what the sections are made of
	failure  error
}

// readings are those that nobody has at the moment, for their memory.
var readings = sync.Pool{New: func() any { return new(reading) }}

// read begins to read texts of the page owner, until free is called.
func (v View) read(owner *course.Page) *reading {
	r := readings.Get().(*reading)
	r.view, r.owner = v, owner
	return r
}

func (r *reading) free() {
	clear(r.sections)
	*r = reading{sections: r.sections[:0], text: r.text[:0], kept: r.kept[:0]}
	readings.Put(r)
}

// words returns the text that was read so far, until free is called.
func (r *reading) words() string {
	from := len(r.kept)
	r.kept = append(r.kept, bytes.TrimSuffix(bytes.TrimSpace(r.text), []byte(stop))...)
	r.text = r.text[:0]
	return stringOf(r.kept[from:]) // even when what is kept moves: nobody writes to where it was
}

// named reads a part that is a section with a heading of the theme, unless it has nothing.
func (r *reading) named(word, id string, n int, read func(i int)) {
	if n == 0 {
		return
	}
	r.close()
	heading, err := r.view.T(word)
	r.fail(err)
	r.at = search.Section{Heading: heading, ID: id}
	for i := range n {
		read(i)
		r.stop()
	}
}

// end returns the sections so far. There is one at least.
func (r *reading) end() []search.Section {
	r.close()
	r.at = search.Section{}
	return r.sections
}

// close ends a section. Only the first may be empty.
func (r *reading) close() {
	r.at.Text = r.words()
	if r.at.Text != "" || r.at.Heading != "" || len(r.sections) == 0 {
		r.sections = append(r.sections, r.at)
	}
}

func (r *reading) fail(err error) {
	if err != nil && r.failure == nil {
		r.failure = err
	}
}

// plain reads a text without marks.
func (r *reading) plain(text string) {
	r.text = appendFolded(r.text, text)
	r.stop()
}

// body reads a rendered text.
func (r *reading) body(body block.Body) {
	text := string(body)
	ragged, slot := isRagged(text), -1
	for i := 0; i < len(text); {
		switch text[i] {
		case 0:
			i = r.slot(text, i)
		case '<':
			i = r.tag(text, i)
		default:
			if slot < i {
				slot = indexFrom(text, i, 0)
			}
			end := min(indexFrom(text, i, '<'), slot)
			r.text = appendUnescaped(r.text, text[i:end], ragged)
			i = end
		}
	}
}

// indexFrom returns where a character comes next, or the end of the text.
func indexFrom(text string, from int, c byte) int {
	if n := strings.IndexByte(text[from:], c); n >= 0 {
		return from + n
	}
	return len(text)
}

// slot reads what stands in a slot and returns where it ends.
func (r *reading) slot(text string, i int) int {
	n := strings.IndexByte(text[i+1:], 0)
	if n < 0 {
		return len(text)
	}
	end := i + n + 2
	block.Body(text[i:end]).Expand(nil, func(dst []byte, kind block.SlotKind, n int) []byte {
		switch kind {
		case block.SlotText:
			name, err := r.view.targetText(r.owner.Target(n))
			r.fail(err)
			r.text = appendFolded(r.text, name)
		case block.SlotBlock:
			r.block(r.owner.Block(n))
		}
		return dst
	})
	return end
}

// block reads a block. Headings inside are no sections: what stands behind the block goes on with its section.
func (r *reading) block(b *block.Block) {
	headings := r.headings
	r.headings = false
	r.stop()
	r.plain(b.Title)
	b.Texts(func(body block.Body) {
		r.body(body)
		r.stop()
	})
	r.headings = headings
}

// tag reads a tag, or an element whose text is not read, and returns where it ends.
func (r *reading) tag(text string, i int) int {
	if strings.HasPrefix(text[i:], "<!--") {
		return after(text, i, "-->")
	}
	end := tagEnd(text, i)
	tag := text[i:end]
	name, closing := tagName(tag)
	switch name {
	case "script", "style", "svg", "math":
		if !closing {
			return after(text, end, "</"+name+">")
		}
	case "sup":
		if strings.Contains(tag, ` id="`) && strings.HasPrefix(text[end:], "<a ") { // a reference to a footnote
			return after(text, end, "</sup>")
		}
	case "a":
		if strings.Contains(tag, "footnote-backref") {
			return after(text, end, "</a>")
		}
	case "h1", "h2", "h3", "h4", "h5", "h6":
		if r.headings {
			r.heading(tag, closing)
		}
	}
	switch {
	case inSentence(name), name == "label":
	case isVoid(name):
		r.space()
	default:
		r.stop()
	}
	return end
}

// after returns where a text ends that comes behind i.
func after(text string, i int, end string) int {
	n := strings.Index(text[i:], end)
	if n < 0 {
		return len(text)
	}
	return i + n + len(end)
}

// heading begins a section at a heading that can be linked to, and names it at its end.
func (r *reading) heading(tag string, closing bool) {
	if closing {
		if r.at.ID != "" && r.at.Heading == "" {
			r.at.Heading = r.words()
		}
		return
	}
	_, rest, _ := strings.Cut(tag, ` id="`)
	if id, _, _ := strings.Cut(rest, `"`); id != "" {
		r.close()
		r.at = search.Section{ID: html.UnescapeString(id)}
	}
}

func (r *reading) space() {
	if n := len(r.text); n > 0 && r.text[n-1] != ' ' {
		r.text = append(r.text, ' ')
	}
}

// stop parts what is not one sentence: the items of a list, the cells of a table.
func (r *reading) stop() {
	n := len(r.text)
	if n > 0 && r.text[n-1] == ' ' {
		n--
	}
	if last, _ := utf8.DecodeLastRune(r.text[:n]); unicode.IsLetter(last) || unicode.IsNumber(last) {
		r.text = append(r.text[:n], stop...)
	}
	r.space()
}

// stop is what parts them.
const stop = " ·"

// appendUnescaped appends what HTML means, folded. Of references to characters, which are rare, nearly all are the same.
func appendUnescaped(out []byte, text string, ragged bool) []byte {
	for {
		n := strings.IndexByte(text, '&')
		if n < 0 {
			return appendFoldedAs(out, text, ragged)
		}
		out = appendFoldedAs(out, text[:n], ragged)
		if rest, ok := strings.CutPrefix(text[n:], "&amp;"); ok {
			out, text = append(out, '&'), rest
			continue
		}
		end := indexFrom(text, n+1, '&') // before which the reference ends
		out, text = appendFolded(out, html.UnescapeString(text[n:end])), text[end:]
	}
}

// appendFolded appends text with every run of white space as one blank.
func appendFolded(out []byte, text string) []byte { return appendFoldedAs(out, text, isRagged(text)) }

// isRagged reports whether a text has white space beside single blanks and ends of lines, as code has.
func isRagged(text string) bool {
	return strings.Contains(text, "  ") || strings.IndexByte(text, '\t') >= 0 || strings.IndexByte(text, '\r') >= 0
}

// appendFoldedAs copies a text that is not ragged line by line, a ragged one word by word.
func appendFoldedAs(out []byte, text string, ragged bool) []byte {
	if ragged {
		return appendFoldedWords(out, text)
	}
	for {
		line, rest, more := strings.Cut(text, "\n")
		if line != "" && line[0] == ' ' && endsBlank(out) {
			line = line[1:]
		}
		out = append(out, line...)
		if !more {
			return out
		}
		if !endsBlank(out) {
			out = append(out, ' ')
		}
		text = rest
	}
}

// endsBlank reports whether a blank would be one too many behind out.
func endsBlank(out []byte) bool { return len(out) == 0 || out[len(out)-1] == ' ' }

func appendFoldedWords(out []byte, text string) []byte {
	from, blank := 0, endsBlank(out)
	for i := range len(text) {
		switch c := text[i]; {
		case c > ' ' || c != ' ' && c != '\n' && c != '\t' && c != '\r':
			blank = false
		case c == ' ' && !blank:
			blank = true
		default:
			out = append(out, text[from:i]...)
			if !blank {
				out = append(out, ' ')
			}
			from, blank = i+1, true
		}
	}
	return append(out, text[from:]...)
}
