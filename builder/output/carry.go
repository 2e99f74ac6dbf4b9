package output

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// maxDepth is how deep the folders of an output may be nested. A walk keeps the folders on its way open.
const maxDepth = 256

// carrier brings from the published tree into the stage what stays: our unchanged files and everything that is not
// ours. It is the last step before the swap, so that little can change meanwhile; what does is caught in discard.go.
type carrier struct {
	p       *publication
	g       *errgroup.Group
	ctx     context.Context
	removed atomic.Int64
}

// carry walks the published tree on all cores, as far as it must be read.
func (p *publication) carry(ctx context.Context) error {
	if _, err := p.stage.open(); err != nil || p.old == nil {
		return err
	}
	p.shared()
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(p.workers - 1)
	c := &carrier{p: p, g: g, ctx: ctx}
	var err error
	for _, dir := range p.trees.others {
		var at *pair
		if at, err = c.pair(dir); err != nil {
			err = failed("open", dir, err)
		} else {
			err = c.folder(at)
		}
		if err != nil {
			break
		}
	}
	if err := cmp.Or(g.Wait(), err); err != nil {
		return err
	}
	p.stats.Removed = int(c.removed.Load())
	return c.carryRest()
}

// pair opens a folder that both trees are to have.
func (c *carrier) pair(dir string) (at *pair, err error) {
	at = &pair{path: dir, depth: strings.Count(dir, "/")}
	if at.old, err = c.open(dir); err != nil {
		return nil, err
	}
	if at.new, err = c.p.stage.folder(dir); err != nil {
		at.old.Close()
		return nil, err
	}
	return at, nil
}

// open opens a folder of the published tree by its path.
func (c *carrier) open(dir string) (*os.Root, error) {
	cur := cursor{top: func() (*os.Root, error) { return c.p.old, nil }, enter: enterPublished}
	defer cur.close()
	in, err := cur.folder(dir)
	if err != nil {
		return nil, err
	}
	return in.OpenRoot(".")
}

// carryRest brings the unchanged files that the walk did not meet under their names: on a file system that folds case,
// a file whose name changed in case only.
func (c *carrier) carryRest() error {
	for i, f := range c.p.plan.files {
		if c.p.fates[i] != unchanged {
			continue
		}
		at, err := c.lookUp(path.Dir(f.Path))
		if err != nil {
			return failed("keep", f.Path, err)
		}
		err = c.keep(at, path.Base(f.Path), i)
		at.close()
		if err != nil {
			return err
		}
	}
	return nil
}

// keep brings the unchanged file i of the plan.
func (c *carrier) keep(at *pair, name string, i int) (err error) {
	c.p.fates[i] = kept
	c.p.placed[i], err = c.place(at, name)
	return err
}

// lookUp opens a folder of the published tree, for links of what is in it.
func (c *carrier) lookUp(dir string) (at *pair, err error) {
	at = &pair{path: dir}
	if at.old, err = c.open(dir); err != nil {
		return nil, err
	}
	if at.oldDir, err = openFolder(at.old); err != nil {
		at.close()
		return nil, err
	}
	return at, nil
}

// pair is one folder in both trees.
type pair struct {
	path    string // "." for the top
	old     *os.Root
	new     *os.Root   // nil as long as nothing of this folder stays
	making  sync.Mutex // held while new is made
	depth   int
	blocked bool        // the site has a file where this folder or one above it is
	mode    fs.FileMode // to set in the end, for a folder that is not ours; zero for one of ours

	oldDir, newDir *os.File // for hard links; opened when needed
}

// need makes the folder in the new tree.
func (at *pair) need(s *stage) (err error) {
	at.making.Lock()
	defer at.making.Unlock()
	if at.new == nil {
		at.new, err = s.folder(at.path)
	}
	return err
}

func (at *pair) close() {
	at.old.Close()
	if at.new != nil {
		at.new.Close()
	}
	if at.oldDir != nil {
		at.oldDir.Close()
	}
	if at.newDir != nil {
		at.newDir.Close()
	}
}

