package lesson

import "strings"

// english is the vocabulary of English, British and American.
var english = &vocabulary{
	numbers: map[string]int{
		"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
		"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
	},
	ordinals: map[int]string{
		2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh",
		8: "eighth", 9: "ninth", 10: "tenth", 11: "eleventh", 12: "twelfth",
	},
	determiners: set("the these those my your his her its our their a an this that each all both"),
	pointing:    set("these"),
	auxiliaries: set("are is was were be have has had need needs find finds you we there remain remains come comes use uses follow"),
	partial: set(`first last next other another further final previous remaining past coming extra more
		about around nearly almost over under least most than roughly some approximately
		every per each step steps level module part week day page no number chapter question phase lesson version figure table
		stage year item point rule room shift grade band round option out`),
	shares: set(`one any some each none most all both either neither half many several few which other others another more rest part`),
	ranges: set("or to and by"),
	stops: set(`a about above actually after again against all almost along already also although always am an and any anything are
		aren't as ask at away back be because been before being between both but by can can't cannot could couldn't currently did didn't do does doesn't doing
		don't done down during each either else enough even ever every everybody everyone everything exactly few for frequently from further get gets getting give
		given go goes going good got had has have having he her here hers herself him himself his how i i'd i'm i've if in
		instead into is isn't it it's its itself just keep know least less let like made make makes many may me might mine more most much
		must my myself need needs neither nobody nor nothing now of off often on once one one's ones only or other others ought our ours out over own
		per perhaps quite rather really same see seem shall she should shouldn't since so some something sometimes somewhere
		still such take than that that's the their theirs them themselves then there these they thing things this those though
		through till to today together too toward towards under until up upon us use used using very want was way ways we well were what what's
		when where whether which while who whom whose why will with within without won't would wouldn't yet you you're your yours
		yourself yourselves`),
	things: set(`actions activities advantages aims answers approaches areas arguments aspects assumptions attitudes barriers beliefs benefits
		blocks boxes capabilities cases categories causes challenges chances changes characteristics checks choices clues columns competencies components
		conditions considerations consequences conversations criteria decisions deliverables differences difficulties dimensions disadvantages
		domains drivers duties effects elements errors examples excuses exercises expectations facets factors facts failures
		faults features fields forces forms formats functions goals groups guidelines habits headings hints ideas indicators ingredients
		instruments issues items jobs keys kinds layers lenses lessons levels levers limits lines links lists measures methods mistakes
		models modes modules moments motives myths needs objectives objections obligations obstacles options outcomes parts patterns perspectives
		phases phrases pieces pillars pitfalls places points policies positions possibilities practices prerequisites principles priorities
		problems promises properties purposes qualities questions reasons recommendations remedies requirements
		responsibilities responses results risks roles routes rows rules scenarios secrets sections sentences settings
		signals signs situations skills solutions sources spheres stages standards statements steps strategies strengths
		styles subjects suggestions symptoms tactics takeaways tasks techniques templates temptations tenets
		tests themes theories things thoughts tips tools topics traits traps trends truths types uses
		values variables variants versions views virtues warnings ways weaknesses wishes`),
	quantities: set(`seconds minutes hours days nights mornings evenings afternoons weekends weeks fortnights months quarters years decades centuries
		mondays tuesdays wednesdays thursdays fridays saturdays sundays
		percent cent percentage euros dollars pounds pence cents francs crowns kilometres metres miles kilos grams litres
		times people persons men women children adults employees colleagues managers leaders members reports participants
		candidates applicants staff workers nurses doctors teachers teams customers clients guests patients visitors users readers learners
		friends brothers sisters parents others pages words characters letters copies thousand hundred million dozen degrees bytes kilobytes megabytes`),
	amounts: set(`a an the this that these those average zero par minimum any his her its their your our my expectations standard half`),
	showing: set(`see shown listed described given explained discussed outlined summarised summarized printed mentioned named
		found set-out illustrated sketched defined presented pictured details described`),
	kinds:     englishKinds,
	pointer:   englishPointer,
	mayPoint:  englishMayPoint,
	following: "following",
	of:        "of",
	negations: set(`not no never without nor cannot don't doesn't didn't isn't aren't wasn't weren't can't couldn't won't wouldn't
		shouldn't haven't hasn't`),
	framing: set(`summary overview introduction conclusion practice practise exercise exercises example examples next now then together questions instead further
		reading finally putting where when checklist`),
	open:     set(`the a an and or but if than into whose although while your my our its every because`),
	capitals: set(`do don not no yes and or but all any never always must only stop go note tip warning caution important try todo done new now never`),
	asking:   englishAsking,
	modals:   set(`is are was were am do does did can could should shall may might must will would have has had isn't aren't don't doesn't can't shouldn't won't if`),
	measures: set(`much many often frequently long soon far`),
	suffixes: map[byte][]string{
		's': {"ations", "ators", "ments", "ates", "ness", "ings", "ies", "ers", "es", "s"},
		'n': {"ation"},
		'g': {"ating", "ing"},
		'd': {"ated", "ied", "ed"},
		'r': {"ator", "er"},
		'e': {"ate"},
		't': {"ment"},
		'y': {"ingly", "edly", "ely", "ily", "ly"},
	},
	irregular: stemsOf(englishStems),
	forms:     formsOf(englishStems),
	plain: set(`person team work time day week fortnight month year hour minut say writ know think hold find choos decid help show good new first
		next manag talk keep mak long two three four five ten fifteen second third piec bring brought real useful own use right early ahead place
		answer sentenc`),
}

