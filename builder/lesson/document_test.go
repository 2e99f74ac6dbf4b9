package lesson

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder/docx"
)

func documentOf(t *testing.T, body string, opt Options) *docx.Document {
	t.Helper()
	l := Parse("content/templates/t.md", KindTemplate, []byte("---\ntitle: T\n---\n\n"+body), opt)
	require.Empty(t, l.Diags)
	require.NotNil(t, l.Document)
	return l.Document
}

func para(s string) docx.Block { return docx.Paragraph{Text: docx.Words(s)} }

func bold(s string) docx.Block {
	return docx.Paragraph{Text: []docx.Inline{docx.Text{Text: s, Bold: true}}}
}

func listed(task docx.Task, texts ...string) docx.List {
	var out docx.List
	for _, s := range texts {
		out.Items = append(out.Items, docx.Item{Task: task, Blocks: []docx.Block{para(s)}})
	}
	return out
}

func TestOnlyTemplatesBecomeDocuments(t *testing.T) {
	src := []byte("---\ntitle: T\n---\n\nx\n")
	for _, kind := range []Kind{KindLesson, KindPage, KindModule} {
		require.Nil(t, Parse("content/m/l.md", kind, src, Options{}).Document, kind)
	}
	require.NotNil(t, Parse("content/templates/t.md", KindTemplate, src, Options{}).Document)
	file := []byte("---\ntitle: T\nfile: t.xlsx\n---\n\nx\n")
	require.Nil(t, Parse("content/templates/t.md", KindTemplate, file, Options{}).Document, "the file is the template")
}

func TestDocumentProperties(t *testing.T) {
	src := "---\ntitle: A title\ndescription: What for\ndate: 2026-03-04\n---\n\nx\n"
	doc := Parse("content/templates/t.md", KindTemplate, []byte(src), Options{}).Document
	require.Equal(t, "A title", doc.Title)
	require.Equal(t, "What for", doc.Description)
	require.Equal(t, "2026-03-04", doc.Modified.Format(time.DateOnly))
	changed := strings.Replace(src, "---\n\n", "lastmod: 2026-05-06\n---\n\n", 1)
	doc = Parse("content/templates/t.md", KindTemplate, []byte(changed), Options{}).Document
	require.Equal(t, "2026-05-06", doc.Modified.Format(time.DateOnly))
}

