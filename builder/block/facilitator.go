package block

import (
	"regexp"
	"strconv"

	"lectern/builder/diag"
)

// Facilitator holds notes for whoever runs the course live.
var Facilitator = &Kind{Name: "facilitator", Keys: []string{"minutes"}, Edition: "facilitator", Decode: decodeFacilitator, Data: FacilitatorData{}}

// FacilitatorData is the data of a facilitator block. Minutes is how long the session takes: the
// option minutes, else what the title says; 0 when neither tells.
type FacilitatorData struct {
	Body    Body
	Minutes int
}

// maxSession is the longest session in minutes: a working day.
const maxSession = 600

func decodeFacilitator(c *Context) any {
	if !c.Node.HasChildren() {
		c.Errorf(nil, "write the notes, or remove the block", "facilitator block is empty")
	}
	c.identify("facilitator " + c.Block.Title)
	return FacilitatorData{Body: c.Render(c.nodes()...), Minutes: c.sessionMinutes()}
}

// sessionMinutes reads the option minutes, or else the title.
func (c *Context) sessionMinutes() int {
	value, given := c.Node.Options["minutes"]
	if !given {
		return minutesIn(c.Block.Title)
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > maxSession {
		c.Report(diag.Errorf(c.optionPos("minutes"), "write a whole number from 1 to "+strconv.Itoa(maxSession)+": {minutes=15}",
			"minutes of a facilitator block cannot be %q", value))
		return 0
	}
	return n
}

// A time in words, such as "45 minutes", "(15 min)", "1 h 30 min" or "2 hours". A hyphen, as in
// "the 5-minute rule", makes it the name of a thing.
var sessionTime = regexp.MustCompile(`(?i)(?:^|[^\d.,])(?:(\d{1,2})[\s\x{a0}]*h(?:ours?|rs?)?\b[\s\x{a0}]*)?(?:(\d{1,3})[\s\x{a0}]*(?:min\b|minut|мин|хв|分))?`)

// minutesIn returns the last time that the words name, in minutes; 0 without one.
func minutesIn(words string) int {
	minutes := 0
	for _, m := range sessionTime.FindAllStringSubmatch(words, -1) {
		hours, _ := strconv.Atoi(m[1])
		rest, _ := strconv.Atoi(m[2])
		if n := hours*60 + rest; n > 0 && n <= maxSession {
			minutes = n
		}
	}
	return minutes
}
