package output

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"sync"
	"time"

	"lectern/builder/record"
)

// PublishOptions says where a site may not be published, and how.
type PublishOptions struct {
	// Protected are absolute folders that hold sources (the content, the themes …). The output may not be, hold or lie in
	// one of them. One that does not exist is allowed.
	Protected []string
	// Root is the course folder, absolute. The output may lie in it, but not be it or hold it. Empty means none.
	Root string
	// Workers is how many files are rendered at once. Zero means GOMAXPROCS.
	Workers int
	// Last is what stood in the output after some publication before, or nil: what still holds of that spares looking. Same, if not
	// nil, says of a file that it would render the bytes which were published then: it is not rendered if they stand. It is called from many goroutines.
	Last *Published
	Same func(File) bool
	// Keep, if not nil, writes what is kept beside the output for the next build: see ReadKept. It is called for each of them after the
	// site was published, while no other build of it runs. After an error nothing is kept.
	Keep func(what Kept, p *Published, w io.Writer) error
	// KeepFrom is how many files a site has at least whose old tree is kept as the next staging area. Zero means 200.
	KeepFrom int
}

// keepFrom is the default of PublishOptions.KeepFrom. A smaller site is staged in a few hundredths of a second wherever
// it lies, and nothing is left beside it.
const keepFrom = 200

// Stats counts files, the manifest not among them. After an error all counts are zero.
type Stats struct {
	Wrote     int // new ones and ones with new bytes
	Unchanged int // ones that were published with these bytes already
	Removed   int // ones that an earlier build made and that the site has no more
	// Warnings are sentences about what was odd and is of no consequence for the site, sorted: entries of a tampered
	// manifest that were ignored, an old tree that could not be removed.
	Warnings []string
}

// Publish renders files and makes them the content of the folder dst: at every instant, also if the process is killed,
// dst is one whole site, the old or the new. If nothing differs from what is published, nothing is written.
//
// Everything is rendered first, in parallel and each file once. What differs goes into a folder beside dst
// (".NAME.lectern-new"), then what stays is linked there from the old tree, then both trees change places and
// the old one is removed. What an earlier Publish made is known from the manifest (.lectern.json); everything else in
// dst is kept: files as hard links, symlinks as they are. A file that stands where the site has one is replaced only if
// the manifest lists it; with the same bytes it becomes ours.
//
// Of a large site (see KeepFrom) the old tree is not removed but kept as the next staging area, since on ext4 making
// thousands of files soon after removing thousands is 10 to 30 times slower. It takes at most as much room as the site
// and may be deleted at any time. It holds only files that the site has too. Those that did not change are one file
// under two names, so an edit by hand in dst shows in both. That harms nothing: what stands in the staging area is never
// taken for right, only for being the same file as the published one, and no file is ever written to again after it was
// published, so that a server which still sends it, or another name that somebody gave to it, keeps the old bytes.
//
// Builds of one dst wait for each other. With an error, also a cancelled ctx, dst is as before and nothing else is left
// behind; what a killed build left, the next one removes. Errors begin with "publish to DST:" and name the path below
// dst and the cause. dst may be a symlink to a folder: that folder is published to. CheckDestination says which
// folders are refused.
//
// Since dst is a new folder after each change, a process that has it as its working directory, and a container that
// has it mounted, keep seeing the old one, empty or as the next staging area: let them look at the folder above.
func Publish(ctx context.Context, dst string, files []File, opt PublishOptions) (Stats, error) {
	stats, err := publish(ctx, dst, files, opt)
	if err != nil {
		return stats, fmt.Errorf("publish to %s: %w", dst, err)
	}
	return stats, nil
}

func publish(ctx context.Context, dst string, files []File, opt PublishOptions) (stats Stats, err error) {
	d, err := locate(dst, opt)
	if err != nil {
		return Stats{}, err
	}
	plan, err := newPlan(files)
	if err != nil {
		return Stats{}, err
	}
	l, err := takeLock(ctx, d)
	if err != nil {
		return Stats{}, err
	}
	defer func() { l.release(err != nil) }()
	p := newPublication(dst, d.name, l.parent, plan, opt)
	if err = p.run(ctx, opt); err == nil && opt.Keep != nil {
		p.keepAll(opt.Keep)
	}
	slices.Sort(p.stats.Warnings)
	return p.stats, err
}