func TestDocumentBlocks(t *testing.T) {
	for name, test := range map[string]struct {
		in   string
		want []docx.Block
	}{
		"paragraph":   {"One\ntwo  \nthree.", []docx.Block{docx.Paragraph{Text: []docx.Inline{docx.Text{Text: "One two"}, docx.Break{}, docx.Text{Text: "three."}}}}},
		"headings":    {"## Two\n\n### Three\n\n#### Four\n", []docx.Block{docx.Heading{Level: 1, Text: docx.Words("Two")}, docx.Heading{Level: 2, Text: docx.Words("Three")}, docx.Heading{Level: 3, Text: docx.Words("Four")}}},
		"tight list":  {"- a\n- b\n", []docx.Block{listed(docx.NoTask, "a", "b")}},
		"loose list":  {"7. a\n\n8. b\n", []docx.Block{docx.List{Ordered: true, Start: 7, Loose: true, Items: listed(docx.NoTask, "a", "b").Items}}},
		"tasks":       {"- [ ] a\n- [x] b\n", []docx.Block{docx.List{Items: []docx.Item{{Task: docx.TaskOpen, Blocks: []docx.Block{para("a")}}, {Task: docx.TaskDone, Blocks: []docx.Block{para("b")}}}}}},
		"nested list": {"- a\n  1. b\n", []docx.Block{docx.List{Items: []docx.Item{{Blocks: []docx.Block{para("a"), docx.List{Ordered: true, Start: 1, Items: listed(docx.NoTask, "b").Items}}}}}}},
		"quote":       {"> a\n>\n> b\n", []docx.Block{docx.Quote{Blocks: []docx.Block{para("a"), para("b")}}}},
		"code":        {"```go\na <\n\tb\n```\n\n    c\n", []docx.Block{docx.Code{Text: "a <\n\tb\n"}, docx.Code{Text: "c\n"}}},
		"rule":        {"a\n\n***\n", []docx.Block{para("a"), docx.Rule{}}},
		"callout":     {"> [!TRY] My title\n> Do it.\n", []docx.Block{docx.Callout{Kind: "try", Title: "My title", Blocks: []docx.Block{para("Do it.")}}}},
		"no title":    {"> [!NOTE]\n> Do it.\n", []docx.Block{docx.Callout{Kind: "note", Title: "\x00word:callout_note", Blocks: []docx.Block{para("Do it.")}}}},
		"table": {"| a | b |\n|:-:|--:|\n| 1 | |\n", []docx.Block{docx.Table{
			Align: []docx.Align{docx.AlignCenter, docx.AlignRight}, Head: []docx.Row{docx.Cells("a", "b")}, Rows: []docx.Row{docx.Cells("1", "")},
		}}},
		"table without head": {"| | |\n|---|---|\n| 1 | 2 |\n", []docx.Block{docx.Table{Align: []docx.Align{0, 0}, Rows: []docx.Row{docx.Cells("1", "2")}}}},
		"definitions": {"a\nb\n: one\n\nc\n: two\n", []docx.Block{docx.Definitions{Items: []docx.Definition{
			{Terms: [][]docx.Inline{docx.Words("a"), docx.Words("b")}, Blocks: []docx.Block{para("one")}}, {Terms: [][]docx.Inline{docx.Words("c")}, Blocks: []docx.Block{para("two")}},
		}}}},
		"footnotes": {"a[^x]\n\n[^x]: note\n", []docx.Block{
			docx.Paragraph{Text: []docx.Inline{docx.Text{Text: "a"}, docx.Text{Text: "1", Superscript: true}}},
			docx.Rule{},
			docx.List{Ordered: true, Start: 1, Items: listed(docx.NoTask, "note").Items},
		}},
		"comment": {"<!-- a note -->\n\na\n", []docx.Block{para("a")}},
	} {
		require.Equal(t, test.want, documentOf(t, test.in, Options{}).Blocks, name)
	}
}

func TestDocumentLines(t *testing.T) {
	for in, want := range map[string][]docx.Inline{
		"a **b** *c* ***d*** ~~e~~ `f  g`": {
			docx.Text{Text: "a "},
			docx.Text{Text: "b", Bold: true},
			docx.Text{Text: " "},
			docx.Text{Text: "c", Italic: true},
			docx.Text{Text: " "},
			docx.Text{Text: "d", Bold: true, Italic: true},
			docx.Text{Text: " "},
			docx.Text{Text: "e", Strike: true},
			docx.Text{Text: " "},
			docx.Text{Text: "f  g", Code: true},
		},
		`"It's" -- 3 &lt; 4 \*...`:        docx.Words("“It’s” – 3 < 4 *…"),
		"a [____ b] c":                    {docx.Text{Text: "a "}, docx.Field{Label: "b"}, docx.Text{Text: " c"}},
		"**a [____]**":                    {docx.Text{Text: "a ", Bold: true}, docx.Field{}},
		"[a *b*](https://x.org/?a&amp;b)": {docx.Text{Text: "a ", Link: "https://x.org/?a&b"}, docx.Text{Text: "b", Italic: true, Link: "https://x.org/?a&b"}},
		"<https://x.org> <a@x.org>": {
			docx.Text{Text: "https://x.org", Link: "https://x.org"}, docx.Text{Text: " "}, docx.Text{Text: "a@x.org", Link: "mailto:a@x.org"},
		},
		"www.x.org":                    {docx.Text{Text: "www.x.org", Link: "http://www.x.org"}},
		"[a](b.md) and [](c.md#d)":     {docx.Text{Text: "a", Link: "\x00h0\x00"}, docx.Text{Text: " and "}, docx.Text{Text: "\x00t1\x00", Link: "\x00h1\x00"}},
		"See ![a *chart*](chart.png).": docx.Words("See [a chart]."),
	} {
		require.Equal(t, []docx.Block{docx.Paragraph{Text: want}}, documentOf(t, in, Options{}).Blocks, in)
	}
}

