package main

// lists are the words that the sentences of a corpus are made of, by the name of their slot.
var lists = map[string][]string{
	"actor": {
		"the team", "a first-time lead", "the head of the department", "your deputy", "a night-shift supervisor", "the newest colleague",
		"a manager of managers", "the works council", "the ward sister", "a branch manager", "your own boss", "the person next to you",
		"a foreman", "the client", "an internal auditor", "the project office", "a colleague on parental leave", "the union steward",
		"someone who works half days", "the longest-serving member", "a manager from another site", "the apprentice", "a trusted critic",
		"the whole management board", "a supplier", "the regional director",
	},
	"modal": {"should", "can", "will", "might", "ought to", "has to", "wants to", "is free to", "often forgets to", "rarely manages to", "has learned to", "is paid to"},
	"verb": {
		"agree on", "open up", "put in order", "take apart", "hand over", "look after", "follow up", "think through", "bring forward", "call off",
		"sketch", "weigh", "rank", "publish", "defend", "trim", "rewrite", "sign off", "trace", "map", "time", "pilot", "merge", "split",
		"rotate", "staff", "fund", "argue for", "ask about", "keep an eye on", "learn from", "let go of", "stand up for", "walk through",
	},
	"doing": {
		"agreeing on", "opening up", "putting in order", "taking apart", "handing over", "looking after", "following up", "thinking through",
		"bringing forward", "calling off", "sketching", "weighing", "ranking", "publishing", "defending", "trimming", "rewriting", "tracing",
		"mapping", "timing", "piloting", "merging", "splitting", "rotating", "staffing", "funding", "asking about", "learning from",
	},
	"thing": {
		"the shift plan", "a tense handover", "the Monday briefing", "an unfair rumour", "the list of risks", "a promise to a customer",
		"the holiday rota", "an awkward silence", "the training budget", "a late delivery", "the safety walk", "a request for more pay",
		"the morning round", "an old grudge", "the rules for overtime", "a surprise visit", "the exit interview", "a split vote",
		"the trial month", "an honest compliment", "the waiting list", "a broken routine", "the yearly appraisal", "a half-finished idea",
		"the job description", "an open complaint", "the wall of tasks", "a costly shortcut", "the talk after an accident", "a change of plan",
		"the share of night duty", "an apology", "the order of work", "a second opinion", "the farewell of a colleague", "a quiet success",
		"the division of labour", "an early warning", "the tone of messages", "a visit to the shop floor",
	},
	"when": {
		"before the doors open", "on the first working day", "while everyone is still calm", "after the figures are in", "in a room without phones",
		"over a cup of coffee", "at the turn of the year", "when half the shift is ill", "between deliveries", "with the door closed",
		"as long as the matter is small", "in the presence of a third person", "by the end of the shift", "once the noise has died down",
		"on a walk around the building", "every other Thursday", "in the middle of the season", "without a slide", "in plain language",
		"with pen and paper", "when the budget is cut", "after a good night's sleep", "at eye level", "during the quiet hours",
	},
	"effect": {
		"people stop guessing", "the work finds its owner", "nobody has to ask twice", "the mood lifts", "errors come to light early",
		"the strong help the slow", "customers hear one voice", "overtime becomes the exception", "the plan fits on one page",
		"newcomers find their feet", "it isn't up to chance any more", "the shift ends on time", "arguments turn into questions",
		"credit goes where it's due", "a no is heard as a no", "sick leave goes down", "the board gets what it was promised",
		"good ideas get a hearing", "the loudest don't win by default", "trust survives the bad news", "fewer things fall between the chairs",
		"people go home with a clear head", "the next step needs no reminder", "even critics lend a hand",
	},
	"harm": {
		"it'll surface at the worst moment", "the best will leave first", "rumours do the explaining", "somebody else decides",
		"the bill comes in spring", "people keep a record of slights", "nobody dares to begin", "work is done twice",
		"small cracks become a gap", "the same talk returns every month",
	},
	"setting": {
		"in a hospital ward", "on the shop floor", "for first-time leads", "between sites", "with volunteers", "in a family business",
		"under a new boss", "without a title", "in a public office", "with three generations at the table", "after a merger", "in the high season",
		"for people who were promoted late", "in a kitchen", "when time is short", "across languages",
	},
	"topic": {
		"Shifts", "Briefings", "Pay", "Appraisals", "Grievances", "Recruitment", "Handover", "Safety", "Holidays", "Praise", "Criticism",
		"Deputies", "Teams", "Deadlines", "Promotion", "Absence", "Rivalry", "Routine", "Mistakes", "Farewells", "Customers", "Meetings", "Rules",
	},
	"angle": {"from scratch", "day by day", "in hard times", "for two", "on a small budget", "without drama", "in writing", "face to face"},
	"tag": {
		"shift-work", "talks", "pay", "law", "health", "planning", "learning", "teams", "care", "retail", "production", "office", "first-steps",
		"refresher", "case", "role-play", "reading", "group-work",
	},
	"author": {
		"Ines Aldana", "Björn Halvorsen", "Nadia Rahimi", "Kofi Mensah", "Jiří Dvořák", "Leïla Benali", "Hannah Sørensen", "Piotr Wiśniewski",
		"Mei Tanabe", "Rory O'Dowd", "Zsófia Kádár", "Tiago Moreira",
	},
	"post":   {"head of a hospital kitchen", "harbour master", "owner of three bakeries", "dean", "stage manager", "fire chief", "plant director"},
	"file":   {"rota.txt", "agenda.md", "handover.csv", "roster.yaml", "minutes.txt", "risks.csv"},
	"source": {"read on in", "see also", "the groundwork is laid in", "a longer case stands in", "compare this with", "practise it with"},
	"often":  {"every day", "each week", "twice a month", "once a quarter", "at every handover", "when asked"},
	"alert":  {"NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"},
}

