package theme

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

type (
	kind  string
	named int
	loud  string // whose text is another
	inner struct {
		Deep string
		Next *inner
	}
	values struct {
		*inner
		S, Quoted, Link string
		Empty           string
		N, Zero         int
		Long            int64
		U               uint
		F               float64
		Yes, No         bool
		Kind            kind
		Named           named
		Loud            loud
		HTML            template.HTML
		URL             template.URL
		JS              template.JS
		Any, Nil        any
		Text            *string
		Node, None      *inner
		Nodes           []*inner
		Structs         []inner
		Words           []string
		NoWords         []string
		Array           [2]int
		Map             map[string]any
		Kinds           map[kind]int
		Numbers         map[int]string
		Func            func(string) string
		Stringer        fmt.Stringer
		hidden          string //lint:ignore U1000 a template asks for it
	}
)

func (l loud) String() string                  { return strings.ToUpper(string(l)) + "!" }
func (n *inner) Name() string                  { return "<" + n.Deep + ">" }
func (n *inner) Nameless() bool                { return n == nil }
func (n inner) Join(a string, b ...any) string { return fmt.Sprint(a, n.Deep, b) }
func (v values) Add(a, b int) int              { return a + b }
func (v values) Fails() (string, error)        { return "", errors.New("no <luck>") }
func (v values) Panics() string                { panic("oh") }
func (v values) Both() (int, int)              { return 1, 2 }
func (v values) Iter() iter.Seq[string]        { return slices.Values([]string{"a", "b"}) }
func (v values) IsKind(k kind) bool            { return v.Kind == k }
func (v values) AnyOf(x any) any               { return x }
func (v values) Upper(s string) string         { return strings.ToUpper(s) }
func (v values) Wrong(n int) (int, error)      { return n, errors.New("always") }
func (v values) Same(n *inner) *inner          { return n }

func someValues() values {
	text := "pointed at"
	last := &inner{Deep: "last"}
	first := &inner{Deep: "a&b", Next: last}
	return values{
		inner: last, S: `it's "<b>" & 1+1`, Quoted: "a\x00\xff ü\n`=", Link: "/a/b.html?x=1&y=é %20 %zz", N: 3, Long: -1 << 40, U: 7, F: 1.5, Yes: true,
		Kind: "lesson", Named: 4, Loud: "hey", HTML: `<i title="x">A &amp; b</i>`, URL: "tel:1", JS: "f()", Any: "in <any>", Text: &text,
		Node: first, Nodes: []*inner{first, last, nil}, Structs: []inner{{Deep: "x"}, {Deep: "y"}}, Words: []string{"z", "<", ""}, Array: [2]int{5, 6},
		Map: map[string]any{"b": 1, "a": "<a>", "nil": nil, "m": map[string]any{"x": "y"}}, Kinds: map[kind]int{"q": 1, "p": 2}, Numbers: map[int]string{2: "two"},
		Func: strings.ToUpper, Stringer: loud("s"),
	}
}

// executions executes a template both ways.
func executions(t testing.TB, text string) (program *program, got, want string, failure, wanted error) {
	load := func() *template.Template {
		set := template.New("set").Option("missingkey=error")
		_, err := set.New("card").Parse(`[{{.}}{{with $x := .}}{{$x}}{{end}}]`)
		require.NoError(t, err)
		_, err = set.New("tree").Parse(`{{with .}}({{.Deep}}{{template "tree" .Next}}){{end}}`)
		require.NoError(t, err)
		main, err := set.New("main.html").Parse(text)
		if err != nil {
			t.Skip(err)
		}
		return main
	}
	program = newProgram(load())
	var a, b bytes.Buffer
	dot := someValues()
	failure = program.execute(&a, dot)
	wanted = load().Execute(&b, dot)
	return program, a.String(), b.String(), failure, wanted
}

