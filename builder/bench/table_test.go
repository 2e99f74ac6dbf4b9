package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func runs(name string, walls ...time.Duration) series {
	s := series{name: name}
	for i, wall := range walls {
		s.costs = append(s.costs, cost{wall: wall, cpu: 2 * wall, peak: int64(wall) / 10, wrote: 1000 * i})
	}
	return s
}

func TestFullRows(t *testing.T) {
	rows := fullRows(size{1000, profiles["full"]}, []series{
		runs("lectern", 400*time.Millisecond, 500*time.Millisecond, 600*time.Millisecond),
		runs("hugo", 2*time.Second, 3*time.Second, 2400*time.Millisecond),
		runs("floor, 1 core", 90*time.Millisecond),
	})
	require.Equal(t, `
| course                       |               |    wall | user + sys |  memory | wall a lesson | Hugo / ours: wall |       user + sys |           memory |
| ---------------------------- | ------------- | ------: | ---------: | ------: | ------------: | ----------------: | ---------------: | ---------------: |
| 1,000 lessons of 2,000 words | lectern       |  0.50 s |     1.00 s | 50.0 MB |       0.50 ms |                   |                  |                  |
|                              | hugo          |  2.40 s |     4.80 s |  240 MB |       2.40 ms |  5.00 (4.00–6.00) | 5.00 (4.00–6.00) | 5.00 (4.00–6.00) |
|                              | floor, 1 core | 90.0 ms |     0.18 s |  9.0 MB |       0.09 ms |                   |                  |                  |
`, "\n"+markdownTable(fullHeader, rows))
}

func TestAgainRow(t *testing.T) {
	row := againRow(size{10, profiles["short"]}, "nothing", []series{
		runs("lectern", 10*time.Millisecond), runs("hugo", 250*time.Millisecond, time.Second, time.Second),
	})
	require.Equal(t, []string{"10 lessons of 300 words", "nothing", "10.0 ms", "0", "1.0 MB", "1.00 s", "1,000", "25.0"}, row)
}

// TestPairs keeps that ratios are taken within a pair, not of medians, and that what the system does not tell is left out.
func TestPairs(t *testing.T) {
	require.Equal(t, "2.00 (2.00–2.00)", spread(ratios([]int{2, 200, 20}, []int{1, 100, 10})))
	require.Equal(t, "–", spread(ratios([]int64{0, 0}, []int64{0, 0})))
	require.Equal(t, 15, median([]int{30, 10, 20, 0}))
	require.Equal(t, "–", megabytes(0))
	require.Equal(t, []string{"7", "999", "1,000", "1,234,567"}, []string{number(7), number(999), number(1000), number(1234567)})
}

func TestParseSizes(t *testing.T) {
	sizes, err := parseSizes("100, 1000:short", "full")
	require.NoError(t, err)
	require.Equal(t, []size{{100, profiles["full"]}, {1000, profiles["short"]}}, sizes)
	for _, bad := range []string{"", "0", "-1", "ten", "10:long", "10,"} {
		_, err := parseSizes(bad, "full")
		require.Error(t, err, bad)
	}
}

// TestInTurn keeps that no tool always follows the same other.
func TestInTurn(t *testing.T) {
	var order []int
	require.NoError(t, inTurn(make([]tool, 3), 2, func(_, tool int) error {
		order = append(order, tool)
		return nil
	}))
	require.Equal(t, []int{0, 1, 2, 2, 1, 0}, order)
}
