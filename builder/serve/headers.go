package serve

import (
	"net/http"
	"net/url"
	"strings"
)

// headerRule is one rule of a _headers file: a path, which may end in *, and its headers.
type headerRule struct {
	path    string
	headers [][2]string
}

// parseHeaders reads the format that Netlify and Cloudflare share: a path at
// the beginning of a line, its headers indented below.
func parseHeaders(text string) []headerRule {
	var rules []headerRule
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		if trimmed == "" || strings.HasPrefix(trimmed, "#") {
			continue
		}
		if line[0] != ' ' && line[0] != '\t' {
			rules = append(rules, headerRule{path: trimmed})
			continue
		}
		name, value, ok := strings.Cut(trimmed, ":")
		if ok && len(rules) > 0 {
			last := &rules[len(rules)-1]
			last.headers = append(last.headers, [2]string{name, strings.TrimSpace(value)})
		}
	}
	return rules
}

// applyHeaders sets the headers of every rule that the path matches.
func applyHeaders(h http.Header, rules []headerRule, path string) {
	escaped := (&url.URL{Path: path}).EscapedPath()
	for _, r := range rules {
		prefix, wild := strings.CutSuffix(r.path, "*")
		if wild && !strings.HasPrefix(escaped, prefix) || !wild && escaped != r.path {
			continue
		}
		for _, header := range r.headers {
			h.Set(header[0], header[1])
		}
	}
}
