package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder/need"
)

// corpora are collections of malformed and odd input. Each gives the lessons of a course by file name.
var corpora = map[string]func(*testing.T) map[string]string{
	"CommonMark spec and extensions": markdownCorpus,
	"yaml-test-suite":                yamlCorpus,
	"naughty strings":                naughtyCorpus,
	"pathological, 10 KB":            func(*testing.T) map[string]string { return pathological(10 << 10) },
	"pathological, 100 KB":           func(*testing.T) map[string]string { return pathological(100 << 10) },
	"encodings":                      encodings,
}

const head = "---\ntitle: A lesson\n---\n\n"

// markdownCorpus are the examples that goldmark is tested with.
func markdownCorpus(t *testing.T) map[string]string {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yuin/goldmark").Output()
	require.NoError(t, err)
	root := strings.TrimSpace(string(dir))
	text, err := os.ReadFile(filepath.Join(root, "_test", "spec.json"))
	if err != nil {
		need.Lacking(t, "the module cache has no examples: %v", err)
	}
	var spec []struct{ Markdown string }
	require.NoError(t, json.Unmarshal(text, &spec))
	require.Len(t, spec, 652)
	files := map[string]string{}
	for i, e := range spec {
		files[fmt.Sprintf("spec-%d", i+1)] = head + e.Markdown
	}
	more, err := filepath.Glob(filepath.Join(root, "*", "*.txt"))
	require.NoError(t, err)
	nested, err := filepath.Glob(filepath.Join(root, "*", "*", "*.txt"))
	require.NoError(t, err)
	for _, file := range append(more, nested...) {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for i, part := range strings.Split(string(text), "//= = = = = = = = = = = = = = = = = = = = = = = =//") {
			if _, source, found := strings.Cut(part, "//- - - - - - - - -//\n"); found {
				source, _, _ = strings.Cut(source, "//- - - - - - - - -//")
				files[fmt.Sprintf("%s-%d", strings.TrimSuffix(filepath.Base(file), ".txt"), i)] = head + source
			}
		}
	}
	require.Greater(t, len(files), 750)
	return files
}

// npmFile is a file of a package that make tools installs.
func npmFile(t *testing.T, name string) string {
	t.Helper()
	file := filepath.Join("../../.ci/node_modules", name)
	if _, err := os.Stat(file); err != nil {
		need.Lacking(t, "%s is not installed: make tools", name)
	}
	return file
}

var yamlSource = regexp.MustCompile(`"yaml": ("(?:[^"\\]|\\.)*")`)

// yamlCorpus puts every document of yaml-test-suite into front matter: instead of it, and below a key that takes anything.
func yamlCorpus(t *testing.T) map[string]string {
	cases, err := filepath.Glob(filepath.Join(npmFile(t, "yaml-test-suite/data"), "*.js"))
	require.NoError(t, err)
	files, n := map[string]string{}, 0
	for _, file := range cases {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for i, match := range yamlSource.FindAllSubmatch(text, -1) {
			var yaml string
			require.NoError(t, json.Unmarshal(match[1], &yaml))
			name := fmt.Sprintf("%s-%d", strings.TrimSuffix(filepath.Base(file), ".js"), i)
			files[name] = "---\n" + yaml + "\n---\n\nText.\n"
			indented := strings.ReplaceAll(strings.TrimSuffix(yaml, "\n"), "\n", "\n    ")
			files[name+"-below"] = "---\ntitle: A lesson\nparams:\n  x:\n    " + indented + "\n---\n\nText.\n"
			n++
		}
	}
	require.Greater(t, n, 350)
	return files
}

// naughtyCorpus puts every naughty string where a title, a heading, a question, an answer, a description, a link's text and address and a
// picture's description stand, quoted as YAML and Markdown want it and not.
func naughtyCorpus(t *testing.T) map[string]string {
	text, err := os.ReadFile(npmFile(t, "blns/resources/blns.json"))
	require.NoError(t, err)
	var all []string
	require.NoError(t, json.Unmarshal(text, &all))
	require.Greater(t, len(all), 480)
	files := map[string]string{}
	for i, s := range all {
		quoted, err := json.Marshal(s)
		require.NoError(t, err)
		q := string(quoted)
		files[fmt.Sprintf("quoted-%d", i)] = "---\ntitle: " + q + "\ndescription: " + q + "\ntags: [" + q + "]\ntakeaways: [" + q +
			"]\nfaqs: [{question: " + q + ", answer: " + q + "}]\nslug: naughty-" + fmt.Sprint(i) + "\n---\n\n## " + s + "\n\n" + s + "\n"
		files[fmt.Sprintf("raw-%d", i)] = "---\ntitle: " + s + "\nslug: raw-" + fmt.Sprint(i) + "\n---\n\n[" + s + "](" + s + ") ![" + s +
			"](" + s + ")\n\n```" + s + "\n" + s + "\n```\n\n:::details[" + s + "]\n" + s + "\n:::\n"
	}
	return files
}

