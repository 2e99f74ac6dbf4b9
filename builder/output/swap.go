package output

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// swap puts the stage in the place of the published tree, in one step, and returns the name that the old tree has now,
// empty if there was none. After an error everything is as it was.
//
// Where the system cannot exchange two folders (everything but Linux and macOS, and there NFS, FUSE and others), the old tree
// is renamed and then the new one, so that for a moment there is no output folder. A build that is killed in that
// moment leaves the old tree beside it, and the next run puts it back (see heal).
func (p *publication) swap() (left string, err error) {
	if p.old == nil {
		return "", p.swapError(p.parent.Rename(p.stage.name, p.name))
	}
	if !p.unmoved(p.name) {
		return "", errors.New("another folder was put in its place meanwhile")
	}
	err = exchange(p.parent, p.stage.name, p.name)
	if errors.Is(err, errors.ErrUnsupported) {
		return p.aside, p.swapError(p.renameTwice())
	}
	if err != nil {
		return "", p.swapError(err)
	}
	if !p.unmoved(p.stage.name) {
		err := exchange(p.parent, p.stage.name, p.name)
		p.stage.made = err == nil // otherwise it is not ours to remove
		return "", errors.Join(errors.New("another folder was put in its place meanwhile"), err)
	}
	return p.stage.name, nil
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

// unmoved reports whether the folder with this name is the published tree that was opened in the beginning.
func (p *publication) unmoved(name string) bool {
	info, err := p.parent.Lstat(name)
	return err == nil && os.SameFile(info, p.oldInfo)
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
