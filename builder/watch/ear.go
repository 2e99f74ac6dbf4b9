package watch

import (
	"errors"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"

	"github.com/fsnotify/fsnotify"
)

// mostHints is how many paths the ear keeps; when more were named it is cheaper to look through everything.
const mostHints = 16_384

// mostTrouble is how many errors without an event in between mean that events are broken.
const mostTrouble = 16

// An ear takes the system's events as they come, so that neither the system's queue runs over while
// the watcher is busy, nor fsnotify waits for somebody to take an event or an error: on some systems it
// does so in the middle of Add and Remove, or holding the lock that these need.
type ear struct {
	events *fsnotify.Watcher
	ring   chan struct{} // holds one value while something was heard
	ended  chan struct{}

	mu      sync.Mutex
	named   map[string]fsnotify.Op
	lost    bool  // events were dropped
	broken  error // for good
	trouble int   // errors since the last event
}

func newEar() (*ear, error) {
	events, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	e := &ear{
		events: events, ring: make(chan struct{}, 1), ended: make(chan struct{}),
		named: map[string]fsnotify.Op{},
	}
	go e.listen()
	return e, nil
}

// listen runs until the source is closed.
func (e *ear) listen() {
	defer close(e.ended)
	for {
		select {
		case event, ok := <-e.events.Events:
			if !ok {
				return
			}
			e.note(event)
		case err, ok := <-e.events.Errors:
			if !ok {
				return
			}
			e.fail(err)
		}
		select {
		case e.ring <- struct{}{}:
		default:
		}
	}
}

// note keeps an event.
func (e *ear) note(event fsnotify.Event) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.trouble = 0
	if event.Name == "" {
		return
	}
	e.named[filepath.Clean(event.Name)] |= event.Op
	if len(e.named) > mostHints {
		e.named, e.lost = map[string]fsnotify.Op{}, true
	}
}

// fail keeps what an error means.
func (e *ear) fail(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.trouble++
	switch {
	case errors.Is(err, fsnotify.ErrEventOverflow):
		e.lost = true
	case errors.Is(err, syscall.EINVAL):
		// A watch was to be removed that the system had removed.
	case exhausted(err) || e.trouble > mostTrouble:
		e.broken = err
	default:
		e.lost = true
	}
}

// take gives what was heard since the last time, together with what is just coming: a save is often two
// events that are microseconds apart.
func (e *ear) take() (named map[string]fsnotify.Op, lost bool, broken error) {
	for before, tries := -1, 0; before != e.heard() && tries < 10; tries++ {
		before = e.heard()
		runtime.Gosched()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	named, lost, broken = e.named, e.lost, e.broken
	e.named, e.lost, e.broken = map[string]fsnotify.Op{}, false, nil
	return named, lost, broken
}

// heard counts the paths that wait.
func (e *ear) heard() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.named)
}

// close ends the events.
func (e *ear) close() {
	_ = e.events.Close()
	<-e.ended
}
