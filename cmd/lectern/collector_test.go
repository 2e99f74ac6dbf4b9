package main

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPercentFor(t *testing.T) {
	for _, c := range []struct {
		live uint64 // MiB
		want int
	}{{0, 3100}, {1, 3100}, {4, 700}, {8, 300}, {16, 100}, {64, 100}, {128, 75}, {800, 54}} {
		require.Equal(t, c.want, percentFor(c.live<<20), "%d MiB", c.live)
	}
	growth.Store(thrift)
	defer growth.Store(0)
	require.Equal(t, 300, percentFor(8<<20))
	require.Equal(t, thrift, percentFor(500<<20))
}

// TestAfterCollection is told of one collection after the other, not of the first only.
func TestAfterCollection(t *testing.T) {
	var n atomic.Int64
	afterCollection(func() { n.Add(1) })
	require.Eventually(t, func() bool {
		runtime.GC()
		return n.Load() > 3
	}, time.Minute, time.Millisecond)
	require.NotZero(t, liveHeap())
}
