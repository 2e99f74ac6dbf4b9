package block

import (
	"strconv"
	"strings"
)

// Body is rendered Markdown of one page: HTML in which whatever depends on the rest of
// the course is a [Slot]. Slots are numbers into the tables of the page that the text
// was written on, so that a body stays valid when other pages change and when it is
// shown on another page.
type Body string

// SlotKind says what stands in a slot.
type SlotKind byte

// The kinds of slots.
const (
	SlotHref  SlotKind = 'h' // the address of link N, for an attribute value
	SlotText  SlotKind = 't' // the text of link N, which the author left empty
	SlotImage SlotKind = 'i' // the attributes src, width and height of picture N, which is link N
	SlotBlock SlotKind = 'b' // block N, rendered by the theme
	SlotKept  SlotKind = 'k' // a text that is kept elsewhere and is the whole Body: see Body.Kept
)

// The byte that surrounds a slot. Parsing refuses it in sources, so that no
// text can look like a slot.
const slotMark = '\x00'

// Slot returns the text that stands for slot n of the kind in a Body.
func Slot(kind SlotKind, n int) string {
	return string(slotMark) + string(rune(kind)) + strconv.Itoa(n) + string(slotMark)
}

// Kept returns the number by which a page finds a text that is kept elsewhere, such as in a file, where b stands for one.
func (b Body) Kept() (n int, ok bool) {
	slot, ok := strings.CutPrefix(string(b), string(slotMark)+string(rune(SlotKept)))
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSuffix(slot, string(slotMark)))
	return n, err == nil
}

// Expand appends the body to dst, with fill called to append what stands in each slot.
func (b Body) Expand(dst []byte, fill func(dst []byte, kind SlotKind, n int) []byte) []byte {
	s := string(b)
	for {
		before, rest, found := strings.Cut(s, string(slotMark))
		dst = append(dst, before...)
		if !found {
			return dst
		}
		slot, after, found := strings.Cut(rest, string(slotMark))
		if !found || len(slot) < 2 {
			return dst
		}
		if n, err := strconv.Atoi(slot[1:]); err == nil {
			dst = fill(dst, SlotKind(slot[0]), n)
		}
		s = after
	}
}
