package lesson

import (
	"regexp"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	"github.com/yuin/goldmark/util"
)

// syntax describes a language well enough to colour it: what begins a comment, what
// quotes a string, which words are its own. The lexers that come with chroma
// cost four megabytes and a fiftieth of a second at every start; courses
// for managers show little code.
type syntax struct {
	names    string // separated by blanks; the first is the language's own
	comment  string // of the rest of a line; a regular expression
	block    string // regular expression of a whole block comment
	strings  string // characters that quote a string
	keywords string
	values   string // constants
	key      string // regular expression of a name before a value
	tags     bool   // markup with elements
	fold     bool   // keywords in any letter case
}

// slashComment has no end other than that of the code when its own is missing, which otherwise
// would be looked for again behind every beginning.
const slashComment = `/\*[\s\S]*?(?:\*/|\z)`

var syntaxes = []syntax{
	{names: "bash sh shell zsh console", comment: `#`, strings: `"'`, keywords: "if then else elif fi for in do done while case esac function return export local set echo cd exit"},
	{names: "json jsonc", comment: `//`, strings: `"`, values: "true false null", key: `"(?:[^"\\\n]|\\.)*"(?=\s*:)`},
	{names: "yaml yml", comment: `#`, strings: `"'`, values: "true false null yes no", key: `[\w.-]+(?=:(?:\s|$))`},
	{names: "toml ini conf properties", comment: `[#;]`, strings: `"'`, values: "true false", key: `[\w.-]+(?=\s*=)`},
	{names: "python py", comment: `#`, strings: `"'`, keywords: "and as assert async await break class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try while with yield", values: "True False None"},
	{names: "javascript js typescript ts", comment: `//`, block: slashComment, strings: "\"'`", keywords: "async await break case catch class const continue default delete do else export extends finally for from function if import in instanceof interface let new of return static super switch this throw try type typeof var void while yield", values: "true false null undefined"},
	{names: "go golang", comment: `//`, block: slashComment, strings: "\"'`", keywords: "break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var", values: "true false nil iota"},
	{names: "java kotlin c cpp c++ csharp cs rust", comment: `//`, block: slashComment, strings: `"'`, keywords: "abstract as async await boolean break case catch char class const continue default do double else enum extends final finally float fn for fun if impl implements import in int interface let long loop match mod mut namespace new override package private protected public pub return short static string struct super switch this throw throws trait try type use using val var void when where while", values: "true false null None"},
	{names: "sql", comment: `--`, block: slashComment, strings: `'"`, keywords: "add all alter and as asc between by case create delete desc distinct drop else end exists from full group having in index inner insert into is join key left like limit not offset on or order outer primary references right select set table then union unique update values view when where with", values: "null true false", fold: true},
	{names: "css scss", block: slashComment, strings: `"'`, key: `[\w-]+(?=\s*:)`, keywords: "important"},
	{names: "html xml svg", block: `<!--[\s\S]*?(?:-->|\z)`, strings: `"'`, tags: true},
	{names: "r", comment: `#`, strings: `"'`, keywords: "break else for function if in next repeat return while library", values: "TRUE FALSE NULL NA"},
	{names: "text plain txt plaintext"},
}

// lexers are built when a course first uses them.
var lexers = func() map[string]func() chroma.Lexer {
	byName := map[string]func() chroma.Lexer{}
	for _, s := range syntaxes {
		build := sync.OnceValue(s.lexer)
		for name := range strings.FieldsSeq(s.names) {
			byName[name] = build
		}
	}
	return byName
}()

// lexer builds the chroma lexer, or nil for plain text.
func (s syntax) lexer() chroma.Lexer {
	var rules []chroma.Rule
	add := func(pattern string, t chroma.TokenType) {
		rules = append(rules, chroma.Rule{Pattern: pattern, Type: t})
	}
	if s.block != "" {
		add(s.block, chroma.CommentMultiline)
	}
	if s.comment != "" {
		add(`(?:(?<=\s)|^)`+s.comment+`.*`, chroma.CommentSingle)
	}
	if s.key != "" {
		add(s.key, chroma.NameAttribute)
	}
	if s.tags {
		add(`</?[\w:-]+|/?>`, chroma.NameTag)
		add(`[\w:-]+(?==)`, chroma.NameAttribute)
	}
	for _, q := range s.strings {
		quote := regexp.QuoteMeta(string(q))
		add(quote+`(?>(?:[^`+quote+`\\\n]|\\.)*)`+quote, chroma.LiteralString)
	}
	if s.keywords != "" {
		add(chroma.Words(`\b`, `\b`, strings.Fields(s.keywords)...), chroma.Keyword)
	}
	if s.values != "" {
		add(chroma.Words(`\b`, `\b`, strings.Fields(s.values)...), chroma.KeywordConstant)
	}
	if len(rules) == 0 {
		return nil
	}
	add(`\b\d[\d_]*(?:\.\d+)?\b`, chroma.LiteralNumber)
	add(`[^\W\d]\w*`, chroma.Text)
	add(`\s+|.`, chroma.Text)
	config := &chroma.Config{Name: strings.Fields(s.names)[0], CaseInsensitive: s.fold}
	return chroma.MustNewLexer(config, func() chroma.Rules { return chroma.Rules{"root": rules} })
}

// Sizes in bytes above which code is shown without colours: looking for the end of a string takes time that
// grows with the square of a line.
const (
	maxHighlighted     = 32 << 10
	maxHighlightedLine = 300
)

// highlight writes code as escaped text with chroma's short class names.
func highlight(w util.BufWriter, lang, code string) {
	build, known := lexers[strings.ToLower(lang)]
	if !known || len(code) > maxHighlighted || longestLine(code) > maxHighlightedLine {
		writeEscaped(w, code)
		return
	}
	lexer := build()
	if lexer == nil {
		writeEscaped(w, code)
		return
	}
	tokens, err := lexer.Tokenise(nil, code)
	if err != nil {
		writeEscaped(w, code)
		return
	}
	for token := tokens(); token != chroma.EOF; token = tokens() {
		class := chroma.StandardTypes[token.Type]
		if class == "" || token.Type == chroma.Text {
			writeEscaped(w, token.Value)
			continue
		}
		_, _ = w.WriteString(`<span class="` + class + `">`)
		writeEscaped(w, token.Value)
		_, _ = w.WriteString("</span>")
	}
}

func longestLine(code string) int {
	longest := 0
	for line := range strings.Lines(code) {
		longest = max(longest, len(line))
	}
	return longest
}
