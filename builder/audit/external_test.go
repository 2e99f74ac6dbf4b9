package audit

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder/course"
	"lectern/builder/diag"
)

// web is a server that remembers what it was asked.
type web struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string
	times []time.Time
}

func newWeb(t *testing.T, answer http.HandlerFunc) *web {
	w := &web{}
	w.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		w.asked = append(w.asked, r.Method+" "+r.URL.RequestURI())
		w.times = append(w.times, time.Now())
		w.mu.Unlock()
		answer(rw, r)
	}))
	t.Cleanup(w.Close)
	return w
}

// courseWith is a course whose lesson links to paths of the server.
func courseWith(t *testing.T, w *web, paths ...string) *course.Course {
	t.Helper()
	var body strings.Builder
	for _, p := range paths {
		body.WriteString("[x](" + w.URL + p + ")\n\n")
	}
	return build(t, body.String()).Course
}

func quick() ExternalOptions {
	return ExternalOptions{Gap: time.Millisecond, Timeout: 500 * time.Millisecond, Now: time.Unix(1e9, 0)}
}

func TestExternal(t *testing.T) {
	var mu sync.Mutex
	flaky := 0
	w := newWeb(t, func(rw http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/gone":
			rw.WriteHeader(http.StatusNotFound)
		case "/forbidden":
			rw.WriteHeader(http.StatusForbidden)
		case "/only-get":
			if r.Method == http.MethodHead {
				rw.WriteHeader(http.StatusMethodNotAllowed)
			}
		case "/flaky":
			mu.Lock()
			defer mu.Unlock()
			if flaky++; flaky <= 2 {
				rw.WriteHeader(http.StatusServiceUnavailable)
			}
		case "/slow":
			time.Sleep(time.Second)
		}
	})
	c := courseWith(t, w, "/fine", "/fine#part", "/gone", "/forbidden", "/only-get", "/flaky", "/slow", "/ignored/a")
	opt := quick()
	opt.Ignore = []string{w.URL + "/ignored/*"}
	found, err := External(context.Background(), c, opt)
	require.NoError(t, err)
	var got []string
	for _, d := range found {
		got = append(got, d.Pos.String()+": "+d.Severity.String()+": "+strings.ReplaceAll(d.Message, w.URL, "WEB"))
	}
	require.Len(t, got, 3)
	require.Equal(t, "content/m/l.md:9:1: error: WEB/gone is gone: 404 Not Found", got[0])
	require.Equal(t, "content/m/l.md:11:1: warning: WEB/forbidden answers 403 Forbidden", got[1])
	require.Contains(t, got[2], "content/m/l.md:17:1: warning: WEB/slow does not answer: ")
	w.mu.Lock()
	defer w.mu.Unlock()
	require.NotContains(t, strings.Join(w.asked, "\n"), "ignored")
	require.Equal(t, 1, strings.Count(strings.Join(w.asked, "\n"), "/fine"), "an address is asked once: %v", w.asked)
}

// One host is never asked twice within the gap, not even by retries.
func TestExternalIsPolite(t *testing.T) {
	w := newWeb(t, func(http.ResponseWriter, *http.Request) {})
	opt := quick()
	opt.Gap = 40 * time.Millisecond
	_, err := External(context.Background(), courseWith(t, w, "/a", "/b", "/c", "/d"), opt)
	require.NoError(t, err)
	require.Len(t, w.times, 4)
	for i := 1; i < len(w.times); i++ {
		require.GreaterOrEqual(t, w.times[i].Sub(w.times[i-1]), 35*time.Millisecond)
	}
}

