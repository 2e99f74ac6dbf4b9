package course

import (
	"slices"
	"strings"
	"unicode"

	"lectern/builder/block"
	"lectern/builder/diag"
	"lectern/builder/lesson"
)

// warn adds a warning of a named check.
func (a *assembly) warn(check string, pos diag.Pos, hint, format string, args ...any) {
	d := diag.Warningf(pos, hint, format, args...)
	d.Check = check
	a.add(d)
}

// check makes the checks that need the whole course.
func (a *assembly) check() {
	a.checkLessons()
	a.checkTemplates()
	a.checkModules()
	a.checkAbbreviations()
}

// checkLessons warns of what a lesson should have. A guide is to be read, so it needs no practice.
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
		if p.Kind == LessonPage && !slices.ContainsFunc(p.Blocks, func(b *block.Block) bool { return b.Kind.Practice }) {
			a.warn("practice", pos, "add a "+practiceKinds()+" block", "lesson has nothing for the learner to do")
		}
	}
}

// practiceKinds lists the blocks in which the learner does something: "checklist, plan, quiz or reflect".
func practiceKinds() string {
	var names []string
	for _, k := range block.Kinds {
		if k.Practice {
			names = append(names, k.Name)
		}
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// checkTemplates warns of templates that no lesson, guide or module offers: a learner would
// have to know of them.
func (a *assembly) checkTemplates() {
	offered := map[*Page]bool{}
	files := map[*Asset]bool{}
	for _, p := range a.course.Pages {
		if p.Kind == TemplatePage || p.Module == nil {
			continue
		}
		for _, d := range p.Downloads {
			offered[d.Template], files[d.Asset] = true, true
		}
		for _, t := range p.Targets {
			offered[t.Page], files[t.Asset] = true, true
		}
	}
	for _, t := range a.course.Templates {
		if !offered[t] && (t.Handout == nil || !files[t.Handout]) {
			a.warn("unused-template", diag.Pos{File: t.Lesson.File},
				"add it to the downloads of a lesson, or offer it there with :::download{template="+name(t.Lesson.File)+"}",
				"no lesson offers this template")
		}
	}
}

// checkModules warns of modules that stand alone: nothing but the navigation leads to any of their lessons.
func (a *assembly) checkModules() {
	linked := map[*Module]bool{}
	for _, p := range a.course.Pages {
		for _, t := range p.Targets {
			if t.Page != nil && t.Page != p && t.Page.Kind == LessonPage {
				linked[t.Page.Module] = true
			}
		}
		for _, t := range p.Related {
			if t != p && t.Kind == LessonPage {
				linked[t.Module] = true
			}
		}
	}
	for _, m := range a.course.Modules {
		if len(m.Lessons) > 0 && !linked[m] {
			a.warn("unlinked-module", diag.Pos{File: m.Lesson.File},
				"link to one of them where it helps, from a lesson of another module or from the home page",
				"no page links to any lesson of this module")
		}
	}
}

// checkAbbreviations warns of the abbreviations that neither their page nor the glossary spells out.
func (a *assembly) checkAbbreviations() {
	known := map[string]bool{}
	if a.course.Glossary != nil {
		for _, t := range a.course.Glossary.Terms {
			for _, word := range strings.FieldsFunc(t.Name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
				known[strings.TrimSuffix(word, "s")] = true
			}
		}
	}
	for _, p := range a.course.Pages {
		for _, u := range p.Unexplained {
			if !known[u.Name] {
				a.add(abbreviation(u))
			}
		}
	}
}

// abbreviation is the warning of an abbreviation that nobody spells out in time.
func abbreviation(u lesson.Abbreviation) diag.Diagnostic {
	d := diag.Warningf(u.Pos, "spell it out where it comes first, or add it to the glossary", "%s is used before line %d spells it out", u.Name, u.Late)
	if u.Late == 0 {
		d = diag.Warningf(u.Pos, "write it out once, as in \"long form ("+u.Name+")\", or add it to the glossary",
			"%s is not spelled out, neither here nor in the glossary", u.Name)
	}
	d.Check = "abbreviation"
	return d
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
