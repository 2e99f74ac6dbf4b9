package serve_test

import (
	"context"
	"io"
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder"
	"lectern/builder/serve"
)

// TestLessonsBeforeTheFirstBuild asks a server that has nothing but the front matter of the course yet.
func TestLessonsBeforeTheFirstBuild(t *testing.T) {
	listener, err := serve.Listen("127.0.0.1", 0)
	require.NoError(t, err)
	p := &preview{Server: serve.New(serve.Options{Host: "127.0.0.1"}), t: t, address: "http://" + listener.Addr().String() + "/"}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx, listener) }()
	t.Cleanup(func() { cancel(); require.NoError(t, <-ended) })

	fsys := smallCourse()
	for name := range fsys {
		if regexp.MustCompile(`^themes/`).MatchString(name) {
			delete(fsys, name) // with a theme of its own a course has to wait
		}
	}
	p.builder = builder.New(builder.Options{Source: fsys, Themes: themesFS, Now: time.Unix(1.8e9, 0), BaseURL: p.address})
	early, err := p.builder.Skim(t.Context())
	require.NoError(t, err)
	require.NotNil(t, early)
	p.ShowEarly(early)

	response, lesson := p.get("GET", "/one/a/")
	require.Equal(t, 200, response.StatusCode)
	require.Contains(t, lesson, "Text of a.")
	require.NotEmpty(t, response.Header.Get("Content-Security-Policy"))
	for _, asset := range []string{regexp.MustCompile(`/assets/site\.\w+\.css`).FindString(lesson), "/one/p.svg", "/data.json"} {
		response, _ = p.get("GET", asset)
		require.Equal(t, 200, response.StatusCode, asset)
	}
	_, status := p.get("GET", "/_lectern/")
	require.Contains(t, status, "The course is being read.")

	_, home := p.get("GET", "/")
	require.Contains(t, home, "Welcome.")

	feed := make(chan string)
	go func() {
		response, err := http.Get(p.address + "feed.xml")
		if err != nil {
			feed <- err.Error()
			return
		}
		defer response.Body.Close()
		text, _ := io.ReadAll(response.Body)
		feed <- string(text)
	}()
	select {
	case text := <-feed: // which has the first words of lessons
		t.Fatal("the feed does not wait: " + text)
	case <-time.After(100 * time.Millisecond):
	}
	p.rebuild()
	require.Contains(t, <-feed, "Text of a.")
	_, again := p.get("GET", "/one/a/")
	build := regexp.MustCompile(`data-build="[^"]*"`)
	require.NotEqual(t, lesson, again, "an open page hears that there is a build")
	require.Equal(t, build.ReplaceAllString(lesson, ""), build.ReplaceAllString(again, ""))
	_, status = p.get("GET", "/_lectern/")
	require.NotContains(t, status, "The course is being read.")
}
