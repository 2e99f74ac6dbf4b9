package lesson

import (
	"bytes"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"lectern/builder/block"
	"lectern/builder/diag"
	"lectern/builder/docx"
)

// page is the state of one Parse.
type page struct {
	lesson *Lesson
	ids    *ids
	opt    Options

	anchors  []string                // besides those of Lesson.allAnchors
	explicit map[string]int          // line of each heading's id that the author gave
	reported map[diag.Diagnostic]int // diagnostics of each severity and check
	teaching
}

// maxAlike is how many errors of a file are reported, and how many warnings of each check.
const maxAlike = 200

func (p *page) report(d diag.Diagnostic) {
	alike := diag.Diagnostic{Severity: d.Severity, Check: d.Check}
	p.reported[alike]++
	switch n := p.reported[alike]; {
	case n <= maxAlike:
		p.lesson.Diags = append(p.lesson.Diags, d)
	case n == maxAlike+1:
		d.Message, d.Hint = "too many mistakes: those behind this one are not shown", "mend the others first"
		p.lesson.Diags = append(p.lesson.Diags, d)
	}
}

// fragment is one Markdown text of the page: the body, or a value of the front matter.
type fragment struct {
	*page
	src    []byte
	pos    func(offset int) diag.Pos
	root   ast.Node
	body   bool   // the page's body: its headings are the page's
	answer bool   // to a question
	prefix string // of the ids of its footnotes
	md     goldmark.Markdown

	level  int // of the last heading, while walking
	parts  int // level of the headings of the block's parts, while walking
	hidden int // depth of what another edition has, while walking
	words  wordCount

	headings    []*ast.Heading         // all of the text, in order
	containers  []*block.Container     // all of the text, in order
	hiddenNotes map[ast.Node]bool      // footnotes that only another edition refers to
	tasks       map[ast.Node]docx.Task // list items that are tasks, of a text that becomes a document
}

func (p *page) parseBody(src []byte, offset int) {
	lines := newLines(src)
	f := &fragment{
		page: p, src: src[offset:], body: true,
		pos: func(at int) diag.Pos { return lines.pos(p.lesson.File, offset+at) },
	}
	if f.parse() {
		f.finishBody()
	}
}

// finishBody renders the body into the lesson.
func (f *fragment) finishBody() {
	if f.lesson.Kind == KindGlossary {
		f.takeTerms()
	}
	f.lesson.Words = f.words.total()
	f.lesson.Body = f.render(f.root)
	f.takeDocument()
}

// parse builds the syntax tree and takes from it what the lesson keeps. It reports
// false when the text is beyond a limit and nothing can be rendered.
func (f *fragment) parse() bool {
	if m, bad := tooMuch(f.src); bad {
		f.report(diag.Errorf(f.pos(m.Offset), m.Hint, "%s", m.Message))
		return false
	}
	f.md = markdownFor(f.opt, f.src)
	pc := parser.NewContext()
	f.root = f.md.Parser().Parse(text.NewReader(f.src), parser.WithContext(pc))
	for _, m := range block.Mistakes(pc) {
		f.report(diag.Errorf(f.pos(m.Offset), m.Hint, "%s", m.Message))
	}
	if n := f.survey(); n != nil {
		f.report(diag.Errorf(f.pos(block.Offset(n, 0)), "nest less deeply", "text is nested too deeply"))
		return false
	}
	if f.prefix != "" && f.root.LastChild() != nil && f.root.LastChild().Kind() == extast.KindFootnoteList {
		f.root.OwnerDocument().SetMeta(map[string]any{prefixKey: f.prefix})
	}
	f.transformCallouts(pc)
	f.readTitles()
	f.takeHeadingIDs()
	f.takeQuestionIDs()
	f.hideFootnotes()
	f.noteTasks()
	f.examine()
	f.walk(f.root)
	f.dropHiddenFootnotes()
	return true
}

// walk visits every node in the order of the text, and decodes a container when
// all in it has been visited.
func (f *fragment) walk(n ast.Node) {
	if c, ok := n.(*block.Container); ok {
		f.walkContainer(c)
		return
	}
	hidden := len(f.hiddenNotes) > 0 && f.hiddenNotes[n]
	if hidden {
		f.hidden++
	}
	f.visit(n)
	if n.Type() == ast.TypeBlock {
		f.words.endWord()
	}
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		f.walk(child)
	}
	if hidden {
		f.hidden--
	}
	if c, ok := n.(*callout); ok {
		f.decodeCallout(c)
	}
}

func (f *fragment) visit(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		f.count(n.Segment.Value(f.src), n.SoftLineBreak() || n.HardLineBreak())
	case *ast.String: // such as an apostrophe, with which no word ends
		f.count(n.Value, false)
	case *ast.Heading:
		f.visitHeading(n)
	case *ast.Link:
		f.visitLink(n)
	case *ast.Image:
		f.visitImage(n)
	case *ast.AutoLink:
		if dangerous(string(n.URL(f.src))) {
			f.report(diag.Errorf(f.at(n), "link to a page, a file or a web address", "link to a script"))
		} else if n.AutoLinkType == ast.AutoLinkURL {
			f.addExternal(string(n.URL(f.src)), n)
		}
	case *ast.RawHTML:
		f.visitHTML(n.Segments.At(0).Start, segmentsText(n.Segments, f.src))
	case *ast.HTMLBlock:
		f.visitHTML(block.Offset(n, 0), htmlText(n, f.src))
	}
}

