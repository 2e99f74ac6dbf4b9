// Command minify writes the small forms of the styles and scripts of the built-in themes, which a build takes as they are: the program
// itself has no minifier, which would be a fifth of it and run at every build. go generate ./themes runs it in themes.
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"lectern/builder/theme"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: minify THEME")
	}
	if err := write(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

// write replaces the folder minified of a theme.
func write(dir string) error {
	files, err := minified(dir)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(filepath.Join(dir, "minified")); err != nil {
		return err
	}
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// minified returns the small forms of a theme's styles and scripts by their paths in the theme.
func minified(dir string) (map[string][]byte, error) {
	sources, err := theme.Sources(os.DirFS(dir))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for name, source := range sources {
		text, err := minify(name, source)
		if err != nil {
			return nil, err
		}
		files[theme.MinifiedPath(name, source)] = text
	}
	return files, nil
}

// minify returns a style or script without what browsers do not need. Names that other scripts may use stay.
func minify(name, source string) ([]byte, error) {
	script := strings.HasSuffix(name, ".js")
	options := api.TransformOptions{
		Loader: api.LoaderCSS, Charset: api.CharsetUTF8, MinifyWhitespace: true, MinifyIdentifiers: script, MinifySyntax: true,
	}
	if script {
		options.Loader = api.LoaderJS
	}
	out := api.Transform(source, options)
	if len(out.Errors) > 0 {
		return nil, fmt.Errorf("%s: %s", name, out.Errors[0].Text)
	}
	return bytes.TrimRight(out.Code, "\n"), nil
}