// TestProgram executes each kind of thing that a template may have, by a program and by html/template. What is written and what is said of
// mistakes must be the same. What stands in the first list, the program must be able to do by itself.
func TestProgram(t *testing.T) {
	for fit, texts := range map[bool][]string{true: {
		`text {{/* comment */}} {{- "trimmed" -}} `, `{{.S}} {{.N}} {{.Long}} {{.Yes}} {{.F}} {{.HTML}} {{.Kind}} {{.Named}} {{.U}}`, `{{"con<stant"}}{{1}}{{-2}}{{true}}`,
		`{{.Any}}{{.Nil}}{{.Text}}{{.Loud}}{{.Stringer}}{{.URL}}{{.JS}}{{.Words}}{{.Map}}{{.Node.Next}}{{.Structs}}`,
		// fields and methods
		`{{.Deep}} {{.Node.Deep}} {{.Node.Next.Deep}} {{.Name}} {{.Node.Name}} {{.Node.Next.Name}} {{(index .Nodes 0).Name}}`,
		`{{.None.Nameless}} {{.Node.Nameless}}`, `{{.Node.Join "a"}} {{.Node.Join "a" 1 .S nil}} {{.Add 1 2}} {{.Add .N 2 | .Add 5}}`,
		`{{(.Same .Node).Deep}} {{(.Same nil).Nameless}} {{range .Structs}}{{.Name}}{{.Join "a" "b"}}{{end}}`, `{{.Map.a}} {{.Map.m.x}}`,
		`{{.AnyOf .S}} {{.AnyOf 1}} {{.AnyOf nil}} {{(.AnyOf .Node).Deep}} {{.AnyOf .Map.a | printf "%q"}}`,
		// functions
		`{{.Upper .S}} {{.S | $.Upper | printf "%s-%s" "x"}}`, `{{printf "%s %d %v" .S .N .Map.a}} {{print .N .S nil}} {{println .F}}`, `{{len .S}} {{len .Words}} {{len .Map}} {{len .Array}}`,
		`{{index .Words 0}} {{index .Map "a"}} {{index .Map "none"}} {{index .Map "m" "x"}} {{index .Numbers 2}} {{index .Numbers 3}}`,
		`{{eq .N 3}} {{eq .Kind "lesson"}} {{eq .N 1 2 3}} {{eq .S .S}} {{ne .N 3}} {{eq .Node .Node.Next}} {{eq .None .None}} {{eq .Yes true}} {{eq .Named 4}} {{eq .Any "in <any>"}}`,
		`{{lt 1 .N}} {{le .N 3}} {{gt "b" "a"}} {{ge .Long .N}} {{not .Yes}} {{not .Nil}} {{ne .Yes .No}}`,
		`{{and .Yes .S}} {{and .No .Fails}} {{or .Empty .S}} {{or .Yes .Fails}} {{or .Empty .Zero}} {{and 1 2 3}} {{or nil .Nil}}`, `{{js .S}} {{.S | html}} <a title="{{.HTML | html}}" href="/{{.S | urlquery}}">{{print "%d" | printf}}`,
		`{{(.AnyOf nil) | .AnyOf}} {{range .AnyOf .Words}}{{.}}{{end}} {{.None}} {{.Node.Next.Next.Nameless}}`,
		// branches
		`{{if .Yes}}a{{else}}b{{end}}{{if .Zero}}a{{else if .N}}b{{else}}c{{end}}`, `{{with .S}}{{.}}{{$.N}}{{else}}x{{end}}{{with .None}}x{{else}}{{.N}}{{end}}{{with .Empty}}{{else with .N}}{{.}}{{end}}`,
		`{{if .Words}}1{{end}}{{if .NoWords}}2{{end}}{{if .Map}}3{{end}}{{if .Structs}}4{{end}}{{if .Node}}5{{end}}{{if .Func}}6{{end}}{{if .Any}}7{{end}}{{if .U}}8{{end}}{{if .Array}}9{{end}}{{if .Nil}}0{{end}}{{if .Stringer}}A{{end}}`,
		// loops
		`{{range .Words}}{{.}},{{else}}none{{end}} {{range .NoWords}}x{{else}}{{.N}}{{end}} {{range .Array}}{{.}}{{end}} {{range 3}}{{.}}{{end}} {{range $i := .N}}{{$i}}{{else}}x{{end}} {{range 0}}x{{else}}0{{end}}`,
		`{{range $i, $w := .Words}}{{$i}}={{$w}}{{.}};{{end}} {{range $w := .Words}}{{$w}}{{end}} {{range $k, $v := .Map}}{{$k}}={{$v}};{{end}} {{range .Kinds}}{{.}}{{end}} {{range .Nil}}x{{else}}nil{{end}}`,
		`{{range .Words}}{{if eq . "<"}}{{continue}}{{end}}{{.}}{{end}} {{range .Words}}{{if eq . "<"}}{{break}}{{end}}{{.}}{{end}}`,
		`{{range .Words}}{{range $.NoWords}}{{else}}{{break}}{{end}}{{.}};{{end}} {{range .Words}}{{range $.NoWords}}{{else}}{{continue}}{{end}}{{.}};{{end}}`,
		`{{range .Words}}{{with $.N}}{{range $.Array}}{{if eq . 6}}{{break}}{{end}}{{.}}{{end}}{{continue}}{{end}}x{{end}}`,
		`{{range $x, $x := .Words}}{{$x}}{{end}} {{range $x := .NoWords}}{{else}}{{$x}}{{end}}`,
		// variables
		`{{$a := 1}}{{$b := .S}}{{if .Yes}}{{$a = 2}}{{$b := "inner"}}{{$b}}{{end}}{{$a}}{{$b}} {{$a := "again"}}{{$a}} {{with $c := .N}}{{$c}}{{.}}{{end}}`,
		`{{$i := 0}}{{$w := ""}}{{range $i, $w = .Words}}{{end}}{{$i}}{{$w}} {{range $w = .Words}}{{end}}{{$w}} {{$n := .Node}}{{$n.Next.Deep}}{{$n.Join "a"}} {{$.S}}{{range .Nodes}}{{$.N}}{{end}}`,
		`{{if $x := .N}}{{$x}}{{else}}{{$x}}{{end}}{{if $x := .Zero}}{{else}}{{$x}}{{end}}{{range .Words}}{{$y := .}}{{$y}}{{end}}`,
		// templates
		`{{template "card" .S}}{{template "card" 1}}{{template "card"}}{{define "own"}}{{.Deep}}{{$}}{{end}}{{template "own" .Node}}{{block "b" .N}}{{.}}{{end}}`,
		`{{template "tree" .Node}}{{$x := 1}}{{template "card" $x}}{{$x}}{{define "own"}}{{.Deep}}{{end}}{{template "own" .Node}}{{block "b" .N}}{{.}}{{end}}`,
		// places
		`<p title="{{.S}}" class='{{.HTML}}' data-a={{.S}} id="{{.Kind}}">{{.Quoted}}</p><title>{{.S}}{{.HTML}}</title><textarea>{{.HTML}}</textarea>`,
		`<a href="{{.Link}}">{{.Link}}</a><a href="/x/{{.S}}">a</a><a href="/?q={{.S}}&amp;k={{.Kind}}#{{.S}}">a</a><a href="{{.URL}}">a</a><img src='{{.S}}' srcset="{{.Link}} 2x"><a href={{.Link}}>a</a>`,
		`<script>var a = {{.S}}, b = {{.Map}}, c = "{{.S}}", d = {{.JS}};</script><style>p { color: {{.Kind}}; background: url({{.Link}}) }</style><p style="color: {{.S}}" onclick="f({{.Words}})">`,
		`<!-- {{.S}} --><{{.Kind}}><p {{.Kind}}="{{.N}}"><p title="{{.Text}}{{.Nil}}{{.N}}{{.Loud}}{{.Words}}{{.F}}">`, `<a href="{{.Nil}}{{.N}}{{.Loud}}">`,
	}, false: {
		// what html/template is left
		`{{slice .S 1 3}}`, `{{call .Func "a"}}`, `{{.N | or .Zero}}`, `{{html .S}}`, `{{urlquery .S .N}}`, `{{1.5}}{{'a'}}{{0x10}}`, `{{eq .Nil nil}}{{eq .U 7}}{{lt .F 2.5}}`, `{{range .Iter}}{{.}}{{end}}`, `{{.IsKind "lesson"}}`,
		`{{range $k, $v := .Numbers}}{{$k}}{{$v}}{{end}}`, `{{index .S 1}}{{index .Array 1}}`, `<p title="{{template "card" .S}}">`, `{{if .F}}{{.F}}{{end}}`, `{{print ($x := 1) $x}}`, `{{index .Words}}`,
		// mistakes
		"a\n  {{.Missing}}", `{{.S}}{{.None.Deep}}`, `{{.None.Name}}`, `{{.Node.Next.Next.Deep}}`, `{{.Map.none}}`, `{{.hidden}}`, `{{.Fails}}`, `{{.S}}{{.Wrong 1}}`, `{{.Panics}}`, `{{.Both}}`, `{{.Add 1}}`, `{{.Add 1 2 3}}`, `{{.Add "a" 2}}`,
		`{{.S 1}}`, `{{.Node.Join}}`, `{{.Node.Join 1}}`, `{{.Upper .N}}`, `{{.Upper}}`, `{{.Upper nil}}`, `{{len .N}}`, `{{len .None}}`, `{{index .Words 9}}`, `{{index .Words "a"}}`, `{{index nil 1}}`, `{{eq 1 "a"}}`, `{{eq .Map .Map}}`, `{{eq 1}}`, `{{lt .Yes .No}}`, `{{not}}`,
		`{{range .S}}{{end}}`, `{{range $i, $e := 3}}{{end}}`, `{{range .None}}{{end}}`, `{{nil}}`, `{{1 | 2}}`, `{{template "none" .}}`, `{{template "none"}}`, `{{define "deep"}}{{template "deep" .Missing}}{{end}}{{template "deep" .}}`,
		`<a href='{{if .Yes}}">'`, `<script>{{range .Words}}"{{end}}`, `{{$x := .Missing}}`, `{{with .Missing}}{{end}}`, `{{.Text.Len}}`, `{{(.Same nil).Deep}}`, `{{(.AnyOf nil).Deep}}`, `{{.Nil.X}}`, `{{and}}`, `{{js}}{{.Missing}}`,
	}} {
		for _, text := range texts {
			t.Run(text, func(t *testing.T) {
				p, got, want, failure, wanted := executions(t, text)
				require.Equal(t, want, got)
				require.Equal(t, fmt.Sprint(wanted), fmt.Sprint(failure))
				require.Equal(t, fit, p.code != nil && !p.unfit.Load() && failure == nil)
			})
		}
	}
}

