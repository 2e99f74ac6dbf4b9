package output

import (
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"
)

// File is one published file: its slash-separated path below the output folder and a function that renders it when
// asked.
type File struct {
	// Path is clean, relative, slash-separated and valid UTF-8, such as "module/lesson/index.html".
	Path string
	// Render writes the file's bytes, the same ones at every call. It may be called from any goroutine, once or more,
	// and returns the error of w if writing fails.
	Render func(w io.Writer) error
	// Prepare, if not nil, does the longer part of the work of Render, which would do it too, in steps. Between two steps it calls pause, and the
	// course may change during that. It is for a server that must not keep an author's edits waiting.
	Prepare func(pause func()) error

	shows shows // nil when it may show anything
}

// plan is what shall stand in the output folder. It does not change once it is made.
type plan struct {
	files   []File          // sorted by path
	index   map[string]int  // path of a file -> its place in files
	folders map[string]bool // every folder that holds a file, but for the output folder itself
}

// newPlan sorts files. It refuses what cannot stand in one folder: a path that is not clean, one that occurs twice, one
// that is a file here and a folder there, and the names that the output keeps for itself.
func newPlan(files []File) (*plan, error) {
	p := &plan{files: slices.Clone(files), index: make(map[string]int, len(files))}
	slices.SortFunc(p.files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	for i, f := range p.files {
		if why := unpublishable(f.Path); why != "" {
			return nil, fmt.Errorf("cannot publish %q: %s", f.Path, why)
		}
		if _, twice := p.index[f.Path]; twice {
			return nil, fmt.Errorf("two files are to be published as %s", f.Path)
		}
		p.index[f.Path] = i
	}
	p.folders = foldersOf(p.paths())
	for _, f := range p.files {
		if p.folders[f.Path] {
			return nil, fmt.Errorf("%s is to be published both as a file and as a folder", f.Path)
		}
	}
	return p, nil
}

// paths lists the files' paths in order.
func (p *plan) paths() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, f := range p.files {
			if !yield(f.Path) {
				return
			}
		}
	}
}

// unpublishable says why no file may be published at p; it is empty for a path that is fine.
func unpublishable(p string) string {
	switch {
	case !fs.ValidPath(p) || p == "." || strings.ContainsAny(p, "\\\x00"):
		return "not a clean relative path"
	case p == manifestName || strings.HasPrefix(p, manifestName+"/"):
		return "the name is kept for the list of published files"
	case strings.HasPrefix(p, ".git/") || strings.HasSuffix(p, "/.git") || p == ".git" || strings.Contains(p, "/.git/"):
		return "a .git folder is never part of a site"
	}
	return ""
}

// foldersOf returns every folder that a file in paths lies in, but for the top one.
func foldersOf(paths iter.Seq[string]) map[string]bool {
	folders := map[string]bool{}
	for p := range paths {
		for dir := path.Dir(p); dir != "." && !folders[dir]; dir = path.Dir(dir) {
			folders[dir] = true
		}
	}
	return folders
}
