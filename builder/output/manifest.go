package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"os"
	"strings"
	"unicode/utf8"

	"lectern/builder/record"
)

// manifestName is the file in the output folder that lists what we made. Only what it lists is ever removed.
const manifestName = ".lectern.json"

// manifestFormat is the version of the manifest that this program writes, and the newest that it reads.
const manifestFormat = 1

// maxManifest is how many bytes of a manifest are read: a list of a million files is a tenth of it.
const maxManifest = 1 << 30

// maxWarnings is how many single entries of a manifest are warned about.
const maxWarnings = 20

// manifest is what the output folder says about itself.
type manifest struct {
	raw      []byte          // as it stands in the folder; nil if there is none
	stamp    record.Stamp    // of the file
	ours     map[string]bool // paths of the files that we made
	folders  map[string]bool // the folders that these files lie in
	plan     *plan           // if it has the same files
	warnings []string        // what was ignored
}

// lists reports whether a path is that of a file that we made.
func (m *manifest) lists(file string) bool {
	if m.plan == nil {
		return m.ours[file]
	}
	_, ok := m.plan.index[file]
	return ok
}

// listsFolder reports whether a file that we made lies in a folder.
func (m *manifest) listsFolder(dir string) bool {
	if m.plan == nil {
		return m.folders[dir]
	}
	return m.plan.folders[dir]
}

// encodeManifest lists paths, which are sorted: one a line, so that a manifest that is kept in git has readable diffs.
// It holds no times and no sums: a file's own bytes say whether it changed.
func encodeManifest(paths iter.Seq[string]) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	files := []string{}
	for p := range paths {
		files = append(files, p)
	}
	err := enc.Encode(struct {
		Format int      `json:"format"`
		Files  []string `json:"files"`
	}{manifestFormat, files})
	return buf.Bytes(), err
}

// readRaw reads the file of the manifest in the output folder root, and not what it says. Without one, raw is nil.
func readRaw(root *os.Root) (*manifest, error) {
	m := &manifest{}
	info, err := root.Lstat(manifestName)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return m, nil
	}
	if err == nil {
		m.stamp = record.StampOf(info)
		m.raw, err = readAtMost(root, manifestName, maxManifest)
	}
	if err != nil {
		return nil, failed("read", manifestName, err)
	}
	return m, nil
}

// is reports whether this is the manifest of what was published last.
func (m *manifest) is(last *Published) bool {
	known := last.Files[len(last.Files)-1]
	return m.raw != nil && int64(len(m.raw)) == known.Stamp.Size && record.Sum(0, m.raw) == known.Sum
}

// readManifest reads the manifest of the output folder root. Without one, the manifest is empty and raw is nil. An
// entry that we cannot have written is ignored with a warning; a file that is no manifest at all is an error, for
// then nothing tells whose the folder is.
func readManifest(root *os.Root) (*manifest, error) {
	m, err := readRaw(root)
	if err != nil || m.raw == nil {
		return m, err
	}
	if m.takePlain() {
		return m, nil
	}
	var doc struct {
		Format int               `json:"format"`
		Files  []json.RawMessage `json:"files"`
	}
	if err := json.Unmarshal(m.raw, &doc); err != nil || doc.Format < 1 {
		return nil, fmt.Errorf("%s is damaged, so nothing tells which files here lectern made: "+
			"move what is not from lectern elsewhere and delete the folder", manifestName)
	}
	if doc.Format > manifestFormat {
		return nil, fmt.Errorf("%s has format %d, made by a newer lectern: use that one, or delete the folder",
			manifestName, doc.Format)
	}
	m.take(doc.Files)
	return m, nil
}

// takePlain reads a manifest as encodeManifest writes it, of paths that need no escapes: in a tenth of the time of encoding/json. It reports
// false when it is any other.
func (m *manifest) takePlain() bool {
	const begin, end = "{\n  \"format\": 1,\n  \"files\": [\n", "\n  ]\n}\n"
	text := string(m.raw)
	list, isList := strings.CutPrefix(text, begin)
	list, ends := strings.CutSuffix(list, end)
	if !isList || !ends || !utf8.ValidString(list) {
		return false
	}
	ours := make(map[string]bool, strings.Count(list, "\n")+1)
	for line := range strings.SplitSeq(list+",", "\n") {
		p, quoted := strings.CutPrefix(line, `    "`)
		p, ends := strings.CutSuffix(p, `",`)
		if !quoted || !ends || strings.ContainsFunc(p, func(c rune) bool { return c < ' ' || c == '"' || c == '\\' }) || unpublishable(p) != "" {
			return false
		}
		ours[p] = true
	}
	m.ours, m.folders = ours, foldersOf(maps.Keys(ours))
	return true
}

// take keeps the entries that we can have written.
func (m *manifest) take(entries []json.RawMessage) {
	m.ours = make(map[string]bool, len(entries))
	ignored := 0
	for _, raw := range entries {
		var p string
		why := "not a text"
		if json.Unmarshal(raw, &p) == nil {
			why = unpublishable(p)
		}
		if why == "" {
			m.ours[p] = true
			continue
		}
		if ignored++; ignored <= maxWarnings {
			m.warnings = append(m.warnings, fmt.Sprintf("ignored the entry %.200s of %s: %s", raw, manifestName, why))
		}
	}
	if ignored > maxWarnings {
		m.warnings = append(m.warnings, fmt.Sprintf("ignored %d more entries of %s", ignored-maxWarnings, manifestName))
	}
	m.folders = foldersOf(maps.Keys(m.ours))
}

// readAtMost returns the content of a file in root, or an error if it is longer than limit bytes.
func readAtMost(root *os.Root, name string, limit int64) ([]byte, error) {
	f, err := root.OpenFile(name, os.O_RDONLY|openNow, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = errors.New("too long")
	}
	return data, err
}
