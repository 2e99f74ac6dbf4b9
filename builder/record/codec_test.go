package record

import (
	"bytes"
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
	Again  string // as Text
	Any    any
	Params map[string]any
}

func full() *sample {
	return &sample{
		Flag: true, Number: -7, Big: 1<<64 - 1, Ratio: -0.5, Text: "naïve\x00", When: time.Date(2026, 3, 1, 12, 0, 0, 5, time.FixedZone("", 5400)),
		Sum: [4]byte{1, 255}, Raw: []byte("raw"), List: []inner{{"a", 1}, {"b", -128}}, Empty: []string{},
		Table: map[string]inner{"x": {"one", 1}, "": {"none", 0}}, To: &inner{"to", 3}, Again: "naïve\x00",
		Any: []any{nil, true, false, -3, 2.5, "naïve\x00", "", map[string]any{}, []any{}}, Params: map[string]any{"a": map[string]any{"b": []any{1}}},
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
	require.PanicsWithValue(t, "record: chan int cannot be written", func() { Append(nil, &struct{ C chan int }{}) })
	require.PanicsWithValue(t, "record: a value that is not plain", func() { Append(nil, &struct{ V any }{int8(1)}) })
	_, ok := Read[struct {
		F func()
		V any
	}](string(Append(nil, &struct {
		F func()
		V any
	}{F: func() {}})))
	require.True(t, ok, "functions are left out")
	require.PanicsWithValue(t, "record: struct { f int }.f is not exported", func() { Append(nil, &struct{ f int }{}) })
}

func TestOpenFindsDamage(t *testing.T) {
	var b bytes.Buffer
	sealer := NewSealer(&b)
	_, err := sealer.Write([]byte("some "))
	require.NoError(t, err)
	_, err = sealer.Write([]byte("text"))
	require.NoError(t, err)
	require.NoError(t, sealer.Close())
	sealed := b.Bytes()
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

func TestReadAnyGivesWhatWasAppended(t *testing.T) {
	text := string(AppendAny(nil, inner{"a", 3}))
	got, ok := ReadAny(text, inner{})
	require.True(t, ok)
	require.Equal(t, inner{"a", 3}, got)
	_, ok = ReadAny(text[1:], inner{})
	require.False(t, ok)
}

func TestIsPlain(t *testing.T) {
	deep := any(1)
	for range maxDepth {
		deep = []any{deep}
	}
	for _, v := range []any{nil, true, 1, 1.5, "x", []any{1, map[string]any{"a": nil}}, deep} {
		require.True(t, IsPlain(v), "%v", v)
		got, ok := Read[struct{ V any }](string(Append(nil, &struct{ V any }{v})))
		require.True(t, ok)
		require.Equal(t, v, got.V)
	}
	for _, v := range []any{int8(1), time.Time{}, []string{"a"}, []any{int64(1)}, map[string]any{"a": []int{1}}, []any{deep}} {
		require.False(t, IsPlain(v), "%v", v)
	}
}
