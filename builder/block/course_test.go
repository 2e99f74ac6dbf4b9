package block_test

import (
	"io/fs"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder/course"
	"lectern/builder/diag"
	"lectern/builder/lesson"
	"lectern/builder/theme"
	"lectern/themes"
)

// lessonFile is the page of the small course on which the tests put their blocks.
const lessonFile = "content/module/lesson.md"

// around is the rest of that course: what blocks and links may name.
var around = map[string]string{
	"content/_index.md": `---
title: Leading People
baseURL: https://example.org/
program: {title: The program, text: One evening a week., button: Begin}
newsletter: {title: The letter, text: Once a month., button: Send it}
---
`,
	"content/module/_index.md":          "---\ntitle: Goals\n---\n",
	"content/module/next.md":            "---\ntitle: Next step\n---\n\n## A heading\n\nText.\n",
	"content/templates/conversation.md": "---\ntitle: Conversation guide\n---\n\nBegin.\n",
}

// beside are its files that are not Markdown.
var beside = []course.File{
	{Path: "content/module/sheet.pdf", Size: 2048},
	{Path: "content/module/picture.png", Size: 4096, Width: 640, Height: 480},
}

// rendered is one page of the course in one edition.
type rendered struct {
	page  *course.Page
	html  string
	diags []diag.Diagnostic // of the page's file
}

func loadTheme(t testing.TB, name string) *theme.Theme {
	t.Helper()
	own, err := fs.Sub(themes.FS(), name)
	require.NoError(t, err)
	fallback, err := fs.Sub(themes.FS(), "default")
	require.NoError(t, err)
	loaded, err := theme.Load([]fs.FS{own, fallback}, "en")
	require.NoError(t, err)
	return loaded
}

// render parses src as the lesson of the course and renders its body with a theme. The HTML is empty
// when there is an error, since such a course is not published.
func render(t testing.TB, th *theme.Theme, src []byte, edition string) rendered {
	t.Helper()
	opt := lesson.Options{Language: "en", Edition: edition}
	parsed := lesson.Parse(lessonFile, lesson.KindLesson, src, opt)
	all := []*lesson.Lesson{parsed}
	for file, text := range around {
		_, kind := course.Classify(file)
		all = append(all, lesson.Parse(file, kind, []byte(text), opt))
	}
	c, found := course.Assemble(all, beside, course.Options{Now: time.Unix(0, 0), Edition: edition})
	out := rendered{page: c.Lookup(lessonFile)}
	failed := false
	for _, d := range diag.Sort(append(found, parsed.Diags...)) {
		if d.Pos.File == lessonFile && !ofTheWhole[d.Check] {
			out.diags = append(out.diags, d)
			failed = failed || d.Severity == diag.Error
		}
	}
	if !failed {
		r := &theme.Renderer{Theme: th, Course: c, Link: theme.RootedLink(c), Shared: true}
		body, err := r.View(out.page).Body()
		require.NoError(t, err)
		out.html = string(body)
	}
	return out
}

// ofTheWhole are checks of a lesson as a whole, which a test of one block need not please.
var ofTheWhole = map[string]bool{
	"description": true, "takeaways": true, "practice": true, "unlinked-module": true, "unused-template": true,
}
