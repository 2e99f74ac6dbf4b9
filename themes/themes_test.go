package themes

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
	"golang.org/x/net/html"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// texts are the words of a language: by key, then by plural category; those without forms have only "".
func texts(t *testing.T, file string) map[string]map[string]string {
	src, err := fs.ReadFile(FS(), file)
	require.NoError(t, err)
	raw := map[string]any{}
	require.NoError(t, yaml.Unmarshal(src, &raw), file)
	out := map[string]map[string]string{}
	for key, value := range raw {
		out[key] = map[string]string{}
		forms, ok := value.(map[string]any)
		if !ok {
			out[key][""] = fmt.Sprint(value)
		}
		for form, text := range forms {
			out[key][form] = fmt.Sprint(text)
		}
	}
	return out
}

// categories are the plural categories that whole numbers have in a language.
func categories(tag language.Tag) []string {
	names := []string{"other", "zero", "one", "two", "few", "many"} // in the order of plural.Form
	var out []string
	for n := range 200 {
		if name := names[plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)]; !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

var placeholder = regexp.MustCompile(`\{\d\}`)

func placeholders(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// Every language says all that English says, with the same arguments, in the plural forms that it has.
func TestLanguagesSayTheSame(t *testing.T) {
	files, err := fs.Glob(FS(), "default/strings/*.yaml")
	require.NoError(t, err)
	require.Greater(t, len(files), 7)
	english := texts(t, "default/strings/en.yaml")
	for _, file := range files {
		t.Run(path.Base(file), func(t *testing.T) {
			own := texts(t, file)
			tag := language.MustParse(strings.TrimSuffix(path.Base(file), ".yaml"))
			forms := categories(tag)
			for key, words := range english {
				require.Contains(t, own, key)
				sample := words["other"] + words[""]
				if words["other"] != "" && len(forms) > 1 {
					require.NotContains(t, own[key], "", "%s has plural forms in English", key)
				}
				for form, text := range own[key] {
					if form == "zero" || form == "one" || form == "two" { // which may say the number in words
						require.Subset(t, placeholders(sample), placeholders(text), "%s, %s", key, form)
						continue
					}
					require.Equal(t, placeholders(sample), placeholders(text), "%s %s", key, form)
				}
				if _, plain := own[key][""]; !plain {
					require.ElementsMatch(t, forms, slices.Collect(maps.Keys(own[key])), key)
				}
			}
			for key := range own {
				require.Contains(t, english, key)
			}
			require.Len(t, strings.Fields(own["months"][""]), 12)
		})
	}
}

// Both writing directions share the styles, so these name sides by the direction of the text.
func TestStylesNameNoSide(t *testing.T) {
	css, err := fs.ReadFile(FS(), "default/assets/site.css")
	require.NoError(t, err)
	for _, physical := range []string{
		`(margin|padding|border)-(left|right)\b`, `[{;]\s*(left|right)\s*:`, `(text-align|float|clear)\s*:\s*(left|right)\b`,
		`\b(inset|margin|padding)\s*:(\s+[^\s;(]+){4}\s*;`, // top, right, bottom and left
	} {
		require.Empty(t, regexp.MustCompile(physical).FindAllString(string(css), -1), physical)
	}
}

var action = regexp.MustCompile(`(?s)\{\{.*?\}\}`)

// A template has no word of its own: what a reader sees or hears comes from the strings.
func TestTemplatesHaveNoWords(t *testing.T) {
	heard := []string{"aria-label", "aria-description", "aria-roledescription", "title", "alt", "placeholder", "label"}
	checked := 0
	err := fs.WalkDir(FS(), "default", func(file string, d fs.DirEntry, err error) error {
		if err != nil || path.Ext(file) != ".html" {
			return err
		}
		checked++
		src, err := fs.ReadFile(FS(), file)
		require.NoError(t, err)
		z := html.NewTokenizer(bytes.NewReader(bytes.ReplaceAll(action.ReplaceAll(src, nil), []byte("noscript"), []byte("div"))))
		for z.Next() != html.ErrorToken {
			switch token := z.Token(); token.Type {
			case html.TextToken:
				require.False(t, strings.ContainsFunc(token.Data, unicode.IsLetter), "%s: %q", file, token.Data)
			case html.StartTagToken, html.SelfClosingTagToken:
				for _, a := range token.Attr {
					if slices.Contains(heard, a.Key) {
						require.False(t, strings.ContainsFunc(a.Val, unicode.IsLetter), "%s: %s=%q", file, a.Key, a.Val)
					}
				}
			}
		}
		return nil
	})
	require.NoError(t, err)
	require.Greater(t, checked, 40)
}
