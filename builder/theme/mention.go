package theme

import (
	"bytes"
	"html"
	"html/template"
	"slices"
	"strings"
	"unicode/utf8"

	"lectern/builder/course"
	"lectern/builder/lesson"
)

// The first mention of a glossary term in a lesson explains itself in place. It is either a link of the author to the
// term or, in a course with "glossary: auto", the term itself in the text. Since the glossary is another page than the
// lesson, mentions are found when the lesson's page is rendered, in the HTML of its body.
//
// While a body is filled, marks tell what the author wrote from what the theme adds around it: the words of
// the theme are never explained.
const (
	authorMark = "<\x01>"
	themeMark  = "<\x02>"
)

// MentionView is what the partial "term" sees: a mention of a glossary term.
type MentionView struct {
	View
	Term lesson.Term
	Text template.HTML // as it is written here: words, or the author's link
}

// Long reports whether the text is better broken than kept on one line.
func (m MentionView) Long() bool { return utf8.RuneCountInString(PlainText(string(m.Text))) > 28 }

// Definition returns the beginning of the definition, without what cannot stand within a sentence.
func (m MentionView) Definition() (template.HTML, error) {
	text, err := m.HTML(m.Course.Glossary, m.Term.Definition)
	return phrasing(text), err
}

// explains reports whether mentions explain themselves in the body of this page, and whether they are looked for besides
// links.
func (v View) explains() (links, auto bool) {
	g := v.Course.Glossary
	if !v.r.Explain || g == nil || !v.Page.IsLesson() {
		return false, false
	}
	toTerm := func(t course.Target) bool { return t.Page == g && t.Fragment != "" }
	return slices.ContainsFunc(v.Page.Targets, toTerm), v.Course.Home.Meta.Glossary == "auto"
}

// appendExplained appends the body of the page without its marks and with the first mention of each term explained.
func (v View) appendExplained(dst, body []byte, auto bool) ([]byte, error) {
	v.r.termsOnce.Do(func() { v.r.terms = newTermIndex(v.Course.Glossary.Terms) })
	x := v.r.terms
	s := &mentions{
		view: v, index: x, auto: auto, in: body, out: dst,
		seen: make([]bool, len(x.terms)),
		href: []byte(`<a href="` + html.EscapeString(v.URL(v.Course.Glossary)) + "#"),
	}
	s.scan()
	return s.out, s.failure
}

// mentions is the state of one pass over a body.
type mentions struct {
	view    View
	index   *termIndex
	auto    bool
	in, out []byte
	copied  int    // how much of in is in out
	href    []byte // how a link to the glossary begins
	seen    []bool // terms that are explained already, as termIndex.same
	author  bool   // between the marks of a text of the author
	quiet   int    // depth of elements whose text is left alone
	failure error
}

func (s *mentions) scan() {
	for i := 0; i < len(s.in); {
		if s.in[i] == '<' {
			i = s.tag(i)
			continue
		}
		end := len(s.in)
		if n := bytes.IndexByte(s.in[i:], '<'); n >= 0 {
			end = i + n
		}
		if s.auto && s.author && s.quiet == 0 {
			s.text(i, end)
		}
		i = end
	}
	s.out = append(s.out, s.in[s.copied:]...)
}

// tag reads a tag or a mark and returns where it ends.
func (s *mentions) tag(i int) int {
	switch {
	case bytes.HasPrefix(s.in[i:], []byte(authorMark)):
		s.author = true
		return s.replace(i, i+len(authorMark))
	case bytes.HasPrefix(s.in[i:], []byte(themeMark)):
		s.author = false
		return s.replace(i, i+len(themeMark))
	}
	end := tagEnd(s.in, i)
	if s.quiet == 0 && s.author && bytes.HasPrefix(s.in[i:], s.href) {
		if after := s.link(i, end); after > 0 {
			return after
		}
	}
	name, closing := tagName(s.in[i:end])
	switch {
	case !leftAlone[string(name)]:
	case !closing:
		s.quiet++
	case s.quiet > 0:
		s.quiet--
	}
	return end
}

// leftAlone are the elements whose text is no place for an explanation: one that can be pressed already, one that names
// something, one that is not read as a sentence.
var leftAlone = map[string]bool{
	"a": true, "button": true, "summary": true, "label": true, "select": true, "option": true, "textarea": true,
	"h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "legend": true, "caption": true,
	"code": true, "pre": true, "kbd": true, "samp": true, "dfn": true,
	"script": true, "style": true, "svg": true, "math": true,
}

