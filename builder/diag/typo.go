package diag

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// DidYouMean returns `did you mean "name"?` for the known name that is nearest to what was
// written, or the list of known names when none is near. It is empty when
// nothing is known. The order of the known names is of no consequence.
func DidYouMean(written string, known []string) string {
	sorted := slices.Clone(known)
	slices.Sort(sorted)
	if name := nearest(written, sorted); name != "" {
		return "did you mean " + quote(name) + "?"
	}
	if len(known) == 0 {
		return ""
	}
	return "known here: " + strings.Join(sorted, ", ")
}

func quote(s string) string { return `"` + s + `"` }

// nearest returns the known name within a third of the letters of written, counted as
// insertions, deletions, replacements and swaps of neighbours; letter case counts nothing.
func nearest(written string, known []string) string {
	best, bestDistance := "", max(1, utf8.RuneCountInString(written)/3)+1
	for _, name := range known {
		if d := distance(strings.ToLower(written), strings.ToLower(name)); d < bestDistance {
			best, bestDistance = name, d
		}
	}
	return best
}

// distance is the optimal string alignment distance of a and b.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 64 || len(y) > 64 {
		return len(x) + len(y)
	}
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(x); i++ {
		before, last, row = last, row, before
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(y)]
}
