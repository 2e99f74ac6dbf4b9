package course

import (
	"path"
	"slices"

	"lectern/builder/diag"
)

// Formats returns the formats that a template is made into, sorted, each once; none for one that hands out the author's
// own file.
func (p *Page) Formats() []string {
	if p.Document == nil {
		return nil
	}
	if len(p.Meta.Formats) == 0 {
		return []string{"docx"}
	}
	return slices.Compact(slices.Sorted(slices.Values(p.Meta.Formats)))
}

// DocumentPath returns where the template is published in a format.
func (p *Page) DocumentPath(format string) string { return p.Path + path.Base(p.Path) + "." + format }

// ArchivePath returns where the templates of a module are published in one file.
func (m *Module) ArchivePath() string { return m.Path + path.Base(m.Path) + "-templates.zip" }

// claimDocuments takes the paths of what is made from templates, so that no file of the author's is in the way.
func (a *assembly) claimDocuments() {
	claim := func(file string, of *Page) {
		a.paths.claim(file, generatedPrefix+"file "+file, diag.Pos{File: of.Lesson.File})
	}
	for _, p := range a.course.Templates {
		for _, format := range p.Formats() {
			claim(p.DocumentPath(format), p)
		}
	}
	for _, m := range slices.Concat(a.course.Modules, a.course.Shelves) {
		if len(m.Templates) > 1 {
			claim(m.ArchivePath(), m.Page)
		}
	}
}
