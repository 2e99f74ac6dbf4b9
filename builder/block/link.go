package block

import "lectern/builder/diag"

// LinkKind says how a link's destination is found.
type LinkKind uint8

// The kinds of links.
const (
	LinkPage     LinkKind = iota // a page, an anchor or a file, as a path from the page's file
	LinkImage                    // a picture
	LinkFile                     // a file to download
	LinkTemplate                 // a template, by its name
)

// Link is a reference from a page to something else in the course. Dest is as the author
// wrote it, unescaped.
type Link struct {
	Dest   string
	Pos    diag.Pos
	Kind   LinkKind
	Empty  bool // the author left the text to be filled in
	Hidden bool // it stands in a block that the edition leaves out: it is checked, but publishes nothing
}
