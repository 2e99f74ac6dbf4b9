package theme

import (
	"fmt"
	"html/template"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"lectern/builder/block"
	"lectern/builder/course"
	"lectern/builder/lesson"
	"lectern/content"
)

// termsOf makes a glossary page of names; a name may bring its definition behind an equals sign.
func termsOf(names ...string) *course.Page {
	l := &lesson.Lesson{File: "content/glossary.md"}
	for _, name := range names {
		name, definition, found := strings.Cut(name, "=")
		if !found {
			definition = "Means " + name + "."
		}
		l.Terms = append(l.Terms, lesson.Term{Name: name, ID: lesson.Anchor(name), Definition: block.Body(definition)})
	}
	return &course.Page{Lesson: l, Kind: course.Glossary, Path: "glossary/"}
}

// mentionsIn returns the body of a lesson with explained terms shown in square brackets, as the
// partial of this test has it.
func mentionsIn(t testing.TB, glossary *course.Page, body string) string {
	t.Helper()
	files := map[string]string{
		"layouts/home.html":          `{{define "main"}}{{end}}`,
		"layouts/base.html":          ``,
		"layouts/partials/term.html": `[{{.Text}}]`,
	}
	layer := fstest.MapFS{}
	for name, text := range files {
		layer[name] = &fstest.MapFile{Data: []byte(text)}
	}
	th, err := Load([]fs.FS{layer}, "en")
	require.NoError(t, err)
	c := &course.Course{Glossary: glossary, Home: &course.Page{Lesson: &lesson.Lesson{Meta: lesson.Meta{Glossary: "auto"}}}}
	p := &course.Page{Lesson: &lesson.Lesson{File: "content/m/l.md", Body: block.Body(body)}, Kind: course.LessonPage, Path: "m/l/"}
	r := &Renderer{Theme: th, Course: c, Link: RootedLink(c), Shared: true, Explain: true}
	out, err := r.View(p).Body()
	require.NoError(t, err)
	require.NotContains(t, out, "\x01")
	require.NotContains(t, out, "\x02")
	return string(out)
}

func TestMentions(t *testing.T) {
	glossary := termsOf("Delegation", "OKR (objectives and key results)", "One-to-one", "Psychological safety", "Safety",
		"Accountability", "Recency bias", "KPIs (key performance indicators)", "R&D", "Feedback (in general)", "Twin=Same.", "Double=Same.",
		"Мотивация", "心理的安全性", "フィードバック", "ثقة", "Öffnung", "C", "“So what?” test")
	for _, c := range []struct{ name, body, want string }{
		{"any case", "delegation, Delegation", "[delegation], Delegation"},
		{"plural", "Delegations", "[Delegations]"},
		{"plural of y", "accountabilities", "[accountabilities]"},
		{"plural of s", "recency biases", "[recency biases]"},
		{"whole words", "delegational redelegation delegation2", "delegational redelegation delegation2"},
		{"possessive", "delegation’s price", "[delegation]’s price"},
		{"in brackets and quotes", "(delegation) “OKR”", "([delegation]) “[OKR]”"},
		{"compounds", "non-delegation, delegation-based, delegation – yes", "non-delegation, delegation-based, [delegation] – yes"},
		{"an abbreviation has capitals", "okr Okr OKR", "okr Okr [OKR]"},
		{"several of it", "OKRs", "[OKRs]"},
		{"its long form", "Objectives and\nKey Results (OKR)", "[Objectives and\nKey Results] (OKR)"},
		{"named by its plural", "a KPI", "a [KPI]"},
		{"a remark is no name", "in general, feedback", "in general, [feedback]"},
		{"hyphens and blanks", "one to one, one‑to‑ones", "[one to one], one‑to‑ones"},
		{"the longest first", "psychological safety and safety", "[psychological safety] and [safety]"},
		{"entities", "R&amp;D &amp; delegation&quot;", "[R&amp;D] &amp; [delegation]&quot;"},
		{"a name of one letter", "Plan C and c.", "Plan [C] and c."},
		{"synonyms once", "A double and a twin", "A [double] and a twin"},
		{"Cyrillic", "немотивация мотивация", "немотивация [мотивация]"},
		{"Japanese", "彼は心理的安全性を保つ。", "彼は[心理的安全性]を保つ。"},
		{"Katakana ends its word", "フィードバックループとフィードバックを", "フィードバックループと[フィードバック]を"},
		{"Arabic", "الثقة ثقة", "الثقة [ثقة]"},
		{"accents written apart", "O\u0308ffnung", "[O\u0308ffnung]"},
		{"between tags", "<p>The <em>delegation</em> of <strong>psychological</strong> safety</p>", "<p>The <em>[delegation]</em> of <strong>psychological</strong> [safety]</p>"},
		{"not where text is pressed or named", `<a href="/">delegation</a><code>delegation</code><label><span>delegation</span></label><h3>delegation <b>x</b> delegation</h3><p>delegation</p>`,
			`<a href="/">delegation</a><code>delegation</code><label><span>delegation</span></label><h3>delegation <b>x</b> delegation</h3><p>[delegation]</p>`},
		{"not in attributes", `<img alt="delegation > safety"> delegation`, `<img alt="delegation > safety"> [delegation]`},
		{"a link to the term", `<a href="/glossary/#safety">Be <em>safe</em></a>, safety`, `[<a href="/glossary/#safety">Be <em>safe</em></a>], safety`},
		{"a later link stays", `safety <a href="/glossary/#safety">safe</a>`, `[safety] <a href="/glossary/#safety">safe</a>`},
		{"a link elsewhere", `<a href="/glossary/">safety</a><a href="/glossary/#s">safety</a>`, `<a href="/glossary/">safety</a><a href="/glossary/#s">safety</a>`},
		{"a link in a heading", `<h2><a href="/glossary/#safety">safety</a></h2>`, `<h2><a href="/glossary/#safety">safety</a></h2>`},
		{"an address with escapes", `<a href="/glossary/#%C3%B6ffnung">x</a>`, `[<a href="/glossary/#%C3%B6ffnung">x</a>]`},
		{"a link without words", `<a href="/glossary/#safety"><img src="x" alt=""></a>`, `<a href="/glossary/#safety"><img src="x" alt=""></a>`},
		{"broken HTML", "<a delegation", "<a delegation"},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, mentionsIn(t, glossary, c.body)) })
	}
}

