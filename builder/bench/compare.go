package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// sameWork begins the report on two sites that did the same work.
const sameWork = "both did the same work"

const (
	maxCompared = 1000 // pages
	maxShown    = 3    // differences of one kind
)

// compareHelper is called with a course and the sites that Lectern and Hugo made of it. It says first whether they did
// the same work, then how much or what differs.
func compareHelper(w io.Writer, args []string) error {
	c := &comparison{ours: args[1], hugos: args[2], counts: make([]int, len(traits))}
	lessons, err := lessonURLs(filepath.Join(args[0], "content"))
	if err != nil {
		return err
	}
	step := (len(lessons) + maxCompared - 1) / maxCompared
	for i := 0; i < len(lessons); i += step {
		if err := c.page(lessons[i]); err != nil {
			return err
		}
	}
	if err := c.wholeSite(lessons); err != nil {
		return err
	}
	verdict := sameWork
	if len(c.differences) > 0 {
		verdict = "the work differs"
	}
	var parts []string
	for i, t := range traits {
		parts = append(parts, number(c.counts[i])+" "+t.name)
	}
	_, err = fmt.Fprintf(w, "%s: on %s pages %s; sitemap, feed and search\n", verdict, number(c.pages), strings.Join(parts, ", "))
	for _, d := range c.differences {
		if err == nil {
			_, err = fmt.Fprintf(w, "  - %s\n", d)
		}
	}
	return err
}

// lessonURLs returns the addresses of all lessons below content.
func lessonURLs(content string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(content, "*", "*.md"))
	var urls []string
	for _, f := range files {
		if name := filepath.Base(f); name != "_index.md" {
			urls = append(urls, "/"+filepath.Base(filepath.Dir(f))+"/"+strings.TrimSuffix(name, ".md")+"/")
		}
	}
	return urls, err
}

// comparison gathers what differs between two sites.
type comparison struct {
	ours, hugos string // folders
	pages       int
	counts      []int // of each trait
	shown       map[string]int
	differences []string
}

func (c *comparison) differ(kind, format string, args ...any) {
	if c.shown == nil {
		c.shown = map[string]int{}
	}
	if c.shown[kind]++; c.shown[kind] <= maxShown {
		c.differences = append(c.differences, kind+": "+fmt.Sprintf(format, args...))
	}
}

func (c *comparison) page(url string) error {
	ours, err := parsePage(c.ours, url)
	if err != nil {
		return err
	}
	hugos, err := parsePage(c.hugos, url)
	if err != nil {
		return err
	}
	c.pages++
	for i, t := range traits {
		a, b := t.of(ours), t.of(hugos)
		c.counts[i] += len(a)
		if !slices.Equal(a, b) {
			at := 0
			for at < min(len(a), len(b)) && a[at] == b[at] {
				at++
			}
			c.differ(t.name, "%s: Lectern has %d, Hugo %d; the first that differ are %q and %q", url, len(a), len(b), item(a, at), item(b, at))
		}
	}
	return nil
}

func item(list []string, at int) string {
	if at < len(list) {
		return list[at]
	}
	return ""
}

func parsePage(site, url string) (*html.Node, error) {
	f, err := os.Open(filepath.Join(site, filepath.FromSlash(url), "index.html"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return html.Parse(f)
}

// wholeSite compares what stands beside the pages.
func (c *comparison) wholeSite(lessons []string) error {
	for _, site := range []struct{ name, dir, feed, entry, text string }{
		{"Lectern", c.ours, "feed.xml", "<entry>", "<content "}, {"Hugo", c.hugos, "index.xml", "<item>", "<content:encoded>"},
	} {
		sitemap, err := os.ReadFile(filepath.Join(site.dir, "sitemap.xml"))
		if err != nil {
			return err
		}
		feed, err := os.ReadFile(filepath.Join(site.dir, site.feed))
		if err != nil {
			return err
		}
		known := locations(string(sitemap))
		for _, url := range lessons {
			if !known[url] {
				c.differ("sitemap", "%s has no %s", site.name, url)
			}
		}
		entries, full := strings.Count(string(feed), site.entry), strings.Count(string(feed), site.text)
		if want := min(20, len(lessons)); entries != want || full != want {
			c.differ("feed", "%s has %d entries, %d with their text, instead of %d", site.name, entries, full, want)
		}
		if err := c.search(site.name, site.dir, lessons); err != nil {
			return err
		}
	}
	return nil
}

// locations returns the paths of the addresses in a sitemap.
func locations(sitemap string) map[string]bool {
	known := map[string]bool{}
	for part := range strings.SplitSeq(sitemap, "<loc>") {
		address, _, _ := strings.Cut(part, "</loc>")
		_, rest, _ := strings.Cut(address, "://")
		if at := strings.IndexByte(rest, '/'); at >= 0 {
			known[rest[at:]] = true
		}
	}
	return known
}
