package lesson

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The most that any file may take, whatever is in it: of a processor, as a multiple of what ordinary prose of the largest
// size takes on the same machine, and of memory that is ever allocated.
const (
	maxTimes  = 15
	maxTime   = 20 * time.Second // for random texts, which are short
	maxMemory = 1000 << 20
)

// ordinary is prose with a heading, a list, emphasis, a link and code in every few lines.
var ordinary = repeat("## What you heard\n\nAsk *one* question, then wait: the answer that comes after\na **pause** is the one you need. See [the guide](../g.md).\n\n- Write down `who` said it\n- and when\n\n")

// repeat repeats a text up to a size.
func repeat(s string) func(int) string {
	return func(size int) string { return strings.Repeat(s, size/len(s)) }
}

// around opens as often as it closes.
func around(open, middle, end string) func(int) string {
	return func(size int) string {
		n := size / (len(open) + len(end))
		return strings.Repeat(open, n) + middle + strings.Repeat(end, n)
	}
}

// counted repeats a text in which %d is a number.
func counted(format string) func(int) string {
	return func(size int) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			fmt.Fprintf(&b, strings.ReplaceAll(format, "%", "%[1]"), i)
		}
		return b.String()
	}
}

// half is two texts of half the size, such as definitions and what refers to them.
func half(first, second func(int) string) func(int) string {
	return func(size int) string { return first(size/2) + "\n\n" + second(size/2) }
}

// deeper indents every line by more.
func deeper(indent, line string) func(int) string {
	return func(size int) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			b.WriteString(strings.Repeat(indent, i) + line + "\n")
		}
		return b.String()
	}
}

