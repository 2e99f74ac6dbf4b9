package output

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"sync"
)

// The modes of everything that we make, whatever the umask.
const (
	fileMode   fs.FileMode = 0o644
	folderMode fs.FileMode = 0o755
)

// stage is the folder beside the output in which the new tree grows. It is made, or cleared if it was kept, when it is
// first needed, so a build that changes nothing writes nothing.
type stage struct {
	parent *os.Root
	name   string // fixed for an output, so that the next run finds what was kept or what a killed one left
	reused bool   // the folder was there and was kept
	clear  func() error

	once     sync.Once
	root     *os.Root
	err      error
	made     bool // the folder exists
	chmod    bool // new files and folders do not get the modes asked for: the umask or an ACL is in the way
	modeless bool // the file system keeps no modes
}

// open returns the staging folder. It may be called from any goroutine.
func (s *stage) open() (*os.Root, error) {
	s.once.Do(func() { s.err = s.make() })
	return s.root, s.err
}

func (s *stage) make() error {
	if !s.reused {
		if err := s.parent.Mkdir(s.name, folderMode); err != nil {
			return failed("create", s.name, err)
		}
	}
	s.made = true
	exact := func() bool {
		info, err := s.parent.Lstat(s.name)
		return err == nil && info.Mode().Perm() == folderMode
	}
	if s.reused || !exact() { // a folder that was there does not tell what becomes of the mode of a new one
		s.chmod = s.parent.Chmod(s.name, folderMode) == nil
		s.modeless = !exact()
	}
	var err error
	if s.reused {
		if err = s.clear(); err != nil {
			return failed("clear", s.name, err)
		}
	}
	if s.root, err = s.parent.OpenRoot(s.name); err != nil {
		return failed("open", s.name, err)
	}
	return nil
}

// keepsModes reports whether a file's mode on this file system is what we made it.
func (s *stage) keepsModes() bool {
	if runtime.GOOS == "windows" {
		return false
	}
	_, err := s.open()
	return err == nil && !s.modeless
}

// enter opens the folder name in a folder of the stage, which it makes if need be.
func (s *stage) enter(in *os.Root, name string) (*os.Root, error) {
	err := in.Mkdir(name, folderMode)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	if err == nil && s.chmod {
		if err := in.Chmod(name, folderMode); err != nil {
			return nil, err
		}
	}
	return in.OpenRoot(name)
}

// folder opens a folder of the stage by its path, which it makes if need be. The caller closes it.
func (s *stage) folder(dir string) (*os.Root, error) {
	root, err := s.open()
	if err != nil {
		return nil, err
	}
	at, err := root.OpenRoot(".")
	for name := range strings.SplitSeq(dir, "/") {
		if err != nil || name == "." {
			break
		}
		var next *os.Root
		next, err = s.enter(at, name)
		at.Close()
		at = next
	}
	return at, err
}

// create makes a new file in a folder of the stage. One that is there may have another name elsewhere and gives way.
func (s *stage) create(in *os.Root, name string) (*os.File, error) {
	const flags = os.O_WRONLY | os.O_CREATE | os.O_EXCL | openNow
	f, err := in.OpenFile(name, flags, fileMode)
	if s.reused && errors.Is(err, fs.ErrExist) {
		if err = in.Remove(name); err == nil {
			f, err = in.OpenFile(name, flags, fileMode)
		}
	}
	if err == nil && s.chmod {
		if err = f.Chmod(fileMode); err != nil {
			f.Close()
		}
	}
	return f, err
}

// ignoreAll is the .gitignore of a kept staging area.
const ignoreAll = "# Made by lectern for the next build; may be deleted.\n*\n"

// shelve makes the staging folder one that is kept: nobody else may read it, such as a web server that serves the folder
// above, and git does not list it.
func (s *stage) shelve() error {
	s.close()
	if err := s.parent.Chmod(s.name, 0o700); err != nil {
		return err
	}
	root, err := s.parent.OpenRoot(s.name)
	if err != nil {
		return err
	}
	defer root.Close()
	if err := root.Remove(".gitignore"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return root.WriteFile(".gitignore", []byte(ignoreAll), 0o600)
}

// close frees the handle on the staging folder, not the folder.
func (s *stage) close() {
	if s.root != nil {
		s.root.Close()
	}
}

// cursor opens folders of a tree by path and keeps those on the way to the last one open: going through sorted paths,
// it opens each folder once. It serves one goroutine.
type cursor struct {
	top   func() (*os.Root, error)                         // the tree, which the cursor does not close
	enter func(in *os.Root, name string) (*os.Root, error) // opens a folder in another
	names []string
	roots []*os.Root
}

// folder opens dir; "." is the top. What it returns is valid until the next call.
func (c *cursor) folder(dir string) (*os.Root, error) {
	at, err := c.top()
	if err != nil || dir == "." {
		return at, err
	}
	depth := 0
	for name := range strings.SplitSeq(dir, "/") {
		if depth < len(c.names) && c.names[depth] != name {
			c.cut(depth)
		}
		if depth == len(c.names) {
			next, err := c.enter(at, name)
			if err != nil {
				return nil, err
			}
			c.names, c.roots = append(c.names, name), append(c.roots, next)
		}
		at = c.roots[depth]
		depth++
	}
	return at, nil
}

// cut closes the folders below depth.
func (c *cursor) cut(depth int) {
	for _, r := range c.roots[depth:] {
		r.Close()
	}
	c.names, c.roots = c.names[:depth], c.roots[:depth]
}

func (c *cursor) close() { c.cut(0) }

// blockedError says that something which is no folder stands where a folder is looked for.
type blockedError struct{ name string }

func (e *blockedError) Error() string { return e.name + " is not a folder" }

// enterPublished opens a folder of the published tree. A symlink is not followed, not even one that stays inside.
func enterPublished(in *os.Root, name string) (*os.Root, error) {
	info, err := in.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, &blockedError{name}
	}
	return in.OpenRoot(name)
}

// openFolder opens a folder for reading its entries and for making links in it.
func openFolder(root *os.Root) (*os.File, error) { return root.OpenFile(".", os.O_RDONLY|openNow, 0) }

// readFolder lists what is in a folder, in no order.
func readFolder(root *os.Root) ([]fs.DirEntry, error) {
	f, err := openFolder(root)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.ReadDir(-1)
}
