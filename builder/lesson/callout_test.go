package lesson

import (
	"testing"

	"github.com/stretchr/testify/require"

	"lectern/builder/block"
)

// Quotation marks and dashes are nodes without a place in the source.
func TestCalloutKeepsMarksAtItsEdges(t *testing.T) {
	for in, want := range map[string]struct{ title, body string }{
		"> [!TIP] Title\n> \"Say it.\"":        {"Title", "<p>“Say it.”</p>"},
		"> [!TIP] A \"title\"\n> \"Say it.\"":  {"A “title”", "<p>“Say it.”</p>"},
		"> [!TIP] A \"title\"\n>\n> \"Say.\"":  {"A “title”", "<p>“Say.”</p>"},
		"> [!TIP]\n> ... or not.":              {"", "<p>… or not.</p>"},
		"> [!TIP] *One* -- two\n> **\"b\"** c": {"One – two", "<p><strong>“b”</strong> c</p>"},
		"> [!TIP] Title\n> 'tis":               {"Title", "<p>’tis</p>"},
	} {
		l := Parse("content/m/l.md", KindLesson, []byte("---\ntitle: T\n---\n\n"+in+"\n"), Options{})
		require.Len(t, l.Blocks, 1, in)
		require.Equal(t, want.title, l.Blocks[0].Title, in)
		require.Equal(t, want.body, string(l.Blocks[0].Data.(block.CalloutData).Body), in)
	}
}
