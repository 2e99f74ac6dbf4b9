package course

import (
	"cmp"
	"path"
	"strings"

	"lectern/builder/diag"
)

// paths knows which published file comes from where, so that no two sources make the same.
type paths struct {
	owner map[string]string // Key of a published file -> what makes it
	*diagnostics
}

func newPaths(d *diagnostics) *paths {
	return &paths{owner: map[string]string{}, diagnostics: d}
}

// claim takes a published file for a source. It reports whether it was free; otherwise
// the collision is a diagnostic at pos that names both.
func (p *paths) claim(file, source string, pos diag.Pos) bool {
	key := Key(file)
	if other, taken := p.owner[key]; taken {
		if pos.File == "" { // of a generated page: show the file that is in its way
			pos.File = fileOf(other)
		}
		p.add(diag.Errorf(pos, "give one of them another name, or a slug of its own",
			"%s and %s both make %s", other, source, urlOf(file)))
		return false
	}
	p.owner[key] = source
	return true
}

// checkFolders reports files that stand where another file needs a folder.
func (p *paths) checkFolders() {
	for file, source := range p.owner {
		for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
			if other, taken := p.owner[dir]; taken {
				p.add(diag.Errorf(diag.Pos{File: cmp.Or(fileOf(source), fileOf(other))}, "rename one of them",
					"%s needs a folder where %s makes the file /%s", source, other, dir))
			}
		}
	}
}

// fileOf returns the file of the course that a source of claim names; empty for what is generated.
func fileOf(source string) string {
	if strings.HasPrefix(source, generatedPrefix) {
		return ""
	}
	return strings.TrimPrefix(source, aliasPrefix)
}

// What a source of claim begins with when it is not a file itself.
const (
	aliasPrefix     = "alias of "
	generatedPrefix = "the generated "
)

// urlOf returns the path under which a published file is known.
func urlOf(file string) string {
	return "/" + strings.TrimSuffix(file, "index.html")
}