func newPublication(dst, name string, parent *os.Root, of *plan, opt PublishOptions) *publication {
	n := len(of.files)
	return &publication{
		dst: dst, name: name, aside: asideName(name), parent: parent,
		stage:   &stage{parent: parent, name: stageName(name)},
		plan:    of,
		fates:   make([]fate, n),
		placed:  make([]placing, n),
		keeps:   opt.keeps(n),
		workers: opt.workers(),

		published: Published{Files: make([]PublishedFile, n+1)},
	}
}

// publication is one run of Publish, which holds the lock.
type publication struct {
	dst     string   // the output as the caller named it, for messages
	name    string   // the output folder in parent
	aside   string   // where the old tree goes if the two cannot change places in one step
	parent  *os.Root // the folder that holds the output
	stage   *stage
	workers int
	keeps   bool // the old tree becomes the next staging area

	plan     *plan
	fates    []fate      // of each file of the plan
	placed   []placing   // likewise
	old      *os.Root    // what is published; nil if there is no such folder
	oldInfo  fs.FileInfo // the identity of that folder
	manifest *manifest   // what is published and ours
	carried  marks
	last     *Published // nil if it had other files or is not what stands
	trees    trees

	published Published // as the files of the plan, and the manifest

	mu    sync.Mutex // guards stats.Warnings
	stats Stats
}

// run is the order of things: heal, look, render, carry over, swap, discard.
func (p *publication) run(ctx context.Context, opt PublishOptions) (err error) {
	if err := p.heal(); err != nil {
		return err
	}
	begin := time.Now()
	if err := p.look(opt.Last); err != nil {
		return err
	}
	defer p.closeTrees()
	list := p.manifest.raw
	if p.last == nil {
		if list, err = encodeManifest(p.plan.paths()); err != nil {
			return err
		}
	}
	if err := p.spare(opt.Same); err != nil {
		return failed("look up", p.dst, err)
	}
	if err := p.render(ctx); err != nil {
		return p.abandon(err)
	}
	p.count()
	if p.old != nil && p.stats.Wrote == 0 && bytes.Equal(list, p.manifest.raw) {
		p.noteUnchanged(list)
		p.markFresh(begin)
		return p.abandon(nil)
	}
	if err := p.complete(ctx, list); err != nil {
		return p.abandon(err)
	}
	p.closeTrees()
	p.markFresh(begin)
	left, err := p.swap()
	if err != nil {
		return p.abandon(err)
	}
	if left != "" {
		p.discard(left)
	}
	p.restamp()
	return nil
}

// stageName and asideName are the names, beside the output with that name, of the new tree and of an old one for which the
// new tree has no place.
func stageName(name string) string { return "." + name + ".lectern-new" }
func asideName(name string) string { return "." + name + ".lectern-old" }

// leftovers are the names of what a killed build may leave beside the output with that name and has no use any more.
func leftovers(parent *os.Root, name string, keepsStage bool) []string {
	names := []string{asideName(name)}
	if !keepsStage {
		names = append(names, stageName(name))
	}
	if isFolder(parent, lastName(name)) {
		for _, what := range everyKept {
			names = append(names, what.name(name)+newSuffix)
		}
	}
	return names
}

func (opt *PublishOptions) workers() int { return max(1, cmp.Or(opt.Workers, runtime.GOMAXPROCS(0))) }

// keeps reports whether of a site with so many files the old tree becomes the next staging area.
func (opt *PublishOptions) keeps(files int) bool { return files >= cmp.Or(opt.KeepFrom, keepFrom) }

// heal clears away what a killed build left, after it has ended a swap of several steps that was cut short. A staging
// area stays where one is kept: whatever state it is in, it is brought up to date when it is needed.
func (p *publication) heal() error {
	if _, err := p.parent.Lstat(p.aside); err == nil {
		if err := p.endSwap(); err != nil {
			return err
		}
	}
	reused := p.keeps && p.ownStage()
	if reused {
		p.stage.reused, p.stage.clear = true, p.clearStage
	}
	for _, name := range leftovers(p.parent, p.name, reused) {
		if err := p.remove(name); err != nil {
			return failed("remove", p.beside(name), err)
		}
	}
	return nil
}

// ownStage reports whether there is a staging area that nobody else can have laid there: whoever owns a folder may change
// what is in it at any time.
func (p *publication) ownStage() bool {
	info, err := p.parent.Lstat(p.stage.name)
	if err != nil || !info.IsDir() {
		return false
	}
	site, err := p.parent.Lstat(p.name)
	return ownedByUs(info) || err == nil && sameOwner(info, site)
}

