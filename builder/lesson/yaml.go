package lesson

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"

	"lectern/builder/diag"
)

var yamlLimits = yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxLevels)))

// readYAML fills the tree of v, a *frontMatter. Of YAML with a syntax error it reads the keys
// before the one that has it.
func readYAML(_ []byte, v any) error {
	fm := v.(*frontMatter)
	text := fm.text()
	if fm.oddCharacter(text) {
		return nil
	}
	root, err := loadYAML(text)
	if err != nil {
		fm.broken = true
		line := fm.explainYAML(diag.SplitLines(string(text)), err)
		root, err = loadYAML(keysBefore(text, line))
	}
	if err == nil && root != nil {
		fm.refuse(root)
		fm.root = root
	}
	return nil
}

// readPlain fills the tree where that needs neither library, and reports whether it did.
func (fm *frontMatter) readPlain() bool {
	if _, i := invisible(fm.text()); i >= 0 {
		return false
	}
	fm.root, fm.plain = readPlainYAML(fm.text())
	return fm.root != nil
}

// loadYAML returns the root of a text; nil when it is empty.
func loadYAML(text []byte) (root *yaml.Node, err error) {
	err = guarded(func() error {
		loader, err := yaml.NewLoader(bytes.NewReader(text), yamlLimits)
		if err != nil {
			return err
		}
		var document, more yaml.Node
		if err := loader.Load(&document); err != nil {
			return err
		}
		root = document.Content[0]
		// What stands behind the value is only read when asked for: {title: a} b
		if err := loader.Load(&more); err != nil {
			return err
		}
		return errors.New("text after the last key")
	})
	if errors.Is(err, io.EOF) {
		return root, nil
	}
	return nil, err
}

// keysBefore returns the part of the text before the key of the outermost level that line n belongs to.
func keysBefore(text []byte, n int) []byte {
	cut, i := 0, 0
	for line := 1; line <= n && i < len(text); line++ {
		_, next := lineAt(text, i)
		if !strings.ContainsRune(" \t-#\r\n", rune(text[i])) {
			cut = i
		}
		i = next
	}
	return text[:cut]
}

// oddCharacter reports what YAML takes for a line end though no editor does, so that lines would
// be counted wrongly, and control characters, for which the library gives no place.
func (fm *frontMatter) oddCharacter(text []byte) bool {
	r, i := invisible(text)
	if i < 0 {
		return false
	}
	fm.broken = true
	fm.errorf(fm.places.pos(fm.file, fm.start+i), "delete it; it came with pasted text", "invisible character %U in the front matter", r)
	return true
}

// invisible returns the first character of text that cannot be published, and its offset, or -1. HTML and XML have no place
// for control characters, and NUL marks the slots of a block.Body; YAML and scripts take U+2028 and U+2029 for
// line ends.
func invisible[T string | []byte](text T) (rune, int) {
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c >= ' ' && c < 0x7f || c == '\n' || c == '\t' || c == '\r' {
			continue
		}
		if c != 0xc2 && c != 0xe2 && c != 0xef && c > 0x7f {
			continue // no character of these begins with another byte
		}
		r, _ := utf8.DecodeRuneInString(string(text[i:min(len(text), i+4)]))
		if unicode.IsControl(r) || r >= '\u2028' && r <= '\u2029' || r >= '\ufffe' && r <= '\uffff' {
			return r, i
		}
	}
	return 0, -1
}

// yamlMistake says in an author's words what the library means.
type yamlMistake struct {
	problem       string // part of the library's message
	atBeginning   bool   // the place where the value begins says more than the one where it went wrong
	message, hint string
}

