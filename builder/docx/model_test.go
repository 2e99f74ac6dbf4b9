package docx

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// shape gives the paragraphs of n, each as "style[list.level]: text".
func shape(n *node) []string {
	var lines []string
	for _, p := range n.all("w:p") {
		style := p.first("w:pStyle").val()
		if list := p.first("w:numId").val(); list != "" {
			style += "[" + list + "." + p.first("w:ilvl").val() + "]"
		}
		lines = append(lines, style+": "+p.words())
	}
	return lines
}

func TestHeadings(t *testing.T) {
	body := blocksWritten(t, Heading{1, Words("one")}, Heading{6, Words("six")}, Heading{0, Words("low")}, Heading{9, Words("high")})
	require.Equal(t, []string{"Heading1: one", "Heading6: six", "Heading1: low", "Heading6: high"}, shape(body))
	styles := written(t, &Document{}).parts["word/styles.xml"]
	for _, s := range styles.all("w:style") {
		if name := s.first("w:name").val(); strings.HasPrefix(name, "heading ") {
			require.Equal(t, num(int(name[8]-'1')), s.first("w:outlineLvl").val(), "readers list headings by this")
		}
	}
}

func TestTitle(t *testing.T) {
	o := written(t, &Document{Title: "A plan & more", Blocks: []Block{Paragraph{Words("x")}}})
	require.Equal(t, []string{"Title: A plan & more", ": x"}, shape(o.body()))
	require.Equal(t, "A plan & more\t1 / 1", o.parts["word/footer1.xml"].words())
	require.Equal(t, []string{": x"}, shape(blocksWritten(t, Paragraph{Words("x")})))
	long := written(t, &Document{Title: strings.Repeat("many words ", 30)}).parts["word/footer1.xml"].words()
	require.Less(t, len([]rune(long)), maxFooter+10, "one line")
	require.Contains(t, long, "…\t1 / 1")
}

func TestFooterCountsPages(t *testing.T) {
	fields := written(t, &Document{}).parts["word/footer1.xml"].all("w:fldSimple")
	require.Len(t, fields, 2)
	require.Equal(t, " PAGE ", fields[0].attrs["w:instr"])
	require.Equal(t, " NUMPAGES ", fields[1].attrs["w:instr"])
}

func TestEachOrderedListCountsAnew(t *testing.T) {
	inner := List{Ordered: true, Start: 1, Items: []Item{item("a")}}
	o := written(t, &Document{Blocks: []Block{
		List{Ordered: true, Start: 1, Items: []Item{item("one"), {Blocks: []Block{Paragraph{Words("two")}, inner}}, item("three")}},
		List{Ordered: true, Start: 7, Items: []Item{item("seven")}},
		List{Items: []Item{item("dot"), {Blocks: []Block{Paragraph{Words("dot")}, inner}}}},
		List{Ordered: true, Start: -3, Items: []Item{item("zero")}},
	}})
	require.Equal(t, []string{
		"ListParagraph[2.0]: one", "ListParagraph[2.0]: two", "ListParagraph[3.1]: a", "ListParagraph[2.0]: three",
		"ListParagraph[4.0]: seven",
		"ListParagraph[1.0]: dot", "ListParagraph[1.0]: dot", "ListParagraph[5.0]: a",
		"ListParagraph[6.0]: zero",
	}, shape(o.body()))
	var starts []string
	for _, n := range o.parts["word/numbering.xml"].all("w:lvlOverride") {
		starts = append(starts, n.attrs["w:ilvl"]+":"+n.first("w:startOverride").val())
	}
	require.Equal(t, []string{"0:1", "1:1", "0:7", "0:1", "0:0"}, starts)
}

func TestListsInOtherBlocksKeepTheirLevel(t *testing.T) {
	inner := List{Ordered: true, Start: 1, Items: []Item{item("inner")}}
	body := blocksWritten(t, List{Ordered: true, Start: 1, Items: []Item{
		{Blocks: []Block{Table{Rows: []Row{{{[]Block{inner}}}}}, Quote{[]Block{inner}}, Callout{Blocks: []Block{inner}}}},
	}})
	for _, line := range shape(body) {
		if strings.Contains(line, "inner") {
			require.Contains(t, line, ".1]", "on level 0 it would disturb the numbers of the outer list")
		}
	}
}

