package lesson

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lectern/builder/block"
)

const lessonWithNotes = `---
title: Handing over
---

Say what the result is.[^b] Say it twice.[^c]

::::facilitator[Live, 20 minutes]
Bring the slides.[^a] Then [the cards](cards.pdf).[^c]

:::download{file=slides.pdf}
:::

:::quiz
Which?

- [x] This
- [ ] That
:::
::::

[^a]: Slides are [here](secret.pdf), see also.[^d]
[^b]: Result.
[^c]: Twice.[^e]
[^d]: Deep.
[^e]: Deeper.
`

func TestLearnersEditionLeavesNotesOut(t *testing.T) {
	l := Parse("content/m/l.md", KindLesson, []byte(lessonWithNotes), Options{})
	require.Empty(t, l.Diags)
	require.Empty(t, l.Blocks)
	body := string(l.Body)
	for _, word := range []string{"slides", "Slides", "cards", "Bring", "Deep.", "Which", "fn:4", "\x00b"} {
		require.NotContains(t, body, word)
	}
	require.Regexp(t, `(?s)fnref:1.*>1</a>.*fnref:2.*>2</a>.*<li id="fn:1">.*Result.*<li id="fn:2">.*Twice.*fnref:3.*>3</a>.*<li id="fn:3">.*Deeper`, body)
	require.NotContains(t, body, "fnref1:", "no link leads back to a reference that is left out")
	for _, link := range l.Links {
		require.True(t, link.Hidden, link.Dest)
	}
	require.Len(t, l.Links, 3)
}

func TestFacilitatorsEditionHasNotes(t *testing.T) {
	l := Parse("content/m/l.md", KindLesson, []byte(lessonWithNotes), Options{Edition: "facilitator"})
	require.Empty(t, l.Diags)
	require.Len(t, l.Blocks, 3)
	notes := l.Blocks[2]
	require.Equal(t, "facilitator", notes.Kind.Name)
	require.Equal(t, 20, notes.Data.(block.FacilitatorData).Minutes)
	require.Equal(t, "facilitator-live-20-minutes", notes.ID)
	require.Equal(t, 2, notes.Inner)
	require.Contains(t, string(l.Body), "Slides are")
	for _, link := range l.Links {
		require.False(t, link.Hidden, link.Dest)
	}
}

func TestIdsAreTheSameInEveryEdition(t *testing.T) {
	const src = "---\ntitle: T\n---\n\n:::facilitator[Sort]\nx\n:::\n\n:::reflect\nFacilitator sort\n:::\n"
	learner := Parse("content/m/l.md", KindLesson, []byte(src), Options{})
	live := Parse("content/m/l.md", KindLesson, []byte(src), Options{Edition: "facilitator"})
	require.Equal(t, live.Blocks[1].ID, learner.Blocks[0].ID)
}

func TestMinutesOfNotes(t *testing.T) {
	for head, want := range map[string]string{
		"[x]{minutes=15}":             "",
		"[x, 10 minutes]{minutes=15}": "",
		"[x]{minutes=0}":              `content/m/l.md:5:19: minutes of a facilitator block cannot be "0" | write a whole number from 1 to 600: {minutes=15}`,
		`[x]{minutes="a quarter"}`:    `content/m/l.md:5:19: minutes of a facilitator block cannot be "a quarter" | write a whole number from 1 to 600: {minutes=15}`,
		"[x]{minutes=601}":            `content/m/l.md:5:19: minutes of a facilitator block cannot be "601" | write a whole number from 1 to 600: {minutes=15}`,
		"[x]{minuets=15}":             `content/m/l.md:5:19: unknown option "minuets" of the facilitator block | did you mean "minutes"?`,
	} {
		l := Parse("content/m/l.md", KindLesson, []byte("---\ntitle: T\n---\n\n:::facilitator"+head+"\nx\n:::\n"), Options{Edition: "facilitator"})
		if want == "" {
			require.Empty(t, l.Diags, head)
			require.Equal(t, 15, l.Blocks[0].Data.(block.FacilitatorData).Minutes, head)
			continue
		}
		require.Len(t, l.Diags, 1, head)
		d := l.Diags[0]
		require.Equal(t, want, d.Pos.String()+": "+d.Message+" | "+d.Hint, head)
	}
}

