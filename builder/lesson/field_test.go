package lesson

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func fieldBody(t *testing.T, body string) string {
	t.Helper()
	l := Parse("content/templates/t.md", KindTemplate, []byte("---\ntitle: T\n---\n\n"+body), Options{})
	require.Empty(t, l.Diags)
	return string(l.Body)
}

func TestFields(t *testing.T) {
	const label, end = `<span class="field"><span class="field-label">`, `</span></span>`
	for in, want := range map[string]string{
		"Name: [____ your name] today.":    "<p>Name: " + label + "your name" + end + " today.</p>",
		"Name: [___]":                      `<p>Name: <span class="field"></span></p>`,
		"[______________]":                 `<p><span class="field"></span></p>`,
		"[____your name ]":                 "<p>" + label + "your name" + end + "</p>",
		"[____ a & b < \"c\"]":             "<p>" + label + "a &amp; b &lt; &quot;c&quot;" + end + "</p>",
		`[____ a \] b &eacute; \*c\*]`:     "<p>" + label + "a ] b é *c*" + end + "</p>",
		"**Why.** [____ a_b *c* `d`]":      "<p><strong>Why.</strong> " + label + "a_b *c* `d`" + end + "</p>",
		"*for [____ name]*":                "<p><em>for " + label + "name" + end + "</em></p>",
		"[____ one] and [____ two]":        "<p>" + label + "one" + end + " and " + label + "two" + end + "</p>",
		"[see [____ x] here](https://a.b)": `<p><a href="https://a.b">see ` + label + "x" + end + ` here</a></p>`,
		`\[____ text]`:                     "<p>[____ text]</p>",
		"[__ text]":                        "<p>[__ text]</p>",
		"[____ no\nend]":                   "<p>[____ no\nend]</p>",
		"`[____ code]`":                    "<p><code>[____ code]</code></p>",
		"[____ a [b] c]":                   "<p>[____ a [b] c]</p>",
		"- [ ] [____ a point]":             "<ul>\n<li><label class=\"task\"><input type=\"checkbox\" disabled> " + label + "a point" + end + "</label></li>\n</ul>",
		"1. step: [____ x]":                "<ol>\n<li>step: " + label + "x" + end + "</li>\n</ol>",
		"> [____ x]":                       "<blockquote>\n<p>" + label + "x" + end + "</p>\n</blockquote>",
	} {
		require.Equal(t, want, fieldBody(t, in), in)
	}
}

func TestFieldsInTables(t *testing.T) {
	body := fieldBody(t, "| What | Who |\n|---|--:|\n| [____ goal] | a, [____] |\n")
	require.Contains(t, body, `<td><span class="field"><span class="field-label">goal</span></span></td>`)
	require.Contains(t, body, `<td class="right">a, <span class="field"></span></td>`)
}

func TestFieldsAreWords(t *testing.T) {
	l := Parse("content/templates/t.md", KindTemplate, []byte("---\ntitle: T\n---\n\n## For [____ name]\n\n:::checklist\n- [ ] [____ a point]\n:::\n"), Options{})
	require.Empty(t, l.Diags)
	require.Equal(t, "For name", l.Headings[0].Text)
	require.Equal(t, 4, l.Words)
}

// Looking for the end of a label must not take longer with each field that is not closed.
func TestUnclosedFieldsTakeNoTime(t *testing.T) {
	fieldBody(t, strings.Repeat("[____ ", 900)+strings.Repeat("X. ", 100000))
}