// A host that says when to come again is asked then, and not again if that is too late. One that hangs up on HEAD is asked with GET.
func TestExternalWaits(t *testing.T) {
	var mu sync.Mutex
	asked := map[string]int{}
	w := newWeb(t, func(rw http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		asked[r.URL.Path]++
		switch first := asked[r.URL.Path] == 1; {
		case r.URL.Path == "/soon" && first:
			rw.Header().Set("Retry-After", "1")
			rw.WriteHeader(http.StatusTooManyRequests)
		case r.URL.Path == "/late":
			rw.Header().Set("Retry-After", "3600")
			rw.WriteHeader(http.StatusTooManyRequests)
		case r.URL.Path == "/head" && r.Method == http.MethodHead:
			panic(http.ErrAbortHandler)
		}
	})
	found, err := External(context.Background(), courseWith(t, w, "/soon", "/late", "/head"), quick())
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Contains(t, found[0].Message, "/late answers 429 Too Many Requests")
	w.mu.Lock()
	defer w.mu.Unlock()
	require.Equal(t, map[string]int{"/soon": 2, "/late": 1, "/head": 2}, asked)
	i, j := slices.Index(w.asked, "HEAD /soon"), 0
	for n, a := range w.asked {
		if a == "HEAD /soon" {
			j = n
		}
	}
	require.GreaterOrEqual(t, w.times[j].Sub(w.times[i]), 900*time.Millisecond)
}

func TestExternalCircle(t *testing.T) {
	w := newWeb(t, func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, "/circle", http.StatusFound) })
	found, err := External(context.Background(), courseWith(t, w, "/circle"), quick())
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Contains(t, found[0].Message, "/circle does not answer: redirects again and again")
	require.Len(t, w.asked, 6, "and not asked again")
}

func TestRetryAfter(t *testing.T) {
	require.Equal(t, 7*time.Second, retryAfter("7"))
	require.Zero(t, retryAfter(""))
	require.Zero(t, retryAfter("-3"))
	require.Zero(t, retryAfter("Wed, 21 Oct 2015 07:28:00 GMT"))
	require.Greater(t, retryAfter(time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)), 50*time.Minute)
}

func TestExternalCache(t *testing.T) {
	status := http.StatusOK
	w := newWeb(t, func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(status) })
	c := courseWith(t, w, "/a")
	opt := quick()
	opt.Cache = filepath.Join(t.TempDir(), "folder", "links.json")
	ask := func() int {
		before := len(w.asked)
		_, err := External(context.Background(), c, opt)
		require.NoError(t, err)
		return len(w.asked) - before
	}
	require.Equal(t, 1, ask())
	require.Zero(t, ask(), "a good answer is remembered")
	opt.Now = opt.Now.Add(8 * 24 * time.Hour)
	status = http.StatusGone
	require.NotZero(t, ask(), "for a week")
	require.NotZero(t, ask(), "a bad answer is asked again")
	require.NoError(t, os.WriteFile(opt.Cache, []byte("no JSON"), 0o644))
	require.NotZero(t, ask(), "a broken cache is as good as none")
}

func TestExternalStops(t *testing.T) {
	w := newWeb(t, func(http.ResponseWriter, *http.Request) { time.Sleep(200 * time.Millisecond) })
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	_, err := External(ctx, courseWith(t, w, "/a", "/b"), quick())
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestMatches(t *testing.T) {
	for _, tt := range []struct {
		pattern, address string
		want             bool
	}{
		{"https://a.org/", "https://a.org/", true},
		{"https://a.org/", "https://a.org/x", false},
		{"https://a.org/*", "https://a.org/x/y", true},
		{"*.pdf", "https://a.org/x.pdf", true},
		{"https://*.org/*/z", "https://a.org/x/z", true},
		{"https://*.org/*/z", "https://a.com/x/z", false},
	} {
		require.Equal(t, tt.want, matches(tt.pattern, tt.address), "%s %s", tt.pattern, tt.address)
	}
}

// What is gone is an error; what may be a host's whim is a warning.
func TestSeverity(t *testing.T) {
	require.Empty(t, diagnose(answer{Status: 200}))
	require.Equal(t, diag.Error, diagnose(answer{Status: 410})[0].Severity)
	require.Equal(t, diag.Warning, diagnose(answer{Status: 500})[0].Severity)
}

func diagnose(a answer) []diag.Diagnostic {
	if d, bad := a.diagnostic(diag.Pos{}, "https://a.org/"); bad {
		return []diag.Diagnostic{d}
	}
	return nil
}
