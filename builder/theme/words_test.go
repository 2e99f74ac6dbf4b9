package theme

import (
	"html/template"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func wordsFile(name, text string) fstest.MapFS {
	return fstest.MapFS{"strings/" + name + ".yaml": {Data: []byte(text)}}
}

// A theme changes words one by one, and the language's own win over English whatever the layer.
func TestWordsOfLayers(t *testing.T) {
	base := wordsFile("en", "menu: Menu\nskip: Skip\nlessons_n: {one: '{0} lesson', other: '{0} lessons'}\n")
	base["strings/de.yaml"] = &fstest.MapFile{Data: []byte("menu: Menü\n")}
	tests := []struct {
		name, language string
		own            fs.FS
		menu, skip     string
	}{
		{"nothing of its own", "en", fstest.MapFS{}, "Menu", "Skip"},
		{"comments only", "en", wordsFile("en", "# menu: Contents\n"), "Menu", "Skip"},
		{"one word", "en-GB", wordsFile("en", "menu: Contents\n"), "Contents", "Skip"},
		{"the region's word", "en-GB", wordsFile("en-GB", "menu: Contents\n"), "Contents", "Skip"},
		{"English does not win over German", "de", wordsFile("en", "menu: Contents\nskip: Jump\n"), "Menü", "Jump"},
		{"German does", "de", wordsFile("de", "menu: Inhalt\n"), "Inhalt", "Skip"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, err := loadWords([]fs.FS{tt.own, base}, tt.language)
			require.NoError(t, err)
			for key, want := range map[string]string{"menu": tt.menu, "skip": tt.skip} {
				text, err := w.text(key)
				require.NoError(t, err)
				require.Equal(t, want, text)
			}
			text, err := w.text("lessons_n", 1)
			require.NoError(t, err)
			require.Equal(t, "1 lesson", text)
		})
	}
	_, err := loadWords([]fs.FS{wordsFile("en", "menu: [a]\n"), base}, "en")
	require.ErrorContains(t, err, "theme: strings/en.yaml")
}

func TestFillIn(t *testing.T) {
	tests := []struct {
		text string
		args []any
		want string
	}{
		{"{0}", nil, "{0}"},
		{"{1} of {0}{1}", []any{3, "a"}, "a of 3a"},
		{"{0} {1}", []any{"{1}", "b"}, "{1} b"}, // an argument is no text of the theme
		{"{2} {a} {} {0", []any{"x", 1.5}, "{2} {a} {} {0"},
		{"{9} {10} {:} {-1} {100} {1", []any{0, 1, 2, 3, 4, 5, 6, 7, 8, "j", "k"}, "j k {:} {-1} {100} {1"},
		{"{{0}} {1}", []any{template.HTML("x"), 1.5}, "{x} 1.5"},
	}
	for _, tt := range tests {
		require.Equal(t, tt.want, fillIn(tt.text, tt.args), tt.text)
	}
}
