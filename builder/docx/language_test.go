package docx

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPaper(t *testing.T) {
	for tag, want := range map[string]Paper{
		"": PaperA4, "en": PaperA4, "en-GB": PaperA4, "es-419": PaperA4, "de-1996": PaperA4, "x-US": PaperA4, "US": PaperA4,
		"en-US": PaperLetter, "en_us": PaperLetter, "es-MX": PaperLetter, "fr-CA": PaperLetter, "zh-Hans-US": PaperLetter,
	} {
		require.Equal(t, want, PaperFor(tag), tag)
	}
	size := func(d *Document) string { return written(t, d).body().first("w:pgSz").attrs["w:w"] }
	require.Equal(t, "11906", size(&Document{}))
	require.Equal(t, "12240", size(&Document{Language: "en-US"}))
	require.Equal(t, "11906", size(&Document{Language: "en-US", Paper: PaperA4}))
	require.Equal(t, "12240", size(&Document{Language: "de", Paper: PaperLetter}))
}

func TestRightToLeft(t *testing.T) {
	for tag, want := range map[string]bool{
		"ar": true, "he-IL": true, "fa": true, "ur-PK": true, "az-Arab": true, "ur-Latn": false, "en": false, "": false, "a": false,
	} {
		require.Equal(t, want, RightToLeft(tag), tag)
	}
}

func TestLanguageTags(t *testing.T) {
	for in, want := range map[string]string{
		"EN-us": "en-US", "zh-hANT-tw": "zh-Hant-TW", "de-1996": "de-1996", "en-x-US": "en-x-us", "nonsense!": "", "a b": "",
	} {
		require.Equal(t, want, parseLanguage(in).tag, in)
	}
	lang := func(tag string) map[string]string {
		return written(t, &Document{Language: tag}).parts["word/styles.xml"].first("w:lang").attrs
	}
	require.Equal(t, map[string]string{"w:val": "en-GB"}, lang("en-GB"))
	require.Equal(t, map[string]string{"w:val": "en-US", "w:bidi": "ar"}, lang("ar"))
	require.Equal(t, map[string]string{"w:val": "en-US", "w:eastAsia": "ja"}, lang("ja"))
	require.Empty(t, lang(""))
}

func TestRightToLeftDocument(t *testing.T) {
	o := written(t, sample("ar"))
	for _, p := range append(o.body().all("w:pPr"), o.parts["word/footer1.xml"].all("w:pPr")...) {
		require.NotEmpty(t, p.all("w:bidi"), "each paragraph begins at the right")
	}
	require.Len(t, o.body().all("w:bidiVisual"), len(o.body().all("w:tblPr")))
	require.Equal(t, palettes["try"].accent, o.body().first("w:pBdr").first("w:right").attrs["w:color"])
	for _, s := range o.parts["word/styles.xml"].all("w:style") {
		if s.attrs["w:styleId"] == "Quote" {
			require.Len(t, s.all("w:right"), 1, "the line of a quote is where its lines begin")
		}
	}
	table := written(t, &Document{Language: "ar", Blocks: []Block{
		Table{Align: []Align{AlignLeft, AlignRight}, Rows: []Row{Cells("a", "b")}},
	}}).body()
	require.Equal(t, "right", table.all("w:jc")[0].val(), "Word reads left as the leading edge there")
	require.Equal(t, "left", table.all("w:jc")[1].val())
}

func TestRunsDoNotMixDirections(t *testing.T) {
	mark := func(language, text string) string {
		p := written(t, &Document{Language: language, Blocks: []Block{Paragraph{Words(text)}}}).body()
		var b strings.Builder
		for _, r := range p.all("w:r") {
			if len(r.all("w:rtl")) > 0 {
				b.WriteString("<" + r.words() + ">")
				continue
			}
			b.WriteString(r.words())
		}
		return b.String()
	}
	require.Equal(t, "plain (text) 42.", mark("en", "plain (text) 42."))
	require.Equal(t, "say <שלום עולם 42>.", mark("en", "say שלום עולם 42."))
	require.Equal(t, "<אמר >Use Word 2<, בבקשה 42.>", mark("he", "אמר Use Word 2, בבקשה 42."))
	require.Equal(t, "<...>", mark("ar", "..."))
}

// Two pieces of one paragraph: the space between them belongs to both neighbours, whatever their looks.
func TestDirectionGoesOnFromRunToRun(t *testing.T) {
	w := newWriter(&Document{Language: "he"})
	parts := w.directed([]Inline{Text{Text: "Use "}, Text{Text: "Word", Bold: true}, Checkbox{}, nil, Text{Text: "עם"}})
	require.Equal(t, []Inline{
		Text{Text: "Use "}, Text{Text: "Word", Bold: true}, Checkbox{}, Text{Text: "עם", rtl: true},
	}, parts)
}
