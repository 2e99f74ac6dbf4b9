package watch

import (
	"fmt"
	"time"
)

// A scan goes through all folders in small steps, so that an event in between does not wait for it.
//
// While polling it finds the changes. Otherwise it is a precaution: what it finds and no event names
// within half a second shows that events do not come here, and switches polling on.
type scan struct {
	polling bool
	queue   []*folder
	in      *folder // whose names are left
	names   []string
	running bool
	next    time.Time
	cost    time.Duration // of the scan, as far as it went
	found   bool          // a folder had changed, or may have, since the end of the last scan

	// told are paths that were reported. Without events nothing tells whether just when they were read
	// something else was there for a moment, in folders that were moved or made and removed again. So they are
	// reported again while folders change, until so many scans found all as it was.
	told map[string]int
}

// stillScans is how many scans without a find end the doubt about what was reported.
const stillScans = 2

// atOnce is how many names one step looks at: half a millisecond.
const atOnce = 200

// poll switches polling on, in addition to events where there are some, and says why.
func (w *Watcher) poll(why string, args ...any) {
	if w.scan.polling {
		return
	}
	w.scan.polling = true
	clear(w.hints.overdue)
	w.scan.next = time.Now()
	w.notify("%s: looking for changes every %v", fmt.Sprintf(why, args...), defaultPoll)
}

// pause gives the time between two scans. One that nobody asked for takes a twentieth of a core at most, and as
// a precaution a hundredth.
func (w *Watcher) pause() time.Duration {
	switch {
	case w.opt.Poll > 0:
		return w.opt.Poll
	case w.scan.polling:
		return max(defaultPoll, 20*w.scan.cost)
	case w.opt.safety > 0:
		return w.opt.safety
	}
	return max(defaultSafety, 100*w.scan.cost)
}

// scans tells when the next scan should begin; the zero time means not now. As a precaution it waits until
// everything is reported.
func (w *Watcher) scans() time.Time {
	if w.scan.running || !w.scan.polling && (w.opt.safety < 0 || !w.report.empty()) {
		return time.Time{}
	}
	return w.scan.next
}

// startScan puts all folders in the queue.
func (w *Watcher) startScan() {
	w.scan.running, w.scan.cost = true, 0
	w.scan.queue = make([]*folder, 0, len(w.tree.folders))
	for _, f := range w.tree.folders {
		w.scan.queue = append(w.scan.queue, f)
	}
}

// step does a part of the scan.
func (w *Watcher) step() {
	began := time.Now()
	d := trust
	if w.scan.polling {
		d = suspect
	}
	for n := min(atOnce, len(w.scan.names)); n > 0; n-- {
		name := w.scan.names[0]
		w.scan.names = w.scan.names[1:]
		if w.tree.folders[w.scan.in.path] == w.scan.in {
			w.place(w.scan.in, name, d)
		}
	}
	if len(w.scan.names) == 0 {
		w.nextFolder(d)
	}
	w.scan.cost += time.Since(began)
	if !w.scan.running {
		w.endScan()
		w.scan.next = time.Now().Add(w.pause())
	}
}

// endScan reports again what was reported lately if folders changed.
func (w *Watcher) endScan() {
	for path, left := range w.scan.told {
		switch {
		case w.scan.found:
			w.report.later(path)
		case left > 1:
			w.scan.told[path] = left - 1
		default:
			delete(w.scan.told, path)
		}
	}
	if len(w.scan.told) > mostPaths {
		clear(w.scan.told)
		w.report.everything()
	}
	w.scan.found = false
}

// nextFolder takes a folder from the queue, or ends the scan.
func (w *Watcher) nextFolder(d doubt) {
	if w.scan.in != nil {
		w.perch(w.scan.in)
	}
	w.scan.in = nil
	for len(w.scan.queue) > 0 {
		f := w.scan.queue[0]
		w.scan.queue = w.scan.queue[1:]
		if w.tree.folders[f.path] == f {
			w.scan.in, w.scan.names = f, w.list(f, d)
			return
		}
	}
	w.scan.queue, w.scan.names, w.scan.running = nil, nil, false
}
