package scaffold

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

func TestCheckName(t *testing.T) {
	for _, name := range []string{"a", "giving-feedback", "01-start", "2026", "обратная-связь", "फीडबैक", "管理", "école", "console", "com10"} {
		require.NoError(t, checkName("lesson", name), name)
	}
	tests := []struct{ name, hint string }{
		{"", "write a name such as giving-feedback"},
		{"..", "use letters, digits and hyphens, such as giving-feedback"},
		{"-", "use letters, digits and hyphens, such as giving-feedback"},
		{"a/b", "use lower-case letters, digits and hyphens: a-b"},
		{`a\b`, "use lower-case letters, digits and hyphens: a-b"},
		{"Giving Feedback", "use lower-case letters, digits and hyphens: giving-feedback"},
		{"giving_feedback", "use lower-case letters, digits and hyphens: giving-feedback"},
		{"-a", "use lower-case letters, digits and hyphens: a"},
		{"a-", "use lower-case letters, digits and hyphens: a"},
		{"a.md.md", "use lower-case letters, digits and hyphens: a-md-md"},
		{"a\x00b", "use lower-case letters, digits and hyphens: a-b"},
		{"a\xffb", "use lower-case letters, digits and hyphens: a-b"},
		{"a\u202eb", "use lower-case letters, digits and hyphens: a-b"},
		{"con", "choose a longer one"},
		{"lpt1", "choose a longer one"},
		{"index", "choose a longer one"},
		{strings.Repeat("a", 201), ""},
	}
	for _, tt := range tests {
		var e *Error
		require.ErrorAs(t, checkName("lesson", tt.name), &e, tt.name)
		require.True(t, e.Usage, tt.name)
		require.Equal(t, tt.hint, e.Hint, tt.name)
	}
}

func TestTitle(t *testing.T) {
	tests := []struct{ name, title string }{
		{"giving-feedback", "Giving feedback"},
		{"01-giving-feedback", "Giving feedback"},
		{"30-60-90-day-plan", "30 60 90 day plan"},
		{"2026", "2026"},
		{"01-", "01"},
		{"école", "École"},
		{"ßa", "ßa"},
		{"team_course 2026", "Team course 2026"},
		{"管理", "管理"},
		{"a\nb\tc", "A b c"},
		{"\xff", ""},
		{"/", "/"},
		{"", ""},
	}
	for _, tt := range tests {
		require.Equal(t, tt.title, Title(tt.name), tt.name)
	}
}

// Whatever a title is, YAML reads it back as that text.
func TestYAMLText(t *testing.T) {
	require.Equal(t, "Giving feedback", yamlText("Giving feedback"))
	for _, title := range []string{"Null", "null", "a: b", "# a", "- a", `"a"`, "it's", "[a]", "~", "a\\b", "<b> & c", "A #b", "* a", "\u2028"} {
		var v struct{ Title *string }
		require.NoError(t, yaml.Unmarshal([]byte("title: "+yamlText(title)+"\n"), &v), title)
		require.NotNil(t, v.Title, title)
		require.Equal(t, title, *v.Title)
	}
}

func TestFillReportsTheFirstUnknownPlaceholder(t *testing.T) {
	v := values{"title": "T", "weight": "", "date": "D"}
	text, err := v.fill("a.md", "{{title}} {{ date }}\n{{weight}}{x} { {title} } {{}")
	require.NoError(t, err)
	require.Equal(t, "T D\n{x} { {title} } {{}", text)

	var e *Error
	_, err = v.fill("a.md", "\n\n{{titel}} {{x}}")
	require.True(t, errors.As(err, &e))
	require.Equal(t, "a.md:3: unknown placeholder {{titel}}", e.Message)
	require.False(t, e.Usage)
	_, err = v.fill("a.md", "{{}}")
	require.EqualError(t, err, "a.md:1: unknown placeholder {{}}")
}
