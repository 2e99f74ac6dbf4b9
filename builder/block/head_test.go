package block

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestHead(t *testing.T) {
	tests := []struct {
		in              string
		name, title, id string
		options         map[string]string
		mistakeAt       int
		mistake         string
	}{
		{in: "quiz", name: "quiz"},
		{in: "two-words9", name: "two-words9"},
		{in: "quiz[A title]", name: "quiz", title: "A title"},
		{in: "quiz[ A ]", name: "quiz", title: "A"},
		{in: "quiz[]{}", name: "quiz"},
		{in: `quiz[a [b] \] c]`, name: "quiz", title: `a [b] \] c`},
		{in: "quiz[Ключ]{#ключ-1_a}", name: "quiz", title: "Ключ", id: "ключ-1_a"},
		{in: "quiz{#a key=b}", name: "quiz", id: "a", options: map[string]string{"key": "b"}},
		{in: `quiz{  key="a \"b\" }" other=c  }`, name: "quiz", options: map[string]string{"key": `a "b" }`, "other": "c"}},
		{in: "quiz{a-b=/x/y.pdf}", name: "quiz", options: map[string]string{"a-b": "/x/y.pdf"}},
		{in: "[a]", mistakeAt: 0, mistake: "block has no name"},
		{in: "1quiz", mistakeAt: 0, mistake: "block has no name"},
		{in: "викторина", mistakeAt: 0, mistake: "block has no name"},
		{in: "quiz[a", name: "quiz", mistakeAt: 4, mistake: "title of the quiz block is not closed"},
		{in: `quiz[a\]`, name: "quiz", mistakeAt: 4, mistake: "title of the quiz block is not closed"},
		{in: "quiz {a=b}", name: "quiz", mistakeAt: 4, mistake: "unexpected text after quiz"},
		{in: "quiz[a] b", name: "quiz", title: "a", mistakeAt: 7, mistake: "unexpected text after quiz"},
		{in: "quiz{a=b", name: "quiz", options: map[string]string{"a": "b"}, mistakeAt: 8, mistake: "options of the quiz block are not closed"},
		{in: "quiz{a}", name: "quiz", mistakeAt: 5, mistake: "malformed option of the quiz block"},
		{in: "quiz{a=}", name: "quiz", mistakeAt: 5, mistake: "malformed option of the quiz block"},
		{in: `quiz{a="b}`, name: "quiz", mistakeAt: 5, mistake: "malformed option of the quiz block"},
		{in: `quiz{a="b\`, name: "quiz", mistakeAt: 5, mistake: "malformed option of the quiz block"},
		{in: "quiz{#}", name: "quiz", mistakeAt: 5, mistake: "malformed option of the quiz block"},
		{in: "quiz{=b}", name: "quiz", mistakeAt: 5, mistake: "malformed option of the quiz block"},
		{in: "quiz{a=b a=c}", name: "quiz", options: map[string]string{"a": "b"}, mistakeAt: 9, mistake: `option "a" is given twice`},
		{in: "quiz{#a #b}", name: "quiz", id: "a", mistakeAt: 8, mistake: "id is given twice"},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			h, mistake := parseHead(tt.in)
			if tt.options == nil {
				tt.options = map[string]string{}
			}
			require.Equal(t, tt.name, h.name)
			require.Equal(t, tt.title, h.title)
			require.Equal(t, tt.id, h.id)
			require.Equal(t, tt.options, h.options)
			if tt.mistake == "" {
				require.Nil(t, mistake)
				return
			}
			require.NotNil(t, mistake)
			require.Equal(t, tt.mistake, mistake.Message)
			require.Equal(t, tt.mistakeAt, mistake.Offset)
			require.NotEmpty(t, mistake.Hint)
		})
	}
}

// FuzzHead looks for heads that are read beyond their end, or of which something is lost without a mistake.
func FuzzHead(f *testing.F) {
	for _, seed := range []string{"quiz", "quiz[A]{#a b=c}", `quiz[\]]{a="b\"c" d=e}`, "quiz[a[b]c", "quiz{a=b a=c}", "q[é]{#é}", "[x]", "{"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.TrimSpace(s)
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\r\n\x00") {
			return
		}
		h, mistake := parseHead(s)
		if mistake != nil {
			require.NotEmpty(t, mistake.Message)
			require.NotEmpty(t, mistake.Hint)
			require.GreaterOrEqual(t, mistake.Offset, 0)
			require.LessOrEqual(t, mistake.Offset, len(s))
			return
		}
		require.True(t, strings.HasPrefix(s, h.name))
		require.NotEmpty(t, h.name)
		require.Contains(t, s, h.title)
		require.Contains(t, s, h.id)
		for key, at := range h.optionsAt {
			require.True(t, strings.HasPrefix(s[at:], key), "%q at %d", key, at)
		}
		for _, text := range append([]string{h.title, h.id}, values(h.options)...) {
			require.True(t, utf8.ValidString(text))
		}
	})
}

func values(m map[string]string) []string {
	var out []string
	for _, v := range m {
		out = append(out, v)
	}
	return out
}
