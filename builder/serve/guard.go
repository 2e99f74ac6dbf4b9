package serve

import (
	"net"
	"net/http"
	"net/url"
	"strings"
)

// guard refuses what a preview server has no business with. A web site that the author visits can send
// requests to this machine: the Host header must name the machine (a foreign name that resolves to it is DNS
// rebinding), and the reload channel takes no foreign origin.
type guard struct {
	host string
}

// refuse returns the status and reason for which a request is not answered; 0 for a good one.
func (g guard) refuse(r *http.Request) (status int, why string) {
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		return http.StatusMethodNotAllowed, "only GET and HEAD"
	case !g.knows(r.Host):
		return http.StatusForbidden, "this server answers only for the address that it listens on; see lectern serve --help"
	case !strings.HasPrefix(r.RequestURI, "/") || strings.HasPrefix(r.RequestURI, "//"):
		return http.StatusBadRequest, "bad request target"
	case !cleanPath(r.URL):
		return http.StatusBadRequest, "bad path"
	}
	return 0, ""
}

// knows reports whether a Host header names this machine.
func (g guard) knows(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	} else if strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]") {
		host = host[1 : len(host)-1]
	}
	host = strings.ToLower(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || host != "" && host == strings.ToLower(g.host) {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && (ip.IsLoopback() || g.listensOnAll())
}

// listensOnAll reports whether the author asked for every address of the machine. A Host that is an
// IP address cannot be rebound.
func (g guard) listensOnAll() bool {
	ip := net.ParseIP(g.host)
	return g.host == "" || ip != nil && ip.IsUnspecified()
}

// cleanPath reports whether a path, written or escaped, has nothing that could climb.
func cleanPath(u *url.URL) bool {
	if strings.ContainsAny(u.Path, "\\\x00") || strings.Contains(u.Path, "//") {
		return false
	}
	for segment := range strings.SplitSeq(u.Path, "/") {
		if segment == "." || segment == ".." {
			return false
		}
	}
	escaped := strings.ToLower(u.EscapedPath())
	return !strings.Contains(escaped, "%2f") && !strings.Contains(escaped, "%5c") && !strings.Contains(escaped, "%00")
}

// sameOrigin reports whether the page that asks comes from this server.
func sameOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && strings.EqualFold(u.Host, r.Host)
}
