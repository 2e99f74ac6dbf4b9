package main

import (
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/net/html"
)

// cmdElem looks for elements: [!] elem [-count=N] FILE SELECTOR [REGEXP]. With a regular expression the
// element's text, white space folded, must match. What is found is printed. A selector is names, #id, .class, [attr]
// and [attr=value], with blanks for descendants.
func cmdElem(ts *testscript.TestScript, neg bool, args []string) {
	count := -1
	if len(args) > 0 && strings.HasPrefix(args[0], "-count=") {
		n, err := strconv.Atoi(strings.TrimPrefix(args[0], "-count="))
		ts.Check(err)
		count, args = n, args[1:]
	}
	if len(args) < 2 || len(args) > 3 || neg && count >= 0 {
		ts.Fatalf("usage: [!] elem [-count=N] FILE SELECTOR [REGEXP]")
	}
	words := regexp.MustCompile("")
	if len(args) == 3 {
		words = regexp.MustCompile(args[2])
	}
	var found []string
	for _, n := range selectAll(ts, parseHTML(ts, args[0]), args[1]) {
		if text := textOf(n); words.MatchString(text) {
			found = append(found, text)
		}
	}
	fmt.Fprintln(ts.Stdout(), strings.Join(found, "\n"))
	switch {
	case neg && len(found) > 0:
		ts.Fatalf("%s has %s", args[0], args[1:])
	case !neg && count < 0 && len(found) == 0:
		ts.Fatalf("%s has no %s", args[0], args[1:])
	case count >= 0 && len(found) != count:
		ts.Fatalf("%s has %s %d times, want %d", args[0], args[1:], len(found), count)
	}
}

func parseHTML(ts *testscript.TestScript, file string) *html.Node {
	root, err := html.Parse(strings.NewReader(ts.ReadFile(file)))
	ts.Check(err)
	return root
}

// part is a simple selector: a name, an id, a class or an attribute.
type part struct{ name, id, class, attr, value, equals string }

var simple = regexp.MustCompile(`^(?:([a-z][a-z0-9]*)|#([^.#\[]+)|\.([^.#\[]+)|\[([a-z:-]+)(=?)([^\]]*)\])`)

// parseSelector returns the parts of each step of a selector. Blanks within brackets divide nothing.
func parseSelector(selector string) ([][]part, error) {
	depth := 0
	words := strings.FieldsFunc(selector, func(r rune) bool {
		switch r {
		case '[':
			depth++
		case ']':
			depth--
		}
		return r == ' ' && depth == 0
	})
	steps := make([][]part, len(words))
	for i, word := range words {
		for word != "" {
			m := simple.FindStringSubmatch(word)
			if m == nil {
				return nil, fmt.Errorf("no selector: %s", word)
			}
			steps[i] = append(steps[i], part{name: m[1], id: m[2], class: m[3], attr: m[4], equals: m[5], value: m[6]})
			word = word[len(m[0]):]
		}
	}
	return steps, nil
}

// selectAll returns the elements below root that a selector names, in order.
func selectAll(ts *testscript.TestScript, root *html.Node, selector string) []*html.Node {
	steps, err := parseSelector(selector)
	ts.Check(err)
	var out []*html.Node
	for n := range root.Descendants() {
		if matchesSteps(n, steps) {
			out = append(out, n)
		}
	}
	return out
}

func matchesSteps(n *html.Node, steps [][]part) bool {
	last := len(steps) - 1
	for _, p := range steps[last] {
		if !p.matches(n) {
			return false
		}
	}
	if last == 0 {
		return true
	}
	for up := n.Parent; up != nil; up = up.Parent {
		if matchesSteps(up, steps[:last]) {
			return true
		}
	}
	return false
}

