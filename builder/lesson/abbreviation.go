package lesson

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"lectern/builder/diag"
)

// Abbreviation is one in capitals that a page does not spell out before it uses it. Whether the glossary does is
// known to the course only.
type Abbreviation struct {
	Name string
	Pos  diag.Pos // where it is used first
	Late int      // line in which the page spells it out, 0 when it never does
}

// maxCapitals is the number of letters and digits that an abbreviation has at most.
const maxCapitals = 6

// capitals looks for abbreviations in the text of a block.
func (p *page) capitals(text *prose, pos func(int) diag.Pos) {
	t := text.text
	for i := 0; i < len(t); {
		begin, end := nextCapitals(t, i)
		if begin < len(t) && t[begin] >= 'A' && !followsWord(t[:begin]) {
			end = p.run(text, begin, end, pos)
		}
		i = end
	}
}

// nextCapitals returns where the next run of at least two capitals and digits lies, from i on. It looks at every
// second byte; behind the last run both are the end.
func nextCapitals(t []byte, i int) (begin, end int) {
	for at := i + 1; at < len(t); at += 2 {
		if !isCapital[t[at]] {
			continue
		}
		begin, end = at, at+1
		for begin > i && isCapital[t[begin-1]] {
			begin--
		}
		for end < len(t) && isCapital[t[end]] {
			end++
		}
		if end-begin > 1 {
			return begin, end
		}
	}
	return len(t), len(t)
}

// hasCapitals reports whether a text may have abbreviations, other than those of callouts.
func hasCapitals(t []byte) bool {
	for i := 0; i < len(t); {
		begin, end := nextCapitals(t, i)
		if begin < len(t) && t[begin] >= 'A' && (begin == 0 || t[begin-1] != '!') && isAbbreviation(string(t[begin:end])) {
			return true
		}
		i = end
	}
	return false
}

// isCapital holds the bytes that abbreviations are made of.
var isCapital = func() (table [256]bool) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") {
		table[c] = true
	}
	return table
}()

// run takes an abbreviation that begins at i, unless it is a word among others that are all in capitals. It
// returns where to go on.
func (p *page) run(text *prose, i, end int, pos func(int) diag.Pos) int {
	t := text.text
	behind := end
	for behind < len(t) && t[behind] == ' ' && capitalsEnd(t, behind+1)-behind > 2 {
		behind = capitalsEnd(t, behind+1) // DO NOT PANIC
	}
	if behind > end {
		return behind
	}
	name := string(t[i:end])
	if end+1 < len(t) && t[end] == 's' && !wordFollows(t[end+1:]) {
		end++
	} else if wordFollows(t[end:]) {
		return end
	}
	if isAbbreviation(name) && !p.isShouted(name) {
		p.note(text, i, end, name, pos)
	}
	return end
}

// maxLooks is how many uses of abbreviations are looked at in one page: more than any text has.
const maxLooks = 2000

// note remembers a use, or that the abbreviation is spelled out here.
func (p *page) note(text *prose, i, end int, name string, pos func(int) diag.Pos) {
	if p.noted == nil {
		p.noted = map[string]int{}
	}
	p.looks++
	src, emphasis := text.source(i)
	use, isNoted := p.noted[name]
	switch {
	case use == spelledOut, p.looks > maxLooks:
	case isSpelledOut(text.text, i, end, name):
		p.noted[name] = spelledOut
		if isNoted {
			p.lesson.Unexplained[use-1].Late = pos(src).Line
		}
	case !emphasis && !isNoted:
		p.lesson.Unexplained = append(p.lesson.Unexplained, Abbreviation{Name: name, Pos: pos(src)})
		p.noted[name] = len(p.lesson.Unexplained)
	}
}

// isShouted reports words that are in capitals for their weight.
func (p *page) isShouted(name string) bool {
	return p.tongue.words != nil && p.tongue.words.capitals[strings.ToLower(name)]
}

// capitalsEnd returns where a run of capitals and digits that begins at i ends.
func capitalsEnd(t []byte, i int) int {
	for i < len(t) && isCapital[t[i]] {
		i++
	}
	return i
}

func followsWord(before []byte) bool {
	r, size := utf8.DecodeLastRune(before)
	return size > 0 && (isWordRune(r) || r == '_' || r == '-' && len(before) > 1 && before[len(before)-2] != ' ')
}

