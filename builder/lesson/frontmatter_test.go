package lesson

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// readMeta returns the front matter of src, the body, and each mistake as "line:column: message | hint".
func readMeta(kind Kind, src string) (Meta, string, []string) {
	meta, offset, ds := decodeFrontMatter("f.md", kind, []byte(src))
	mistakes := []string{}
	for _, d := range ds {
		text := fmt.Sprintf("%d:%d: %s", d.Pos.Line, d.Pos.Column, d.Message)
		if d.Hint != "" {
			text += " | " + d.Hint
		}
		mistakes = append(mistakes, text)
	}
	return meta, src[offset:], mistakes
}

func TestFencesOfFrontMatter(t *testing.T) {
	const missing = `1:1: lesson has no front matter | begin the file with a line ---, a line "title: …" and a line ---`
	tests := []struct {
		name, src, title, body string
		mistakes               []string
	}{
		{name: "YAML", src: "---\ntitle: A\n---\nbody\n", title: "A", body: "body\n"},
		{name: "TOML", src: "+++\ntitle = \"A\"\n+++\nbody\n", title: "A", body: "body\n"},
		{name: "CRLF", src: "---\r\ntitle: A\r\n---\r\nbody\r\n", title: "A", body: "body\r\n"},
		{name: "CR", src: "---\rtitle: A\r---\rbody\r", title: "A", body: "body\r"},
		{name: "TOML with CRLF", src: "+++\r\ntitle = 'A'\r\n+++\r\nbody", title: "A", body: "body"},
		{name: "TOML with CR", src: "+++\rtitle = 'A'\r+++\rbody", title: "A", body: "body"},
		{name: "BOM", src: "\ufeff---\ntitle: A\n---\nbody", title: "A", body: "body"},
		{name: "blank lines before", src: "\n \t\n---\ntitle: A\n---\nbody", title: "A", body: "body"},
		{name: "blanks behind the fences", src: "--- \ntitle: A\n---\t \nbody", title: "A", body: "body"},
		{name: "no line end at the end", src: "---\ntitle: A\n---", title: "A"},
		{name: "no body", src: "---\ntitle: A\n---\n", title: "A"},
		{name: "thematic breaks in the body", src: "---\ntitle: A\n---\nbody\n\n---\n\n+++\n", title: "A", body: "body\n\n---\n\n+++\n"},
		{name: "fence in a block scalar", src: "---\ntitle: A\ndescription: |\n  one\n  ---\n  two\n---\nbody", title: "A", body: "body"},
		{name: "fence in a TOML string", src: "+++\ntitle = 'A'\ndescription = '''\n +++\n---\n'''\n+++\nbody", title: "A", body: "body"},
		{name: "empty file", src: "", mistakes: []string{missing}},
		{name: "only a BOM", src: "\ufeff", mistakes: []string{missing}},
		{name: "only blanks", src: "\n\n", body: "\n\n", mistakes: []string{missing}},
		{name: "none", src: "# Title\n\n---\n", body: "# Title\n\n---\n", mistakes: []string{missing}},
		{
			name: "JSON", src: "{\"title\": \"A\"}\n", body: "{\"title\": \"A\"}\n",
			mistakes: []string{"1:1: lesson has no front matter | write the front matter in YAML between --- lines; JSON is not read"},
		},
		{
			name: "four hyphens", src: "----\ntitle: A\n----\n", body: "----\ntitle: A\n----\n",
			mistakes: []string{"1:1: lesson has no front matter | begin the front matter with a line of exactly three hyphens: ---"},
		},
		{
			name: "a dash of a word processor", src: "—\ntitle: A\n—\n", body: "—\ntitle: A\n—\n",
			mistakes: []string{missing},
		},
		{
			name: "empty", src: "---\n---\nbody", body: "body",
			mistakes: []string{"1:1: title is missing | add a line title: …"},
		},
		{
			name: "only a comment", src: "\n---\n# title: A\n---\nbody", body: "body",
			mistakes: []string{"2:1: title is missing | add a line title: …"},
		},
		{
			name: "empty TOML", src: "+++\n+++\nbody", body: "body",
			mistakes: []string{"1:1: title is missing | add a line title = …"},
		},
		{
			name: "no end", src: "---\ntitle: A\n\nbody\n", body: "title: A\n\nbody\n",
			mistakes: []string{"1:1: front matter has no end | write --- on a line of its own below the last key"},
		},
		{
			name: "no end in TOML", src: "+++\ntitle = 'A'\n\n---\n", body: "title = 'A'\n\n---\n",
			mistakes: []string{"1:1: front matter has no end | write +++ on a line of its own below the last key"},
		},
		{
			name: "only the fence", src: "---", body: "",
			mistakes: []string{"1:1: front matter has no end | write --- on a line of its own below the last key"},
		},
		{
			name: "end of four hyphens", src: "---\ntitle: A\n----\nbody", title: "A", body: "body",
			mistakes: []string{"1:1: front matter has no end | line 3 looks like the end; write exactly --- there, without blanks before it"},
		},
		{
			name: "indented end", src: "---\ntitle: A\n ---\nbody", title: "A", body: "body",
			mistakes: []string{"1:1: front matter has no end | line 3 looks like the end; write exactly --- there, without blanks before it"},
		},
		{
			name: "em dash for the end", src: "---\ntitle: A\n—-\nbody", title: "A", body: "body",
			mistakes: []string{"1:1: front matter has no end | line 3 looks like the end; write exactly --- there, without blanks before it"},
		},
		{
			name: "dots for the end", src: "---\ntitle: A\n...\nbody", title: "A", body: "body",
			mistakes: []string{`3:1: front matter ends with ---, not with "..." | write --- alone on its line`},
		},
		{
			name: "text behind the end", src: "---\ntitle: A\n--- # end\nbody", title: "A", body: "body",
			mistakes: []string{`3:1: front matter ends with ---, not with "--- # end" | write --- alone on its line`},
		},
		{
			name: "format behind the fence", src: "--- yaml\ntitle: A\n---\nbody", title: "A", body: "body",
			mistakes: []string{"1:5: text after --- | write --- alone on its line"},
		},
		{
			name: "TOML between hyphens", src: "---toml\ntitle = 'A'\n---\nbody", title: "A", body: "body",
			mistakes: []string{"1:4: text after --- | write front matter in TOML between +++ lines"},
		},
		{
			name: "indented fence", src: "  ---\ntitle: A\n---\nbody", title: "A", body: "body",
			mistakes: []string{"1:1: --- must begin its line | remove the blanks before it"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			meta, body, mistakes := readMeta(KindLesson, tt.src)
			require.Equal(t, tt.title, meta.Title)
			require.Equal(t, tt.body, body)
			require.Equal(t, append([]string{}, tt.mistakes...), mistakes)
		})
	}
}

