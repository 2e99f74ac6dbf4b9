package course_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lectern/builder/course"
	"lectern/builder/diag"
)

// plant is a fault that was put into the sample course: the files that are changed, and
// where the warning is expected.
type plant struct {
	what    string
	changed map[string]string
	more    []course.File
	in      string // file of the warning
	or      string // another file where it may be as well
	line    int    // of the warning; 0 for any
}

// TestSampleRaisesNothing is the other half of the planted faults: on the text of people
// who did not write for a test, no check raises its voice.
func TestSampleRaisesNothing(t *testing.T) {
	for _, d := range loadSample(t).with(nil) {
		t.Errorf("%s: %s [%s]", d.Pos, d.Message, d.Check)
	}
}

// TestPlantedFaults puts faults of every kind into the text of the sample course, one at a time and wherever there is a place for
// it, and counts how many are found.
func TestPlantedFaults(t *testing.T) {
	s := loadSample(t)
	for _, kind := range planters {
		t.Run(kind.check, func(t *testing.T) {
			plants := thin(kind.plant(s), 120)
			found, stray := 0, 0
			for _, p := range plants {
				ds := s.with(p.changed, p.more...)
				if slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return p.matches(kind.check, d) }) {
					found++
				} else {
					t.Logf("missed in %s: %s", p.in, p.what)
				}
				if kind.alone {
					stray += others(t, kind.check, p, ds)
				}
			}
			t.Logf("%s: %d of %d planted faults found, %d other warnings", kind.check, found, len(plants), stray)
			require.GreaterOrEqual(t, len(plants), kind.least, "places")
			require.GreaterOrEqual(t, float64(found), kind.share*float64(len(plants)), "found")
			require.Zero(t, stray, "other warnings")
		})
	}
}

func (p plant) matches(check string, d diag.Diagnostic) bool {
	return d.Check == check && (d.Pos.File == p.in || d.Pos.File == p.or) && (p.line == 0 || p.line == d.Pos.Line)
}

func others(t *testing.T, check string, p plant, ds []diag.Diagnostic) int {
	n := 0
	for _, d := range ds {
		if d.Check != "" && d.Check != check {
			t.Logf("stray in %s: %s: %s [%s]", p.in, p.what, d.Message, d.Check)
			n++
		}
	}
	return n
}

// thin leaves at most n plants, spread evenly.
func thin(plants []plant, n int) []plant {
	if len(plants) <= n {
		return plants
	}
	out := make([]plant, 0, n)
	for i := range n {
		out = append(out, plants[i*len(plants)/n])
	}
	return out
}

// planters are the ways to plant the faults of each check. Least is the number of places that the sample course must have for
// it, share the part of them that must be found.
var planters = []struct {
	check string
	plant func(*sample) []plant
	least int
	share float64
	alone bool // no other check should be woken
}{
	{"number-promise", plantPromises, 50, 0.95, true},
	{"pointer-below", plantPointers, 50, 1, true},
	{"list-siblings", plantOddItems, 50, 1, true},
	{"compare-columns", plantShortColumns, 25, 1, true},
	{"abbreviation", plantAbbreviations, 50, 1, true},
	{"objective", plantForeignObjectives, 50, 1, true},
	{"objective", plantObjectives, 50, 0.6, true},
	{"practice", plantIdleLessons, 20, 1, false},
	{"similar-questions", plantRepeatedQuestions, 50, 0.95, true},
	{"unfinished-paragraph", plantCutParagraphs, 50, 0.95, true},
	{"unused-template", plantUnusedTemplates, 10, 1, true},
	{"unlinked-module", plantUnlinkedModules, 5, 1, false},
	{"description", plantWithout("description:"), 25, 1, true},
	{"takeaways", plantWithout("takeaways:"), 25, 1, true},
	{"unreferenced-file", plantFiles, 50, 1, true},
	{"heading-level", plantHeadings, 50, 1, true},
	{"alt-text", plantPictures, 50, 1, true},
}

