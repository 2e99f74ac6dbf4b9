package search

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Texts are written as encoding/json writes them.
func TestJSON(t *testing.T) {
	texts := []string{"", "plain", `a "b" \c`, "“quoted” — it’s", "\u2027\u2028\u2029\u202a", "\xff\xc3(\xe2\x80", "\ufffd", "研修 🙂", "<a>&amp;\x7f"}
	for c := range 256 {
		texts = append(texts, string([]byte{'a', byte(c), 'b'}), string(rune(c)))
	}
	for _, text := range append(texts, strings.Join(texts, "")) {
		var want bytes.Buffer
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		require.NoError(t, e.Encode(text))
		require.Equal(t, want.String(), string(appendJSON(nil, text))+"\n", "%q", text)
		inHTML, err := json.Marshal(text)
		require.NoError(t, err)
		require.Equal(t, string(inHTML), string(AppendJSONInHTML(nil, text)), "%q", text)
	}
}
