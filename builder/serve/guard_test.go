package serve_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder/serve"
)

// TestRefused asks for what the server must not give, in every way that a web site or a stranger might. No
// answer lets another site read it, and none has a byte of a source file.
func TestRefused(t *testing.T) {
	p := start(t, smallCourse(), serve.Options{})
	own := strings.TrimSuffix(strings.TrimPrefix(p.address, "http://"), "/")
	_, port, err := net.SplitHostPort(own)
	require.NoError(t, err)

	var cases []struct {
		request string
		want    []int
	}
	refuse := func(request string, want ...int) {
		cases = append(cases, struct {
			request string
			want    []int
		}{request, want})
	}
	hosts := []string{
		"example.org", "example.org:" + port, "127.0.0.1.nip.io", "127.0.0.1.example.org:" + port, "localhost.example.org", "notlocalhost",
		"localhost.", "localhost@example.org", "10.0.0.1", "192.168.1.2:" + port, "169.254.169.254", "0.0.0.0", "[::]", "[fe80::1]", "[2001:db8::1]:" + port,
		"2130706433", "0x7f000001", "127.1", "0177.0.0.1", "rebind.it", "a.localhost.evil.com", "", " ", "[", "]localhost[", "localhost:1:2", "[::1", "\x7f",
	}
	for _, host := range hosts {
		for _, target := range []string{"/", "/one/a/", "/_lectern/", "/_lectern/events", "/_lectern/reload.js"} {
			refuse(request("GET", target, host), 400, 403)
		}
	}
	refuse("GET / HTTP/1.0\r\n\r\n", 403) // no Host at all
	refuse("GET / HTTP/1.1\r\n\r\n", 400)
	refuse("GET / HTTP/1.1\r\nHost: localhost\r\nHost: example.org\r\n\r\n", 400)
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "BREW"} {
		for _, target := range []string{"/", "/one/a/", "/_lectern/", "/_lectern/events", "/_headers"} {
			refuse(request(method, target, own, "Content-Length: 0"), 405)
		}
	}
	refuse(request("OPTIONS", "*", own), 405)
	refuse(request("CONNECT", "example.org:443", own), 405, 403)
	for _, target := range traversals() {
		refuse(request("GET", target, own), 400, 404, 431)
	}
	for _, target := range []string{"http://" + own + "/", "http://example.org/", "https://localhost/one/a/", "http://localhost/../secret.txt", "ftp://localhost/", "file:///etc/passwd", "*", "one/a/", "?x", "#x", "\\", "//example.org/", "//" + own + "/", "///"} {
		refuse(request("GET", target, own), 400, 403)
	}
	for _, headers := range foreign {
		refuse(request("GET", "/_lectern/events", own, headers...), 403)
	}
	for _, c := range cases {
		status, header, text := p.raw(c.request)
		require.Contains(t, c.want, status, "%.200q", c.request)
		requireNothingGiven(t, header, text, c.request)
	}
	t.Logf("%d requests were refused", len(cases))
}

// foreign are headers of requests that another site makes a browser send.
var foreign = [][]string{
	{"Origin: http://example.org"}, {"Origin: null"}, {"Origin: http://localhost:1"}, {"Origin: http://127.0.0.1"}, {"Origin: file://"},
	{"Origin: chrome-extension://abcdef"}, {"Origin: http://127.0.0.1.nip.io"}, {"Origin: ://"},
	{"Sec-Fetch-Site: cross-site"}, {"Sec-Fetch-Site: same-site"}, {"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"},
	{"Sec-Fetch-Site: cross-site", "Origin: http://example.org"}, {"Sec-Fetch-Site: anything"},
}

// traversals spells ways out of the site, and to source files.
func traversals() []string {
	var out []string
	ups := []string{"..", "%2e%2e", "%2E.", ".%2e", "..%00", "..%5c", "%252e%252e", "..;", "%c0%ae%c0%ae", "%u002e%u002e", "..%c0%af", "．．"}
	slashes := []string{"/", "%2f", "%2F", "%5c", "\\", "//", "%00/", "/./"}
	for _, up := range ups {
		for _, slash := range slashes {
			for _, file := range []string{"secret.txt", "etc/passwd", "content/one/a.md"} {
				out = append(out, "/"+up+slash+file, "/one/a/"+strings.Repeat(up+slash, 3)+file, "/assets/"+strings.Repeat(up+slash, 8)+file)
			}
		}
	}
	for _, file := range []string{
		"secret.txt", ".env", ".git/config", "content/one/a.md", "content/_index.md", "one/a.md", "one/a/index.md", "one/_index.md", "_index.md", "glossary.md",
		"templates/agenda.md", "themes/default/notes.md", "themes/default/layouts/base.html", "layouts/base.html", "strings/en.yaml", "content.go", "go.mod",
		"_headers", "_redirects", "_lectern", "_lectern/x", "_lectern/assets/reload.js", "_lectern/server.go", "@fs/etc/passwd", "@fs/secret.txt?raw??", "one/a/?raw/../secret.txt",
		"one/a.md?raw", "secret.txt?import", "%00", "one%00/a/", "one/a/%00", "./one/a/", "one/./a/", "one//a/", "one/a//", "proc/self/environ", "C:/Windows/win.ini", "C:%5cWindows",
		"one/a/index.html/", "one/a/index.html/x", "a%20b.txt/", strings.Repeat("a", 60_000), strings.Repeat("a/", 30_000), strings.Repeat("../", 20_000), strings.Repeat("a", 200_000),
	} {
		if file != "one/a/?raw/../secret.txt" {
			out = append(out, "/"+file)
		}
	}
	return out
}

