package output

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"html/template"
	"mime"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"lectern/builder/course"
	"lectern/builder/docx"
)

// browsers are the programs that print to PDF, in the order in which they are looked for.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// printTime is how long a browser may take for one template.
const printTime = 2 * time.Minute

// pdf prints a template by a browser that is installed, one at a time: each takes hundreds of megabytes.
func (s *site) pdf(p *course.Page) ([]byte, error) {
	browser, err := findBrowser()
	if err != nil {
		return nil, fmt.Errorf("template %s asks for a PDF: %w", p.File, err)
	}
	page, err := s.worksheet(p)
	if err != nil {
		return nil, err
	}
	s.printing.Lock()
	defer s.printing.Unlock()
	out, err := printPage(browser, page)
	if err != nil {
		return nil, fmt.Errorf("print %s with %s: %w", p.File, browser, err)
	}
	return dated(out, p.Updated()), nil
}

func findBrowser() (string, error) {
	for _, name := range browsers {
		if p, err := exec.LookPath(name); err == nil {
			return p, nil
		}
	}
	return "", errors.New("install Chromium or Google Chrome (Debian and Ubuntu: apt-get install chromium), " +
		"or take pdf out of its formats")
}

//go:embed worksheet.html
var worksheetHTML string

var worksheet = template.Must(template.New("worksheet").Parse(worksheetHTML))

// worksheet is the page that is printed. It needs nothing besides itself: styles and pictures stand in it.
func (s *site) worksheet(p *course.Page) ([]byte, error) {
	view := s.feed.View(p)
	body, err := view.Body()
	if err != nil {
		return nil, err
	}
	text, err := s.withPictures(p, string(body))
	if err != nil {
		return nil, err
	}
	paper := "A4"
	if docx.PaperFor(view.Language()) == docx.PaperLetter {
		paper = "letter"
	}
	var b bytes.Buffer
	err = worksheet.Execute(&b, map[string]any{
		"Language": view.Language(), "Direction": view.Direction(), "Paper": paper, "Title": p.Title(), "Body": template.HTML(text),
	})
	return b.Bytes(), err
}

// withPictures puts the pictures of a page into its HTML.
func (s *site) withPictures(p *course.Page, text string) (string, error) {
	for _, t := range p.Targets {
		kind := ""
		if t.Asset != nil {
			kind = mime.TypeByExtension(strings.ToLower(path.Ext(t.Asset.Path)))
		}
		address := `src="` + html.EscapeString(s.feed.View(p).URL(t.Asset)) + `"`
		if !strings.HasPrefix(kind, "image/") || !strings.Contains(text, address) {
			continue
		}
		var b bytes.Buffer
		if err := s.copyAsset(&b, t.Asset); err != nil {
			return "", err
		}
		data := `src="data:` + kind + `;base64,` + base64.StdEncoding.EncodeToString(b.Bytes()) + `"`
		text = strings.ReplaceAll(text, address, data)
	}
	return text, nil
}

// printPage prints an HTML page to PDF. All that the browser writes goes into a folder of its own, which is removed.
func printPage(browser string, page []byte) (out []byte, err error) {
	dir, err := os.MkdirTemp("", "lectern-pdf-")
	if err != nil {
		return nil, err
	}
	defer func() {
		if left := removeAll(dir); err == nil {
			err = left
		}
	}()
	in, result := filepath.Join(dir, "worksheet.html"), filepath.Join(dir, "worksheet.pdf")
	if err := os.WriteFile(in, page, 0o600); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), printTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, browser, printArguments(dir, in, result)...)
	cmd.Env = append(os.Environ(), "TZ=UTC", "XDG_CONFIG_HOME="+dir, "XDG_CACHE_HOME="+dir)
	cmd.WaitDelay = 5 * time.Second
	said, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, lastLine(said))
	}
	if out, err = os.ReadFile(result); err != nil {
		return nil, fmt.Errorf("it wrote nothing: %s", lastLine(said))
	}
	return out, nil
}

// printArguments let the browser print a file without network, windows or anything kept from an earlier time.
func printArguments(dir, in, result string) []string {
	args := []string{
		"--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync", "--disable-extensions",
		"--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
		"--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=" + filepath.Join(dir, "profile"),
		"--no-pdf-header-footer", "--print-to-pdf=" + result,
	}
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // Chromium refuses to run as root with one
	}
	at := filepath.ToSlash(in)
	if !strings.HasPrefix(at, "/") { // a drive of Windows
		at = "/" + at
	}
	return append(args, (&url.URL{Scheme: "file", Path: at}).String())
}

// removeAll removes a folder into which the browser's last processes may still be writing.
func removeAll(dir string) (err error) {
	for range 40 {
		if err = os.RemoveAll(dir); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}

func lastLine(said []byte) string {
	lines := strings.Split(strings.TrimSpace(string(said)), "\n")
	return lines[len(lines)-1]
}

var (
	pdfDate = regexp.MustCompile(`/(CreationDate|ModDate) \(D:\d{14}[^()\\]*\)`)
	pdfID   = regexp.MustCompile(`/ID ?\[ ?<[0-9A-Fa-f]*> ?<[0-9A-Fa-f]*> ?\]`)
	hexes   = regexp.MustCompile(`[0-9A-Fa-f]`)
)

// dated gives a PDF the page's date in place of the clock's, and an identifier that says nothing, so that every build makes
// the same bytes. Nothing changes its length: the file has a table of offsets (ISO 32000-1, 7.5.4).
func dated(pdf []byte, t time.Time) []byte {
	if t.IsZero() {
		t = archiveTime
	}
	pdf = pdfDate.ReplaceAllFunc(pdf, func(found []byte) []byte {
		at := bytes.Index(found, []byte("D:")) + 2
		copy(found[at:at+14], t.UTC().Format("20060102150405"))
		return found
	})
	return pdfID.ReplaceAllFunc(pdf, func(found []byte) []byte {
		at := bytes.IndexByte(found, '[')
		return append(found[:at:at], hexes.ReplaceAll(found[at:], []byte("0"))...)
	})
}
