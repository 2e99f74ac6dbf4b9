package lesson

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/adrg/frontmatter"
	"go.yaml.in/yaml/v4"

	"lectern/builder/diag"
)

// Limits of front matter. Texts of an author are far below them; they bound what
// the libraries below are given.
const (
	maxFrontMatter = 64 << 10 // bytes between the fences
	maxLevels      = 50       // lists and keys within each other
	maxMistakes    = 50       // that are listed for one front matter
)

// frontMatter is what stands between the fences of one file, while it is read.
// Both formats become a tree of nodes, whose lines and columns count from the
// line below the opening fence.
type frontMatter struct {
	file       string
	places     *lines // of the file up to its body
	start, end int    // offsets of the text between the fences
	line       int    // of the opening fence
	toml       bool
	plain      *plainReader // nil when the text never went through it
	root       *yaml.Node   // nil when there is nothing, or nothing that could be read
	broken     bool         // it has a syntax error; root is what stands before it
	ds         []diag.Diagnostic
	counted    textPlace // the last one whose offset was asked for
}

// decodeFrontMatter returns the front matter's values, the offset in src at which
// the body begins, and what is wrong. It never fails: of broken front matter, Meta
// is what could be read and the body is the rest.
//
// The values refer to no other memory than their own and, through Text.Where, a
// copy of the front matter.
func decodeFrontMatter(file string, kind Kind, src []byte) (meta Meta, bodyOffset int, ds []diag.Diagnostic) {
	fm := &frontMatter{file: file}
	f, found := fm.findFences(kind, src)
	if !found {
		return Meta{}, f.body, fm.ds
	}
	fm.read(src, f)
	meta = fm.decode(kind)
	if fm.plain != nil {
		fm.root = nil
		fm.plain.release()
	}
	return meta, f.body, fm.ds
}

// formats are the two that are taken. adrg/frontmatter knows where the text lies
// and in which format; reading it strictly and with positions is ours.
var formats = []*frontmatter.Format{
	frontmatter.NewFormat("---", "---", readYAML),
	frontmatter.NewFormat("+++", "+++", readTOML),
}

// read fills the tree.
func (fm *frontMatter) read(src []byte, f fences) {
	fm.places = newLines(bytes.Clone(src[:f.body])) // a lesson must not keep its whole file alive
	fm.start, fm.end, fm.line = f.text, f.close, f.line
	if size := f.close - f.text; size > maxFrontMatter {
		fm.broken = true
		fm.errorf(diag.Pos{File: fm.file, Line: 1, Column: 1}, "move long texts to the body of the page",
			"front matter has %d KiB, but at most %d can be read", (size+1023)>>10, maxFrontMatter>>10)
		return
	}
	if !f.toml && len(f.inner) == 0 && fm.readPlain() {
		return
	}
	if _, err := frontmatter.MustParse(bytes.NewReader(f.plain(src)), fm, formats...); err != nil {
		fm.broken = true
		fm.errorf(fm.fencePos(), "", "front matter cannot be read: %s", brief(err.Error()))
	}
}

// guarded calls a library that reports its own faults by panicking. A strange file must not take the preview server
// down, so such a fault becomes an error like any other.
func guarded(call func() error) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%v", fault)
		}
	}()
	return call()
}

// errorf adds a mistake. Thousands of the same kind help nobody, so the list ends at
// maxMistakes.
func (fm *frontMatter) errorf(pos diag.Pos, hint, format string, args ...any) {
	switch n := len(fm.ds); {
	case n < maxMistakes-1:
		fm.ds = append(fm.ds, diag.Errorf(pos, hint, format, args...))
	case n == maxMistakes-1:
		fm.ds = append(fm.ds, diag.Errorf(pos, "mend those above first", "front matter has more mistakes than are listed"))
	}
}

// full reports whether no more mistakes are listed, so that nobody need look for hints.
func (fm *frontMatter) full() bool { return len(fm.ds) >= maxMistakes }

func (fm *frontMatter) text() []byte { return fm.places.src[fm.start:fm.end] }

