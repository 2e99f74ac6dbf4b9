package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"syscall"
)

// swap puts the stage in the place of the published tree, in one step, and returns the name that the old tree has now,
// empty if there is none. After an error everything is as it was.
//
// Where the system cannot exchange two folders (any but Linux and macOS, and there NFS, FUSE and others), the old tree
// is renamed and then the new one: for a moment there is no output folder. A folder in the lower layer of an overlay file
// system, as in an image of a container, cannot be renamed at all; if it holds no site yet, the new one takes its place
// all the same. In both cases a tree named aside is what is left of a build that was killed in between: see endSwap.
func (p *publication) swap() (left string, err error) {
	if p.old == nil {
		return "", p.swapError(p.parent.Rename(p.stage.name, p.name))
	}
	if !p.unmoved(p.name) {
		return "", errMoved
	}
	err = exchange(p.parent, p.stage.name, p.name)
	switch {
	case errors.Is(err, errors.ErrUnsupported):
		return p.aside, p.swapError(p.renameTwice())
	case errors.Is(err, syscall.EXDEV) && p.manifest.raw == nil:
		return "", p.swapError(p.takePlace())
	case err != nil:
		return "", p.swapError(err)
	}
	if !p.unmoved(p.stage.name) {
		err := exchange(p.parent, p.stage.name, p.name)
		p.stage.made = err == nil // otherwise it is not ours to remove
		return "", errors.Join(errMoved, err)
	}
	return p.stage.name, nil
}

var errMoved = errors.New("another folder was put in its place meanwhile")

// unmoved reports whether the folder with this name is the published tree that was opened in the beginning.
func (p *publication) unmoved(name string) bool {
	info, err := p.parent.Lstat(name)
	return err == nil && os.SameFile(info, p.oldInfo)
}

// renameTwice is the swap for systems without an exchange.
func (p *publication) renameTwice() error {
	if err := p.parent.Rename(p.name, p.aside); err != nil {
		return err
	}
	err := p.parent.Rename(p.stage.name, p.name)
	if err == nil {
		return nil
	}
	if back := p.parent.Rename(p.aside, p.name); back != nil {
		return fmt.Errorf("%w, and the old site could not be put back from %s: %w", cause(err), p.beside(p.aside), cause(back))
	}
	return err
}

// takePlace is the swap for an output folder that cannot be renamed and holds no site. It is not for a mount point,
// which cannot be removed either.
func (p *publication) takePlace() error {
	above, err := p.parent.Stat(".")
	if err != nil {
		return err
	}
	if !sameDevice(above, p.oldInfo) {
		return syscall.EXDEV
	}
	if err := p.parent.Rename(p.stage.name, p.aside); err != nil {
		return err
	}
	if err = p.settle(); err != nil {
		_ = p.parent.Rename(path.Join(p.aside, ".gitignore"), path.Join(p.name, ".gitignore"))
		return errors.Join(err, p.parent.Rename(p.aside, p.stage.name))
	}
	return nil
}

// settle puts the tree aside in the place of an output folder that holds no site: it is empty, or has a .gitignore.
func (p *publication) settle() error {
	from := path.Join(p.name, ".gitignore")
	err := p.parent.Rename(from, path.Join(p.aside, ".gitignore"))
	if err == nil {
		err = p.parent.Remove(from) // still there if both were one file already
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := p.parent.Remove(p.name); err != nil {
		return err
	}
	return p.parent.Rename(p.aside, p.name)
}

// endSwap ends what a build was killed in the middle of, when there is a tree aside. If an output folder with a site
// stands, that tree is the old one and is left to be removed; otherwise it is the last whole site, and gets its place.
func (p *publication) endSwap() error {
	doing := "put back " + p.beside(p.aside) + " as"
	root, err := enterPublished(p.parent, p.name)
	if errors.Is(err, fs.ErrNotExist) {
		if err := p.parent.Rename(p.aside, p.name); err != nil {
			return failed(doing, p.dst, err)
		}
		return nil
	}
	if err != nil {
		return failed("open", p.dst, err)
	}
	m, err := inspect(root)
	root.Close()
	if err != nil {
		return fmt.Errorf("%w (the site that stood here is in %s)", err, p.beside(p.aside))
	}
	if m.raw == nil {
		if err := p.settle(); err != nil {
			return failed(doing, p.dst, err)
		}
	}
	return nil
}

// swapError says why the new tree could not take its place.
func (p *publication) swapError(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, syscall.EXDEV) || errors.Is(err, syscall.EBUSY) {
		return fmt.Errorf("the folder cannot be renamed, since it is a mount point or part of an image: "+
			"publish to a folder inside it, or remove it first: %w", cause(err))
	}
	return fmt.Errorf("put the new site in place: %w", cause(err))
}
