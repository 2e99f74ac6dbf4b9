package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// destination is the output folder with every symlink resolved. It need not exist.
type destination struct {
	parent string // absolute
	name   string // one path element below parent
}

func (d destination) path() string { return filepath.Join(d.parent, d.name) }

// CheckDestination refuses a destination before any work is done: the root of the file system, the home folder, the
// course folder or what holds one of them; whatever is, holds or lies in opt.Protected; what is no folder; and a folder
// that is not empty (a lone .gitignore counts as empty) and was not made by us. Symlinks are resolved first, so a link
// to such a folder is refused too. It writes nothing; Publish makes the same checks again.
func CheckDestination(dst string, opt PublishOptions) error {
	if err := checkDestination(dst, opt); err != nil {
		return fmt.Errorf("publish to %s: %w", dst, err)
	}
	return nil
}

func checkDestination(dst string, opt PublishOptions) error {
	d, err := locate(dst, opt)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(d.path())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return failed("open", d.path(), err)
	}
	defer root.Close()
	_, err = inspect(root)
	return err
}

// locate resolves dst and refuses it when it is in the way of something else.
func locate(dst string, opt PublishOptions) (destination, error) {
	if dst == "" {
		return destination{}, errors.New("no output folder given")
	}
	full, err := resolve(dst)
	if err != nil {
		return destination{}, err
	}
	if filepath.Dir(full) == full {
		return destination{}, errors.New("it is the root of the file system: choose a folder of its own, such as public")
	}
	if info, err := os.Stat(full); err == nil && !info.IsDir() {
		return destination{}, errors.New("it is not a folder: choose another name")
	}
	if err := refuseFolders(full, opt); err != nil {
		return destination{}, err
	}
	return destination{filepath.Dir(full), filepath.Base(full)}, nil
}

// refuseFolders refuses an output folder that would replace a folder which is not its own.
func refuseFolders(full string, opt PublishOptions) error {
	const hint = "choose a folder of its own, such as public"
	home, _ := os.UserHomeDir()
	for _, keep := range []struct{ path, what string }{{home, "home folder"}, {opt.Root, "course folder"}} {
		if keep.path == "" {
			continue
		}
		kept, err := resolve(keep.path)
		if err != nil {
			return err
		}
		if within(kept, full) {
			return fmt.Errorf("it is the %s %s or holds it: %s", keep.what, keep.path, hint)
		}
	}
	for _, source := range opt.Protected {
		kept, err := resolve(source)
		if err != nil {
			return err
		}
		if within(kept, full) {
			return fmt.Errorf("it is the folder of sources %s or holds it: %s", source, hint)
		}
		if within(full, kept) {
			return fmt.Errorf("it lies in the folder of sources %s: %s", source, hint)
		}
	}
	return nil
}

// resolve returns path made absolute with every symlink followed. Elements at its end that do not exist stay as they
// are; a symlink that leads nowhere is an error, for nobody can say what it will be.
func resolve(path string) (string, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	rest := ""
	for at := full; ; at = filepath.Dir(at) {
		real, err := filepath.EvalSymlinks(at)
		if err == nil {
			return filepath.Join(real, rest), nil
		}
		if !errors.Is(err, fs.ErrNotExist) || filepath.Dir(at) == at {
			return "", failed("resolve", at, err)
		}
		// Only a symlink: anything else that is there now has just been made by another build.
		if info, err := os.Lstat(at); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			return "", fmt.Errorf("%s is a symlink to something that does not exist", at)
		}
		rest = filepath.Join(filepath.Base(at), rest)
	}
}

// within reports whether path is folder or lies below it. Both are resolved. Folders are compared as the system does
// it too, since some file systems fold case.
func within(path, folder string) bool {
	target, err := os.Stat(folder)
	for at := path; ; at = filepath.Dir(at) {
		if at == folder {
			return true
		}
		if err == nil {
			if info, err := os.Stat(at); err == nil && os.SameFile(info, target) {
				return true
			}
		}
		if filepath.Dir(at) == at {
			return false
		}
	}
}

// inspect reads the manifest of an existing output folder and refuses one that is not ours. The manifest is looked for
// first, and it is the last file that we remove from an old tree: so a folder that another build has just replaced is
// never taken for somebody else's.
func inspect(root *os.Root) (*manifest, error) {
	m, err := readManifest(root)
	if err != nil || m.raw != nil {
		return m, err
	}
	entries, err := readFolder(root)
	if err != nil {
		return nil, failed("read", "the folder", err)
	}
	if len(entries) == 0 || len(entries) == 1 && entries[0].Name() == ".gitignore" {
		return m, nil
	}
	return nil, fmt.Errorf("it is not empty (%s) and was not made by lectern: choose another folder or empty this one",
		entries[0].Name())
}
