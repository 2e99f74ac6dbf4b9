package theme

import "lectern/builder/course"

// ModuleArchive returns the one file that holds every file of the module's templates; nil when the module has fewer
// than two.
func (v View) ModuleArchive(m *course.Module) *DownloadFile {
	if v.r.Archive == nil || m == nil {
		return nil
	}
	return v.r.Archive(m)
}

// LinkText returns the text of a link to t that the author left empty, without marks.
func (v View) LinkText(t course.Target) (string, error) { return v.targetText(t) }
