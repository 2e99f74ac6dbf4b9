package main

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestEditToEvent measures the loop of an author in a course of some size: from the write of a file to the event that open pages
// get, and to the changed page. It is a report; the bound only catches what has become many times slower.
//
//	LECTERN_LESSONS=10000 go test ./cmd/lectern -run EditToEvent -v
func TestEditToEvent(t *testing.T) {
	lessons, err := strconv.Atoi(os.Getenv("LECTERN_LESSONS"))
	if err != nil {
		lessons = 100
	}
	dir := t.TempDir()
	paragraph := strings.Repeat("A *team* decides on Monday what it will **finish** by Friday, see [next](lesson-0.md). ", 12)
	writeFile(t, dir, "content/_index.md", "---\ntitle: Course\nbaseURL: https://example.org/\n---\n")
	lesson := func(i int, title, words string) string {
		return fmt.Sprintf("---\ntitle: %s\ndescription: D\ntakeaways: [One, Two]\nfaqs: [{question: What is number %d?, answer: It is *so*.}]\n---\n\n## First\n\n%s\n\n## Second\n\n%s\n\n:::quiz\nWhich of %d?\n\n- [x] this\n- [ ] that\n:::\n\n%s\n",
			title, i, paragraph, strings.Repeat(paragraph+"\n\n", 6), i, words)
	}
	file := func(i int) string { return fmt.Sprintf("content/module-%d/lesson-%d.md", i/20, i%20) }
	for i := range lessons {
		writeFile(t, dir, filepath.Dir(file(i))+"/_index.md", fmt.Sprintf("---\ntitle: Module %d\n---\n", i/20))
		writeFile(t, dir, file(i), lesson(i, "Lesson", "Words."))
	}
	began := time.Now()
	s := startServe(t, dir, "--port", "0")
	s.get("")
	t.Logf("%d lessons: from the start to the first page %v", lessons, time.Since(began).Round(time.Millisecond))
	events := s.events()
	for _, kind := range []string{"body", "title", "heading"} {
		var toEvent, toPage []time.Duration
		for n := range 20 {
			i := n * 37 % lessons
			token := fmt.Sprintf("token%s%d", kind, n)
			text := lesson(i, "Lesson", token)
			switch kind {
			case "title":
				text = lesson(i, "Lesson "+token, "Words.")
			case "heading":
				text = lesson(i, "Lesson", "## Heading "+token)
			}
			start := time.Now()
			s.write(file(i), text)
			toEvent = append(toEvent, (<-events).Sub(start))
			s.shows(strings.TrimSuffix(strings.TrimPrefix(file(i), "content/"), ".md")+"/", token)
			toPage = append(toPage, time.Since(start))
			time.Sleep(60 * time.Millisecond) // as nobody saves faster
			for len(events) > 0 {
				<-events
			}
		}
		slices.Sort(toEvent)
		slices.Sort(toPage)
		t.Logf("%s: to the event %.1f ms, to the page %.1f ms (medians of 20)", kind, ms(toEvent[10]), ms(toPage[10]))
		require.Less(t, toEvent[10], 2*time.Second)
	}
	t.Log(memory(s.cmd.Process.Pid))
}

func ms(d time.Duration) float64 { return d.Seconds() * 1000 }

// events gives the times at which an open page is told something.
func (s *served) events() <-chan time.Time {
	s.t.Helper()
	_, page := s.get("")
	build := regexp.MustCompile(`data-build="([^"]*)"`).FindStringSubmatch(page)[1]
	response, err := http.Get(s.address + "_lectern/events?build=" + build)
	require.NoError(s.t, err)
	out := make(chan time.Time, 1000)
	lines := bufio.NewScanner(response.Body)
	require.True(s.t, lines.Scan())
	go func() {
		defer response.Body.Close()
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), "data: ") {
				out <- time.Now()
			}
		}
	}()
	return out
}

// memory is what the system tells of a process; empty where it does not.
func memory(pid int) string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return ""
	}
	var out []string
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "VmHWM") || strings.HasPrefix(line, "VmRSS") {
			out = append(out, strings.Join(strings.Fields(line), " "))
		}
	}
	return strings.Join(out, ", ")
}
