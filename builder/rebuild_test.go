package builder_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder"
	"lectern/themes"
)

// TestRebuildEqualsBuild lets an author loose on a course: whatever is edited, broken, mended, moved or removed, a
// rebuild that is told the changed paths gives byte for byte what a build of the same tree gives, and the same
// diagnostics. With LECTERN_TORTURE=1 there are over 10,000 edits.
func TestRebuildEqualsBuild(t *testing.T) {
	seeds, edits := 4, 40
	if os.Getenv("LECTERN_TORTURE") != "" {
		seeds, edits = 16, 700
	}
	for seed := range uint64(seeds) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			torture(t, seed, edits)
		})
	}
}

// torture makes edits one after the other, each followed by a rebuild and a build to compare it with.
func torture(t *testing.T, seed uint64, edits int) {
	a := newAuthor(seed)
	opt := builder.Options{
		Source: a.tree, Themes: themes.FS(), Now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC),
		Drafts: seed%4 == 1, Future: seed%4 == 2, Strict: seed == 3, BaseURL: "https://example.org/",
	}
	if seed%4 == 2 {
		opt.Edition = "facilitator"
	}
	kept := opt
	kept.Spool = seed%2 == 0
	keep := builder.New(kept)
	defer keep.Close()
	if kept.Spool {
		builder.SpoolAll(keep)
	}
	same(t, opt, keep, nil, "at first")
	good, published := maps.Clone(a.tree), 0
	for n := range edits {
		what, touched := a.edit()
		if n%7 == 6 { // a batch of several
			more, also := a.edit()
			what, touched = what+", "+more, append(touched, also...)
		}
		if same(t, opt, keep, touched, fmt.Sprintf("edit %d: %s %v", n, what, touched)) {
			good = maps.Clone(a.tree)
			published++
		} else if a.IntN(3) > 0 {
			same(t, opt, keep, a.restore(good), fmt.Sprintf("edit %d mended: %s %v", n, what, touched))
		}
	}
	t.Logf("%d of %d edits left a course that could be published", published, edits)
	require.True(t, opt.Strict || published > edits/3, "too few to show anything")
}

// same compares a rebuild with a build from nothing. It reports whether the course could be published.
func same(t *testing.T, opt builder.Options, keep *builder.Builder, touched []string, what string) bool {
	t.Helper()
	want, wantErr := builder.New(opt).Build(t.Context())
	got, gotErr := keep.Rebuild(t.Context(), touched)
	if wantErr != nil {
		require.EqualError(t, gotErr, wantErr.Error(), what)
		return false
	}
	require.NoError(t, gotErr, what)
	require.Equal(t, want.Diags, got.Diags, what)
	require.Equal(t, want.HasErrors(), got.HasErrors(), what)
	require.Equal(t, want.Course.Pages == nil, got.Course.Pages == nil, what)
	require.Equal(t, len(want.Files), len(got.Files), what)
	var x, y bytes.Buffer
	for i, f := range want.Files {
		require.Equal(t, f.Path, got.Files[i].Path, what)
		x.Reset()
		y.Reset()
		if wantErr := f.Render(&x); wantErr != nil { // of a template that names nothing
			require.EqualError(t, got.Files[i].Render(&y), wantErr.Error(), what)
			return false
		}
		require.NoError(t, got.Files[i].Render(&y), what)
		if !bytes.Equal(x.Bytes(), y.Bytes()) {
			require.Equal(t, x.String(), y.String(), "%s of %s", f.Path, what)
		}
	}
	return !want.HasErrors()
}

// author edits a course at random. The same seed makes the same edits.
type author struct {
	*rand.Rand
	tree fstest.MapFS
	next int // makes texts and names unlike each other

	careful bool // makes no mistakes
}