// TestProgramAfterOutput gives up after a part has been written: it is written once.
func TestProgramAfterOutput(t *testing.T) {
	for _, end := range []string{"{{slice .S 1 2}}", "{{.Missing}}"} {
		_, got, want, failure, wanted := executions(t, "{{range 5000}}{{$.S}} and text {{end}}"+end)
		require.Greater(t, len(got), 2*maxOut)
		require.Equal(t, want, got)
		require.Equal(t, wanted, failure)
	}
	text := template.Must(template.New("full").Parse("{{.}}"))
	require.ErrorIs(t, newProgram(text).execute(full{}, "x"), io.ErrShortWrite)
}

// FuzzEscape writes values of any text to the places of HTML that a template may have.
func FuzzEscape(f *testing.F) {
	for _, s := range []string{"", "a b", `<i>"it's" & 1+1</i>`, "\x00\xff\u2028", "https://x.org/ü?a=%20&b=c#d", "javascript:alert(1)", "mailto:x", "a:b/c:d", "/%zz%e", "https://a:1/", "-_.~", "12", "http"} {
		f.Add(s)
	}
	const places = `{{.}}<p title="{{.}}" class='{{.}}' id={{.}} onclick="f({{.}})" style="color: {{.}}"><a href="{{.}}"></a><a href='/a/{{.}}?b={{.}}#{{.}}'></a><a href={{.}}></a>` +
		`<img srcset="{{.}}"><textarea>{{.}}</textarea><script>a({{.}}, "{{.}}")</script><style>p { color: {{.}} }</style><!-- {{.}} --><p title="{{. | html}}" x-{{.}}="">`
	text := func() *template.Template { return template.Must(template.New("places").Parse(places)) }
	p, interpreted := newProgram(text()), text()
	f.Fuzz(func(t *testing.T, s string) {
		for _, v := range []any{s, kind(s), template.HTML(s), template.URL(s), template.JS(s), loud(s), &s, []string{s}, len(s), errors.New(s)} {
			var got, want bytes.Buffer
			require.NoError(t, p.execute(&got, v))
			require.NoError(t, interpreted.Execute(&want, v))
			require.Equal(t, want.String(), got.String())
			require.True(t, p.code != nil && !p.unfit.Load())
		}
	})
}

