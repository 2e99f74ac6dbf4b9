// Package watch says when something below some folders changed. It knows nothing of courses and
// imports nothing of ours.
//
//	w, err := watch.New(watch.Options{Roots: []string{"/course/content", "/course/lectern.toml"}})
//	for batch := range w.Changes() {
//		for _, path := range batch.Paths { … forget path and all below, read again what is there … }
//	}
//
// # Events are a hint, a look is the truth
//
// The system's events say where to look; what is reported comes from looking (lstat), so a late, a doubled
// or a misnamed event does no harm. A new folder is watched first and listed after, which is why
// nothing that is made in between is lost. When the system drops events everything is looked through
// again. A slow scan in the idle time finds what came without an event, and then polling is
// switched on; so it is at once on file systems that are known for it, and when the system allows no
// more watches.
//
// # What is promised
//
//   - Who reads again what a batch names, and everything when it says Full, and is done with that
//     before taking the next batch, has the truth as soon as the folders are quiet, whatever
//     happened before. Who lists folders of their own accord has it too: what came and
//     went in between is named as well.
//   - The first change is reported at once. What follows is gathered until it is quiet for [Options.Settle].
//   - A file that vanished or was emptied is given some milliseconds to come back, because many
//     editors save so. A file that was reported is looked at once more when it is quiet, and
//     reported again if it went on changing: what was half written does not stay so.
//   - Symbolic links below a root are not followed; the link itself counts as a file.
//   - Nothing is ever written, and no file is opened.
//   - Memory depends on the number of files and folders only, even if nobody takes the batches.
package watch

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// defaultSettle is longer than the pauses of an editor within one save and than the steps of
	// the coarsest clock of files (10 ms), and shorter than what anybody notices.
	defaultSettle = 20 * time.Millisecond

	// defaultPoll finds a change within a second, which is two polls.
	defaultPoll = 500 * time.Millisecond

	// defaultSafety is the pause between two scans that only look for what came without an event.
	defaultSafety = 2 * time.Second

	// grace is how long a vanished or emptied file may stay away before it is reported as such.
	grace = 10 * time.Millisecond

	// storm is how long changes are gathered at most while they do not stop.
	storm = 200 * time.Millisecond

	// overdue is how long an event may come after a scan saw its change.
	overdue = 500 * time.Millisecond

	// mostPaths bounds what waits to be taken; beyond it a batch says Full.
	mostPaths = 50_000
)

// Options say what is watched and how.
type Options struct {
	// Roots are absolute paths of folders, watched with all that is below, or of files. They may be
	// missing and may come, go and come again. A root below another one is part of that.
	Roots []string

	// Skip leaves out a file, or a folder with all that is below; nil leaves out nothing. It is not asked for the
	// roots. It must give the same answer for the same path. It is called from one goroutine at a time, and
	// watching waits for it. Of a path where nothing is any more isDir is false.
	Skip func(path string, isDir bool) bool

	// Poll is the pause between two scans when changes are found without events. Zero means events,
	// with polling where they are missing.
	Poll time.Duration

	// Settle is how long it must be quiet after a batch until the next one; zero means 20 ms.
	Settle time.Duration

	// Notify is told in words, in one line, when polling is switched on and why; nil for silence.
	// It is called by New and from a goroutine of the watcher and must not block.
	Notify func(words string)

	// safety is the pause between scans for what came without an event: zero means defaultSafety,
	// less than zero that there is none.
	safety time.Duration
}

// A Batch names what changed since the last one.
type Batch struct {
	// Paths are absolute, sorted and unique: files and symbolic links that were made, changed or
	// removed, or that were there for a moment. A folder is among them when it was made,
	// moved or removed: what was known of all that is below holds no longer, though the files that are
	// known to have changed are named too.
	Paths []string

	// Full says that changes may be missing from Paths: read everything again.
	Full bool
}

// A Watcher reports changes until it is closed.
type Watcher struct {
	opt     Options
	changes chan Batch
	stop    chan struct{}
	stopped chan struct{}
	closing sync.Once

	// What follows belongs to the goroutine of run.
	tree   tree
	report report
	hints  hints
	scan   scan
}

// New looks at everything below the roots and begins to watch: what changes after New has returned is
// reported. It fails for a root that is not absolute.
func New(opt Options) (*Watcher, error) {
	roots, err := outermost(opt.Roots)
	if err != nil {
		return nil, err
	}
	if opt.Settle <= 0 {
		opt.Settle = defaultSettle
	}
	opt.Roots = roots
	w := &Watcher{
		opt:     opt,
		changes: make(chan Batch),
		stop:    make(chan struct{}),
		stopped: make(chan struct{}),
		tree:    newTree(roots),
		report:  newReport(),
		hints:   newHints(),
		scan:    scan{told: map[string]int{}},
	}
	w.begin()
	go w.run()
	return w, nil
}

// Changes gives the batches, one reader at a time. It is closed by Close. While nobody reads, batches are united.
func (w *Watcher) Changes() <-chan Batch { return w.changes }

// Close ends watching and returns when the watcher's goroutines have ended. It may be called more than once.
func (w *Watcher) Close() error {
	w.closing.Do(func() { close(w.stop) })
	<-w.stopped
	return nil
}

// begin opens the source of events and takes in the state that later changes are measured by.
func (w *Watcher) begin() {
	if w.opt.Poll > 0 {
		w.scan.polling = true
	} else if ear, err := newEar(); err != nil {
		w.withoutEvents(err)
	} else {
		w.hints.ear = ear
	}
	for _, top := range w.tree.tops {
		w.enter(top)
	}
	w.report = newReport()
	w.scan.next = time.Now().Add(w.pause())
}

// notify tells the user something in words.
func (w *Watcher) notify(format string, args ...any) {
	if w.opt.Notify != nil {
		w.opt.Notify(fmt.Sprintf(format, args...))
	}
}

// outermost gives the roots cleaned and sorted, without those that lie below another one.
func outermost(paths []string) ([]string, error) {
	var cleaned, roots []string
	for _, path := range paths {
		if !filepath.IsAbs(path) {
			return nil, fmt.Errorf("cannot watch %q: the path is not absolute", path)
		}
		cleaned = append(cleaned, filepath.Clean(path))
	}
	slices.Sort(cleaned)
	for _, path := range slices.Compact(cleaned) {
		within := func(root string) bool { return isBelow(path, root) }
		if !slices.ContainsFunc(roots, within) {
			roots = append(roots, path)
		}
	}
	return roots, nil
}

// isBelow tells whether path lies below folder.
func isBelow(path, folder string) bool {
	rest, ok := strings.CutPrefix(path, folder)
	return ok && rest != "" && (rest[0] == filepath.Separator || strings.HasSuffix(folder, string(filepath.Separator)))
}