// TestSyntaxOfYAML shows what authors do and what they are told. Each front matter begins in line 2 of its file.
func TestSyntaxOfYAML(t *testing.T) {
	tests := []struct{ name, src, mistake string }{
		{"colon", "title: Goals: a guide", `2:13: text with a colon is not quoted | quote the text: title: "Goals: a guide"`},
		{"colon behind quotes", `title: "Goals": a guide`, `2:15: text with a colon is not quoted | quote the text: title: '"Goals": a guide'`},
		{"colon and both quotes", `title: Ann's "goals": a guide`, `2:21: text with a colon is not quoted | quote the text: "…"`},
		{"colon in a list", "faqs:\n  - question: Who: me?\n", `3:18: text with a colon is not quoted | quote the text: - question: "Who: me?"`},
		{"asterisk", "takeaways:\n- *Listen* first", `3:3: text that begins with * is not quoted | quote the text: - "*Listen* first"`},
		{"asterisks", "takeaways:\n- **Listen.** Then talk", `3:3: text that begins with * is not quoted | quote the text: - "**Listen.** Then talk"`},
		{"bracket", "title: [Draft] Goals", `2:8: text that begins with [ is not quoted | quote the text: title: "[Draft] Goals"`},
		{"brace", "title: {Draft} Goals", `2:8: text that begins with { is not quoted | quote the text: title: "{Draft} Goals"`},
		{"closing bracket", "title: ]", `2:8: text that begins with ] is not quoted | quote the text: title: "]"`},
		{"percent", "title: % of goals", `2:8: text that begins with % is not quoted | quote the text: title: "% of goals"`},
		{"at sign", "title: @home", `2:8: text that begins with @ is not quoted | quote the text: title: "@home"`},
		{"backtick", "title: `code`", "2:8: text that begins with ` is not quoted | quote the text: title: \"`code`\""},
		{"question mark", "title: ? why", `2:8: text that begins with ? is not quoted | quote the text: title: "? why"`},
		{"tab", "faqs:\n\t- question: Why?", "3:1: tab in the indentation | indent with spaces"},
		{"tab below", "faqs:\n  - question: Why?\n\tanswer: So", "4:1: tab in the indentation | indent with spaces"},
		{"open quote", "title: \"Goals\ntags: [a]", "2:8: quote is not closed | write the same quote at the end of the text"},
		{"open bracket", "tags: [a, b\ntitle: Goals", "2:7: list in brackets is not closed | write ] at its end, or quote the text if the bracket belongs to it"},
		{"apostrophe", "title: 'It's'", "2:12: text behind the closing quote | write '' for an apostrophe within single quotes, or use double quotes"},
		{"quotes", `title: "Yes" and no`, `2:14: text behind the closing quote | write \" for a quote within double quotes, or quote the whole text`},
		{"backslash", `title: "C:\d"`, `2:11: unknown escape in double quotes | write \\ for a backslash, or use single quotes`},
		{"no colon", "title\ntags: [a]", `2:1: key without a colon | write "key: value"`},
		{"no colon at the end", "tags: [a]\ntitle", `3:1: key without a colon | write "key: value"; a text that goes on over several lines is indented`},
		{"indented", "draft: true\n title: Goals", "3:2: line is indented differently from those above | begin the keys that belong together in the same column; a text that has a colon is quoted"},
		{"indented back", "faqs:\n  - question: Why?\n   answer: So", "4:4: line is indented differently from those above | begin the keys that belong together in the same column"},
		{"list behind a key", "tags: - a", "2:7: list item behind a key | begin the list on the next line, or quote the text if the hyphen belongs to it"},
		{"text behind >", "description: > text\n  more", "2:16: text behind | or > | begin the text on the next line, indented"},
		{"comment", `title: "Goals"#1`, "2:15: text behind the value | write a blank before #, or quote the whole text"},
		{"text behind everything", "{title: Goals} and more", "2:16: text behind the last value | quote the whole text"},
		{"pasted line separator", "title: Goals\u2028and more", "2:13: invisible character U+2028 in the front matter | delete it; it came with pasted text"},
		{"control character", "title: Goals\x07", "2:13: invisible character U+0007 in the front matter | delete it; it came with pasted text"},
		{"columns count characters", "title: Zíéle: ä", `2:13: text with a colon is not quoted | quote the text: title: "Zíéle: ä"`},
		{"text", "Goals", `2:1: front matter must be keys with values, such as title: …, not "Goals"`},
		{"list", "- title: Goals", `2:1: front matter must be keys with values, such as title: …, not a list`},
	}
	for _, tt := range tests {
		for _, end := range []string{"\n", "\r\n", "\r"} {
			t.Run(fmt.Sprintf("%s %q", tt.name, end), func(t *testing.T) {
				src := strings.ReplaceAll("---\n"+tt.src+"\n---\nbody", "\n", end)
				_, body, mistakes := readMeta(KindLesson, src)
				require.Equal(t, []string{tt.mistake}, mistakes)
				require.Equal(t, "body", body)
			})
		}
	}
}

