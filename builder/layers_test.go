package builder_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// layers are the packages from the lowest to the highest: a package may import those of lower lines only. Those of one line know
// nothing of each other.
var layers = [][]string{
	{"builder/bench", "builder/diag", "builder/docx", "builder/need", "builder/record", "builder/search", "builder/watch", "content", "themes"},
	{"builder/block"},
	{"builder/lesson"},
	{"builder/course", "builder/scaffold"},
	{"builder/theme"},
	{"builder/output"},
	{"builder"},
	{"builder/audit", "builder/browser", "builder/serve"},
	{"cmd/lectern", "themes/minify"},
}

// onlyForCommand are the packages that the library never imports: a user's own theme or course is no special case.
var onlyForCommand = []string{"content", "themes", "builder/watch"}

// TestLayers keeps the direction of imports, which the package comment of builder shows.
func TestLayers(t *testing.T) {
	layer := map[string]int{}
	for i, names := range layers {
		for _, name := range names {
			layer["lectern/"+name] = i
		}
	}
	found := map[string]bool{}
	for name, imports := range imports(t) {
		found[name] = true
		at, known := layer[name]
		if !known {
			t.Errorf("%s has no layer: give it one in this test and in the design", name)
			continue
		}
		for _, other := range imports {
			if layer[other] >= at {
				t.Errorf("%s imports %s, which is not below it", name, other)
			}
			if name != "lectern/cmd/lectern" && slices.Contains(onlyForCommand, strings.TrimPrefix(other, "lectern/")) {
				t.Errorf("%s imports %s, which only the command may", name, other)
			}
		}
	}
	for name := range layer {
		if !found[name] {
			t.Errorf("%s is gone: take it out of this test", name)
		}
	}
}

// imports returns the packages of the module with those of its own that they import, tests aside.
func imports(t *testing.T) map[string][]string {
	cmd := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...")
	cmd.Dir = ".."
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	all := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		all[words[0]] = nil
		for _, other := range words[1:] {
			if strings.HasPrefix(other, "lectern/") {
				all[words[0]] = append(all[words[0]], other)
			}
		}
	}
	return all
}