// inChunks makes plants out of the chunks of lessons and guides: by returns the chunk with a fault, or
// "" where there is no place for it.
func (s *sample) inChunks(by func(text string, all []chunk, i int) (replaced, what string)) []plant {
	var out []plant
	for _, file := range s.names(isProse) {
		text := s.texts[file]
		all := chunks(text)
		for i, c := range all {
			if replaced, what := by(text, all, i); replaced != "" {
				out = append(out, plant{what: what, in: file, changed: map[string]string{file: edit(text, c.at, c.end, replaced)}})
			}
		}
	}
	return out
}

var counts = strings.Fields("none one two three four five six seven eight nine ten eleven twelve")

// plantPromises puts a promise of one too many or too few before lists, as sentences and as headings, in
// words and in digits.
func plantPromises(s *sample) []plant {
	return append(s.promise(0, oneOff), append(s.promise(5, oneOff), s.promise(10, oneOff)...)...)
}

func oneOff(items, i int) int { return items + 1 - 2*(i%2) }

// promise puts promises before lists; number says how many of what has so many items.
func (s *sample) promise(from int, number func(items, i int) int) []plant {
	n := from
	return s.inChunks(func(text string, all []chunk, i int) (string, string) {
		list := text[all[i].at:all[i].end]
		items := strings.Count(list, "\n") + 1
		if !isPlainList(list) || items < 3 || items > 10 || i == 0 {
			return "", ""
		}
		n++
		form := promises[n%len(promises)]
		if strings.HasPrefix(form, "###") && text[all[i-1].end-1] == ':' {
			form = promises[0] // a heading would part the colon from its list
		}
		word := counts[number(items, n)]
		if n%3 == 0 {
			word = fmt.Sprint(number(items, n))
		}
		promise := capital(fmt.Sprintf(form, word))
		return promise + "\n\n" + list, promise
	})
}

var promises = []string{
	"there are %s ways to do it:", "follow these %s steps:", "%s habits help here:", "ask yourself %s questions:",
	"it comes down to these %s things.", "a good answer has %s parts, and all of them are short:", "### %s core skills",
	"### The %s signs to look for\n\nThey are seldom all there on one day.", "### Avoid these %s mistakes",
	"remember %s points when the day comes:", "it rests on %s pillars:", "%s short rules keep it going:", "### %s questions before you begin",
	"what remains is a matter of %s steps:", "here are the %s mistakes that cost most.", "### How to get there in %s steps",
}

