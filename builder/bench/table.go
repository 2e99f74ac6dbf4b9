package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

var (
	fullHeader  = []string{"course", "", "wall", "user + sys", "memory", "wall a lesson", "Hugo / ours: wall", "user + sys", "memory"}
	againHeader = []string{"course", "changed", "Lectern", "wrote", "memory", "Hugo", "wrote", "Hugo / ours: wall"}
	startHeader = []string{"", "version", "size"}
)

// fullRows are the rows of one size: lectern, hugo and the floors.
func fullRows(of size, all []series) [][]string {
	var rows [][]string
	for i, s := range all {
		wall := median(s.walls())
		row := []string{"", s.name, duration(wall), duration(median(s.cpus())), megabytes(median(s.peaks())), duration(wall / time.Duration(of.lessons)), "", "", ""}
		switch i {
		case 0:
			row[0] = of.String()
		case 1:
			row[6] = spread(ratios(all[1].walls(), all[0].walls()))
			row[7] = spread(ratios(all[1].cpus(), all[0].cpus()))
			row[8] = spread(ratios(all[1].peaks(), all[0].peaks()))
		}
		rows = append(rows, row)
	}
	return rows
}

// againRow is the row of the second builds of one size after a change.
func againRow(of size, changed string, all []series) []string {
	ours, hugo := all[0], all[1]
	return []string{
		of.String(), changed, duration(median(ours.walls())), number(median(ours.writes())), megabytes(median(ours.peaks())),
		duration(median(hugo.walls())), number(median(hugo.writes())), spread(ratios(hugo.walls(), ours.walls())),
	}
}

func (s series) walls() []time.Duration { return each(s, func(c cost) time.Duration { return c.wall }) }
func (s series) cpus() []time.Duration  { return each(s, func(c cost) time.Duration { return c.cpu }) }
func (s series) peaks() []int64         { return each(s, func(c cost) int64 { return c.peak }) }
func (s series) writes() []int          { return each(s, func(c cost) int { return c.wrote }) }

func each[T any](s series, of func(cost) T) []T {
	var out []T
	for _, c := range s.costs {
		out = append(out, of(c))
	}
	return out
}

type quantity interface {
	~int | ~int64 | ~float64
}

// median returns the middle one of some values, or the mean of the two in the middle; zero of none.
func median[T quantity](values []T) T {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	if n%2 == 1 {
		return sorted[n/2]
	}
	return (sorted[n/2-1] + sorted[n/2]) / 2
}

// ratios divides pair by pair: what disturbs the machine disturbs both runs of a pair.
func ratios[T quantity](of, by []T) []float64 {
	var out []float64
	for i := range min(len(of), len(by)) {
		if by[i] > 0 {
			out = append(out, float64(of[i])/float64(by[i]))
		}
	}
	return out
}

// spread is the median of some ratios with the least and the largest of them.
func spread(ratios []float64) string {
	if len(ratios) == 0 {
		return "–"
	}
	digits := 2
	if median(ratios) >= 10 {
		digits = 1
	}
	if len(ratios) == 1 {
		return fmt.Sprintf("%.*f", digits, ratios[0])
	}
	return fmt.Sprintf("%.*f (%.*f–%.*f)", digits, median(ratios), digits, slices.Min(ratios), digits, slices.Max(ratios))
}

func duration(d time.Duration) string {
	switch {
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.2f ms", float64(d)/1e6)
	case d < 100*time.Millisecond:
		return fmt.Sprintf("%.1f ms", float64(d)/1e6)
	case d < 10*time.Second:
		return fmt.Sprintf("%.2f s", d.Seconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

func megabytes(n int64) string {
	switch {
	case n == 0:
		return "–"
	case n < 100e6:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.0f MB", float64(n)/1e6)
}

// number is n with its thousands apart.
func number(n int) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// markdownTable is a table that reads well as text too. All but the first two columns are numbers.
func markdownTable(header []string, rows [][]string) string {
	widths := make([]int, len(header))
	for _, row := range append([][]string{header}, rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell), 3)
		}
	}
	var b strings.Builder
	line := func(row []string) {
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i < 2 {
				cell += pad
			} else {
				cell = pad + cell
			}
			b.WriteString("| " + cell + " ")
		}
		b.WriteString("|\n")
	}
	line(header)
	rule := make([]string, len(header))
	for i, w := range widths {
		rule[i] = strings.Repeat("-", w)
		if i > 1 {
			rule[i] = rule[i][1:] + ":"
		}
	}
	line(rule)
	for _, row := range rows {
		line(row)
	}
	return b.String()
}
