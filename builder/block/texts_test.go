package block

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Whoever searches finds the words of a question and of its choices, and nothing that tells which one is right.
func TestTextsGiveNoAnswerAway(t *testing.T) {
	b := Block{Data: QuizData{
		Intro: "Three questions.",
		Questions: []QuizQuestion{{
			ID: "first", Words: "First?", Title: "First?", Prompt: "A case.",
			Choices:     []QuizChoice{{ID: "a", Body: "Ask", Right: true, Feedback: "Right, ask."}, {ID: "b", Body: "Tell", Feedback: "Not this one."}},
			Explanation: "Because asking comes first.",
		}, {Prompt: "Second?"}},
	}}
	var got []Body
	b.Texts(func(text Body) { got = append(got, text) })
	require.Equal(t, []Body{"Three questions.", "First?", "A case.", "Ask", "Tell", "Second?"}, got)
}

// Every kind of block has data that can be read; one without any has no texts.
func TestTextsOfNothing(t *testing.T) {
	for _, data := range []any{nil, QuizData{}, Body(""), struct{ hidden int }{1}} {
		(&Block{Data: data}).Texts(func(text Body) { t.Errorf("%#v has the text %q", data, text) })
	}
}