// folder brings what stays of one folder, and closes it.
func (c *carrier) folder(at *pair) error {
	defer at.close()
	if at.depth > maxDepth {
		return fmt.Errorf("%s: folders are nested more than %d deep", at.path, maxDepth)
	}
	var err error
	var entries []fs.DirEntry
	if at.oldDir, err = openFolder(at.old); err == nil {
		entries, err = at.oldDir.ReadDir(-1)
	}
	if err != nil {
		return failed("read", at.path, err)
	}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		if err := c.entry(at, e); err != nil {
			return err
		}
	}
	if err := c.folders(at, entries); err != nil {
		return err
	}
	if at.mode != 0 {
		if err := at.new.Chmod(".", at.mode); err != nil {
			return failed("keep the mode of", at.path, err)
		}
	}
	return nil
}

// folders goes on into the folders among entries. Neighbours go to other cores together as long as some are free.
func (c *carrier) folders(at *pair, entries []fs.DirEntry) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	for run := range runs(entries, c.p.workers) {
		wg.Add(1)
		work := func() error {
			defer wg.Done()
			for _, e := range run {
				if err := stopped(c.ctx); err != nil {
					return err
				}
				if err := c.enter(at, e.Name()); err != nil {
					return err
				}
			}
			return nil
		}
		if c.g.TryGo(work) {
			continue
		}
		if err := work(); err != nil {
			return err
		}
	}
	return nil
}

// runs cuts the folders among entries into as many pieces as keep the workers busy.
func runs(entries []fs.DirEntry, workers int) iter.Seq[[]fs.DirEntry] {
	folders := slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !e.IsDir() })
	return slices.Chunk(folders, max(1, min(maxRun, len(folders)/(workers*4))))
}

// entry decides what becomes of one entry of the published tree that is no folder.
func (c *carrier) entry(at *pair, e fs.DirEntry) error {
	file := path.Join(at.path, e.Name())
	i, wanted := c.p.plan.index[file]
	ours := c.p.manifest.lists(file)
	regular := e.Type().IsRegular()
	switch {
	case file == manifestName:
		return nil
	case regular && wanted && c.p.fates[i] == unchanged:
		return c.keep(at, e.Name(), i)
	case regular && ours:
		if !wanted {
			c.removed.Add(1)
		}
		return nil
	case wanted || at.blocked || c.p.plan.folders[file]:
		return c.p.inTheWay(file)
	}
	return c.foreign(at, file, e)
}

// enter goes on into a folder of the published tree.
func (c *carrier) enter(at *pair, name string) error {
	dir := path.Join(at.path, name)
	if c.p.apart(dir) {
		return nil
	}
	_, wanted := c.p.plan.index[dir]
	old, err := at.old.OpenRoot(name)
	if err != nil {
		return failed("open", dir, err)
	}
	child := &pair{path: dir, old: old, depth: at.depth + 1, blocked: at.blocked || wanted}
	switch ours := c.p.manifest.listsFolder(dir); {
	case child.blocked && !ours:
		err = c.p.inTheWay(dir)
	case c.p.plan.folders[dir]:
		if child.new, err = c.p.stage.enter(at.new, name); err != nil {
			err = failed("create", dir, err)
		}
	case !ours:
		err = c.foreignFolder(at, child)
	}
	if err != nil {
		child.close()
		return err
	}
	return c.folder(child)
}

// foreignFolder makes the folder child in the new tree, with the owner and, in the end, the mode of the old one.
func (c *carrier) foreignFolder(at, child *pair) error {
	info, err := child.old.Stat(".")
	if err != nil {
		return failed("keep", child.path, err)
	}
	if !sameDevice(info, c.p.oldInfo) {
		return fmt.Errorf("%s is on another file system and cannot move with the site: unmount it", child.path)
	}
	name := path.Base(child.path)
	if err = at.need(c.p.stage); err == nil {
		child.new, err = c.p.stage.enter(at.new, name)
	}
	if err != nil {
		return failed("keep", child.path, err)
	}
	likeOwner(at.new, name, info)
	child.mode = info.Mode() &^ fs.ModeDir
	c.p.carried.add(child.path, 0)
	return nil
}