// pathological are texts of any size on which a parser may spend more than its size.
var pathological = map[string]func(int) string{
	"plain words":                   repeat("word "),
	"one word":                      repeat("a"),
	"blank lines":                   repeat("\n"),
	"blanks":                        repeat(" "),
	"tabs":                          repeat("\t"),
	"lines of one letter":           repeat("a\n"),
	"emphasis that opens":           repeat("*a "),
	"emphasis that opens and shuts": repeat("*a_ "),
	"emphasis nested":               around("*a **a ", "b", "** a*"),
	"emphasis of stars":             repeat("*"),
	"emphasis with letters between": repeat("a**b"),
	"emphasis mixed":                repeat("*_*_ a"),
	"strikethrough":                 repeat("~~a "),
	"strikethrough of tildes":       repeat("~a~~b~~~"),
	"emphasis by paragraphs":        repeat("*a **b _c\n\n"),
	"links that open":               repeat("["),
	"links that shut":               repeat("]"),
	"links nested":                  around("[", "a", "](b)"),
	"links without an end":          repeat("[a](b"),
	"links with titles":             repeat(`[a](b "c`),
	"links with pointed brackets":   repeat("[a](<b"),
	"links with parentheses":        repeat("[a](("),
	"links by paragraphs":           repeat("[a](b\n\n"),
	"images nested":                 around("![", "a", "](b)"),
	"images in links":               repeat("[![a](b)](c) "),
	"references without definition": repeat("[a][b]"),
	"definitions":                   counted("[a%d]: /b\n"),
	"definitions and references":    half(counted("[a%d]: /b\n"), counted("[a%d] ")),
	"definition with a long label":  func(n int) string { return "[" + strings.Repeat("a", n) + "]: /b\n" },
	"definition without an end":     repeat("[a]: <b\n"),
	"definition titles":             repeat("[a]: /b \"c\n"),
	"one long definition":           func(n int) string { return "[a]: /" + strings.Repeat("b", n) + "\n\n" + strings.Repeat("[a]", n/300) },
	"quotes nested":                 repeat("> "),
	"quotes by lines":               repeat("> a\n"),
	"quotes deeper and deeper":      deeper("> ", "a"),
	"quotes lazy":                   func(n int) string { return strings.Repeat("> ", 30) + strings.Repeat("a\n", n/2) },
	"quotes and lists":              repeat("> - "),
	"lists nested":                  repeat("- "),
	"lists deeper and deeper":       deeper("  ", "- a"),
	"lists by tabs":                 deeper("\t", "- a"),
	"lists numbered in a line":      repeat("1. "),
	"lists of empty items":          repeat("-\n"),
	"lists of many items":           repeat("- a\n"),
	"lists of many loose items":     repeat("- a\n\n"),
	"lists of many lists":           repeat("- a\n\n* a\n\n"),
	"lists deep and then blank":     func(n int) string { return strings.Repeat("- ", 30) + "a" + strings.Repeat("\n", n) + "b" },
	"lists deep, blank, indented": func(n int) string {
		return strings.Repeat("- ", 30) + "a" + strings.Repeat("\n\n"+strings.Repeat(" ", 60)+"a", n/64)
	},
	"tasks":                repeat("- [ ] a\n"),
	"table wide and short": func(n int) string { return strings.Repeat("|a", n/3) + "|\n" + strings.Repeat("|-", n/3) + "|\n|b|\n" },
	"table as wide as long": func(n int) string {
		return strings.Repeat("|a", n/12) + "|\n" + strings.Repeat("|-", n/12) + "|\n" + strings.Repeat("|b|\n", n/8)
	},
	"table without outer bars": func(n int) string {
		return "a" + strings.Repeat("|a", n/12) + "\n-" + strings.Repeat("|-", n/12) + "\n" + strings.Repeat("b\n", n/4)
	},
	"table in a quote": func(n int) string {
		return "> " + strings.Repeat("|a", n/12) + "|\n> " + strings.Repeat("|-", n/12) + "|\n" + strings.Repeat("> |b|\n", n/12)
	},
	"table in a list": func(n int) string {
		return "- " + strings.Repeat("|a", n/12) + "|\n  " + strings.Repeat("|-", n/12) + "|\n" + strings.Repeat("  |b|\n", n/12)
	},
	"table with colons": func(n int) string {
		return strings.Repeat("|a", n/12) + "|\n" + strings.Repeat("|:-:", n/24) + "|\n" + strings.Repeat("|b|\n", n/8)
	},
	"table of many rows":         func(n int) string { return "|a|b|\n|-|-|\n" + strings.Repeat("|c|d|\n", n/6) },
	"table of escaped bars":      func(n int) string { return "|a|\n|-|\n" + strings.Repeat(`|\|`, n/3) },
	"table of code":              func(n int) string { return "|a|\n|-|\n|" + strings.Repeat("`\\|", n/3) },
	"tables":                     repeat("|a|b|\n|-|-|\n|c|d|\n\n"),
	"delimiter rows":             repeat("|-|-|\n"),
	"one long delimiter row":     func(n int) string { return "a\n" + strings.Repeat("-|", n/2) + "\n" },
	"html that opens":            repeat("<a "),
	"html blocks":                repeat("<div>\n\n"),
	"html declarations":          repeat("<!A"),
	"html comments":              repeat("<!--"),
	"html comments in words":     repeat("a <!-- "),
	"html instructions":          repeat("a <?"),
	"html character data":        repeat("a <![CDATA["),
	"html attributes":            func(n int) string { return "a <a " + strings.Repeat("b='c' ", n/6) + ">" },
	"html attributes open":       repeat("a <a b='"),
	"html tags in a line":        repeat("a<b>c</b>"),
	"html names":                 func(n int) string { return strings.Repeat("<"+strings.Repeat("a", 50), n/51) },
	"addresses":                  repeat("http://a.b/c "),
	"addresses in pointed":       repeat("<http://a.b> "),
	"addresses in pointed open":  repeat("<http://a.b"),
	"addresses with parentheses": func(n int) string { return "http://a.b/" + strings.Repeat("(", n) },
	"addresses with semicolons":  func(n int) string { return "http://a.b/" + strings.Repeat("&a;", n/3) },
	"addresses with dots":        func(n int) string { return "http://" + strings.Repeat("a.", n/2) },
	"addresses of mail":          repeat("a@b.c "),
	"addresses of mail, long":    func(n int) string { return strings.Repeat("a", n) + "@b.c" },
	"addresses of mail, dots":    func(n int) string { return strings.Repeat("a.", n/2) + "@" },
	"addresses of mail, many @":  func(n int) string { return strings.Repeat("a@", n/2) },
	"addresses www":              repeat("www."),
	"addresses of one word":      func(n int) string { return "www.a" + strings.Repeat("_", n) },
	"footnotes":                  half(counted("a[^%d] "), counted("[^%d]: b\n")),
	"footnotes backwards":        half(counted("[^%d]: b\n"), counted("a[^%d]\n\n")),
	"footnotes of one note":      func(n int) string { return strings.Repeat("a[^1]\n\n", n/7) + "[^1]: b\n" },
	"footnotes without a note":   counted("a[^%d]\n\n"),
	"footnotes without use":      counted("[^%d]: b\n"),
	"footnotes in footnotes":     counted("[^%d]: b[^%d] a[^1]\n"),
	"footnotes nested":           repeat("[^a]: "),
	"footnotes deeper":           deeper("    ", "[^a]: b"),
	"definition lists":           repeat("a\n: b\n\n"),
	"definition lists, terms":    func(n int) string { return strings.Repeat("a\n", n/2) + ": b\n" },
	"definition lists, meanings": func(n int) string { return "a\n" + strings.Repeat(": b\n", n/4) },
	"definition lists nested":    repeat("a\n: "),
	"definition lists deeper":    deeper("    ", "a\n: b"),
	"colons":                     repeat(": "),
	"containers open":            repeat(":::details[a]\n"),
	"containers":                 repeat(":::details[a]\nb\n:::\n"),
	"containers nested": func(n int) string {
		depth := 1
		for depth*depth < n {
			depth++
		}
		var b strings.Builder
		for i := depth; i > 0; i-- {
			b.WriteString(strings.Repeat(":", i+2) + "details[a]\n")
		}
		return b.String()
	},
	"containers that close nothing":  repeat(":::\n"),
	"containers of colons":           repeat(":"),
	"containers with long titles":    func(n int) string { return ":::details[" + strings.Repeat("[*a ", n/4) + "\n" },
	"containers with many options":   func(n int) string { return ":::details[a]{" + counted("a=b ")(n) + "}\nb\n:::\n" },
	"containers in lists":            repeat("- :::details[a]\n"),
	"containers deep and then blank": func(n int) string { return strings.Repeat(":::details[a]\n", 12) + strings.Repeat("\n", n) },
	"containers unknown":             repeat(":::x\na\n:::\n"),
	"quizzes":                        repeat(":::quiz\na\n\n- [x] b\n- [ ] c\n:::\n"),
	"quiz of many choices":           func(n int) string { return ":::quiz\na\n\n" + strings.Repeat("- [x] b\n", n/8) + ":::\n" },
	"quiz of many paragraphs":        func(n int) string { return ":::quiz\n" + strings.Repeat("a\n\n", n/3) + ":::\n" },
	"choice of many paragraphs":      func(n int) string { return ":::quiz\na\n- [x] b\n" + strings.Repeat("  a\n\n", n/5) + ":::\n" },
	"quiz of many questions":         func(n int) string { return ":::quiz\n" + strings.Repeat("### a\n- [x] b\n- [ ] c\n", n/22) + ":::\n" },
	"plan of many themes":            func(n int) string { return ":::plan\n" + strings.Repeat("### a\n- b\n- [ ] c\n", n/16) + ":::\n" },
	"compare of many columns":        func(n int) string { return ":::compare\n" + strings.Repeat("### a\n- b\n", n/10) + ":::\n" },
	"say of many pairs":              func(n int) string { return ":::say\n" + strings.Repeat("- Instead of: a\n- Say: b\n", n/25) + ":::\n" },
	"checklists of one item":         repeat(":::checklist\n- [ ] a\n:::\n"),
	"facilitator notes":              half(repeat(":::facilitator\na[^1]\n:::\n"), counted("[^%d]: b\n")),
	"callouts":                       repeat("> [!NOTE]\n> a\n\n"),
	"callouts nested":                deeper("> ", "[!NOTE]"),
	"callouts unknown":               repeat("> [!X]\n\n"),
	"quotation marks":                repeat(`"`),
	"quotation marks that open":      repeat(`"a `),
	"quotation marks in words":       repeat(`a"b`),
	"apostrophes":                    repeat("'"),
	"apostrophes that open":          repeat("'a "),
	"apostrophes and more":           repeat(`'"a`),
	"dashes and dots":                repeat("--- ... -- "),
	"angles":                         repeat("<<a>> "),
	"code spans that open":           repeat("`a "),
	"code spans of all lengths": func(n int) string {
		var b strings.Builder
		for i := 1; b.Len() < n; i++ {
			b.WriteString("a" + strings.Repeat("`", i))
		}
		return b.String()
	},
	"code spans behind backslashes":  func(n int) string { return strings.Repeat("\\```\n", min(n/5, 1_300)) + strings.Repeat("a\n", n/3) },
	"code spans of odd length":       repeat("\\```\n"),
	"code spans by paragraphs":       repeat("`a\n\n"),
	"code of one line":               repeat("```\na\n```\n"),
	"code that is open":              repeat("```go\n"),
	"code with many tokens":          func(n int) string { return "```go\n" + strings.Repeat(`f("a", 1) // b`+"\n", n/15) + "```\n" },
	"code with strings open":         func(n int) string { return "```go\n" + strings.Repeat(`"\`, n/2) + "\n```\n" },
	"code with comments open":        func(n int) string { return "```css\n" + strings.Repeat(`/*`, n/2) + "\n```\n" },
	"code with tags open":            func(n int) string { return "```html\n" + strings.Repeat(`<!--`, n/4) + "\n```\n" },
	"code in many languages":         repeat("```yaml\na: b\n```\n"),
	"code indented":                  repeat("    a\n\n"),
	"headings":                       repeat("# a\n"),
	"headings numbered":              counted("## a %d\n"),
	"headings that collide":          counted("## a\n## a-%d\n"),
	"headings with attributes":       counted("## a {#b%d .c d=e}\n"),
	"headings with open attribute":   func(n int) string { return "## a {" + strings.Repeat("b=c ", n/4) + "\n" },
	"headings with braces":           func(n int) string { return "## a " + strings.Repeat("{", n) + "\n" },
	"heading of one line":            func(n int) string { return "## " + strings.Repeat("a ", n/2) + "\n" },
	"headings underlined":            repeat("a\n===\n"),
	"heading underlined of many":     func(n int) string { return strings.Repeat("a\n", n/2) + "===\n" },
	"underlines":                     repeat("===\n"),
	"breaks":                         repeat("***\n"),
	"hard breaks":                    repeat("a\\\n"),
	"escapes":                        repeat("\\*"),
	"backslashes":                    repeat("\\"),
	"character references":           repeat("&amp;"),
	"character references open":      repeat("&#1"),
	"ampersands":                     repeat("&"),
	"fields":                         repeat("[____ a]"),
	"fields open":                    repeat("[____ a"),
	"fields of underscores":          func(n int) string { return "[" + strings.Repeat("_", n) },
	"brackets in short paragraphs":   repeat(strings.Repeat("[a](b", 90) + "\n\n"),
	"brackets in long paragraphs":    repeat(strings.Repeat("[a](b", 900) + "\n\n"),
	"brackets in one paragraph":      func(n int) string { return strings.Repeat("[a](b", min(n/5, 5_900)) },
	"brackets of pictures":           func(n int) string { return strings.Repeat("![a](b", min(n/6, 5_900)) },
	"brackets with pointed brackets": func(n int) string { return strings.Repeat("[a](<b", min(n/6, 5_900)) },
	"emphasis in short paragraphs":   repeat(strings.Repeat("*_a", 90) + "\n\n"),
	"emphasis in long paragraphs":    repeat(strings.Repeat("*_a", 900) + "\n\n"),
	"emphasis in one paragraph":      func(n int) string { return strings.Repeat("*_a", min(n/3, 9_900)) },
	"emphasis, crossed":              func(n int) string { return strings.Repeat("*a_ ", min(n/4, 9_900)) },
	"emphasis, crossed again":        func(n int) string { return strings.Repeat("_a* ", min(n/4, 9_900)) },
	"emphasis in table cells":        func(n int) string { return "|a|\n|-|\n" + strings.Repeat("|*_a|\n", n/7) },
	"html attributes in paragraphs":  repeat(strings.Repeat("<a b='", 90) + "\n\n"),
	"quotation marks in paragraphs":  repeat(strings.Repeat(`"`, 99) + "a"),
	"quotation marks alternating":    repeat(`"'`),
	"numbers nested":                 repeat("10. "),
	"notes nested in lists":          repeat("- [^a]: "),
	"tables one after the other":     repeat(strings.Repeat("|a", 400) + "\n" + strings.Repeat("|-", 400) + "\n" + strings.Repeat("|b\n", 120) + "\n"),
	"tables in numbered lists":       repeat("1. " + strings.Repeat("|a", 400) + "\n   " + strings.Repeat("|-", 400) + "\n" + strings.Repeat("   |b\n", 400) + "\n"),
	"table with rows that divide": func(n int) string {
		return strings.Repeat("|a", n/12) + "\n" + strings.Repeat("|-", n/12) + "\n" + strings.Repeat("|-|\n|b|\n", n/16)
	},
	"table and blanks of other kinds": func(n int) string {
		return strings.Repeat("|a", n/12) + "\n" + strings.Repeat("|-", n/12) + "\n" + strings.Repeat("|b|\n\u00a0\n", n/16)
	},
	"lists as deep as can be, blank": func(n int) string {
		return strings.Repeat("- ", 32) + "a" + strings.Repeat("\n", n) + strings.Repeat(" ", 64) + "b"
	},
	"lists as deep, lazy": func(n int) string { return strings.Repeat("- ", 32) + strings.Repeat("a\n", n/2) },
	"quotes and lists and blocks": func(n int) string {
		return strings.Repeat("> - ", 15) + "a\n" + strings.Repeat(strings.Repeat("> ", 8)+"\n", n/18)
	},
	"wide letters":               repeat("字"),
	"combining marks":            func(n int) string { return "## a" + strings.Repeat("\u0301", n/2) + "\n" },
	"abbreviations":              counted("ABC%d "),
	"abbreviations in one line":  repeat("ABC, "),
	"abbreviations, others":      func(n int) string { return counted("X%xA ")(n) },
	"abbreviations and brackets": func(n int) string { return strings.Repeat("ABC (", n/6) + ")" },
	"capitals":                   repeat("ABCD "),
	"sentences that point below": repeat("See the table below. "),
	"promises of a number":       repeat("Here are three ways:\n\n"),
}

func TestNoTextTakesLong(t *testing.T) {
	largest := MaxSize / 8
	if os.Getenv("LECTERN_TORTURE") != "" {
		largest = MaxSize - 100
	}
	usual := time.Hour
	for range 2 {
		took, _ := measure("---\ntitle: T\n---\n" + ordinary(MaxSize-100))
		usual = min(usual, took)
	}
	for name, text := range pathological {
		t.Run(name, func(t *testing.T) {
			for _, size := range []int{10 << 10, largest} {
				took, memory := measure("---\ntitle: T\n---\n" + text(size))
				require.Less(t, took, maxTimes*usual, "%d bytes", size)
				require.Less(t, memory, uint64(maxMemory), "%d bytes", size)
			}
		})
	}
}

// measure returns how long a file takes to be read, and how much memory that takes.
func measure(src string) (time.Duration, uint64) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := cpuTime()
	Parse("content/m/l.md", KindLesson, []byte(src), Options{})
	took := cpuTime() - start
	runtime.ReadMemStats(&after)
	return took, after.TotalAlloc - before.TotalAlloc
}

func TestLimitsNameTheirPlace(t *testing.T) {
	rows := strings.Repeat("|b|\n", 200)
	tests := []struct{ name, body, want string }{
		{"quotes", "a\n" + strings.Repeat("> ", 33) + "a", "5:1: error: quotes and lists are nested too deeply"},
		{"quotes without text", "a\n" + strings.Repeat(">", 33), "5:1: error: quotes and lists are nested too deeply"},
		{"lists", "a\n\n" + strings.Repeat("- ", 33) + "a", "6:1: error: quotes and lists are nested too deeply"},
		{"numbers", strings.Repeat("10. ", 33) + "a", "4:1: error: quotes and lists are nested too deeply"},
		{"notes", strings.Repeat("[^a]: ", 33) + "a", "4:1: error: quotes and lists are nested too deeply"},
		{"nodes", strings.Repeat("*a ", 120) + strings.Repeat(" a*", 120), "4:295: error: text is nested too deeply"},
		{"blocks", strings.Repeat(":::details[a]\n", 14), "16:1: error: blocks are nested too deeply"},
		{"emphasis", "a\n\n" + strings.Repeat("*a ", 10_001), "6:1: error: paragraph has too many marks of emphasis, or definitions"},
		{"code", "a\n\n" + strings.Repeat("`a ", 8_200), "6:1: error: paragraph has too many marks of code, links or HTML"},
		{"brackets", strings.Repeat("[ [ [ [ [ [ [ [\n\n", 12_501), "25004:1: error: file has too many brackets"},
		{"lines", ":::details[a]\n" + strings.Repeat("\n", 50_000), "50004:1: error: file has too many lines"},
		{"footnotes", strings.Repeat("[^1]\n\n", 10_001), "20004:1: error: file has too many footnotes"},
		{"cells", "a\n\n" + strings.Repeat("|a", 300) + "\n" + strings.Repeat("|-", 300) + "\n" + rows, "174:1: error: tables have too many cells"},
		{"quotation marks", "a\n" + strings.Repeat("'", 101), "5:1: error: too many quotation marks in a row"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := parsePage(tt.body, Options{})
			require.Contains(t, messages(l), tt.want)
			for _, d := range l.Diags {
				require.NotEmpty(t, d.Hint)
			}
		})
	}
}

