package output

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"
)

// discard removes the old tree, which lies under the name left after the swap. The new site stands already, so what
// goes wrong here is a warning. Only what we made or brought over is removed: what somebody else put into the old tree
// between our walk and the swap moves to the new one.
//
// On ext4 creating thousands of files soon after removing thousands is slow. Keeping the old tree as the next staging
// area would be done here and in stage.open.
func (p *publication) discard(left string) {
	r := newRemover(p.workers)
	r.spare = func(file string, e fs.DirEntry) bool { return p.spare(left, file, e) }
	if err := r.tree(p.parent, left, ""); err != nil {
		p.warn("the new site stands, but the old one could not be removed: delete %s (%v)", p.beside(left), cause(err))
	}
}

// spare reports whether an entry of the old tree is not to be removed. It has then been moved to the new tree, or there
// is a warning.
func (p *publication) spare(left, file string, e fs.DirEntry) bool {
	_, wanted := p.plan.index[file]
	inode, carried := p.carried.inodes[file]
	switch {
	case e.Type().IsRegular() && (wanted || p.manifest.ours[file] || file == manifestName),
		e.IsDir() && (carried || p.plan.folders[file] || p.manifest.folders[file]),
		carried && !p.replaced(left, file, inode):
		return false
	}
	if err := p.rescue(left, file, carried); err != nil {
		p.warn("%s appeared while the site was published and could not be moved there: it is in %s (%v)",
			file, p.beside(left), cause(err))
	}
	return true
}

// replaced reports whether a file that both trees had as one was replaced in the old tree, and not in the new one.
func (p *publication) replaced(left, file string, was uint64) bool {
	old, err := p.parent.Lstat(path.Join(left, file))
	if was == 0 || err != nil || inode(old) == was {
		return false
	}
	new, err := p.parent.Lstat(path.Join(p.name, file))
	return err == nil && inode(new) == was
}

// rescue moves something from the old tree to the new one.
func (p *publication) rescue(left, file string, replace bool) error {
	target := path.Join(p.name, file)
	if _, err := p.parent.Lstat(target); err == nil && !replace {
		return fs.ErrExist
	}
	if err := p.parent.MkdirAll(path.Dir(target), folderMode); err != nil {
		return err
	}
	return p.parent.Rename(path.Join(left, file), target)
}

// beside names, for messages, a file beside the output folder.
func (p *publication) beside(name string) string {
	return filepath.Join(filepath.Dir(filepath.Clean(p.dst)), name)
}

// remover removes trees on all cores. It does not follow symlinks. A manifest in the top folder goes last.
type remover struct {
	slots chan struct{}                         // taken by each goroutine beyond the first
	spare func(file string, e fs.DirEntry) bool // says what is left alone; nil for nothing
}

func newRemover(workers int) *remover { return &remover{slots: make(chan struct{}, workers-1)} }

// tree removes the folder name in the folder in, with all that it holds. dir is its path below the top folder.
func (r *remover) tree(in *os.Root, name, dir string) error {
	root, err := in.OpenRoot(name)
	if err == nil {
		err = r.content(root, dir)
		root.Close()
	}
	if errors.Is(err, fs.ErrPermission) && in.Chmod(name, 0o700) == nil { // a folder that forbids it to its owner
		if root, err = in.OpenRoot(name); err == nil {
			err = r.content(root, dir)
			root.Close()
		}
	}
	if err != nil {
		return err
	}
	return in.Remove(name)
}

// content removes what is in a folder.
func (r *remover) content(root *os.Root, dir string) error {
	entries, err := readFolder(root)
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	var failure firstError
	last := false
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		name, file := e.Name(), path.Join(dir, e.Name())
		switch {
		case r.spare != nil && r.spare(file, e):
			return true
		case file == manifestName:
			last = true
		case !e.IsDir():
			failure.note(root.Remove(name))
		}
		return !e.IsDir()
	})
	for run := range runs(entries, cap(r.slots)+1) {
		r.share(&wg, func() {
			for _, e := range run {
				failure.note(r.tree(root, e.Name(), path.Join(dir, e.Name())))
			}
		})
	}
	wg.Wait()
	if last && failure.err == nil {
		failure.note(root.Remove(manifestName))
	}
	return failure.err
}

// share runs work on another core if one is free, otherwise here and now.
func (r *remover) share(wg *sync.WaitGroup, work func()) {
	select {
	case r.slots <- struct{}{}:
		wg.Go(func() {
			work()
			<-r.slots
		})
	default:
		work()
	}
}

// firstError keeps the first error that many goroutines note. That something is gone already is none.
type firstError struct {
	mu  sync.Mutex
	err error
}

func (f *firstError) note(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil && !errors.Is(err, fs.ErrNotExist) {
		f.err = err
	}
}