func (fm *frontMatter) fencePos() diag.Pos { return diag.Pos{File: fm.file, Line: fm.line, Column: 1} }

// pos returns the place in the file of a line and column of the text.
func (fm *frontMatter) pos(line, column int) diag.Pos {
	return diag.Pos{File: fm.file, Line: fm.line + max(line, 1), Column: max(column, 1)}
}

func (fm *frontMatter) at(n *yaml.Node) diag.Pos { return fm.pos(n.Line, n.Column) }

// fences are the two lines around front matter. adrg/frontmatter takes any line that is --- apart
// from blanks for the end, knows no line end but LF, and says nothing when the end is missing;
// so the fences are found here, by the rules of authors' editors and of other generators.
type fences struct {
	mark  byte  // what the closing fence is made of: - or +
	toml  bool  // the format; it differs from mark only after a mistaken ---toml
	line  int   // of the opening fence
	open  int   // offset of the opening fence
	text  int   // offset of the line below it
	close int   // offset of the closing fence
	body  int   // offset of the line below that
	inner []int // offsets of lines that only look like a fence
}

// plain returns the front matter for adrg/frontmatter: the same text with nothing in it that
// it would take wrongly. Lengths, and so offsets, stay.
func (f *fences) plain(src []byte) []byte {
	fence := "---\n"
	if f.toml {
		fence = "+++\n"
	}
	out := make([]byte, 0, f.close-f.text+2*len(fence))
	out = append(out, fence...)
	out = append(out, normalizeLineEnds(src[f.text:f.close])...)
	for _, at := range f.inner {
		if at >= f.close {
			break
		}
		end, _ := lineAt(src, at)
		for i := at; i < end; i++ {
			out[len(fence)+i-f.text] = '#'
		}
	}
	return append(out, fence...)
}

// findFences returns where the front matter lies, and what is wrong with its fences. Without front matter
// only the body's offset is valid.
func (fm *frontMatter) findFences(kind Kind, src []byte) (fences, bool) {
	start := 0
	if bytes.HasPrefix(src, []byte(bom)) {
		start = len(bom)
	}
	f := fences{open: start, line: 1}
	end, next := lineAt(src, start)
	for len(bytes.TrimSpace(src[f.open:end])) == 0 && next < len(src) {
		f.open, f.line = next, f.line+1
		end, next = lineAt(src, next)
	}
	f.text = next
	if !fm.opening(&f, string(src[f.open:end])) {
		first := string(bytes.TrimSpace(src[f.open:end]))
		fm.errorf(diag.Pos{File: fm.file, Line: 1, Column: 1}, missingHint(first), "%s has no front matter", kindOf(kind).one)
		return fences{body: start}, false
	}
	if fm.closing(&f, src) {
		return f, true
	}
	return f, fm.unclosed(&f, src)
}

// opening reports whether line is, or is meant as, an opening fence.
func (fm *frontMatter) opening(f *fences, line string) bool {
	fence := strings.TrimLeft(line, " \t")
	if !strings.HasPrefix(fence, "---") && !strings.HasPrefix(fence, "+++") {
		return false
	}
	f.mark = fence[0]
	behind := strings.TrimSpace(fence[3:])
	if strings.Trim(fence, "- \t") == "" && behind != "" {
		return false // a thematic break
	}
	f.toml = f.mark == '+' || strings.HasPrefix(behind, "toml")
	indent := len(line) - len(fence)
	if indent > 0 {
		fm.errorf(diag.Pos{File: fm.file, Line: f.line, Column: 1}, "remove the blanks before it", "%s must begin its line", fence[:3])
	}
	if behind == "" {
		return true
	}
	hint := fmt.Sprintf("write %s alone on its line", fence[:3])
	if f.toml && f.mark == '-' {
		hint = "write front matter in TOML between +++ lines"
	}
	column := indent + 1 + utf8.RuneCountInString(fence[:strings.Index(fence[3:], behind)+3])
	fm.errorf(diag.Pos{File: fm.file, Line: f.line, Column: column}, hint, "text after %s", fence[:3])
	return true
}