var yamlMistakes = []yamlMistake{
	{"unexpected end of stream", true, "quote is not closed", "write the same quote at the end of the text"},
	{"unexpected document indicator", true, "quote is not closed", "write the same quote at the end of the text"},
	{"unknown escape character", false, `unknown escape in double quotes`, `write \\ for a backslash, or use single quotes`},
	{"hexadecimal number", false, `unknown escape in double quotes`, `write \\ for a backslash, or use single quotes`},
	{"invalid Unicode", false, "escape is no character", "write the character itself"},
	{"expected ',' or ']'", true, "list in brackets is not closed", "write ] at its end, or quote the text if the bracket belongs to it"},
	{"expected ',' or '}'", true, "brace is not closed", "write } at its end, or quote the text if the brace belongs to it"},
	{"could not find expected ':'", true, "key without a colon", `write "key: value"; a text that goes on over several lines is indented`},
	{"block sequence entries are not allowed", false, "list item behind a key", "begin the list on the next line, or quote the text if the hyphen belongs to it"},
	{"expected '-' indicator", false, "list item without a hyphen", `begin each item of the list with "- "`},
	{"expected comment or line break", false, "text behind | or >", "begin the text on the next line, indented"},
	{"comment without preceding whitespace", false, "text behind the value", "write a blank before #, or quote the whole text"},
	{"indentation indicator equal to 0", false, "indentation of 0 behind | or >", "leave the number out"},
	{"exceeded max depth", false, fmt.Sprintf("front matter is nested more than %d levels deep", maxLevels), "write it flatter"},
	{"expected <document start>", false, "text behind the last value", "quote the whole text"},
	{"text after the last key", false, "text behind the last value", "quote the whole text"},
	{"directive", true, "line begins with %", "remove it, or quote the text that it belongs to"},
	{"incompatible YAML document", false, "line begins with %", "remove it"},
}

// explainYAML reports a syntax error and returns the line that it was made in.
func (fm *frontMatter) explainYAML(source []string, err error) int {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		fm.errorf(fm.pos(1, 1), "", "front matter is not valid YAML: %s", brief(err.Error()))
		return 1
	}
	mark := load.Mark
	if strings.HasPrefix(load.ContextMsg, "while scanning a") && load.ContextMark.Line > 0 && strings.Contains(load.Message, "alphabetic") {
		mark = load.ContextMark // of an anchor, alias or tag
	}
	mark.Line, mark.Column = min(max(mark.Line, 1), len(source)), max(mark.Column, 1)
	message, hint := explainLine(source, &mark, load)
	if message != "" {
		fm.errorf(fm.pos(mark.Line, mark.Column), hint, "%s", message)
		return mark.Line
	}
	message, hint = "front matter is not valid YAML: "+load.Message, ""
	for _, m := range yamlMistakes {
		if strings.Contains(load.Message, m.problem) || strings.HasSuffix(load.ContextMsg, m.problem) {
			message, hint = m.message, m.hint
			if m.atBeginning && load.ContextMark.Line > 0 {
				mark = load.ContextMark
			}
			break
		}
	}
	fm.errorf(fm.pos(mark.Line, mark.Column), hint, "%s", message)
	return mark.Line
}

// special are the characters that begin something else than text.
const special = "*&!%@`|>?[]{},\"'#"

// explainLine finds the mistakes that only the lines around the place show, and moves the place to where
// they were made. It returns nothing for others.
func explainLine(source []string, mark *yaml.Mark, err *yaml.LoadError) (message, hint string) {
	line := source[mark.Line-1]
	runes := []rune(line)
	before := string(runes[:min(mark.Column-1, len(runes))])
	at := strings.TrimPrefix(line, before)
	head, value := splitValue(line)
	switch problem := err.Message; {
	case strings.HasPrefix(at, "\t"), strings.Contains(problem, "tab"):
		return "tab in the indentation", "indent with spaces"
	case strings.Contains(problem, "mapping values are not allowed"):
		if len(before) > len(head) && strings.Contains(head, ":") {
			return "text with a colon is not quoted", quoteHint(head, value)
		}
		return explainKey(source, mark)
	case strings.Contains(problem, "cannot start any token"), strings.Contains(problem, "alphabetic"),
		strings.Contains(problem, "unknown anchor"), strings.Contains(problem, "node content"),
		strings.Contains(problem, "mapping keys are not allowed"), strings.HasSuffix(err.ContextMsg, "a tag"):
		if c := firstOf(at); c != "" && strings.Contains(special, c) {
			return notQuoted(c, head, value)
		}
	case strings.Contains(problem, "did not find expected key") && strings.TrimSpace(before) == "",
		strings.Contains(problem, "expected '-' indicator") && strings.Contains(head, ":"):
		return otherIndentation()
	case strings.Contains(problem, "did not find expected key"):
		return explainRest(head, value, mark)
	}
	return "", ""
}

