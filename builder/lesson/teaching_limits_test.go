package lesson

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestChecksTakeNoSquare parses texts of the largest size that are made to have a check look
// at everything again and again.
func TestChecksTakeNoSquare(t *testing.T) {
	const size = MaxSize - 4096
	repeat := func(s string) string { return strings.Repeat(s, size/len(s)) }
	numbered := func(format string) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			fmt.Fprintf(&b, format, word(i))
		}
		return b.String()
	}
	for name, body := range map[string]string{
		"promises before lists":         repeat("There are two things:\n\n- a\n\n"),
		"promises before headings":      "## A\n\n" + repeat("There are two things.\n\n### B\n\n"),
		"promises in headings":          repeat("## Two things\n\n- a\n\nText.\n\n"),
		"promises above long sections":  repeat("###### Two things\n\nText.\n\n##### Two things\n\n#### Two things\n\n### Two things\n\n"),
		"numbered headings":             repeat("###### 2 things\n\n") + "\n## 2 things\n",
		"numbers in one sentence":       repeat("two things ") + ":\n\n- a\n",
		"pointers to nothing":           repeat("See the table below.\n\n"),
		"pointers in one section":       repeat("The following table says it.\n\n"),
		"pointers in one paragraph":     repeat("the table below "),
		"abbreviations":                 numbered("The %s.\n\n"),
		"abbreviations in one text":     numbered("%s, "),
		"one abbreviation in one text":  repeat("the KPI is "),
		"parentheses":                   repeat("the KPI (k "),
		"abbreviations after one text":  repeat("some words and more ") + numbered("%s, "),
		"items":                         repeat("- [a](#x) b\n"),
		"lists in lists":                repeat("- a\n  - b\n  - c\n"),
		"unfinished paragraphs":         repeat("And so it went,\n\n"),
		"bare paragraphs":               repeat("One two three four five six seven eight nine ten\n\n"),
		"a question of a million words": ":::quiz\n### " + numbered("%s ") + "?\n- [x] a\n- [ ] b\n:::\n",
		"blocks with promises":          repeat(":::checklist[Two things]\n- [ ] a\n:::\n\n"),
	} {
		front := "---\ntitle: T\nobjectives: [" + strings.Repeat("Word by word, ", 4000) + "]\n---\n"
		start := cpuTime()
		Parse("content/m/l.md", KindLesson, []byte(front+body[:min(len(body), MaxSize-len(front))]), Options{})
		taken := cpuTime() - start
		t.Logf("%-30s %v", name, taken)
		require.Less(t, taken, 10*time.Second, name)
	}
}

// word returns a word of capitals for a number.
func word(n int) string {
	var b []byte
	for i := 0; i < 4; i++ {
		b = append(b, byte('A'+n%26))
		n /= 26
	}
	return string(b)
}
