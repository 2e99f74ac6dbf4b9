package docx

import (
	"archive/zip"
	"fmt"
	"io"
	"time"
)

// part is a file in the package (Part 2, 6.2), with the content type that it is declared with.
type part struct {
	name, contentType, text string
}

const (
	typeWord = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	typeRels = "application/vnd.openxmlformats-package.relationships+xml"
	relOff   = nsR + "/"
	relPack  = "http://schemas.openxmlformats.org/package/2006/relationships"
	footerID = "rIdFooter"
)

// parts gives the parts in the order in which they stand in the archive. The body is written first, since it finds the
// lists and addresses that other parts need.
func (w *writer) parts() []part {
	body := w.body()
	list := []part{
		{"_rels/.rels", "", packageRels()},
		{"word/document.xml", typeWord + "document.main+xml", body},
		{"word/_rels/document.xml.rels", "", w.documentRels()},
		{"word/styles.xml", typeWord + "styles+xml", w.stylesheet()},
		{"word/numbering.xml", typeWord + "numbering+xml", w.numbering()},
		{"word/settings.xml", typeWord + "settings+xml", w.settings()},
		{"word/fontTable.xml", typeWord + "fontTable+xml", fontTable()},
		{"word/footer1.xml", typeWord + "footer+xml", w.footer()},
		{"docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml", w.coreProps()},
		{"docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml", appProps()},
	}
	return append([]part{{"[Content_Types].xml", "", contentTypes(list)}}, list...)
}

// epoch is the earliest time that a zip archive can hold; files of no age make the same bytes every time.
var epoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

func writePackage(out io.Writer, parts []part) error {
	z := zip.NewWriter(out)
	for _, p := range parts {
		f, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: epoch})
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		if _, err := io.WriteString(f, p.text); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return z.Close()
}

// contentTypes writes [Content_Types].xml (Part 2, 6.2.3).
func contentTypes(parts []part) string {
	m := &markup{}
	m.WriteString(xmlHeader)
	m.open("Types", "xmlns", "http://schemas.openxmlformats.org/package/2006/content-types")
	m.leaf("Default", "Extension", "rels", "ContentType", typeRels)
	m.leaf("Default", "Extension", "xml", "ContentType", "application/xml")
	for _, p := range parts {
		if p.contentType != "" {
			m.leaf("Override", "PartName", "/"+p.name, "ContentType", p.contentType)
		}
	}
	m.close("Types")
	return m.String()
}

func packageRels() string {
	m := &markup{}
	m.WriteString(xmlHeader)
	m.open("Relationships", "xmlns", relPack)
	m.leaf("Relationship", "Id", "rId1", "Type", relOff+"officeDocument", "Target", "word/document.xml")
	m.leaf("Relationship", "Id", "rId2", "Type", relPack+"/metadata/core-properties", "Target", "docProps/core.xml")
	m.leaf("Relationship", "Id", "rId3", "Type", relOff+"extended-properties", "Target", "docProps/app.xml")
	m.close("Relationships")
	return m.String()
}

// documentRels writes the relationships of the document (Part 2, 6.5): its parts, then the addresses.
func (w *writer) documentRels() string {
	m := &markup{}
	m.WriteString(xmlHeader)
	m.open("Relationships", "xmlns", relPack)
	for _, r := range [][2]string{
		{"rIdStyles", "styles"}, {"rIdNumbering", "numbering"}, {"rIdSettings", "settings"}, {"rIdFonts", "fontTable"},
	} {
		m.leaf("Relationship", "Id", r[0], "Type", relOff+r[1], "Target", r[1]+".xml")
	}
	m.leaf("Relationship", "Id", footerID, "Type", relOff+"footer", "Target", "footer1.xml")
	for _, target := range w.links.list {
		m.leaf("Relationship", "Id", w.links.ids[target], "Type", relOff+"hyperlink", "Target", target,
			"TargetMode", "External")
	}
	m.close("Relationships")
	return m.String()
}