// What somebody might really write, in the largest lesson that anybody ever will, is far from the limits.
func TestLimitsLeaveRoom(t *testing.T) {
	for name, body := range map[string]string{
		"list without blank lines":  strings.Repeat("- **Who**: [a link](b.md) with `code`, it's \"so\" [^1]\n", 1000) + "\n[^1]: a\n",
		"table":                     "|a|b|c|d|\n|-|-|-|-|\n" + strings.Repeat("| [a](b.md) | **c** | `d` | *e* |\n", 800),
		"code without blank lines":  "```html\n" + strings.Repeat("<li><a href=\"b\">c</a></li> <!-- d -->\n", 700) + "```\n",
		"glossary":                  counted("Term %d\n: What it **means**, see [a](b.md).\n\n")(100_000),
		"paragraph":                 strings.Repeat("\"It's *so*\", she said (see [a](b.md)). ", 500),
		"break of dashes":           strings.Repeat("- ", 40) + "\n\n" + strings.Repeat("* ", 40) + "\n",
		"code that is far indented": "```\n" + strings.Repeat(" ", 300) + "a\n```\n",
		"picture of characters":     "```\n" + strings.Repeat("|---|---|\n", 50) + "> > > a\n```\n",
		"deep list":                 deeper("  ", "- a")(300),
	} {
		l := parsePage(body, Options{})
		for _, d := range l.Diags {
			require.NotEqual(t, "error", d.Severity.String(), "%s: %s", name, d.Message)
		}
	}
}
