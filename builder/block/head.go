package block

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// head is the parsed rest of an opening fence.
type head struct {
	name, id  string
	title     string // Markdown
	options   map[string]string
	optionsAt map[string]int
}

// parseHead reads `name[Title]{key=value #id}`. A mistake's offset counts from the
// beginning of s; what was read before it is returned all the same.
func parseHead(s string) (head, *Mistake) {
	h := head{options: map[string]string{}, optionsAt: map[string]int{}}
	i := 0
	for i < len(s) && (isLetter(s[i]) || i > 0 && (s[i] == '-' || s[i] >= '0' && s[i] <= '9')) {
		i++
	}
	h.name = s[:i]
	if h.name == "" {
		return h, &Mistake{0, "block has no name", "write :::name, for example :::quiz"}
	}
	if i < len(s) && s[i] == '[' {
		end := closingBracket(s, i)
		if end < 0 {
			return h, &Mistake{i, "title of the " + h.name + " block is not closed", "end the title with ]"}
		}
		h.title = strings.TrimSpace(s[i+1 : end])
		i = end + 1
	}
	if i < len(s) && s[i] == '{' {
		var m *Mistake
		if i, m = h.parseOptions(s, i+1); m != nil {
			return h, m
		}
	}
	if strings.TrimSpace(s[i:]) != "" {
		return h, &Mistake{i, "unexpected text after " + h.name, "write :::" + h.name + "[Title]{key=value #id} and begin the text on the next line"}
	}
	return h, nil
}

// parseOptions reads from behind the opening brace to behind the closing one.
func (h *head) parseOptions(s string, i int) (int, *Mistake) {
	for {
		for i < len(s) && s[i] == ' ' {
			i++
		}
		if i >= len(s) {
			return i, &Mistake{i, "options of the " + h.name + " block are not closed", "end them with }"}
		}
		if s[i] == '}' {
			return i + 1, nil
		}
		start := i
		key, value, next, ok := parseOption(s, i)
		if !ok {
			return i, &Mistake{start, "malformed option of the " + h.name + " block", `write {key=value}, {key="some words"} or {#id}`}
		}
		i = next
		if key == "" {
			if h.id != "" {
				return i, &Mistake{start, "id is given twice", "keep one of them"}
			}
			h.id, h.optionsAt[idKey] = value, start
			continue
		}
		if _, double := h.options[key]; double {
			return i, &Mistake{start, `option "` + key + `" is given twice`, "keep one of them"}
		}
		h.options[key], h.optionsAt[key] = value, start
	}
}

// parseOption reads `#id` (its key is empty), `key=value` or `key="value"`.
func parseOption(s string, i int) (key, value string, next int, ok bool) {
	if s[i] == '#' {
		end := i + 1
		for end < len(s) {
			r, size := utf8.DecodeRuneInString(s[end:])
			if r != '-' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
				break
			}
			end += size
		}
		return "", s[i+1 : end], end, end > i+1
	}
	end := i
	for end < len(s) && (isLetter(s[end]) || s[end] == '-') {
		end++
	}
	if end == i || end >= len(s) || s[end] != '=' {
		return "", "", i, false
	}
	key, i = s[i:end], end+1
	if i < len(s) && s[i] == '"' {
		end := i + 1
		for end < len(s) && s[end] != '"' {
			if s[end] == '\\' {
				end++
			}
			end++
		}
		if end >= len(s) {
			return "", "", i, false
		}
		return key, unescape(s[i+1 : end]), end + 1, true
	}
	end = i
	for end < len(s) && s[end] != ' ' && s[end] != '}' {
		end++
	}
	return key, s[i:end], end, end > i
}

// closingBracket returns the index of the ] that belongs to the [ at i, or -1.
func closingBracket(s string, i int) int {
	depth := 0
	for ; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// unescape removes the backslash before ASCII punctuation.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && s[i+1] < utf8.RuneSelf && unicode.In(rune(s[i+1]), unicode.Punct, unicode.Symbol) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