func newAuthor(seed uint64) *author {
	a := &author{Rand: rand.New(rand.NewPCG(seed, 1)), tree: fstest.MapFS{}, careful: true}
	a.set("content/_index.md", "---\ntitle: Course\nbaseURL: https://example.com/\nprogram: {title: P, text: T, button: B}\n---\n\n:::program\n:::\n")
	for _, m := range []string{"one", "two", "03-three", "guides"} {
		kind := ""
		if m == "guides" {
			kind = "kind: guides\n"
		}
		a.set("content/"+m+"/_index.md", "---\ntitle: "+m+"\n"+kind+"---\n\nText.\n")
		for i := range 3 {
			a.set(fmt.Sprintf("content/%s/%c.md", m, 'a'+i), a.lesson())
		}
	}
	a.set("content/one/a.md", "---\ntitle: A\n---\n\n## Heading 0\n\n## Heading 1\n\n### Heading 2\n\n## Heading 3\n")
	for _, name := range []string{"agenda", "letter"} {
		a.set("content/templates/"+name+".md", "---\ntitle: "+name+"\n---\n\n- [ ] Topic\n")
	}
	a.set("content/glossary.md", "---\ntitle: Glossary\n---\n\nGoal\n: What we want\n\nKPI (key performance indicator)\n: A number\n")
	a.set("content/about.md", "---\ntitle: About\n---\n\nAbout.\n")
	a.set("content/one/p.svg", `<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1"/>`)
	a.set("content/static/CNAME", "example.org")
	a.careful = false
	return a
}

func (a *author) set(file, text string) []string {
	a.tree[file] = &fstest.MapFile{Data: []byte(text)}
	return []string{file}
}

func (a *author) number() int { a.next++; return a.next }

func (a *author) pick(from ...string) string { return from[a.IntN(len(from))] }

// slip is now and then one of the mistakes, never of a careful author.
func (a *author) slip(good string, mistakes ...string) string {
	if a.IntN(12) == 0 && !a.careful {
		return a.pick(mistakes...)
	}
	return good
}

// file picks one that fits.
func (a *author) file(fits func(file string) bool) string {
	files := slices.Sorted(maps.Keys(a.tree))
	files = slices.DeleteFunc(files, func(f string) bool { return !fits(f) })
	if len(files) == 0 {
		return "content/_index.md"
	}
	return files[a.IntN(len(files))]
}

func isMarkdown(file string) bool { return path.Ext(file) == ".md" }

func isLesson(file string) bool {
	return isMarkdown(file) && strings.Count(file, "/") == 2 && path.Base(file) != "_index.md" && !strings.Contains(file, "/templates/")
}

// restore brings the tree back to what it was, and returns what that touches.
func (a *author) restore(good fstest.MapFS) []string {
	var touched []string
	for file, f := range a.tree {
		if good[file] == nil {
			delete(a.tree, file)
			touched = append(touched, file)
		} else if good[file] != f {
			touched = append(touched, file)
		}
	}
	for file, f := range good {
		if a.tree[file] == nil {
			touched = append(touched, file)
		}
		a.tree[file] = f
	}
	slices.Sort(touched)
	return touched
}

// edit does one thing, most often to the text of a lesson, and returns the paths that a watcher would name.
func (a *author) edit() (what string, touched []string) {
	if a.IntN(100) < 55 {
		return a.retouch()
	}
	e := authorEdits[a.IntN(len(authorEdits))]
	return e.name, e.do(a)
}

// retouch changes one line of a Markdown file.
func (a *author) retouch() (what string, touched []string) {
	file := a.file(isMarkdown)
	if a.IntN(3) > 0 {
		file = a.file(isLesson)
	}
	lines := strings.SplitAfter(string(a.tree[file].Data), "\n")
	at := a.IntN(len(lines))
	switch a.IntN(6) {
	case 0:
		what, lines = "remove a line", slices.Delete(lines, at, at+1)
	case 1:
		what, lines = "a paragraph at the end", append(lines, "\n"+a.snippet()+"\n")
	case 2:
		what, lines = "a paragraph somewhere", slices.Insert(lines, at, "\n"+a.snippet()+"\n\n")
	case 3, 4:
		what = "a front matter line"
		key := a.pick("title: T%d", "title: T%d", "linkTitle: L%d", "description: D%d", "weight: %d", "slug: s%d", "takeaways: [T%d]", "lastmod: 2026-03-01 # %d")
		line := fmt.Sprintf(key, a.number()%7) + "\n"
		name, _, _ := strings.Cut(line, ":")
		lines = slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, name+":") })
		lines = slices.Insert(lines, min(1, len(lines)), line)
	case 5:
		what = "a body line"
		body := bodyLine(lines)
		lines = slices.Insert(lines, body, fmt.Sprintf("\nNew words %d.\n\n", a.number()))
	}
	return what, a.set(file, strings.Join(lines, ""))
}

