package course

import (
	"lectern/builder/diag"
	"lectern/builder/lesson"
)

// warn adds a warning of a named check.
func (a *assembly) warn(check string, pos diag.Pos, hint, format string, args ...any) {
	d := diag.Warningf(pos, hint, format, args...)
	d.Check = check
	a.add(d)
}

// checkLessons warns of what a lesson should have.
func (a *assembly) checkLessons() {
	for _, p := range a.course.Pages {
		if !p.IsLesson() {
			continue
		}
		pos := diag.Pos{File: p.Lesson.File}
		if p.Description() == "" {
			a.warn("description", pos, "add description: a sentence that says what the lesson gives", "lesson has no description")
		}
		if len(p.Meta.Takeaways) == 0 {
			a.warn("takeaways", pos, "add takeaways: what a reader should remember", "lesson has no takeaways")
		}
	}
}

// Chosen returns the diagnostics without those of checks that the course's settings
// switch off. Settings may be nil.
func Chosen(ds []diag.Diagnostic, settings *lesson.Lesson) []diag.Diagnostic {
	if settings == nil || len(settings.Meta.Checks) == 0 {
		return ds
	}
	kept := ds[:0]
	for _, d := range ds {
		if on, named := settings.Meta.Checks[d.Check]; d.Check == "" || !named || on {
			kept = append(kept, d)
		}
	}
	return kept
}
