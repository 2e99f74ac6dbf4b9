package watch

import "time"

// run is the watcher's goroutine. It sleeps until something happens or is due.
func (w *Watcher) run() {
	defer close(w.stopped)
	defer close(w.changes)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for w.wait(timer, w.advance(time.Now())) {
	}
	if w.hints.ear != nil {
		w.hints.ear.close()
	}
}

// wait takes the next thing that happens, or does a step of a running scan when nothing does. False means that
// the watcher was closed.
func (w *Watcher) wait(timer *time.Timer, most time.Duration) bool {
	timer.Reset(most)
	select {
	case <-w.stop:
		return false
	case <-w.heard():
		w.hear()
	case w.taker() <- Batch{Paths: w.report.ready, Full: w.report.readyFull}:
		w.report.taken()
	case <-w.idle():
		w.step()
	case <-timer.C:
	}
	return true
}

// heard can be read from when there are events.
func (w *Watcher) heard() <-chan struct{} {
	if w.hints.ear == nil {
		return nil
	}
	return w.hints.ear.ring
}

// taker gives the channel of batches if there is one to be taken, else nil.
func (w *Watcher) taker() chan<- Batch {
	if w.report.waits() {
		return w.changes
	}
	return nil
}

// always is a channel that can be read from at any time.
var always = func() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// idle can be read from when the running scan should go on, since no event waits.
func (w *Watcher) idle() <-chan struct{} {
	if w.scan.running && len(w.heard()) == 0 {
		return always
	}
	return nil
}

// advance does what is due and gives the time until the next thing is.
func (w *Watcher) advance(now time.Time) time.Duration {
	if reached(w.reports(), now) {
		w.emit(now)
	}
	if reached(w.report.quiet(w.opt.Settle), now) {
		w.recheck()
	}
	if reached(w.scans(), now) {
		w.startScan()
	}
	path, next := w.hints.missing(now)
	if path != "" && len(w.heard()) == 0 {
		w.poll("%s changed without an event", path)
	}
	return earliest(w.reports(), w.report.quiet(w.opt.Settle), w.scans(), next)
}

// reports tells when a batch is due. What a scan finds waits for the end of it, so that a file
// that was moved is not reported at one of its places only.
func (w *Watcher) reports() time.Time {
	if w.scan.running && !w.report.prompt && !w.report.full {
		return time.Time{}
	}
	return w.report.due(w.opt.Settle)
}

func reached(t, now time.Time) bool { return !t.IsZero() && !t.After(now) }

// earliest gives the time until the first of times; zero times do not count.
func earliest(times ...time.Time) time.Duration {
	wait := time.Hour
	for _, t := range times {
		if !t.IsZero() {
			wait = min(wait, time.Until(t))
		}
	}
	return wait
}
