package diag

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
)

// The parts of a SARIF 2.1.0 log that code hosts read.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name  string      `json:"name"`
		Rules []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID string `json:"id"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
	}
)

// courseRule is the rule of diagnostics that belong to no named check.
const courseRule = "course"

// writeSARIF writes a log of one run, by the OASIS standard SARIF 2.1.0.
func writeSARIF(b *strings.Builder, ds []Diagnostic) error {
	run := sarifRun{
		Tool: sarifTool{sarifDriver{Name: "lectern"}}, ColumnKind: "unicodeCodePoints",
		Results: make([]sarifResult, len(ds)),
	}
	names := map[string]bool{}
	for i, d := range ds {
		run.Results[i] = sarif(d)
		names[run.Results[i].RuleID] = true
	}
	run.Tool.Driver.Rules = make([]sarifRule, 0, len(names))
	for name := range names {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{name})
	}
	slices.SortFunc(run.Tool.Driver.Rules, func(x, y sarifRule) int { return strings.Compare(x.ID, y.ID) })
	enc := json.NewEncoder(b)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{run},
	})
}

func sarif(d Diagnostic) sarifResult {
	r := sarifResult{RuleID: d.Check, Level: d.Severity.String(), Message: sarifText{d.Message}}
	if r.RuleID == "" {
		r.RuleID = courseRule
	}
	if d.Hint != "" {
		r.Message.Text += " (" + d.Hint + ")"
	}
	r.Locations = []sarifLocation{{sarifPhysical{
		Artifact: sarifArtifact{(&url.URL{Path: d.Pos.File}).EscapedPath()},
		Region:   sarifRegion{max(d.Pos.Line, 1), max(d.Pos.Column, 1)},
	}}}
	return r
}
