package lesson

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A comment is a note of the author, however many lines it has. What only looks like one is HTML.
func TestCommentsAreLeftOut(t *testing.T) {
	tests := []struct{ name, body, html string }{
		{"of one line", "<!-- a note -->\n\ntext\n", "<p>text</p>"},
		{"of several lines", "<!--\na note\n\n:::quiz\nnot yet\n:::\n-->\n\ntext\n", "<p>text</p>"},
		{"in a line", "te<!-- a note -->xt\n", "<p>text</p>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := Parse("content/about.md", KindPage, []byte("---\ntitle: A\n---\n"+tt.body), Options{})
			require.Empty(t, l.Diags)
			require.Equal(t, tt.html, string(l.Body))
		})
	}
}

func TestHTMLBehindCommentIsRefused(t *testing.T) {
	for _, body := range []string{"<!-- a\n--> <b>x</b>\n", "<!-- a --><b>x</b>\n", "<!-- without an end\n"} {
		l := Parse("content/about.md", KindPage, []byte("---\ntitle: A\n---\n"+body), Options{})
		require.Len(t, l.Diags, 1, body)
		require.Equal(t, "raw HTML is not published", l.Diags[0].Message)
	}
}
