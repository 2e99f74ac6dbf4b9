package lesson

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A column counts characters, a tab is one, and a byte order mark none. Line ends of all kinds end a line.
func TestPositions(t *testing.T) {
	const front = "---\ntitle: T\n---\n"
	tests := []struct{ name, src, want string }{
		{"first line of the body", front + "<br>", "4:1: error: raw HTML is not published"},
		{"behind a blank line", front + "\n\na <br>", "6:3: error: raw HTML is not published"},
		{"byte order mark", "\ufeff" + front + "a <br>", "4:3: error: raw HTML is not published"},
		{"byte order mark alone", "\ufeffa <br>\n", "1:3: error: raw HTML is not published"},
		{"wide and combined letters", front + "字e\u0301🎉 <br>", "4:6: error: raw HTML is not published"},
		{"tabs", front + "a\tb\t<br>", "4:5: error: raw HTML is not published"},
		{"tab before a list", front + "-\ta\n\n\tb <br>", "6:4: error: raw HTML is not published"},
		{"toml", "+++\ntitle = \"T\"\n+++\na <br>", "4:3: error: raw HTML is not published"},
		{"long front matter", "---\ntitle: T\ndescription: |\n  a\n\n  b\n---\n\na <br>", "9:3: error: raw HTML is not published"},
		{"link over lines", front + "a\n[b\nc]()", "5:1: error: link has no address"},
		{"lazy line of a quote", front + "> a\nb <br>", "5:3: error: raw HTML is not published"},
		{"table cell", front + "| a |\n|---|\n| 字 <br> |", "6:5: error: raw HTML is not published"},
		{"setext heading", front + "a <br>\n---", "4:3: error: raw HTML is not published"},
		{"unknown block in a quote in a list", front + "- > a\n  >\n  > :::quizz\n  > :::", `6:5: error: unknown block "quizz"`},
		{"option of an indented block", front + "  :::details[字]{x=1}\n  a\n  :::", `4:17: error: unknown option "x" of the details block`},
		{"choice in a nested block", front + "::::details[T]\n- a\n\n  :::quiz\n  b\n\n  - [x] c\n  - d\n  :::\n::::", "11:3: error: choice of a quiz is not a task item"},
		{"callout in a list", front + "- a\n\n  > [!NOET]\n  > b", `6:5: error: unknown callout "NOET"`},
		{"footnote", front + "a[^1]\n\n[^1]:\n    b\n\n    c <br>", "9:7: error: raw HTML is not published"},
		{"definition", front + "a\n: b <br>", "5:5: error: raw HTML is not published"},
		{"not utf-8", front + "é\xff", "4:2: error: byte 0xff is not valid UTF-8"},
		{"nul", front + "é\x00", "4:2: error: file has a NUL byte"},
		{"objective", "---\ntitle: T\nobjectives:\n  - Say \"字\" <br>\n---\n", "4:13: error: raw HTML is not published"},
		{"answer in a literal", "---\ntitle: T\nfaqs:\n  - question: Q\n    answer: |\n      a\n\n      b <br>\n---\n", "8:9: error: raw HTML is not published"},
		{"answer in quotes", "---\ntitle: T\nfaqs:\n  - {question: Q, answer: \"a <br>\"}\n---\n", "4:30: error: raw HTML is not published"},
		{"block in an answer", "---\ntitle: T\nfaqs:\n  - question: Q\n    answer: |\n      a\n\n      :::details\n      b\n      :::\n---\n", "8:7: error: details block has no title"},
	}
	for _, tt := range tests {
		for kind, end := range map[string]string{"LF": "\n", "CRLF": "\r\n", "CR": "\r"} {
			t.Run(tt.name+" "+kind, func(t *testing.T) {
				src := strings.ReplaceAll(tt.src, "\n", end)
				l := Parse("content/m/l.md", KindLesson, []byte(src), Options{})
				require.Contains(t, messages(l), tt.want)
				for _, d := range l.Diags {
					require.Equal(t, "content/m/l.md", d.Pos.File)
					require.Positive(t, d.Pos.Line)
					require.Positive(t, d.Pos.Column)
				}
			})
		}
	}
}

func TestUnreadableFiles(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"utf-16", "\xff\xfea\x00", "0:0: error: file is UTF-16"},
		{"utf-16, the other way", "\xfe\xff\x00a", "0:0: error: file is UTF-16"},
		{"too large", strings.Repeat("a", MaxSize+1), "0:0: error: file is larger than 1024 KiB, the most that is read"},
		{"latin-1", "---\ntitle: T\n---\nGr\xfc\xdfe", "4:3: error: byte 0xfc is not valid UTF-8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := Parse("content/m/l.md", KindLesson, []byte(tt.src), Options{})
			require.Equal(t, []string{tt.want}, messages(l))
			require.NotEmpty(t, l.Diags[0].Hint)
			require.Empty(t, l.Body)
		})
	}
}

// A column far behind in a line of many kilobytes is counted as one near its beginning is.
func TestColumnsOfLongLines(t *testing.T) {
	line := strings.Repeat("字a", 5000)
	l := newLines([]byte("x\n" + line + "\ny"))
	for i, column := 0, 1; i < len(line); i += 4 {
		require.Equal(t, column, l.pos("f", 2+i).Column, i)
		require.Equal(t, column+1, l.pos("f", 2+i+3).Column, i)
		column += 2
	}
	require.Equal(t, "f:3:1", l.pos("f", 2+len(line)+1).String())
}

// The hundredth mistake of a kind helps nobody, but warnings must not keep an error from being seen.
func TestMistakesOfOneKindAreLimited(t *testing.T) {
	l := parsePage(strings.Repeat("![](a.png)\n\n", 3000)+"a <br>\n", Options{})
	require.LessOrEqual(t, len(l.Diags), 2*maxAlike+4)
	require.Contains(t, messages(l), "6004:3: error: raw HTML is not published")
	many := parsePage(strings.Repeat("a <br>\n\n", 3000), Options{})
	require.Len(t, many.Diags, maxAlike+1)
	require.Contains(t, messages(many), "404:3: error: too many mistakes: those behind this one are not shown")
}