// closing finds the end. An indented fence is part of a value.
func (fm *frontMatter) closing(f *fences, src []byte) bool {
	fence := strings.Repeat(string(f.mark), 3)
	adrgs := "---"
	if f.toml {
		adrgs = "+++"
	}
	for i, line := f.text, f.line+1; i < len(src); line++ {
		end, next := lineAt(src, i)
		text := src[i:end]
		isEnd, behind := closes(text, fence)
		if isEnd {
			f.close, f.body = i, next
			if behind != "" {
				fm.errorf(diag.Pos{File: fm.file, Line: line, Column: 1}, fmt.Sprintf("write %s alone on its line", fence),
					"front matter ends with %s, not with %s", fence, quoted(string(text)))
			}
			return true
		}
		if string(bytes.TrimSpace(text)) == adrgs {
			f.inner = append(f.inner, i)
		}
		i = next
	}
	return false
}

// closes reports whether line ends front matter, and with what behind the fence. YAML ends at "..."
// and begins anew at "--- text", so there is nothing else that these could mean.
func closes(line []byte, fence string) (bool, string) {
	if fence == "---" && bytes.HasPrefix(line, []byte("...")) && len(bytes.TrimRight(line, " \t")) == 3 {
		return true, "..."
	}
	if !bytes.HasPrefix(line, []byte(fence)) {
		return false, ""
	}
	behind := bytes.TrimLeft(line[len(fence):], " \t")
	if len(behind) > 0 && (len(behind) == len(line)-len(fence) || fence == "+++") {
		return false, "" // ---- or ---x, and TOML has no documents
	}
	return true, string(behind)
}

// unclosed reports front matter without an end. Where a line looks as if it was meant to be the end, it
// is taken for it; else nothing says where the body begins, and all the rest is body.
func (fm *frontMatter) unclosed(f *fences, src []byte) bool {
	fence := strings.Repeat(string(f.mark), 3)
	hint := fmt.Sprintf("write %s on a line of its own below the last key", fence)
	f.body = f.text
	for i, line := f.text, f.line+1; i < len(src); line++ {
		end, next := lineAt(src, i)
		text := strings.TrimSpace(string(src[i:end]))
		if text == "" {
			break
		}
		if isDashes(text) {
			hint = fmt.Sprintf("line %d looks like the end; write exactly %s there, without blanks before it", line, fence)
			f.close, f.body = i, next
			break
		}
		i = next
	}
	fm.errorf(diag.Pos{File: fm.file, Line: f.line, Column: 1}, hint, "front matter has no end")
	return f.close > 0
}

// isDashes reports whether a line is made of what keyboards and word processors give for hyphens.
func isDashes(line string) bool {
	return strings.Trim(line, "-–—−") == "" && utf8.RuneCountInString(line) > 1 || strings.Trim(line, "+") == ""
}

func missingHint(first string) string {
	switch {
	case strings.HasPrefix(first, "{"), strings.HasPrefix(first, ";;;"):
		return "write the front matter in YAML between --- lines; JSON is not read"
	case first != "" && isDashes(first):
		return "begin the front matter with a line of exactly three hyphens: ---"
	}
	return `begin the file with a line ---, a line "title: …" and a line ---`
}

// lineAt returns where the line that begins at offset i ends, and where the next one begins. It knows
// the line ends LF, CRLF and CR.
func lineAt(src []byte, i int) (end, next int) {
	for end = i; end < len(src); end++ {
		switch {
		case src[end] == '\n', src[end] == '\r' && (end+1 == len(src) || src[end+1] != '\n'):
			return end, end + 1
		case src[end] == '\r':
			return end, end + 2
		}
	}
	return end, end
}

// quoted shows a value in a message.
func quoted(s string) string { return `"` + brief(s) + `"` }

// brief returns at most 40 characters of the first line of s.
func brief(s string) string {
	s, rest, cut := strings.Cut(strings.TrimSpace(s), "\n")
	if utf8.RuneCountInString(s) > 40 {
		return string([]rune(s)[:40]) + "…"
	}
	if cut && rest != "" {
		return s + "…"
	}
	return s
}
