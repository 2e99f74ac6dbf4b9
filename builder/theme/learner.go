package theme

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"lectern/builder/course"
)

// What pages tell the theme's scripts, which keep a learner's progress and answers in the browser.

// Interactive reports whether the page loads the theme's scripts, so that a block may show what only these bring to life. Feeds and
// documents do not, nor does a booklet, which is read and not worked in.
func (v View) Interactive() bool { return v.r.Interactive && v.Page.Kind != course.Print }

// StorageKey returns the name under which a browser keeps what the learner does: one for each course at an
// address, even where another course stood there before.
func (v View) StorageKey() string {
	sum := sha256.Sum256([]byte(v.Course.Title))
	return "lectern:" + v.Home() + ":" + hex.EncodeToString(sum[:4])
}

// CourseIndex returns the address of the file that CourseIndex makes; empty where there is none.
func (v View) CourseIndex() string {
	if v.r.Index == nil {
		return ""
	}
	return v.URL(v.r.Index.Path)
}

// SearchDirectory returns the address of the file that a search begins with.
func (v View) SearchDirectory() string { return v.URL(course.SearchDirectory) }

// AnswerKey returns what everything that a learner does on a page is kept under. It is the same on any page that shows it again.
func (v View) AnswerKey(p *course.Page) string { return answerKey(p.Path) }

// FormerKeys returns the keys that a page had under its aliases, divided by blanks.
func (v View) FormerKeys(p *course.Page) string {
	keys := make([]string, len(p.Aliases))
	for i, alias := range p.Aliases {
		keys[i] = answerKey(alias)
	}
	return strings.Join(keys, " ")
}

func answerKey(path string) string { return strings.ReplaceAll(path, " ", "_") }

// LessonCount returns the number of lessons of the program.
func (v View) LessonCount() int {
	n := 0
	for _, m := range v.Course.Modules {
		n += len(m.Lessons)
	}
	return n
}

// CourseIndex makes a file of every path under which something of a learner may be kept: a browser loads it once when the course has
// changed its paths, to carry that along. It grows with the course, so it holds nothing else.
func CourseIndex(c *course.Course) (*Asset, error) {
	index := struct {
		Modules [][2]any          `json:"modules"` // path and, below it, the lessons
		Others  []string          `json:"others"`
		Moved   map[string]string `json:"moved"` // alias to path
	}{[][2]any{}, []string{}, map[string]string{}}
	for _, m := range c.Modules {
		names := make([]string, len(m.Lessons))
		for i, p := range m.Lessons {
			names[i] = strings.TrimPrefix(answerKey(p.Path), answerKey(m.Path))
		}
		index.Modules = append(index.Modules, [2]any{answerKey(m.Path), names})
	}
	for _, p := range c.Pages {
		if p.Kind == course.GuidePage || p.Kind != course.LessonPage && p.Practice() > 0 {
			index.Others = append(index.Others, answerKey(p.Path))
		}
		for _, alias := range p.Aliases {
			index.Moved[answerKey(alias)] = answerKey(p.Path)
		}
	}
	text, err := json.Marshal(index)
	if err != nil {
		return nil, fmt.Errorf("list the paths of the course: %w", err)
	}
	return fingerprinted("course.json", text), nil
}