// sentences are the patterns of a sentence. A slot in braces stands for a word of its list; one that is marked with a star
// may be emphasized in a text that has emphasis.
var sentences = []string{
	"{actor} {modal} {verb} {*thing} {when}",
	"{when}, {actor} {modal} {verb} {*thing}, since only then {effect}",
	"if nobody takes the trouble to {verb} {*thing}, {harm}",
	"{*doing} {thing} works best {when}: {effect}, and {effect}",
	"what {actor} hopes for is that {*effect}",
	"instead of waiting until {harm}, {verb} {*thing} {when}",
	"it's no secret that {actor} {modal} {verb} {*thing}; {when} that is easier said than done",
	"{actor} who {modal} {verb} {thing} {*when} soon sees that {effect}",
	"whoever begins by {doing} {*thing} can {verb} {thing} later & with less effort",
	"don't {verb} {*thing} and {thing} {when} unless {actor} {modal} help",
}

// questions are the patterns of what learners ask.
var questions = []string{
	"How do I {verb} {thing} {when}?", "Why does {actor} find it hard to {verb} {thing}?", "Is {when} the right moment to {verb} {thing}?",
	"What if {actor} refuses to {verb} {thing}?", "Who helps me to {verb} {thing} {when}?", "May {actor} {verb} {thing} without asking me?",
	"How long should {doing} {thing} take {when}?",
}

// headings are the patterns of the headings of a lesson.
var headings = []string{
	"{doing} {thing}", "Why {actor} {modal} {verb} {thing}", "How to {verb} {thing} {when}", "What changes {when}", "A case from practice: {thing}",
	"The *short* way to {verb} {thing}", "If {actor} says no to {thing}",
}

// takeaways are the patterns of what a learner shall remember.
var takeaways = []string{
	"{verb} {thing} {when}: {effect}.", "{doing} {thing} pays as soon as {effect}.", "Never {verb} {thing} {when}; {harm}.",
	"{actor} {modal} {verb} {thing} first.",
}

// samples are the code blocks.
var samples = []string{
	"```text\nWhat I saw:    the handover took 25 minutes\nWhat it did:   two people missed their bus\nWhat I ask:    a list by noon\n```",
	"```yaml\nbriefing:\n  start: 06:50\n  parts:\n    - night: 5 min\n    - today: 10 min\n    - open points: 5 min\nspeaker: deputy\n```",
	"```markdown\n## Talk with <name>\n\n- What went well since we last met?\n- What was harder than it had to be?\n- One thing that I shall change:\n```",
	"```\nTask | Who | Until\nCount the stock | early shift | 14 March\nCall the client | deputy | 16 March\n```",
}
