package record

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type inner struct {
	Name  string
	Count int8
}

// sample has every kind of type that can be written.
type sample struct {
	Flag   bool
	Number int
	Big    uint64
	Ratio  float64
	Text   string
	When   time.Time
	Sum    [4]byte
	Raw    []byte
	List   []inner
	Empty  []string
	None   []string
	Table  map[string]inner
	To     *inner
	Nil    *inner
}

func full() *sample {
	return &sample{
		Flag: true, Number: -7, Big: 1<<64 - 1, Ratio: -0.5, Text: "naïve\x00", When: time.Date(2026, 3, 1, 12, 0, 0, 5, time.FixedZone("", 5400)),
		Sum: [4]byte{1, 255}, Raw: []byte("raw"), List: []inner{{"a", 1}, {"b", -128}}, Empty: []string{},
		Table: map[string]inner{"x": {"one", 1}, "": {"none", 0}}, To: &inner{"to", 3},
	}
}

func TestReadGivesWhatWasAppended(t *testing.T) {
	for name, want := range map[string]*sample{"full": full(), "zero": {}} {
		got, ok := Read[sample](string(Append(nil, want)))
		require.True(t, ok, name)
		require.True(t, want.When.Equal(got.When), name)
		require.Equal(t, want.When.Format(time.RFC3339), got.When.Format(time.RFC3339), name)
		got.When = want.When
		require.Equal(t, want, got, name)
	}
}

func TestAppendIsTheSameEachTime(t *testing.T) {
	for range 20 {
		require.Equal(t, Append(nil, full()), Append(nil, full()))
	}
}

func TestReadRefusesAnythingElse(t *testing.T) {
	text := string(Append(nil, full()))
	for n := range len(text) {
		_, ok := Read[sample](text[:n])
		require.False(t, ok, "the first %d bytes", n)
	}
	_, ok := Read[sample](text + "x")
	require.False(t, ok)
}

func TestAppendPanicsAtWhatCannotBeWritten(t *testing.T) {
	require.PanicsWithValue(t, "record: func() cannot be written", func() { Append(nil, &struct{ F func() }{}) })
	require.PanicsWithValue(t, "record: struct { f int }.f is not exported", func() { Append(nil, &struct{ f int }{}) })
}

func TestOpenFindsDamage(t *testing.T) {
	sealed := Seal([]byte("some text"))
	text, ok := Open(sealed)
	require.True(t, ok)
	require.Equal(t, "some text", string(text))
	for i := range sealed {
		damaged := append([]byte(nil), sealed...)
		damaged[i] ^= 0x10
		_, ok := Open(damaged)
		require.False(t, ok, i)
		_, ok = Open(sealed[:i])
		require.False(t, ok, i)
	}
}

// FuzzRead reads what nobody wrote. It must neither panic nor take memory out of proportion.
func FuzzRead(f *testing.F) {
	f.Add(string(Append(nil, full())))
	f.Add("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")
	f.Fuzz(func(t *testing.T, text string) {
		v, ok := Read[sample](text)
		if ok {
			again, same := Read[sample](string(Append(nil, v)))
			require.True(t, same)
			require.Equal(t, Append(nil, v), Append(nil, again))
		}
	})
}
