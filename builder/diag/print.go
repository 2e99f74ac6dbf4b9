package diag

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Formats lists the names that every command takes; a [Printer] knows "sarif" too.
var Formats = []string{"text", "json", "github"}

// Printer writes diagnostics in one of [Formats].
type Printer struct {
	Format string                        // one of Formats; empty means text
	Source func(file string) []byte      // returns a file's bytes for excerpts; nil or a nil result means none
	Paint  func(Severity, string) string // colours a word for a terminal; nil means plain
}

// Print writes ds in the order given. JSON is one array, also when it is empty.
func (p *Printer) Print(w io.Writer, ds []Diagnostic) error {
	var b strings.Builder
	switch p.Format {
	case "json":
		if err := writeJSON(&b, ds); err != nil {
			return err
		}
	case "sarif":
		if err := writeSARIF(&b, ds); err != nil {
			return err
		}
	case "github":
		for _, d := range ds {
			writeAnnotation(&b, d)
		}
	default:
		p.writeText(&b, ds)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (p *Printer) writeText(b *strings.Builder, ds []Diagnostic) {
	var file string
	var lines []string
	for _, d := range ds {
		if d.Pos.Line >= 1 && (d.Pos.File != file || lines == nil) {
			file, lines = d.Pos.File, p.lines(d.Pos.File)
		}
		word := d.Severity.String() + ":"
		if p.Paint != nil {
			word = p.Paint(d.Severity, word)
		}
		fmt.Fprintf(b, "%s: %s %s", printable(d.Pos.String()), word, printable(d.Message))
		if d.Check != "" {
			fmt.Fprintf(b, " [%s]", d.Check)
		}
		b.WriteByte('\n')
		if n := d.Pos.Line; n >= 1 && n <= len(lines) {
			b.WriteString(Excerpt(n, max(d.Pos.Column, 1), lines[n-1]) + "\n")
		}
		if d.Hint != "" {
			fmt.Fprintf(b, "hint: %s\n", printable(d.Hint))
		}
		b.WriteByte('\n')
	}
}

func (p *Printer) lines(file string) []string {
	if p.Source == nil {
		return []string{}
	}
	return SplitLines(string(p.Source(file)))
}

// SplitLines splits text at LF, CRLF and CR, the three that editors and CommonMark count as
// line endings.
func SplitLines(text string) []string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Split(strings.ReplaceAll(text, "\r", "\n"), "\n")
}

const excerptWidth = 100 // characters of a source line that are shown at most

// Excerpt returns two lines: a source line with its number, cut around the column when it is long, and a caret below the
// column.
func Excerpt(line, column int, text string) string {
	runes := []rune(printable(strings.TrimRight(text, " \t")))
	column = min(column, len(runes)+1)
	start := 0
	if column > excerptWidth-20 {
		start = column - 20
	}
	end := min(len(runes), start+excerptWidth)
	shown := string(runes[start:end])
	caret := column - 1 - start
	if start > 0 {
		shown, caret = "…"+shown, caret+1
	}
	if end < len(runes) {
		shown += "…"
	}
	number := fmt.Sprintf("%3d", line)
	caret = min(max(caret, 0), utf8.RuneCountInString(shown))
	return fmt.Sprintf("%s | %s\n%s | %s^", number, shown, strings.Repeat(" ", len(number)), strings.Repeat(" ", caret))
}

// printable replaces what would move the cursor or hide text in a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return '\uFFFD'
		}
		return r
	}, s)
}

type jsonDiagnostic struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Severity string `json:"severity"`
	Check    string `json:"check,omitempty"`
	Message  string `json:"message"`
	Hint     string `json:"hint,omitempty"`
}

func writeJSON(b *strings.Builder, ds []Diagnostic) error {
	out := make([]jsonDiagnostic, len(ds))
	for i, d := range ds {
		out[i] = jsonDiagnostic{
			File: d.Pos.File, Line: max(d.Pos.Line, 1), Column: max(d.Pos.Column, 1),
			Severity: d.Severity.String(), Check: d.Check, Message: d.Message, Hint: d.Hint,
		}
	}
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

// writeAnnotation writes a GitHub Actions workflow command. Its escapes are those of
// the actions toolkit: %, CR and LF everywhere, and : and , in properties.
func writeAnnotation(b *strings.Builder, d Diagnostic) {
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	message := d.Message
	if d.Hint != "" {
		message += "\nhint: " + d.Hint
	}
	fmt.Fprintf(b, "::%s file=%s,line=%d,col=%d::%s\n", d.Severity,
		property.Replace(d.Pos.File), max(d.Pos.Line, 1), max(d.Pos.Column, 1), data.Replace(message))
}
