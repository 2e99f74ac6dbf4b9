package main

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lectern/builder"
	"lectern/builder/audit"
	"lectern/builder/diag"
	"lectern/builder/output"
	"lectern/builder/record"
)

// keptCheck is the folder in the user's cache in which a check of a course leaves for the next one what it found and what it was
// found in; empty for none. It holds what a build leaves beside its output, and what the audit read of each page. As with
// that, what is missing, damaged, of another program or of another check is as good as none.
type keptCheck struct {
	folder string
	least  int // pages of a course of which something is kept
}

// keptPages is what the audit read. The record lists it as the last published file, so that it is known which one belongs to it.
const keptPages output.Kept = "pages"

// worthKeeping is how many pages a course has of which something is kept: others are checked before anybody notices.
const worthKeeping = 300

// forgotten is how long what is kept of a course is of use, which may not be there any more.
const forgotten = 30 * 24 * time.Hour

func keptCheckOf(src *os.Root) keptCheck {
	cache, err := os.UserCacheDir()
	if err != nil {
		return keptCheck{}
	}
	sum := sha256.Sum256([]byte(src.Name()))
	return keptCheck{filepath.Join(cache, "lectern", "check-"+hex.EncodeToString(sum[:8])), worthKeeping}
}

// read returns what was kept; nil for nothing.
func (k keptCheck) read(what output.Kept) []byte {
	if k.folder == "" {
		return nil
	}
	sealed, err := os.ReadFile(filepath.Join(k.folder, string(what)))
	if err != nil {
		return nil
	}
	text, _ := record.Open(sealed)
	return text
}

// pages returns what the audit read at the check that the record is of.
func (k keptCheck) pages(of *builder.Recalled) []audit.Page {
	text := k.read(keptPages)
	files := of.Published.Files
	if n := len(files); n == 0 || files[n-1].Sum != record.Sum(0, text) {
		return nil
	}
	return audit.Kept(text)
}

// keep leaves a check for the next one, if that is worth it. That it could not be written is of no consequence.
func (k keptCheck) keep(b *builder.Builder, r *builder.Result, pages []audit.Page, ds []diag.Diagnostic) {
	if k.folder == "" || len(pages) < k.least || os.MkdirAll(k.folder, 0o700) != nil {
		return
	}
	k.forgetOthers()
	published := &output.Published{}
	for _, f := range r.Files {
		published.Files = append(published.Files, output.PublishedFile{Path: f.Path})
	}
	found := *r
	found.Diags = ds
	for _, what := range []output.Kept{output.KeptLessons, keptPages, output.KeptRecord} { // which can tell that the others are whole
		err := k.write(what, func(w io.Writer) error {
			if what != keptPages {
				return b.Keep(&found, what, published, w)
			}
			sum, err := audit.Keep(w, pages)
			published.Files = append(published.Files, output.PublishedFile{Path: string(what), Sum: sum})
			return err
		})
		if err != nil {
			return
		}
	}
}

// write puts a file in the place of the old one when it is whole.
func (k keptCheck) write(what output.Kept, write func(io.Writer) error) error {
	f, err := os.CreateTemp(k.folder, string(what)+"-*")
	if err != nil {
		return err
	}
	buf := bufio.NewWriter(f)
	sealer := record.NewSealer(buf)
	if err = write(sealer); err == nil {
		err = sealer.Close()
	}
	if err = cmp.Or(err, buf.Flush(), f.Close()); err == nil {
		err = os.Rename(f.Name(), filepath.Join(k.folder, string(what)))
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// forgetOthers removes what is kept of courses that nobody has checked for long.
func (k keptCheck) forgetOthers() {
	now := time.Now()
	_ = os.Chtimes(k.folder, now, now)
	folders, _ := os.ReadDir(filepath.Dir(k.folder))
	for _, d := range folders {
		if info, err := d.Info(); err == nil && d.IsDir() && strings.HasPrefix(d.Name(), "check-") && now.Sub(info.ModTime()) > forgotten {
			_ = os.RemoveAll(filepath.Join(filepath.Dir(k.folder), d.Name()))
		}
	}
}
