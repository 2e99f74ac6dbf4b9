package lesson

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSkimmedExercises: where there is an exercise, skimming says that there may be one; where there are only other blocks, that there is
// none.
func TestSkimmedExercises(t *testing.T) {
	const quiz = ":::quiz\nWhich?\n\n- [x] this\n- [ ] that\n:::\n"
	for _, tt := range []struct {
		body string
		may  bool
	}{
		{"Text.\n", false},
		{quiz, false},
		{"::::details[More]\n" + quiz + "::::\n", false},
		{":::reflect\nThink.\n:::\n", true},
		{"::: reflect\nThink.\n:::\n", true},
		{":::::details[More]\n::::details[More]\n:::checklist\n- [ ] a\n:::\n::::\n:::::\n", true},
		{quiz + "\n> :::reflect\n> Think.\n> :::\n", true},
		{"- a\n\n  :::reflect{#x}\n  Think.\n  :::\n", true},
		{quiz + "\n:::reflect", true},
		{":::unheard\nThink.\n:::\n", true},
	} {
		text := []byte("---\ntitle: Lesson\n---\n\n" + tt.body)
		require.Equal(t, tt.may, Skim("l.md", KindLesson, text, Options{}).MayHaveExercises(), tt.body)
		parsed := Parse("l.md", KindLesson, text, Options{})
		require.Equal(t, len(parsed.Exercises()) > 0, parsed.MayHaveExercises(), tt.body)
		require.False(t, parsed.MayHaveExercises() && !tt.may, tt.body)
	}
}
