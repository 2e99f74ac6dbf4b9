package theme

import (
	"os"
	"regexp"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/stretchr/testify/require"
)

func TestTightStyle(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"rules", "a , b > c {\n  color : red ;\n  margin: 0 -1px;\n}\n\n@media (width >= 40em) and (x) { d { e: f } }\n", "a,b > c{color :red;margin:0 -1px;}@media (width >= 40em) and (x){d{e:f}}"},
		{"comments", "/* a */ b /* c */ d /*e*/ { f: g/**/h }", "b d{f:g/**/h}"},
		{"what a space means", "a :hover { b: calc(1px + 2px) } c:is( d ) { --x: ; --y:  }", "a :hover{b:calc(1px + 2px)}c:is( d ){--x: ;--y: }"},
		{"strings and addresses", "a { b: '  /* c */  '; d: url( x//y  ); e: url(data:a;b,{c}) }", "a{b:'  /* c */  ';d:url( x//y  );e:url(data:a;b,{c})}"},
		{"escapes", `.a\,  .b\:  .c\{  .d { e: f }`, `.a\, .b\: .c\{ .d{e:f}`},
		{"licences", "/*! by  me */\na { b: c }", "/*! by  me */ a{b:c}"},
		{"broken", "a { b: 'c\n ; }", "a { b: 'c\n ; }"},
		{"not closed", "a  { b:  c", "a{b:c"},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.want, tightStyle(test.source))
			require.Equal(t, test.want, tightStyle(test.want), "once more")
		})
	}
}

// loose takes away the spaces that the compiler leaves in the values of custom properties.
func loose(style []byte) string {
	return regexp.MustCompile(`\s*([,:;{}])\s*`).ReplaceAllString(string(style), "$1")
}

func sameStyle(t *testing.T, source string) {
	t.Helper()
	options := api.TransformOptions{Loader: api.LoaderCSS, Charset: api.CharsetUTF8, MinifyWhitespace: true, LegalComments: api.LegalCommentsNone}
	before := api.Transform(source, options)
	if len(before.Errors)+len(before.Warnings) > 0 {
		return
	}
	after := api.Transform(tightStyle(source), options)
	require.Empty(t, after.Errors)
	require.True(t, loose(before.Code) == loose(after.Code), "%.9999s", after.Code)
}

func TestTightStyleOfTheTheme(t *testing.T) {
	source, err := os.ReadFile("../../themes/default/assets/site.css")
	require.NoError(t, err)
	sameStyle(t, string(source))
	require.Less(t, len(tightStyle(string(source))), len(source)*9/10)
}

func FuzzTightStyle(f *testing.F) {
	for _, seed := range []string{"a:b{c:d}", "@import url(x) layer(y);", "a{--x:{b:c};--y: ;}", "a{b:c/**/d}", `a\,b{c:"d\
e"}`, "@media (a){b{c:d}}", "<!-- a{} -->", "u+1-2{a:u+0-7F}", "a{&:hover{b:c}}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) { sameStyle(t, source) })
}
