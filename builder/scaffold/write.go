package scaffold

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Write makes the files below a folder, and the folders that they need: all, or after a failure none. A file that
// exists is an error that satisfies errors.Is(err, fs.ErrExist).
func Write(ctx context.Context, root *os.Root, plan []File) (err error) {
	w := writer{root: root}
	defer func() {
		if err != nil {
			w.undo()
		}
	}()
	for _, f := range plan {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.folders(path.Dir(f.Path)); err != nil {
			return err
		}
		if err := w.file(f); err != nil {
			return err
		}
	}
	return nil
}

// writer remembers what it made, so that it can take it back.
type writer struct {
	root *os.Root
	made []string
}

// undo removes what was made, the last first. A folder into which somebody has put a file
// meanwhile stays.
func (w *writer) undo() {
	for _, p := range slices.Backward(w.made) {
		_ = w.root.Remove(p) // there is no second way back
	}
}

func (w *writer) folders(dir string) error {
	if dir == "." {
		return nil
	}
	if err := w.folders(path.Dir(dir)); err != nil {
		return err
	}
	err := w.root.Mkdir(dir, 0o777)
	switch {
	case err == nil:
		w.made = append(w.made, dir)
	case !errors.Is(err, fs.ErrExist):
		return fmt.Errorf("make folder %s: %w", dir, err)
	}
	return nil
}

func (w *writer) file(f File) error {
	out, err := w.root.OpenFile(f.Path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return fmt.Errorf("make %s: %w", f.Path, err)
	}
	w.made = append(w.made, f.Path)
	_, err = out.Write(f.Text)
	if err = errors.Join(err, out.Close()); err != nil {
		return fmt.Errorf("write %s: %w", f.Path, err)
	}
	return nil
}

// WriteSite makes a course in a folder that does not exist, is empty or holds nothing but .git. A folder
// that did not exist appears in one step, with all files in it.
func WriteSite(ctx context.Context, dir string, plan []File) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return writeNewFolder(ctx, filepath.Clean(dir), plan)
	}
	if err != nil {
		return fmt.Errorf("make a course: %w", err)
	}
	for _, e := range entries {
		if e.Name() != ".git" {
			return refuse("choose a folder that does not exist or is empty", "%s is not empty: it has %s", dir, e.Name())
		}
	}
	return writeInto(ctx, dir, plan)
}

func writeInto(ctx context.Context, dir string, plan []File) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	return Write(ctx, root, plan)
}

// writeNewFolder writes into a folder beside the new one and renames that. A rename never replaces anything but an
// empty folder.
func writeNewFolder(ctx context.Context, dir string, plan []File) (err error) {
	if _, err := os.Lstat(dir); err == nil {
		return refuse("remove it first", "%s is a link that leads nowhere", dir)
	}
	parents, err := makeParents(filepath.Dir(dir))
	defer func() {
		if err != nil {
			for _, p := range parents {
				_ = os.Remove(p) // fails where somebody has put something into it
			}
		}
	}()
	if err != nil {
		return fmt.Errorf("make the folder of the course: %w", err)
	}
	draft := filepath.Join(filepath.Dir(dir), fmt.Sprintf(".%s.%08x", strings.TrimLeft(filepath.Base(dir), "."), rand.Uint32()))
	if err := os.Mkdir(draft, 0o777); err != nil {
		return fmt.Errorf("make the folder of the course: %w", err)
	}
	if err = writeInto(ctx, draft, plan); err == nil {
		err = os.Rename(draft, dir)
	}
	if err != nil {
		_ = os.RemoveAll(draft) // made by us a moment ago
	}
	return err
}

// makeParents makes a folder with those above it and returns the ones that it made, the deepest first.
func makeParents(dir string) ([]string, error) {
	if _, err := os.Stat(dir); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	made, err := makeParents(filepath.Dir(dir))
	if err != nil {
		return made, err
	}
	if err := os.Mkdir(dir, 0o777); err != nil {
		return made, err
	}
	return append([]string{dir}, made...), nil
}