// bodyLine returns where the body begins.
func bodyLine(lines []string) int {
	for i, l := range lines {
		if i > 0 && l == "---\n" {
			return i + 1
		}
	}
	return len(lines)
}

// authorEdits are what an author does besides changing a line.
var authorEdits = []struct {
	name string
	do   func(a *author) []string
}{
	{"write a lesson anew", func(a *author) []string { return a.set(a.file(isLesson), a.lesson()) }},
	{"write a lesson anew", func(a *author) []string { return a.set(a.file(isLesson), a.lesson()) }},
	{"a new lesson", func(a *author) []string {
		return a.set(fmt.Sprintf("content/%s/n%d.md", a.pick("one", "two", "guides"), a.IntN(4)), a.lesson())
	}},
	{"remove a file", func(a *author) []string { return a.remove(a.file(isLesson)) }},
	{"remove any file", func(a *author) []string { return a.remove(a.file(func(string) bool { return true })) }},
	{"rename a lesson", func(a *author) []string {
		return a.move(a.file(isLesson), fmt.Sprintf("content/%s/r%d.md", a.pick("one", "two", "guides"), a.IntN(4)))
	}},
	{"a lesson gets a folder", func(a *author) []string {
		file := a.file(isLesson)
		return a.move(file, strings.TrimSuffix(file, ".md")+"/index.md")
	}},
	{"rename a module", func(a *author) []string { return a.moveAll("content/two/", "content/zwei/") }},
	{"rename it back", func(a *author) []string { return a.moveAll("content/zwei/", "content/two/") }},
	{"rename it, told as a folder", func(a *author) []string {
		a.moveAll("content/two/", "content/zwei/")
		return []string{"content/two", "content/zwei"}
	}},
	{"a new module", func(a *author) []string {
		touched := a.set("content/four/_index.md", "---\ntitle: Four\nweight: 1\n---\n")
		return append(touched, a.set("content/four/a.md", a.lesson())...)
	}},
	{"a template", func(a *author) []string {
		return a.set("content/templates/"+a.pick("agenda", "letter", "note")+".md", fmt.Sprintf("---\ntitle: Template %d\n---\n\n- [ ] Topic %d, see [](../one/a.md)\n", a.number()%5, a.next))
	}},
	{"the glossary", func(a *author) []string {
		text := fmt.Sprintf("---\ntitle: Glossary\n---\n\nGoal\n: What we want %d\n", a.number())
		return a.set("content/glossary.md", text+a.pick("", "\nROI\n: Return\n", "\nPart\n: A piece\n"))
	}},
	{"the settings", func(a *author) []string {
		extra := a.pick("", "language: de\n", "glossary: auto\n", "checks: {description: false, similar-questions: false}\n", "rawHTML: true\n", "params: {licence: CC}\n", "theme: default\n", "newsletter: {title: N, text: T, button: B}\n")
		return a.set("content/_index.md", fmt.Sprintf("---\ntitle: Course %d\nbaseURL: https://example.com/\nprogram: {title: P, text: T, button: B}\n%s---\n\n[](one/_index.md)\n", a.number()%4, extra))
	}},
	{"a picture", func(a *author) []string {
		return a.set("content/"+a.pick("one/p.svg", "two/q.svg"), fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="1"/>`, a.IntN(5)+1))
	}},
	{"a picture of the same size", func(a *author) []string {
		return a.set("content/one/p.svg", fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1"><!-- %d --></svg>`, a.number()))
	}},
	{"a static file", func(a *author) []string {
		return a.set(fmt.Sprintf("content/static/f%d.txt", a.IntN(3)), fmt.Sprint(a.number()))
	}},
	{"a link in place of a file", func(a *author) []string {
		a.tree["content/one/link.md"] = &fstest.MapFile{Data: []byte("a.md"), Mode: fs.ModeSymlink | 0o777}
		return []string{"content/one/link.md"}
	}},
	{"a stray file", func(a *author) []string { return a.set("content/one/deep/er/x.md", "x") }},
	{"a style sheet", func(a *author) []string {
		return a.set("themes/default/assets/site.css", fmt.Sprintf("body { margin: %dpx }", a.IntN(9)))
	}},
	{"a partial", func(a *author) []string {
		return a.set("themes/default/layouts/partials/footer.html", fmt.Sprintf("<footer>%d %s</footer>", a.IntN(9), a.pick("", "{{.Page.Title}}", "{{.Broken", "{{.Nothing}}")))
	}},
	{"a string", func(a *author) []string {
		return a.set("themes/default/strings/en.yaml", fmt.Sprintf("skip: Skip %d\n", a.IntN(9)))
	}},
	{"no theme of one's own", func(a *author) []string { return a.removeAll("themes/") }},
	{"a theme that is told as a folder", func(a *author) []string { a.removeAll("themes/"); return []string{"themes"} }},
	{"a save without a change", func(a *author) []string { return []string{a.file(isMarkdown)} }},
	{"a file that came and went", func(a *author) []string { return []string{"content/one/4913"} }},
	{"bytes that are no text", func(a *author) []string { return a.set(a.file(isLesson), "\xff\xfe\x00") }},
	{"an empty file", func(a *author) []string { return a.set(a.file(isMarkdown), "") }},
}