// coreProps writes the properties that every reader knows (Part 2, 8.3).
func (w *writer) coreProps() string {
	d, m := w.doc, &markup{}
	m.WriteString(xmlHeader)
	m.open("cp:coreProperties",
		"xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
		"xmlns:dc", "http://purl.org/dc/elements/1.1/", "xmlns:dcterms", "http://purl.org/dc/terms/",
		"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
	for _, p := range [][2]string{
		{"dc:title", d.Title},
		{"dc:creator", d.Author},
		{"cp:keywords", d.Keywords},
		{"dc:description", d.Description},
		{"cp:lastModifiedBy", d.Author},
		{"dc:language", parseLanguage(d.Language).tag},
	} {
		if p[1] != "" {
			m.element(p[0], p[1])
		}
	}
	if !d.Modified.IsZero() {
		m.element("dcterms:modified", d.Modified.UTC().Format("2006-01-02T15:04:05Z"), "xsi:type", "dcterms:W3CDTF")
	}
	m.close("cp:coreProperties")
	return m.String()
}

// appProps writes the properties of the program (22.2.2.27).
func appProps() string {
	m := &markup{}
	m.WriteString(xmlHeader)
	m.open("Properties", "xmlns", "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties")
	m.element("Application", "Lectern")
	m.element("DocSecurity", "0")
	m.close("Properties")
	return m.String()
}

// settings writes word/settings.xml (17.15.1.78). Without compatibilityMode 15 Word opens the file as one of an old version.
func (w *writer) settings() string {
	m := &markup{}
	m.WriteString(xmlHeader)
	m.open("w:settings", "xmlns:w", nsW)
	m.leaf("w:zoom", "w:percent", "100")
	m.leaf("w:defaultTabStop", "w:val", "720")
	m.leaf("w:characterSpacingControl", "w:val", "doNotCompress")
	m.open("w:compat")
	for _, name := range []string{
		"compatibilityMode", "overrideTableStyleFontSizeAndJustification",
		"enableOpenTypeFeatures", "doNotFlipMirrorIndents", "differentiateMultirowTableHeaders",
	} {
		value := "1"
		if name == "compatibilityMode" {
			value = "15"
		}
		m.leaf("w:compatSetting", "w:name", name, "w:uri", "http://schemas.microsoft.com/office/word", "w:val", value)
	}
	m.close("w:compat")
	m.leaf("w:decimalSymbol", "w:val", ".")
	m.leaf("w:listSeparator", "w:val", ",")
	m.close("w:settings")
	return m.String()
}

// fontTable writes word/fontTable.xml (17.8.3.24): what to take where a font is missing.
func fontTable() string {
	m := &markup{}
	m.WriteString(xmlHeader)
	m.open("w:fonts", "xmlns:w", nsW)
	for _, f := range []struct{ name, alt, family, pitch string }{
		{fontBody, "Carlito", "swiss", "variable"},
		{fontCode, "DejaVu Sans Mono", "modern", "fixed"},
		{fontSymbol, "Segoe UI Symbol", "modern", "fixed"},
	} {
		m.open("w:font", "w:name", f.name)
		m.leaf("w:altName", "w:val", f.alt)
		m.leaf("w:family", "w:val", f.family)
		m.leaf("w:pitch", "w:val", f.pitch)
		m.close("w:font")
	}
	m.close("w:fonts")
	return m.String()
}

// footer writes word/footer1.xml (17.10.3): the title, and at the far edge "page / pages".
func (w *writer) footer() string {
	f := &writer{doc: w.doc, page: w.page, rtl: w.rtl}
	f.WriteString(xmlHeader)
	f.open("w:ftr", "xmlns:w", nsW, "xmlns:r", nsR)
	at := place{width: f.page.textWidth()}
	props := paraProps{style: "Footer", tabs: []tab{{kind: "right", pos: at.width}}}
	f.para(props, at, func() {
		f.inlines(Words(short(f.doc.Title, maxFooter), "\t"), at)
		f.counter("PAGE")
		f.run(runProps{}, " / ")
		f.counter("NUMPAGES")
	})
	f.close("w:ftr")
	return f.String()
}

// maxFooter is the length in characters of a title that fits beside the page number.
const maxFooter = 80

// counter writes a field that Word computes (17.16.19).
func (w *writer) counter(code string) {
	w.open("w:fldSimple", "w:instr", " "+code+" ")
	w.run(runProps{}, "1")
	w.close("w:fldSimple")
}
