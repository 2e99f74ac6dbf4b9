package block_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lectern/builder/block"
	"lectern/themes"
)

// samples has a block of every kind, so that a kind without one is seen.
var samples = map[string]string{
	"ask":         ":::ask\n- What?\n:::",
	"checklist":   ":::checklist\n- [ ] Do\n:::",
	"compare":     ":::compare\n### A\n\n- a\n\n### B\n\n- b\n:::",
	"details":     ":::details[More]\nWords.\n:::",
	"download":    ":::download{file=sheet.pdf}\n:::",
	"facilitator": ":::facilitator\nWords.\n:::",
	"newsletter":  ":::newsletter\n:::",
	"plan":        ":::plan\n### Theme\n\n- What?\n- [ ] Do\n:::",
	"program":     ":::program\n:::",
	"quiz":        ":::quiz\nWhich?\n\n- [x] This\n- [ ] That\n:::",
	"reflect":     ":::reflect\nWhen?\n:::",
	"say":         ":::say\n- Instead of: a\n- Say: b\n:::",
	"scenario":    ":::scenario\nLate.\n\n### Lens\n\nWords.\n:::",
}

// Themes and links rely on it: in every theme a block is one element with its name in data-block.
func TestBlocksAreElementsWithTheirName(t *testing.T) {
	for _, name := range themes.Names() {
		th := loadTheme(t, name)
		for _, kind := range block.Kinds {
			src, ok := samples[kind.Name]
			require.True(t, ok, "write a sample of %s", kind.Name)
			page := render(t, th, []byte("---\ntitle: T\n---\n\n"+src+"\n"), kind.Edition)
			require.Empty(t, page.diags, kind.Name)
			requireBlock(t, kind.Name, page.html, "theme "+name)
		}
		for _, callout := range block.Callouts {
			src := "---\ntitle: T\n---\n\n> [!" + strings.ToUpper(callout) + "]\n> Words.\n"
			page := render(t, th, []byte(src), "")
			require.Empty(t, page.diags, callout)
			requireBlock(t, block.Callout.Name, page.html, "theme "+name+", "+callout)
			require.Contains(t, page.html, callout, "a style must be able to tell the types apart")
		}
	}
}

// An id of the author is on the element, or links to it would lead nowhere.
func TestBlocksHaveTheirID(t *testing.T) {
	for _, name := range themes.Names() {
		th := loadTheme(t, name)
		for _, kind := range block.Kinds {
			head, rest, _ := strings.Cut(samples[kind.Name], "\n")
			head = strings.TrimSuffix(head, "}")
			if strings.Contains(head, "{") {
				head += " #here}"
			} else {
				head += "{#here}"
			}
			page := render(t, th, []byte("---\ntitle: T\n---\n\n"+head+"\n"+rest+"\n\n[There](#here).\n"), kind.Edition)
			require.Empty(t, page.diags, kind.Name)
			root := requireBlock(t, kind.Name, page.html, "theme "+name)
			require.Equal(t, "here", attribute(root, "id"), "%s in theme %s", kind.Name, name)
		}
	}
}

// requireBlock returns the first element of a body, which must be the block.
func requireBlock(t *testing.T, name, body, where string) *html.Node {
	t.Helper()
	context := &html.Node{Type: html.ElementNode, Data: "main", DataAtom: atom.Main}
	nodes, err := html.ParseFragment(strings.NewReader(body), context)
	require.NoError(t, err)
	require.NotEmpty(t, nodes, where)
	require.Equal(t, html.ElementNode, nodes[0].Type, where)
	require.Equal(t, name, attribute(nodes[0], "data-block"), where)
	return nodes[0]
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
