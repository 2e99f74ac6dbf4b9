package theme

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder/course"
	"lectern/builder/lesson"
)

func assembled(t testing.TB, files map[string]string) *course.Course {
	t.Helper()
	var lessons []*lesson.Lesson
	for name, text := range files {
		_, kind := course.Classify("content/" + name)
		lessons = append(lessons, lesson.Parse("content/"+name, kind, []byte(text), lesson.Options{Language: "en"}))
	}
	c, _ := course.Assemble(lessons, nil, course.Options{Now: time.Unix(0, 0)})
	return c
}

// The file that tells browsers where lessons went holds every page on which something is kept, and its earlier addresses.
func TestCourseIndex(t *testing.T) {
	c := assembled(t, map[string]string{
		"_index.md":         "---\ntitle: C\n---\n",
		"one/_index.md":     "---\ntitle: One\nweight: 1\n---\n",
		"one/a.md":          "---\ntitle: A\nweight: 1\naliases: [/zero/a/, old name]\n---\n",
		"one/b.md":          "---\ntitle: B\nweight: 2\n---\n",
		"empty/_index.md":   "---\ntitle: Empty\n---\n",
		"shelf/_index.md":   "---\ntitle: Shelf\nkind: guides\n---\n",
		"shelf/g.md":        "---\ntitle: G\n---\n",
		"about.md":          "---\ntitle: About\n---\n",
		"habits.md":         "---\ntitle: Habits\naliases: [/customs/]\n---\n\n:::reflect\nWhen?\n:::\n",
		"templates/note.md": "---\ntitle: Note\n---\n",
	})
	index, err := CourseIndex(c)
	require.NoError(t, err)
	require.JSONEq(t, `{
		"modules": [["one/", ["a/", "b/"]], ["empty/", []]],
		"others": ["shelf/g/", "habits/"],
		"moved": {"zero/a/": "one/a/", "one/old_name/": "one/a/", "customs/": "habits/"}
	}`, string(index.Content))
	require.Regexp(t, `^assets/course\.[0-9a-f]{8}\.json$`, index.Path)
}

// It grows with the course and is loaded by every learner after a change of paths, so it holds little of each lesson.
func TestCourseIndexIsSmall(t *testing.T) {
	files := map[string]string{"_index.md": "---\ntitle: C\n---\n"}
	for m := range 20 {
		files[fmt.Sprintf("module-%d/_index.md", m)] = "---\ntitle: M\n---\n"
		for l := range 50 {
			files[fmt.Sprintf("module-%d/a-lesson-of-the-course-%d.md", m, l)] = "---\ntitle: A title in several words\ndescription: Many words.\n---\n"
		}
	}
	index, err := CourseIndex(assembled(t, files))
	require.NoError(t, err)
	require.Less(t, len(index.Content), 1000*len("a-lesson-of-the-course-99/????"))
}

func TestStorageKeyTellsCoursesApart(t *testing.T) {
	key := func(title, address string) string {
		c := assembled(t, map[string]string{"_index.md": "---\ntitle: " + title + "\nbaseURL: " + address + "\n---\n"})
		return (&Renderer{Course: c, Link: RootedLink(c)}).View(c.Home).StorageKey()
	}
	one := key("One", "https://example.org/")
	require.Regexp(t, `^lectern:/:[0-9a-f]{8}$`, one)
	require.Equal(t, one, key("One", "https://other.example.org/"))
	require.NotEqual(t, one, key("Two", "https://example.org/"))
	require.Regexp(t, `^lectern:/a/path/:[0-9a-f]{8}$`, key("One", "https://example.org/a/path/"))
}