var englishAsking = map[string]asking{
	"how": asksHow, "what": asksHow, "which": asksHow, "when": asksWhen, "why": asksWhy,
	"who": asksWho, "whom": asksWho, "whose": asksWho, "where": asksWhere,
}

// englishStems has the forms that differ by more than an ending, and words that mean the same in the title
// or question of a lesson.
const englishStems = `decid decide decides decided deciding decision decisions
	person people person persons somebody someone anybody anyone employee employees staff member members colleague colleagues
	writ write writes writing wrote written
	say say says said saying tell told telling tells inform informs
	talk talk talks talked talking speak spoke spoken speech speaks speaking discuss discusses discussed discussing discussion discussions conversation conversations
	choos choose chose chosen choice choices choosing chooses pick picks picked picking select selects selecting
	meet met meeting meetings meets
	know knew known knowing knowledge
	hear heard hearing hears
	lead led leading leads leader leaders leadership
	grow grew grown growth growing grows
	find found finding finds
	hold held holding holds run runs running ran
	lose lost losing loses loss losses
	leav leave left leaving leaves quit quits
	pay paid paying pays salary salaries wage wages
	think thought thoughts thinking thinks
	child children
	describ describe describes description descriptions describing
	receiv receive receives receiving receipt
	analys analyse analysis analyze
	prais praise praises praising
	begin begin begins began beginning start starts started starting
	stop stop stops stopped stopping end ends ended ending finish finishes
	hard hard difficult tough
	boss boss bosses superior superiors
	job job jobs role roles post posts position positions
	answer answer answers answered answering reply replies replied respond responds responding response responses
	refus refuse refuses refused reject rejects decline declines
	poor poor poorly weak badly bad
	mend mend fix fixes solve solves resolve resolves
	big big large great
	mistak mistake mistakes error errors wrong
	fast fast quick quickly quicker faster rapid`

// stemsOf reads lines of a stem and the words that have it.
func stemsOf(lines string) map[string]string {
	m := map[string]string{}
	for stem, words := range formsOf(lines) {
		for _, w := range words {
			m[w] = stem
		}
	}
	return m
}

func formsOf(lines string) map[string][]string {
	m := map[string][]string{}
	for line := range strings.Lines(lines) {
		words := strings.Fields(line)
		m[words[0]] = words[1:]
	}
	return m
}
