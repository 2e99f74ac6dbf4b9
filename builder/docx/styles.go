package docx

// Colours of the design. Grey text has a contrast of 7 to 1 on white (WCAG 1.4.6).
const (
	colorPine  = "1F4D44"
	colorText  = "22282B"
	colorGrey  = "565E63"
	colorLine  = "7C868B" // to write on: 3.7 to 1 (WCAG 1.4.11)
	colorLine2 = "7C868C"
	colorEdge  = "B9C4C0"
	colorHead  = "E6EEEB"
	colorCode  = "F4F5F4"
	colorLink  = "1B5E8C"
)

// paragraphSpacing is that of plain text.
var paragraphSpacing = spacing{before: 0, after: 120, line: 276}

// style is a named style (17.7.4.17). Names that Word knows, such as heading 1, get its translations and outline.
type style struct {
	kind, id, name string
	based, next    string
	rank           int  // place in the list of styles; zero: last
	quick          bool // shown in the gallery
	para           *paraProps
	run            runProps
	table          func(m *markup)
}

var styles = []style{
	{kind: "paragraph", id: "Normal", name: "Normal", quick: true, para: &paraProps{spacing: &paragraphSpacing}},
	{kind: "character", id: "DefaultParagraphFont", name: "Default Paragraph Font"},
	{kind: "table", id: "TableNormal", name: "Normal Table", table: plainTable},
	{kind: "numbering", id: "NoList", name: "No List"},

	{
		kind: "paragraph", id: "Title", name: "Title", based: "Normal", next: "Normal", rank: 10, quick: true,
		para: &paraProps{
			keepNext: true, keepLines: true, spacing: &spacing{after: 240, line: 252},
			borders: []border{{"bottom", 12, 6, colorPine}},
		},
		run: runProps{bold: true, color: colorPine, size: 52},
	},
	heading(1, 360, 120, 34, false),
	heading(2, 300, 80, 28, false),
	heading(3, 240, 60, 24, false),
	heading(4, 200, 40, 22, false),
	heading(5, 160, 40, 22, true),
	heading(6, 160, 40, 21, true),

	{
		kind: "paragraph", id: "ListParagraph", name: "List Paragraph", based: "Normal", rank: 34, quick: true,
		para: &paraProps{spacing: &spacing{after: 50, line: 264}},
	},
	{
		kind: "paragraph", id: "ListLoose", name: "List Loose", based: "ListParagraph",
		para: &paraProps{spacing: &paragraphSpacing},
	},
	{
		kind: "paragraph", id: "ListContinue", name: "List Continue", based: "Normal",
		para: &paraProps{spacing: &spacing{after: 80, line: 264}},
	},
	{
		kind: "paragraph", id: "Quote", name: "Quote", based: "Normal", rank: 29, quick: true,
		para: &paraProps{borders: []border{{"left", 18, 10, colorEdge}}},
		run:  runProps{color: colorGrey},
	},
	{
		kind: "paragraph", id: "CodeBlock", name: "Code Block", based: "Normal", quick: true,
		para: &paraProps{
			keepLines: true, shade: colorCode, spacing: &spacing{before: 120, after: 200, line: 252},
			borders: []border{
				{"top", 4, 5, colorCode}, {"left", 4, 6, colorCode}, {"bottom", 4, 5, colorCode}, {"right", 4, 6, colorCode},
			},
		},
		run: runProps{font: fontCode, noProof: true, size: 19},
	},
	{kind: "character", id: "InlineCode", name: "Inline Code", run: runProps{font: fontCode, noProof: true, size: 20}},
	{
		kind: "paragraph", id: "Rule", name: "Rule", based: "Normal", next: "Normal",
		para: &paraProps{
			borders: []border{{"bottom", 6, 1, colorEdge}},
			spacing: &spacing{before: 60, after: 200, line: 120, exact: true},
		},
	},
	{
		kind: "paragraph", id: "Spacer", name: "Spacer",
		para: &paraProps{spacing: &spacing{line: 160, exact: true}}, run: runProps{size: 8},
	},
	{
		kind: "paragraph", id: "DefinitionTerm", name: "Definition Term", based: "Normal", next: "Definition",
		para: &paraProps{keepNext: true, spacing: &spacing{before: 60, line: 276}}, run: runProps{bold: true},
	},
	{kind: "paragraph", id: "Definition", name: "Definition", based: "Normal"},

	{
		kind: "paragraph", id: "CalloutTitle", name: "Callout Title", based: "Normal", next: "CalloutText",
		para: &paraProps{spacing: &spacing{after: 40, line: 264}}, run: runProps{bold: true},
	},
	{
		kind: "paragraph", id: "CalloutText", name: "Callout Text", based: "Normal",
		para: &paraProps{spacing: &spacing{after: 80, line: 264}},
	},

	{
		kind: "paragraph", id: "TableText", name: "Table Text", based: "Normal",
		para: &paraProps{spacing: &spacing{before: 30, after: 30, line: 252}}, run: runProps{size: 21},
	},
	{
		kind: "paragraph", id: "TableHead", name: "Table Head", based: "TableText",
		para: &paraProps{keepNext: true}, run: runProps{bold: true, color: colorPine},
	},
	{kind: "table", id: "LecternTable", name: "Lectern Table", based: "TableNormal", table: gridTable},
	{kind: "table", id: "LecternBox", name: "Lectern Box", based: "TableNormal", table: boxTable},

	{
		kind: "paragraph", id: "AnswerLine", name: "Answer Line", based: "Normal",
		para: &paraProps{
			borders: answerLine(colorLine),
			spacing: &spacing{before: 240, after: 160, line: 264},
		},
	},
	{kind: "character", id: "Blank", name: "Blank", run: runProps{under: colorLine}},
	{kind: "character", id: "BlankPrompt", name: "Blank Prompt", run: runProps{color: colorGrey, under: colorLine}},
	{kind: "character", id: "Prompt", name: "Placeholder Text", rank: 99, run: runProps{color: colorGrey}},
	{kind: "character", id: "Hyperlink", name: "Hyperlink", rank: 99, run: runProps{color: colorLink, under: colorLink}},
	{
		kind: "paragraph", id: "Footer", name: "footer", based: "Normal", rank: 99,
		para: &paraProps{spacing: &spacing{line: 240}}, run: runProps{color: colorGrey, size: 18},
	},
}

