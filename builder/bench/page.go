package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// trait is something that the page of a lesson has on both sites, as a list of texts that do not depend on the layout.
type trait struct {
	name string
	of   func(page *html.Node) []string
}

var traits = []trait{
	{"titles", func(p *html.Node) []string { return texts(p, element("h1")) }},
	{"takeaways", func(p *html.Node) []string { return texts(p, within(id("takeaways"), element("li"))) }},
	{"contents entries", func(p *html.Node) []string { return texts(p, within(id("toc"), element("a"))) }},
	{"words of the article", articleWords},
	{"links of the article", func(p *html.Node) []string { return links(p, within(class("body"), element("a"))) }},
	{"tables", func(p *html.Node) []string { return texts(p, within(class("body"), element("table"))) }},
	{"callouts", func(p *html.Node) []string { return texts(p, within(class("body"), class("callout"))) }},
	{"code blocks", func(p *html.Node) []string { return texts(p, within(class("body"), element("pre"))) }},
	{"questions", func(p *html.Node) []string { return texts(p, within(id("faq"), element("summary"))) }},
	{"answers", func(p *html.Node) []string { return texts(p, within(id("faq"), class("answer"))) }},
	{"links of the answers", func(p *html.Node) []string { return links(p, within(id("faq"), element("a"))) }},
	{"downloads", func(p *html.Node) []string { return links(p, within(id("downloads"), element("a"))) }},
	{"menu entries", func(p *html.Node) []string {
		return links(p, within(class("menu"), within(element("ol"), element("a"))))
	}},
	{"ways to the neighbours", neighbours},
	{"blocks of structured data", structuredData},
	{"facts in the head", headFacts},
}

// element, id and class say whether a node is one of that name, id or class; within, whether it is a match inside of another.
type matcher func(*html.Node) bool

func element(name string) matcher { return func(n *html.Node) bool { return n.Data == name } }

func id(id string) matcher { return func(n *html.Node) bool { return attribute(n, "id") == id } }

func class(name string) matcher {
	return func(n *html.Node) bool { return slices.Contains(strings.Fields(attribute(n, "class")), name) }
}

func within(outer, inner matcher) matcher {
	return func(n *html.Node) bool {
		if !inner(n) {
			return false
		}
		for p := n.Parent; p != nil; p = p.Parent {
			if p.Type == html.ElementNode && outer(p) {
				return true
			}
		}
		return false
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// find returns the elements that match, in the order of the page.
func find(page *html.Node, match matcher) []*html.Node {
	var found []*html.Node
	for n := range page.Descendants() {
		if n.Type == html.ElementNode && match(n) {
			found = append(found, n)
		}
	}
	return found
}

// texts returns the words of each element that matches.
func texts(page *html.Node, match matcher) []string {
	var out []string
	for _, n := range find(page, match) {
		out = append(out, strings.Join(wordsOf(n), " "))
	}
	return out
}

func articleWords(page *html.Node) []string {
	var out []string
	for _, n := range find(page, class("body")) {
		out = append(out, wordsOf(n)...)
	}
	return out
}

// phrasing are the elements that do not end a word.
var phrasing = []string{"a", "b", "code", "em", "i", "span", "strong", "sup"}

// wordsOf returns the words of an element: what quotation marks and dashes a site sets does not matter.
func wordsOf(n *html.Node) []string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for child := range n.ChildNodes() {
			walk(child)
		}
		if n.Type == html.ElementNode && !slices.Contains(phrasing, n.Data) {
			b.WriteByte(' ')
		}
	}
	walk(n)
	return splitWords(b.String())
}

func splitWords(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// plainWords returns the words of a text with one blank between them.
func plainWords(text string) string { return strings.Join(splitWords(text), " ") }

// links returns where the elements lead that match, apart from places on the same page.
func links(page *html.Node, match matcher) []string {
	var out []string
	for _, n := range find(page, match) {
		if to := attribute(n, "href"); !strings.HasPrefix(to, "#") {
			out = append(out, to)
		}
	}
	return out
}

func neighbours(page *html.Node) []string {
	var out []string
	for _, rel := range []string{"prev", "next"} {
		for _, n := range find(page, func(n *html.Node) bool { return n.Data == "a" && attribute(n, "rel") == rel }) {
			out = append(out, rel+" "+attribute(n, "href"))
		}
	}
	return out
}

// structuredData returns the type of each block, with what it is about and how many parts it has.
func structuredData(page *html.Node) []string {
	var out []string
	for _, n := range find(page, func(n *html.Node) bool { return attribute(n, "type") == "application/ld+json" }) {
		var thing struct {
			Type      string `json:"@type"`
			Name      string `json:"name"`
			URL       string `json:"url"`
			Published string `json:"datePublished"`
			Items     []any  `json:"itemListElement"`
			Questions []any  `json:"mainEntity"`
		}
		if n.FirstChild == nil || json.Unmarshal([]byte(n.FirstChild.Data), &thing) != nil {
			out = append(out, "unreadable")
			continue
		}
		out = append(out, fmt.Sprintf("%s %s %s %s, parts %d", thing.Type, straight.Replace(thing.Name), thing.URL, thing.Published, len(thing.Items)+len(thing.Questions)))
	}
	return out
}

// straight takes typographic quotation marks and apostrophes back, which Hugo sets in bodies only.
var straight = strings.NewReplacer("‘", "'", "’", "'", "“", `"`, "”", `"`)

// headFacts returns what the head says of the page.
func headFacts(page *html.Node) []string {
	var out []string
	for _, n := range find(page, within(element("head"), func(*html.Node) bool { return true })) {
		switch property := attribute(n, "property"); {
		case n.Data == "meta" && (strings.HasPrefix(property, "og:") || attribute(n, "name") == "description"):
			out = append(out, property+" "+straight.Replace(attribute(n, "content")))
		case n.Data == "link" && attribute(n, "rel") == "canonical":
			out = append(out, "canonical "+attribute(n, "href"))
		}
	}
	slices.Sort(out)
	return out
}
