package block

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMinutesInTitle(t *testing.T) {
	for title, want := range map[string]int{
		"Running this live: 50 minutes":       50,
		"Opening sentences (15 min)":          15,
		"The first 5 minutes, 30 minutes":     30,
		"Rehearsal, 1 h 30 min":               90,
		"Rehearsal in threes, 2 hours":        120,
		"Probe, 20\u00a0Minuten":              20,
		"Разбор (25 минут)":                   25,
		"振り返り 10分":                            10,
		"The 5-minute rule":                   0,
		"10 mini cases":                       0,
		"The first five minutes":              0,
		"1250 minutes of fame":                0,
		"1.5 hours":                           0,
		"2 houses":                            0,
		"Running this live":                   0,
		"":                                    0,
		"999 minutes":                         0,
		"Fishbowl: 10 minutes, then the rest": 10,
	} {
		require.Equal(t, want, minutesIn(title), title)
	}
}
