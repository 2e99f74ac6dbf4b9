package lesson

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lectern/builder/diag"
)

// warnings returns what the checks of a body say, without the checks of front matter: "line:column name: message".
func warnings(language, body string) []string {
	l := Parse("content/m/l.md", KindLesson, []byte("---\ntitle: T\n---\n"+body), Options{Language: language})
	var out []string
	for _, d := range l.Diags {
		if d.Severity == diag.Warning {
			out = append(out, fmt.Sprintf("%d:%d %s: %s", d.Pos.Line-3, d.Pos.Column, d.Check, d.Message))
		}
	}
	for _, a := range l.Unexplained {
		out = append(out, fmt.Sprintf("%d:%d abbreviation: %s, late %d", a.Pos.Line-3, a.Pos.Column, a.Name, max(0, a.Late-3)))
	}
	return out
}

// items is a list of n items.
func items(n int) string { return strings.Repeat("- one thing\n", n) }

func TestNumberPromise(t *testing.T) {
	for body, want := range map[string]string{
		"## Six core skills\n\nAll of them can be learnt.\n\n" + items(5):                                          `1:4 number-promise: heading promises Six core skills, but 5 items follow`,
		"## The 6 core skills\n\n" + items(7):                                                                      `1:8 number-promise: heading promises 6 core skills, but 7 items follow`,
		"## Avoid these four mistakes\n\nThey are common.\n\n" + items(3):                                          `1:16 number-promise: heading promises four mistakes, but 3 items follow`,
		"Say it in these five steps.\n\n" + items(4):                                                               `1:17 number-promise: sentence promises five steps, but 4 items follow`,
		"She came late. There are *three* questions to ask:\n\n" + items(4):                                        `1:27 number-promise: sentence promises three questions, but 4 items follow`,
		"Strip away the rest, and four duties remain:\n\n" + items(5):                                              `1:26 number-promise: sentence promises four duties, but 5 items follow`,
		"Twelve herbs are worth growing:\n\n" + items(11):                                                          `1:1 number-promise: sentence promises Twelve herbs, but 11 items follow`,
		"Of all of these, there are four:\n\n" + items(5):                                                          `1:28 number-promise: sentence promises four, but 5 items follow`,
		"Ask three questions:\n\n1. Who?\n2. When?\n":                                                              `1:5 number-promise: sentence promises three questions, but 2 items follow`,
		"Three figures tell it:\n\n| a |\n|---|\n| b |\n| c |\n":                                                   `1:1 number-promise: sentence promises Three figures, but 2 rows follow`,
		"## How to delegate\n\nIt has four parts.\n\n### Choose\n\nA.\n\n### Hand over\n\nB.\n\n### Check\n\nC.\n": `3:8 number-promise: sentence promises four parts, but 3 headings follow`,
		"## Three habits\n\n### One\n\nA.\n\n### Two\n\nB.\n":                                                      `1:4 number-promise: heading promises Three habits, but 2 headings follow`,
		":::checklist[Five checks before you agree]\n- [ ] a\n- [ ] b\n:::\n":                                      `1:1 number-promise: title of the block promises Five checks, but it has 2 items`,
		"- Two kinds of people:\n  - a\n  - b\n  - c\n- More:\n  - d\n  - e\n- b\n- c\n":                           `1:3 number-promise: sentence promises Two kinds, but 3 items follow`,
	} {
		require.Equal(t, []string{want}, warnings("en", body), body)
	}
}

