package need

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// fake records what a test says when it ends early.
type fake struct {
	testing.TB
	said string
}

func (f *fake) Helper()                       {}
func (f *fake) Skipf(format string, a ...any) { f.said = "skip: " + fmt.Sprintf(format, a...) }
func (f *fake) Fatalf(format string, a ...any) {
	f.said = "fail: " + fmt.Sprintf(format, a...)
	panic(f)
}

func TestLacking(t *testing.T) {
	f := &fake{TB: t}
	t.Setenv("LECTERN_CI", "")
	Program(f, "no-such-program", "nor-this")
	require.Equal(t, "skip: no-such-program or nor-this is not installed: see .ci/run", f.said)
	t.Setenv("LECTERN_CI", "1")
	require.Panics(t, func() { Program(f, "no-such-program") })
	require.Equal(t, "fail: LECTERN_CI is set, so nothing may be skipped: no-such-program is not installed: see .ci/run", f.said)
	require.NotEmpty(t, Program(f, "no-such-program", "go"))
}