func TestDeepListsStayOnThePage(t *testing.T) {
	var block Block = Paragraph{Words("deep")}
	for range 15 {
		block = List{Ordered: true, Start: 1, Items: []Item{{Blocks: []Block{block}}}}
	}
	for _, n := range blocksWritten(t, block).all("w:ilvl") {
		require.LessOrEqual(t, n.val(), "8")
	}
}

func TestItemsHoldBlocks(t *testing.T) {
	body := blocksWritten(t, List{Items: []Item{
		{Blocks: []Block{Paragraph{Words("first")}, Paragraph{Words("more")}, Code{"x\ny"}}},
		{Blocks: []Block{List{Items: []Item{item("inner")}}}},
		{},
	}})
	require.Equal(t, []string{
		"ListParagraph[1.0]: first", "ListContinue: more", "CodeBlock: x\ny",
		"ListParagraph[1.0]: ", "ListParagraph[1.1]: inner", "ListParagraph[1.0]: ",
	}, shape(body))
}

func TestTasksAreCheckboxes(t *testing.T) {
	body := blocksWritten(t,
		List{Items: []Item{task(TaskOpen, "open"), task(TaskDone, "done"), item("none")}},
		List{Ordered: true, Start: 1, Items: []Item{task(TaskOpen, "step")}})
	require.Equal(t, []string{
		"ListParagraph: ☐\topen", "ListParagraph: ☒\tdone", "ListParagraph[1.0]: none", "ListParagraph[2.0]: ☐ step",
	}, shape(body))
	boxes := body.all("w14:checkbox")
	require.Len(t, boxes, 3)
	require.Equal(t, "0", boxes[0].first("w14:checked").attrs["w14:val"])
	require.Equal(t, "1", boxes[1].first("w14:checked").attrs["w14:val"])
	require.Equal(t, "open", body.first("w:alias").val(), "what a screen reader calls the box")
}

func TestFields(t *testing.T) {
	body := blocksWritten(t, Paragraph{[]Inline{Text{Text: "I will "}, Field{"do"}, Text{Text: " by "}, Field{"date"}}})
	require.Len(t, body.all("w:showingPlcHdr"), 2)
	require.Len(t, body.all("w:text"), 2)
	require.Equal(t, "do", body.first("w:alias").val())
	require.Equal(t, "do", body.first("w:sdtContent").words())
	require.Equal(t, "right", body.first("w:tabs").first("w:tab").val(), "the last one goes on to the edge")
	lines := blocksWritten(t, Paragraph{[]Inline{Field{"one"}}}, Paragraph{[]Inline{Field{""}}})
	require.Equal(t, "AnswerLine: one", shape(lines)[0])
	edges := lines.all("w:bottom")
	require.Len(t, edges, 1, "the other has that of the style, or the two would be one box")
	cell := blocksWritten(t, Table{Rows: []Row{{{[]Block{Paragraph{[]Inline{Field{"here"}}}}}}}})
	require.Equal(t, "TableText: here", shape(cell)[0], "a cell is a frame already")
}

func TestFieldNamesFitWord(t *testing.T) {
	body := blocksWritten(t, Paragraph{[]Inline{Field{strings.Repeat("👩‍💻 long\n", 40)}}})
	require.NotContains(t, body.first("w:alias").val(), "\n")
	require.NotEmpty(t, body.first("w:alias").val())
}

func TestAnswerIsAFrame(t *testing.T) {
	body := blocksWritten(t, Answer{Label: "What now?", Lines: 5})
	require.Equal(t, "1", body.first("w:text").attrs["w:multiLine"])
	require.Equal(t, "1700", body.first("w:trHeight").val())
	require.Equal(t, "What now?", body.first("w:sdtContent").words())
}

func TestWhatStaysTogether(t *testing.T) {
	title := Paragraph{[]Inline{Text{Text: "Title", Bold: true}}}
	body := blocksWritten(t, title, Paragraph{Words("Question?")}, Answer{}, Paragraph{Words("Text")}, title)
	var keeps []int
	for _, p := range body.all("w:p") {
		keeps = append(keeps, len(p.all("w:keepNext")))
	}
	require.Equal(t, []int{1, 1, 0, 0, 0, 0}, keeps)
}

