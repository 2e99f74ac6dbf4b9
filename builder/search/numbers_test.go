package search

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Words of every length have their numbers, whatever stands behind them and however large the table is.
func TestNumbers(t *testing.T) {
	var table numbers
	var want []string
	number := map[string]int{}
	for n := range 4000 {
		word := strings.Repeat(string(rune('a'+n%26)), 1+n%40)
		if n >= 600 {
			word = fmt.Sprint(word[:len(word)/3], n)
		}
		if _, known := number[word]; !known {
			number[word] = len(want)
			want = append(want, word)
		}
		for _, bytes := range [][]byte{[]byte(word), []byte(word + "xyz")[:len(word)], append(make([]byte, 0, 99), word+"éa"...)[:len(word)]} {
			require.Equal(t, number[word], table.of(bytes), word)
		}
	}
	require.Equal(t, want, table.words())
}
