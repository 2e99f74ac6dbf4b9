package output

import (
	"maps"
	"os"
	"path"
	"slices"
	"sync"
	"time"

	"lectern/builder/record"
)

// PublishedFolder is a folder of the site in the output folder and in the staging area that is kept. A stamp is unknown where
// somebody could have put something into the folder without another one, and where something lies that is not the site's.
type PublishedFolder struct {
	Path        string
	Site, Stage record.Stamp
}

// trees is what a publication knows of both trees without reading their folders, from what the last one left.
//
// The stamp of a folder changes whenever something comes into it, goes or gets another name. So where both stamps of a folder are
// what they were, it has what the last publication left in it: the files and folders of the site and nothing else, each file
// the same in both trees but for those that are alone. The bytes of a file do not show there. They are looked at in the published tree, and
// stand in both as long as the file is one.
//
// Only the other folders are read, and the top ones, which change with each swap.
type trees struct {
	folders []PublishedFolder // those of the plan; nil when nothing is known
	stands  map[string]bool   // the folders that are what they were
	others  []string          // the folders to be read, from the top; "." when nothing is known
}

// maxOthers is how many folders are read one by one. When there are more, it is better to walk the whole trees.
const maxOthers = 100

// apart reports whether a walk leaves out a folder that it comes to, since it stands or is walked by itself.
func (p *publication) apart(dir string) bool { return p.trees.folders != nil && p.plan.folders[dir] }

// recognize reads the manifest of the published tree, and finds out what of the last publication still holds.
func (p *publication) recognize(last *Published) (err error) {
	if last == nil || !last.hasPaths(p.plan) {
		p.manifest, err = inspect(p.old)
		return err
	}
	if p.manifest, err = readRaw(p.old); err == nil && p.manifest.is(last) {
		return p.recall(last)
	}
	if err == nil {
		p.manifest, err = inspect(p.old)
	}
	return err
}

// recall finds out what of the last publication, whose manifest stands, still holds.
func (p *publication) recall(last *Published) error {
	p.manifest.plan = p.plan
	site, err := stampsIn(p.old, last.Folders, p.workers)
	if err != nil {
		return failed("look up", p.dst, err)
	}
	if slices.ContainsFunc(site, func(s record.Stamp) bool { return !s.Mode.IsDir() }) {
		return nil
	}
	p.last = last
	if !p.stage.reused {
		return nil
	}
	root, err := p.parent.OpenRoot(p.stage.name)
	if err != nil {
		return nil // which is said when the stage is needed
	}
	defer root.Close()
	if stage, err := stampsIn(root, last.Folders, p.workers); err == nil {
		p.compare(site, stage)
	}
	return nil
}

// compare finds the folders that are what they were, by their stamps in both trees.
func (p *publication) compare(site, stage []record.Stamp) {
	t := trees{folders: p.last.Folders, stands: map[string]bool{}, others: []string{"."}}
	for i, f := range t.folders {
		if f.Site.Is(site[i]) && f.Stage.Is(stage[i]) {
			t.stands[f.Path] = true
		} else {
			t.others = append(t.others, f.Path)
		}
	}
	if len(t.others) <= maxOthers {
		p.trees = t
	}
}

// hasPaths reports whether a plan has the files and folders that were published.
func (p *Published) hasPaths(of *plan) bool {
	if len(p.Files) != len(of.files)+1 || len(p.Folders) != len(of.folders) {
		return false
	}
	for i := range of.files {
		if of.files[i].Path != p.Files[i].Path {
			return false
		}
	}
	for i, f := range p.Folders {
		if !of.folders[f.Path] || i > 0 && f.Path <= p.Folders[i-1].Path {
			return false
		}
	}
	return true
}

// spare finds the files that need not be rendered: they are what they were, and stand as they were published.
func (p *publication) spare(same func(File) bool) error {
	if p.last == nil || same == nil {
		return nil
	}
	return lookAt(p.old, len(p.plan.files), p.workers, func(l *looker, i int) {
		known := p.last.Files[i]
		if known.Stamp.Mode != fileMode || !same(p.plan.files[i]) {
			return
		}
		if now := l.stamp(known.Path); known.is(p.old, now) {
			known.Stamp = now
			p.fates[i], p.published.Files[i] = unchanged, known
		}
	})
}

