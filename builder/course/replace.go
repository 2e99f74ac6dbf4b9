package course

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"lectern/builder/diag"
	"lectern/builder/lesson"
)

// Replace puts a lesson in the place of the one of the same file. It may be called only when
// lesson.Compare does not find the two different and while no page is being rendered.
func (c *Course) Replace(l *lesson.Lesson) {
	p := c.byFile[norm.NFC.String(l.File)]
	if p == nil {
		return
	}
	reading, practice := l.Minutes()-p.Minutes(), l.Practice()-p.Practice()
	p.Lesson = l
	c.Revision++
	if p.IsLesson() {
		p.Module.Minutes += reading
		p.Module.Practice += practice
	}
	if p.Kind == LessonPage {
		c.Minutes += reading
		c.Practice += practice
	}
}

// Refers reports whether a page links to one of the anchors of the page of a file.
func (c *Course) Refers(file string, anchors []string) bool {
	to := c.Lookup(norm.NFC.String(file))
	if len(anchors) == 0 || to == nil {
		return false
	}
	for _, p := range c.Pages {
		for _, t := range p.Targets {
			if t.Page == to && slices.Contains(anchors, t.Fragment) {
				return true
			}
		}
		for _, r := range p.Meta.Related { // of which no target is kept
			if strings.Contains(r.Value, "#") {
				return true
			}
		}
	}
	return false
}

// Reposition returns what Assemble found with the places in the file of a lesson as they are in the one that replaces it.
// It reports false when only assembling can tell them.
func Reposition(found []diag.Diagnostic, old, l *lesson.Lesson) ([]diag.Diagnostic, bool) {
	if !lesson.Moved(old, l) {
		return found, true
	}
	found = slices.Clone(found)
	for i, d := range found {
		switch d.Check {
		case "similar-questions": // whose message has a place too, perhaps of another file
			if d.Pos.File == l.File || strings.Contains(d.Message, l.File) {
				return nil, false
			}
		case "abbreviation":
			at := slices.IndexFunc(old.Unexplained, func(u lesson.Abbreviation) bool { return u.Pos == d.Pos && abbreviation(u) == d })
			if d.Pos.File == l.File && at >= 0 && at < len(l.Unexplained) {
				found[i] = abbreviation(l.Unexplained[at])
			}
		}
	}
	return found, true
}
