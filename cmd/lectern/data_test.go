package main

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/net/html"
)

// cmdJSONLD parses the structured data of a page, prints it, and checks that it has just these types, each with the
// properties that its readers require: jsonld FILE TYPES...
func cmdJSONLD(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: jsonld FILE TYPES...")
	}
	var types []string
	for _, n := range selectAll(ts, parseHTML(ts, args[0]), "script[type=application/ld+json]") {
		var thing map[string]any
		ts.Check(json.Unmarshal([]byte(n.FirstChild.Data), &thing))
		if thing["@context"] != "https://schema.org" {
			ts.Fatalf("@context is %v", thing["@context"])
		}
		types = append(types, fmt.Sprint(thing["@type"]))
		if err := checkThing(thing); err != nil {
			ts.Fatalf("%s: %v", args[0], err)
		}
		text, err := json.MarshalIndent(thing, "", "  ")
		ts.Check(err)
		fmt.Fprintf(ts.Stdout(), "%s\n", text)
	}
	want := slices.Sorted(slices.Values(args[1:]))
	if slices.Sort(types); !slices.Equal(types, want) {
		ts.Fatalf("%s has structured data of types %v, want %v", args[0], types, want)
	}
}

// required are the properties that schema.org's readers (Google's course, breadcrumb and FAQ features) want
// of each type, and what each must be.
var required = map[string]map[string]func(any) error{
	"Course": {
		"name": isText, "description": isText, "url": isAddress, "provider": isThing, "inLanguage": isText,
		"hasCourseInstance": isThings, "offers": isThings,
	},
	"CourseInstance":   {"courseMode": isText, "courseWorkload": isText},
	"Syllabus":         {"name": isText},
	"Offer":            {"category": isText},
	"Organization":     {"name": isText, "url": isAddress},
	"Person":           {"name": isText},
	"LearningResource": {"name": isText, "description": isText, "url": isAddress, "learningResourceType": isText, "inLanguage": isText, "isPartOf": isAny},
	"BreadcrumbList":   {"itemListElement": isThings},
	"ListItem":         {"position": isAny, "name": isText, "item": isAddress},
	"FAQPage":          {"mainEntity": isThings},
	"Question":         {"name": isText, "acceptedAnswer": isThing},
	"Answer":           {"text": isText},
}

