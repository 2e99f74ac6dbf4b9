package course_test

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder/course"
	"lectern/builder/diag"
	"lectern/builder/lesson"
	"lectern/content"
)

// sample is the sample course, parsed. Tests plant faults in it.
type sample struct {
	texts   map[string]string // of the Markdown files
	lessons map[string]*lesson.Lesson
	files   []course.File
}

func loadSample(t *testing.T) *sample {
	s := &sample{texts: map[string]string{}, lessons: map[string]*lesson.Lesson{}}
	require.NoError(t, fs.WalkDir(content.FS, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(content.FS, file)
		s.add(course.ContentDir+"/"+file, text)
		return err
	}))
	require.Greater(t, len(s.lessons), 40)
	return s
}

func (s *sample) add(file string, text []byte) {
	switch role, _ := course.Classify(file); role {
	case course.Source:
		s.texts[file] = string(text)
		s.lessons[file] = parse(file, string(text))
	case course.Resource, course.Static:
		s.files = append(s.files, course.File{Path: file, Size: int64(len(text))})
	}
}

func parse(file, text string) *lesson.Lesson {
	_, kind := course.Classify(file)
	return lesson.Parse(file, kind, []byte(text), lesson.Options{Language: "en"})
}

// with returns what is wrong with the course when some of its files have other texts. An empty text removes a file.
func (s *sample) with(changed map[string]string, more ...course.File) []diag.Diagnostic {
	lessons := maps.Clone(s.lessons)
	for file, text := range changed {
		lessons[file] = parse(file, text)
		if text == "" {
			delete(lessons, file)
		}
	}
	all := slices.Collect(maps.Values(lessons))
	_, found := course.Assemble(all, append(slices.Clone(s.files), more...), course.Options{Now: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)})
	for _, l := range all {
		found = append(found, l.Diags...)
	}
	return diag.Sort(found)
}

// names returns the files of a kind of page in order.
func (s *sample) names(is func(file string) bool) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(s.texts)), func(file string) bool { return !is(file) })
}

// isProse reports lessons and guides.
func isProse(file string) bool {
	_, kind := course.Classify(file)
	return kind == lesson.KindLesson
}

func isLesson(file string) bool { return isProse(file) && !strings.HasPrefix(file, "content/guides/") }

func isTemplate(file string) bool {
	_, kind := course.Classify(file)
	return kind == lesson.KindTemplate
}

// chunk is a run of lines between blank lines of a page's body.
type chunk struct{ at, end int }

// chunks divides the body of a page.
func chunks(text string) []chunk {
	at := strings.Index(text[3:], "\n---\n") + 8
	var out []chunk
	for at < len(text) {
		end := strings.Index(text[at:], "\n\n")
		if end < 0 {
			end = len(strings.TrimRight(text, "\n")) - at
		}
		if strings.TrimSpace(text[at:at+end]) != "" {
			begin := at + len(text[at:at+end]) - len(strings.TrimLeft(text[at:at+end], "\n"))
			out = append(out, chunk{begin, at + end})
		}
		at += end + 2
	}
	return out
}

// isParagraph reports chunks that are one plain paragraph.
func isParagraph(c string) bool {
	first := c[0]
	return (first >= 'A' && first <= 'Z' || strings.HasPrefix(c, `"`)) && strings.HasSuffix(c, ".") &&
		!strings.Contains(c, "\n") && !strings.Contains(c, "[^")
}

// isPlainList reports chunks that are one list outside of blocks.
func isPlainList(c string) bool {
	for line := range strings.Lines(c) {
		if !strings.HasPrefix(line, "- ") && !startsNumbered(line) {
			return false
		}
	}
	return !strings.Contains(c, "[ ]") && !strings.Contains(c, "[x]")
}

func startsNumbered(line string) bool {
	number, rest, ok := strings.Cut(line, ". ")
	return ok && rest != "" && len(number) < 3 && strings.Trim(number, "0123456789") == ""
}

// edit returns text with the part from at to end replaced.
func edit(text string, at, end int, by string) string { return text[:at] + by + text[end:] }