func TestNoNumberPromise(t *testing.T) {
	for _, body := range []string{
		"## Six core skills\n\nAll of them can be learnt.\n\n" + items(6),
		"## Your first four weeks\n\n" + items(3),
		"## Explain a decision in two minutes\n\n" + items(3),
		"## Step 3: ask questions\n\n" + items(4),
		"## 2 Goals and rules\n\n" + items(4) + "\n## 3 Habits and rules\n\n" + items(4),
		"## Describe work so that two judges agree\n\n" + items(4),
		"## The ten-minute loop\n\n" + items(4),
		"## Two chefs argue\n\nThey do so every day.\n\n" + items(4),
		"## Three ways to begin\n\nThe first is a question. The second is a story. The third is a pause.\n\n" + items(5),
		"## Two kinds of work\n\n" + items(3) + "\nAnd the others:\n\n" + items(2),
		"## Three mistakes\n\n### Mistake 1\n\nA.\n\n### Mistake 2\n\nB.\n\n### Mistake 3\n\nC.\n\n### What to do instead\n\nD.\n",
		"Take one or two steps:\n\n" + items(4),
		"Choose two to four results:\n\n" + items(5),
		"Name at most three goals:\n\n" + items(4),
		"In two or three years I would like to work on:\n\n" + items(4),
		"Two of these steps matter most:\n\n" + items(4),
		"The next three steps are hard:\n\n" + items(4),
		"A team of six nurses has these duties:\n\n" + items(4),
		"For the two teams that remain, do this:\n\n" + items(3),
		"This is a way that takes about twenty minutes:\n\n" + items(3),
		"It cost €5 and 40% of the six people left:\n\n" + items(3),
		"Of her six tasks, three could go:\n\n" + items(3),
		"Level 3 means:\n\n" + items(2),
		"Six people came late on three days.\n\n" + items(4),
		"It lets a person choose between two pieces of work. Look at the example:\n\n" + items(4),
		"Three questions help.\n\nThey are asked often.\n\n" + items(2),
		"There are two ways:\n\n- one\n\n```\ncode\n```\n\n- two\n",
		"Give three examples:\n\n> one\n",
		":::scenario[Two chefs argue]\nThey do.\n### One\nA.\n### Two\nB.\n### Three\nC.\n:::\n",
		":::compare[Two kinds of work]\n### A\n- a\n- b\n- c\n### B\n- a\n- b\n- c\n:::\n",
		":::quiz\n### Which two answers are right?\n- [x] a\n- [x] b\n- [ ] c\n:::\n",
	} {
		require.Empty(t, warnings("en", body), body)
	}
}

func TestPointerBelow(t *testing.T) {
	for body, want := range map[string]string{
		"The table below shows it.\n":                                       `1:1 pointer-below: "The table below", but nothing of the kind follows`,
		"The following table shows it.\n\nAnd so on.\n":                     `1:1 pointer-below: "The following table", but nothing of the kind follows`,
		"## A\n\nUse the following table.\n\n## B\n\n| a |\n|---|\n| b |\n": `3:5 pointer-below: "the following table", but nothing of the kind follows`,
		"| a |\n|---|\n| b |\n\nThe sums are in the table below.\n":         `5:17 pointer-below: "the table below", but nothing of the kind follows`,
		"See the *diagram below* for the order.\n\n- no diagram\n":          `1:5 pointer-below: "the diagram below", but nothing of the kind follows`,
		"A story.\n\nMore of it is described below.\n":                      `3:15 pointer-below: "described below", but nothing of the kind follows`,
		"Fill in the template below.\n":                                     `1:9 pointer-below: "the template below", but nothing of the kind follows`,
		"Go by the steps listed below.\n\nThis is all.\n\n## More\n":        ``,
		"> [!TIP]\n> Look at the picture below.\n\nThe end.\n":              `2:11 pointer-below: "the picture below", but nothing of the kind follows`,
	} {
		var all []string
		if want != "" {
			all = []string{want}
		}
		require.Equal(t, all, warnings("en", body), body)
	}
}

func TestNoPointerBelow(t *testing.T) {
	for _, body := range []string{
		"The table below shows it.\n\n## Later\n\n| a |\n|---|\n| b |\n",
		"The following table shows it.\n\nIt was counted by hand.\n\n| a |\n|---|\n| b |\n",
		"See below.\n\n- one\n",
		"Consider the following example. A nurse comes late.\n",
		"They ask the following questions: who, when and why?\n",
		"Ask the following questions:\n\n\"Who was it?\"\n\n\"When was it?\"\n",
		"In the following month she left. On the following Monday he came.\n",
		"It fell below ten per cent, below the average and below a third.\n",
		"The level below you, the people below and the floor below know it.\n",
		"Nothing shown below 10 counts, and so it goes.\n",
		"The columns below show it.\n\n:::compare\n### A\n- a\n### B\n- b\n:::\n",
		"In the following, we speak of results.\n",
		"Answer the questions below.\n\n:::quiz\nWhich?\n- [x] a\n- [ ] b\n:::\n",
		"Following the table, she left. What follows is hard.\n",
	} {
		require.Empty(t, warnings("en", body), body)
	}
}

