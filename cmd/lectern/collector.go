package main

import (
	"cmp"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

// The garbage collector runs whenever the heap has doubled, which is often while it is small: up to a tenth of the build of a
// hundred lessons. So a heap below enough is let grow to that.
const enough = 32 << 20 // bytes

// growth is by how many percent a larger heap may grow until it is collected; zero means that builds decide.
var growth atomic.Int64

// A build lets a heap double as the runtime would, while it is small, and a large one grow by half of what is live and by spare: of 10,000
// lessons 250 MB are live in the end. There that takes a tenth less memory and 2 to 4 % more time.
const spare = 32 << 20 // bytes

// tuneCollector looks after each collection when the next one is to be. Whoever sets GOGC decides that.
func tuneCollector() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(percentFor(4 << 20))
	afterCollection(func() { debug.SetGCPercent(percentFor(liveHeap())) })
}

// percentFor returns by how much of what is live in the heap, in percent, it may grow until it is collected.
func percentFor(live uint64) int {
	live = max(live, 1<<20)
	usual := int(cmp.Or(growth.Load(), min(100, int64(50+100*spare/live))))
	if live < enough {
		return max(int(100*(enough-live)/live), usual)
	}
	return usual
}

// liveHeap returns how many bytes the last collection left.
func liveHeap() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// afterCollection calls do after every collection from now on: with the object that nobody refers to and that is made anew
// each time.
func afterCollection(do func()) {
	runtime.SetFinalizer(&[1]*byte{}, func(*[1]*byte) {
		do()
		afterCollection(do)
	})
}