// foreign brings something that is neither ours nor a folder.
func (c *carrier) foreign(at *pair, file string, e fs.DirEntry) error {
	if c.p.manifest.lists(file) {
		c.p.warn("ignored the entry %q of %s: it is no regular file", file, manifestName)
	}
	if c.p.manifest.listsFolder(file) {
		c.p.warn("ignored the entries below %q of %s: it is no folder", file, manifestName)
	}
	var link uint64
	var err error
	switch e.Type() {
	case 0:
		link, err = c.foreignFile(at, e.Name())
	case fs.ModeSymlink:
		err = c.symlink(at, e.Name())
	default:
		err = fmt.Errorf("%s is neither file, folder nor symlink (%s) and cannot be kept: remove it", file, e.Type())
	}
	c.p.carried.add(file, link)
	return err
}

// foreignFile brings a regular file and returns the inode if both trees have one and the same now.
func (c *carrier) foreignFile(at *pair, name string) (uint64, error) {
	how, err := c.place(at, name)
	if err != nil || how == copied {
		return 0, err
	}
	info, err := at.new.Lstat(name)
	if err != nil {
		return 0, failed("keep", path.Join(at.path, name), err)
	}
	return inode(info), nil
}

// symlink makes a symlink of the old tree again in the new one, wherever it leads.
func (c *carrier) symlink(at *pair, name string) error {
	target, err := at.old.Readlink(name)
	if err == nil {
		err = at.need(c.p.stage)
	}
	if err == nil {
		err = at.new.Symlink(target, name)
	}
	if err != nil {
		return failed("keep", path.Join(at.path, name), err)
	}
	return nil
}

// place brings a regular file: as a hard link or, where there can be none, as a copy with the same mode and time. In a
// stage that was kept the link may be there.
func (c *carrier) place(at *pair, name string) (how placing, err error) {
	if how, err = c.bring(at, name); err != nil {
		return nowhere, failed("keep", path.Join(at.path, name), err)
	}
	return how, nil
}

func (c *carrier) bring(at *pair, name string) (placing, error) {
	if err := at.need(c.p.stage); err != nil {
		return nowhere, err
	}
	if c.p.stage.reused {
		if same, err := at.clear(name); err != nil || same {
			return there, err
		}
	}
	if ok, err := at.link(name); err != nil || ok {
		return linked, err
	}
	return copied, at.copy(name)
}

// clear reports whether both trees have a file as one, and removes the one in the new tree if it is another.
func (at *pair) clear(name string) (same bool, err error) {
	there, err := at.new.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	old, err := at.old.Lstat(name)
	if err == nil && os.SameFile(old, there) {
		return true, nil
	}
	return false, cmp.Or(err, at.new.Remove(name))
}

// link makes a hard link. It reports false if the file system or its rights do not allow one.
func (at *pair) link(name string) (bool, error) {
	if at.newDir == nil {
		var err error
		if at.newDir, err = openFolder(at.new); err != nil {
			return false, err
		}
	}
	err := linkFile(at.oldDir, at.newDir, name)
	if err != nil && unlinkable(err) {
		return false, nil
	}
	return err == nil, err
}

// copy copies a file with its mode and time.
func (at *pair) copy(name string) error {
	info, err := at.old.Lstat(name)
	if err != nil {
		return err
	}
	in, err := at.old.OpenFile(name, os.O_RDONLY|openNow, 0)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := at.new.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Chmod(info.Mode())
	}
	if err := errors.Join(err, out.Close()); err != nil {
		return err
	}
	likeOwner(at.new, name, info)
	return at.new.Chtimes(name, info.ModTime(), info.ModTime())
}

// marks remembers what is not ours and was brought over: its path and, for a file that both trees have as one, the
// inode, otherwise zero. Many goroutines add.
type marks struct {
	mu     sync.Mutex
	inodes map[string]uint64
}

func (m *marks) add(path string, inode uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.inodes == nil {
		m.inodes = map[string]uint64{}
	}
	m.inodes[path] = inode
}