// FuzzProgram makes templates of what a text chooses and executes them both ways.
func FuzzProgram(f *testing.F) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		choices := make([]byte, 60)
		for i := range choices {
			choices[i] = byte(random.Uint32())
		}
		f.Add(choices)
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		w := &templateWriter{choices: choices, variables: []string{"$"}}
		w.list(3)
		_, got, want, failure, wanted := executions(t, w.text.String())
		require.Equal(t, want, got, w.text.String())
		require.Equal(t, fmt.Sprint(wanted), fmt.Sprint(failure), w.text.String())
	})
}

// templateWriter writes a template. Most of what it writes can be parsed, and much of that can be executed.
type templateWriter struct {
	choices   []byte
	text      strings.Builder
	variables []string
	loops     int
}

// choose returns a number below n, 0 when there is nothing left to choose with.
func (w *templateWriter) choose(n int) int {
	if len(w.choices) == 0 {
		return 0
	}
	c := int(w.choices[0]) % n
	w.choices = w.choices[1:]
	return c
}

func (w *templateWriter) one(of ...string) string { return of[w.choose(len(of))] }

func (w *templateWriter) list(depth int) {
	scope := len(w.variables)
	for range 1 + w.choose(4) {
		w.node(depth)
	}
	w.variables = w.variables[:scope]
}

