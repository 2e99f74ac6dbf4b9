package browser_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const practice = "\n\n:::reflect\nWhat will you do?\n:::\n\n:::quiz\nWhich?\n\n- [x] this\n- [ ] that\n:::\n"

func movingCourse() map[string]string {
	return map[string]string{
		"_index.md":       "---\ntitle: The course\nbaseURL: https://example.org/\n---\n",
		"one/_index.md":   "---\ntitle: One\nweight: 1\n---\n",
		"one/a.md":        "---\ntitle: A\nweight: 1\n---" + practice,
		"one/b.md":        "---\ntitle: B\nweight: 2\n---" + practice,
		"two/_index.md":   "---\ntitle: Two\nweight: 2\n---\n",
		"two/c.md":        "---\ntitle: C\n---" + practice,
		"shelf/_index.md": "---\ntitle: Shelf\nkind: guides\n---\n",
		"shelf/g.md":      "---\ntitle: G\n---" + practice,
	}
}

// A lesson that is renamed, moved to another module or gone takes nothing of the learner with it.
func TestProgressFollowsMovedLessons(t *testing.T) {
	t.Parallel()
	files := movingCourse()
	s := serve(t, small(files), "/")
	b := s.profile(t)
	work := func(path, words string) {
		b.open(path)
		b.write("textarea", words)
		b.shows("[data-block=reflect] [role=status]", "Saved")
		b.choose(0, true)
		b.click("[data-check]")
		if strings.HasPrefix(path, "shelf/") {
			return
		}
		b.click("[data-complete]")
		b.shows(".complete [role=status]", "Lesson complete")
	}
	work("one/a/", "words of a")
	work("one/b/", "words of b")
	work("two/c/", "words of c")
	work("shelf/g/", "words of g")
	b.shows(".ring [data-count]", "3 of 3")

	// A is renamed and moved, b is gone for now, c is renamed twice; the course has another title.
	files["_index.md"] = strings.Replace(files["_index.md"], "The course", "The best course", 1)
	files["two/a-new.md"] = strings.Replace(files["one/a.md"], "title: A", "title: New A\naliases: [/one/a/]", 1)
	delete(files, "one/a.md")
	gone := files["one/b.md"]
	delete(files, "one/b.md")
	files["one/d.md"] = "---\ntitle: D\n---\n\nText.\n"
	files["two/c.md"] = strings.Replace(files["two/c.md"], "title: C", "title: C\nslug: c-three\naliases: [/two/c-two/, /two/c/]", 1)
	s.publish(t, small(files))

	b.open("")
	b.shows(".ring [data-count]", "2 of 3")
	require.Equal(t, `["0 of 1 complete","2 of 2 complete"]`, b.eval(`[...document.querySelectorAll(".card .state")].map((x) => x.checkVisibility() ? x.innerText.trim() : "")`))
	b.shows("[data-resume] .title", "Lesson 1 of 1") // d, whose title this browser has never seen
	b.follow("[data-resume]", "one/d/")
	b.open("one/a/") // the old address
	b.at("two/a-new/")
	require.Equal(t, `"true"`, b.eval(`document.querySelector("[data-complete]").getAttribute("aria-pressed")`))
	require.Equal(t, `"words of a"`, b.eval(`document.querySelector("textarea").value`))
	b.shows("[data-question] .result", "Right.")
	b.open("workbook/")
	require.Equal(t, `["words of a","words of c","words of g"]`, b.eval(`[...document.querySelectorAll("textarea")].map((x) => x.value).sort()`))
	b.shows("[data-remains]", "words of b")

	// B comes back, and with it what belongs to it.
	files["one/b.md"] = gone
	s.publish(t, small(files))
	b.open("one/b/")
	b.until(`document.querySelector("[data-complete]").getAttribute("aria-pressed") === "true"`)
	require.Equal(t, `"words of b"`, b.eval(`document.querySelector("textarea").value`))
	b.shows(".ring [data-count]", "3 of 4")
	b.quiet()
}