// pathological are texts of about so many bytes that make a careless reader slow or deep.
func pathological(size int) map[string]string {
	rep := func(s string) string { return strings.Repeat(s, size/len(s)) }
	bodies := map[string]string{
		"quotes": rep("> "), "lists": rep("- "), "quotes-and-lists": rep("> - "), "numbers": rep("1. "), "brackets": rep("["),
		"links": rep("[a](b"), "images": rep("![a]("), "emphasis": rep("*a **b "), "emphasis-closed": rep("a**b") + rep("c* "), "code": rep("`a"),
		"ticks": rep("`a``b"), "tables": rep("|a") + "|\n" + rep("|-") + "|\n" + rep("|a|\n"), "html": rep("<a "), "comments": rep("<!-- "), "entities": rep("&amp"),
		"references": rep("[a]: b\n"), "footnotes": rep("[^a]: b\n"), "definitions": rep("a\n: b\n\n"), "headings": rep("# a\n"), "one-line": rep("a"), "lines": rep("\n"),
		"backslashes": rep("\\"), "autolinks": rep("<http://a"), "mails": rep("a@"), "www": rep("www."), "colons": rep(":"), "fences": rep(":::details[a]\n"),
		"attributes": rep("# a {#b .c "), "tasks": rep("- [ ] "), "deep": rep("  - a\n"), "strikes": rep("~~a "), "quotation": rep(`"a 'b `),
		"setext": rep("a\n-\n"), "tildes": rep("~~~\n"), "alerts": rep("> [!NOTE]\n> a\n\n"), "nbsp": rep("\u00a0"), "marks": "# a" + rep("\u0301") + "\n",
	}
	front := map[string]string{
		"flow": "params: " + rep("["), "maps": "params: " + rep("{a: "), "scalar": "params: {x: " + rep("a") + "}", "quoted": "params: {x: \"" + rep(`\n`) + "\"}",
		"twice": rep("title: a\n"), "keys": rep("key: a\n"), "anchors": "params: [&a x" + rep(", *a") + "]", "list": "tags: [" + rep("a, ") + "]", "block": "description: |\n" + rep("  a\n"),
		"indent": "params:\n" + rep(" "), "comment": rep("#"), "explicit": rep("? "), "dashes": "tags:\n" + rep("- "), "tags": "params: " + rep("!!str "),
		"bomb": "params:\n  a: &a [x, x]\n  b: &b [*a, *a]\n  c: &c [*b, *b]\n  d: &d [*c, *c]\n" + rep("  #\n"),
	}
	files := map[string]string{"unclosed": "---\ntitle: a\n" + rep("a"), "toml": "+++\ntitle = \"a\"\nparams = " + rep("[") + "\n+++\n"}
	for name, body := range bodies {
		files["body-"+name] = head + body + "\n"
	}
	for name, yaml := range front {
		files["front-"+name] = "---\ntitle: A lesson\n" + yaml + "\n---\n\nText.\n"
	}
	return files
}

// encodings are files that are not plain UTF-8 with line feeds, with a bad byte at each position of a small lesson.
func encodings(*testing.T) map[string]string {
	lesson := "---\ntitle: \"Grüße\"\ntags: [a]\n---\n\n# Ein Text\n\n[x](#ein-text) **Wörter**\n"
	files := map[string]string{
		"empty": "", "bom": "\ufeff" + lesson, "only-bom": "\ufeff", "two-boms": "\ufeff\ufeff" + lesson,
		"crlf": strings.ReplaceAll(lesson, "\n", "\r\n"), "cr": strings.ReplaceAll(lesson, "\n", "\r"), "no-end": strings.TrimSuffix(lesson, "\n"),
		"unclosed": "---\ntitle: a\n", "only-fence": "---", "two-fences": "---\n---", "fence-at-end": "---\ntitle: a\n---", "spaces": "--- \ntitle: a\n--- \n",
		"tab": "---\n\ttitle: a\n---\n", "indented": "  ---\ntitle: a\n---\n", "no-front": "# Text\n", "separators": head + "a\u2028b\u2029c\u0085d\n", "controls": head + "a\x01\x02\x1b[31mb\x7f\n",
		"surrogate": head + "\xed\xa0\x80\n", "overlong": head + "\xc0\xaf\n", "beyond": head + "\xf4\x90\x80\x80\n", "bidi": head + "\u202e\u2066abc\n", "nonchar": head + "\uffff\ufdd0\n",
	}
	for _, order := range []struct{ name, bom, before, after string }{{"le", "\xff\xfe", "", "\x00"}, {"be", "\xfe\xff", "\x00", ""}} {
		var b strings.Builder
		for _, c := range []byte(lesson) {
			b.WriteString(order.before + string(rune(c&0x7f)) + order.after)
		}
		files["utf16-"+order.name], files["utf16-"+order.name+"-bom"] = b.String(), order.bom+b.String()
	}
	for i := range len(lesson) + 1 {
		for name, bad := range map[string]string{"byte": "\x80", "cut": "\xe2\x82", "nul": "\x00", "cr": "\r"} {
			files[fmt.Sprintf("%s-at-%d", name, i)] = lesson[:i] + bad + lesson[i:]
		}
	}
	return files
}