func TestTables(t *testing.T) {
	table := blocksWritten(t, Table{
		Align: []Align{AlignRight, AlignCenter},
		Head:  []Row{Cells("A", "B", "C")},
		Rows:  []Row{Cells("1"), Cells("1", "2", "3")},
	}).first("w:tbl")
	rows := table.all("w:tr")
	require.Len(t, rows, 3)
	require.Len(t, rows[0].all("w:tblHeader"), 1)
	require.Empty(t, rows[1].all("w:tblHeader"))
	require.NotEmpty(t, rows[1].all("w:trHeight"), "a row with empty cells is there to be filled in")
	require.Empty(t, rows[2].all("w:trHeight"))
	var align []string
	for _, p := range rows[2].all("w:p") {
		align = append(align, p.first("w:jc").val())
	}
	require.Equal(t, []string{"right", "center", ""}, align)
	require.Equal(t, "9412", table.first("w:tblW").attrs["w:w"], "as wide as the text on A4")
}

func TestColumnWidths(t *testing.T) {
	sum := func(widths []int) (n int) {
		for _, w := range widths {
			n += w
		}
		return n
	}
	rows := []Row{Cells("Done", strings.Repeat("a long text ", 20), ""), Cells("x", "y", "z")}
	widths := columnWidths(rows, 3, 9000)
	require.Equal(t, 9000, sum(widths))
	require.Greater(t, widths[1], 2*widths[0])
	require.Greater(t, widths[0], 4*charWidth, "its longest word fits")
	long := columnWidths([]Row{Cells(strings.Repeat("x", 500), "a")}, 2, 3000)
	require.Equal(t, 3000, sum(long))
	require.Greater(t, long[1], 400, "a long word leaves room for others")
	many := columnWidths([]Row{make(Row, MaxColumns)}, MaxColumns, minWidth)
	require.Equal(t, minWidth, sum(many))
}

func TestCallouts(t *testing.T) {
	body := blocksWritten(t, Callout{Kind: "WARNING", Title: "Careful", Blocks: []Block{Paragraph{Words("hot")}}})
	require.Empty(t, body.all("w:tbl"))
	require.Equal(t, []string{"CalloutTitle: Careful", "CalloutText: hot", "Spacer: "}, shape(body))
	for _, p := range body.all("w:p")[:2] {
		require.Equal(t, palettes["warning"].fill, p.first("w:shd").attrs["w:fill"])
		require.Equal(t, palettes["warning"].accent, p.first("w:pBdr").first("w:left").attrs["w:color"])
	}
	boxed := blocksWritten(t, Callout{Kind: "?", Title: "T", Blocks: []Block{List{Items: []Item{item("x")}}}})
	require.Len(t, boxed.all("w:tc"), 1)
	require.Equal(t, palettes["note"].fill, boxed.first("w:tcPr").first("w:shd").attrs["w:fill"])
	require.Equal(t, []string{"CalloutTitle: T", "ListParagraph[1.0]: x", "Spacer: "}, shape(boxed))
}

func TestOtherBlocks(t *testing.T) {
	body := blocksWritten(t, Quote{[]Block{Paragraph{Words("said")}}}, Code{"a\r\n\tb\n\n"}, Rule{}, PageBreak{},
		Definitions{[]Definition{{[][]Inline{Words("term"), Words("name")}, []Block{Paragraph{Words("meaning")}}}}})
	require.Equal(t, []string{
		"Quote: said", "CodeBlock: a\n\tb", "Rule: ", "Spacer: ", "DefinitionTerm: term", "DefinitionTerm: name",
		"Definition: meaning",
	}, shape(body))
	require.Len(t, body.all("w:pageBreakBefore"), 1)
}

