package watch

import (
	"maps"
	"slices"
	"time"
)

// A report is what was found and not yet handed over.
//
// Changes become due at once when it was quiet before, else when it is quiet again, and after the
// time of a storm in any case. What vanished or was emptied is held for the time of
// grace and holds back the rest, so that a renamed file is not reported under both names.
type report struct {
	pending map[string]bool
	held    map[string]time.Time // until when
	prompt  bool                 // something in pending should not wait
	full    bool

	first, last time.Time // when the oldest and the newest of all this was noted
	grace       time.Time // when the newest of held is over
	window      time.Time // until when it is too early after the last batch

	ready     []string // a batch that waits to be taken, sorted
	readyFull bool
	recent    map[string]bool // was reported and is to be looked at once more
}

func newReport() report {
	return report{
		pending: map[string]bool{}, held: map[string]time.Time{},
		recent: map[string]bool{},
	}
}

// now notes a change that is to be reported at once.
func (r *report) now(path string) {
	r.later(path)
	r.prompt = true
}

// later notes a change that may wait until it is quiet.
func (r *report) later(path string) {
	r.touch()
	delete(r.held, path)
	r.pending[path] = true
	if len(r.pending) > mostPaths {
		r.pending, r.full = map[string]bool{}, true
	}
}

// hold notes that a file vanished or was emptied, perhaps for a moment only.
func (r *report) hold(path string) {
	r.touch()
	if delete(r.pending, path); len(r.pending) == 0 {
		r.prompt = false
	}
	if _, held := r.held[path]; !held {
		r.grace = r.last.Add(grace)
		r.held[path] = r.grace
	}
}

// everything notes that changes were missed.
func (r *report) everything() {
	r.touch()
	r.full = true
}

func (r *report) touch() {
	r.last = time.Now()
	if r.empty() {
		r.first = r.last
	}
}

func (r *report) empty() bool { return len(r.pending) == 0 && len(r.held) == 0 && !r.full }

// due tells when a batch should be made; the zero time means never.
func (r *report) due(settle time.Duration) time.Time {
	if r.empty() {
		return time.Time{}
	}
	t := r.first
	if len(r.pending) > 0 && !r.prompt || r.full || t.Before(r.window) {
		t = r.last.Add(settle)
	}
	if len(r.held) > 0 && r.grace.After(t) {
		t = r.grace
	}
	if latest := r.first.Add(storm); t.After(latest) {
		return latest
	}
	return t
}

// quiet tells when what was reported should be looked at once more; the zero time means never.
func (r *report) quiet(settle time.Duration) time.Time {
	if len(r.recent) == 0 || !r.empty() {
		return time.Time{}
	}
	if t := r.last.Add(settle); t.After(r.window) {
		return t
	}
	return r.window
}

// batch moves what is pending into the batch that waits to be taken.
func (r *report) batch(now time.Time, settle time.Duration) {
	r.first = now
	if len(r.pending) == 0 && !r.full {
		return
	}
	paths := slices.AppendSeq(r.ready, maps.Keys(r.pending))
	slices.Sort(paths)
	r.ready, r.readyFull = slices.Compact(paths), r.readyFull || r.full
	if len(r.ready) > mostPaths {
		r.ready, r.readyFull = nil, true
	}
	for path := range r.pending {
		r.recent[path] = true
	}
	if len(r.recent) > mostPaths {
		clear(r.recent)
	}
	r.pending, r.prompt, r.full = map[string]bool{}, false, false
	r.window = now.Add(settle)
}

// waits tells whether there is a batch to be taken.
func (r *report) waits() bool { return len(r.ready) > 0 || r.readyFull }

// taken forgets the batch that was handed over.
func (r *report) taken() { r.ready, r.readyFull = nil, false }

// emit makes a batch of what is due. Files whose time of grace is over are looked at before: without events
// nothing else tells that they came back.
func (w *Watcher) emit(now time.Time) {
	if w.hints.lost {
		w.lookThrough()
	}
	for path, until := range w.report.held {
		if until.After(now) {
			continue
		}
		delete(w.report.held, path)
		w.again(path)
		w.report.later(path)
	}
	if w.scan.polling {
		for path := range w.report.pending {
			w.scan.told[path] = stillScans
		}
	}
	w.report.batch(now, w.opt.Settle)
}

// recheck looks once more at what was reported, now that it is quiet.
func (w *Watcher) recheck() {
	recent := w.report.recent
	w.report.recent = map[string]bool{}
	for path := range recent {
		w.again(path)
	}
}

// again looks at one path without a reason other than time that has passed.
func (w *Watcher) again(path string) {
	if in, name := w.tree.find(path); in != nil && in.counts(name) {
		w.place(in, name, trust)
	}
}
