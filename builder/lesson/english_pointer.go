package lesson

import "bytes"

// englishPointer reports a pointer whose last or only telling word is token i: the tokens it
// spans, what it means, and whether that must follow soon.
func englishPointer(v *vocabulary, ts []token, i int) (first, last int, means sight, near bool) {
	switch {
	case ts[i].lower == "following" && i > 0 && ts[i-1].lower == "the" && !ts[i].gap:
		if i > 1 && ts[i-2].lower == "in" && !ts[i-1].gap && (i+1 == len(ts) || ts[i+1].gap || v.kinds[ts[i+1].lower] == 0) {
			return 0, 0, 0, false // "in the following, we assume"
		}
		if i+1 == len(ts) || ts[i+1].gap {
			return i - 1, i, seesAnything, true
		}
		for j := i + 1; j < len(ts) && j < i+4 && !ts[j].gap; j++ {
			if means = v.kinds[ts[j].lower]; means != 0 {
				return i - 1, j, means, true
			}
		}
		if i+1 < len(ts) && v.auxiliaries[ts[i+1].lower] {
			return i - 1, i, seesAnything, true
		}
	case ts[i].lower == "follows" && i > 0 && ts[i-1].lower == "as" && !ts[i].gap:
		return i - 1, i, seesAnything, true
	case ts[i].lower == "below":
		return englishBelow(v, ts, i)
	}
	return 0, 0, 0, false
}

// englishBelow tells the pointer from the preposition, as in "below ten per cent".
func englishBelow(v *vocabulary, ts []token, i int) (first, last int, means sight, near bool) {
	isLast := i+1 == len(ts) || ts[i+1].gap
	if i == 0 || ts[i].gap {
		if i+1 < len(ts) && !ts[i+1].gap && v.auxiliaries[ts[i+1].lower] {
			return i, i + 1, seesAnything, false // "Below is", "Below you find"
		}
		return 0, 0, 0, false
	}
	before := ts[i-1].lower
	if v.showing[before] {
		if isLast || !v.amounts[ts[i+1].lower] && !isNumber(ts[i+1].lower) {
			return i - 1, i, seesAnything, false
		}
		return 0, 0, 0, false
	}
	means = v.kinds[before]
	if means == 0 {
		return 0, 0, 0, false
	}
	if !isLast && (v.amounts[ts[i+1].lower] || isNumber(ts[i+1].lower)) {
		return 0, 0, 0, false // "the rules below zero"
	}
	for j := i - 2; j >= 0 && j > i-6 && !ts[j+1].gap; j-- {
		if v.determiners[ts[j].lower] {
			return j, i, means, false
		}
	}
	return 0, 0, 0, false
}

// englishMayPoint reports whether a text has a word that a pointer could be made with: "below", "follows", "following". Looking
// for their w first is the quickest.
func englishMayPoint(text []byte) bool {
	for at := 4; at < len(text); at++ {
		w := bytes.IndexByte(text[at:], 'w')
		if w < 0 {
			return false
		}
		at += w
		if before := string(text[at-4 : at]); before == "ollo" || before == "belo" || before == "Belo" {
			return true
		}
	}
	return false
}

// englishKinds tells what a pointer such as "the table below" may mean.
var englishKinds = kindsOf(map[sight]string{
	seesTable | seesPicture | seesCode: `table tables matrix grid comparison columns rows
		picture pictures figure diagram chart graph image screenshot photo photograph illustration drawing sketch timeline`,
	seesList | seesTable | seesHeading | seesQuestions: `list lists points items steps rules reasons ways things habits ideas tips signs mistakes
		elements principles methods options stages phases parts roles skills criteria conditions measures tools actions topics tasks answers
		criterion plan plans quiz exercise exercises`,
	seesList | seesTable | seesBox | seesHeading | seesQuestions | seesQuote: `questions question`,
	seesDownload | seesTable | seesLink:                                      `template templates worksheet form workbook spreadsheet download`,
	seesList:                                                                 `checklist checklists`,
	seesAnything: `example examples case cases scenario scenarios story situation situations script dialogue words
		sentence sentences phrases wording quotation quote message text paragraph paragraphs section sections chapter`,
	seesList | seesCode | seesQuote: `code snippet command`,
	seesLink | seesList:             `links`,
})

func kindsOf(words map[sight]string) map[string]sight {
	m := map[string]sight{}
	for s, list := range words {
		for w := range set(list) {
			m[w] = s
		}
	}
	return m
}
