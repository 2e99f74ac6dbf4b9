package course_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lectern/builder/course"
	"lectern/builder/diag"
	"lectern/builder/lesson"
)

const settings = "title: T\nbaseURL: https://example.org/\n"

// small is a course without a fault. Tests put one in.
func small() map[string]string {
	return map[string]string{
		"content/_index.md":          front(settings) + "Begin with [the first](m/a.md).\n",
		"content/glossary.md":        front("title: G\n") + "KPI (key performance indicator)\n: A figure.\n",
		"content/m/_index.md":        front("title: M\n"),
		"content/m/a.md":             front("title: A\ndescription: D.\ntakeaways: [One.]\ndownloads: [{template: sheet}]\n") + "The KPI.\n\n:::reflect\nWhy?\n:::\n",
		"content/g/_index.md":        front("title: G\nkind: guides\n"),
		"content/g/b.md":             front("title: B\ndescription: D.\ntakeaways: [One.]\n") + "To be read.\n",
		"content/templates/sheet.md": front("title: S\n") + "A sheet.\n",
	}
}

func front(keys string) string { return "---\n" + keys + "---\n\n" }

// check returns what is wrong with a course, as "file:line check: message".
func check(texts map[string]string, files ...course.File) []string {
	s := &sample{texts: map[string]string{}, lessons: map[string]*lesson.Lesson{}, files: files}
	for file, text := range texts {
		s.add(file, []byte(text))
	}
	var out []string
	for _, d := range s.with(nil) {
		out = append(out, fmt.Sprintf("%s:%d %s: %s", d.Pos.File, d.Pos.Line, d.Check, d.Message))
	}
	return out
}

func TestCleanCourse(t *testing.T) { require.Empty(t, check(small())) }

func TestChecksOfTheCourse(t *testing.T) {
	for name, c := range map[string]struct {
		file, text, want string
	}{
		"no exercise": {"content/m/a.md", strings.Replace(small()["content/m/a.md"], ":::reflect\nWhy?\n:::\n", "", 1),
			"content/m/a.md:0 practice: lesson has nothing for the learner to do"},
		"only notes for the facilitator": {"content/m/a.md", strings.Replace(small()["content/m/a.md"], ":::reflect\nWhy?\n:::\n", "::::facilitator\n:::reflect\nWhy?\n:::\n::::\n", 1),
			"content/m/a.md:0 practice: lesson has nothing for the learner to do"},
		"template of no lesson": {"content/templates/other.md", front("title: O\n") + "See [the sheet](sheet.md).\n",
			"content/templates/other.md:0 unused-template: no lesson offers this template"},
		"module apart": {"content/_index.md", front(settings) + "Begin with [the module](m/_index.md).\n",
			"content/m/_index.md:0 unlinked-module: no page links to any lesson of this module"},
		"abbreviation": {"content/g/b.md", small()["content/g/b.md"] + "\nThe QBR and the KPI and the QBR.\n",
			"content/g/b.md:9 abbreviation: QBR is not spelled out, neither here nor in the glossary"},
		"abbreviation explained late": {"content/g/b.md", small()["content/g/b.md"] + "\nThe QBR.\n\nA quarterly business review (QBR).\n",
			"content/g/b.md:9 abbreviation: QBR is used before line 11 spells it out"},
		"question twice": {"content/g/b.md", front("title: B\ndescription: D.\ntakeaways: [One.]\nfaqs:\n  - {question: How do I thank a shy person?, answer: So.}\n  - {question: How can I thank shy people?, answer: So.}\n"),
			`content/g/b.md:7 similar-questions: question asks nearly the same as "How do I thank a shy person?" in line 6`},
		"question of two quizzes": {"content/m/a.md", small()["content/m/a.md"] + "\n:::quiz\n### How do you thank a shy person?\n- [x] a\n- [ ] b\n\n### When do I thank a shy person?\n- [x] a\n- [ ] b\n:::\n" + "\n:::quiz\nHow do I thank a very shy person?\n\n- [x] a\n- [ ] b\n:::\n",
			`content/m/a.md:24 similar-questions: question asks nearly the same as "How do you thank a shy person?" in line 15`},
		"no description": {"content/g/b.md", front("title: B\ntakeaways: [One.]\n") + "Text.\n",
			"content/g/b.md:0 description: lesson has no description"},
	} {
		texts := small()
		texts[c.file] = c.text
		require.Equal(t, []string{c.want}, check(texts), name)
	}
}