func (a *author) remove(file string) []string {
	delete(a.tree, file)
	return []string{file}
}

func (a *author) removeAll(dir string) (touched []string) {
	for file := range a.tree {
		if strings.HasPrefix(file, dir) {
			touched = append(touched, a.remove(file)...)
		}
	}
	slices.Sort(touched)
	return touched
}

func (a *author) move(from, to string) []string {
	f := a.tree[from]
	delete(a.tree, from)
	a.tree[to] = f
	return []string{from, to}
}

func (a *author) moveAll(from, to string) (touched []string) {
	for _, file := range slices.Sorted(maps.Keys(a.tree)) {
		if rest, ok := strings.CutPrefix(file, from); ok {
			touched = append(touched, a.move(file, to+rest)...)
		}
	}
	return touched
}

// lesson writes a lesson of some snippets.
func (a *author) lesson() string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: Lesson %d\n", a.number())
	for range a.IntN(4) {
		line := a.pick("description: What it gives.", "takeaways: [\"**One** thing\", Two]", "faqs: [{question: How do I set a goal for my team?, answer: So.}]",
			"faqs: [{question: How should I set goals for the team?, answer: \"[x](../one/_index.md)\"}, {question: Why?, answer: ROI.}]", "objectives: [Name it]",
			"date: 2026-02-03", a.slip("toc: false", "draft: true", "publishDate: 2027-01-01", "expiryDate: 2026-01-01"), "tags: [x]", "duration: 12m", "downloads: [{template: agenda}]",
			"related: [../one/a.md]", "related: [../one/a.md#heading-3]", fmt.Sprintf("aliases: [/old-%d/]", a.next), "image: {src: ../one/p.svg, alt: P}")
		if key, _, _ := strings.Cut(line, ":"); !strings.Contains(b.String(), "\n"+key+":") {
			b.WriteString(line + "\n")
		}
	}
	b.WriteString("---\n\n")
	for range a.IntN(5) {
		b.WriteString(a.snippet() + "\n\n")
	}
	return b.String()
}

// snippet is a piece of a body.
func (a *author) snippet() string {
	if a.slip("", "x") != "" {
		return a.pick("[x](gone.md)", "[x](#gone)", ":::nothing\n:::", ":::quiz\nNo answer\n:::", "<b>raw</b>", "![p](gone.png)", ":::details[never closed]")
	}
	n := a.number()
	return a.pick(
		fmt.Sprintf("Some words of number %d.", n),
		fmt.Sprintf("## Heading %d", n%5),
		fmt.Sprintf("### Below %d {#id-%d}", n, n),
		"The KPI and the ROI of a Goal.", "See the six skills:\n\n- one\n- two", "The return on investment (ROI) is late.",
		"[](../one/a.md) and [](../two/_index.md)", "[](../one/a.md#heading-1)", "[contents](../one/a.md#toc)", "[term](../glossary.md#goal)", "![p](../one/p.svg)", "[file](../one/p.svg)",
		fmt.Sprintf(":::quiz\nWhich of the %d goals is yours?\n\n- [x] this\n- [ ] that\n:::", n%3),
		":::quiz\nHow do you set a goal for your team?\n\n- [x] so\n- [ ] not\n:::",
		fmt.Sprintf(":::reflect\nWhat now, %d?\n:::", n), ":::checklist\n- [ ] one\n- [ ] two\n:::", ":::download{template=agenda}\nUse it.\n:::",
		fmt.Sprintf("A note[^n%d].\n\n[^n%d]: %s", n, n, "text"), "> [!NOTE]\n> Mind.", ":::facilitator\nFor you only.\n:::",
		strings.Repeat("Many words make a lesson longer. ", 60), "| a | b |\n|---|---|\n| 1 | 2 |",
	)
}