func TestBrokenYAMLKeepsTheKeysBefore(t *testing.T) {
	meta, body, mistakes := readMeta(KindLesson, `---
title: Goals
weight: many
faqs:
  - question: Why: how
    answer: so
tags: [a]
---
body`)
	require.Equal(t, "Goals", meta.Title)
	require.Empty(t, meta.FAQs)
	require.Empty(t, meta.Tags)
	require.Equal(t, "body", body)
	require.Equal(t, []string{
		`5:18: text with a colon is not quoted | quote the text: - question: "Why: how"`,
		`3:9: weight must be a whole number, not "many"`,
	}, mistakes)
}

func TestYAMLThatFrontMatterHasNoUseFor(t *testing.T) {
	meta, _, mistakes := readMeta(KindLesson, `---
title: &t Goals
linkTitle: *t
description: !!str 3
<<: {weight: 3}
slug: !important
? [tags]
: [a]
: b
tags: [c]
---
`)
	require.Equal(t, []string{"c"}, meta.Tags)
	require.Zero(t, meta.Weight)
	require.Equal(t, []string{
		"2:8: YAML anchor is not allowed in front matter | write the value itself, or quote the text if the & belongs to it",
		"3:12: YAML alias is not allowed in front matter | write the value itself, or quote the text if the * belongs to it",
		"4:14: YAML tag is not allowed in front matter | write the value itself, or quote the text if the ! belongs to it",
		"6:7: YAML tag is not allowed in front matter | write the value itself, or quote the text if the ! belongs to it",
		"5:1: YAML merge key << is not allowed in front matter | write the keys themselves",
		"7:3: key must be text, not a list | quote the text if the brackets belong to it",
		`9:1: key is empty | write "key: value"`,
	}, mistakes)
}