func (p part) matches(n *html.Node) bool {
	if n.Type != html.ElementNode {
		return false
	}
	switch {
	case p.name != "":
		return n.Data == p.name
	case p.id != "":
		return id(n) == p.id
	case p.class != "":
		classes, _ := attr(n, "class")
		return slices.Contains(strings.Fields(classes), p.class)
	}
	value, has := attr(n, p.attr)
	return has && (p.equals == "" || value == p.value)
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func id(n *html.Node) string {
	v, _ := attr(n, "id")
	return v
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// siteCheck looks at every address in a published folder.
type siteCheck struct {
	dir    string
	base   *url.URL
	ids    map[string]map[string]bool // of each page, by file
	faults []string
	count  int
}

// cmdHrefs checks that every address within a published site leads to a file of it, and every fragment to
// an element, that nothing is loaded from elsewhere and that no id stands twice in a page: hrefs DIR BASEURL
func cmdHrefs(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: hrefs DIR BASEURL")
	}
	base, err := url.Parse(args[1])
	ts.Check(err)
	c := &siteCheck{dir: ts.MkAbs(args[0]), base: base, ids: map[string]map[string]bool{}}
	pages, sheets := map[string]*html.Node{}, map[string]string{}
	walkFiles(ts, args[0], func(name, file string, _ fs.FileInfo) {
		switch path.Ext(name) {
		case ".html":
			pages[name] = parseHTML(ts, file)
			c.collectIDs(name, pages[name])
		case ".css":
			sheets[name] = ts.ReadFile(file)
		}
	})
	for name, root := range pages {
		for n := range root.Descendants() {
			c.element(name, n)
		}
	}
	for name, text := range sheets {
		for _, m := range cssAddress.FindAllStringSubmatch(text, -1) {
			c.address(name, m[1], true)
		}
	}
	slices.Sort(c.faults)
	if len(c.faults) > 0 || c.count == 0 {
		ts.Fatalf("%d addresses in %d pages, of which are wrong:\n%s", c.count, len(pages), strings.Join(c.faults, "\n"))
	}
}

var cssAddress = regexp.MustCompile(`url\(["']?([^"')]+)`)

func (c *siteCheck) fault(name, format string, args ...any) {
	c.faults = append(c.faults, name+": "+fmt.Sprintf(format, args...))
}

func (c *siteCheck) collectIDs(name string, root *html.Node) {
	ids := map[string]bool{}
	for n := range root.Descendants() {
		if v, has := attr(n, "id"); has {
			if v == "" || ids[v] {
				c.fault(name, "id %q is empty or stands twice", v)
			}
			ids[v] = true
		}
	}
	c.ids[name] = ids
}

// element checks the attributes of one element that name something.
func (c *siteCheck) element(name string, n *html.Node) {
	for _, a := range n.Attr {
		switch a.Key {
		case "href":
			c.address(name, a.Val, n.Data == "link" && !isNamed(n))
		case "src", "poster", "action":
			c.address(name, a.Val, true)
		case "srcset":
			for part := range strings.SplitSeq(a.Val, ",") {
				c.address(name, strings.Fields(part)[0], true)
			}
		case "content":
			if equiv, _ := attr(n, "http-equiv"); equiv == "refresh" {
				_, to, _ := strings.Cut(a.Val, "url=")
				c.address(name, to, true)
			} else if p, _ := attr(n, "property"); p == "og:url" || p == "og:image" {
				c.address(name, a.Val, false)
			}
		case "for", "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget":
			for part := range strings.FieldsSeq(a.Val) {
				if !c.ids[name][part] {
					c.fault(name, "%s=%q names no element", a.Key, part)
				}
			}
		}
	}
}

// isNamed reports whether a link element only says where something is, and loads nothing.
func isNamed(n *html.Node) bool {
	rel, _ := attr(n, "rel")
	return rel == "canonical" || rel == "alternate"
}

// address checks one address in a file. One that is loaded must not lie elsewhere.
func (c *siteCheck) address(name, ref string, loaded bool) {
	c.count++
	u, err := url.Parse(ref)
	if err != nil || ref == "" {
		c.fault(name, "no address: %q", ref)
		return
	}
	page := c.base.ResolveReference(&url.URL{Path: c.base.Path + strings.TrimSuffix(name, "index.html")})
	u = page.ResolveReference(u)
	if u.Scheme == "data" || u.Scheme == "mailto" {
		return
	}
	if u.Host != c.base.Host || u.Scheme != c.base.Scheme {
		if loaded {
			c.fault(name, "loaded from elsewhere: %s", ref)
		}
		return
	}
	at, inside := strings.CutPrefix(u.Path, c.base.Path)
	if !inside {
		c.fault(name, "leaves %s: %s", c.base.Path, ref)
		return
	}
	if at == "" || strings.HasSuffix(at, "/") {
		at += "index.html"
	}
	if _, err := os.Stat(filepath.Join(c.dir, filepath.FromSlash(at))); err != nil {
		c.fault(name, "leads nowhere: %s", ref)
		return
	}
	if u.Fragment != "" && c.ids[at] != nil && !c.ids[at][u.Fragment] {
		c.fault(name, "no such element: %s", ref)
	}
}
