package docx

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// orders are the children that the schema of ECMA-376 (Part 1, annex A.1, wml.xsd; for w14 [MS-DOCX] 5.1) allows in an
// element, in their order. Word calls a file corrupt whose children stand otherwise. A name that ends with * may repeat.
var orders = map[string]string{
	"w:document": "background body",
	"w:p":        "pPr …",
	"w:r":        "rPr …",
	"w:pPr": `pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs
		suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid
		spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl
		divId cnfStyle rPr sectPr pPrChange`,
	"w:rPr": `rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish
		webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang
		eastAsianLayout specVanish oMath rPrChange`,
	"w:numPr": "ilvl numId ins",
	"w:pBdr":  "top left bottom right between bar",
	"w:tabs":  "tab*",

	"w:tbl": "tblPr tblGrid tr*",
	"w:tr":  "tblPrEx trPr tc*",
	"w:tc":  "tcPr …",
	"w:tblPr": `tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd
		tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription tblPrChange`,
	"w:tblGrid":    "gridCol* tblGridChange",
	"w:tblBorders": "top left bottom right insideH insideV",
	"w:tblCellMar": "top left bottom right",
	"w:trPr":       "cnfStyle divId gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader tblCellSpacing jc hidden",
	"w:tcPr": `cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark
		headers cellIns cellDel cellMerge tcPrChange`,
	"w:tcBorders": "top left bottom right insideH insideV tl2br tr2bl",

	"w:sdt": "sdtPr sdtEndPr sdtContent",
	"w:sdtPr": `rPr alias tag id lock placeholder temporary showingPlcHdr dataBinding label tabIndex equation comboBox date
		docPartObj docPartList dropDownList picture richText text citation group bibliography w14:checkbox`,
	"w14:checkbox": "w14:checked w14:checkedState w14:uncheckedState",

	"w:sectPr": `headerReference* footerReference* footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType
		cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings sectPrChange`,

	"w:numbering":   "numPicBullet* abstractNum* num* numIdMacAtCleanup",
	"w:abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl*",
	"w:lvl":         "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
	"w:num":         "abstractNumId lvlOverride*",
	"w:lvlOverride": "startOverride lvl",

	"w:styles":      "docDefaults latentStyles style*",
	"w:docDefaults": "rPrDefault pPrDefault",
	"w:rPrDefault":  "rPr",
	"w:pPrDefault":  "pPr",
	"w:style": `name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal
		personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr*`,

	"w:settings": `writeProtection view zoom removePersonalInformation removeDateAndTime mirrorMargins documentProtection
		defaultTabStop autoHyphenation evenAndOddHeaders characterSpacingControl updateFields footnotePr endnotePr compat docVars
		rsids mathPr attachedSchema themeFontLang clrSchemeMapping decimalSymbol listSeparator`,
	"w:compat": "compatSetting*",
	"w:fonts":  "font*",
	"w:font":   "altName panose1 charset family notTrueType pitch sig",
}

// content are elements that hold text or blocks in any order, and what may stand there.
var content = map[string]string{
	"w:p":          "r hyperlink sdt fldSimple",
	"w:r":          "t tab br",
	"w:tc":         "p tbl",
	"w:body":       "p tbl sectPr",
	"w:ftr":        "p",
	"w:hyperlink":  "r sdt",
	"w:fldSimple":  "r",
	"w:sdtContent": "r",
}

// checkOrder checks every element below n; one that is in neither list must be empty, so that a new one is not forgotten.
func checkOrder(t testing.TB, n *node) {
	at, order := 0, strings.Fields(orders[n.name])
	loose := strings.Fields(content[n.name])
	for _, c := range n.children {
		checkOrder(t, c)
		name := strings.TrimPrefix(c.name, "w:")
		if slices.Contains(loose, name) {
			at = len(order)
			continue
		}
		i := at
		for i < len(order) && strings.TrimSuffix(order[i], "*") != name {
			i++
		}
		if i == len(order) {
			require.Fail(t, c.name+" in "+n.name+": not there, twice or too late")
		}
		if at = i; !strings.HasSuffix(order[i], "*") {
			at++
		}
	}
}

func TestOrderIsChecked(t *testing.T) {
	parsed := func(text string) *node { return parse(t, "", []byte(text)) }
	checkOrder(t, parsed(`<w:p><w:pPr><w:keepNext/><w:jc/></w:pPr><w:r><w:rPr><w:b/><w:i/></w:rPr><w:t/></w:r></w:p>`))
	for _, bad := range []string{
		`<w:p><w:pPr><w:jc/><w:keepNext/></w:pPr></w:p>`,
		`<w:p><w:r/><w:pPr/></w:p>`,
		`<w:rPr><w:b/><w:b/></w:rPr>`,
		`<w:rPr><w:i/><w:b/></w:rPr>`,
		`<w:jc><w:b/></w:jc>`,
		`<w:tc><w:t/></w:tc>`,
	} {
		probe := &recorder{TB: t}
		func() {
			defer func() { _ = recover() }()
			checkOrder(probe, parsed(bad))
		}()
		require.True(t, probe.failed, bad)
	}
}

// recorder is a test that may fail.
type recorder struct {
	testing.TB
	failed bool
}

func (r *recorder) Errorf(string, ...any) { r.failed = true }

func (r *recorder) FailNow() { panic("failed") }
