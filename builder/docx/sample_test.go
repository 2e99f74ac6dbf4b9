package docx

import "time"

// sample is a worksheet with every kind of block and inline, in the language of the caller's choice.
func sample(language string) *Document {
	return &Document{
		Title:       "One-to-one meetings: a worksheet for the first month",
		Author:      "Ana Alvarez",
		Description: "Prepare, hold and follow up a one-to-one",
		Keywords:    "one-to-one, feedback, goals",
		Language:    language,
		Modified:    time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC),
		Blocks: []Block{
			Paragraph{[]Inline{
				Text{Text: "Use this sheet "},
				Text{Text: "before", Bold: true},
				Text{Text: " the meeting, "},
				Text{Text: "not", Italic: true},
				Text{Text: " during it. "},
				Text{Text: "Skip nothing.", Strike: true},
				Text{Text: " See "},
				Text{Text: "the ", Link: "https://example.com/a?b=c d&e=f"},
				Text{Text: "guide", Bold: true, Link: "https://example.com/a?b=c d&e=f"},
				Text{Text: " or run "},
				Text{Text: "lectern build", Code: true},
				Text{Text: ", note"},
				Text{Text: "1", Superscript: true},
				Text{Text: "."},
				Break{},
				Text{Text: "A new line\tafter a tab."},
			}},
			Paragraph{[]Inline{
				Text{Text: "Name: "},
				Field{"your name"},
				Text{Text: "  Date: "},
				Field{"date"},
				Text{Text: "  Agreed: "},
				Checkbox{Label: "agreed"},
			}},
			Paragraph{[]Inline{Text{Text: "What I will do: ", Bold: true}, Field{"one thing, in a few words"}}},
			Heading{1, Words("Before the meeting")},
			List{Ordered: true, Start: 1, Items: []Item{
				item("Read what you agreed last time."),
				{Blocks: []Block{
					Paragraph{Words("Choose one question:")},
					List{Ordered: true, Start: 1, Items: []Item{item("What went well?"), item("What would you change?")}},
				}},
				{Blocks: []Block{
					Paragraph{Words("Send the agenda a day earlier, so that nobody is surprised and there is time to think about it.")},
					List{Items: []Item{item("By mail"), item("Or in the shared notes")}},
				}},
			}},
			Paragraph{Words("A list that starts anew, at nine:")},
			List{Ordered: true, Start: 9, Loose: true, Items: []Item{item("Ninth"), item("Tenth")}},
			Heading{2, Words("Checklist")},
			List{Items: []Item{
				task(TaskOpen, "The room is booked and quiet, and the hour is one at which both of you can still listen to each other"),
				{Task: TaskDone, Blocks: []Block{
					Paragraph{Words("The notes are at hand")},
					List{Items: []Item{
						task(TaskOpen, "Mine"),
						{Task: TaskOpen, Blocks: []Block{Paragraph{[]Inline{Text{Text: "Others: "}, Field{"whose"}}}}},
						task(TaskDone, "Theirs"),
					}},
				}},
			}},
			Callout{"TRY", "Try this at work", []Block{
				Paragraph{[]Inline{Text{Text: "Ask once and then count to "}, Text{Text: "seven", Bold: true}, Text{Text: "."}}},
				Paragraph{[]Inline{Text{Text: "My question: "}, Field{"question"}}},
				Paragraph{Words("Most people answer at five. The silence is yours to bear; if you fill it, the answer is gone.")},
			}},
			Callout{"warning", "Not in this meeting", []Block{
				Paragraph{Words("Two things belong elsewhere:")},
				List{Items: []Item{item("pay"), item("a warning")}},
				Table{Head: []Row{Cells("Topic", "Where")}, Rows: []Row{Cells("Pay", "The yearly review")}},
			}},
			Callout{"note", "", []Block{Paragraph{Words("A note without a title.")}}},
			Heading{2, Words("What we agreed")},
			Table{
				Align: []Align{AlignAuto, AlignCenter, AlignRight},
				Head:  []Row{Cells("Goal", "Done", "Hours")},
				Rows: []Row{
					{{[]Block{Paragraph{Words("Hand over the weekly report")}}}, {[]Block{Paragraph{[]Inline{Checkbox{Label: "done"}}}}}, {[]Block{Paragraph{Words("12")}}}},
					{{[]Block{Paragraph{[]Inline{Field{"goal"}}}}}, {}, {}},
					Cells(""),
				},
			},
			Heading{3, Words("In your words")},
			Paragraph{[]Inline{Field{"What will you do first?"}}},
			Paragraph{[]Inline{Field{""}}},
			Answer{"What did you learn about how you listen?", 4},
			Quote{[]Block{Paragraph{Words("The most important thing in communication is hearing what isn’t said.")}}},
			Code{"func main() {\n\tfmt.Println(\"hello\")\n}\n"},
			Rule{},
			Definitions{[]Definition{
				{[][]Inline{Words("One-to-one")}, []Block{Paragraph{Words("A regular meeting of a manager and one member of the team.")}}},
				{[][]Inline{Words("Skip level"), Words("Skip-level meeting")}, []Block{Paragraph{Words("A meeting with the manager of one’s manager.")}}},
			}},
			PageBreak{},
			Heading{4, Words("Fourth")},
			Heading{5, Words("Fifth")},
			Heading{6, Words("Sixth")},
			Paragraph{Words("Hebrew: שלום, world (עולם) 42. Chinese: 一对一会谈。 A long word: ", longWord)},
			Table{Rows: []Row{Cells("A", longWord, "C"), Cells("一对一会谈是经理与团队成员之间的定期会议", "b", "")}},
		},
	}
}

const longWord = "DonaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftDonaudampfschifffahrtselektrizitäten"

func item(text string) Item { return task(NoTask, text) }

func task(t Task, text string) Item { return Item{Task: t, Blocks: []Block{Paragraph{Words(text)}}} }