func TestPointerToTheEndOfThePage(t *testing.T) {
	body := "\n---\n\nFill in the template below.\n"
	with := Parse("content/m/l.md", KindLesson, []byte("---\ntitle: T\ndownloads: [{template: sheet}]"+body), Options{})
	require.Empty(t, with.Diags)
	without := Parse("content/m/l.md", KindLesson, []byte("---\ntitle: T"+body), Options{})
	require.Len(t, without.Diags, 1)
}

func TestListSiblings(t *testing.T) {
	for body, want := range map[string]string{
		"- **A.** It is [a](#x).\n- **B.** It is [b](#x).\n- **C.** It is c.\n- **D.** It is [d](#x).\n": `3:1 list-siblings: item has no link, unlike the 3 others of its list`,
		"1. [A](#x)\n2. [B](#x)\n3. [C](#x)\n4. D\n":                                                     `4:1 list-siblings: item has no link, unlike the 3 others of its list`,
		"- **A.** Text.\n- **B.**\n- **C.** Text.\n":                                                     `2:1 list-siblings: item has no text behind its first words, unlike the 2 others of its list`,
		"- Cost: low\n- Time: short\n- Risk\n- Staff: two\n":                                             `3:1 list-siblings: item has no text behind its label, unlike the 3 others of its list`,
		"- Cost: low\n- Time: short\n- Risk:\n- Staff: two\n":                                            `3:1 list-siblings: item has no text behind its label, unlike the 3 others of its list`,
		"- a\n-\n- c\n": `2:1 list-siblings: item of the list is empty`,
		":::quiz\nWhich?\n- [x] a\n  > Yes.\n- [ ] b\n  > No.\n- [ ] c\n:::\n": `7:1 list-siblings: item has no feedback, unlike the 2 others of its list`,
	} {
		body = "## X\n\n" + body
		got := warnings("en", body)
		require.Len(t, got, 1, body)
		line, rest, _ := strings.Cut(got[0], ":")
		require.Equal(t, want, fmt.Sprintf("%d:%s", atoi(line)-2, rest), body)
	}
}

func atoi(s string) (n int) {
	_, _ = fmt.Sscan(s, &n)
	return n
}

func TestNoListSiblings(t *testing.T) {
	for _, body := range []string{
		"- See [a](#x) in prose, somewhere.\n- And [b](#x) is here too.\n- There was [c](#x) in it.\n- None here.\n",
		"- [a](#x)\n- b\n- [c](#x)\n- d\n",
		"- [a](#x)\n- [b](#x)\n- c\n",
		"- **A.** Text.\n- B without a lead.\n- **C.** Text.\n",
		"- **A.**\n- **B.**\n- **C.**\n",
		"- Cost: low\n- Time: short\n- Staff: two\n- A longer item that is a sentence of its own.\n",
		"- Name: [____ Name]\n- Date: [____ Date]\n- Place: [____ Place]\n- [____ Signature]\n",
		"- Cost: low\n- Time: short\n- Staff: two\n- Example:\n\n```\ncode\n```\n",
		":::quiz\nWhich?\n- [x] a\n  > Yes.\n- [ ] b\n- [ ] c\n:::\n",
		"-\n",
	} {
		require.Empty(t, warnings("en", "## X\n\n"+body), body)
	}
}

func TestUnfinishedParagraph(t *testing.T) {
	for body, want := range map[string]string{
		"She came late, and so did he,\n\nIt went on.\n": `1:29 unfinished-paragraph: paragraph ends in ","`,
		"She came late;\n":                  `1:14 unfinished-paragraph: paragraph ends in ";"`,
		"She came late --\n\nIt went on.\n": `1:15 unfinished-paragraph: paragraph ends in "–"`,
		"She came late -\n":                 `1:15 unfinished-paragraph: paragraph ends in "-"`,
		"Look at the\n\nIt went on.\n":      `1:11 unfinished-paragraph: paragraph ends in the middle of a sentence`,
		"It was late. She came to the meeting without her notes and\nher\n":           ``,
		"It was late. She came to the meeting without a single one of the notes\n":    `1:70 unfinished-paragraph: paragraph ends in the middle of a sentence`,
		"One.\n\nTwo.\n\nShe came to the meeting without a single one of the notes\n": `5:57 unfinished-paragraph: paragraph ends in the middle of a sentence`,
		"## A\n\nThese are the ones:\n\n## Next\n":                                    `3:19 unfinished-paragraph: paragraph ends in a colon, and nothing follows`,
		"> [!NOTE]\n> She came late,\n":                                               `2:16 unfinished-paragraph: paragraph ends in ","`,
	} {
		got := warnings("en", body)
		if want == "" {
			require.Len(t, got, 1, body)
			continue
		}
		require.Equal(t, []string{want}, got, body)
	}
}

