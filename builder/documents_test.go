package builder_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder"
	"lectern/builder/need"
	"lectern/builder/output"
	"lectern/themes"
)

// documentCourse is a course with two templates that lessons of one module offer, and the author's own file.
func documentCourse() fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range map[string]string{
		"content/_index.md":            "---\ntitle: Course\nbaseURL: https://example.org/c/\nlanguage: en-US\nauthor: Ana\n---\n",
		"content/talks/_index.md":      "---\ntitle: Talks\n---\n",
		"content/talks/one.md":         "---\ntitle: One\ndownloads: [{template: agenda}, {template: sheet}]\n---\n\n## Why\n\nTalk.\n",
		"content/alone/_index.md":      "---\ntitle: Alone\n---\n",
		"content/alone/two.md":         "---\ntitle: Two\ndownloads: [{template: agenda}]\n---\n\nText.\n",
		"content/templates/agenda.md":  "---\ntitle: Agenda\ndate: 2026-01-02\n---\n\n> [!TIP]\n> Read [](../talks/one.md#why) and [this](../talks/_index.md).\n\n- [ ] [____ a point]\n",
		"content/templates/sheet.md":   "---\ntitle: Sheet\nfile: sheet.xlsx\n---\n",
		"content/templates/sheet.xlsx": "not really a sheet",
	} {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// rendered builds a course and returns what it publishes, unless a file cannot be made.
func rendered(t *testing.T, source fstest.MapFS, only ...string) (map[string]string, error) {
	t.Helper()
	r, err := builder.New(builder.Options{Source: source, Themes: themes.FS(), Now: time.Unix(1e9, 0)}).Build(context.Background())
	require.NoError(t, err)
	require.False(t, r.HasErrors(), "%v", r.Diags)
	files := map[string]string{}
	for _, f := range r.Files {
		if len(only) > 0 && !has(only, f) {
			continue
		}
		var b bytes.Buffer
		if err := f.Render(&b); err != nil {
			return nil, err
		}
		files[f.Path] = b.String()
	}
	return files, nil
}

func has(names []string, f output.File) bool {
	for _, n := range names {
		if strings.HasSuffix(f.Path, n) {
			return true
		}
	}
	return false
}

// unzipped returns the files of an archive by name.
func unzipped(t *testing.T, data string) map[string]string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	files := map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(in)
		require.NoError(t, err)
		files[f.Name] = string(text)
	}
	return files
}

func TestTemplatesAreWordDocuments(t *testing.T) {
	files, err := rendered(t, documentCourse())
	require.NoError(t, err)
	const at = "templates/agenda/agenda.docx"
	require.Contains(t, files, at)
	require.NotContains(t, files, "templates/sheet/sheet.docx", "the author's own file is the template")
	parts := unzipped(t, files[at])
	body, links := parts["word/document.xml"], parts["word/_rels/document.xml.rels"]
	require.Contains(t, body, ">Tip<", "the theme's word for a callout without a title")
	require.Contains(t, body, ">One<", "the title of the page that an empty link means")
	require.Contains(t, body, "w14:checkbox")
	require.Contains(t, body, `w:val="a point"`)
	require.Contains(t, body, `<w:pgSz w:w="12240"`, "Letter by the language")
	require.Contains(t, links, `Target="https://example.org/c/talks/one/#why"`)
	require.Contains(t, links, `Target="https://example.org/c/talks/"`)
	require.Contains(t, parts["docProps/core.xml"], "<dc:creator>Ana</dc:creator>")
	require.Contains(t, parts["docProps/core.xml"], "2026-01-02T")

	page := files["templates/agenda/index.html"]
	require.Contains(t, page, `href="/c/templates/agenda/agenda.docx"`)
	require.Contains(t, page, "Download DOCX")
	require.Regexp(t, `\d+ KB`, page)
	require.Contains(t, files["_headers"], "/c/templates/agenda/agenda.docx\n  Content-Disposition: attachment\n")
}

func TestModulesHaveTheirTemplatesInOneFile(t *testing.T) {
	files, err := rendered(t, documentCourse(), ".docx", ".zip")
	require.NoError(t, err)
	require.NotContains(t, files, "alone/alone-templates.zip", "one file needs no archive")
	require.Equal(t, map[string]string{
		"agenda.docx": files["templates/agenda/agenda.docx"], "sheet.xlsx": "not really a sheet",
	}, unzipped(t, files["talks/talks-templates.zip"]))
}

func TestDocumentsAreTheSameEveryTime(t *testing.T) {
	first, err := rendered(t, documentCourse(), ".docx", ".zip")
	require.NoError(t, err)
	require.Len(t, first, 2)
	second, err := rendered(t, documentCourse(), ".docx", ".zip")
	require.NoError(t, err)
	require.Equal(t, first, second)
}

// asksForPDF returns the course with the formats of the template.
func asksForPDF(formats string) fstest.MapFS {
	fsys := documentCourse()
	src := string(fsys["content/templates/agenda.md"].Data)
	fsys["content/templates/agenda.md"] = &fstest.MapFile{Data: []byte(strings.Replace(src, "date:", "formats: ["+formats+"]\ndate:", 1) +
		"\n![A chart](chart.png)\n\nNote.[^1]\n\n[^1]: Small.\n")}
	png, _ := base64.StdEncoding.DecodeString("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
	fsys["content/templates/chart.png"] = &fstest.MapFile{Data: png}
	return fsys
}

func TestWithoutBrowserThereIsNoPDF(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := rendered(t, asksForPDF("docx, pdf"), ".pdf")
	require.ErrorContains(t, err, "content/templates/agenda.md asks for a PDF")
	require.ErrorContains(t, err, "install Chromium")
	files, err := rendered(t, asksForPDF("docx"), ".docx", ".pdf")
	require.NoError(t, err, "nothing else needs a browser")
	require.Len(t, files, 1)
}

func TestBrowserThatFails(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "chromium"), []byte("#!/bin/sh\necho no display >&2\nexit 7\n"), 0o755))
	t.Setenv("PATH", dir)
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	_, err := rendered(t, asksForPDF("pdf"), ".pdf")
	require.ErrorContains(t, err, "content/templates/agenda.md")
	require.ErrorContains(t, err, "no display")
	left, err := os.ReadDir(temp)
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestTemplatesArePDF(t *testing.T) {
	need.Program(t, "chromium")
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	first, err := rendered(t, asksForPDF("pdf"), ".pdf", ".docx")
	require.NoError(t, err)
	require.Len(t, first, 1)
	pdf := first["templates/agenda/agenda.pdf"]
	require.True(t, strings.HasPrefix(pdf, "%PDF-"))
	require.Contains(t, pdf, "/CreationDate (D:20260102000000")
	require.NotContains(t, pdf, temp, "no path of this machine")
	time.Sleep(time.Second) // another time on the clock
	second, err := rendered(t, asksForPDF("pdf"), ".pdf")
	require.NoError(t, err)
	require.True(t, first["templates/agenda/agenda.pdf"] == second["templates/agenda/agenda.pdf"], "the same bytes")
	left, err := os.ReadDir(temp)
	require.NoError(t, err)
	require.Empty(t, left, "the temporary folder is gone")
}