func TestDocumentOfBlocks(t *testing.T) {
	for name, test := range map[string]struct {
		in   string
		want []docx.Block
	}{
		"checklist": {":::checklist[Before]\n- [ ] a\n- [x] b\n:::", []docx.Block{bold("Before"), docx.List{Items: []docx.Item{
			{Task: docx.TaskOpen, Blocks: []docx.Block{para("a")}}, {Task: docx.TaskDone, Blocks: []docx.Block{para("b")}},
		}}}},
		"details":  {":::details[More]\nText.\n:::", []docx.Block{bold("More"), para("Text.")}},
		"ask":      {":::ask\n- What?\n:::", []docx.Block{listed(docx.NoTask, "What?")}},
		"scenario": {":::scenario[A case]\nIt happens.\n\n### One view\n\nWait.\n:::", []docx.Block{bold("A case"), para("It happens."), docx.Heading{Level: 2, Text: docx.Words("One view")}, para("Wait.")}},
		"say": {":::say\nIntro.\n\n- **Instead of:** No.\n- Say: Yes, *now*.\n\nOutro.\n:::", []docx.Block{para("Intro."), docx.Table{
			Head: []docx.Row{docx.Cells("\x00word:instead_of", "\x00word:say")},
			Rows: []docx.Row{{{Blocks: []docx.Block{para("No.")}}, {Blocks: []docx.Block{docx.Paragraph{Text: []docx.Inline{docx.Text{Text: "Yes, "}, docx.Text{Text: "now", Italic: true}, docx.Text{Text: "."}}}}}}},
		}, para("Outro.")}},
		"compare": {":::compare\n### A\n\n- 1\n- 2\n\n### B\n\n- 3\n- 4\n:::", []docx.Block{docx.Table{
			Head: []docx.Row{docx.Cells("A", "B")}, Rows: []docx.Row{docx.Cells("1", "3"), docx.Cells("2", "4")},
		}}},
		"compare with text": {":::compare\n### A\n\nText.\n\n- 1\n\n### B\n\n- 3\n:::", []docx.Block{docx.Table{
			Head: []docx.Row{docx.Cells("A", "B")}, Rows: []docx.Row{{{Blocks: []docx.Block{para("Text."), listed(docx.NoTask, "1")}}, {Blocks: []docx.Block{listed(docx.NoTask, "3")}}}},
		}}},
		"plan": {":::plan\n### Theme\n\n- What?\n- Who? [____ name]\n- [ ] Do it\n:::", []docx.Block{
			docx.Heading{Level: 2, Text: docx.Words("Theme")},
			para("What?"),
			docx.Answer{Lines: planLines},
			docx.Paragraph{Text: []docx.Inline{docx.Text{Text: "Who? "}, docx.Field{Label: "name"}}},
			listed(docx.TaskOpen, "Do it"),
		}},
		"reflect":            {":::reflect[Think]\nWhy?\n:::", []docx.Block{bold("Think"), para("Why?"), docx.Answer{Lines: reflectLines}}},
		"reflect with field": {":::reflect\nWhy?\n\n[____ because]\n:::", []docx.Block{para("Why?"), docx.Paragraph{Text: []docx.Inline{docx.Field{Label: "because"}}}}},
		"quiz":               {":::quiz\nWhich?\n\n- [x] This\n\n  > Yes!\n- [ ] That\n\nBecause.\n:::", []docx.Block{para("Which?"), docx.List{Loose: true, Items: listed(docx.TaskOpen, "This", "That").Items}}},
		"download":           {":::download{template=other}\nPrint it.\n:::", []docx.Block{docx.Paragraph{Text: []docx.Inline{docx.Text{Text: "\x00t0\x00", Link: "\x00h0\x00"}}}, para("Print it.")}},
		"facilitator":        {"a\n\n:::facilitator\nSecret.\n:::", []docx.Block{para("a")}},
		"nested":             {"::::details[More]\n:::checklist\n- [ ] a\n:::\n::::", []docx.Block{bold("More"), listed(docx.TaskOpen, "a")}},
	} {
		require.Equal(t, test.want, documentOf(t, test.in, Options{}).Blocks, name)
	}
	live := documentOf(t, ":::facilitator\nSecret.\n:::", Options{Edition: "facilitator"})
	require.Equal(t, []docx.Block{para("Secret.")}, live.Blocks)
}

