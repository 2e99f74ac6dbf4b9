package scaffold

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/BurntSushi/toml"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"lectern/builder/lesson"
	"lectern/builder/need"
)

// site returns the files of a new course by path.
func site(t *testing.T, sample ...File) map[string]string {
	t.Helper()
	plan, err := Site("Team course", day, sample)
	require.NoError(t, err)
	out := map[string]string{}
	for _, f := range plan {
		require.True(t, fs.ValidPath(f.Path), f.Path)
		require.NotContains(t, out, f.Path)
		out[f.Path] = string(f.Text)
	}
	return out
}

func TestSiteWithSample(t *testing.T) {
	files := site(t, File{"content/_index.md", []byte("{{title}} stays as it is")})
	require.Equal(t, "{{title}} stays as it is", files["content/_index.md"])
	require.NotContains(t, files, "content/glossary.md")
	require.Contains(t, files["README.md"], "# Team course\n")
}

// The settings of a new course explain every key, and are right with each comment made a key.
func TestStarterExplainsTheSettings(t *testing.T) {
	text := site(t)["content/_index.md"]
	head, body, _ := strings.Cut(strings.TrimPrefix(text, "---\n"), "\n---\n")
	for _, key := range lesson.Keys(lesson.KindCourse) {
		if key != "title" && key != "description" {
			require.Regexp(t, `(?m)^(# )?`+key+`:.* #`, head, "explain %s", key)
		}
	}
	all := "---\n" + uncommented.ReplaceAllString(head, "") + "\n---\n" + body
	require.Empty(t, errorsIn(lesson.Parse("content/_index.md", lesson.KindCourse, []byte(all), lesson.Options{}).Diags))
}

var comment = regexp.MustCompile(`(?m)^\s*//.*$`)

// The settings around a course are what their readers take.
func TestSettingsCanBeRead(t *testing.T) {
	files := site(t)
	for file, text := range files {
		var v any
		switch ext := filepath.Ext(file); ext {
		case ".json", ".code-snippets":
			require.NoError(t, json.Unmarshal([]byte(comment.ReplaceAllString(text, "")), &v), file)
		case ".toml":
			require.NoError(t, toml.Unmarshal([]byte(text), &v), file)
		case ".yml":
			require.NoError(t, yaml.Unmarshal([]byte(text), &v), file)
		}
	}
}

// The settings for editors name a schema that exists for each file of the course, and just one.
func TestEditorsFindTheSchema(t *testing.T) {
	files := site(t)
	var settings struct {
		Schemas map[string][]string `json:"yaml.schemas"`
	}
	require.NoError(t, json.Unmarshal([]byte(comment.ReplaceAllString(files[".vscode/settings.json"], "")), &settings))
	want := map[string]string{
		"content/_index.md": "course", "content/m/_index.md": "module", "content/m/a.md": "lesson", "content/m/a/index.md": "lesson",
		"content/templates/a.md": "template", "content/templates/_index.md": "page", "content/glossary.md": "page",
	}
	for file, kind := range want {
		var found []string
		for schema, globs := range settings.Schemas {
			require.Contains(t, files, strings.TrimPrefix(schema, "./"))
			if matches(t, globs, file) {
				found = append(found, schema)
			}
		}
		require.Equal(t, []string{"./.lectern/schema/" + kind + ".json"}, found, file)
	}
}

// matches reports whether a file is in a list of patterns, of which those with ! take away.
func matches(t *testing.T, globs []string, file string) bool {
	in := false
	for _, g := range globs {
		rest, not := strings.CutPrefix(g, "!")
		ok, err := filepath.Match(rest, file)
		require.NoError(t, err)
		if ok {
			in = !not
		}
	}
	return in
}

// The task for editors finds the place in what lectern prints.
func TestTaskFindsProblems(t *testing.T) {
	var tasks struct {
		Tasks []struct{ ProblemMatcher any }
	}
	text := site(t)[".vscode/tasks.json"]
	require.NoError(t, json.Unmarshal([]byte(comment.ReplaceAllString(text, "")), &tasks))
	pattern := tasks.Tasks[0].ProblemMatcher.(map[string]any)["pattern"].(map[string]any)
	m := regexp.MustCompile(pattern["regexp"].(string)).FindStringSubmatch("content/m/a.md:14:3: error: quiz has no correct answer")
	require.Equal(t, []string{"content/m/a.md", "14", "3", "error", "quiz has no correct answer"}, m[1:])
}