// TestRebuildAfterFailure makes a file vanish between the notice and the look. Whatever else the same notice named is
// not forgotten.
func TestRebuildAfterFailure(t *testing.T) {
	a := newAuthor(1)
	source := &faulty{MapFS: a.tree}
	opt := builder.Options{Source: source, Themes: themes.FS()}
	keep := builder.New(opt)
	_, err := keep.Build(t.Context())
	require.NoError(t, err)
	a.set("content/one/a.md", "---\ntitle: Changed\n---\n\nChanged.\n")
	source.refuse = "content/one/b.md"
	_, err = keep.Rebuild(t.Context(), []string{"content/one/a.md", "content/one/b.md"})
	require.ErrorContains(t, err, "content/one/b.md")
	source.refuse = ""
	r, err := keep.Rebuild(t.Context(), []string{"content/one/b.md"})
	require.NoError(t, err)
	require.Equal(t, "Changed", r.Course.Lookup("content/one/a.md").Title())
}

// faulty is a file system in which one file cannot be opened.
type faulty struct {
	fstest.MapFS
	refuse string
}

func (f *faulty) Open(name string) (fs.File, error) {
	if name == f.refuse {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return f.MapFS.Open(name)
}

// TestRebuildReadsOneFile counts the work of the edits that authors make most: one lesson is read, and nothing is assembled again, so the
// course of the build before goes on.
func TestRebuildReadsOneFile(t *testing.T) {
	a := newAuthor(1)
	text := "---\ntitle: A\ndescription: D\ntakeaways: [One]\n---\n\n## Part\n\nWords.\n"
	a.set("content/one/a.md", text)
	for _, file := range []string{"one/b", "one/c", "two/a", "two/b", "two/c", "03-three/a", "03-three/b", "03-three/c", "guides/a", "guides/b", "guides/c"} {
		a.set("content/"+file+".md", "---\ntitle: Other\n---\n\n[part](../one/a.md#part)\n")
	}
	opt := builder.Options{Source: a.tree, Themes: themes.FS()}
	keep := builder.New(opt)
	first, err := keep.Build(t.Context())
	require.NoError(t, err)
	require.False(t, first.HasErrors(), "%v", first.Diags)
	for name, edit := range map[string][2]string{
		"words":       {"Words.", "Other words."},
		"a paragraph": {"Words.", "Words.\n\nMore."},
		"the title":   {"title: A", "title: B"},
		"a heading":   {"## Part", "## Part\n\n### Another"},
		"many words":  {"Words.", strings.Repeat("Words and words. ", 300)},
	} {
		a.set("content/one/a.md", strings.Replace(text, edit[0], edit[1], 1))
		r, err := keep.Rebuild(t.Context(), []string{"content/one/a.md"})
		require.NoError(t, err)
		require.Equal(t, 1, r.Parsed, name)
		require.Same(t, first.Course, r.Course, name)
		again, err := builder.New(opt).Build(t.Context())
		require.NoError(t, err)
		require.Equal(t, again.Course.Minutes, r.Course.Minutes, name)
		require.Equal(t, again.Course.Modules[0].Minutes, r.Course.Modules[0].Minutes, name)
	}
	for name, edit := range map[string][2]string{
		"an anchor that others link to": {"## Part", "## Other"},
		"a link":                        {"Words.", "[](../two/a.md)"},
		"the order":                     {"title: A", "title: A\nweight: 3"},
	} {
		first, err = keep.Rebuild(t.Context(), a.set("content/one/a.md", text))
		require.NoError(t, err)
		r, err := keep.Rebuild(t.Context(), a.set("content/one/a.md", strings.Replace(text, edit[0], edit[1], 1)))
		require.NoError(t, err)
		require.NotSame(t, first.Course, r.Course, name)
	}
}
