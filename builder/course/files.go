package course

import (
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"lectern/builder/lesson"
)

// Folders and files with a meaning, from the course folder.
const (
	ContentDir  = "content"
	SettingsMD  = "content/_index.md"
	staticDir   = "content/static/"
	templateDir = "content/templates/"
)

// Role says what a file below content is.
type Role int

// The roles of files.
const (
	Ignored  Role = iota // no part of the course
	Source               // Markdown that becomes a page
	Resource             // a picture or document, published where a page refers to it
	Static               // copied to the root of the site
	Stray                // Markdown in a place that has no meaning
)

// Classify tells what a file is by its path from the course folder, and for a
// source its kind.
func Classify(file string) (Role, lesson.Kind) {
	if strings.HasPrefix(file, staticDir) {
		return classifyStatic(strings.TrimPrefix(file, staticDir)), ""
	}
	parts := strings.Split(strings.TrimPrefix(file, ContentDir+"/"), "/")
	name := parts[len(parts)-1]
	for i, p := range parts {
		if strings.HasPrefix(p, ".") || strings.HasPrefix(p, "_") && (i < len(parts)-1 || p != "_index.md") {
			return Ignored, ""
		}
	}
	if !strings.EqualFold(path.Ext(name), ".md") {
		if resourceTypes[strings.ToLower(path.Ext(name))] {
			return Resource, ""
		}
		return Ignored, ""
	}
	return classifyMarkdown(parts)
}

// classifyStatic leaves out what version control and systems leave behind, but not
// names such as .well-known that a site needs.
func classifyStatic(file string) Role {
	switch path.Base(file) {
	case ".DS_Store", "Thumbs.db", ".gitkeep", ".gitignore":
		return Ignored
	}
	return Static
}

func classifyMarkdown(parts []string) (Role, lesson.Kind) {
	name := parts[len(parts)-1]
	switch {
	case len(parts) == 1 && name == "_index.md":
		return Source, lesson.KindCourse
	case len(parts) == 1 && name == "glossary.md":
		return Source, lesson.KindGlossary
	case len(parts) == 1 && name != "index.md":
		return Source, lesson.KindPage
	case parts[0] == "templates" && len(parts) == 2 && name == "_index.md":
		return Source, lesson.KindPage
	case parts[0] == "templates" && len(parts) == 2:
		return Source, lesson.KindTemplate
	case len(parts) == 2 && name == "_index.md":
		return Source, lesson.KindModule
	case len(parts) == 2 && name != "index.md", len(parts) == 3 && name == "index.md" && parts[0] != "templates":
		return Source, lesson.KindLesson
	}
	return Stray, ""
}

// resourceTypes are the extensions of pictures and documents.
var resourceTypes = extensions("png jpg jpeg gif svg webp avif ico " +
	"pdf doc docx xls xlsx ppt pptx odt ods odp rtf csv tsv txt zip epub ics vcf " +
	"mp3 m4a ogg wav mp4 webm vtt")

func extensions(list string) map[string]bool {
	set := map[string]bool{}
	for e := range strings.FieldsSeq(list) {
		set["."+e] = true
	}
	return set
}

var numericPrefix = regexp.MustCompile(`^([0-9]{1,9})[-_. ]+`)

// order returns the number that a name begins with, or -1.
func order(name string) int {
	m := numericPrefix.FindStringSubmatch(name)
	if m == nil {
		return -1
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

// name returns the name that a page's slug is made from: that of its file, or
// of its folder.
func name(file string) string {
	base := path.Base(file)
	if base == "index.md" || base == "_index.md" {
		return path.Base(path.Dir(file))
	}
	return base[:len(base)-len(path.Ext(base))]
}

// Slug makes the part of a URL from a name: without a numeric prefix, in lower
// case and NFC, letters, marks and digits of any script kept, the rest one hyphen. It may be empty.
func Slug(name string) string {
	if rest := numericPrefix.ReplaceAllString(name, ""); rest != "" {
		name = rest
	}
	return slugify(name, "")
}

// chosenSlug makes the same of a slug that the author chose. It keeps a number at its beginning and the punctuation that
// addresses from other generators have. It may be empty.
func chosenSlug(slug string) string { return strings.Trim(slugify(slug, "._~"), ".-") }

// slugify keeps letters, marks, digits and the punctuation in kept; the rest is one hyphen.
func slugify(name, kept string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFC.String(strings.ToLower(name)) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune(kept, r) {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte('-')
			gap = false
		}
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}

// Key returns a path in the form in which two paths are the same to hosts and file
// systems that fold letter case and normalise Unicode.
func Key(p string) string {
	if isLowerASCII(p) {
		return p
	}
	return norm.NFC.String(cases.Fold().String(norm.NFC.String(p)))
}

func isLowerASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 || 'A' <= s[i] && s[i] <= 'Z' {
			return false
		}
	}
	return true
}