func (w *templateWriter) node(depth int) {
	kind := w.choose(12)
	switch {
	case depth == 0 || kind < 3:
		w.place(w.command(2))
	case kind == 3 && w.loops > 0:
		w.text.WriteString(w.one("{{break}}", "{{continue}}"))
	case kind == 4:
		w.text.WriteString("{{$v := " + w.command(2) + "}}")
		w.variables = append(w.variables, "$v")
	case kind == 5:
		w.text.WriteString("{{" + w.one(w.variables...) + " = " + w.operand(0) + "}}") // which does not grow from round to round
	case kind == 6:
		w.text.WriteString(`{{template "` + w.one("card", "tree") + `" ` + w.command(1) + "}}")
	case kind < 9:
		w.branch(w.one("if ", "with "), depth)
	default:
		w.branch("range ", depth)
	}
}

func (w *templateWriter) branch(word string, depth int) {
	scope, declared := len(w.variables), w.one("", "", "$v := ")
	if word == "range " {
		declared = w.one("", "$v := ", "$i, $v := ")
	}
	w.text.WriteString("{{" + word + declared + w.one(w.command(1), "$.Words", "$.Nodes", "$.Structs", "$.Map", "$.N") + "}}")
	if declared != "" {
		w.variables = append(w.variables, "$v")
	}
	loops := w.loops
	if word == "range " {
		w.loops++
	}
	w.list(depth - 1)
	w.loops = loops
	if w.choose(2) == 1 {
		w.text.WriteString("{{else}}")
		w.list(depth - 1)
	}
	w.text.WriteString("{{end}}")
	w.variables = w.variables[:scope]
}