// count counts the words of the body that this edition has.
func (f *fragment) count(text []byte, ends bool) {
	if !f.body || f.hidden > 0 {
		return
	}
	f.words.add(text)
	if ends {
		f.words.endWord()
	}
}

func (f *fragment) at(n ast.Node) diag.Pos { return f.pos(block.Offset(n, f.parentOffset(n))) }

// parentOffset is the place of the nearest ancestor that has one.
func (f *fragment) parentOffset(n ast.Node) int {
	for n = n.Parent(); n != nil; n = n.Parent() {
		if p := n.Pos(); p >= 0 {
			return p
		}
	}
	return 0
}

// htmlText returns the text of a block of HTML. The line that ends a comment is not among its lines.
func htmlText(b *ast.HTMLBlock, src []byte) []byte {
	html := segmentsText(b.Lines(), src)
	if b.HasClosure() {
		html = append(html, b.ClosureLine.Value(src)...)
	}
	return html
}

func segmentsText(s *text.Segments, src []byte) []byte {
	var b bytes.Buffer
	for i := range s.Len() {
		segment := s.At(i)
		b.Write(segment.Value(src))
	}
	return b.Bytes()
}

// visitHTML refuses raw HTML. A comment alone is a note of the author, and is left out without a word.
func (f *fragment) visitHTML(offset int, html []byte) {
	html = bytes.TrimSpace(html)
	comment := bytes.HasPrefix(html, []byte("<!--")) && bytes.Index(html, []byte("-->")) == len(html)-3
	if f.opt.RawHTML || comment {
		return
	}
	f.report(diag.Errorf(f.pos(offset), htmlHint(html), "raw HTML is not published"))
}

// htmlHint says what to write instead of an HTML element.
func htmlHint(html []byte) string {
	name := bytes.ToLower(bytes.TrimLeft(html, "</"))
	end := bytes.IndexFunc(name, func(r rune) bool { return !('a' <= r && r <= 'z' || '0' <= r && r <= '9') })
	if end >= 0 {
		name = name[:end]
	}
	if hint, ok := insteadOf[string(name)]; ok {
		return hint
	}
	return "use Markdown or a block, write &lt; for a plain <, or set rawHTML: true in content/_index.md"
}

var insteadOf = map[string]string{
	"details": "use :::details[Title] … :::",
	"summary": "use :::details[Title] … :::",
	"img":     "write ![description](picture.png)",
	"a":       "write [text](address)",
	"br":      "end the line with a backslash",
	"b":       "write **bold**",
	"strong":  "write **bold**",
	"i":       "write *emphasis*",
	"em":      "write *emphasis*",
	"table":   "write a Markdown table: | a | b |",
	"hr":      "write --- on a line of its own",
	"input":   "write - [ ] for a check box, or use :::checklist or :::quiz",
	"form":    "use :::newsletter for the sign-up form",
	"script":  "scripts are not published; the blocks of lessons do what lessons need",
	"style":   "put styles into the theme: themes/NAME/assets/site.css",
	"iframe":  "link to the page: nothing is loaded from other sites",
	"video":   "link to the film: nothing is loaded from other sites",
}

// takeTerms moves the definition lists of a glossary into Lesson.Terms.
func (f *fragment) takeTerms() {
	for n := f.root.FirstChild(); n != nil; {
		next := n.NextSibling()
		if list, ok := n.(*extast.DefinitionList); ok {
			f.lesson.Terms = append(f.lesson.Terms, f.terms(list)...)
			f.root.RemoveChild(f.root, list)
		}
		n = next
	}
	if len(f.lesson.Terms) == 0 {
		f.report(diag.Errorf(f.pos(0), "write a definition list: the term on a line, then a line that begins with : and its meaning", "glossary has no terms"))
	}
}

// terms reads one definition list. Several terms before a definition share it.
func (f *fragment) terms(list ast.Node) []Term {
	var out []Term
	open := 0 // index of the first term that waits for its definition
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		switch n.(type) {
		case *extast.DefinitionTerm:
			name := block.PlainText(n, f.src)
			term := Term{Name: name, ID: f.ids.unique(name), Pos: f.at(n)}
			f.anchors = append(f.anchors, term.ID)
			out = append(out, term)
		case *extast.DefinitionDescription:
			body := f.renderChildren(n)
			for i := open; i < len(out); i++ {
				out[i].Definition += body
			}
			if following := n.NextSibling(); following == nil || following.Kind() == extast.KindDefinitionTerm {
				open = len(out)
			}
		}
	}
	return out
}