func TestDefinitionWithinASentence(t *testing.T) {
	for in, want := range map[string]string{
		"Plain <em>words</em>.":                   "Plain <em>words</em>.",
		"<p>First.</p>\n<p>Second.</p>":           "First.",
		"Words:\n<ul>\n<li>one</li>\n</ul>":       "Words:",
		"<ul>\n<li>one</li>\n<li>two</li>\n</ul>": "one",
		`A <a href="/x/" id="y">link</a><br>on`:   `A <a href="/x/">link</a> on`,
		`A<sup id="fnref:1"><a href="#fn:1" class="footnote-ref" role="doc-noteref">1</a></sup>.`: "A.",
		`<figure><img src="a>b"></figure>See`:                                                     "See",
		"":                                                                                        "",
	} {
		require.Equal(t, want, string(phrasing(template.HTML(in))), in)
	}
}

// FuzzMentions: no text makes the search panic, and without its brackets the text is what it was.
func FuzzMentions(f *testing.F) {
	f.Add("Delegation and O\u0308ffnung &amp; <a href=\"/glossary/#safety\">x</a> one-to-ones")
	f.Add("<\x01><\x02><a<a></a>&")
	glossary := termsOf("Delegation", "Öffnung", "Safety", "One-to-one", "心理")
	f.Fuzz(func(t *testing.T, body string) {
		if strings.ContainsAny(body, "\x00\x01\x02[]") {
			t.Skip()
		}
		require.Equal(t, body, strings.NewReplacer("[", "", "]", "").Replace(mentionsIn(t, glossary, body)))
	})
}

// BenchmarkMentions looks for the terms of the sample course, and for ten times as many, in one of its lessons. The cost of a page is
// to stay far below that of rendering it.
func BenchmarkMentions(b *testing.B) {
	parse := func(file string, kind lesson.Kind) *lesson.Lesson {
		text, err := fs.ReadFile(content.FS, file)
		require.NoError(b, err)
		return lesson.Parse("content/"+file, kind, text, lesson.Options{})
	}
	glossary := parse("glossary.md", lesson.KindGlossary)
	body := []byte(authorMark + parse("performance-in-practice/when-performance-slips.md", lesson.KindLesson).Body + themeMark)
	var out []byte
	for _, times := range []int{1, 10} {
		var names []string
		for i := range times {
			for _, t := range glossary.Terms {
				name := t.Name
				if i > 0 { // other terms, as common in texts as these
					name = fmt.Sprintf("%s %d", name, i)
				}
				names = append(names, name)
			}
		}
		b.Run(fmt.Sprint(len(names)), func(b *testing.B) {
			c := &course.Course{Glossary: termsOf(names...), Home: &course.Page{Lesson: &lesson.Lesson{Meta: lesson.Meta{Glossary: "auto"}}}}
			p := &course.Page{Lesson: &lesson.Lesson{File: "content/m/l.md"}, Kind: course.LessonPage, Path: "m/l/"}
			term := template.Must(template.New("term").Parse(`{{.Text}}`))
			th := &Theme{partials: map[string]*program{"term": newProgram(term)}}
			v := (&Renderer{Theme: th, Course: c, Link: RootedLink(c), Shared: true, Explain: true}).View(p)
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				var err error
				out, err = v.appendExplained(out[:0], body, true)
				require.NoError(b, err)
			}
		})
	}
}
