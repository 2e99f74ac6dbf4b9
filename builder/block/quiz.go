package block

import (
	"strings"

	"github.com/yuin/goldmark/ast"

	"lectern/builder/diag"
)

// Quiz asks one or several questions with choices.
var Quiz = &Kind{
	Name: "quiz", Parts: true, Practice: true, Decode: decodeQuiz, Data: QuizData{},
	Minutes: func(data any) int { return len(data.(QuizData).Questions) },
}

// QuizData is the data of a quiz block.
type QuizData struct {
	Intro     Body // text before the first of several questions
	Questions []QuizQuestion
}

// QuizQuestion is one question. Several is true when more than one choice is right:
// check boxes instead of radio buttons.
type QuizQuestion struct {
	Pos         diag.Pos
	ID          string // from the words of the question, or the author's #id: answers are kept under it
	Words       string // the question without marks
	Title       Body   // the heading of one question among several; empty for a single one
	Prompt      Body   // text of the question besides the title
	Several     bool
	Choices     []QuizChoice
	Explanation Body `search:"-"`
}

// QuizChoice is one choice. Its ID is made from its words and unique in the
// page, so that a saved answer survives a new order.
type QuizChoice struct {
	ID       string
	Body     Body
	Right    bool
	Feedback Body `search:"-"` // may be empty
}

func decodeQuiz(c *Context) any {
	intro, sections := c.sections()
	if len(sections) == 0 {
		question := c.question(intro, c.Block.ID)
		c.identify(question.ID + " quiz")
		return QuizData{Questions: []QuizQuestion{question}}
	}
	for _, n := range intro.nodes {
		if n.Kind() == ast.KindList && hasTask(n) {
			c.Errorf(n, "give this question a ### heading too", "quiz with several questions has choices before the first heading")
		}
	}
	data := QuizData{Intro: c.Render(intro.nodes...)}
	for _, s := range sections {
		data.Questions = append(data.Questions, c.question(s, ""))
	}
	c.identify("quiz " + data.Questions[0].ID)
	return data
}

func hasTask(list ast.Node) bool {
	for _, it := range items(list) {
		if it.task {
			return true
		}
	}
	return false
}

// question reads one question: prompt, choices, explanation.
func (c *Context) question(s section, id string) QuizQuestion {
	before, choices, after := c.splitQuestion(s.nodes)
	q := QuizQuestion{Pos: c.Block.Pos, Prompt: c.Render(before...), Explanation: c.Render(after...), ID: id}
	if s.heading != nil {
		q.Title, q.Pos = c.Inline(s.heading), c.at(s.heading)
		q.ID = c.headingID(s.heading)
	}
	q.Words = c.words(s.heading, before)
	if s.heading == nil && len(before) == 0 {
		c.Errorf(nil, "write the question before the choices", "quiz has no question")
	}
	if q.ID == "" {
		q.ID = c.ID(q.Words)
	}
	right := 0
	for _, it := range choices {
		choice := c.choice(it, q.ID)
		if choice.Right {
			right++
		}
		q.Choices = append(q.Choices, choice)
	}
	q.Several = right > 1
	c.checkChoices(s.heading, len(choices), right)
	return q
}

// words returns the words of a heading, if there is one, and of the nodes behind it.
func (c *Context) words(heading *ast.Heading, nodes []ast.Node) string {
	var all []string
	if heading != nil {
		all = append(all, PlainText(heading, c.Source))
	}
	for _, n := range nodes {
		all = append(all, PlainText(n, c.Source))
	}
	return strings.Join(all, " ")
}

// splitQuestion finds the first list that has task items: the choices.
func (c *Context) splitQuestion(nodes []ast.Node) (before []ast.Node, choices []item, after []ast.Node) {
	for i, n := range nodes {
		if n.Kind() != ast.KindList {
			continue
		}
		choices = items(n)
		for _, it := range choices {
			if it.task {
				return nodes[:i], choices, nodes[i+1:]
			}
		}
	}
	return nodes, nil, nil
}

func (c *Context) checkChoices(at *ast.Heading, choices, right int) {
	var node ast.Node
	if at != nil {
		node = at
	}
	switch {
	case choices == 0:
		c.Errorf(node, "write the choices as - [x] right and - [ ] wrong", "quiz has no choices")
	case choices == 1:
		c.Errorf(node, "add another choice", "quiz has one choice only")
	case right == 0:
		c.Errorf(node, "mark the correct answer with [x]", "quiz has no correct answer")
	}
}

func (c *Context) choice(it item, question string) QuizChoice {
	if !it.task {
		c.Errorf(it.node, "write - [x] before a right choice and - [ ] before a wrong one", "choice of a quiz is not a task item")
	}
	var body, feedback []ast.Node
	empty := true
	for _, n := range it.nodes() {
		if n.Kind() == ast.KindBlockquote {
			feedback = append(feedback, children(n)...)
			continue
		}
		body = append(body, n)
		empty = empty && isEmpty(n, c.Source)
	}
	if empty {
		c.Errorf(it.node, "write the choice after the brackets", "choice of a quiz is empty")
	}
	return QuizChoice{
		ID: c.ID(question + " " + c.words(nil, body)), Body: c.text(body),
		Right: it.checked, Feedback: c.text(feedback),
	}
}