func TestTOML(t *testing.T) {
	meta, body, mistakes := readMeta(KindLesson, `+++
title = "Goals" # a comment
weight = 1_0
date = 2026-03-01
lastmod = 2026-03-01 10:30:00
publishDate = 2026-03-01T10:30:00+02:00
tags = ["a", 'b']
image.src = "a.jpg"
takeaways = [
  "one", # first
  """
two
three""",
]

[params]
deep = { x = [1, 2.5, true], "q w" = 2026-01-01 }

[[faqs]]
question = "Why?"
answer = '''
So.
'''

[[faqs]]
question = "How?"
answer = "Thus."
+++
body`)
	require.Empty(t, mistakes)
	require.Equal(t, "body", body)
	require.Equal(t, "Goals", meta.Title)
	require.Equal(t, 10, meta.Weight)
	require.Equal(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), meta.Date)
	require.Equal(t, time.Date(2026, 3, 1, 10, 30, 0, 0, time.UTC), meta.LastMod)
	require.Equal(t, "2026-03-01T10:30:00+02:00", meta.PublishDate.Format(time.RFC3339))
	require.Equal(t, []string{"a", "b"}, meta.Tags)
	require.Equal(t, "a.jpg", meta.Image.Src.Value)
	require.Equal(t, "f.md:8:13", meta.Image.Src.Pos.String())
	require.Equal(t, Params{"deep": map[string]any{"x": []any{1, 2.5, true}, "q w": "2026-01-01"}}, meta.Params)
	require.Equal(t, "two\nthree", meta.Takeaways[1].Markdown)
	require.Equal(t, "f.md:13:3", meta.Takeaways[1].Where(6).String())
	require.Len(t, meta.FAQs, 2)
	require.Equal(t, "So.\n", meta.FAQs[0].Answer.Markdown)
	require.Equal(t, "f.md:22:2", meta.FAQs[0].Answer.Where(1).String())
	require.Equal(t, "f.md:26:12", meta.FAQs[1].Pos.String())
	pos, _ := meta.Keys.At("f.md", "faqs")
	require.Equal(t, "f.md:19:1", pos.String())
}

