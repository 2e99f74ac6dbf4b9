package output

import (
	"io/fs"

	"lectern/builder/course"
	"lectern/builder/theme"
)

// Formats lists what a course can be published as.
var Formats = []*Format{Site}

// Format is one way to publish a course.
type Format struct {
	Name string
	// Files lists the files of a course without rendering them. The source is the course
	// folder, from which pictures and documents are read. An error is one of the theme or the
	// tool; mistakes of authors have been found before. The memory may be nil.
	Files func(c *course.Course, t *theme.Theme, source fs.FS, m *Memory) ([]File, error)
}