func TestThemeChangesOnlyWhatTheBuiltInOneHas(t *testing.T) {
	plan, err := Theme(fstest.MapFS{}, "acme")
	require.NoError(t, err)
	builtin := func(file string) string {
		text, err := os.ReadFile(filepath.Join("../../themes/default", file))
		require.NoError(t, err)
		return string(text)
	}
	css, words := builtin("assets/site.css"), builtin("strings/en.yaml")
	for _, f := range plan {
		switch f.Path {
		case "themes/acme/assets/brand.css":
			for _, m := range regexp.MustCompile(`(--[a-z-]+): .*;`).FindAllStringSubmatch(string(f.Text), -1) {
				require.Contains(t, css, "\n  "+m[0][:strings.Index(m[0], ";")+1], "brand.css begins with the built-in colours")
			}
		case "themes/acme/strings/en.yaml":
			for _, m := range regexp.MustCompile(`(?m)^# ([a-z_]+: .*)$`).FindAllStringSubmatch(string(f.Text), -1) {
				require.Contains(t, words, "\n"+m[1]+"\n")
			}
		case "themes/acme/layouts/partials/custom_head.html":
			builtin("layouts/partials/custom_head.html")
		default:
			require.Equal(t, "themes/acme/README.md", f.Path)
		}
	}
}

// runScript runs .lectern/lectern.sh in a new course, without a lectern on the path.
func runScript(t *testing.T, dir string, env ...string) (string, error) {
	t.Helper()
	cmd := exec.Command("sh", ".lectern/lectern.sh", "build", "--strict")
	cmd.Dir = dir
	cmd.Env = append([]string{"PATH=/usr/bin:/bin", "HOME=" + dir}, env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func TestScriptGetsLectern(t *testing.T) {
	for _, tool := range []string{"sh", "curl", "sha256sum"} {
		need.Program(t, tool)
	}
	dir := t.TempDir()
	plan, err := Site("Team course", day, nil)
	require.NoError(t, err)
	require.NoError(t, write(t, dir, plan...))

	out, err := runScript(t, dir)
	require.Error(t, err)
	require.Contains(t, out, "neither LECTERN_URL nor LECTERN_GIT is set")

	fake := filepath.Join(t.TempDir(), "lectern")
	require.NoError(t, os.WriteFile(fake, []byte("#!/bin/sh\necho fetched \"$@\"\n"), 0o666))
	url := "LECTERN_URL=file://" + filepath.ToSlash(fake)
	out, err = runScript(t, dir, url, "LECTERN_SHA256="+strings.Repeat("0", 64))
	require.Error(t, err)
	require.Contains(t, out, "does not have the checksum")
	require.NoFileExists(t, filepath.Join(dir, ".lectern/bin/lectern"))
	out, err = runScript(t, dir, "LECTERN_URL=file:///nowhere")
	require.Error(t, err)
	require.Contains(t, out, "cannot fetch file:///nowhere")

	sum, err := exec.Command("sha256sum", fake).Output()
	require.NoError(t, err)
	out, err = runScript(t, dir, url, "LECTERN_SHA256="+strings.Fields(string(sum))[0])
	require.NoError(t, err, out)
	require.Equal(t, "fetched build --strict\n", out)

	require.NoError(t, os.WriteFile(filepath.Join(dir, ".lectern/lectern"), []byte("#!/bin/sh\necho committed \"$@\"\n"), 0o666))
	out, err = runScript(t, dir, url)
	require.NoError(t, err, out)
	require.Equal(t, "committed build --strict\n", out)
}

func TestScriptBuildsFromSource(t *testing.T) {
	for _, tool := range []string{"sh", "git", "go"} {
		need.Program(t, tool)
	}
	source := t.TempDir()
	require.NoError(t, write(t, source,
		File{"go.mod", []byte("module lectern\n")},
		File{"cmd/lectern/main.go", []byte("package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"built\") }\n")}))
	for _, args := range []string{"init -q -b main", "add .", "-c user.name=a -c user.email=a@example.org commit -q -m a", "tag v1"} {
		out, err := exec.Command("git", append([]string{"-C", source}, strings.Fields(args)...)...).CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	goTool, err := exec.LookPath("go")
	require.NoError(t, err)
	cache, err := exec.Command("go", "env", "GOCACHE").Output()
	require.NoError(t, err)
	env := []string{fmt.Sprintf("PATH=%s:/usr/bin:/bin", filepath.Dir(goTool)), "GOCACHE=" + strings.TrimSpace(string(cache))}
	for name, ok := range map[string]bool{"": true, "#v1": true, "#v2": false} {
		dir := t.TempDir()
		plan, err := Site("Team course", day, nil)
		require.NoError(t, err)
		require.NoError(t, write(t, dir, plan...))
		out, err := runScript(t, dir, append(env, "LECTERN_GIT=file://"+source+name)...)
		require.Equal(t, ok, err == nil, out)
		if ok {
			require.Equal(t, "built\n", out)
		}
	}
}
