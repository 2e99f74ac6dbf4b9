package lesson

// Stored returns the lesson without its body, which read appends to a slice whenever it is asked for. Of a large course the bodies are
// most of what a build holds, and a preview shows a few of them. Read may be called from any goroutine.
func (l *Lesson) Stored(read func(dst []byte) ([]byte, error)) *Lesson {
	stored := *l
	stored.Body, stored.read = "", read
	return &stored
}

// AppendBody appends the body, wherever it is kept, to dst.
func (l *Lesson) AppendBody(dst []byte) ([]byte, error) {
	if l.read != nil {
		return l.read(dst)
	}
	return append(dst, l.Body...), nil
}