func heading(level, before, after, size int, italic bool) style {
	return style{
		kind: "paragraph", id: "Heading" + num(level), name: "heading " + num(level), based: "Normal", next: "Normal",
		rank: 9, quick: true,
		para: &paraProps{
			keepNext: true, keepLines: true, spacing: &spacing{before: before, after: after, line: 252}, outline: level,
		},
		run: runProps{bold: true, italic: italic, color: colorPine, size: size},
	}
}

// stylesheet writes word/styles.xml (17.7.4.18).
func (w *writer) stylesheet() string {
	m := &markup{}
	m.WriteString(xmlHeader)
	m.open("w:styles", "xmlns:w", nsW)
	m.open("w:docDefaults")
	m.open("w:rPrDefault")
	lang := parseLanguage(w.doc.Language)
	runProps{font: fontBody, color: colorText, size: 22, lang: lang}.write(m)
	m.close("w:rPrDefault")
	m.leaf("w:pPrDefault")
	m.close("w:docDefaults")
	defaults := map[string]bool{}
	for _, s := range styles {
		s.write(m, !defaults[s.kind], w.rtl)
		defaults[s.kind] = true
	}
	m.close("w:styles")
	return m.String()
}

// write appends a w:style with its children in the order of CT_Style. The first style of a kind is its default; styles that
// Word does not have need customStyle.
func (s style) write(m *markup, isDefault, rtl bool) {
	attrs := []string{"w:type", s.kind}
	switch {
	case isDefault:
		attrs = append(attrs, "w:default", "1")
	case s.rank == 0 && s.name != "List Continue":
		attrs = append(attrs, "w:customStyle", "1")
	}
	m.open("w:style", append(attrs, "w:styleId", s.id)...)
	m.leaf("w:name", "w:val", s.name)
	for _, ref := range [][2]string{{"w:basedOn", s.based}, {"w:next", s.next}} {
		if ref[1] != "" {
			m.leaf(ref[0], "w:val", ref[1])
		}
	}
	if s.rank > 0 {
		m.leaf("w:uiPriority", "w:val", num(s.rank))
	}
	if s.quick {
		m.leaf("w:qFormat")
	}
	if s.para != nil {
		para := *s.para
		para.borders = mirrored(para.borders, rtl)
		para.write(m)
	}
	s.run.write(m)
	if s.table != nil {
		s.table(m)
	}
	m.close("w:style")
}

// plainTable is the default that Word writes: no borders, some room at the sides.
func plainTable(m *markup) { tableStyle(m, nil, [4]int{0, 108, 0, 108}) }

func gridTable(m *markup) {
	sides := []string{"top", "left", "bottom", "right", "insideH", "insideV"}
	tableStyle(m, sides, [4]int{40, cellPadding, 40, cellPadding})
}

func boxTable(m *markup) { tableStyle(m, nil, [4]int{110, boxPadding, 60, boxPadding}) }

// tableStyle writes w:tblPr with borders and margins (top, left, bottom, right) in the order of CT_TblPrBase (17.4.59).
func tableStyle(m *markup, borders []string, margins [4]int) {
	m.open("w:tblPr")
	m.leaf("w:tblInd", "w:w", "0", "w:type", "dxa")
	if len(borders) > 0 {
		m.open("w:tblBorders")
		for _, side := range borders {
			border{side, 4, 0, colorEdge}.write(m)
		}
		m.close("w:tblBorders")
	}
	m.open("w:tblCellMar")
	for i, side := range []string{"top", "left", "bottom", "right"} {
		m.leaf("w:"+side, "w:w", num(margins[i]), "w:type", "dxa")
	}
	m.close("w:tblCellMar")
	m.close("w:tblPr")
}
