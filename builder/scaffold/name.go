package scaffold

import (
	"encoding/json"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxName is the length in bytes that every file system takes, with room for an extension.
const maxName = 200

// windowsNames cannot be names of files there, with any extension.
var windowsNames = regexp.MustCompile(`^(con|prn|aux|nul|com[0-9]|lpt[0-9])$`)

// checkName demands a name that is a file name everywhere and reads well in an address: letters and digits of any script in
// lower case, in words joined by hyphens.
func checkName(what, name string) error {
	switch good := slug(name); {
	case name == "":
		return usage("write a name such as giving-feedback", "%s has no name", what)
	case good == "":
		return usage("use letters, digits and hyphens, such as giving-feedback", "%q cannot be the name of a %s", name, what)
	case len(name) > maxName:
		return usage("", "name of a %s has %d bytes, but at most %d can be", what, len(name), maxName)
	case good != name:
		return usage("use lower-case letters, digits and hyphens: "+good, "%q cannot be the name of a %s", name, what)
	case windowsNames.MatchString(name), name == "index":
		return usage("choose a longer one", "%q cannot be the name of a %s: it has a meaning of its own", name, what)
	}
	return nil
}

// slug returns the nearest name that checkName takes. It is empty when there is no letter or digit.
func slug(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFC.String(strings.ToLower(name)) {
		switch {
		case r == utf8.RuneError, !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r):
			gap = b.Len() > 0
		default:
			if gap {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		}
	}
	return b.String()
}

var numericPrefix = regexp.MustCompile(`^[0-9]{1,9}[-_. ]+`)

// withoutNumber returns a name without the number that only orders it, as addresses have it.
func withoutNumber(name string) string {
	if rest := numericPrefix.ReplaceAllString(name, ""); rest != "" {
		return rest
	}
	return name
}

// Title makes a title from a name: "giving-feedback" and "01-giving-feedback" become "Giving feedback". A number before
// another one is part of it, as in "30-60-90-day-plan".
func Title(name string) string {
	if rest := withoutNumber(name); !unicode.IsDigit(firstRune(rest)) {
		name = rest
	}
	name = strings.ToValidUTF8(name, "")
	words := strings.FieldsFunc(name, func(r rune) bool {
		return r == '-' || r == '_' || unicode.IsSpace(r) || unicode.IsControl(r)
	})
	title := strings.Join(words, " ")
	first := firstRune(title)
	if title == "" {
		return ""
	}
	return string(unicode.ToUpper(first)) + title[utf8.RuneLen(first):]
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// plainText is text that YAML takes for itself.
var plainText = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{M}\p{N} ]*$`)

// yamlText writes a text as a value of YAML, quoted where it must be. JSON's quotes are YAML's too.
func yamlText(s string) string {
	if plainText.MatchString(s) && !strings.EqualFold(s, "null") {
		return s
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string can always be written
	return strings.TrimSpace(b.String())
}
