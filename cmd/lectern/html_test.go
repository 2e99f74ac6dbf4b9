package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"lectern/builder/need"
)

// The HTML checker of the W3C finds no error in the sample course, in either edition.
func TestSampleCourseIsValidHTML(t *testing.T) {
	jar, err := filepath.Abs("../../.ci/node_modules/vnu-jar/build/dist/vnu.jar")
	require.NoError(t, err)
	if _, err := os.Stat(jar); err != nil {
		need.Lacking(t, "vnu.jar is not installed: make tools")
	}
	java := need.Program(t, "java")
	for _, edition := range []string{"learner", "facilitator"} {
		t.Run(edition, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			var stdout, stderr bytes.Buffer
			code := run([]string{"build", "-q", "--strict", "-s", "../..", "-d", dir, "--edition", edition}, &stdout, &stderr)
			require.Zero(t, code, stderr.String())
			out, err := exec.Command(java, "-Xss2m", "-jar", jar, "--skip-non-html", "--errors-only", "--format", "gnu", dir).CombinedOutput()
			require.NoError(t, err, "%s", out)
		})
	}
}
