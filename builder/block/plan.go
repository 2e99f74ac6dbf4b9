package block

import (
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// Plan is a development plan: questions to answer and actions to take, by theme.
var Plan = &Kind{
	Name: "plan", Parts: true, Practice: true, Workbook: true, Decode: decodePlan, Data: PlanData{},
	Minutes: func(data any) int { return 3 * len(data.(PlanData).Themes) },
}

// PlanData is the data of a plan block.
type PlanData struct {
	Intro  Body
	Themes []PlanTheme
}

// PlanTheme holds the questions and actions under one heading.
type PlanTheme struct {
	Title     Body
	ID        string
	Notes     Body // text that is neither
	Questions []Tick
	Actions   []Tick
}

// Tick is an item with an id under which the learner's answer or tick is kept.
type Tick struct {
	ID   string
	Body Body
}

func decodePlan(c *Context) any {
	intro, sections := c.sections()
	if len(sections) == 0 {
		c.Errorf(nil, "write ### Theme headings, each with questions as list items and actions as - [ ] items", "plan block has no themes")
	}
	data := PlanData{Intro: c.Render(intro.nodes...)}
	for _, s := range sections {
		data.Themes = append(data.Themes, c.planTheme(s))
	}
	return data
}

func (c *Context) planTheme(s section) PlanTheme {
	before, all, after := divide(s.nodes)
	theme := PlanTheme{Title: c.Inline(s.heading), ID: c.headingID(s.heading), Notes: c.Render(append(before, after...)...)}
	for _, it := range all {
		if it.task {
			theme.Actions = append(theme.Actions, c.tick(it))
		} else {
			theme.Questions = append(theme.Questions, c.tick(it))
		}
	}
	switch {
	case len(theme.Questions) == 0:
		c.Errorf(s.heading, "write the question as a list item: - What …?", "theme of a plan block has no question")
	case len(theme.Actions) == 0:
		c.Errorf(s.heading, "write the action as a task item: - [ ] …", "theme of a plan block has no action")
	}
	return theme
}

// tick renders a list item under an id from its words.
func (c *Context) tick(it item) Tick {
	if isEmpty(it.node, c.Source) {
		c.Errorf(it.node, "write the text of the item, or remove it", "list item is empty")
	}
	if box := taskWithin(it.node); box != nil {
		c.Errorf(box, "make it an item of its own", "task item within an item of a %s block", c.Block.Kind.Name)
	}
	return Tick{ID: c.ID(PlainText(it.node, c.Source)), Body: c.text(it.nodes())}
}

// taskWithin returns a text below an item that begins with a check box, which nobody could tick; or nil.
func taskWithin(item ast.Node) ast.Node {
	var found ast.Node
	_ = ast.Walk(item, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && n.Kind() == extast.KindTaskCheckBox {
			found = n.Parent()
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	return found
}
