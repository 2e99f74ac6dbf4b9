package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
)

// sarifSchema is the schema that the OASIS standard publishes with the format, at the address that is its id.
func sarifSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := os.Open("testdata/sarif-schema-2.1.0.json")
	require.NoError(t, err)
	defer text.Close()
	doc, err := jsonschema.UnmarshalJSON(text)
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	require.NoError(t, c.AddResource("sarif.json", doc))
	s, err := c.Compile("sarif.json")
	require.NoError(t, err)
	return s
}

// What check prints as SARIF is valid by the standard's own schema: of a course without mistakes and with all kinds of them.
func TestSARIFIsValid(t *testing.T) {
	schema := sarifSchema(t)
	good := map[string]string{
		"content/_index.md":   "---\ntitle: Course\nbaseURL: https://example.org/\n---\n",
		"content/m/_index.md": "---\ntitle: Module\n---\n",
		"content/m/one.md":    "---\ntitle: One\ndescription: It says what it gives.\ntakeaways: [one]\n---\n\n:::reflect\nWhat will you do?\n:::\n",
	}
	tests := []struct {
		name    string
		more    map[string]string
		code    int
		results int // at least
	}{
		{"nothing wrong", nil, exitDone, 0},
		{"warnings", map[string]string{"content/m/two.md": "---\ntitle: Two\n---\n\nThe KPI.\n", "content/m/x y.png": "no picture"}, exitDone, 3},
		{"errors", map[string]string{
			"content/m/broken.md":      "---\ntitel: Broken\n---\n\n:::quizz\n:::\n\n[gone](gone.md) \"quoted\" <b>bold</b>\n",
			"content/m/ü 100% #1?.md":  "---\ntitle: [\n---\n",
			"content/m/not-utf-8.md":   "---\ntitle: X\n---\n\n\xff\n",
			"content/m/empty.md":       "",
			"content/orphans/alone.md": "---\ntitle: Alone\n---\n",
		}, exitCourse, 7},
		{"the rendered site", map[string]string{"themes/default/layouts/partials/footer.html": `<footer><a href="/nowhere/">x</a><img src="/x.png"></footer>`}, exitCourse, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			for _, files := range []map[string]string{good, tt.more} {
				for file, text := range files {
					writeFile(t, dir, file, text)
				}
			}
			var stdout, stderr bytes.Buffer
			require.Equal(t, tt.code, run([]string{"check", "-s", dir, "--format", "sarif"}, &stdout, &stderr), stderr.String())
			text := stdout.String()
			require.GreaterOrEqual(t, strings.Count(text, `"ruleId"`), tt.results, text)
			log, err := jsonschema.UnmarshalJSON(&stdout)
			require.NoError(t, err)
			require.NoError(t, schema.Validate(log), text)

			log, err = jsonschema.UnmarshalJSON(strings.NewReader(strings.ReplaceAll(text, `"2.1.0"`, `"2.1"`)))
			require.NoError(t, err)
			require.Error(t, schema.Validate(log), "the schema says nothing")
		})
	}
}
