package lesson

import (
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// vocabulary holds the words of a language that checks look for. All are in lower case.
type vocabulary struct {
	numbers     map[string]int // one to twelve
	ordinals    map[int]string // of these
	determiners map[string]bool
	pointing    map[string]bool // determiners that point to what follows
	auxiliaries map[string]bool // words before a number that say that there are so many, and behind "below"
	partial     map[string]bool // words that make a number behind them an estimate, a share or a name
	shares      map[string]bool // words before "of" that take some out of several
	ranges      map[string]bool // between two numbers
	stops       map[string]bool // words that carry no subject matter
	things      map[string]bool // plurals of what lists are made of
	quantities  map[string]bool // plurals of what is measured, and of people
	amounts     map[string]bool // words after which "below" is a preposition
	showing     map[string]bool // words after which "below" points down the page
	kinds       map[string]sight
	following   string // "following", as in "the following six steps"
	of          string // "of", as in "one of six"
	negations   map[string]bool

	// pointer reports a pointer whose telling word is token i: the tokens it spans, what it means, and
	// whether that must follow in the same section.
	pointer func(v *vocabulary, ts []token, i int) (first, last int, means sight, near bool)
	// mayPoint reports whether a text has a word that a pointer could be made with.
	mayPoint func(text []byte) bool

	framing   map[string]bool // first or last words of headings around a series
	open      map[string]bool // words with which no sentence ends
	capitals  map[string]bool // words that are written in capitals to be heard
	asking    map[string]asking
	modals    map[string]bool     // verbs that follow the word that asks
	measures  map[string]bool     // words behind "how" that ask for an amount
	suffixes  map[byte][]string   // endings by their last letter, the longest first
	irregular map[string]string   // stems of words that the suffixes do not tell
	forms     map[string][]string // the words of these stems
	plain     map[string]bool     // stems that stand in the objectives of all courses
}

// vocabularies holds what is known of each language. Checks of words are silent in the others.
var vocabularies = map[string]*vocabulary{"en": english}

// tongue is what the checks know of a language.
type tongue struct {
	words  *vocabulary // nil when there is none
	latin  bool        // written in Latin letters: abbreviations are in capitals
	pauses bool        // written with marks at the end of each sentence
}

var tongues sync.Map // language -> tongue

// tongueOf returns what is known of a BCP 47 language; empty is English, the default of courses.
func tongueOf(lang string) tongue {
	if t, ok := tongues.Load(lang); ok {
		return t.(tongue)
	}
	tag := language.Make(lang)
	if lang == "" {
		tag = language.English
	}
	base, _ := tag.Base()
	script, _ := tag.Script()
	t := tongue{words: vocabularies[base.String()], latin: script.String() == "Latn"}
	switch script.String() {
	case "Latn", "Cyrl", "Grek", "Armn", "Geor", "Hebr":
		t.pauses = true
	}
	tongues.Store(lang, t)
	return t
}

// mayPoint reports whether a text has a word that a pointer could be made with.
func (t tongue) mayPoint(text []byte) bool { return t.words != nil && t.words.mayPoint(text) }

// set makes a set of the words in a text.
func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// asking is the manner of a question: two questions of different manner ask different things.
type asking byte

const (
	asksHow     asking = iota // how, what, which, and questions without any such word
	asksWhen                  //
	asksWhy                   //
	asksWho                   //
	asksWhere                 //
	asksMuch                  // how much, how many, how often, how long
	asksWhether               // is, can, should
)

// stem cuts a word's ending, so that "planning", "plans" and "planned" are one. It is light: what it returns need not be
// a word, only the same for the forms of one word.
func (v *vocabulary) stem(word string) string {
	word = strings.TrimSuffix(strings.TrimSuffix(word, "'s"), "'")
	if stem, ok := v.irregular[word]; ok {
		return stem
	}
	if word == "" {
		return word
	}
	for _, suffix := range v.suffixes[word[len(word)-1]] {
		stem, ok := strings.CutSuffix(word, suffix)
		if !ok || len(stem) < 3 {
			continue
		}
		word = stem
		if n := len(word); n > 3 && word[n-1] == word[n-2] && word[n-1] != 'l' && word[n-1] != 's' {
			word = word[:n-1] // planned
		}
		break
	}
	if n := len(word); n > 3 && (word[n-1] == 'e' || word[n-1] == 'y' || word[n-1] == 'i') {
		word = word[:n-1]
	}
	return word
}
