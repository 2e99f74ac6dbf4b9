package output

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
)

// What hosts and crawlers read beside the pages.

// basePath is the path of the course's baseURL, without a slash at its end.
func (s *site) basePath() string {
	u, err := url.Parse(s.course.BaseURL)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(u.EscapedPath(), "/")
}

// redirectFile is the file of the page that leads from an old path to the new one.
func redirectFile(from string) string {
	from = strings.TrimPrefix(from, "/")
	if from == "" || strings.HasSuffix(from, "/") {
		return from + "index.html"
	}
	return from
}

// redirects writes the rules of Netlify's and Cloudflare's _redirects file, one
// line each: from, to, status. Netlify shows a file that stands at the old path rather than follow a rule, unless the status has an
// exclamation mark; other hosts have our page there.
func (s *site) redirects(w io.Writer) error {
	var b bytes.Buffer
	for _, r := range s.course.Redirects {
		from := s.basePath() + (&url.URL{Path: r.From}).EscapedPath()
		fmt.Fprintf(&b, "%s %s 301!\n", from, s.pages.View(r.To).URL(r.To))
	}
	return write(w, b.Bytes())
}

// policy is the content security policy of every page: nothing inline, nothing from elsewhere.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; " +
	"require-trusted-types-for 'script'"

// headers writes the rules of Netlify's and Cloudflare's _headers file.
func (s *site) headers(w io.Writer) error {
	var b bytes.Buffer
	base := s.basePath()
	fmt.Fprintf(&b, "%s/*\n", base)
	for _, h := range []string{
		"Content-Security-Policy: " + policy,
		"X-Content-Type-Options: nosniff",
		"Referrer-Policy: strict-origin-when-cross-origin",
		"Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()",
		"Cross-Origin-Opener-Policy: same-origin",
	} {
		fmt.Fprintf(&b, "  %s\n", h)
	}
	fmt.Fprintf(&b, "%s/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n", base)
	for _, p := range s.attachments() {
		fmt.Fprintf(&b, "%s%s\n  Content-Disposition: attachment\n", base, (&url.URL{Path: "/" + p}).EscapedPath())
	}
	return write(w, b.Bytes())
}

// attached are the types of documents that a browser should save and not show.
var attached = map[string]bool{
	".docx": true, ".doc": true, ".xlsx": true, ".xls": true, ".pptx": true, ".ppt": true, ".pdf": true,
	".odt": true, ".ods": true, ".odp": true, ".rtf": true, ".csv": true, ".tsv": true, ".zip": true, ".epub": true, ".ics": true,
}

// attachments returns the published files that are downloads, sorted.
func (s *site) attachments() []string {
	var out []string
	for _, f := range s.files {
		if attached[strings.ToLower(path.Ext(f.Path))] {
			out = append(out, f.Path)
		}
	}
	slices.Sort(out)
	return out
}

// robots allows everything and names the sitemap.
func (s *site) robots(w io.Writer) error {
	text := "User-agent: *\nDisallow:\n"
	if s.course.BaseURL != "" {
		text += "\nSitemap: " + s.course.BaseURL + "sitemap.xml\n"
	}
	return write(w, []byte(text))
}

type urlSet struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []sitemapURL `xml:"url"`
}

type sitemapURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

// sitemap lists every page, by the protocol of sitemaps.org.
func (s *site) sitemap(w io.Writer) error {
	var set urlSet
	for _, p := range s.course.Pages {
		if !p.Indexed() {
			continue
		}
		u := sitemapURL{Loc: s.feed.View(p).URL(p)}
		if t := p.Updated(); !t.IsZero() {
			u.LastMod = t.Format(time.DateOnly)
		}
		set.URLs = append(set.URLs, u)
	}
	return writeXML(w, set)
}

func writeXML(w io.Writer, v any) error {
	out, err := xml.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	return write(w, append([]byte(xml.Header), append(out, '\n')...))
}