// The limits of a build of one corpus, on any machine: a hang takes longer.
const (
	maxProcessor = 20 * time.Second
	maxResident  = 1 << 30 // bytes
)

// found is a diagnostic as --format json prints it.
type found struct {
	File         string
	Line, Column int
	Severity     string
	Message      string
}

// TestCorpora builds a course of each corpus: no panic, no hang, bounded memory, exit 0 or 1, every mistake with its place; and without the
// files that have mistakes the course builds.
func TestCorpora(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(corpora)) {
		t.Run(name, func(t *testing.T) {
			dir, files := t.TempDir(), corpora[name](t)
			put := func(file, text string) {
				file = filepath.Join(dir, "content", file)
				require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
				require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
			}
			put("_index.md", "---\ntitle: Corpus\nbaseURL: https://example.org/\n---\n")
			n := 0
			for _, file := range slices.Sorted(maps.Keys(files)) {
				module := fmt.Sprintf("m%d", n/50)
				put(module+"/_index.md", "---\ntitle: Module\n---\n")
				put(module+"/"+file+".md", files[file])
				n++
			}
			bad := buildCorpus(t, dir)
			for file := range bad {
				require.NotContains(t, file, "_index.md", bad[file])
				require.NoError(t, os.Remove(filepath.Join(dir, file)))
			}
			for file, what := range buildCorpus(t, dir) {
				t.Errorf("a mistake was found only after others were gone: %s: %v", file, what)
			}
			t.Logf("%d files, of which %d have mistakes", n, len(bad))
		})
	}
}

// TestPathologicalAlone builds courses of one lesson of 1 MB that makes a careless reader slow.
func TestPathologicalAlone(t *testing.T) {
	files := pathological(1<<20 - 200)
	names := slices.Sorted(maps.Keys(files))
	for i, name := range names {
		if !need.Torture() && i%9 != 0 {
			continue
		}
		dir := t.TempDir()
		require.NoError(t, os.MkdirAll(filepath.Join(dir, "content/m"), 0o755))
		for file, text := range map[string]string{"_index.md": "---\ntitle: Corpus\nbaseURL: https://example.org/\n---\n",
			"m/_index.md": "---\ntitle: Module\n---\n", "m/" + name + ".md": files[name]} {
			require.NoError(t, os.WriteFile(filepath.Join(dir, "content", file), []byte(text), 0o644))
		}
		t.Logf("%s, with %d mistakes", name, len(buildCorpus(t, dir)))
	}
}

// buildCorpus builds a course and returns its mistakes by file.
func buildCorpus(t *testing.T, dir string) map[string]found {
	t.Helper()
	var stderr, stdout strings.Builder
	cmd := exec.Command(releasedBinary(t), "build", "-s", dir, "--format", "json")
	cmd.Stderr, cmd.Stdout = &stderr, &stdout
	err := cmd.Run()
	code := cmd.ProcessState.ExitCode()
	require.Contains(t, []int{0, 1}, code, "%v %.3000s", err, stderr.String())
	require.NotContains(t, stderr.String(), "goroutine ")
	require.Less(t, cmd.ProcessState.UserTime(), maxProcessor)
	resident := peakMemory(cmd.ProcessState)
	t.Logf("%v, %d MB", cmd.ProcessState.UserTime().Round(time.Millisecond), resident>>20)
	require.Less(t, resident, int64(maxResident))
	bad := map[string]found{}
	var all []found
	if stdout.Len() > 0 {
		require.NoError(t, json.Unmarshal([]byte(stdout.String()), &all), "%.1000s", stdout.String())
	}
	for _, f := range all {
		require.NotEmpty(t, f.File, f)
		require.Positive(t, f.Line, f)
		require.Positive(t, f.Column, f)
		if f.Severity == "error" {
			bad[f.File] = f
		}
	}
	require.Equal(t, code == 1, len(bad) > 0, "%.1000s", stderr.String())
	return bad
}
