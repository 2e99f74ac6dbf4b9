package block_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"

	"lectern/builder/block"
	"lectern/builder/diag"
	"lectern/builder/theme"
)

var update = flag.Bool("update", false, "write what the text pairs of testdata should be")

// A text pair is an input CASE.md in testdata/KIND.txtar with what must come of it: CASE.diags, the mistakes
// as lines of "line:column: severity: message", and without errors CASE.html, the body as the default
// theme renders it. A case with notes for facilitators has CASE.facilitator.html too.
const (
	inputSuffix       = ".md"
	htmlSuffix        = ".html"
	facilitatorSuffix = ".facilitator.html"
	diagsSuffix       = ".diags"
)

func TestPairs(t *testing.T) {
	th := loadTheme(t, "default")
	for _, name := range append(block.Names(), block.Callout.Name) {
		t.Run(name, func(t *testing.T) { testArchive(t, th, filepath.Join("testdata", name+".txtar")) })
	}
}

// A pair of no kind would never be read.
func TestPairsHaveKinds(t *testing.T) {
	files, err := filepath.Glob("testdata/*")
	require.NoError(t, err)
	known := append(block.Names(), block.Callout.Name)
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && info.IsDir() {
			continue
		}
		require.Contains(t, known, strings.TrimSuffix(filepath.Base(file), ".txtar"), file)
	}
}

func testArchive(t *testing.T, th *theme.Theme, file string) {
	archive, err := txtar.ParseFile(file)
	require.NoError(t, err, "every kind of block has its text pairs")
	want := map[string]string{}
	for _, f := range archive.Files {
		require.NotContains(t, want, f.Name, "given twice")
		want[f.Name] = string(f.Data)
	}
	out := &txtar.Archive{Comment: archive.Comment}
	cases := 0
	for _, f := range archive.Files {
		name, isInput := strings.CutSuffix(f.Name, inputSuffix)
		if !isInput {
			continue
		}
		cases++
		out.Files = append(out.Files, f)
		for _, made := range outcome(t, th, name, f.Data) {
			out.Files = append(out.Files, made)
			if !*update {
				require.Equal(t, want[made.Name], string(made.Data), "%s: go test ./builder/block -update writes it anew", made.Name)
			}
			delete(want, made.Name)
		}
		delete(want, f.Name)
	}
	require.GreaterOrEqual(t, cases, 2, "a good and a bad case at least")
	if *update {
		require.NoError(t, os.WriteFile(file, txtar.Format(out), 0o644))
		return
	}
	require.Empty(t, want, "left over: of no case, or of one that has no such outcome")
}

// outcome returns what comes of a case, which must not depend on the line ends of the file.
func outcome(t *testing.T, th *theme.Theme, name string, src []byte) []txtar.File {
	t.Helper()
	var files []txtar.File
	add := func(suffix, text string) {
		if text != "" {
			files = append(files, txtar.File{Name: name + suffix, Data: []byte(strings.TrimSuffix(text, "\n") + "\n")})
		}
	}
	page := render(t, th, src, "")
	for kind, end := range map[string]string{"CRLF": "\r\n", "CR": "\r"} {
		other := render(t, th, []byte(strings.ReplaceAll(string(src), "\n", end)), "")
		require.Equal(t, lines(page.diags), lines(other.diags), "%s with %s", name, kind)
		require.Equal(t, page.html, strings.ReplaceAll(other.html, "\r\n", "\n"), "%s with %s", name, kind)
	}
	add(diagsSuffix, lines(page.diags))
	add(htmlSuffix, page.html)
	if strings.Contains(string(src), ":::facilitator") {
		add(facilitatorSuffix, render(t, th, src, "facilitator").html)
	}
	require.NotEmpty(t, files, "%s comes to nothing at all", name)
	return files
}

func lines(ds []diag.Diagnostic) string {
	var b strings.Builder
	for _, d := range ds {
		fmt.Fprintf(&b, "%d:%d: %s: %s\n", d.Pos.Line, d.Pos.Column, d.Severity, d.Message)
	}
	return b.String()
}
