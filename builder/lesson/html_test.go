package lesson

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lectern/builder/block"
)

// bodies returns every text of the lesson besides its body: those of front matter, blocks and terms.
func bodies(l *Lesson) string {
	var b strings.Builder
	for _, part := range allBodies(l) {
		b.WriteString("\n" + string(part))
	}
	return b.String()
}

func allBodies(l *Lesson) []block.Body {
	var out []block.Body
	appendBodies(&out, reflect.ValueOf(l.Meta))
	appendBodies(&out, reflect.ValueOf(l.Terms))
	for _, b := range l.Blocks {
		appendBodies(&out, reflect.ValueOf(b.Data))
	}
	return out
}

var bodyType = reflect.TypeFor[block.Body]()

func appendBodies(out *[]block.Body, v reflect.Value) {
	switch {
	case !v.IsValid():
	case v.Type() == bodyType:
		*out = append(*out, block.Body(v.String()))
	case v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface:
		appendBodies(out, v.Elem())
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			appendBodies(out, v.Index(i))
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				appendBodies(out, v.Field(i))
			}
		}
	}
}

// idsOf returns the ids of all elements, in order.
func idsOf(text string) []string {
	var out []string
	z := html.NewTokenizer(strings.NewReader(text))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		for _, a := range z.Token().Attr {
			if a.Key == "id" {
				out = append(out, a.Val)
			}
		}
	}
	return out
}

// malformed says what is wrong with HTML that ought to be read as it is written; empty when nothing is. It
// compares the elements with those that a browser makes of the text.
func malformed(text string) string {
	var want strings.Builder
	var open []string
	z := html.NewTokenizer(strings.NewReader(text))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		token := z.Token()
		switch kind {
		case html.StartTagToken, html.SelfClosingTagToken:
			want.WriteString(token.Data + "(")
			open = append(open, token.Data)
			if isVoidElement[token.Data] {
				want.WriteString(")")
				open = open[:len(open)-1]
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				return fmt.Sprintf("</%s> in %v", token.Data, open)
			}
			want.WriteString(")")
			open = open[:len(open)-1]
		}
	}
	nodes, err := html.ParseFragment(strings.NewReader(text), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		return err.Error()
	}
	var got strings.Builder
	for _, n := range nodes {
		writeElements(&got, n)
	}
	if want.String() != got.String() || len(open) > 0 {
		return fmt.Sprintf("%s is read as %s", want.String(), got.String())
	}
	return ""
}

var isVoidElement = map[string]bool{"br": true, "hr": true, "img": true, "input": true}

func writeElements(b *strings.Builder, n *html.Node) {
	if n.Type == html.ElementNode {
		b.WriteString(n.Data + "(")
		defer b.WriteString(")")
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		writeElements(b, child)
	}
}

func TestMalformedFindsWhatBrowsersMend(t *testing.T) {
	for text, wrong := range map[string]bool{
		"<p>a<br>b</p>":                    false,
		"<ul><li><p>a</p></li></ul>":       false,
		"<p>a<p>b</p></p>":                 true,
		"<p>a":                             true,
		"a</p>":                            true,
		"<em><strong>a</em></strong>":      true,
		`<a href="b"><a href="c"></a></a>`: true,
		"<p><ul><li>a</li></ul></p>":       true,
	} {
		require.Equal(t, wrong, malformed(text) != "", text)
	}
}
