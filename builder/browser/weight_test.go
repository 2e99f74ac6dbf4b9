package browser_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"lectern/builder/course"
)

// budgets are the bytes that a browser may receive for a lesson, without headers, compressed with gzip. Brotli, which most
// get from hosts, is a few percent smaller.
var budgets = []struct {
	kind, ending string
	bytes, files int
}{
	{"HTML", "/", 12_000, 1},
	{"CSS", ".css", 9_000, 1},
	{"JavaScript", ".js", 15_000, 3},
	{"fonts", ".woff2", 55_000, 2},
}

// The longest lesson stays within the budgets, with all scripts that it may load; the HTML of all others too.
func TestWeight(t *testing.T) {
	t.Parallel()
	s := serve(t, sampleSource, "/")
	s.compress = true
	var longest *course.Page
	for _, p := range s.course.Pages {
		if p.IsLesson() && (longest == nil || p.Words > longest.Words) {
			longest = p
		}
	}
	for _, p := range s.course.Pages {
		if p.IsLesson() {
			require.LessOrEqual(t, len(zipped(s.files[p.Path+"index.html"])), budgets[0].bytes, p.Path)
		}
	}
	b := s.profile(t)
	b.open(longest.Path)
	b.settled()
	b.eval(`void document.querySelector("[data-search]").click()`)
	b.until(`performance.getEntriesByType("resource").some((r) => r.name.includes("/assets/search."))`)
	b.settled()
	t.Logf("/%s, %d words", longest.Path, longest.Words)
	for _, budget := range budgets {
		var sizes []int
		require.NoError(t, json.Unmarshal([]byte(b.eval(`performance.getEntries().filter((r) => r.encodedBodySize && r.name.endsWith("`+budget.ending+`")).map((r) => r.encodedBodySize)`)), &sizes))
		sum := 0
		for _, size := range sizes {
			sum += size
		}
		t.Logf("%-10s %6d of %6d bytes in %d files", budget.kind, sum, budget.bytes, len(sizes))
		require.NotZero(t, sum, budget.kind)
		require.LessOrEqual(t, sum, budget.bytes, budget.kind)
		require.LessOrEqual(t, len(sizes), budget.files, budget.kind)
	}
	b.quiet()
}