func TestOfferedTemplates(t *testing.T) {
	handout := course.File{Path: "content/templates/plan.xlsx", Size: 1}
	texts := small()
	texts["content/templates/plan.md"] = front("title: P\nfile: plan.xlsx\n")
	require.Len(t, check(texts, handout), 1)
	for _, offer := range []string{
		":::download{template=plan}\nFill it in.\n:::\n", ":::download{file=../templates/plan.xlsx}\nFill it in.\n:::\n",
		"See [the plan](../templates/plan.md).\n", "See [the plan](../templates/plan.xlsx).\n",
	} {
		texts["content/g/b.md"] = small()["content/g/b.md"] + offer
		require.Empty(t, check(texts, handout), offer)
	}
}

func TestSimilarQuestions(t *testing.T) {
	for pair, similar := range map[[2]string]bool{
		{"How do I give feedback to my boss?", "How can one give feedback to a superior?"}:                          true,
		{"What if someone starts to cry in a review?", "What do I do if a person begins to cry in the review?"}:     true,
		{"How often should one-to-ones take place?", "How frequently should a one-to-one take place?"}:              true,
		{"How do I tell somebody that their work is poor?", "How should I tell an employee that the work is weak?"}: true,
		{"When should I give feedback to my boss?", "How should I give feedback to my boss?"}:                       false,
		{"Why do people leave good teams?", "Who leaves good teams?"}:                                               false,
		{"What if they agree to the plan?", "What if they don't agree to the plan?"}:                                false,
		{"How do I run a meeting?", "How do I run a review?"}:                                                       false,
		{"How do I thank a shy person?", "How do I hire a shy person?"}:                                             false,
		{"Can I share the notes of a one-to-one?", "Should I take notes in a one-to-one with somebody?"}:            false,
		{"What should I do?", "What now?"}:                                                                          false,
	} {
		texts := small()
		texts["content/g/b.md"] = front(fmt.Sprintf("title: B\ndescription: D.\ntakeaways: [One.]\nfaqs:\n  - {question: %q, answer: So.}\n  - {question: %q, answer: So.}\n", pair[0], pair[1]))
		require.Equal(t, similar, len(check(texts)) == 1, "%s / %s", pair[0], pair[1])
	}
}

// TestOtherLanguageQuestions: without a vocabulary of the language nothing is compared.
func TestOtherLanguageQuestions(t *testing.T) {
	text := front("title: B\nfaqs:\n  - {question: Wie danke ich?, answer: So.}\n  - {question: Wie danke ich?, answer: So.}\n")
	l := lesson.Parse("content/g/b.md", lesson.KindLesson, []byte(text), lesson.Options{Language: "de"})
	require.Empty(t, l.Asked)
}

func TestChosen(t *testing.T) {
	ds := []diag.Diagnostic{{Message: "an error"}, {Message: "a", Check: "practice"}, {Message: "b", Check: "objective"}, {Message: "c", Check: "alt-text"}}
	l := lesson.Parse("content/_index.md", lesson.KindCourse, []byte(front(settings+"checks: {practice: false, objective: true}\n")), lesson.Options{})
	kept := course.Chosen(ds, l)
	require.Equal(t, []string{"an error", "b", "c"}, []string{kept[0].Message, kept[1].Message, kept[2].Message})
	require.Len(t, kept, 3)
}

// TestManyQuestions keeps the comparison of questions from growing with the square of their number.
func TestManyQuestions(t *testing.T) {
	lessons := []*lesson.Lesson{
		parse("content/_index.md", front(settings)), parse("content/m/_index.md", front("title: M\n")),
	}
	const pages, each = 10_000, 8
	verbs := strings.Fields("prepare discuss share question measure delegate defend repeat postpone clarify rehearse challenge support")
	for i := range pages {
		l := &lesson.Lesson{File: fmt.Sprintf("content/m/l%d.md", i), Kind: lesson.KindLesson, Meta: lesson.Meta{Title: "L"}}
		for k := range each {
			n := uint32(i*each + k)
			l.Asked = append(l.Asked, lesson.Asked{Words: verbs[n%13], Pos: diag.Pos{File: l.File, Line: k + 1}, Stems: []uint32{n % 13, 100 + n%41, 200 + n%37, 300 + n%2, 400}})
		}
		lessons = append(lessons, l)
	}
	start := time.Now()
	_, found := course.Assemble(lessons, nil, course.Options{})
	with := time.Since(start)
	for _, l := range lessons {
		l.Asked = nil
	}
	start = time.Now()
	_, others := course.Assemble(lessons, nil, course.Options{})
	taken := with - time.Since(start)
	t.Logf("%d questions compared in %v, %d found", pages*each, taken, len(found)-len(others))
	require.Greater(t, len(found), len(others))
	require.Less(t, taken, 5*time.Second)
}
