package search

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// Splits are texts with the words that they are found by. The browser's half is held to the same table.
func TestSplitter(t *testing.T) {
	tests := []struct{ text, words string }{
		{"", ""},
		{" .,;—…  \n\t", ""},
		{"Feedback that lands", "feedback that lands"},
		{"one-on-one, 1:1 and e-mail", "one on one 1 1 and e mail"},
		{"Manager’s managers' it's ʼtis rock'n'roll O＇Neil", "managers managers its tis rocknroll oneil"},
		{"'quoted' ’so’", "quoted so"},
		{"snake_case a.b C++ R&D 50% £1,700", "snake case a b c r d 50 1 700"},
		{"Café naïve Ångström ÉCOLE", "cafe naive angstrom ecole"},
		{"cafe\u0301 nai\u0308ve", "cafe naive"},
		{"Straße GROSS Œuvre ÆTHER Łódź Đorđe Søren", "strasse gross oeuvre aether lodz dorde soren"},
		{"İstanbul ISPARTA ılık", "istanbul isparta ilik"},
		{"Ένας λόγος ΛΟΓΟΣ", "ενασ λογοσ λογοσ"},
		{"Ёлка йод Їжак", "елка иод іжак"},
		{"ﬁnd ² ½ Ⅳ ①", "find 2 1⁄2 iv 1"},
		{"ﾃｽﾄ", "テス スト ト"},
		{"שָׁלוֹם עולם", "שלום עולם"},
		{"مُحَمَّد كِتَـــاب", "محمد كتاب"},
		{"हिन्दी में", "हिन्दी में"},
		{"한국어 교육", "한국어 교육"},
		{"研修", "研修 修"},
		{"会", "会"},
		{"1on1ミーティングの進め方", "1on1 ミー ーテ ティ ィン ング グの の進 進め め方 方"},
		{"マネージャー2人", "マネ ネー ージ ジャ ャー ー 2 人"},
		{"กลุ่ม abc", "กล ลุ ุ่ ่ม ม abc"},
		{"𠮷野家", "𠮷野 野家 家"},
		{"a\u200bb a\u00adb a\u00a0b", "a b a b a b"},
		{"\xffbroken\xfe text\x00end", "broken text end"},
		{strings.Repeat("x", maxWord) + " " + strings.Repeat("y", maxWord+1), strings.Repeat("x", maxWord)},
	}
	var s Splitter
	for _, tt := range tests {
		var got []string
		s.Each(tt.text, func(word []byte) { got = append(got, string(word)) })
		require.Equal(t, tt.words, strings.Join(got, " "), "%q", tt.text)
		require.Equal(t, got, plainly(tt.text), "%q", tt.text)
	}
}

// What is known of characters without a look into tables is what the tables say.
func TestCharacters(t *testing.T) {
	for r := range rune(0x3_2000) {
		goes := unicode.In(r, unicode.L, unicode.N, unicode.M)
		spaceless := r == 'ー' || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
		if goes != goesOn(r) || goes && isPunctuation(r) || spaceless != isSpaceless(r) ||
			isJapanese(r) && (!spaceless || Fold(string(r)) != string(r)) {
			t.Errorf("%U", r)
		}
	}
}

// plainly divides a text as Splitter says that it does, without a thought of speed.
func plainly(text string) (words []string) {
	runes := []rune(text)
	run := func(in func(r rune) bool) string {
		n := 0
		for n < len(runes) && in(runes[n]) {
			n++
		}
		taken := string(runes[:n])
		runes = runes[n:]
		return Fold(taken)
	}
	for len(runes) > 0 {
		switch r := runes[0]; {
		case isSpaceless(r):
			all := []rune(run(func(r rune) bool { return isSpaceless(r) || unicode.Is(unicode.M, r) }))
			for i := range all {
				words = append(words, string(all[i:min(i+2, len(all))]))
			}
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			word := run(func(r rune) bool {
				return isApostrophe(r) || !isSpaceless(r) && unicode.In(r, unicode.L, unicode.N, unicode.M)
			})
			if word != "" && len(word) <= maxWord {
				words = append(words, word)
			}
		default:
			runes = runes[1:]
		}
	}
	return words
}

// FuzzSplitter: every word is folded, fits, and is what the splitter makes of it again; nothing depends on what came before, nor on
// how it was made fast.
func FuzzSplitter(f *testing.F) {
	for _, text := range []string{"Manager’s one-on-one", "cafe\u0301 ﬁ ½ İ", "1on1ミーティング", "กลุ่ม", "\xff\xfe", "שָׁלוֹם كِتَـــاب", "ẞß ΣΑΣ", "a\u0301\u0302'’"} {
		f.Add(text)
	}
	var used Splitter
	f.Fuzz(func(t *testing.T, text string) {
		var fresh Splitter
		var words []string
		fresh.Each(text, func(word []byte) { words = append(words, string(word)) })
		i := 0
		used.Each(text, func(word []byte) {
			require.Equal(t, words[i], string(word))
			i++
		})
		require.Len(t, words, i)
		require.Equal(t, plainly(text), words)
		for _, word := range words {
			require.NotEmpty(t, word)
			require.LessOrEqual(t, len(word), max(maxWord, 2*utf8.UTFMax))
			require.True(t, utf8.ValidString(word))
			require.NotContains(t, word, `"`)
			require.NotContains(t, word, `\`)
			require.Equal(t, word, Fold(word), "folding again changes nothing")
		}
	})
}
