package docx

import (
	"regexp"
	"strings"
)

// Paper is the size of the page.
type Paper int

// The papers. PaperAuto is [PaperFor] the document's language.
const (
	PaperAuto Paper = iota
	PaperA4
	PaperLetter
)

// letterRegions use US Letter; everybody else uses A4 (CLDR, supplementalData, measurementData/paperSize).
const letterRegions = " BZ CA CL CO CR GT MX NI PA PH PR SV US VE "

// PaperFor gives the paper of a language by the region in its BCP 47 tag: Letter for en-US, es-MX or fr-CA, A4 for
// others and for a tag without a region, such as en.
func PaperFor(tag string) Paper {
	if r := parseLanguage(tag).region; r != "" && strings.Contains(letterRegions, " "+r+" ") {
		return PaperLetter
	}
	return PaperA4
}

// page is the size of the paper and its margins in twips.
type page struct {
	width, height, side, top, bottom, footer int
}

func pageFor(doc *Document) page {
	p := page{width: 11906, height: 16838, side: 1247, top: 1134, bottom: 1247, footer: 624}
	paper := doc.Paper
	if paper == PaperAuto {
		paper = PaperFor(doc.Language)
	}
	if paper == PaperLetter {
		p.width, p.height = 12240, 15840
	}
	return p
}

func (p page) textWidth() int { return p.width - 2*p.side }

// language is a BCP 47 tag taken apart, in canonical case. The zero value is an unknown language.
type language struct {
	tag, primary, script, region string
}

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}$`)

// parseLanguage reads a tag (RFC 5646, 2.1); something that is none gives the zero value, so that no odd text gets into
// properties that Word reads.
func parseLanguage(tag string) language {
	tag = strings.ReplaceAll(strings.TrimSpace(tag), "_", "-")
	if !languageTag.MatchString(tag) {
		return language{}
	}
	parts := strings.Split(strings.ToLower(tag), "-")
	l := language{primary: parts[0]}
	for i, p := range parts[1:] {
		switch {
		case len(p) == 1: // an extension or private use: no more of ours
			l.tag = strings.Join(parts, "-")
			return l
		case len(p) == 4 && l.script == "" && l.region == "" && p[0] >= 'a':
			l.script = strings.ToUpper(p[:1]) + p[1:]
			parts[i+1] = l.script
		case len(p) == 2 && l.region == "":
			l.region = strings.ToUpper(p)
			parts[i+1] = l.region
		}
	}
	l.tag = strings.Join(parts, "-")
	return l
}

const (
	rtlLanguages = " ar ckb dv fa he iw ks ps sd ug ur yi "
	rtlScripts   = " Adlm Arab Hebr Nkoo Rohg Syrc Thaa "
)

// RightToLeft says whether the language of a BCP 47 tag is written from right to left: by its script where the tag has
// one, else by the language.
func RightToLeft(tag string) bool {
	l := parseLanguage(tag)
	if l.script != "" {
		return strings.Contains(rtlScripts, " "+l.script+" ")
	}
	return l.primary != "" && strings.Contains(rtlLanguages, " "+l.primary+" ")
}

// Fonts that come with Word; LibreOffice has the metric-compatible Carlito for the first. Arial has Arabic and Hebrew.
const (
	fontBody    = "Calibri"
	fontCode    = "Consolas"
	fontSymbol  = "MS Gothic" // what Word itself uses for the boxes of its checkboxes
	fontComplex = "Arial"
)

var eastAsianFonts = map[string]string{"ja": "Yu Gothic", "ko": "Malgun Gothic", "zh": "Microsoft YaHei"}

func (l language) eastAsianFont() string {
	if f := eastAsianFonts[l.primary]; f != "" {
		return f
	}
	return fontBody
}

// write appends w:lang (17.3.2.20), which has a language for each class of characters. Latin words in a text of another
// script are most often English.
func (l language) write(m *markup) {
	if l.tag == "" {
		return
	}
	switch {
	case RightToLeft(l.tag):
		m.leaf("w:lang", "w:val", "en-US", "w:bidi", l.tag)
	case eastAsianFonts[l.primary] != "":
		m.leaf("w:lang", "w:val", "en-US", "w:eastAsia", l.tag)
	default:
		m.leaf("w:lang", "w:val", l.tag)
	}
}