// checkThing checks a thing and all in it.
func checkThing(thing map[string]any) error {
	kind := fmt.Sprint(thing["@type"])
	rules, known := required[kind]
	if !known {
		return fmt.Errorf("unknown type %s", kind)
	}
	for name, rule := range rules {
		if kind == "Course" && thing["@context"] == nil && (name == "hasCourseInstance" || name == "offers" || name == "inLanguage") {
			continue // the course that a lesson is part of
		}
		if err := rule(thing[name]); err != nil {
			return fmt.Errorf("%s: %s %w", kind, name, err)
		}
	}
	for _, value := range thing {
		switch v := value.(type) {
		case map[string]any:
			if err := checkThing(v); err != nil {
				return err
			}
		case []any:
			for i, item := range v {
				inner, ok := item.(map[string]any)
				if !ok {
					continue
				}
				if p, has := inner["position"]; has && p != float64(i+1) {
					return fmt.Errorf("%s: position %v at place %d", kind, p, i+1)
				}
				if err := checkThing(inner); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func isAny(v any) error {
	if v == nil {
		return fmt.Errorf("is missing")
	}
	return nil
}

func isText(v any) error {
	if s, ok := v.(string); !ok || strings.TrimSpace(s) == "" {
		return fmt.Errorf("is no text: %v", v)
	}
	return nil
}

func isAddress(v any) error {
	s, _ := v.(string)
	if u, err := url.Parse(s); err != nil || u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("is no absolute address: %v", v)
	}
	return nil
}

func isThing(v any) error {
	if _, ok := v.(map[string]any); !ok {
		return fmt.Errorf("is no thing: %v", v)
	}
	return nil
}

func isThings(v any) error {
	list, _ := v.([]any)
	if len(list) == 0 {
		return fmt.Errorf("is no list: %v", v)
	}
	return isThing(list[0])
}

// cmdSitemap checks that a published folder has a valid sitemap of addresses that are published, and prints
// them: sitemap DIR BASEURL
func cmdSitemap(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: sitemap DIR BASEURL")
	}
	var set struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []struct {
			Loc     string `xml:"loc"`
			LastMod string `xml:"lastmod"`
		} `xml:"url"`
	}
	ts.Check(xml.Unmarshal([]byte(ts.ReadFile(args[0]+"/sitemap.xml")), &set))
	for _, u := range set.URLs {
		at, inside := strings.CutPrefix(u.Loc, args[1])
		if !inside {
			ts.Fatalf("sitemap has %s", u.Loc)
		}
		at, err := url.PathUnescape(at)
		ts.Check(err)
		if at == "" || strings.HasSuffix(at, "/") {
			at += "index.html"
		}
		_, err = os.Stat(filepath.Join(ts.MkAbs(args[0]), filepath.FromSlash(at)))
		ts.Check(err)
		if u.LastMod != "" {
			_, err := time.Parse(time.DateOnly, u.LastMod)
			ts.Check(err)
		}
		fmt.Fprintln(ts.Stdout(), strings.TrimSpace(u.Loc+" "+u.LastMod))
	}
}

// feed is what RFC 4287 requires of a feed and its entries.
type feed struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	feedHead
	Author  *feedHead `xml:"author"`
	Entries []struct {
		feedHead
		Content struct {
			Type string `xml:"type,attr"`
			Text string `xml:",chardata"`
		} `xml:"content"`
	} `xml:"entry"`
}

type feedHead struct {
	ID      string `xml:"id"`
	Title   string `xml:"title"`
	Name    string `xml:"name"`
	Updated string `xml:"updated"`
	Links   []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
}

func (h feedHead) check() error {
	if err := isAddress(h.ID); err != nil {
		return fmt.Errorf("id %w", err)
	}
	if err := isText(h.Title); err != nil {
		return fmt.Errorf("title %w", err)
	}
	if _, err := time.Parse(time.RFC3339, h.Updated); err != nil {
		return err
	}
	for _, l := range h.Links {
		if err := isAddress(l.Href); err != nil {
			return fmt.Errorf("link %w", err)
		}
	}
	return nil
}

// cmdAtom checks that a file is a valid Atom feed whose texts have absolute addresses only, and
// prints its titles: atom FILE
func cmdAtom(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: atom FILE")
	}
	var f feed
	ts.Check(xml.Unmarshal([]byte(ts.ReadFile(args[0])), &f))
	ts.Check(f.check())
	if f.Author == nil || f.Author.Name == "" {
		ts.Fatalf("feed has no author")
	}
	seen := map[string]bool{}
	for _, e := range f.Entries {
		ts.Check(e.check())
		if seen[e.ID] || len(e.Links) == 0 || e.Content.Type != "html" || e.Content.Text == "" {
			ts.Fatalf("entry %s: its id stands twice, or it has no link or no text", e.ID)
		}
		seen[e.ID] = true
		root, err := html.Parse(strings.NewReader(e.Content.Text))
		ts.Check(err)
		for _, n := range append(selectAll(ts, root, "[href]"), selectAll(ts, root, "[src]")...) {
			for _, a := range n.Attr {
				if a.Key != "href" && a.Key != "src" {
					continue
				}
				if u, err := url.Parse(a.Val); err != nil || !u.IsAbs() {
					ts.Fatalf("entry %s has the address %q", e.ID, a.Val)
				}
			}
		}
		fmt.Fprintln(ts.Stdout(), e.Title, "|", e.Updated)
	}
}