func TestNoUnfinishedParagraph(t *testing.T) {
	for _, body := range []string{
		"She came late.\n\nDid she? \"Yes, she did!\"\n\n(She did.)\n\nAnd so on …\n",
		"You need,\n\n- time\n- room\n\nthat is,\n\n| a |\n|---|\n| b |\n\nand also,\n\n> a quote\n\nand\n\n```\ncode\n```\n",
		"Team: [____ Team]\n\nDate and place\n\nWhat this sheet is for\n",
		"> A quote without an end,\n\n- an item without an end,\n\n  and its second paragraph,\n",
		"14 Long Lane\\\nOld Town,\\\nEngland\n",
		"Sent by the head of the office of the county of Norfolk\n",
		"**She came to the meeting without a single one of the notes**\n",
		"Read more about it, with all of the many cases, in [the guide to remote work](#x)\n",
		"The address that you will need for this is\n\n<https://example.org>\n",
		"A text of many words on a page that has no full stops\n\nAnother text of many words on a page without any of them\n\nAnd yet one more of the same kind on this page here\n",
		"These are the ones:\n\nFirst, the people.\n\n## Parts\n\nIt has these parts:\n\n### One\n\nA.\n",
		":::scenario\nThey say:\n### One\nA.\n### Two\nB.\n:::\n",
	} {
		require.Empty(t, warnings("en", body), body)
	}
}

func TestAbbreviation(t *testing.T) {
	for body, want := range map[string]string{
		"Look at the KPIs first.\n":                                           `1:13 abbreviation: KPI, late 0`,
		"The KPI is late. A key performance indicator (KPI) is a figure.\n":   `1:5 abbreviation: KPI, late 1`,
		"The KPI.\n\nAn *key performance indicator* (**KPI**) is a figure.\n": `1:5 abbreviation: KPI, late 3`,
		"A B2B business.\n":                         `1:3 abbreviation: B2B, late 0`,
		"| a |\n|---|\n| the QBR |\n":               `3:7 abbreviation: QBR, late 0`,
		"The KPI (see the glossary) and the KPI.\n": ``,
		"Ask for “the SLA”.\n":                      `1:14 abbreviation: SLA, late 0`,
		"Ask HR and the SLA-owner.\n":               `1:16 abbreviation: SLA, late 0`,
	} {
		got := warnings("en", body)
		require.Len(t, got, 1, body)
		if want != "" {
			require.Equal(t, want, got[0], body)
		}
	}
}

func TestNoAbbreviation(t *testing.T) {
	for _, body := range []string{
		"A key performance indicator (KPI) is a figure. The KPIs are many.\n",
		"KPI (key performance indicator) is a figure. The KPI is one.\n",
		"The **RACI** table (responsible, accountable, consulted, informed) is a RACI.\n",
		"Objectives and key results, or OKRs, are goals. An OKR is one.\n",
		"OKR stands for objectives and key results. An OKR is one.\n",
		"A review every quarter (“QRR”) comes. The QRR is long.\n",
		"A PDF for the CEO in the UK, at 9 AM, on A4, in Q3, by Henry VIII in part IV.\n",
		"*NOTE* this: do NOT **PANIC**, and DO IT RIGHT NOW.\n",
		"## What KPIs are\n\nThey are figures.\n",
		"Use `KPI` as the name, or ![KPI](/x.png) in [it](KPI.md#x).\n\n    KPI\n",
		"The iPhone, McKinsey, JavaScript, X, I, a_KPI_b and COVID-19.\n",
	} {
		l := Parse("content/m/l.md", KindLesson, []byte("---\ntitle: T\n---\n"+body), Options{Language: "en"})
		require.Empty(t, l.Unexplained, body)
	}
}

