package course_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"lectern/builder/course"
	"lectern/builder/diag"
	"lectern/builder/lesson"
)

// TestOneAddressForTwo gives two lessons the same slug. The second is no page, so none of what it refers to is resolved; that is an error
// with a place and no panic.
func TestOneAddressForTwo(t *testing.T) {
	_, ds := assemble(map[string]string{
		"content/_index.md":           "---\ntitle: C\nbaseURL: https://example.org/\n---\n",
		"content/one/_index.md":       "---\ntitle: One\n---\n",
		"content/one/a.md":            "---\ntitle: A\nslug: same\n---\n",
		"content/one/b.md":            "---\ntitle: B\nslug: same\n---\n\n:::download{template=agenda}\nUse it.\n:::\n",
		"content/templates/agenda.md": "---\ntitle: Agenda\n---\n\nText.\n",
	})
	ds = slices.DeleteFunc(ds, func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
	require.Len(t, ds, 1)
	require.Contains(t, ds[0].Message, "content/one/a.md and content/one/b.md both make /one/same/")
}

func assemble(texts map[string]string) (*course.Course, []diag.Diagnostic) {
	var lessons []*lesson.Lesson
	for file, text := range texts {
		_, kind := course.Classify(file)
		lessons = append(lessons, lesson.Parse(file, kind, []byte(text), lesson.Options{}))
	}
	return course.Assemble(lessons, nil, course.Options{})
}

// TestReposition moves what the course warned of to other lines.
func TestReposition(t *testing.T) {
	const file = "content/one/a.md"
	texts := map[string]string{
		"content/_index.md":     "---\ntitle: C\nbaseURL: https://example.org/\n---\n",
		"content/one/_index.md": "---\ntitle: One\n---\n",
		file:                    "---\ntitle: A\n---\n\nThe KPI of us.\n",
	}
	at := func(ds []diag.Diagnostic) diag.Pos {
		for _, d := range ds {
			if d.Check == "abbreviation" {
				return d.Pos
			}
		}
		return diag.Pos{}
	}
	c, found := assemble(texts)
	require.Equal(t, diag.Pos{File: file, Line: 5, Column: 5}, at(found))
	moved := lesson.Parse(file, lesson.KindLesson, []byte("---\ntitle: A\n---\n\nWords.\n\nOur own KPI of us.\n"), lesson.Options{})
	require.Equal(t, lesson.Alike, lesson.Compare(c.Lookup(file).Lesson, moved))
	again, ok := course.Reposition(found, c.Lookup(file).Lesson, moved)
	require.True(t, ok)
	require.Equal(t, diag.Pos{File: file, Line: 7, Column: 9}, at(again))
	require.Equal(t, 5, at(found).Line, "what was found before stays as it was")
}
