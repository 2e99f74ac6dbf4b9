package output

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"lectern/builder/record"
)

// fate is what became of a file of the plan. Each is set by one goroutine at a time.
type fate uint8

const (
	pending   fate = iota
	unchanged      // published already with these bytes
	written        // new bytes, in the stage
	kept           // unchanged, and in the stage too
)

// placing is how a file of the plan came from the published tree into the stage.
type placing uint8

const (
	nowhere placing = iota
	there           // it was there already, as the same file
	linked          // it has got another name there
	copied          // there is a copy
)

// maxRun is how many neighbouring files a worker takes at once: neighbours share folders, which stay open meanwhile.
const maxRun = 32

// render renders every file once, on all cores, and puts those that differ from the published ones into the stage.
func (p *publication) render(ctx context.Context) error {
	n := len(p.plan.files)
	run := max(1, min(maxRun, n/(p.workers*8)))
	g, ctx := errgroup.WithContext(ctx)
	var next atomic.Int64
	work := func() error {
		w := newWorker(p)
		defer w.close()
		for end := run; end-run < n; {
			end = int(next.Add(int64(run)))
			for i := end - run; i < min(end, n); i++ {
				if err := stopped(ctx); err != nil {
					return err
				}
				if err := w.file(i); err != nil {
					return err
				}
			}
		}
		return nil
	}
	for range min(p.workers, n) - 1 {
		g.Go(work)
	}
	if err := work(); err != nil {
		g.Go(func() error { return err }) // tells the others
	}
	return g.Wait()
}

// worker renders one file after the other.
type worker struct {
	p        *publication
	old, new cursor
	sink     *sink
}

func newWorker(p *publication) *worker {
	return &worker{
		p:    p,
		sink: newSink(),
		old:  cursor{top: func() (*os.Root, error) { return p.old, nil }, enter: enterPublished},
		new:  cursor{top: p.stage.open, enter: p.stage.enter},
	}
}

func (w *worker) close() {
	w.old.close()
	w.new.close()
}

// file renders the i-th file of the plan and decides its fate.
func (w *worker) file(i int) error {
	if w.p.fates[i] != pending {
		return nil
	}
	f := w.p.plan.files[i]
	old, err := w.published(f.Path)
	if err != nil {
		return err
	}
	ours := w.p.manifest.lists(f.Path)
	if old != nil && ours && old.Mode != fileMode && w.p.stage.keepsModes() {
		old = nil // somebody changed the mode: write the file anew
	}
	w.sink.start(old, func() (*os.File, error) {
		in, err := w.new.folder(path.Dir(f.Path))
		if err != nil {
			return nil, err
		}
		return w.p.stage.create(in, path.Base(f.Path))
	})
	if err := f.Render(w.sink); err != nil && w.sink.err == nil {
		w.sink.abort()
		return fmt.Errorf("render %s: %w", f.Path, err)
	}
	same, err := w.sink.finish()
	switch {
	case err != nil:
		return failed("write", f.Path, err)
	case same:
		w.p.fates[i] = unchanged
	case old != nil && !ours:
		return w.p.inTheWay(f.Path)
	default:
		w.p.fates[i] = written
	}
	w.p.published.Files[i] = PublishedFile{Path: f.Path, Stamp: w.sink.stamp, Sum: w.sink.sum}
	return nil
}

// published looks up what stands at a path of the output folder: nil for nothing, or for something of ours that is
// going to give way. What we did not make and is no regular file cannot give way.
func (w *worker) published(file string) (*published, error) {
	if w.p.old == nil {
		return nil, nil
	}
	in, err := w.old.folder(path.Dir(file))
	var info fs.FileInfo
	if err == nil {
		info, err = in.Lstat(path.Base(file))
	}
	var blocked *blockedError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.As(err, &blocked):
		return nil, w.blocker(file)
	case err != nil:
		return nil, failed("look up", file, err)
	case info.Mode().IsRegular():
		return &published{in: in, name: path.Base(file), Stamp: record.StampOf(info)}, nil
	case info.IsDir():
		return nil, nil // whether all in it is ours shows when the old tree is walked
	}
	return nil, w.p.inTheWay(file)
}

// blocker is the error for a file that lies, in the published tree, below something that is no folder; nil if that is
// a file of ours.
func (w *worker) blocker(file string) error {
	for i, c := range file {
		if c != '/' {
			continue
		}
		dir := file[:i]
		if info, err := w.p.old.Lstat(dir); err == nil && !info.IsDir() {
			if info.Mode().IsRegular() && w.p.manifest.lists(dir) {
				return nil
			}
			return w.p.inTheWay(dir)
		}
	}
	return nil
}

// inTheWay is the error for something that stands where the site has a file or a folder, and that we did not make.
func (p *publication) inTheWay(at string) error {
	return fmt.Errorf("%s is in the output already, is not from lectern and differs from what the course publishes "+
		"there: delete %s, or rename what the course has at this path", at, filepath.Join(p.dst, filepath.FromSlash(at)))
}