// tagEnd returns where the tag ends that begins at i, behind it; a mark ends one that is broken.
func tagEnd[T []byte | string](text T, i int) int {
	start := i
	for quote := byte(0); i < len(text); i++ {
		c := text[i]
		if !inTag[c] {
			continue
		}
		switch {
		case (c == '\x01' || c == '\x02') && text[i-1] == '<' && i-1 > start:
			return i - 1
		case c == quote:
			quote = 0
		case quote != 0:
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return len(text)
}

// inTag are the bytes that mean something in a tag.
var inTag = [256]bool{'"': true, '\'': true, '>': true, '\x01': true, '\x02': true}

// tagName returns the name in a tag, and whether the tag closes an element.
func tagName[T []byte | string](tag T) (name T, closing bool) {
	tag = tag[1:]
	if closing = len(tag) > 0 && tag[0] == '/'; closing {
		tag = tag[1:]
	}
	n := 0
	for n < len(tag) && tag[n] < utf8.RuneSelf && asciiWord[tag[n]] {
		n++
	}
	return tag[:n], closing
}

// link explains the term that a link to the glossary names, if it is the first mention, and returns where the link ends; 0 leaves
// the link as it is.
func (s *mentions) link(i, end int) int {
	id, _, _ := strings.Cut(string(s.in[i+len(s.href):end]), `"`)
	term, known := s.index.byID[unescapeFragment(id)]
	n := bytes.Index(s.in[end:], []byte("</a>"))
	if !known || n < 0 || s.seen[s.index.same[term]] {
		return 0
	}
	after := end + n + len("</a>")
	if PlainText(string(s.in[end:after])) == "" {
		return 0
	}
	return s.mention(i, after, term, s.in[i:after])
}

// text looks for terms between two tags.
func (s *mentions) text(i, end int) {
	for i < end {
		switch c := s.in[i]; {
		case c == '&':
			i += 1 + max(bytes.IndexByte(s.in[i+1:min(i+12, end)], ';'), 0)
			continue
		case c < utf8.RuneSelf && !asciiWord[c]:
			i++
			continue
		}
		word := wordEnd(s.in[:end], i)
		if word == i { // a sign of more than one byte
			_, size := utf8.DecodeRune(s.in[i:end])
			i += size
			continue
		}
		term, n := s.index.find(s.in[i:end], word-i, s.seen)
		if term >= 0 && !s.inCompound(i) {
			i = s.mention(i, i+n, term, s.in[i:i+n])
			continue
		}
		i = word
	}
}

// inCompound reports whether the word at i goes on from one before it, behind a hyphen.
func (s *mentions) inCompound(i int) bool {
	r, size := utf8.DecodeLastRune(s.in[:i])
	if !isHyphen(r) {
		return false
	}
	r, _ = utf8.DecodeLastRune(s.in[:i-size])
	return isWord(r)
}

// mention writes an explained mention in place of in[i:end], and returns end.
func (s *mentions) mention(i, end, term int, text []byte) int {
	s.seen[s.index.same[term]] = true
	out, err := s.view.mention(s.index.terms[term], string(text))
	if err != nil && s.failure == nil {
		s.failure = err
	}
	s.replace(i, end)
	s.out = append(s.out, out...)
	return end
}

// replace leaves in[i:end] out, and returns end.
func (s *mentions) replace(i, end int) int {
	s.out = append(s.out, s.in[s.copied:i]...)
	s.copied = end
	return end
}

// mentionKey is a mention that looks the same on every page.
type mentionKey struct{ term, text string }

// mention renders a mention. One without a link of the author is kept where links are the same from every page, since lessons
// mention the same terms in the same words.
func (v View) mention(t lesson.Term, text string) (string, error) {
	key := mentionKey{t.ID, text}
	if out, ok := v.r.mentions.Load(key); ok {
		return out.(string), nil
	}
	mention, err := v.r.appendPartial(nil, "term", MentionView{View: v, Term: t, Text: template.HTML(text)})
	if err != nil {
		return text, err
	}
	out := strings.TrimSpace(string(mention))
	if v.r.Shared && !strings.Contains(text, "<") {
		v.r.mentions.Store(key, out)
	}
	return out, nil
}