// The words of the notes stand in a lesson of the facilitator's edition only, wherever they are written.
func TestNotesAreInOneEditionOnly(t *testing.T) {
	const src = `---
title: T
faqs:
  - question: Who?
    answer: |
      Everybody.

      :::facilitator
      secretanswer[^f]
      :::

      [^f]: secretfootanswer
takeaways:
  - |
    Open.

    :::facilitator
    secrettakeaway
    :::
---

## Open

::::::facilitator[secrettitle]{#secretid}
secrettext **secretbold** ` + "`secretcode`" + ` [secretlink](secretfile.md) ![secretalt](secret.png)

## secretheading {#secretheadingid}

> [!NOTE] secretcallouttitle
> secretcallout[^1]

:::::details[secretdetails]
::::quiz
secretquestion

- [x] secretchoice
  > secretfeedback
- [ ] secretother

secretexplanation
::::
:::::

:::checklist
- [ ] secretitem
:::

:::download{file=secret.pdf}
secretdownload
:::

| secretcolumn |
|--------------|
| secretcell   |

Secretterm
: secretdefinition

<https://secretaddress.org>
::::::

- Open list

  :::facilitator
  secretinlist
  :::

> Open quote
>
> :::facilitator
> secretinquote[^2]
> :::

:::details[Open]
Open details.

::::facilitator
secretindetails
::::
:::

[^1]: secretnote [secretnotelink](secretnote.md)
[^2]: secretsecond[^3]
[^3]: secretthird
`
	secret := regexp.MustCompile(`(?i)secret\w*`)
	src2 := strings.NewReplacer(":::details[Open]", ":::::details[Open]", "::::\n:::\n\n[^1]", "::::\n:::::\n\n[^1]").Replace(src)
	live := Parse("content/m/l.md", KindLesson, []byte(src2), Options{Edition: "facilitator", External: true})
	require.NotContains(t, strings.Join(messages(live), "\n"), "error")
	learner := Parse("content/m/l.md", KindLesson, []byte(src2), Options{External: true})
	require.NotContains(t, strings.Join(messages(learner), "\n"), "error")

	require.Empty(t, secret.FindAllString(published(learner), -1))
	shown := published(live)
	for _, word := range secret.FindAllString(src2, -1) {
		if !strings.Contains(strings.ToLower(src2), "{#"+strings.ToLower(word)) {
			require.Contains(t, strings.ToLower(shown), strings.ToLower(word))
		}
	}
	require.True(t, live.HasAnchor("secretid"))
	require.False(t, learner.HasAnchor("secretid"))
	require.False(t, learner.HasAnchor("secretheadingid"))
	require.Less(t, learner.Words, live.Words)
	require.Contains(t, published(learner), "Open details.")
}

// published is all that a lesson gives to those who publish it.
func published(l *Lesson) string {
	var b strings.Builder
	b.WriteString(string(l.Body) + bodies(l))
	for _, h := range l.Headings {
		b.WriteString("\n" + h.ID + " " + h.Text)
	}
	for _, block := range l.Blocks {
		b.WriteString(fmt.Sprintf("\n%s %s %+v", block.ID, block.Title, block.Data))
	}
	for _, link := range append(slices.Clone(l.Links), l.External...) {
		if !link.Hidden {
			b.WriteString("\n" + link.Dest)
		}
	}
	for _, a := range l.Unexplained {
		b.WriteString("\n" + a.Name)
	}
	for _, q := range l.Asked {
		b.WriteString("\n" + q.Words)
	}
	return b.String()
}
