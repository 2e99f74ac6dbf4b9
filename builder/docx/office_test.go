package docx

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder/need"
)

// pdfs converts documents by name in one start of LibreOffice, in a profile of its own, and gives their folder.
func pdfs(t *testing.T, docs map[string]*Document) string {
	t.Helper()
	if testing.Short() {
		t.Skip("LibreOffice takes seconds to start")
	}
	office := need.Program(t, "soffice", "libreoffice")
	dir := t.TempDir()
	args := []string{
		"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--convert-to", "pdf", "--outdir", dir,
	}
	for name, doc := range docs {
		file := filepath.Join(dir, name+".docx")
		out, err := os.Create(file)
		require.NoError(t, err)
		require.NoError(t, Write(out, doc))
		require.NoError(t, out.Close())
		args = append(args, file)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	said, err := exec.CommandContext(ctx, office, args...).CombinedOutput()
	require.NoError(t, err, string(said))
	return dir
}

func output(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, err := exec.Command(program, args...).CombinedOutput()
	require.NoError(t, err, string(out))
	return string(out)
}

func TestLibreOfficeReadsIt(t *testing.T) {
	text, info := need.Program(t, "pdftotext"), need.Program(t, "pdfinfo")
	dir := pdfs(t, map[string]*Document{"a4": sample("en"), "letter": sample("en-US"), "rtl": sample("he"), "long": long()})
	read := func(name string) string {
		return output(t, text, "-layout", filepath.Join(dir, name+".pdf"), "-")
	}
	about := func(name string) string { return output(t, info, filepath.Join(dir, name+".pdf")) }

	a4 := read("a4")
	for _, want := range []string{
		"One-to-one meetings: a worksheet for the", "See the guide or run lectern build",
		"1. Read what you agreed last time.", "2. Choose one question:", "a. What went well?", "b. What would you change?",
		"9. Ninth", "10. Tenth", "☐ The room is booked", "☒ The notes are at hand", "Try this at work", "Not in this meeting",
		"12", "What will you do first?", "What did you learn about how you listen?", "func main() {", "Skip-level meeting",
		"1/3", "2/3", "3/3",
	} {
		require.Contains(t, a4, want)
	}
	require.Regexp(t, `Page size: +595\.\d+ x 841\.\d+ pts \(A4\)`, about("a4"))
	require.Regexp(t, `Page size: +612 x 792 pts \(letter\)`, about("letter"))
	require.Regexp(t, `Title: +One-to-one meetings`, about("a4"))
	require.Regexp(t, `Author: +Ana Alvarez`, about("a4"))
	require.Regexp(t, `Pages: +3`, about("a4"))
	require.Contains(t, read("rtl"), "One-to-one meetings")

	require.Equal(t, strings.Count(read("long"), "Head of the column"), strings.Count(read("long"), "\f"),
		"the head of a table is on each of its pages")
	require.Contains(t, read("long"), "row 60")
	require.Contains(t, read("long"), "last words")
}

// long has a table of several pages, with a cell that is higher than a page.
func long() *Document {
	table := Table{Head: []Row{Cells("Head of the column", "Other")}}
	for i := range 60 {
		table.Rows = append(table.Rows, Cells("row "+num(i+1), strings.Repeat("some words ", 20)))
	}
	table.Rows = append(table.Rows, Cells("high", strings.Repeat("more words ", 1500)+"last words"))
	return &Document{Blocks: []Block{table}}
}
