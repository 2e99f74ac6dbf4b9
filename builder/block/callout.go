package block

// Callout is a GitHub alert, `> [!NOTE] Title`. It is not written with colons and so not in Kinds,
// but is rendered like them, by the theme's template blocks/callout.html.
var Callout = &Kind{Name: "callout", Data: CalloutData{}}

// Callouts lists the types of callouts in lower case: those of GitHub, and four for courses.
var Callouts = []string{
	"note", "tip", "important", "warning", "caution",
	"example", "evidence", "opinion", "try",
}

// CalloutData is the data of a callout. Type is one of Callouts; a callout without
// a title is headed by the theme's word for its type.
type CalloutData struct {
	Type string
	Body Body
}