// place writes an action somewhere in HTML.
func (w *templateWriter) place(command string) {
	around := w.one(" %", " %", "<p title=\"%\">", "<a href='%'>", "<a href='/a?b=%'>", "<title>%</title>", "<p id=%>", "<script>%;</script>", "<p style=\"color: %\">", "<!-- % -->")
	w.text.WriteString(strings.Replace(around, "%", "{{"+command+"}}", 1))
}

func (w *templateWriter) command(depth int) string {
	pipe := ""
	if w.choose(6) == 1 {
		pipe = w.one(" | print", " | printf \"%v\"", " | not", " | .AnyOf", " | html", " | $.Node.Join \"a\"", " | $.Upper", " | len")
	}
	compare := w.one("eq ", "ne ", "lt ", "le ", "gt ", "ge ", "eq 1 ")
	switch w.choose(14) {
	case 0:
		return compare + w.number() + " " + w.number() + pipe
	case 1:
		return compare[:3] + w.word() + " " + w.word() + pipe
	case 2:
		return w.one("and ", "or ") + w.operand(depth) + " " + w.operand(depth) + w.one("", " "+w.operand(depth)) + pipe
	case 3:
		return w.one("not ", "print ", "$.AnyOf ", "js ") + w.operand(depth) + pipe
	case 4:
		return w.one("$.Upper ", "len ", "printf ") + w.word() + pipe
	case 5:
		return w.one(`printf "%v %v" `, `printf "%s%d" `, "$.Node.Join ") + w.operand(depth) + " " + w.operand(depth) + pipe
	case 6:
		return w.one("index $.Words ", "index $.Numbers ") + w.one("0", "1", w.number()) + pipe
	case 7:
		return "index $.Map " + w.word() + pipe
	case 8:
		return "$.Add " + w.number() + " " + w.number() + pipe
	case 9:
		return w.one("$.Same ", "$.IsKind ", "$.Wrong ", "slice ", "len ", "$.Fails | print ") + w.operand(depth)
	}
	return w.operand(depth) + pipe
}

func (w *templateWriter) number() string {
	return w.one("1", "3", "$.N", "$.Zero", "$.Named", "$.Long", "-1")
}

func (w *templateWriter) word() string {
	return w.one(`"a"`, "$.S", "$.Kind", "$.Empty", "$.Any", "$.Link", "$.Node.Name", "$.Deep", `"m"`, "$.Quoted", "$.HTML")
}

func (w *templateWriter) operand(depth int) string {
	if depth > 0 && w.choose(4) == 1 {
		return "(" + w.command(depth-1) + ")" + w.one("", "", "", "", ".Deep")
	}
	switch w.choose(8) {
	case 0:
		return w.one(w.variables...)
	case 1:
		return "."
	case 2:
		return w.one("true", "nil", "1.5", "'c'", "$.None.Deep", ".Deep", ".Name", "$.Map.none", "$.Fails", "$.Stringer")
	case 3:
		return w.number()
	case 4:
		return w.word()
	}
	return "$" + w.one(".Node", ".Nil", ".Node.Next", ".Nodes", ".Structs", ".Words", ".NoWords", ".Map", ".Map.a", ".Map.m", ".Text", ".Yes", ".No", ".Loud", ".URL",
		".None", ".Array", ".U", ".F", ".Node.Next.Name", ".Same .Node")
}
