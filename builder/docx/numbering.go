package docx

// Numbering definitions: what the levels of bulleted and numbered lists look like (17.9.1).
const (
	bulletDefinition = 1
	numberDefinition = 2
	bulletList       = 1 // all bulleted lists are one
)

// orderedList is a numbered list: the number that it begins with, at its level.
type orderedList struct {
	start, level int
}

// number gives the id of a new list. Word counts all lists of one definition and level together, so each has a w:num of
// its own that starts anew (17.9.26). A list within another ordered one is on a deeper level, so it does not disturb that.
func (w *writer) number(start, level int) int {
	w.ordered = append(w.ordered, orderedList{start, level})
	return bulletList + len(w.ordered)
}

// numbering writes word/numbering.xml (17.9.16): all definitions, then all lists.
func (w *writer) numbering() string {
	m := &markup{}
	m.WriteString(xmlHeader)
	m.open("w:numbering", "xmlns:w", nsW)
	m.definition(bulletDefinition, bulletLevels)
	m.definition(numberDefinition, numberLevels)
	m.open("w:num", "w:numId", num(bulletList))
	m.leaf("w:abstractNumId", "w:val", num(bulletDefinition))
	m.close("w:num")
	for i, l := range w.ordered {
		m.open("w:num", "w:numId", num(bulletList+i+1))
		m.leaf("w:abstractNumId", "w:val", num(numberDefinition))
		m.open("w:lvlOverride", "w:ilvl", num(l.level))
		m.leaf("w:startOverride", "w:val", num(l.start))
		m.close("w:lvlOverride")
		m.close("w:num")
	}
	m.close("w:numbering")
	return m.String()
}

// numberLevel is the format of a level (17.18.59 ST_NumberFormat) and the character of a bullet.
type numberLevel struct {
	format, text string
}

// The levels repeat after these.
var (
	bulletLevels = []numberLevel{{"bullet", "•"}, {"bullet", "–"}}
	numberLevels = []numberLevel{{"decimal", ""}, {"lowerLetter", ""}, {"lowerRoman", ""}}
)

// definition writes a w:abstractNum; a level has its children in the order of CT_Lvl (17.9.6).
func (m *markup) definition(id int, levels []numberLevel) {
	m.open("w:abstractNum", "w:abstractNumId", num(id))
	m.leaf("w:nsid", "w:val", "4C45430"+num(id))
	m.leaf("w:multiLevelType", "w:val", "hybridMultilevel")
	for i := range maxLevel + 1 {
		l := levels[i%len(levels)]
		text := l.text
		if text == "" {
			text = "%" + num(i+1) + "."
		}
		m.open("w:lvl", "w:ilvl", num(i))
		m.leaf("w:start", "w:val", "1")
		m.leaf("w:numFmt", "w:val", l.format)
		m.leaf("w:lvlText", "w:val", text)
		m.leaf("w:lvlJc", "w:val", "left")
		paraProps{indent: &indent{left: step * (i + 1), hanging: step}}.write(m)
		runProps{color: colorPine, bold: l.format != "bullet"}.write(m)
		m.close("w:lvl")
	}
	m.close("w:abstractNum")
}