func TestMistakesInTOML(t *testing.T) {
	tests := []struct {
		name, src string
		mistakes  []string
	}{
		{"values", "title = 'A'\nweight = \"3\"\ntags = 'a'\ndraft = 'yes'\ndate = 10:30:00\n", []string{
			`3:10: weight must be a whole number, not "3" | remove the quotes: 3`,
			`4:8: tags must be a list, not "a" | write tags = ["a"]`,
			`5:9: draft must be true or false, not "yes" | write true`,
			`6:8: date must be a date, not 10:30:00 | write it as 2026-01-31 or 2026-01-31 09:30`,
		}},
		{"keys", "wieght = 3\nversion = 1\n[image]\nalt = 'x'\n[[faqs]]\nquestion = 'a'\n[[faqs]]\nanwser = 'a'\nquestion = 'b'\n", []string{
			`2:1: unknown key "wieght" | did you mean "weight"?`,
			`3:1: version is not a key of lessons | it is a key of templates`,
			`4:1: src of image is missing`,
			`6:1: answer of faqs item 1 is missing`,
			`9:1: unknown key "anwser" in faqs item 2 | did you mean "answer"?`,
			`1:1: title is missing | add a line title = …`,
		}},
		{"inline", "title = 'A'\nfaqs = [{question = 'a', answer = 3}, {question = 'b', antwort = ''}]\n", []string{
			`3:39: answer of faqs item 2 is missing`,
			`3:56: unknown key "antwort" in faqs item 2 | known here: answer, question`,
		}},
		{"YAML in TOML", "title: A\n", []string{
			`2:6: front matter is not valid TOML: expected '.' or '=', but got ':' instead | write key = value; strings stand in quotes`,
		}},
		{"no quotes", "title = Goals\n", []string{
			`2:9: front matter is not valid TOML: expected value but found "Goals" instead | strings stand in quotes: title = "…"`,
		}},
		{"twice", "title = 'A'\ntitle = 'B'\n", []string{
			`3:1: front matter is not valid TOML: key 'title' has already been defined | remove one of the two`,
		}},
		{"NUL by an escape", "title = \"a\\u0000b\"\n", []string{`2:9: title has an invisible character U+0000 | remove it`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, body, mistakes := readMeta(KindLesson, "+++\n"+tt.src+"+++\nbody")
			require.ElementsMatch(t, tt.mistakes, mistakes)
			require.Equal(t, "body", body)
		})
	}
}

func TestTOMLGivesWhatYAMLGives(t *testing.T) {
	y, _, mistakes := readMeta(KindTemplate, "---\ntitle: 2026\nversion: 1.0\nformats: [pdf]\nfile: /a.pdf\n---\n")
	require.Empty(t, mistakes)
	o, _, mistakes := readMeta(KindTemplate, "+++\ntitle= 2026\nversion= 1.0\nformats= ['pdf']\nfile= '/a.pdf'\n+++\n")
	require.Empty(t, mistakes)
	require.Equal(t, y, o)
	require.Equal(t, "1.0", o.Version)
}