// TestAbbreviationOrder: the body comes before the questions, and what stands above the body may use what it explains.
func TestAbbreviationOrder(t *testing.T) {
	front := "---\ntitle: T\nobjectives: [Read a KPI]\ntakeaways: ['A **KPI** and a KPI: a figure.']\n" +
		"faqs: [{question: What is a KPI?, answer: \"It is a KPI, says the QBR.\"}]\n---\n"
	l := Parse("content/m/l.md", KindLesson, []byte(front+"A key performance indicator (KPI) is a figure.\n"), Options{})
	require.Len(t, l.Unexplained, 1)
	require.Equal(t, "QBR", l.Unexplained[0].Name)
	require.Equal(t, 5, l.Unexplained[0].Pos.Line)
	l = Parse("content/m/l.md", KindLesson, []byte(front+"Nothing.\n"), Options{})
	require.Len(t, l.Unexplained, 2)
	require.Equal(t, diag.Pos{File: "content/m/l.md", Line: 3, Column: 21}, l.Unexplained[0].Pos)
}

func TestObjective(t *testing.T) {
	lesson := func(objective, body string) []diag.Diagnostic {
		return Parse("content/m/l.md", KindLesson, []byte("---\ntitle: T\nobjectives:\n  - "+objective+"\n---\n"+body), Options{}).Diags
	}
	const objective = "Plan a week from the hours that exist"
	for _, body := range []string{
		"## Planning with the hours you have\n", "## A\n\n:::reflect\nHow many hours exist in your week?\n:::\n",
		"## A\n\n| Hours | Existing |\n|---|---|\n| 1 | 2 |\n", ":::checklist[Hours that exist]\n- [ ] a\n:::\n",
	} {
		require.Empty(t, lesson(objective, body), body)
	}
	found := lesson(objective, "## Goals\n\nPlan a week from the hours that exist.\n")
	require.Len(t, found, 1)
	require.Equal(t, "objective", found[0].Check)
	require.Equal(t, 4, found[0].Pos.Line)
	require.Empty(t, lesson("Decide who comes", "## Decisions on who comes\n"), "other forms of a word count")
	require.Len(t, lesson("Tune guitars by ear", "## Early gatherings\n"), 1, "a part of a word does not")
	hidden := ":::facilitator[The hours that exist]\nPlan a week.\n:::\n\n## Goals\n"
	require.Len(t, lesson(objective, hidden), 1, "what the learner does not see takes up nothing")
}

// TestOtherLanguages: words of English mean nothing elsewhere, marks and lists the same everywhere.
func TestOtherLanguages(t *testing.T) {
	words := "## Six core skills\n\n" + items(5) + "\nThe table below has six rows.\n"
	require.Len(t, warnings("en-GB", words), 2)
	require.Len(t, warnings("", words), 2, "English is the default")
	require.Empty(t, warnings("de", words))
	require.Len(t, warnings("de", "Sie kam zu spät,\n\nEs ging weiter.\n"), 1)
	require.Len(t, warnings("ru", "Она опоздала,\n\nИ всё.\n"), 1)
	require.Empty(t, warnings("ja", "彼女は遅れた\n\n終わり\n"))
	require.Len(t, warnings("de", "Der KPI ist hoch.\n"), 1)
	require.Empty(t, warnings("ru", "Смотрите на KPI сейчас.\n"))
	require.Len(t, warnings("de", "- a\n-\n- c\n"), 1)
}

func TestChecksHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Checks {
		require.Regexp(t, `^[a-z]+(-[a-z]+)*$`, c.Name)
		require.NotEmpty(t, c.Says)
		require.False(t, seen[c.Name], c.Name)
		seen[c.Name] = true
	}
	require.IsIncreasing(t, CheckNames())
}

func TestSwitches(t *testing.T) {
	settings := func(checks string) *Lesson {
		return Parse("content/_index.md", KindCourse, []byte("---\ntitle: T\nbaseURL: https://example.org/\nchecks: "+checks+"\n---\n"), Options{})
	}
	l := settings("{practice: false, alt-text: true}")
	require.Empty(t, l.Diags)
	require.Equal(t, map[string]bool{"practice": false, "alt-text": true}, l.Meta.Checks)
	l = settings("{practise: false}")
	require.Len(t, l.Diags, 1)
	require.Equal(t, diag.Pos{File: "content/_index.md", Line: 4, Column: 10}, l.Diags[0].Pos)
	require.Equal(t, diag.Error, l.Diags[0].Severity)
	require.Equal(t, `did you mean "practice"?`, l.Diags[0].Hint)
	require.Empty(t, l.Meta.Checks)
}