func TestFillDocument(t *testing.T) {
	l := Parse("content/templates/t.md", KindTemplate, []byte("---\ntitle: T\n---\n\n> [!TIP]\n> See [](a.md) or [b](c.md).\n"), Options{})
	filled := l.FillDocument(Slots{
		URL:  func(n int) string { return "https://x.org/" + string(rune('0'+n)) },
		Name: func(n int) string { return "Name <" + string(rune('0'+n)) + ">" },
		Word: func(key string) string { return "Word " + key },
	})
	require.Equal(t, []docx.Block{docx.Callout{Kind: "tip", Title: "Word callout_tip", Blocks: []docx.Block{docx.Paragraph{Text: []docx.Inline{
		docx.Text{Text: "See "}, docx.Text{Text: "Name <0>", Link: "https://x.org/0"}, docx.Text{Text: " or "}, docx.Text{Text: "b", Link: "https://x.org/1"}, docx.Text{Text: "."},
	}}}}}, filled.Blocks)
	require.Contains(t, l.Document.Blocks[0].(docx.Callout).Title, "\x00", "the lesson's own stays as it is")
	require.Nil(t, (&Lesson{}).FillDocument(Slots{}))
}

func TestTooMuchForADocument(t *testing.T) {
	wide := strings.Repeat("| a ", docx.MaxColumns+1) + "|\n" + strings.Repeat("|---", docx.MaxColumns+1) + "|\n"
	l := Parse("content/templates/t.md", KindTemplate, []byte("---\ntitle: T\n---\n\n"+wide), Options{})
	require.Len(t, l.Diags, 1)
	require.Equal(t, "table has 64 columns, but a Word document takes at most 63", l.Diags[0].Message)
	require.Equal(t, 5, l.Diags[0].Pos.Line)
}

// Whatever the parser takes can be written, or there is a diagnostic.
func FuzzDocument(f *testing.F) {
	f.Add("## A\n\n- [ ] [____ b]\n\n| c |\n|---|\n| d |\n\n:::say\n- Instead of: e\n- Say: f\n:::\n")
	f.Add("> [!NOTE]\n> - a\n>   1. b\n>\n> [](x.md) ![c](d.png)[^1]\n\n[^1]: e\n\nf\n: g\n")
	f.Add("::::compare\n### A\n\n- a\n\n### B\n\n:::plan\n### C\n\n- d\n- [ ] e\n:::\n::::\n")
	f.Fuzz(func(t *testing.T, body string) {
		l := Parse("content/templates/t.md", KindTemplate, []byte("---\ntitle: T\n---\n\n"+body), Options{Edition: "facilitator"})
		filled := l.FillDocument(Slots{
			URL: func(int) string { return "https://x.org/" }, Name: func(int) string { return "x" }, Word: func(s string) string { return s },
		})
		if filled == nil {
			return
		}
		var b bytes.Buffer
		if err := docx.Write(&b, filled); err != nil && len(l.Diags) == 0 {
			t.Fatal(err)
		}
	})
}
