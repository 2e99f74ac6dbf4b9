package theme

import (
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"

	"html/template"

	"lectern/builder/block"
	"lectern/builder/course"
)

// T returns a text of the theme's words; {0}, {1} … stand for the arguments, and a first
// argument that is a number decides the plural form.
func (v View) T(key string, args ...any) (string, error) { return v.r.Theme.words.text(key, args...) }

// Language returns the course's language, and Direction "rtl" or "ltr".
func (v View) Language() string { return v.Course.Language }

// Direction returns the writing direction of the course's language.
func (v View) Direction() string {
	script, _ := v.r.Theme.words.tag.Script()
	switch script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg":
		return "rtl"
	}
	return "ltr"
}

// Home returns the address of the home page.
func (v View) Home() string { return v.URL(v.Course.Home) }

// Canonical returns the page's address with the site's own; empty for a course without one.
func (v View) Canonical() string {
	if v.Course.BaseURL == "" {
		return ""
	}
	return v.Absolute(v.Page)
}

// AssetURL returns the address of a file of the theme's assets.
func (v View) AssetURL(name string) (string, error) {
	a := v.r.Theme.assets[name]
	if a == nil {
		return "", fmt.Errorf("theme: assets/%s is missing", name)
	}
	return v.URL(a.Path), nil
}

// StaticFile returns the address of a file of content/static; empty when the course has none of
// that name.
func (v View) StaticFile(name string) string {
	for _, a := range v.Course.Assets {
		if a.Path == name {
			return v.URL(a)
		}
	}
	return ""
}

// FeedURL returns the address of the feed.
func (v View) FeedURL() string { return v.URL("feed.xml") }

// EditionIs reports whether the course is built in that edition.
func (v View) EditionIs(name string) bool { return v.Course.Edition == name }

// Date formats a day by the theme's words: "months" holds twelve names, "date" their order.
func (v View) Date(t time.Time) (string, error) {
	if t.IsZero() {
		return "", nil
	}
	months, err := v.T("months")
	if err != nil {
		return "", err
	}
	names := strings.Fields(months)
	if len(names) != 12 {
		return "", fmt.Errorf("theme: strings: months has %d names", len(names))
	}
	return v.T("date", strconv.Itoa(t.Day()), names[t.Month()-1], strconv.Itoa(t.Year()))
}

// Minutes formats a reading time: "8 min", and from an hour on "1 h 20 min".
func (v View) Minutes(n int) (string, error) {
	if n < 60 {
		return v.T("minutes", n)
	}
	if n%60 == 0 {
		return v.T("hours", n/60)
	}
	return v.T("hours_minutes", n/60, n%60)
}

// Contents returns the page's headings of levels two and three as list items with links to them; those of level three have
// the class "sub". A lesson has some twenty, and each would be half a dozen calls of a template.
func (v View) Contents() (template.HTML, error) { return htmlOf(v.appendContents) }

func (v View) appendContents(dst []byte) ([]byte, error) {
	from := len(dst)
	for _, h := range v.Page.Headings {
		class := ""
		switch h.Level {
		case 2:
		case 3:
			class = ` class="sub"`
		default:
			continue
		}
		if len(dst) > from {
			dst = append(dst, '\n')
		}
		dst = append(append(append(dst, "<li"...), class...), `><a href="#`...)
		dst = append(append(dst, escapePath(h.ID)...), `">`...)
		dst = append(append(dst, template.HTMLEscapeString(h.Text)...), "</a></li>"...)
	}
	return dst, nil
}

// Size formats a number of bytes: "48 KB".
func (v View) Size(n int64) (string, error) {
	switch {
	case n >= 1<<20:
		decimal, err := v.T("decimal")
		if err != nil {
			return "", err
		}
		return v.T("size_mb", strings.Replace(strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64), ".", decimal, 1))
	case n >= 1<<10:
		return v.T("size_kb", strconv.FormatInt((n+1<<9)>>10, 10))
	}
	return v.T("size_bytes", int(n))
}

// FileType returns a file's type in capitals, from its extension.
func (v View) FileType(a *course.Asset) string { return fileType(a.Path) }

func fileType(p string) string { return strings.ToUpper(strings.TrimPrefix(path.Ext(p), ".")) }

// Files returns the files that a template's page, a download or a target hands out.
func (v View) Files(x any) []DownloadFile {
	switch t := x.(type) {
	case *course.Download:
		return v.files(t.Template, t.Asset)
	case course.Target:
		return v.files(t.Page, t.Asset)
	case *course.Page:
		return v.files(t, nil)
	}
	return nil
}

func (v View) files(p *course.Page, a *course.Asset) []DownloadFile {
	if a != nil {
		return []DownloadFile{assetFile(a)}
	}
	if p == nil {
		return nil
	}
	var out []DownloadFile
	if p.Handout != nil {
		out = append(out, assetFile(p.Handout))
	}
	if v.r.Files != nil {
		out = append(out, v.r.Files(p)...)
	}
	return out
}

func assetFile(a *course.Asset) DownloadFile {
	return DownloadFile{Path: a.Path, Type: fileType(a.Path), Size: a.Size}
}

// Heading returns a heading of a level from 2 to 6 with a class. Its text is a block.Body or a
// plain string.
func (b BlockView) Heading(level int, words any, class string) (template.HTML, error) {
	var text template.HTML
	switch w := words.(type) {
	case block.Body:
		var err error
		if text, err = b.HTML(w); err != nil {
			return "", err
		}
	default:
		text = template.HTML(template.HTMLEscapeString(fmt.Sprint(w)))
	}
	n := strconv.Itoa(min(max(level, 2), 6))
	return template.HTML("<h" + n + ` class="` + template.HTMLEscapeString(class) + `">` + string(text) + "</h" + n + ">"), nil
}
