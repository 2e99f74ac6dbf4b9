package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// served is a running lectern serve.
type served struct {
	t       testing.TB
	dir     string
	address string // http://127.0.0.1:PORT/
	cmd     *exec.Cmd

	mu    sync.Mutex
	lines []string
}

// startServe starts the real command on a course and waits until it tells its address.
func startServe(t testing.TB, dir string, args ...string) *served {
	t.Helper()
	s := &served{t: t, dir: dir}
	s.cmd = exec.Command("lectern", append([]string{"serve", "-s", dir}, args...)...)
	s.cmd.Env = append(os.Environ(), "TMPDIR="+t.TempDir())
	out, err := s.cmd.StdoutPipe()
	require.NoError(t, err)
	s.cmd.Stderr = s.cmd.Stdout
	require.NoError(t, s.cmd.Start())
	t.Cleanup(func() { _ = s.cmd.Process.Kill(); _ = s.cmd.Wait() })
	go s.listen(out)
	s.address = s.told(`(?m)^serving (http://\S+)$`)
	return s
}

func (s *served) listen(out io.Reader) {
	for lines := bufio.NewScanner(out); lines.Scan(); {
		s.mu.Lock()
		s.lines = append(s.lines, lines.Text())
		s.mu.Unlock()
	}
}

// told waits until a line is printed, and returns the first group of the pattern.
func (s *served) told(pattern string) string {
	s.t.Helper()
	form := regexp.MustCompile(pattern)
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if m := form.FindStringSubmatch(s.printed()); m != nil {
			return m[len(m)-1]
		}
	}
	s.t.Fatalf("not told: %s\nbut:\n%s", pattern, s.printed())
	return ""
}

func (s *served) printed() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.lines, "\n")
}

func (s *served) get(path string) (status int, text string) {
	s.t.Helper()
	response, err := http.Get(s.address + path)
	require.NoError(s.t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(s.t, err)
	return response.StatusCode, string(body)
}

// shows waits until a page holds a text.
func (s *served) shows(path, want string) {
	s.t.Helper()
	require.Eventually(s.t, func() bool { _, text := s.get(path); return strings.Contains(text, want) }, 10*time.Second, 5*time.Millisecond,
		"%s does not show %s; printed:\n%s", path, want, s.printed())
}

func (s *served) write(file, text string) {
	s.t.Helper()
	writeFile(s.t, s.dir, file, text)
}

func writeFile(t testing.TB, dir, file, text string) {
	t.Helper()
	name := filepath.Join(dir, filepath.FromSlash(file))
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o777))
	require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
}

// interrupt ends it as Ctrl+C does and returns the exit code.
func (s *served) interrupt() int {
	s.t.Helper()
	require.NoError(s.t, s.cmd.Process.Signal(syscall.SIGINT))
	var exit *exec.ExitError
	if err := s.cmd.Wait(); !errors.As(err, &exit) {
		require.NoError(s.t, err)
	}
	return s.cmd.ProcessState.ExitCode()
}

// writtenCourse writes a small course, with a draft.
func writtenCourse(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for file, text := range map[string]string{
		"content/_index.md":     "---\ntitle: Course\nbaseURL: https://example.org/\n---\n",
		"content/one/_index.md": "---\ntitle: One\n---\n",
		"content/one/a.md":      "---\ntitle: A\n---\n\nText of a.\n",
		"content/one/draft.md":  "---\ntitle: Draft\ndraft: true\n---\n\nText of a draft.\n",
	} {
		writeFile(t, dir, file, text)
	}
	return dir
}

