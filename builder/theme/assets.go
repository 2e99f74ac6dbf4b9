package theme

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// Asset is a file of the theme under the name that it is published by.
type Asset struct {
	Path    string // below the site's root: assets/site.1a2b3c4d.css
	Content []byte
}

// loadAssets minifies styles and scripts and gives every file the fingerprint of its content. Styles are
// read last, since they name other files.
func loadAssets(files map[string][]byte) (map[string]*Asset, error) {
	assets := map[string]*Asset{}
	scripts, err := joinScripts(files)
	if err != nil {
		return nil, err
	}
	var styles []string
	for _, file := range sortedAssets(files) {
		name := strings.TrimPrefix(file, "assets/")
		switch path.Ext(file) {
		case ".css":
			styles = append(styles, name)
		case ".js":
			text, whole := scripts[file]
			if !whole {
				continue
			}
			out, err := minified(text, api.LoaderJS)
			if err != nil {
				return nil, fmt.Errorf("theme: %s: %w", file, err)
			}
			assets[name] = fingerprinted(name, out)
		default:
			assets[name] = fingerprinted(name, files[file])
		}
	}
	for _, name := range styles {
		text, err := minified(string(files["assets/"+name]), api.LoaderCSS)
		if err != nil {
			return nil, fmt.Errorf("theme: assets/%s: %w", name, err)
		}
		out, err := linkStyles(string(text), name, assets)
		if err != nil {
			return nil, err
		}
		assets[name] = fingerprinted(name, []byte(out))
	}
	return assets, nil
}

// included matches the line of a script in whose place another file of its folder stands.
var included = regexp.MustCompile(`(?m)^// include (\S+\.js)$`)

// joinScripts returns the scripts with what they include, by file. What is included is not published by itself, so that
// a page loads one file, and a course's own theme may still replace each.
func joinScripts(files map[string][]byte) (map[string]string, error) {
	scripts, parts := map[string]string{}, map[string]bool{}
	for _, file := range sortedAssets(files) {
		if path.Ext(file) != ".js" {
			continue
		}
		var failure error
		scripts[file] = included.ReplaceAllStringFunc(string(files[file]), func(line string) string {
			part := path.Join(path.Dir(file), included.FindStringSubmatch(line)[1])
			text, ok := files[part]
			if !ok {
				failure = fmt.Errorf("theme: %s includes %s, which is not in assets", file, path.Base(part))
			}
			parts[part] = true
			return string(text)
		})
		if failure != nil {
			return nil, failure
		}
	}
	for part := range parts {
		delete(scripts, part)
	}
	return scripts, nil
}

func sortedAssets(files map[string][]byte) []string {
	var names []string
	for file := range files {
		if strings.HasPrefix(file, "assets/") {
			names = append(names, file)
		}
	}
	slices.Sort(names)
	return names
}

// minified returns a style or script without what browsers do not need. Names that other scripts may use stay.
func minified(text string, loader api.Loader) ([]byte, error) {
	out := api.Transform(text, api.TransformOptions{
		Loader: loader, Charset: api.CharsetUTF8, MinifyWhitespace: true, MinifyIdentifiers: loader == api.LoaderJS, MinifySyntax: true,
	})
	if len(out.Errors) == 0 {
		return bytes.TrimRight(out.Code, "\n"), nil
	}
	e := out.Errors[0]
	if e.Location == nil {
		return nil, errors.New(e.Text)
	}
	return nil, fmt.Errorf("%d:%d: %s", e.Location.Line, e.Location.Column+1, e.Text)
}

func fingerprinted(name string, content []byte) *Asset {
	sum := sha256.Sum256(content)
	ext := path.Ext(name)
	return &Asset{
		Path:    "assets/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:4]) + ext,
		Content: content,
	}
}

var cssURL = regexp.MustCompile(`url\(\s*["']?([^"')]+)["']?\s*\)`)

// linkStyles replaces the names of assets in a style sheet by those under which they are published.
func linkStyles(text, name string, assets map[string]*Asset) (string, error) {
	var failure error
	out := cssURL.ReplaceAllStringFunc(text, func(m string) string {
		target := cssURL.FindStringSubmatch(m)[1]
		if strings.HasPrefix(target, "data:") || strings.HasPrefix(target, "#") {
			return m
		}
		asset := assets[path.Join(path.Dir(name), target)]
		if asset == nil {
			failure = fmt.Errorf("theme: assets/%s names %s, which is not in assets", name, target)
			return m
		}
		up := strings.Repeat("../", strings.Count(name, "/"))
		return "url(" + up + strings.TrimPrefix(asset.Path, "assets/") + ")"
	})
	return out, failure
}

// Assets returns the theme's files, sorted by path.
func (t *Theme) Assets() []*Asset {
	var out []*Asset
	for _, a := range t.assets {
		if !isNote(a.Path) {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(x, y *Asset) int { return strings.Compare(x.Path, y.Path) })
	return out
}

// isNote reports whether a file is for whoever edits the theme and not for readers.
func isNote(p string) bool { return path.Ext(p) == ".md" }