func wordFollows(rest []byte) bool {
	r, size := utf8.DecodeRune(rest)
	return size > 0 && (isWordRune(r) || r == '_')
}

// isAbbreviation reports whether a run of capitals needs to be spelled out at all.
func isAbbreviation(name string) bool {
	letters := 0
	for i := range len(name) {
		if name[i] >= 'A' {
			letters++
		}
	}
	return letters > 1 && len(name) <= maxCapitals && !familiar[name] && strings.Trim(name, "IVX") != ""
}

// isSpelledOut reports whether the abbreviation at i stands beside its long form, in which
// at least its first letter begins a word: "ABC (long form)", "long form (ABC)".
func isSpelledOut(t []byte, i, end int, name string) bool {
	before, after := t[:i], t[end:]
	open := bytes.TrimRight(before, "\"'*“‘ ")
	if bytes.HasSuffix(open, []byte("(")) {
		return beginsWord(lastBytes(open, 30+12*len(name)), name[0])
	}
	rest := bytes.TrimLeft(after, "\"'”’ ")
	if inside, ok := bytes.CutPrefix(rest, []byte("(")); ok {
		inside = inside[:min(len(inside), nearby)]
		if closing := bytes.IndexByte(inside, ')'); closing > 0 {
			return beginsWord(inside[:closing], name[0])
		}
	}
	if inside, ok := bytes.CutPrefix(rest, []byte("stands for ")); ok {
		return len(inside) > 0
	}
	return followsItsWords(t, i, end, name)
}

// lastBytes returns at most n bytes of the end.
func lastBytes(t []byte, n int) []byte { return t[max(0, len(t)-n):] }

// beginsWord reports whether a word of more than two letters begins with a letter, in any case.
func beginsWord(text []byte, letter byte) bool {
	for _, t := range tokens(text) {
		if len(t.lower) > 2 && t.lower[0] == letter|0x20 {
			return true
		}
	}
	return false
}

// nearby is how far from an abbreviation its long form may stand, in bytes.
const nearby = 160

// followsItsWords reports whether a run of words nearby has the letters of the
// abbreviation for its initials: "key performance indicators, or KPIs".
func followsItsWords(t []byte, i, end int, name string) bool {
	words := tokens(lastBytes(t[:i], nearby))
	for first := range words {
		if spells(words[first:], name) {
			return true
		}
	}
	behind, _, _ := bytes.Cut(t[end:min(len(t), end+nearby/4)], []byte("."))
	words = tokens(behind)
	for first := range min(4, len(words)) { // "KPI, short for …", "KPI means …"
		if spells(words[first:], name) {
			return true
		}
	}
	return false
}

// spells reports whether the initials of words are the name; small words between them may be left out.
func spells(words []token, name string) bool {
	at := 0
	for _, w := range words {
		switch {
		case at < len(name) && len(w.lower) > 1 && w.lower[0] == name[at]|0x20:
			at++
		case at == 0 || !smallWords[w.lower]:
			return at == len(name)
		}
		if at == len(name) {
			return true
		}
	}
	return false
}

var smallWords = set("of and the for to in on or de du la et y und der für")

// familiar are abbreviations that everybody knows by their letters, and names.
var familiar = set(`OK UK EU US USA UN UAE NZ UNO AM PM AD BC BCE CE ID IT TV PC CV HR CEO VIP PR FAQ DIY AI NB PS PPS RSVP ASAP FYI TBC TBD ETA DJ CD DVD
	A1 A2 A3 A4 A5 A6 B5 Q1 Q2 Q3 Q4 H1 H2 GMT UTC CET CEST BST EST EDT PST PDT
	PDF HTML CSS XML JSON CSV TXT RTF DOC DOCX XLS XLSX PPT PPTX ODT ODS ODP ZIP JPG JPEG PNG GIF SVG MP3 MP4 EPUB ICS URL HTTP HTTPS WWW USB
	SMS GPS PIN ATM FM CCTV LED QR SIM GB MB KB TB XS XL XXL DNA HIV AIDS COVID NHS VAT MBA BA MA MSC BSC PHD
	BBC CNN NATO NASA WHO UNESCO UNICEF FBI CIA IBM BMW IKEA FIFA MIT ISO DIN AGM LGBT DHL UPS`)
