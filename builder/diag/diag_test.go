package diag

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func sample() []Diagnostic {
	return []Diagnostic{
		{Pos: Pos{File: "content/b c.md", Line: 2, Column: 3}, Check: "alt-text", Severity: Warning, Message: "picture: 100 %, has no alt", Hint: "describe it"},
		{Pos: Pos{File: "content/a.md"}, Message: "title is missing"},
		{Pos: Pos{File: "content/a.md"}, Message: "title is missing"},
		{Pos: Pos{File: "content/a.md", Line: 12, Column: 1}, Message: "later"},
	}
}

func print(t *testing.T, format string, ds []Diagnostic) string {
	t.Helper()
	var b strings.Builder
	p := Printer{Format: format, Source: func(file string) []byte {
		if file == "content/b c.md" {
			return []byte("one\r\ntw\to\x1b[31m ö\r\n")
		}
		return nil
	}}
	require.NoError(t, p.Print(&b, ds))
	return b.String()
}

func TestSort(t *testing.T) {
	ds := Sort(sample())
	require.Len(t, ds, 3, "the same said twice is said once")
	require.Equal(t, "content/a.md:1:1", ds[0].Pos.String())
	require.Equal(t, "content/a.md:12:1", ds[1].Pos.String())
	errors, warnings := Count(ds)
	require.Equal(t, []int{2, 1}, []int{errors, warnings})
	errors, warnings = Count(Strict(ds))
	require.Equal(t, []int{3, 0}, []int{errors, warnings})
	require.Equal(t, Warning, ds[2].Severity, "Strict leaves its argument alone")
}

func TestText(t *testing.T) {
	require.Equal(t, `content/a.md:1:1: error: title is missing

content/a.md:12:1: error: later

content/b c.md:2:3: warning: picture: 100 %, has no alt [alt-text]
  2 | tw o�[31m ö
    |   ^
hint: describe it

`, print(t, "text", Sort(sample())))
}

func TestGitHub(t *testing.T) {
	require.Equal(t, `::error file=content/a.md,line=1,col=1::title is missing
::error file=content/a.md,line=12,col=1::later
::warning file=content/b c.md,line=2,col=3::picture: 100 %25, has no alt%0Ahint: describe it
`, print(t, "github", Sort(sample())))
}

func TestJSON(t *testing.T) {
	require.Equal(t, "[]\n", print(t, "json", nil))
	var got []map[string]any
	require.NoError(t, json.Unmarshal([]byte(print(t, "json", Sort(sample()))), &got))
	require.Equal(t, map[string]any{
		"file": "content/b c.md", "line": 2.0, "column": 3.0, "severity": "warning", "check": "alt-text",
		"message": "picture: 100 %, has no alt", "hint": "describe it",
	}, got[2])
}

// The properties that SARIF 2.1.0 requires (sections 3.13, 3.14, 3.18, 3.27, 3.28), and the values that it allows for them.
func TestSARIF(t *testing.T) {
	var log struct {
		Schema  string `json:"$schema"`
		Version string
		Runs    []struct {
			ColumnKind string
			Tool       struct {
				Driver struct {
					Name  string
					Rules []struct{ ID string }
				}
			}
			Results []struct {
				RuleID, Level string
				Message       struct{ Text string }
				Locations     []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine, StartColumn int }
					}
				}
			}
		}
	}
	dec := json.NewDecoder(strings.NewReader(print(t, "sarif", Sort(sample()))))
	dec.DisallowUnknownFields()
	require.NoError(t, dec.Decode(&log))
	require.Equal(t, "2.1.0", log.Version)
	require.Len(t, log.Runs, 1)
	run := log.Runs[0]
	require.Equal(t, "lectern", run.Tool.Driver.Name)
	require.Contains(t, []string{"utf16CodeUnits", "unicodeCodePoints"}, run.ColumnKind)
	require.Len(t, run.Results, 3)
	rules := map[string]bool{}
	for _, r := range run.Tool.Driver.Rules {
		require.False(t, rules[r.ID], "a rule is listed once")
		rules[r.ID] = true
	}
	for _, r := range run.Results {
		require.Contains(t, []string{"none", "note", "warning", "error"}, r.Level)
		require.True(t, rules[r.RuleID])
		require.NotEmpty(t, r.Message.Text)
		require.GreaterOrEqual(t, r.Locations[0].PhysicalLocation.Region.StartLine, 1)
		require.GreaterOrEqual(t, r.Locations[0].PhysicalLocation.Region.StartColumn, 1)
	}
	require.Equal(t, "content/b%20c.md", run.Results[2].Locations[0].PhysicalLocation.ArtifactLocation.URI)
	require.Contains(t, print(t, "sarif", nil), `"results": []`)
}

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("x", 150) + "HERE" + strings.Repeat("y", 150)
	lines := strings.Split(Excerpt(7, 151, long), "\n")
	require.Contains(t, lines[0], "HERE")
	require.Less(t, len([]rune(lines[0])), 120)
	require.Equal(t, strings.Index(strings.ReplaceAll(lines[0], "…", "."), "HERE"), strings.Index(lines[1], "^"))
	require.Equal(t, "  1 | ab\n    |   ^", Excerpt(1, 99, "ab"), "a column behind the end points at the end")
}

func TestDidYouMean(t *testing.T) {
	known := []string{"title", "takeaways", "weight", "faqs"}
	for written, want := range map[string]string{
		"titel": `did you mean "title"?`, "Title": `did you mean "title"?`, "takeaway": `did you mean "takeaways"?`,
		"wieght": `did you mean "weight"?`, "faq": `did you mean "faqs"?`,
		"colour": "known here: faqs, takeaways, title, weight",
	} {
		require.Equal(t, want, DidYouMean(written, known), written)
	}
	require.Empty(t, DidYouMean("x", nil))
}

func TestSplitLines(t *testing.T) {
	require.Equal(t, []string{"a", "b", "c", "d"}, SplitLines("a\nb\r\nc\rd"))
}
