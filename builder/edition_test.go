package builder_test

import (
	"archive/zip"
	"bytes"
	"context"
	"html"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"

	"lectern/builder"
	"lectern/content"
	"lectern/themes"
)

// published renders every file of a course, by path.
func published(t testing.TB, opt builder.Options) map[string]string {
	t.Helper()
	opt.Themes, opt.Now = themes.FS(), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	r, err := builder.New(opt).Build(context.Background())
	require.NoError(t, err)
	require.False(t, r.HasErrors(), "%v", r.Diags)
	out := map[string]string{}
	for _, f := range r.Files {
		var b bytes.Buffer
		require.NoError(t, f.Render(&b), f.Path)
		out[f.Path] = b.String()
	}
	return out
}

// courseOf is a course folder of these files below content.
func courseOf(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys["content/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// sampleCourse is the course that comes with the program.
func sampleCourse(t *testing.T) fstest.MapFS {
	t.Helper()
	sample := fstest.MapFS{}
	require.NoError(t, fs.WalkDir(content.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) == ".go" {
			return err
		}
		text, err := fs.ReadFile(content.FS, name)
		sample["content/"+name] = &fstest.MapFile{Data: text}
		return err
	}))
	return sample
}

const run = 5 // words in a row that two texts do not share by chance

// The learner's edition of the sample course holds no five words in a row of the facilitators' notes, in no file
// that it publishes. Runs that stand in what learners are meant to read are no secret.
func TestLearnersEditionHoldsNoWordOfTheNotes(t *testing.T) {
	sample := sampleCourse(t)
	notes, open := map[string]bool{}, map[string]bool{}
	for name, file := range sample {
		if path.Ext(name) == ".md" {
			secret, rest := cutNotes(string(file.Data))
			addRuns(notes, secret)
			addRuns(open, rest)
		}
	}
	require.NoError(t, fs.WalkDir(themes.FS(), "default", func(name string, d fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".yaml" {
			return err
		}
		text, err := fs.ReadFile(themes.FS(), name)
		addRuns(open, string(text))
		return err
	}))
	for words := range open {
		delete(notes, words)
	}
	require.Greater(t, len(notes), 500, "the sample course has notes to keep back")

	for name, text := range published(t, builder.Options{Source: sample}) {
		require.Empty(t, leaks(t, notes, name, text), name)
	}
	found := 0
	for name, text := range published(t, builder.Options{Source: sample, Edition: "facilitator"}) {
		found += len(leaks(t, notes, name, text))
	}
	require.Greater(t, found, 500, "the facilitator's edition has them, so that the search can find something")
}

// The same for notes wherever an author can write them, and for what only they refer to.
func TestNotesAreKeptBackEverywhere(t *testing.T) {
	const secret = "the owl flies at midnight over Lisbon"
	note := func(text string) string { return "\n::::facilitator[" + secret + "]\n" + text + "\n::::\n" }
	indented := strings.ReplaceAll(note(secret), "\n", "\n  ")
	files := map[string]string{
		"_index.md":    "---\ntitle: C\nbaseURL: https://example.org/\n---\n\nHome." + note(secret),
		"m/_index.md":  "---\ntitle: M\n---\n\nModule." + note(secret),
		"m/slides.pdf": secret,
		"m/p.svg":      "<svg><!-- " + secret + " --></svg>",
		"m/l.md": `---
title: L
faqs:
  - question: Why?
    answer: |
      So.

      :::facilitator
      ` + secret + `
      :::
---

- one
` + indented + `

::::::details[More]
Text
` + note(secret) + `
::::::

` + note("## "+secret+`

:::quiz
`+secret+`?

- [x] yes
- [ ] no
:::

:::reflect
`+secret+`
:::

[slides](slides.pdf) ![p](p.svg)

:::download{template=secret}
x
:::

See.[^n]

> [!NOTE] `+secret+`
> x
`) + `
[^n]: ` + secret + "\n",
		"templates/t.md":      "---\ntitle: T\n---\n\n## Form\n\n[____ Name]\n" + note(secret),
		"templates/secret.md": "---\ntitle: Offered in notes only\n---\n\nForm.\n",
		"glossary.md":         "---\ntitle: G\n---\n\nTerm\n: Meaning.\n" + note(secret),
		"about.md":            "---\ntitle: A\n---\n\nAbout." + note(secret),
	}
	notes := map[string]bool{}
	addRuns(notes, secret)
	learners := published(t, builder.Options{Source: courseOf(files)})
	require.NotContains(t, learners["m/index.html"], "Offered in notes only")
	for name, text := range learners {
		require.Empty(t, leaks(t, notes, name, text), "%s: %s", name, text)
		require.NotContains(t, name, "slides.pdf")
	}
	site := published(t, builder.Options{Source: courseOf(files), Edition: "facilitator"})
	require.Contains(t, site, "m/slides.pdf")
	require.Contains(t, site["m/index.html"], "Offered in notes only")
	for _, page := range []string{"index.html", "m/index.html", "m/l/index.html", "about/index.html"} {
		require.NotEmpty(t, leaks(t, notes, page, site[page]), page)
	}
}

// cutNotes divides a source into what stands in facilitator blocks and the rest.
func cutNotes(text string) (notes, rest string) {
	fence := ""
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		switch {
		case fence == "" && strings.HasPrefix(strings.TrimLeft(trimmed, ":"), "facilitator") && strings.HasPrefix(trimmed, ":::"):
			fence = trimmed[:strings.Index(trimmed, "f")]
			notes += strings.TrimLeft(trimmed, ":") + "\n"
		case fence != "" && trimmed == fence:
			fence = ""
			rest += "\n"
		case fence != "":
			notes += line
		default:
			rest += line
		}
	}
	return notes, rest
}

// addRuns adds every run of words of a text.
func addRuns(set map[string]bool, text string) {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i := 0; i+run <= len(words); i++ {
		set[strings.Join(words[i:i+run], " ")] = true
	}
}

var markup = regexp.MustCompile(`<[^>]*>`)

// leaks returns the runs of notes that a published file holds: in its text as it is, in its text without marks, and, in an archive
// or a Word document, in every part of it.
func leaks(t testing.TB, notes map[string]bool, name, text string) []string {
	t.Helper()
	runs := map[string]bool{}
	if archive, err := zip.NewReader(strings.NewReader(text), int64(len(text))); err == nil {
		var found []string
		for _, part := range archive.File {
			in, err := part.Open()
			require.NoError(t, err)
			inner, err := io.ReadAll(in)
			require.NoError(t, err)
			found = append(found, leaks(t, notes, name+"/"+part.Name, string(inner))...)
		}
		return found
	}
	unescaped := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&", `\n`, "\n").Replace(text)
	addRuns(runs, text)
	forms := []string{unescaped}
	if strings.Contains(text, "&lt;") { // HTML within XML
		forms = append(forms, html.UnescapeString(unescaped))
	}
	for _, form := range forms {
		for _, with := range []string{"", " "} {
			addRuns(runs, html.UnescapeString(markup.ReplaceAllString(form, with)))
		}
	}
	var found []string
	for words := range runs {
		if notes[words] {
			found = append(found, words)
		}
	}
	return found
}