// TestHostileFrontMatter gives what costs parsers most. Each is an error or nothing much, within
// two seconds; most take milliseconds.
func TestHostileFrontMatter(t *testing.T) {
	long := func(s string, bytes int) string { return strings.Repeat(s, bytes/len(s)) }
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'k'; c++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.TrimSuffix(long(fmt.Sprintf("*%c,", c-1), 27), ","))
	}
	const size = maxFrontMatter - 100
	yamls := map[string]string{
		"bomb": bomb, "brackets": long("[", size), "value of brackets": "a: " + long("[", size), "braces": long("{a: ", size), "hyphens": long("- ", size),
		"questions": long("? ", size), "keys": long("a:\n", size), "unknown keys": numbered("k%d: 1\n", size), "long key": long("k", size) + ": 1",
		"escapes": `a: "` + long(`\`, size), "anchors": long("&", size), "tags": long("!", size), "aliases": long("*a ", size), "list": "tags: [" + long("a,", size-20) + "]",
		"nulls": "tags:\n" + long("-\n", size-20), "faqs": "faqs:\n" + long("- {}\n", size-20), "comments": long("#\n", size), "params": "params: {" + numbered("k%d: {a: 1, a: 2}, ", size-60) + "}",
		"indentation": "title:\n" + long(" ", size), "blank lines": "title: |\n" + long("\n", size), "steps": steps(300), "texts in a line": "takeaways: [" + long("ä,", size-20) + "]",
	}
	tomls := map[string]string{
		"brackets": "a = " + long("[", size), "braces": "a = " + long("{a=", size), "dots": long("a.", size) + "a = 1", "header of dots": "[" + long("a.", size-10) + "a]",
		"tables": long("[[a]]\n", size), "subtables": long("[[a]]\n[a.b]\n", size), "tables in tables": numbered("[a.b%d.c]\n", size), "long key": "[" + long("a", size/2) + "]\n" + numbered("k%d=1\n", size/2),
		"many keys": numbered("k%d=1\n", size), "escapes": `a = "` + long(`\\`, size), "line escapes": `title = """` + long("\\\n", size) + `"""`,
		"inline tables": "faqs = [" + long("{},", size-20) + "]", "open string": `a = '''` + long("'' ", size), "numbers": "a = [" + long("1,", size-20) + "]",
		"wide text": "tags = [" + long(`"ä",`, size-20) + "]", "quoted keys": long("\"\".", size), "deep headers": long("["+long("a.", 90)+"a]\n", size),
	}
	check := func(format, fence, text string) {
		start := time.Now()
		_, body, mistakes := readMeta(KindLesson, fence+"\n"+text+"\n"+fence+"\nbody")
		require.Equal(t, "body", body, format)
		require.NotEmpty(t, mistakes, format)
		require.LessOrEqual(t, len(mistakes), maxMistakes, format)
		require.Less(t, time.Since(start), 2*time.Second, format)
		t.Logf("%s: %v, %s", format, time.Since(start).Round(time.Microsecond), brief(mistakes[0]))
	}
	for name, text := range yamls {
		check("YAML: "+name, "---", text)
	}
	for name, text := range tomls {
		check("TOML: "+name, "+++", text)
	}
}

// numbered repeats a text with numbers up to a size.
func numbered(format string, size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size-20; i++ {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func steps(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func TestLimitsOfFrontMatter(t *testing.T) {
	_, body, mistakes := readMeta(KindLesson, "---\ntitle: "+strings.Repeat("a", maxFrontMatter)+"\n---\nbody")
	require.Equal(t, []string{"1:1: front matter has 65 KiB, but at most 64 can be read | move long texts to the body of the page"}, mistakes)
	require.Equal(t, "body", body)

	_, _, mistakes = readMeta(KindLesson, "---\ntitle: A\nparams: "+strings.Repeat("[", 49)+strings.Repeat("]", 49)+"\n---\n")
	require.Equal(t, []string{"3:9: params must be keys with values, not a list"}, mistakes)
	_, _, mistakes = readMeta(KindLesson, "---\ntitle: A\nparams: "+strings.Repeat("[", 51)+strings.Repeat("]", 51)+"\n---\n")
	require.Equal(t, []string{"3:59: front matter is nested more than 50 levels deep | write it flatter"}, mistakes)
	_, _, mistakes = readMeta(KindLesson, "+++\ntitle = 'A'\nparams.x = "+strings.Repeat("[", 51)+strings.Repeat("]", 51)+"\n+++\n")
	require.Equal(t, []string{"3:60: front matter is nested more than 50 levels deep | write it flatter"}, mistakes)

	_, _, mistakes = readMeta(KindLesson, "---\ntitle: A\n"+numbered("k%d: 1\n", 3000)+"\n---\n")
	require.Len(t, mistakes, maxMistakes)
	require.Contains(t, mistakes[maxMistakes-1], "more mistakes than are listed")
}

func FuzzFrontMatter(f *testing.F) {
	for _, src := range []string{
		"", "---", "---\n---", "---\ntitle: A\n---\nbody", "+++\ntitle = 'A'\n+++\n", "\ufeff---\r\ntitle: \"a\\x41\\\r\n b\"\r\n---\r\n", "--- toml\n\n---\n", "---\ra: |\r  b\r ---\r---\r",
		"---\nfaqs:\n - question: >-\n     a\n\n     b\n   answer: 'it''s'\n---\n", "+++\n[[faqs]]\nanswer=\"\"\"\\\n a\"\"\"\nquestion='a'\n[a.'b'.\"c\\n\"]\nx={y=[1,{}]}\n+++\n",
		"---\n{a: &x [*x], <<: !t y, ? [] : }\n---\n", "---\ndate: 2026-02-30\nweight: 0x1\nduration: 1h\nparams: {a: [.nan, ~, 1e9, 010]}\n...\n", "----\n", "---\nx\n —\n",
	} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if !utf8.ValidString(src) || strings.Contains(src, "\x00") {
			t.Skip() // refused before
		}
		for _, kind := range []Kind{KindLesson, KindCourse, KindTemplate} {
			meta, offset, ds := decodeFrontMatter("f.md", kind, []byte(src))
			require.GreaterOrEqual(t, offset, 0)
			require.LessOrEqual(t, offset, len(src))
			again, _, dsAgain := decodeFrontMatter("f.md", kind, []byte(src))
			require.Equal(t, ds, dsAgain)
			require.Equal(t, meta.Title, again.Title)
			lineCount := len(newLines([]byte(src)).starts)
			for _, d := range ds {
				require.NotEmpty(t, d.Message)
				require.NotContains(t, d.Message, "runtime error")
				require.GreaterOrEqual(t, d.Pos.Line, 1)
				require.LessOrEqual(t, d.Pos.Line, lineCount, d.Message)
				require.GreaterOrEqual(t, d.Pos.Column, 1)
			}
			if meta.Title == "" {
				require.NotEmpty(t, ds, "a page without a title and without a mistake")
			}
			for _, faq := range meta.FAQs {
				requirePlaces(t, src, faq.Answer)
			}
			for _, text := range append(meta.Takeaways, meta.Objectives...) {
				requirePlaces(t, src, text)
			}
		}
	})
}

// requirePlaces checks that each letter of a text is found where it stands in the source, unless it
// is written as an escape there.
func requirePlaces(t *testing.T, src string, text Text) {
	t.Helper()
	if text.Where == nil {
		return // it could not be read
	}
	source := strings.Split(string(normalizeLineEnds([]byte(strings.ReplaceAll(src, "\r\n", "\n")))), "\n")
	source[0] = strings.TrimPrefix(source[0], bom)
	for offset, r := range text.Markdown {
		pos := text.Where(offset)
		require.LessOrEqual(t, pos.Line, len(source))
		line := []rune(source[pos.Line-1])
		require.LessOrEqual(t, pos.Column-1, len(line), "%v in %q", pos, text.Markdown)
		if isBlank(byte(r)) && r < 0x80 || pos.Column-1 < len(line) && line[pos.Column-1] == '\\' {
			continue
		}
		require.Less(t, pos.Column-1, len(line), "%v of %q in %q", pos, text.Markdown[offset:], text.Markdown)
		require.Equal(t, string(r), string(line[pos.Column-1]), "%v of %q in %q", pos, text.Markdown[offset:], text.Markdown)
	}
	text.Where(-1)
	text.Where(len(text.Markdown) + 1)
}

// FuzzTexts writes a text in each way that the two formats have, and finds each of its letters again.
func FuzzTexts(f *testing.F) {
	for _, text := range []string{"a", "Listen *first*.\n\n- one\n  - two\n", "it's \"ä\" \\ b", "  code\n\n\nend", "# a\n---\n...\n+++", "'", "a: b", "\ta"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, i := invisible(text); i >= 0 || !utf8.ValidString(text) || strings.Contains(text, "\r") || strings.TrimSpace(text) == "" {
			t.Skip()
		}
		escaped := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(text)
		indented := strings.ReplaceAll(text, "\n", "\n    ")
		sources := map[string]string{
			"double quotes": "---\ntitle: A\nfaqs:\n- question: Q\n  answer: \"" + escaped + "\"\n---\n",
			"flow":          "---\ntitle: A\nfaqs: [{question: Q, answer: \"" + escaped + "\"}]\n---\n",
			"TOML string":   "+++\ntitle='A'\nfaqs=[{question='Q',answer=\"" + escaped + "\"}]\n+++\n",
			"TOML lines":    "+++\ntitle='A'\n[[faqs]]\nquestion='Q'\nanswer=\"\"\"\n" + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n+++", "\n\\u002b++").Replace("\n" + text)[1:] + "\"\"\"\n+++\n",
		}
		if strings.Trim(text, "\n") == text { // no blank lines around, which | would take for others
			sources["literal"] = "---\ntitle: A\nfaqs:\n - question: Q\n   answer: |1-\n    " + indented + "\n---\n"
		}
		if !strings.Contains(text, "\n") {
			sources["single quotes"] = "---\ntitle: A\nfaqs:\n- answer: '" + strings.ReplaceAll(text, "'", "''") + "'\n  question: Q\n---\n"
		}
		for name, src := range sources {
			meta, _, mistakes := readMeta(KindLesson, src)
			require.Empty(t, mistakes, "%s: %q", name, src)
			require.Equal(t, text, meta.FAQs[0].Answer.Markdown, "%s: %q", name, src)
			requirePlaces(t, src, meta.FAQs[0].Answer)
		}
	})
}