func requireNothingGiven(t *testing.T, header http.Header, text, request string) {
	t.Helper()
	require.NotContains(t, text, "SECRET", "%.200q", request)
	require.NotContains(t, text, "title: ", "%.200q", request)
	require.NotContains(t, text, "root:", "%.200q", request)
	for name := range header {
		require.False(t, strings.HasPrefix(name, "Access-Control-"), "%s for %.200q", name, request)
	}
}

// TestKnownHosts asks by every name that the machine has for itself.
func TestKnownHosts(t *testing.T) {
	p := start(t, smallCourse(), serve.Options{})
	for _, host := range []string{"localhost", "LocalHost:80", "lectern.localhost", "127.0.0.1", "127.0.0.1:9999", "127.8.9.10", "[::1]", "[::1]:1313", "[0:0:0:0:0:0:0:1]"} {
		status, header, text := p.raw(request("GET", "/one/a/", host))
		require.Equal(t, 200, status, host)
		require.Contains(t, text, "Text of a.")
		requireNothingGiven(t, header, text, host)
	}
	for _, headers := range [][]string{{}, {"Origin: " + strings.TrimSuffix(p.address, "/"), "Sec-Fetch-Site: same-origin"}, {"Sec-Fetch-Site: none"}} {
		status, _, _ := p.raw(request("HEAD", "/_lectern/events", strings.TrimSuffix(strings.TrimPrefix(p.address, "http://"), "/"), headers...))
		require.Equal(t, 200, status, headers)
	}
}

// TestToldHosts listens for a name or for every address, as the author wished.
func TestToldHosts(t *testing.T) {
	for told, hosts := range map[string]map[string]int{
		"course.test": {"course.test": 200, "COURSE.test:80": 200, "localhost": 200, "10.0.0.1": 403, "other.test": 403},
		"192.168.1.5": {"192.168.1.5:1313": 200, "192.168.1.6": 403, "127.0.0.1": 200},
		"0.0.0.0":     {"192.168.1.5": 200, "[fe80::1]": 200, "example.org": 403},
		"::":          {"192.168.1.5": 200, "[2001:db8::1]:80": 200, "example.org": 403},
		"":            {"192.168.1.5": 200, "example.org": 403},
	} {
		server := serve.New(serve.Options{Host: told})
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		p := &preview{Server: server, t: t, address: "http://" + listener.Addr().String() + "/"}
		go func() { _ = server.Run(t.Context(), listener) }()
		for host, want := range hosts {
			status, _, _ := p.raw(request("GET", "/_lectern/reload.js", host))
			require.Equal(t, want, status, "told %q, asked for %q", told, host)
		}
	}
}

// TestSlowClients sends requests byte by byte and reads no answers. The server goes on for others, and builds too.
func TestSlowClients(t *testing.T) {
	fsys := smallCourse()
	big := fsys["content/static/a b.txt"]
	big.Data = make([]byte, 8<<20) // more than the buffers of a connection hold
	p := start(t, fsys, serve.Options{})
	host := strings.TrimSuffix(strings.TrimPrefix(p.address, "http://"), "/")
	for i := range 40 {
		conn, err := net.Dial("tcp", host)
		require.NoError(t, err)
		defer conn.Close()
		switch i % 4 {
		case 0: // never ends its request
			_, err = io.WriteString(conn, "GET / HT")
		case 1: // never reads its answer
			_, err = io.WriteString(conn, request("GET", "/a%20b.txt", host))
		case 2: // sends a body that nobody waits for
			_, err = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: "+host+"\r\nContent-Length: 1000000\r\n\r\nx")
		case 3: // says nothing
		}
		require.NoError(t, err)
	}
	time.Sleep(100 * time.Millisecond)
	began := time.Now()
	for n := range 20 {
		fsys["content/one/a.md"].Data = fmt.Appendf(nil, "---\ntitle: A\n---\n\nWords %d.\n", n)
		p.rebuild("content/one/a.md")
		_, text := p.get("GET", "/one/a/")
		require.Contains(t, text, fmt.Sprintf("Words %d.", n))
	}
	require.Less(t, time.Since(began), time.Minute) // a build that waited for one of them would take longer
}
