package output

import (
	"bufio"
	"cmp"
	"errors"
	"io"
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

// Kept is what a build leaves beside its output for the next one.
type Kept string

// What is kept. The record comes last, so that it can tell that the others are whole.
const (
	KeptLessons Kept = "lessons"
	KeptRecord  Kept = "record"
)

var everyKept = []Kept{KeptLessons, KeptRecord}

// newSuffix ends the name of what is not whole yet.
const newSuffix = "-new"

// lastName is the folder beside the output with that name in which it is kept.
func lastName(output string) string { return "." + output + ".lectern-last" }

// name returns the path beside the output with that name.
func (what Kept) name(output string) string { return path.Join(lastName(output), string(what)) }

// maxKept is how many bytes of it are read.
const maxKept = 1 << 31

// ReadKept returns what PublishOptions.Keep wrote at the last build of dst; nil if there is nothing that could be read.
func ReadKept(dst string, what Kept, opt PublishOptions) []byte {
	d, err := locate(dst, opt)
	if err != nil {
		return nil
	}
	parent, err := os.OpenRoot(d.parent)
	if err != nil {
		return nil
	}
	defer parent.Close()
	if !isFolder(parent, lastName(d.name)) {
		return nil
	}
	f, err := parent.OpenFile(what.name(d.name), os.O_RDONLY|openNow, 0)
	if err != nil {
		return nil
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxKept {
		return nil
	}
	sealed := make([]byte, info.Size())
	if _, err := io.ReadFull(f, sealed); err != nil {
		return nil
	}
	text, _ := record.Open(sealed)
	return text
}

// isFolder reports whether there is a folder of that name, and not a symlink to one.
func isFolder(in *os.Root, name string) bool {
	info, err := in.Lstat(name)
	return err == nil && info.IsDir()
}

// keepAll writes what is kept into a folder that nobody else may read, since it tells of sources and a host may publish what lies beside the
// output, and that git does not list. That it could not be written is of no consequence: the next build does all its work.
func (p *publication) keepAll(write func(Kept, Published, io.Writer) error) {
	folder := lastName(p.name)
	if err := p.parent.Mkdir(folder, 0o700); err == nil {
		_ = p.parent.WriteFile(path.Join(folder, ".gitignore"), []byte(ignoreAll), 0o600)
	}
	if !isFolder(p.parent, folder) {
		return
	}
	for _, what := range everyKept {
		name := what.name(p.name)
		err := p.keep(name+newSuffix, func(w io.Writer) error { return write(what, p.published, w) })
		if err == nil {
			err = p.parent.Rename(name+newSuffix, name)
		}
		if err != nil {
			_ = p.parent.Remove(name + newSuffix)
			_ = p.parent.Remove(name)
		}
	}
}

func (p *publication) keep(name string, write func(w io.Writer) error) error {
	f, err := p.parent.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	buf := bufio.NewWriterSize(f, bufferSize)
	sealer := record.NewSealer(buf)
	if err = write(sealer); err == nil {
		err = sealer.Close()
	}
	return cmp.Or(err, buf.Flush(), f.Close())
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

// Remains reports whether the output folder dst is the one that Publish left, whatever somebody did to its files.
func (files Published) Remains(dst string, opt PublishOptions) bool {
	return len(files) > 0 && files.check(dst, opt, files[len(files)-1:]) // the manifest
}

// Stands reports whether the output folder dst is as Publish left it, as far as the site's files are concerned, with nothing to heal
// beside it. It writes nothing, and takes no lock: if another build publishes meanwhile, the answer is that of a moment before or false.
func (files Published) Stands(dst string, opt PublishOptions) bool {
	return files.check(dst, opt, files)
}

func (files Published) check(dst string, opt PublishOptions, some Published) bool {
	d, err := locate(dst, opt)
	if err != nil {
		return false
	}
	parent, err := os.OpenRoot(d.parent)
	if err != nil {
		return false
	}
	defer parent.Close()
	names := leftovers(parent, d.name, opt.keeps(len(files)-1))
	if removeHeldLock { // so it is there while a build runs and after one was killed
		names = append(names, lockName(d.name))
	}
	for _, name := range names {
		if _, err := parent.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			return false
		}
	}
	root, err := enterPublished(parent, d.name)
	if err != nil {
		return false
	}
	defer root.Close()
	return some.standIn(root, max(1, cmp.Or(opt.Workers, runtime.GOMAXPROCS(0))))
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

// is reports whether a file that stands in the output is this one.
func (f *PublishedFile) is(old *published) bool {
	return f.Stamp.Is(old.Stamp) && (!f.Fresh || f.standsIn(old.in))
}