func TestServe(t *testing.T) {
	dir := writtenCourse(t)
	s := startServe(t, dir, "--port", "0")
	require.Regexp(t, `^http://127\.0\.0\.1:\d+/$`, s.address)
	s.told(`(?m)^watching content and themes; Ctrl\+C ends$`)
	s.told(`(?m)^built .*: 4 files parsed in \d+\.\d+ m?s, \d+ warnings \(lectern check shows them\)$`)
	s.shows("one/draft/", "Text of a draft.")
	s.shows("_lectern/", "draft</b>")
	s.shows("sitemap.xml", s.address+"one/a/")

	s.write("content/one/a.md", "---\ntitle: A\n---\n\nOther text.\n")
	s.shows("one/a/", "Other text.")
	s.told(`(?m)^content/one/a\.md: 1 file parsed in \d+\.\d ms$`)
	s.write("content/new/_index.md", "---\ntitle: New module\n---\n")
	s.write("content/new/deep/index.md", "---\ntitle: Deep\n---\n\nNew lesson.\n")
	s.shows("new/deep/", "New lesson.")
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "content", "new")))
	require.Eventually(t, func() bool { status, _ := s.get("new/deep/"); return status == 404 }, 10*time.Second, 5*time.Millisecond)

	s.write("content/one/a.md", "---\ntitle: A\n---\n\n[x](gone.md)\n")
	s.told(`(?m)^content/one/a\.md:5:1: error: link to "gone.md"`)
	s.told(`, 1 error: the last good site stays`)
	s.shows("one/a/", "Other text.")
	s.write("content/one/a.md", "---\ntitle: A\n---\n\nMended.\n")
	s.shows("one/a/", "Mended.")
	s.told(`, mended\n?`)

	s.write("themes/default/layouts/partials/footer.html", "{{.Broken")
	s.told(`(?m)^error: .*footer.html:\d`)
	s.shows("one/a/", "Mended.")
	s.write("themes/default/layouts/partials/footer.html", "<footer>Own</footer>")
	s.shows("one/a/", "<footer>Own</footer>")
	s.write("themes/default/strings/en.yaml", "skip: Jump\n")
	s.shows("one/a/", "Jump")

	require.Equal(t, 130, s.interrupt())
	_, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(s.address, "http://"), "/"))
	require.Error(t, err, "nobody listens any more")
	require.NoDirExists(t, filepath.Join(dir, "public"))
	for _, folder := range []string{dir, strings.TrimPrefix(s.cmd.Env[len(s.cmd.Env)-1], "TMPDIR=")} {
		entries, err := os.ReadDir(folder)
		require.NoError(t, err)
		for _, e := range entries {
			require.Contains(t, []string{"content", "themes"}, e.Name(), "left in "+folder)
		}
	}
}

func TestServeWithoutDrafts(t *testing.T) {
	s := startServe(t, writtenCourse(t), "--port", "0", "-D=false")
	status, _ := s.get("one/draft/")
	require.Equal(t, 404, status)
	s.shows("one/a/", "Text of a.")
}

func TestServeByPolling(t *testing.T) {
	s := startServe(t, writtenCourse(t), "--port", "0", "--poll")
	s.write("content/one/a.md", "---\ntitle: A\n---\n\nFound by looking.\n")
	s.shows("one/a/", "Found by looking.")
}

// TestServeTakesTheNextPort starts a second preview beside the first.
func TestServeTakesTheNextPort(t *testing.T) {
	dir := writtenCourse(t)
	first := startServe(t, dir, "--port", "0")
	port := regexp.MustCompile(`:(\d+)/`).FindStringSubmatch(first.address)[1]
	second := startServe(t, dir, "--port", port)
	require.NotEqual(t, first.address, second.address)
	second.told(`(?m)^port ` + port + ` is taken$`)
	second.shows("one/a/", "Text of a.")
	require.NoError(t, second.cmd.Process.Signal(syscall.SIGTERM))
	_ = second.cmd.Wait()
	require.Equal(t, 143, second.cmd.ProcessState.ExitCode())
}

// TestServeBrokenFromTheBeginning starts on a course without settings, which are written then.
func TestServeBrokenFromTheBeginning(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, dir, "content/about.md", "---\ntitle: About\n---\n")
	s := startServe(t, dir, "--port", "0")
	s.told(`content/_index.md:1:1: error: course has no content/_index.md`)
	status, text := s.get("")
	require.Equal(t, 503, status)
	require.Contains(t, text, "The course has errors")
	s.write("content/_index.md", "---\ntitle: Course\nbaseURL: https://example.org/\n---\n\nAt last.\n")
	s.shows("", "At last.")
}

// TestServeNeverHangs ends it while pages are open and clients do not read.
func TestServeNeverHangs(t *testing.T) {
	s := startServe(t, writtenCourse(t), "--port", "0")
	for i := range 20 {
		conn, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(s.address, "http://"), "/"))
		require.NoError(t, err)
		defer conn.Close()
		if i%2 == 0 {
			fmt.Fprintf(conn, "GET /_lectern/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
		} else {
			fmt.Fprintf(conn, "GET / HT")
		}
	}
	time.Sleep(50 * time.Millisecond)
	began := time.Now()
	require.Equal(t, 130, s.interrupt())
	require.Less(t, time.Since(began), 3*time.Second)
}
