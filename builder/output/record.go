package output

import (
	"bufio"
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"sync/atomic"
	"time"

	"lectern/builder/record"
)

// Published is what stands in an output folder after Publish.
type Published struct {
	Files   []PublishedFile   // of the site, in the order of their paths, and then the manifest
	Folders []PublishedFolder // that the site has, in the order of their paths; not the output folder itself
}

// PublishedFile is one file that stands in an output folder.
type PublishedFile struct {
	Path  string
	Stamp record.Stamp
	Sum   uint32 // record.Sum of its bytes
	Fresh bool   // the stamp does not tell for sure that nothing was changed since
	Alone bool   // the staging area that is kept has not the same file under the same path
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
func (p *publication) keepAll(write func(Kept, *Published, io.Writer) error) {
	folder := lastName(p.name)
	if err := p.parent.Mkdir(folder, 0o700); err == nil {
		_ = p.parent.WriteFile(path.Join(folder, ".gitignore"), []byte(ignoreAll), 0o600)
	}
	if !isFolder(p.parent, folder) {
		return
	}
	for _, what := range everyKept {
		name := what.name(p.name)
		err := p.keep(name+newSuffix, func(w io.Writer) error { return write(what, &p.published, w) })
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
	for i := range p.published.Files {
		f, at := &p.published.Files[i], begin
		if i == len(p.fates) && p.stage.made || i < len(p.fates) && p.fates[i] == written {
			at = now
		}
		if i == len(p.fates) || p.placed[i] == nowhere {
			f.Fresh = !f.Stamp.Settled(at)
		}
	}
}

// stampOf returns the stamp of an open file.
func stampOf(f *os.File) (record.Stamp, error) {
	info, err := f.Stat()
	if err != nil {
		return record.Stamp{}, err
	}
	return record.StampOf(info), nil
}

// Remains reports whether the output folder dst is the one that Publish left, whatever somebody did to its files.
func (p *Published) Remains(dst string, opt PublishOptions) bool {
	return len(p.Files) > 0 && p.check(dst, opt, func(root *os.Root, _ int) bool {
		return p.Files[len(p.Files)-1].standsIn(root) // the manifest
	})
}

// Stands reports whether the output folder dst is as Publish left it, as far as the site's files are concerned, with nothing to heal
// beside it. It writes nothing, and takes no lock: if another build publishes meanwhile, the answer is that of a moment before or false.
//
// Where the system knows when a file was last changed in any way (Linux, macOS), one that was written in place is noticed even if
// its size and its time are what they were. Elsewhere it is not.
func (p *Published) Stands(dst string, opt PublishOptions) bool {
	return p.check(dst, opt, p.standIn)
}

func (p *Published) check(dst string, opt PublishOptions, stand func(root *os.Root, workers int) bool) bool {
	d, err := locate(dst, opt)
	if err != nil {
		return false
	}
	parent, err := os.OpenRoot(d.parent)
	if err != nil {
		return false
	}
	defer parent.Close()
	names := leftovers(parent, d.name, opt.keeps(len(p.Files)-1))
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
	return stand(root, opt.workers())
}

// standIn looks at every folder and file.
func (p *Published) standIn(root *os.Root, workers int) bool {
	var differs atomic.Bool
	err := lookAt(root, len(p.Folders), workers, func(l *looker, i int) {
		if !differs.Load() && !l.stamp(p.Folders[i].Path).Mode.IsDir() {
			differs.Store(true)
		}
	})
	if err != nil || differs.Load() {
		return false
	}
	err = lookAt(root, len(p.Files), workers, func(l *looker, i int) {
		f := &p.Files[i]
		if !differs.Load() && (!f.Stamp.Is(l.stamp(f.Path)) || f.Fresh && !f.hasBytes(root)) {
			differs.Store(true)
		}
	})
	return err == nil && !differs.Load()
}

// standsIn reports whether a file is this one.
func (f *PublishedFile) standsIn(root *os.Root) bool {
	info, err := root.Lstat(f.Path)
	return err == nil && f.is(root, record.StampOf(info))
}

// is reports whether a file that has a stamp now is this one. When it was last changed in any way tells nothing against it, since that
// changes too when it gets another name or loses one; then its bytes tell.
func (f *PublishedFile) is(root *os.Root, now record.Stamp) bool {
	before, sure := f.Stamp, !f.Fresh && f.Stamp.CTime == now.CTime
	before.CTime, now.CTime = 0, 0
	return before.Is(now) && (sure || f.hasBytes(root))
}

func (f *PublishedFile) hasBytes(root *os.Root) bool {
	text, err := readAtMost(root, f.Path, f.Stamp.Size)
	return err == nil && record.Sum(0, text) == f.Sum
}