// A lesson that becomes a guide is no longer part of what is to be completed, until it is a lesson again.
func TestLessonBecomesGuide(t *testing.T) {
	t.Parallel()
	files := movingCourse()
	s := serve(t, small(files), "/")
	b := s.profile(t)
	for _, path := range []string{"one/a/", "two/c/"} {
		b.open(path)
		b.click("[data-complete]")
	}
	b.shows(".ring [data-count]", "2 of 3")
	lesson := files["two/c.md"]
	delete(files, "two/c.md")
	files["shelf/c.md"] = strings.Replace(lesson, "title: C", "title: C\naliases: [/two/c/]", 1)
	s.publish(t, small(files))
	b.open("shelf/c/")
	b.shows(".ring [data-count]", "1 of 2")
	b.open("")
	b.shows(".ring [data-count]", "1 of 2")
	delete(files, "shelf/c.md")
	files["two/c.md"] = strings.Replace(lesson, "title: C", "title: C\naliases: [/shelf/c/]", 1)
	s.publish(t, small(files))
	b.open("")
	b.shows(".ring [data-count]", "2 of 3")
	b.quiet()
}

// What a learner deletes stays deleted, also what the course left under an earlier title.
func TestDeletedStaysDeleted(t *testing.T) {
	t.Parallel()
	files := movingCourse()
	s := serve(t, small(files), "/")
	b := s.profile(t)
	retitle := func(from, to string) {
		files["_index.md"] = strings.Replace(files["_index.md"], from, to, 1)
		s.publish(t, small(files))
	}
	b.open("one/a/")
	b.click("[data-complete]")
	retitle("The course", "Another course") // whose pages are begun before they know of the first
	b.before(`window.fetch = (fetch => (...a) => window.offline ? Promise.reject(new TypeError("offline")) : fetch(...a))(window.fetch); window.offline = !location.pathname.includes("workbook")`)
	b.open("one/b/")
	b.click("[data-complete]")
	b.open("workbook/")
	b.click("[data-tool=delete]")
	b.click("[data-tool=delete-now]")
	b.shows("[data-tools] [role=status]", "Everything is deleted.")
	b.until(`Object.keys(localStorage).length === 0`)
	retitle("Another course", "A third course")
	b.open("workbook/")
	b.settled()
	b.shows(".ring [data-count]", "0 of 3")

	b.open("one/a/")
	b.click("[data-complete]")
	retitle("A third course", "The fourth course")
	b.open("workbook/") // which takes over what the third had
	b.shows(".ring [data-count]", "1 of 3")
	require.Equal(t, "1", b.eval(`Object.keys(localStorage).length`))
	b.quiet()
}

// Where nothing but the page itself is loaded, it knows its own earlier addresses.
func TestPageKnowsItsEarlierAddresses(t *testing.T) {
	t.Parallel()
	files := movingCourse()
	s := serve(t, small(files), "/")
	b := s.profile(t)
	b.open("one/a/")
	b.click("[data-complete]")
	b.write("textarea", "old words")
	b.shows("[data-block=reflect] [role=status]", "Saved")
	files["one/z.md"] = strings.Replace(files["one/a.md"], "title: A", "title: Z\naliases: [/one/a/]", 1)
	delete(files, "one/a.md")
	s.publish(t, small(files))
	b.before(`window.fetch = () => Promise.reject(new TypeError("offline"))`)
	b.open("one/z/")
	require.Equal(t, `"true"`, b.eval(`document.querySelector("[data-complete]").getAttribute("aria-pressed")`))
	require.Equal(t, `"old words"`, b.eval(`document.querySelector("textarea").value`))
	b.quiet()
}

// Another course that takes the place of one at the same address begins at the beginning.
func TestCoursesAreKeptApart(t *testing.T) {
	t.Parallel()
	s := serve(t, small(movingCourse()), "/")
	b := s.profile(t)
	b.open("one/a/")
	b.click("[data-complete]")
	s.publish(t, small(map[string]string{
		"_index.md":   "---\ntitle: Cooking\nbaseURL: https://example.org/\n---\n",
		"c/_index.md": "---\ntitle: Eggs\n---\n",
		"c/l.md":      "---\ntitle: L\n---\n\nText.\n",
	}))
	b.open("c/l/")
	b.shows(".ring [data-count]", "0 of 1")
	b.click("[data-complete]")
	b.shows(".ring [data-count]", "1 of 1")
	s.publish(t, small(movingCourse()))
	b.open("")
	b.shows(".ring [data-count]", "1 of 3")
	b.quiet()
}
