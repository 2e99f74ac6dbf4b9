package theme

import (
	"bytes"
	"errors"
	"io"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"
)

// tightStyle returns a style sheet without comments and needless white space; every other token stays as it was written.
// Comments that speak of a licence stay. A style sheet that is broken is returned as it is.
func tightStyle(source string) string {
	in := css.NewLexer(parse.NewInputString(source))
	var out bytes.Buffer
	last := css.SemicolonToken
	space, comment := false, false // what stands before the next token and is not written yet
	for {
		kind, text := in.Next()
		switch kind {
		case css.ErrorToken:
			if !errors.Is(in.Err(), io.EOF) {
				return source
			}
			return out.String()
		case css.BadStringToken, css.BadURLToken:
			return source
		case css.WhitespaceToken:
			space = true
			continue
		case css.CommentToken:
			if !isLegal(text) {
				comment = true
				continue
			}
		}
		switch {
		case stylesMayTouch(last, kind):
		case space:
			out.WriteByte(' ')
		case comment:
			out.WriteString("/**/") // it may hold two names apart
		}
		out.Write(text)
		last, space, comment = kind, false, false
	}
}

// stylesMayTouch reports whether white space between two tokens means nothing. Around a colon it means much: "a :hover" is not
// "a:hover", and "--x: ;" is not "--x:;" in every browser.
func stylesMayTouch(last, next css.TokenType) bool {
	switch next {
	case css.LeftBraceToken, css.CommaToken:
		return true
	case css.RightBraceToken, css.SemicolonToken:
		return last != css.ColonToken
	}
	switch last {
	case css.LeftBraceToken, css.RightBraceToken, css.CommaToken, css.SemicolonToken, css.ColonToken:
		return true
	}
	return false
}
