package lesson

import "lectern/builder/block"

// Stored returns the lesson without its body, which read brings back whenever it is asked for. Of a large course the bodies are most of
// what a build holds, and a preview shows a few of them. Read may be called from any goroutine.
func (l *Lesson) Stored(read func() (block.Body, error)) *Lesson {
	stored := *l
	stored.Body, stored.read = "", read
	return &stored
}

// Rendered returns the body, wherever it is kept.
func (l *Lesson) Rendered() (block.Body, error) {
	if l.read != nil {
		return l.read()
	}
	return l.Body, nil
}
