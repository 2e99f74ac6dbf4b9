package output

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// discard removes the old tree, which lies under the name left after the swap, or makes it the staging area of the next
// build. The new site stands already, so what goes wrong here is a warning. Only what we made or brought over is removed:
// what somebody else put into the old tree between our walk and the swap moves to the new one.
func (p *publication) discard(left string) {
	r := newRemover(p.workers)
	r.skip = func(file string, e fs.DirEntry) bool { return p.stranger(left, file, e) }
	var err error
	if p.keeps {
		r.keep, r.apart = p.stays, p.apart
		if err = p.tidy(r, left); err == nil && left != p.stage.name {
			err = p.parent.Rename(left, p.stage.name)
		}
		if err == nil {
			err = p.stage.shelve()
		}
	} else {
		err = r.tree(p.parent, left, "")
	}
	if err != nil {
		p.warn("the new site stands, but the old one could not be removed: delete %s (%v)", p.beside(left), cause(err))
	}
}

// tidy makes the old tree one that may be kept.
func (p *publication) tidy(r *remover, left string) error {
	begin := time.Now()
	if err := r.clearAll(p.parent, left, p.trees.others); err != nil {
		return err
	}
	root, err := p.parent.OpenRoot(left)
	if err != nil {
		return err
	}
	defer root.Close()
	odd, err := p.stampStage(root, begin)
	if err != nil {
		return err
	}
	return r.clearAll(p.parent, left, odd)
}

// stays reports whether an entry of a tree may be of use in the next one: a file or a folder that the site has there.
func (p *publication) stays(file string, e fs.DirEntry) bool {
	if e.IsDir() {
		return p.plan.folders[file]
	}
	_, wanted := p.plan.index[file]
	return e.Type().IsRegular() && (wanted || file == manifestName)
}

// stranger reports whether an entry of the old tree is neither ours nor was brought over. It has then been moved to the
// new tree, or there is a warning.
func (p *publication) stranger(left, file string, e fs.DirEntry) bool {
	_, wanted := p.plan.index[file]
	inode, carried := p.carried.inodes[file]
	switch {
	case e.Type().IsRegular() && (wanted || p.manifest.lists(file) || file == manifestName),
		e.IsDir() && (carried || p.plan.folders[file] || p.manifest.listsFolder(file)),
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
	skip  func(file string, e fs.DirEntry) bool // says what is left alone; nil for nothing
	keep  func(file string, e fs.DirEntry) bool // says which files and folders stay; nil for none
	apart func(file string) bool                // says which folders are left out; nil for none
	modes bool                                  // folders that stay get the mode that we give to folders
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

// clear removes from the folder name in the folder in what is not to be kept, and leaves the folder.
func (r *remover) clear(in *os.Root, name, dir string) error {
	if r.modes {
		info, err := in.Lstat(name)
		if err == nil && info.Mode().Perm() != folderMode {
			err = in.Chmod(name, folderMode)
		}
		if err != nil {
			return err
		}
	}
	root, err := in.OpenRoot(name)
	if err != nil {
		return err
	}
	defer root.Close()
	return r.content(root, dir)
}

// clearAll clears folders of the tree name in the folder in. One that is not there needs no clearing.
func (r *remover) clearAll(in *os.Root, name string, dirs []string) error {
	for _, dir := range dirs {
		if err := r.clear(in, path.Join(name, dir), dir); err != nil && !(dir != "." && errors.Is(err, fs.ErrNotExist)) {
			return err
		}
	}
	return nil
}

// keeps reports whether an entry stays.
func (r *remover) keeps(file string, e fs.DirEntry) bool { return r.keep != nil && r.keep(file, e) }

// content removes what is in a folder, but for what is left alone or kept.
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
		case r.apart != nil && e.IsDir() && r.apart(file), r.skip != nil && r.skip(file, e):
			return true
		case r.keeps(file, e):
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
				below := r.tree
				if r.keeps(path.Join(dir, e.Name()), e) {
					below = r.clear
				}
				failure.note(below(root, e.Name(), path.Join(dir, e.Name())))
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
