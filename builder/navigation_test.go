package builder_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lectern/builder"
)

// TestNavigationIsBounded says that the number of links on a page does not grow with the course: a course of n lessons would cost
// n². Every lesson is still reached, from its module's page and by previous and next.
func TestNavigationIsBounded(t *testing.T) {
	const lessons, modules = 180, 120
	files := map[string]string{"_index.md": "---\ntitle: Big\nbaseURL: https://example.org/\n---\n"}
	for i := range lessons {
		files[fmt.Sprintf("000-long/%03d-lesson-%03d.md", i, i)] = fmt.Sprintf("---\ntitle: Lesson %d\n---\n", i)
	}
	for i := range modules {
		folder := fmt.Sprintf("%03d-short-%03d", i+1, i)
		if i == 0 {
			folder = "000-long"
		}
		files[folder+"/_index.md"] = fmt.Sprintf("---\ntitle: Module %d\n---\n", i)
		files[folder+"/only.md"] = "---\ntitle: Only\n---\n"
	}
	pages := published(t, builder.Options{Source: courseOf(files)})

	href := regexp.MustCompile(`href="(/[^"#]*)"`)
	for _, at := range []int{0, 24, 90, 155, lessons - 1} {
		page := pages[fmt.Sprintf("long/lesson-%03d/index.html", at)]
		require.NotEmpty(t, page)
		require.LessOrEqual(t, len(href.FindAllString(page, -1)), 130, "links of lesson %d", at)
		require.Contains(t, page, `href="/long/"`, "the way to the whole list")
		require.Equal(t, 1, strings.Count(page, `aria-current="page"`)-strings.Count(page, `<span aria-current="page"`), "lesson %d is marked once", at)
		require.Contains(t, page, fmt.Sprintf(`href="/long/lesson-%03d/" aria-current="page"`, at))
	}
	middle := pages["short-060/only/index.html"]
	require.Contains(t, middle, `href="/short-059/"`)
	require.Contains(t, middle, `href="/short-061/"`)
	require.LessOrEqual(t, len(href.FindAllString(middle, -1)), 130)

	for i := range lessons {
		require.Contains(t, pages["long/index.html"], fmt.Sprintf(`href="/long/lesson-%03d/"`, i))
	}
	next := regexp.MustCompile(`rel="next" href="/([^"]*)"`)
	at, seen := "long/lesson-000/", 1
	for {
		m := next.FindStringSubmatch(pages[at+"index.html"])
		if m == nil {
			break
		}
		at, seen = m[1], seen+1
	}
	require.Equal(t, lessons+modules, seen, "lessons on the way from the first to the last")
}