func capital(s string) string {
	if rest, ok := strings.CutPrefix(s, "### "); ok {
		return "### " + capital(rest)
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// TestKeptPromises: the same promises with the right number raise nothing.
func TestKeptPromises(t *testing.T) {
	s := loadSample(t)
	kept := func(items, _ int) int { return items }
	right := append(s.promise(0, kept), s.promise(7, kept)...)
	require.Greater(t, len(right), 50)
	for _, p := range right {
		require.Zero(t, others(t, "", p, s.with(p.changed)), p.what)
	}
}

// plantPointers points to what does not follow, in the last paragraphs of pages.
func plantPointers(s *sample) []plant {
	n := 0
	return s.inChunks(func(text string, all []chunk, i int) (string, string) {
		c := text[all[i].at:all[i].end]
		if rest := text[all[i].end:]; !isParagraph(c) || strings.Contains(rest, "| --") || strings.Contains(rest, "|--") || strings.Contains(rest, ":::compare") || strings.Contains(rest, "![") || strings.Contains(rest, "template=") {
			return "", ""
		}
		n++
		pointer := pointers[n%len(pointers)]
		return c + " " + pointer, pointer
	})
}

var pointers = []string{
	"The table below shows what that came to in hours.", "The following table has the figures.", "See the diagram below for the order of events.",
	"You find the sums in the table below.", "Compare it with the figures in the following matrix.",
}

// plantOddItems takes from one item of a list what the others have.
func plantOddItems(s *sample) []plant {
	n := 0
	feedback := regexp.MustCompile(`\n  > [^\n]*`)
	return s.inChunks(func(text string, all []chunk, i int) (string, string) {
		c := text[all[i].at:all[i].end]
		n++
		switch lines := strings.Split(c, "\n"); {
		case isPlainList(c) && len(lines) > 2 && strings.Count(c, "- **")+strings.Count(c, ". **") == len(lines):
			odd := n % len(lines)
			lines[odd] = lines[odd][:strings.LastIndex(lines[odd], "**")+2]
			return strings.Join(lines, "\n"), "lead without text"
		case isPlainList(c) && len(lines) > 3 && !strings.Contains(c, "]("):
			for j, line := range lines {
				if mark, rest, _ := strings.Cut(line, " "); j != n%len(lines) {
					first, rest, _ := strings.Cut(rest, " ")
					lines[j] = mark + " [" + strings.Trim(first, "*") + "](#content) " + rest
				}
			}
			if n%3 > 0 {
				return strings.Join(lines, "\n"), "item without link"
			}
			return lines[0] + "\n" + strings.NewReplacer("1.", "2.").Replace(strings.Fields(c)[0]) + "\n" + strings.Join(lines[1:], "\n"), "empty item"
		case strings.Count(c, "\n  > ") > 2 && strings.Count(c, "\n  > ") == strings.Count("\n"+c, "\n- ["):
			found := feedback.FindAllStringIndex(c, -1)
			odd := found[n%len(found)]
			return edit(c, odd[0], odd[1], ""), "choice without feedback"
		}
		return "", ""
	})
}

// plantShortColumns removes the last item of each column of the compare blocks.
func plantShortColumns(s *sample) []plant {
	var out []plant
	columns := regexp.MustCompile(`(?m)^### .*\n(?:- .*\n)+`)
	for _, file := range s.names(isProse) {
		text := s.texts[file]
		for rest := 0; ; {
			begin := strings.Index(text[rest:], ":::compare")
			if begin < 0 {
				break
			}
			begin += rest
			rest = begin + strings.Index(text[begin:], "\n:::\n")
			for _, at := range columns.FindAllStringIndex(text[begin:rest+1], -1) {
				end := begin + at[1]
				last := strings.LastIndex(text[:end-1], "\n") + 1
				out = append(out, plant{what: "one item less", in: file, changed: map[string]string{file: edit(text, last, end, "")}})
			}
		}
	}
	return out
}

// plantAbbreviations uses abbreviations that nobody explains, or that are explained only later.
func plantAbbreviations(s *sample) []plant {
	names := []string{"QBR", "RFPs", "SLA", "EBITDA", "PMO", "B2B", "CAPEX", "TQM"}
	uses := []string{" Ask for the %s first.", " The %s comes later.", " It helps to have the numbers (for instance the last %s) at hand."}
	n := 0
	return s.inChunks(func(text string, all []chunk, i int) (string, string) {
		c := text[all[i].at:all[i].end]
		if !isParagraph(c) {
			return "", ""
		}
		n++
		name := names[n%len(names)]
		use := fmt.Sprintf(uses[n%len(uses)], name)
		if n%4 == 0 {
			use += " That is a quarterly business review (QBR) of the kind that people dread."
			use = strings.ReplaceAll(use, name, "QBR")
		}
		return c + use, use
	})
}

// plantCutParagraphs ends paragraphs in a comma, a semicolon, a dash, or breaks off their last sentence.
func plantCutParagraphs(s *sample) []plant {
	n := 0
	return s.inChunks(func(text string, all []chunk, i int) (string, string) {
		c := text[all[i].at:all[i].end]
		if !isParagraph(c) || i+1 < len(all) && !isParagraph(text[all[i+1].at:all[i+1].end]) && text[all[i+1].at] != '#' {
			return "", ""
		}
		n++
		cut := c[:len(c)-1]
		if n%2 == 0 {
			cut = cut[:strings.LastIndex(cut, " ")]
			return strings.TrimRight(cut, `,;:"`), "broken off: " + cut[max(0, len(cut)-30):]
		}
		return cut + []string{",", ";", " –", " --"}[n/2%4], "pause"
	})
}
