package theme

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"
)

// tightScript returns a script without comments and needless white space; every other token stays as it was written, in its place.
// Comments that speak of a licence stay. A script that cannot be divided into tokens without doubt is returned as it is.
//
// Doubt is about one thing: whether a slash divides or begins a regular expression, which after some tokens only a
// whole parser knows.
func tightScript(source string) string {
	s := scriptWriter{in: js.NewLexer(parse.NewInputString(source))}
	for {
		kind, text := s.in.Next()
		switch kind {
		case js.ErrorToken:
			if !errors.Is(s.in.Err(), io.EOF) {
				return source
			}
			return s.out.String()
		case js.WhitespaceToken:
			s.gap = max(s.gap, gapSpace)
		case js.LineTerminatorToken:
			s.gap = gapLine
		case js.CommentToken, js.CommentLineTerminatorToken:
			if text[0] != '/' { // <!-- and -->, which are comments in some scripts only
				return source
			}
			s.comment(kind, text)
		default:
			if !s.token(kind, text) {
				return source
			}
		}
	}
}

// What stands between two tokens. The end of a line may end a statement, so it is not the same as a space.
const (
	gapNone = iota
	gapSpace
	gapLine
)

// What a slash is after a token.
const (
	slashBeginsRegExp = iota // also at the beginning of a script
	slashDivides
	slashUnsure
)

type scriptWriter struct {
	in    *js.Lexer
	out   bytes.Buffer
	gap   int            // before the next token
	edge  byte           // the last byte of the token before; 0 for none and for a comment
	last  js.TokenType   // the token before; a name behind a dot is an identifier, whatever it says
	slash int            // what a slash is here
	open  []js.TokenType // what stands before each parenthesis that is open
}

func (s *scriptWriter) comment(kind js.TokenType, text []byte) {
	if isLegal(text) {
		s.write(text)
		s.edge = 0
	} else if kind == js.CommentLineTerminatorToken {
		s.gap = gapLine
	} else {
		s.gap = max(s.gap, gapSpace)
	}
}

// isLegal reports whether a comment asks to be kept.
func isLegal(text []byte) bool {
	return bytes.HasPrefix(text, []byte("/*!")) || bytes.HasPrefix(text, []byte("//!")) ||
		bytes.Contains(text, []byte("@license")) || bytes.Contains(text, []byte("@preserve"))
}

// token writes a token; false means that it is not known where it ends.
func (s *scriptWriter) token(kind js.TokenType, text []byte) bool {
	if kind == js.DivToken || kind == js.DivEqToken {
		switch s.slash {
		case slashUnsure:
			return false
		case slashBeginsRegExp:
			if kind, text = s.in.RegExp(); kind == js.ErrorToken {
				return false
			}
		}
	}
	if js.IsIdentifierName(kind) && (s.last == js.DotToken || s.last == js.OptChainToken) {
		kind = js.IdentifierToken
	}
	s.write(text)
	s.edge = text[len(text)-1]
	s.slash = s.slashAfter(kind)
	s.last = kind
	return true
}

func (s *scriptWriter) slashAfter(kind js.TokenType) int {
	switch kind {
	case js.OpenParenToken:
		before := s.last
		if before == js.AwaitToken { // for await (
			before = js.ForToken
		}
		s.open = append(s.open, before)
	case js.CloseParenToken:
		return s.slashAfterParenthesis()
	case js.CloseBraceToken, // of a block, an object, a function or a class
		js.IncrToken, js.DecrToken,
		js.AwaitToken, js.YieldToken, js.OfToken: // which are names in some scripts
		return slashUnsure
	case js.CloseBracketToken, js.StringToken, js.TemplateToken, js.TemplateEndToken, js.RegExpToken, js.PrivateIdentifierToken,
		js.ThisToken, js.SuperToken, js.NullToken, js.TrueToken, js.FalseToken:
		return slashDivides
	}
	if js.IsNumeric(kind) || js.IsIdentifier(kind) {
		return slashDivides
	}
	return slashBeginsRegExp
}

func (s *scriptWriter) slashAfterParenthesis() int {
	if len(s.open) == 0 {
		return slashUnsure
	}
	before := s.open[len(s.open)-1]
	s.open = s.open[:len(s.open)-1]
	switch before {
	case js.IfToken, js.ForToken, js.WhileToken, js.WithToken:
		return slashBeginsRegExp
	}
	return slashDivides
}

// write puts what is left of the gap before a token, and the token.
func (s *scriptWriter) write(text []byte) {
	switch {
	case s.out.Len() == 0:
	case s.gap == gapLine && !lineIsNeedless(s.edge, text[0]):
		s.out.WriteByte('\n')
	case s.gap == gapSpace && !mayTouch(s.edge, text[0]):
		s.out.WriteByte(' ')
	}
	s.out.Write(text)
	s.gap = gapNone
}

// lineIsNeedless reports whether no statement can end between these, the bytes before and after the end of a line, or whether it
// ends without the line.
func lineIsNeedless(before, after byte) bool {
	return before != 0 && (strings.IndexByte("{([,;", before) >= 0 || strings.IndexByte("})]", after) >= 0)
}

// mayTouch reports whether two tokens stay two without the space between them.
func mayTouch(before, after byte) bool {
	const marks, operators = "(){}[];,\"'`", "=<>!&|^~*%?:+-"
	is := func(set string, b byte) bool { return strings.IndexByte(set, b) >= 0 }
	switch {
	case before == 0:
		return false
	case is(marks, before) || is(marks, after):
		return true
	}
	return is(operators, before) && inName(after) || inName(before) && is(operators, after)
}

func inName(b byte) bool {
	return b == '_' || b == '$' || b >= 0x80 || '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'z'
}