// clearStage removes from a staging area that was kept all but files and folders that the site has too.
func (p *publication) clearStage() error {
	r := newRemover(p.workers)
	r.keep, r.apart, r.modes = p.stays, p.apart, p.stage.chmod
	return r.clearAll(p.parent, p.stage.name, p.trees.others)
}

// remove removes a file or a tree beside the output, if there is one.
func (p *publication) remove(name string) error {
	info, err := p.parent.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return newRemover(p.workers).tree(p.parent, name, "")
	}
	return p.parent.Remove(name)
}

// look opens what is published and finds out what is known of it.
func (p *publication) look(last *Published) error {
	p.manifest, p.trees.others = &manifest{}, []string{"."}
	var err error
	p.old, err = enterPublished(p.parent, p.name)
	if errors.Is(err, fs.ErrNotExist) {
		p.old = nil
		return nil
	}
	if err == nil {
		p.oldInfo, err = p.old.Stat(".")
	}
	if err != nil {
		return failed("open", p.dst, err)
	}
	if err = p.recognize(last); err != nil {
		p.old.Close()
		return err
	}
	p.stats.Warnings = append(p.stats.Warnings, p.manifest.warnings...)
	return nil
}

// count fills the stats in from what became of the files.
func (p *publication) count() {
	for _, f := range p.fates {
		if f == written {
			p.stats.Wrote++
		} else {
			p.stats.Unchanged++
		}
	}
}

// complete makes the stage, which has the files that differ, a whole site.
//
// Nothing is synced to the disk. The promise is about killed builds and full disks, and the kernel shows no process the
// swap before the writes that it follows. After a power failure, files of the last half minute may be empty: the
// next build finds that they differ and writes them, and of an empty manifest it says what to do. Syncing the manifest
// alone was measured: 5 to 40 ms for a site of 40 files, which is published in 6 ms without.
func (p *publication) complete(ctx context.Context, list []byte) error {
	if err := p.carry(ctx); err != nil {
		return err
	}
	f, err := p.stage.create(p.stage.root, manifestName)
	var stamp record.Stamp
	if err == nil {
		_, err = f.Write(list)
		if err == nil {
			stamp, err = stampOf(f)
		}
		err = cmp.Or(err, f.Close())
	}
	if err != nil {
		return failed("write", manifestName, err)
	}
	p.noteManifest(stamp, list)
	if err := p.stampSite(); err != nil {
		return failed("look up", p.stage.name, err)
	}
	if p.old != nil {
		likeOwner(p.parent, p.stage.name, p.oldInfo)
	}
	return stopped(ctx)
}

// closeTrees frees the handles on both trees: some systems do not rename a folder that somebody has open.
func (p *publication) closeTrees() {
	if p.old != nil {
		p.old.Close()
	}
	p.stage.close()
}

// abandon removes the stage and returns err, or why that failed. One that was there before stays if nothing is wrong with
// it.
func (p *publication) abandon(err error) error {
	p.stats = Stats{Unchanged: p.stats.Unchanged, Warnings: p.stats.Warnings}
	if err != nil {
		p.stats.Unchanged = 0
	}
	p.stage.close()
	if !p.stage.made {
		return err
	}
	if p.stage.reused && (err == nil || errors.Is(err, context.Canceled)) && p.stage.shelve() == nil {
		return err
	}
	rmErr := p.remove(p.stage.name)
	switch {
	case rmErr == nil:
		return err
	case err == nil:
		return failed("remove", p.beside(p.stage.name), rmErr)
	}
	return fmt.Errorf("%w; and %s could not be removed: %w", err, p.beside(p.stage.name), cause(rmErr))
}

// warn adds a warning. It may be called from any goroutine.
func (p *publication) warn(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stats.Warnings = append(p.stats.Warnings, fmt.Sprintf(format, args...))
}

// stopped returns why ctx is over: an error that is ctx.Err() and names the cause, such as a signal. It is nil otherwise.
func stopped(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if err == nil || errors.Is(cause, err) {
		return cause
	}
	return fmt.Errorf("%w: %w", err, cause)
}

// failed says what was being done to which path, and why it did not work: "write a/b.html: no space left on device". The
// path that the system names, which may be one in the staging folder, is left out.
func failed(doing, what string, err error) error {
	return fmt.Errorf("%s %s: %w", doing, what, cause(err))
}

// cause is the system's reason without its operation and path.
func cause(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}
