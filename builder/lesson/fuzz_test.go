package lesson

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"

	"lectern/builder/block"
	"lectern/builder/diag"
)

// FuzzParse looks for files that Parse does not take as it promises: without a panic, in time, with texts that
// can be put into a page.
func FuzzParse(f *testing.F) {
	addSeeds(f)
	kinds := []Kind{KindLesson, KindGlossary, KindTemplate, KindCourse}
	f.Fuzz(func(t *testing.T, src []byte, choice byte) {
		if len(src) > 20_000 {
			return // long texts have a test of their own
		}
		opt := Options{}
		if choice&4 != 0 {
			opt.Edition = "facilitator"
		}
		requireSound(t, src, kinds[choice&3], opt)
	})
}

// requireSound checks what is true of every file.
func requireSound(t *testing.T, src []byte, kind Kind, opt Options) {
	start := cpuTime()
	l := Parse("content/m/l.md", kind, src, opt)
	require.Less(t, cpuTime()-start, maxTime)
	requireTexts(t, l)
	requireInFile(t, l, src)
	if errors, _ := diag.Count(l.Diags); errors == 0 {
		requireUniqueIDs(t, l)
	}
	again := Parse("content/m/l.md", kind, src, opt)
	require.Equal(t, l.Body, again.Body)
	require.Equal(t, l.Diags, again.Diags)
}

// pieces of Markdown. Bytes that are drawn one by one hardly ever make any of the longer ones.
var pieces = []string{
	"a", "b c", "é", "字", "\u00a0", " ", "  ", "    ", "\t", "\n", "\n\n", "\\", "*", "**", "_", "__", "~~", "`",
	"``", "```\n", "```go\n", "~~~\n", "[", "]", "](b.md)", "](b.md \"c\")", "![", "](c.png)", "][", "[a]: b.md\n",
	"[](b.md)", "[^1]", "[^1]: ", "[^2]", "\n\n[^2]: ", "[____ a]", "[____]", "<", ">", "<b>", "</b>", "<!--", "-->",
	"<https://a.b>", "https://a.b", "[ab](https://a.b)", "www.a.b", "a@b.c", "&amp;", "&", "\"", "'", "--", "...", "# ", "## ", "### ",
	"#### ", "{#a}", "{.b}", "\n===\n", "\n---\n", "\n***\n", "> ", "\n> ", "- ", "\n- ", "\n  - ", "1. ", "\n1. ",
	"\n   ", "- [ ] ", "- [x] ", "\n- [ ] ", "\n- [x] ", "|a|b\n|-|-\n|c|d\n", "|", "\n: ", ": ", "> [!NOTE] ",
	"\n> [!TIP]\n> ", ":::details[a]\n", "::::details[b *c*]{#d}\n", ":::quiz\n", ":::plan\n", ":::compare\n",
	":::scenario\n", ":::say\n", ":::ask\n", ":::checklist\n", ":::reflect\n", ":::facilitator\n",
	"::::facilitator\n", ":::download{file=a.pdf}\n", ":::newsletter\n", "\n:::\n", "\n::::\n", ":::",
	"Instead of: ", "Say: ", "**Say:** ", "http://", "javascript:a", "\r\n", "\r", "\x00",
}

// FuzzMarkdown draws texts from the pieces of Markdown, each byte one of them.
func FuzzMarkdown(f *testing.F) {
	for i := range len(pieces) {
		f.Add([]byte{byte(i), byte(i + 1), byte(i + 2)})
	}
	f.Fuzz(func(t *testing.T, drawn []byte) {
		if len(drawn) > 2000 {
			return
		}
		var b strings.Builder
		b.WriteString("---\ntitle: T\n---\n")
		for _, n := range drawn {
			b.WriteString(pieces[int(n)%len(pieces)])
		}
		requireSound(t, []byte(b.String()), KindLesson, Options{})
		requireSound(t, []byte(b.String()), KindTemplate, Options{Edition: "facilitator"})
	})
}

func addSeeds(f *testing.F) {
	files, err := filepath.Glob("../block/testdata/*.txtar")
	require.NoError(f, err)
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		require.NoError(f, err)
		for _, in := range archive.Files {
			if strings.HasSuffix(in.Name, ".md") {
				f.Add(in.Data, byte(0))
			}
		}
	}
	for _, text := range pathological {
		f.Add([]byte("---\ntitle: T\n---\n"+text(100)), byte(4))
	}
	f.Add([]byte(lessonWithNotes), byte(1))
	f.Add([]byte("+++\ntitle = \"T\"\n[[faqs]]\nquestion = \"Q\"\nanswer = \"*A*[^1]\\n\\n[^1]: b\"\n+++\na\n: b\n"), byte(1))
	f.Add([]byte("---\ntitle: T\n---\n- [ ] a [____ b]\n"), byte(2))
}

// requireTexts checks every text that is put into a page.
func requireTexts(t *testing.T, l *Lesson) {
	for _, body := range append(allBodies(l), l.Body) {
		text := string(body.Expand(nil, func(dst []byte, kind block.SlotKind, n int) []byte {
			if kind == block.SlotBlock {
				require.Less(t, n, len(l.Blocks))
				return append(dst, "<div></div>"...)
			}
			require.Less(t, n, len(l.Links))
			if kind == block.SlotImage {
				return append(dst, `src="x"`...)
			}
			require.Contains(t, "ht", string(rune(kind)))
			return append(dst, 'x')
		}))
		require.True(t, utf8.ValidString(text))
		require.NotContains(t, text, "\x00")
		require.Empty(t, malformed(text), "%q", text)
	}
	for _, h := range l.Headings {
		require.True(t, utf8.ValidString(h.Text+h.ID))
		require.NotContains(t, h.Text+h.ID, "\x00")
		require.True(t, l.HasAnchor(h.ID))
	}
	for _, b := range l.Blocks {
		require.NotContains(t, b.Title+b.ID, "\x00")
	}
}

// requireInFile checks that every mistake is in the file.
func requireInFile(t *testing.T, l *Lesson, src []byte) {
	lines := diag.SplitLines(string(src))
	for _, d := range l.Diags {
		require.NotEmpty(t, d.Message)
		require.NotContains(t, d.Message+d.Hint, "\x00")
		require.LessOrEqual(t, d.Pos.Line, len(lines), "%v", d)
		if d.Pos.Line > 0 {
			require.LessOrEqual(t, d.Pos.Column, utf8.RuneCountInString(lines[d.Pos.Line-1])+1, "%v", d)
		}
	}
}

func requireUniqueIDs(t *testing.T, l *Lesson) {
	seen := map[string]bool{}
	ids := idsOf(string(l.Body) + bodies(l))
	for _, b := range l.Blocks {
		if b.ID != "" {
			ids = append(ids, b.ID)
		}
	}
	for _, q := range l.Meta.FAQs {
		ids = append(ids, q.ID)
	}
	for _, id := range ids {
		require.False(t, seen[id], "%s is given twice", id)
		seen[id] = true
	}
}
