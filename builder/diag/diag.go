// Package diag holds what is wrong with a course: positions, messages and
// hints, and how they are printed.
//
// A [Diagnostic] is made where its position is known and travels as a value;
// nothing here prints by itself or ends the program. [Sort] brings a run's
// diagnostics into their published order and [Printer] writes them as text,
// JSON or annotations of a code host. Messages are in lower case without a full
// stop; a hint says what to do.
package diag

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity tells whether a diagnostic keeps the course from being published.
type Severity int

// The severities. The zero value is an error: a forgotten severity is loud.
const (
	Error Severity = iota
	Warning
)

// String returns the word that is printed: "error" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// Pos is a place in a source file. File is slash-separated and relative to the
// course folder; Line and Column count from 1, Column in characters. A zero
// Line means the file as a whole, printed as 1:1.
type Pos struct {
	File   string
	Line   int
	Column int
}

// String returns "file:line:column".
func (p Pos) String() string {
	return fmt.Sprintf("%s:%d:%d", p.File, max(p.Line, 1), max(p.Column, 1))
}

// Diagnostic is one mistake of an author, or a warning.
type Diagnostic struct {
	Pos      Pos
	Severity Severity
	Check    string // name of the check that can be switched off; empty for the others
	Message  string
	Hint     string // what to do; may be empty
}

// Errorf returns an error at pos.
func Errorf(pos Pos, hint, format string, args ...any) Diagnostic {
	return Diagnostic{Pos: pos, Message: fmt.Sprintf(format, args...), Hint: hint}
}

// Warningf returns a warning at pos.
func Warningf(pos Pos, hint, format string, args ...any) Diagnostic {
	return Diagnostic{Pos: pos, Severity: Warning, Message: fmt.Sprintf(format, args...), Hint: hint}
}

// Sort orders diagnostics by file, line, column and message, and removes
// those that say the same at the same place.
func Sort(ds []Diagnostic) []Diagnostic {
	slices.SortStableFunc(ds, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.Pos.File, b.Pos.File),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Severity, b.Severity),
			cmp.Compare(a.Message, b.Message),
		)
	})
	return slices.Compact(ds)
}

// Strict returns ds with every warning made an error.
func Strict(ds []Diagnostic) []Diagnostic {
	out := slices.Clone(ds)
	for i := range out {
		out[i].Severity = Error
	}
	return out
}

// Count returns the number of errors and of warnings.
func Count(ds []Diagnostic) (errors, warnings int) {
	for _, d := range ds {
		if d.Severity == Error {
			errors++
		} else {
			warnings++
		}
	}
	return errors, warnings
}