func TestRuns(t *testing.T) {
	body := blocksWritten(t, Paragraph{[]Inline{
		Text{Text: "b", Bold: true},
		Text{Text: "i", Italic: true},
		Text{Text: "s", Strike: true},
		Text{Text: "c", Code: true},
		Text{Text: "2", Superscript: true},
		Break{},
		Text{Text: " a\tb\nc "},
	}})
	require.Equal(t, "bisc2\n a\tb c ", body.words())
	for _, name := range []string{"w:b", "w:bCs", "w:i", "w:iCs", "w:strike", "w:vertAlign"} {
		require.Len(t, body.all(name), 1, name)
	}
	for _, n := range body.all("w:t") {
		require.Equal(t, "preserve", n.attrs["xml:space"])
	}
}

func TestLinks(t *testing.T) {
	o := written(t, &Document{Blocks: []Block{Paragraph{[]Inline{
		Text{Text: "a ", Link: "https://example.com/"},
		Text{Text: "b", Bold: true, Link: "https://example.com/"},
		Text{Text: "c", Link: "https://example.org/?q=1&r=2"},
		Text{Text: "d", Link: "../lesson.md"},
	}}}})
	links := o.body().all("w:hyperlink")
	require.Len(t, links, 2)
	require.Equal(t, "a b", links[0].words())
	var targets []string
	for _, r := range o.parts["word/_rels/document.xml.rels"].all("Relationship") {
		if r.attrs["TargetMode"] == "External" {
			targets = append(targets, r.attrs["Target"])
		}
	}
	require.Equal(t, []string{"https://example.com/", "https://example.org/?q=1&r=2"}, targets)
}

func TestLinkTargets(t *testing.T) {
	for in, want := range map[string]string{
		"https://example.com/a b?q=c d%zz#e f": "https://example.com/a%20b?q=c%20d%25zz#e%20f",
		"HTTP://example.com":                   "http://example.com",
		"https://bücher.example/ä":             "https://bücher.example/%C3%A4",
		"mailto:a@example.com?subject=x y":     "mailto:a@example.com?subject=x%20y",
		"tel:+1555":                            "tel:+1555",
		"https://example.com:80/":              "https://example.com:80/",
		"":                                     "",
		"/a":                                   "",
		"a.md":                                 "",
		"#x":                                   "",
		"//example.com":                        "",
		"https:":                               "",
		"https://":                             "",
		"https:example.com":                    "",
		"https://u:p@example.com":              "",
		"https://[bad":                         "",
		"https://a b/":                         "",
		"https://example.com:x/":               "",
		"mailto:":                              "",
		"javascript:alert(1)":                  "",
		"file:///etc/passwd":                   "",
		"https://example.com/" + strings.Repeat("a", maxLink): "",
	} {
		require.Equal(t, want, linkTarget(in), in)
	}
}

func TestTextThatXMLForbids(t *testing.T) {
	text := "a\x00b\x0bc\uFFFEd\uFFFFe\xffg<>&\"'😀]]>"
	o := written(t, &Document{Title: text, Author: text, Blocks: []Block{Paragraph{[]Inline{Text{Text: text}, Field{text}}}}})
	want := "abcde\uFFFDg<>&\"'😀]]>"
	require.Equal(t, "Title: "+want, shape(o.body())[0])
	require.Equal(t, want, o.body().first("w:alias").val())
	require.Equal(t, want, o.parts["docProps/core.xml"].first("dc:creator").text)
}

func TestShort(t *testing.T) {
	require.Equal(t, "a b", short(" a\n\tb ", 3))
	require.Equal(t, "a…", short("a bc", 3))
	require.Equal(t, "😀", short("😀", 2))
	require.Equal(t, "…", short("😀😀", 2))
	require.Equal(t, "", short("\n", 3))
}

func TestMapReachesEveryText(t *testing.T) {
	doc := sample("en")
	before := bytesOf(t, doc)
	require.Equal(t, before, bytesOf(t, doc.Map(func(t Text) Text { return t })))
	left := doc.Map(func(Text) Text { return Text{} })
	require.Equal(t, strings.Fields(`your name date ☐ one thing, in a few words whose question ☐ goal What will you do first?
		What did you learn about how you listen? func main() { fmt.Println("hello") }`),
		strings.Fields(plainBlocks(left.Blocks, MaxDepth)), "fields and code are left")
	require.Equal(t, before, bytesOf(t, doc), "the document itself stays as it is")
}

func bytesOf(t *testing.T, doc *Document) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, Write(&b, doc))
	return b.String()
}
