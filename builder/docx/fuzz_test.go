package docx

import (
	"strings"
	"testing"
)

// FuzzTexts puts any text wherever a document takes one: the package must stay one that Word opens.
func FuzzTexts(f *testing.F) {
	f.Add("", "en", 1, false)
	f.Add("a\x00\xff<&>\"'\t\r\n😀", "he", -1, true)
	f.Add("שלום world 42 مرحبا", "ar-EG", 999999999, true)
	f.Add("https://example.com/?q=%zz|^", "en-US", 3, false)
	f.Add("\u202eabc\u2069\ufffe\U0010ffff", "x", 9, true)
	f.Add(strings.Repeat("A", 400), "zh-Hant-TW", 100, false)
	f.Fuzz(func(t *testing.T, s, language string, n int, on bool) {
		text := []Inline{
			Text{Text: s, Bold: on, Code: !on, Link: s}, Break{}, Field{s}, Checkbox{on, s}, Text{Text: s, Link: "https://" + s}, Field{s},
		}
		blocks := []Block{
			Paragraph{text},
			Heading{n, text},
			Paragraph{[]Inline{Field{s}}},
			Answer{s, n},
			Code{s},
			Callout{s, s, []Block{Paragraph{text}}},
			Definitions{[]Definition{{[][]Inline{text}, []Block{Paragraph{text}}}}},
		}
		list := List{Ordered: on, Start: n, Loose: !on, Items: []Item{
			{Task: Task(min(max(n, 0), 2)), Blocks: blocks}, {Blocks: []Block{List{!on, n, on, []Item{item(s)}}}},
		}}
		table := Table{[]Align{AlignRight}, []Row{Cells(s, s), nil}, []Row{Cells(s), {{}, {[]Block{list}}}, nil}}
		written(t, &Document{
			Title: s, Author: s, Description: s, Keywords: s, Language: language, Paper: Paper(n),
			Blocks: []Block{table, Callout{s, s, []Block{Quote{[]Block{table}}}}},
		})
	})
}
