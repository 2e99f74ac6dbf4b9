package builder_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"lectern/builder"
)

// found is a document of the search index as browsers get it.
type found struct {
	Title, Path, Place string
	Sections           []string // heading, id, text, heading, …
}

// searched returns the documents of the search index of a published course, in their order.
func searched(t *testing.T, files map[string]string) []found {
	t.Helper()
	var out []found
	for leaf := 0; ; leaf++ {
		text, ok := files[fmt.Sprintf("assets/search/text-%d.json", leaf)]
		if !ok {
			return out
		}
		var documents [][4]any
		require.NoError(t, json.Unmarshal([]byte(text), &documents))
		for _, d := range documents {
			f := found{Title: d[0].(string), Path: d[1].(string), Place: d[2].(string)}
			for _, s := range d[3].([]any) {
				f.Sections = append(f.Sections, s.(string))
			}
			out = append(out, f)
		}
	}
}

// indexed returns everything that is published of the index.
func indexed(files map[string]string) map[string]string {
	out := map[string]string{}
	for name, text := range files {
		if strings.HasPrefix(name, "assets/search/") || name == "search/index.json" {
			out[name] = text
		}
	}
	return out
}

func searchCourse() fstest.MapFS {
	return courseOf(map[string]string{
		"_index.md":   "---\ntitle: C\nbaseURL: https://example.org/a/path/\n---\n\nWelcome.\n",
		"m/_index.md": "---\ntitle: Module\ndescription: About it.\nobjectives: [Know why]\n---\n",
		"m/l.md": "---\ntitle: Lesson\ndescription: A promise.\ntags: [hiddentag]\ntakeaways: [\"**Lead.** One\", Two]\nobjectives: [Do it]\ndownloads: [{template: sheet}]\n" +
			"faqs: [{question: Why so?, answer: \"Because of *it*.\"}]\n---\n\nBefore. See [](../templates/sheet.md).\n\n## Part one\n\nText.\n\n### Part two {#own}\n\n" +
			":::quiz\nWhich?\n\n- [x] rightchoice\n  > secretfeedback\n- [ ] wrongchoice\n\nsecretexplanation\n:::\n\n:::details[More]\n#### Inner\n\nDeep.\n:::\n\n:::facilitator\nsecretnote\n:::\n\nAfter.\n",
		"g/_index.md":        "---\ntitle: Guides\nkind: guides\n---\n",
		"g/a.md":             "---\ntitle: Guide\n---\n\nText.\n",
		"templates/sheet.md": "---\ntitle: Sheet\ndescription: For Mondays.\n---\n\n## Fill in\n\n- [ ] First\n- [____ Name]\n",
		"glossary.md":        "---\ntitle: Glossary\n---\n\nTerm\n: What it *means*.\n",
		"about.md":           "---\ntitle: About\n---\n\nUs.\n",
	})
}

func TestWhatIsSearched(t *testing.T) {
	files := published(t, builder.Options{Source: searchCourse()})
	require.Equal(t, []found{
		{"Lesson", "/a/path/m/l/", "Module", []string{
			"", "", "A promise. Before. See Sheet.",
			"Key takeaways", "takeaways", "Lead. One · Two",
			"After this lesson you can", "objectives", "Do it",
			"Downloads", "downloads", "Sheet · For Mondays.",
			"Part one", "part-one", "Text.",
			"Part two", "own", "Which? rightchoice · wrongchoice · More · Inner · Deep. After.",
		}},
		{"Guide", "/a/path/g/a/", "Guides", []string{"", "", "Text."}},
		{"Module", "/a/path/m/", "Module 1", []string{"", "", "About it.", "After this module you can", "objectives", "Know why"}},
		{"Guides", "/a/path/g/", "", []string{"", "", ""}},
		{"About", "/a/path/about/", "", []string{"", "", "Us."}},
		{"Sheet", "/a/path/templates/sheet/", "", []string{"", "", "For Mondays.", "Fill in", "fill-in", "First · Name"}},
		{"Why so?", "/a/path/m/l/#why-so", "Lesson", []string{"", "", "Because of it."}},
		{"Term", "/a/path/glossary/#term", "", []string{"", "", "What it means."}},
	}, searched(t, files))
	all := strings.Join(valuesOf(indexed(files)), "\n")
	require.Contains(t, all, "hiddentag")
	require.NotRegexp(t, "secretfeedback|secretexplanation|secretnote", all)
	require.Contains(t, strings.Join(valuesOf(indexed(published(t, builder.Options{Source: searchCourse(), Edition: "facilitator"}))), "\n"), "secretnote")
	require.Contains(t, files["search/index.html"], `<link rel="canonical" href="https://example.org/a/path/search/">`, "whatever is searched for")
}

func valuesOf(files map[string]string) []string {
	var out []string
	for _, text := range files {
		out = append(out, text)
	}
	return out
}

// Every result leads to a page that is there, and to a place on it.
func TestResultsLeadSomewhere(t *testing.T) {
	files := published(t, builder.Options{Source: sampleCourse(t)})
	ids := regexp.MustCompile(` id="([^"]*)"`)
	on := map[string]map[string]bool{}
	documents := searched(t, files)
	require.Greater(t, len(documents), 150)
	for _, d := range documents {
		path, fragment, _ := strings.Cut(d.Path, "#")
		page := strings.TrimPrefix(path, "/") + "index.html"
		require.Contains(t, files, page, d.Title)
		if on[page] == nil {
			on[page] = map[string]bool{"": true}
			for _, m := range ids.FindAllStringSubmatch(files[page], -1) {
				on[page][m[1]] = true
			}
		}
		require.True(t, on[page][fragment], d.Path)
		for i := 1; i < len(d.Sections); i += 3 {
			require.True(t, on[page][d.Sections[i]], "%s#%s", d.Path, d.Sections[i])
		}
	}
}

// What is found after an edit in the preview is what a build would have found.
func TestIndexFollowsEdits(t *testing.T) {
	fsys := searchCourse()
	b := builder.New(options(fsys))
	r := build(t, b)
	before := hashes(t, r)
	edit(fsys, "m/l.md", "Text.", "Freshword.")
	r, err := b.Rebuild(t.Context(), []string{"content/m/l.md"})
	require.NoError(t, err)
	after := hashes(t, r)
	require.Equal(t, hashes(t, build(t, builder.New(options(fsys)))), after)
	require.Subset(t, changed(before, after), []string{"search/index.json", "assets/search/text-0.json"})
	require.NotContains(t, changed(before, after), "assets/search/text-1.json")
}
