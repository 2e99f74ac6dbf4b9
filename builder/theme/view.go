// Package theme renders the HTML of a page from layers of template files.
//
// # A theme
//
// A theme is files only, found in layers: the course's own themes/NAME, the
// built-in theme of that name, the built-in default. A file in an earlier
// layer replaces the file of the same path in a later one.
//
//	layouts/base.html        the document: <!doctype html> … ; it calls {{template "main" .}}
//	layouts/KIND.html        defines "main" for a kind of page: home module lesson shelf guide
//	                         template page glossary templates faq takeaways workbook print agenda 404
//	                         (guide falls back to lesson, shelf to module)
//	layouts/redirect.html    a whole document for hosts without redirects
//	layouts/partials/X.html  the template {{template "X" .}}; term.html is the first mention of a
//	                         glossary term in a lesson, its dot a [MentionView]
//	blocks/NAME.html         a block of lessons, and callout.html
//	strings/LANG.yaml        the theme's words
//	assets/**                styles, scripts, fonts: published under /assets/ with a fingerprint. A line
//	                         "// include X.js" of a script takes in that file, which is then not published by itself.
//	                         Of styles and scripts comments and needless white space are left out, licences aside
//	minified/NAME.SUM.EXT    what is published in the place of a style or script of that source, see MinifiedPath; go generate
//	                         ./themes makes those of the built-in themes
//
// Templates are html/template. The dot of layouts and partials is a [View], that of
// a block template a [BlockView]. A template holds no visible word, which come
// from [View.T], and writes no URL by hand: [View.URL] makes every link,
// because the same page is published under /, under /a/path/ and inside packages.
//
// # What a template calls
//
//	{{.Course.Title}} {{.Page.Title}}             see course.Course and course.Page
//	{{.URL .Page.Next}}                           address of a page, module, asset, download or target
//	{{.Home}}                                     address of the home page
//	{{.AssetURL "site.css"}}                      address of a file of assets/
//	{{.T "lesson_of" 3 6}}                        words; {0} and {1} are the arguments
//	{{.Contents}}                                 the headings of the page as list items with links
//	{{.Body}}                                     the page's body
//	{{.HTML .Page $takeaway.Body}}                any block.Body with the page that it was written on
//	{{.Date $time}} {{.ISODate $time}}            "12 Oct 2026" in the language's form; "2026-10-12"
//	{{.Size 48213}} {{.FileType $asset}}          "48 KB"; "DOCX"
//	{{.Minutes 8}}                                "8 min"
//	{{.Cached "nav" .Page.Module}}                a partial rendered once for a module, see View.Cached
//	{{.JSONLD}}                                   the structured data of the page, as script elements
//	{{.Canonical}}                                absolute address of the page
//	{{.Show $page $block}}                        a block of another page, with ids of its own
//	{{range .Bound}} {{$.BodyOf .Page}}           on a page of kind print: the modules that stand on it, and a body there
//	{{.Heading .Level .Title "class"}}            in blocks: a heading of that level
//	{{.ID}} {{.ElementID $item.ID}}               in blocks: ids of the block and of what is in it
//	{{if .Interactive}}                           in blocks: the page has scripts, so fields and buttons are of use
//	{{.StorageKey}} {{.AnswerKey $page}}          what scripts keep a learner's work under, see learner.go
//
// Ids of a theme that are not promised by the authors' contract begin with "l:", which no
// heading id can. Where elements of several pages stand together, their ids begin with the path of the
// page, which has a slash.
package theme

import (
	"html/template"
	"time"

	"lectern/builder/block"
	"lectern/builder/course"
)

// View is what layouts and partials see: the course, the page and the functions that make
// links and words for this page.
type View struct {
	Course *course.Course
	Page   *course.Page

	r     *Renderer
	marks bool // texts of the author are marked, see mention.go
}

// BlockView is what a block template sees. Data is what the block's Kind decoded, for example
// block.QuizData. URLs and bodies are those of the page View.Page, on which the
// block is shown; Owner is the page on which it was written, and differs only where
// texts of several pages are gathered.
type BlockView struct {
	View
	*block.Block
	Owner *course.Page
}

// ID returns the id of the block's element; empty when it has none.
func (b BlockView) ID() string { return b.ElementID(b.Block.ID) }

// ElementID returns the id under which an element of the block stands on this page: its own on
// the page where it was written, a longer one where blocks of several pages stand together.
func (b BlockView) ElementID(id string) string {
	if id == "" || b.Owner == b.Page {
		return id
	}
	return b.GatheredID(b.Owner, id)
}

// Level returns the level that a heading inside should have. Where texts of several pages are
// gathered, it is below the titles of these.
func (b BlockView) Level() int {
	switch {
	case b.Owner == b.Page:
		return b.Block.Level
	case b.bound(b.Owner):
		return b.Block.Level + lowered(b.Owner)
	}
	return 4
}

// HTML returns a text of the block, ready for the page.
func (b BlockView) HTML(body block.Body) (template.HTML, error) { return b.View.HTML(b.Owner, body) }

// Target returns what the page's link n means: .Page or .Asset is set.
func (b BlockView) Target(n int) course.Target { return b.Owner.Target(n) }

// ISODate formats a time as 2026-10-12, for attributes.
func (v View) ISODate(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