func notQuoted(c, head, value string) (message, hint string) {
	return fmt.Sprintf("text that begins with %s is not quoted", c), quoteHint(head, value)
}

func otherIndentation() (message, hint string) {
	return "line is indented differently from those above", "begin the keys that belong together in the same column"
}

// explainKey is for a key where YAML still reads the text above: that has no colon, or is less indented.
func explainKey(source []string, mark *yaml.Mark) (message, hint string) {
	line, above := source[mark.Line-1], ""
	if mark.Line > 1 {
		above = source[mark.Line-2]
	}
	indent := len(line) - len(strings.TrimLeft(line, " "))
	if head, value := splitValue(above); value != "" && !strings.ContainsAny(head, ":-") && len(head) == indent {
		mark.Line, mark.Column = mark.Line-1, indent+1
		return "key without a colon", `write "key: value"`
	}
	mark.Column = indent + 1
	message, hint = otherIndentation()
	return message, hint + "; a text that has a colon is quoted"
}

// explainRest is for the rest of a text where YAML wants the next key.
func explainRest(head, value string, mark *yaml.Mark) (message, hint string) {
	switch c := firstOf(value); c {
	case "'":
		return "text behind the closing quote", "write '' for an apostrophe within single quotes, or use double quotes"
	case `"`:
		return "text behind the closing quote", `write \" for a quote within double quotes, or quote the whole text`
	case "[", "{":
		mark.Column = utf8.RuneCountInString(head) + 1
		return notQuoted(c, head, value)
	}
	return "", ""
}

func firstOf(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return s[:size]
}

var valueHead = regexp.MustCompile(`^\s*(- +)*([\w-]+:\s+)?`)

// splitValue divides a line into its indentation, hyphens and key, and the value.
func splitValue(line string) (head, value string) {
	head = valueHead.FindString(line)
	return head, line[len(head):]
}

// quoteHint shows how the value is written with quotes.
func quoteHint(head, value string) string {
	value = strings.TrimSpace(value)
	switch {
	case utf8.RuneCountInString(value) > 60 || strings.Contains(value, `"`) && strings.Contains(value, "'"):
		return `quote the text: "…"`
	case strings.ContainsAny(value, `"\`):
		value = "'" + value + "'"
	default:
		value = `"` + value + `"`
	}
	return "quote the text: " + strings.TrimSpace(head) + " " + value
}

// refuse reports what YAML has and front matter needs not: names for nodes, which are how a small file
// becomes a huge one, and types in the text. Such a node becomes an alias of nothing, which is never read.
func (fm *frontMatter) refuse(n *yaml.Node) {
	mark, name := "", ""
	switch {
	case n.Kind == yaml.AliasNode:
		mark, name = "*", "alias"
	case n.Anchor != "":
		mark, name = "&", "anchor"
	case n.Tag == "!" || n.Style&yaml.TaggedStyle != 0:
		mark, name = "!", "tag"
	default:
		for _, child := range n.Content { // as deep as maxLevels at most
			fm.refuse(child)
		}
		return
	}
	n.Kind, n.Alias, n.Content = yaml.AliasNode, nil, nil
	fm.errorf(fm.at(n), fmt.Sprintf("write the value itself, or quote the text if the %s belongs to it", mark),
		"YAML %s is not allowed in front matter", name)
}
