package record

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
)

func stampOf(t *testing.T, file string) Stamp {
	t.Helper()
	info, err := os.Lstat(file)
	require.NoError(t, err)
	return StampOf(info)
}

func TestStampTellsChanges(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a")
	old := time.Now().Add(-time.Hour).Truncate(time.Second).Add(time.Millisecond)
	begin := func() Stamp {
		require.NoError(t, os.WriteFile(file, []byte("text"), 0o644))
		require.NoError(t, os.Chtimes(file, old, old))
		return stampOf(t, file)
	}
	changes := map[string]func() error{
		"longer":        func() error { return os.WriteFile(file, []byte("texts"), 0o644) },
		"written again": func() error { return os.WriteFile(file, []byte("TEXT"), 0o644) },
	}
	if runtime.GOOS == "linux" {
		changes["another mode"] = func() error { return os.Chmod(file, 0o600) }
		changes["another file with its time"] = func() error {
			if err := os.WriteFile(file+"2", []byte("TEXT"), 0o644); err != nil {
				return err
			}
			_ = os.Chtimes(file+"2", old, old)
			return os.Rename(file+"2", file)
		}
		changes["its time put back"] = func() error {
			time.Sleep(20 * time.Millisecond)
			if err := os.WriteFile(file, []byte("TEXT"), 0o644); err != nil {
				return err
			}
			return os.Chtimes(file, old, old)
		}
	}
	for name, change := range changes {
		before := begin()
		require.True(t, before.Is(stampOf(t, file)), name)
		require.NoError(t, change())
		require.False(t, before.Is(stampOf(t, file)), name)
	}
	require.False(t, Stamp{}.Is(Stamp{}), "nothing is known of an unknown file")
}

func TestSettled(t *testing.T) {
	second := time.Unix(1_800_000_000, 0)
	for _, test := range []struct {
		mtime, ctime time.Time
		at           time.Time
		want         bool
	}{
		{second.Add(5 * time.Millisecond), time.Time{}, second.Add(10 * time.Millisecond), false},
		{second.Add(5 * time.Millisecond), time.Time{}, second.Add(26 * time.Millisecond), true},
		{second.Add(-time.Hour + 1), second, second.Add(10 * time.Millisecond), false},
		{second.Add(-time.Hour + 1), second, second.Add(30 * time.Millisecond), true},
		{second, time.Time{}, second.Add(2 * time.Second), false},
		{second, time.Time{}, second.Add(3 * time.Second), true},
		{second.Add(time.Hour + 1), time.Time{}, second, false},
	} {
		s := Stamp{MTime: test.mtime.UnixNano()}
		if !test.ctime.IsZero() {
			s.CTime = test.ctime.UnixNano()
		}
		require.Equal(t, test.want, s.Settled(test.at), "%v", test)
	}
}

func TestStampWithoutSystem(t *testing.T) {
	info, err := fstest.MapFS{"a": {Data: []byte("x"), ModTime: time.Unix(5, 0)}}.Stat("a")
	require.NoError(t, err)
	require.Equal(t, Stamp{Size: 1, MTime: 5e9, Mode: info.Mode()}, StampOf(info))
}
