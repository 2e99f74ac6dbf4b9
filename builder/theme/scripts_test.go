package theme

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/stretchr/testify/require"

	"lectern/builder/need"
)

func TestTightScript(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"comments", "// one\na /* two */ (b); // three\n/* four */", "a(b);"},
		{"space", "\t if ( a  &&  b [ 1 ] ) { c . d = ( x ) => { return - y } }\n", "if(a&&b[1]){c . d=(x)=>{return-y}}"},
		{"blank lines", "a\n\n\n  b\n", "a\nb"},
		{"lines that end a statement", "a\n++b\nreturn\nx\nlet y = 1\n(z)", "a\n++b\nreturn\nx\nlet y=1\n(z)"},
		{"lines that end none", "f(\n  a,\n  [\n b\n]\n);\n{\n  c\n}\nd", "f(a,[b]);{c}\nd"},
		{"a line in a comment", "return /*\n*/ a", "return\na"},
		{"a comment between names", "a/**/in/**/b", "a in b"},
		{"tokens that would melt", "a + +b - -c; 1 .f; a / /b/.c; x ? .5 : 1; /r/ in o", "a+ +b- -c;1 .f;a / /b/.c;x? .5:1;/r/ in o"},
		{"regular expressions", "a = /[/\"]\\/ x/g; if (b) / ' /.test(c); return / x  y/", "a= /[/\"]\\/ x/g;if(b)/ ' /.test(c);return / x  y/"},
		{"divisions", "a / b / c; (d)  / 2; e[0] / 'f  g'.length; o.if / 2; p.return / 3", "a / b / c;(d)/ 2;e[0]/'f  g'.length;o.if / 2;p.return / 3"},
		{"members named as statements", "o.if (x) / 1 / 'a  b'", "o.if(x)/ 1 /'a  b'"},
		{"for await", "for await (x of y) / z /.test(x)", "for await(x of y)/ z /.test(x)"},
		{"strings and templates", "a = 'x  // y' + `  ${ b  +  `${ c }  /* d */` }  // e`", "a='x  // y'+`  ${b+`${c}  /* d */`}  // e`"},
		{"licences", "a();\n/*! by  me */\nb( );\n//! {\n}\n/* @license  MIT */ c ( )", "a();/*! by  me */\nb();//! {\n}\n/* @license  MIT */ c()"},
		{"every kind of line end", "a\r\nb\rc\u2028d", "a\nb\nc\nd"},
		{"private names", "class A { #b = 1; has ( x ) { return #b  in  x } static  #c }", "class A{#b=1;has(x){return #b in x}static #c}"},
		// In doubt, nothing is changed.
		{"a slash after a brace", "a = {}  / 2", "a = {}  / 2"},
		{"a slash after increments", "a ++  / 2", "a ++  / 2"},
		{"a slash after await", "await  /x/", "await  /x/"},
		{"HTML in scripts", "a  <!--b", "a  <!--b"},
		{"not a script", "a = '  ;\n", "a = '  ;\n"},
		{"not closed", "a  /*  b", "a  /*  b"},
		{"closed too often", "a ) /  2", "a ) /  2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.want, tightScript(test.source))
			require.Equal(t, test.want, tightScript(test.want), "once more")
		})
	}
}

// sameScript holds a tight script to its source: a compiler that leaves nothing but what a script does makes the same of both.
func sameScript(t *testing.T, source string) {
	t.Helper()
	options := api.TransformOptions{Charset: api.CharsetUTF8, MinifyWhitespace: true, LegalComments: api.LegalCommentsNone, LogLimit: 1}
	before := api.Transform(source, options)
	if len(before.Errors) > 0 || strings.Contains(source, "__PURE__") || strings.Contains(source, "__NO_SIDE") {
		return // the last are comments that tell something to that compiler
	}
	after := api.Transform(tightScript(source), options)
	require.Empty(t, after.Errors)
	require.True(t, bytes.Equal(before.Code, after.Code), "%.9999s", after.Code)
}

// The scripts of the theme and of the preview server; at length also those of the tests' tools, which are large.
func TestTightScriptsDoTheSame(t *testing.T) {
	sizes := map[bool]int{}
	patterns := []string{"../../themes/*/assets/*.js", "../serve/assets/*.js"}
	if need.Torture() {
		patterns = append(patterns, "../../.ci/node_modules/*/*.js")
	}
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		for _, file := range files {
			source, err := os.ReadFile(file)
			require.NoError(t, err)
			sameScript(t, string(source))
			sizes[false] += len(source)
			sizes[true] += len(tightScript(string(source)))
		}
	}
	t.Logf("%d bytes, tight %d", sizes[false], sizes[true])
	require.Less(t, sizes[true], sizes[false]*9/10)
}

func FuzzTightScript(f *testing.F) {
	for _, seed := range []string{
		"a\n++b\n/c/d", "if (a) /b/.c; else d / e", "`a${ b + `c` }d` / 2", "for (x of /y/) {}", "class A { static #b\nget\nc() {} }", "a?.5:b?.c",
		"x\n/* \n */ --y", "do a; while (b) /c/", "a = b\n(c)", "async\nfunction f() {}", "label: for (;;) { break\nlabel }", "\\u0061 / b",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) { sameScript(t, source) })
}
