package theme

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStructured(t *testing.T) {
	s := &structured{out: []byte("before ")}
	s.script("Course", func() {
		s.text("name", `</script> "{`)
		s.optional("left out", "")
		s.texts("none", nil)
		s.texts("words", []string{"a[", "b{"})
		s.list("parts", func() {
			s.object("Part", func() {})
			s.object("Part", func() { s.number("position", 2) })
		})
		s.property("author", "Person", func() { s.truth("known", true) })
		s.list("empty", func() {})
	})
	require.Equal(t, `before <script type="application/ld+json">{"@context":"https://schema.org","@type":"Course",`+
		`"name":"\u003c/script\u003e \"{","words":["a[","b{"],"parts":[{"@type":"Part"},{"@type":"Part","position":2}],`+
		`"author":{"@type":"Person","known":true},"empty":[]}`+"\n</script>\n", string(s.out))
}
