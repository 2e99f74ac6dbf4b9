package output

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"lectern/builder/record"
)

// Published is what stands in an output folder after Publish: the files of the site by path, and the manifest.
type Published []PublishedFile

// PublishedFile is one file that stands in an output folder.
type PublishedFile struct {
	Path  string
	Stamp record.Stamp // without CTime, which changes when a file gets another name
	Sum   uint32       // record.Sum of its bytes
	Fresh bool         // the stamp does not tell for sure that nothing was changed since
}

// newSuffix ends the name of a record that is not whole yet.
const newSuffix = "-new"

// recordName is the name of the record beside the output with that name.
func recordName(name string) string { return "." + name + ".lectern-record" }

// maxRecord is how many bytes of a record are read.
const maxRecord = 1 << 30

// ReadRecord returns what PublishOptions.Record made at the last build of dst; nil if there is nothing that could be read.
func ReadRecord(dst string, opt PublishOptions) []byte {
	d, err := locate(dst, opt)
	if err != nil {
		return nil
	}
	parent, err := os.OpenRoot(d.parent)
	if err != nil {
		return nil
	}
	defer parent.Close()
	name := recordName(d.name)
	if info, err := parent.Lstat(name); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	sealed, err := readAtMost(parent, name, maxRecord)
	if err != nil {
		return nil
	}
	text, _ := record.Open(sealed)
	return text
}

// keepRecord writes the record in one step. That it could not be written is of no consequence: the next build does all its work.
// Nobody else may read it, since it tells of sources and a host may publish the folder that it lies in.
func (p *publication) keepRecord(text []byte) {
	name := recordName(p.name)
	if text == nil {
		_ = p.parent.Remove(name)
		return
	}
	err := p.parent.WriteFile(name+newSuffix, record.Seal(text), 0o600)
	if err == nil {
		err = p.parent.Rename(name+newSuffix, name)
	}
	if err != nil {
		_ = p.parent.Remove(name + newSuffix)
	}
}

// markFresh marks the files that somebody could have written to without another stamp: to a new one from now on, since nobody else sees
// it yet, to one that stood already since the beginning of this run.
func (p *publication) markFresh(begin time.Time) {
	now := time.Now()
	for i := range p.published {
		f, at := &p.published[i], begin
		if i == len(p.fates) && p.stage.made || i < len(p.fates) && p.fates[i] == written {
			at = now
		}
		f.Fresh = !f.Stamp.Settled(at)
	}
}

// stampOf returns the stamp of an open file.
func stampOf(f *os.File) (record.Stamp, error) {
	info, err := f.Stat()
	if err != nil {
		return record.Stamp{}, err
	}
	return withoutCTime(info), nil
}

func withoutCTime(info fs.FileInfo) record.Stamp {
	s := record.StampOf(info)
	s.CTime = 0
	return s
}

// Stands reports whether the output folder dst is as Publish left it, as far as the site's files are concerned, with nothing to heal
// beside it. It writes nothing, and takes no lock: if another build publishes meanwhile, the answer is that of a moment before or false.
func (files Published) Stands(dst string, opt PublishOptions) bool {
	d, err := locate(dst, opt)
	if err != nil {
		return false
	}
	parent, err := os.OpenRoot(d.parent)
	if err != nil {
		return false
	}
	defer parent.Close()
	for _, name := range leftovers(d.name, opt.keeps(len(files)-1)) {
		if _, err := parent.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			return false
		}
	}
	root, err := enterPublished(parent, d.name)
	if err != nil {
		return false
	}
	defer root.Close()
	return files.standIn(root, max(1, cmp.Or(opt.Workers, runtime.GOMAXPROCS(0))))
}

// standIn looks at every file, on all cores.
func (files Published) standIn(root *os.Root, workers int) bool {
	var differs atomic.Bool
	var g errgroup.Group
	for w := range workers {
		part := files[len(files)*w/workers : len(files)*(w+1)/workers]
		g.Go(func() error {
			at := cursor{top: func() (*os.Root, error) { return root, nil }, enter: enterPublished}
			defer at.close()
			for i := range part {
				if differs.Load() {
					break
				}
				if in, err := at.folder(path.Dir(part[i].Path)); err != nil || !part[i].standsIn(in) {
					differs.Store(true)
				}
			}
			return nil
		})
	}
	_ = g.Wait()
	return !differs.Load()
}

func (f *PublishedFile) standsIn(in *os.Root) bool {
	name := path.Base(f.Path)
	info, err := in.Lstat(name)
	if err != nil || !f.Stamp.Is(withoutCTime(info)) {
		return false
	}
	if !f.Fresh {
		return true
	}
	text, err := readAtMost(in, name, f.Stamp.Size)
	return err == nil && record.Sum(0, text) == f.Sum
}
