package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"lectern/builder/course"
	"lectern/builder/lesson"
	"lectern/builder/scaffold"
)

// The front matter of every page of the sample course, of the starter and of what new makes fits the printed schema.
func TestSchemaFitsCourses(t *testing.T) {
	schemas := map[lesson.Kind]*jsonschema.Schema{}
	for name, kind := range schemaKinds {
		schemas[kind] = printedSchema(t, name)
	}
	pages := 0
	for _, from := range []fs.FS{os.DirFS("../.."), starter(t)} {
		require.NoError(t, fs.WalkDir(from, course.ContentDir, func(file string, _ fs.DirEntry, err error) error {
			require.NoError(t, err)
			if role, kind := course.Classify(file); role == course.Source {
				pages++
				text, err := fs.ReadFile(from, file)
				require.NoError(t, err)
				require.NoError(t, schemas[kind].Validate(frontMatterOf(t, string(text))), file)
			}
			return nil
		}))
	}
	require.Greater(t, pages, 40)
}

func printedSchema(t *testing.T, kind string) *jsonschema.Schema {
	t.Helper()
	var stdout, stderr bytes.Buffer
	require.Zero(t, run([]string{"schema", "--kind", kind}, &stdout, &stderr), stderr.String())
	doc, err := jsonschema.UnmarshalJSON(&stdout)
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	require.NoError(t, c.AddResource("schema.json", doc))
	s, err := c.Compile("schema.json")
	require.NoError(t, err)
	return s
}

// starter is a new course with a page of each kind added.
func starter(t *testing.T) fs.FS {
	t.Helper()
	plan, err := scaffold.Site("Team course", time.Now(), nil)
	require.NoError(t, err)
	made := fstest.MapFS{}
	for _, f := range plan {
		made[f.Path] = &fstest.MapFile{Data: f.Text}
	}
	c := scaffold.Course{FS: made, Date: time.Now()}
	for kind, name := range map[scaffold.Kind]string{
		scaffold.Module: "first-week", scaffold.Shelf: "library", scaffold.Lesson: "team-meetings/x",
		scaffold.Guide: "guides/x", scaffold.Template: "x",
	} {
		f, err := c.Page(kind, name)
		require.NoError(t, err)
		made[f.Path] = &fstest.MapFile{Data: f.Text}
	}
	return made
}

// frontMatterOf reads a page's YAML as an editor does: dates are texts.
func frontMatterOf(t *testing.T, page string) any {
	t.Helper()
	parts := strings.SplitN(page, "---\n", 3)
	require.Len(t, parts, 3)
	var n yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(parts[1]), &n))
	for _, value := range n.Content[0].Content {
		if value.Tag == "!!timestamp" {
			value.Tag = "!!str"
		}
	}
	var v any
	require.NoError(t, n.Decode(&v))
	text, err := json.Marshal(v)
	require.NoError(t, err)
	v, err = jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	return v
}

// The embedded sample is the course of this repository, file by file.
func TestSampleIsTheCourse(t *testing.T) {
	files, err := sampleCourse()
	require.NoError(t, err)
	have := map[string]bool{}
	for _, f := range files {
		text, err := os.ReadFile(path.Join("../..", f.Path))
		require.NoError(t, err)
		require.Equal(t, string(text), string(f.Text), f.Path)
		have[f.Path] = true
	}
	require.NoError(t, fs.WalkDir(os.DirFS("../.."), course.ContentDir, func(file string, d fs.DirEntry, err error) error {
		if role, _ := course.Classify(file); !d.IsDir() && role != course.Ignored {
			require.True(t, have[file], file)
		}
		return err
	}))
}

func TestShellWord(t *testing.T) {
	for word, want := range map[string]string{
		"course": "course", "../a/b_c-1.2": "../a/b_c-1.2", "kurs-ü": "kurs-ü", "-a": "./-a",
		"a b": "'a b'", "a'b": `'a'\''b'`, "$(rm)": "'$(rm)'", "a;b": "'a;b'",
	} {
		require.Equal(t, want, shellWord(word))
	}
}