// shared finds the unchanged files that are in the stage already.
func (p *publication) shared() {
	if p.trees.folders == nil {
		return
	}
	for i := range p.fates {
		if p.fates[i] == unchanged && !p.last.Files[i].Alone && p.trees.stands[path.Dir(p.plan.files[i].Path)] {
			p.fates[i] = kept
		}
	}
}

// noteManifest notes how the manifest stands.
func (p *publication) noteManifest(stamp record.Stamp, list []byte) {
	p.published.Files[len(p.fates)] = PublishedFile{Path: manifestName, Stamp: stamp, Sum: record.Sum(0, list)}
}

// noteUnchanged notes what stands after a publication that had nothing to do.
func (p *publication) noteUnchanged(list []byte) {
	p.noteManifest(p.manifest.stamp, list)
	p.listFolders()
	if p.last == nil {
		return
	}
	for i := range p.fates {
		p.published.Files[i].Alone = p.last.Files[i].Alone
	}
	for i, f := range p.trees.folders {
		if p.trees.stands[f.Path] {
			p.published.Folders[i] = f
		}
	}
}

// listFolders lists the folders of the site, of which nothing is known yet.
func (p *publication) listFolders() {
	p.published.Folders = make([]PublishedFolder, 0, len(p.plan.folders))
	for _, dir := range slices.Sorted(maps.Keys(p.plan.folders)) {
		p.published.Folders = append(p.published.Folders, PublishedFolder{Path: dir})
	}
}

// restamp looks again at the files that got a name in the new tree and perhaps lost one in the old tree, which changes their stamps.
// One that cannot be looked at is unknown.
func (p *publication) restamp() {
	at := time.Now()
	stamps := make([]record.Stamp, len(p.fates))
	if root, err := enterPublished(p.parent, p.name); err == nil {
		_ = lookAt(root, len(p.fates), p.workers, func(l *looker, i int) {
			if p.placed[i] == linked || p.placed[i] == copied {
				stamps[i] = l.stamp(p.plan.files[i].Path)
			}
		})
		root.Close()
	}
	for i, now := range stamps {
		f := &p.published.Files[i]
		f.Alone = p.fates[i] == written || p.placed[i] == copied
		if p.placed[i] != linked && p.placed[i] != copied {
			continue
		}
		before := f.Stamp
		before.CTime = now.CTime
		if p.placed[i] == copied {
			before.Inode = now.Inode
		}
		if f.Stamp = (record.Stamp{}); before.Is(now) {
			f.Stamp, f.Fresh = now, !now.Settled(at)
		}
	}
}

// stampSite notes the stamps of the folders of the new tree.
func (p *publication) stampSite() error {
	p.listFolders()
	foreign := map[string]bool{}
	for file := range p.carried.inodes {
		foreign[path.Dir(file)] = true
	}
	at := time.Now()
	stamps, err := stampsIn(p.stage.root, p.published.Folders, p.workers)
	for i, s := range stamps {
		if f := &p.published.Folders[i]; s.Settled(at) && !foreign[f.Path] {
			f.Site = s
		}
	}
	return err
}

// stampStage notes the stamps of the folders of the old tree, which is the stage now, and returns those in which something has changed
// since the beginning though nothing was to. The others were read after the moment at.
func (p *publication) stampStage(root *os.Root, at time.Time) (odd []string, err error) {
	stamps, err := stampsIn(root, p.published.Folders, p.workers)
	for i, s := range stamps {
		f := &p.published.Folders[i]
		switch {
		case p.trees.stands[f.Path] && !p.trees.folders[i].Site.Is(s):
			odd = append(odd, f.Path)
		case s.Settled(at):
			f.Stage = s
		}
	}
	return odd, err
}

// stampsIn looks at folders below root.
func stampsIn(root *os.Root, folders []PublishedFolder, workers int) ([]record.Stamp, error) {
	stamps := make([]record.Stamp, len(folders))
	return stamps, lookAt(root, len(folders), workers, func(l *looker, i int) { stamps[i] = l.stamp(folders[i].Path) })
}

// lookAt calls look for each of n things below root, on all cores.
func lookAt(root *os.Root, n, workers int, look func(l *looker, i int)) error {
	l, err := newLooker(root)
	if err != nil {
		return err
	}
	defer l.close()
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := n * w / workers; i < n*(w+1)/workers; i++ {
				look(l, i)
			}
		})
	}
	wg.Wait()
	return nil
}
