package watch

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
)

// mostOverdue is how many of the changes that a scan found are kept in mind; one without an event is enough.
const mostOverdue = 16

// Hints are the events, as far as they were not looked into.
type hints struct {
	ear    *ear // nil when there are no events
	named  map[string]fsnotify.Op
	lost   bool            // events were dropped: look through everything
	silent map[uint64]bool // devices whose file system was asked about

	// overdue are changes that a scan found and no event has named yet, with the time until which one may
	// come.
	overdue map[string]time.Time
}

func newHints() hints {
	return hints{named: map[string]fsnotify.Op{}, silent: map[uint64]bool{}, overdue: map[string]time.Time{}}
}

// watch asks for the events of a folder, anew if it had them: the folder of that name may be another one.
func (w *Watcher) watch(f *folder) {
	if w.hints.ear == nil {
		return
	}
	w.unwatch(f)
	w.release(f)
	err := w.hints.ear.events.Add(f.path)
	switch {
	case err == nil:
		f.watched, f.refused = true, false
		if f.id != (identity{}) {
			w.tree.byID[f.id] = f
		}
	case exhausted(err):
		w.withoutEvents(err)
	default:
		f.refused = errors.Is(err, fs.ErrPermission) // else it is gone
	}
}

// release takes the watch from another folder that is the same for the system. It was moved here, its event is on
// the way, and until then events would come under the old name.
func (w *Watcher) release(f *folder) {
	other := w.tree.byID[f.id]
	if other == nil || other == f {
		return
	}
	if twins(f, other) {
		w.poll("%s and %s are one folder", f.path, other.path)
		return
	}
	w.unwatch(other)
	w.hints.named[other.path] |= fsnotify.Rename
}

// twins tells whether two paths lead to one folder at the same time, as a bind mount does.
func twins(f, other *folder) bool {
	for _, each := range []*folder{f, other, f} {
		if st, ok := look(each.path, each.follow); !ok || st.identity() != f.id {
			return false
		}
	}
	return true
}

// unwatch ends the events of a folder. An error means that the system did so before.
func (w *Watcher) unwatch(f *folder) {
	if w.tree.byID[f.id] == f {
		delete(w.tree.byID, f.id)
	}
	if f.watched && w.hints.ear != nil {
		_ = w.hints.ear.events.Remove(f.path)
	}
	f.watched = false
}

// exhausted tells whether the system has no more watches or files for us.
func exhausted(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) ||
		errors.Is(err, syscall.ENFILE) || errors.Is(err, syscall.ENOMEM)
}

// withoutEvents gives up events for good.
func (w *Watcher) withoutEvents(err error) {
	if w.hints.ear != nil {
		w.hints.ear.close()
		w.hints.ear = nil
	}
	for _, f := range w.tree.folders {
		f.watched = false
	}
	clear(w.tree.byID)
	if exhausted(err) {
		w.poll("the system allows no more watches%s", watchLimit)
		return
	}
	w.poll("the system gives no events: %v", err)
}

// recognize asks once for the file system that a folder is on, and polls if it is known to keep
// changes to itself.
func (w *Watcher) recognize(f *folder, dev uint64) {
	silent, asked := w.hints.silent[dev]
	if !asked || dev == 0 {
		name := silentSystem(f.path)
		silent = name != ""
		w.hints.silent[dev] = silent
		if silent {
			w.poll("%s is on %s, where changes may come without events", f.path, name)
		}
	}
	f.loose = silent && f.only == nil // a perch may lead to other file systems
}

// hear takes what the ear has heard and looks into it.
func (w *Watcher) hear() {
	named, lost, err := w.hints.ear.take()
	for path, op := range named {
		w.hint(path, op)
	}
	if lost {
		w.hints.lost = true
		w.report.everything()
	}
	if err != nil {
		w.withoutEvents(err)
	}
	w.follow()
}

// hint notes what an event named. A change that a scan saw before has its event then.
func (w *Watcher) hint(path string, op fsnotify.Op) {
	w.hints.named[path] |= op
	for seen := range w.hints.overdue {
		if seen == path || isBelow(seen, path) {
			delete(w.hints.overdue, seen)
		}
	}
}

// follow looks into what events named, folders before what is in them.
func (w *Watcher) follow() {
	for len(w.hints.named) > 0 {
		named := w.hints.named
		w.hints.named = map[string]fsnotify.Op{}
		w.tree.round++
		for _, path := range slices.Sorted(maps.Keys(named)) {
			w.lookAt(path, named[path])
		}
	}
}

// lookAt looks at a path that an event named.
func (w *Watcher) lookAt(path string, op fsnotify.Op) {
	f := w.tree.folders[path]
	if f != nil && !op.Has(fsnotify.Create) && !op.Has(fsnotify.Remove) && !op.Has(fsnotify.Rename) {
		w.lookInto(f)
		return
	}
	in, name := w.tree.find(path)
	if in == nil || !in.counts(name) {
		return
	}
	w.place(in, name, event)
	w.perch(in)
	if now := w.tree.folders[path]; now != nil && now.only == nil {
		w.report.later(path)
	}
}

// lookInto lists a folder whose own attributes changed: who may read it, or on some systems what is in it.
func (w *Watcher) lookInto(f *folder) {
	if !f.watched && f.only == nil {
		w.enter(f)
		return
	}
	for _, name := range w.list(f, suspect) {
		w.place(f, name, suspect)
	}
}

// lookThrough looks at everything after events were lost. Watches are made anew: a folder whose
// removal was missed may be another one with the same name and number.
func (w *Watcher) lookThrough() {
	w.hints.lost = false
	w.tree.round++
	for _, top := range w.tree.tops {
		w.enter(top)
	}
	w.follow()
}

// doubtful notes a change that a scan found, if an event should have named it.
func (w *Watcher) doubtful(in *folder, path string, d doubt) {
	if d == trust && in.watched && w.hints.ear != nil && !w.scan.polling && len(w.hints.overdue) < mostOverdue {
		w.hints.overdue[path] = time.Now().Add(overdue)
	}
}

// missing gives a change whose event did not come, and the time at which to ask again.
func (h *hints) missing(now time.Time) (path string, next time.Time) {
	for path, until := range h.overdue {
		if !until.After(now) {
			return path, time.Time{}
		}
		if next.IsZero() || until.Before(next) {
			next = until
		}
	}
	return "", next
}
