package theme

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Asset is a file of the theme under the name that it is published by.
type Asset struct {
	Path    string // below the site's root: assets/site.1a2b3c4d.css
	Content []byte
}

// loadAssets makes styles and scripts small and gives every file the fingerprint of its content. Styles are
// read last, since they name other files.
func loadAssets(files map[string][]byte) (map[string]*Asset, error) {
	sources, err := joinSources(files)
	if err != nil {
		return nil, err
	}
	assets := map[string]*Asset{}
	for _, file := range sortedAssets(files) {
		name := strings.TrimPrefix(file, "assets/")
		switch path.Ext(file) {
		case ".css":
		case ".js":
			if source, whole := sources[name]; whole {
				assets[name] = fingerprinted(name, []byte(small(files, name, source, tightScript)))
			}
		default:
			assets[name] = fingerprinted(name, files[file])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		if path.Ext(name) != ".css" {
			continue
		}
		out, err := linkStyles(small(files, name, sources[name], tightStyle), name, assets)
		if err != nil {
			return nil, err
		}
		assets[name] = fingerprinted(name, []byte(out))
	}
	return assets, nil
}

// small returns a style or script without what browsers do not need: what the theme has made beforehand, or else what
// tighten makes of it.
func small(files map[string][]byte, name, source string, tighten func(string) string) string {
	if made, ok := files[MinifiedPath(name, source)]; ok {
		return string(made)
	}
	return tighten(source)
}

// MinifiedPath returns where a theme keeps a style or script that was minified beforehand: by its name below assets and its source,
// which for a script is that with all that it includes. So a course that replaces a part of a script gets its own part.
func MinifiedPath(name, source string) string {
	sum := sha256.Sum256([]byte(source))
	ext := path.Ext(name)
	return "minified/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:8]) + ext
}

// Sources returns the styles and scripts of a theme that consists of one layer, by their names below assets, as they are before anything
// is left out: scripts with what they include.
func Sources(layer fs.FS) (map[string]string, error) {
	files, err := overlay([]fs.FS{layer})
	if err != nil {
		return nil, err
	}
	return joinSources(files)
}

// included matches the line of a script in whose place another file of its folder stands.
var included = regexp.MustCompile(`(?m)^// include (\S+\.js)$`)

// joinSources returns the styles, and the scripts with what they include, by their names below assets. What is included is not
// published by itself, so that a page loads one file, and a course's own theme may still replace each.
func joinSources(files map[string][]byte) (map[string]string, error) {
	sources, parts := map[string]string{}, map[string]bool{}
	for _, file := range sortedAssets(files) {
		name := strings.TrimPrefix(file, "assets/")
		switch path.Ext(file) {
		case ".css":
			sources[name] = string(files[file])
			continue
		case ".js":
		default:
			continue
		}
		var failure error
		sources[name] = included.ReplaceAllStringFunc(string(files[file]), func(line string) string {
			part := path.Join(path.Dir(name), included.FindStringSubmatch(line)[1])
			text, ok := files["assets/"+part]
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
		delete(sources, part)
	}
	return sources, nil
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
