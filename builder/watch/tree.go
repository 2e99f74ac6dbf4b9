package watch

import (
	"path/filepath"
	"slices"
)

// A tree is what is known of the roots and of the folders that lead to them.
//
// It begins at the top of the file system: a folder above a root, a perch, has an entry for what leads to
// roots only, so that a root that is missing, or that is replaced, needs no special case.
type tree struct {
	tops    []*folder
	folders map[string]*folder // by path
	byID    map[identity]*folder
	roots   []string
	only    map[string][]string // for each perch the names that count
	round   int                 // of looking into what events named, see folder.round
}

// A folder is one that was seen, with what was seen in it.
type folder struct {
	path    string
	id      identity
	dev     uint64
	only    []string // nil, or the names that count in a perch
	files   map[string]stamp
	subs    map[string]*folder
	watched bool
	refused bool  // it cannot be watched
	follow  bool  // it is a root or a perch, which may be a symbolic link
	loose   bool  // its file system changes inode numbers at will, or may
	listed  stamp // of the folder, from before it was listed
	round   int   // in which it was last gone through as a whole
}

// doubt says how much a look believes what is known already.
type doubt int

const (
	trust   doubt = iota // a file with the same stamp is unchanged
	suspect              // not so if the stamp was fresh
	event                // nor is a folder the same because its number is
)

func newTree(roots []string) tree {
	t := tree{
		folders: map[string]*folder{},
		byID:    map[identity]*folder{},
		roots:   roots,
		only:    map[string][]string{},
	}
	for _, root := range roots {
		path := root
		for filepath.Dir(path) != path {
			parent := filepath.Dir(path)
			if name := filepath.Base(path); !slices.Contains(t.only[parent], name) {
				t.only[parent] = append(t.only[parent], name)
			}
			path = parent
		}
		if t.folders[path] == nil {
			t.tops = append(t.tops, t.add(nil, path, stamp{}))
		}
	}
	return t
}

// add takes in a folder, with nothing in it yet.
func (t *tree) add(in *folder, path string, st stamp) *folder {
	f := &folder{
		path: path, id: st.identity(), only: t.only[path],
		files: map[string]stamp{}, subs: map[string]*folder{},
		follow: in == nil || in.only != nil,
	}
	t.folders[path] = f
	return f
}

// isRoot tells whether path is a root itself.
func (t *tree) isRoot(path string) bool {
	_, found := slices.BinarySearch(t.roots, path)
	return found
}

// find gives the folder that path lies in, if it is known, and the name there.
func (t *tree) find(path string) (*folder, string) {
	if dir := filepath.Dir(path); dir != path {
		return t.folders[dir], filepath.Base(path)
	}
	return nil, ""
}

// counts tells whether a name in the folder is of interest at all.
func (f *folder) counts(name string) bool {
	return f.only == nil || slices.Contains(f.only, name)
}

// at gives the path of a name in the folder.
func (f *folder) at(name string) string {
	if f.path[len(f.path)-1] == filepath.Separator {
		return f.path + name
	}
	return f.path + string(filepath.Separator) + name
}

// wanted tells whether the folder needs a watch. Of those above a root it is the one next to
// the root, or the last that exists: whatever it leads to has no watch, or not yet.
func (f *folder) wanted(t *tree) bool {
	if f.only == nil {
		return true
	}
	open := func(name string) bool {
		sub := f.subs[name]
		return sub == nil || t.isRoot(sub.path) || !sub.watched && (sub.only == nil || sub.wanted(t))
	}
	return slices.ContainsFunc(f.only, open)
}

// enter watches a folder and then lists it, with all that is below. Known entries are looked at anew.
func (w *Watcher) enter(f *folder) {
	f.round = w.tree.round
	w.watch(f)
	for _, name := range w.list(f, event) {
		w.place(f, name, event)
	}
	if f.watched && !f.wanted(&w.tree) {
		w.unwatch(f)
	}
}

// perch watches a folder above a root, or ceases to, as what it leads to comes and goes. If it is
// gone as well the one above has to do it.
func (w *Watcher) perch(f *folder) {
	for tries := 0; f != nil && f.only != nil && w.hints.ear != nil && tries < 100; tries++ {
		switch wanted := f.wanted(&w.tree); {
		case wanted == f.watched || wanted && f.refused:
			return
		case !wanted:
			w.unwatch(f)
			return
		}
		w.enter(f)
		if f.watched {
			continue
		}
		up, name := w.tree.find(f.path)
		if up != nil {
			w.place(up, name, event)
		}
		if w.tree.folders[f.path] != f {
			f = up
		}
	}
}

// list gives the names to look at in a folder: what is there now and what was.
func (w *Watcher) list(f *folder, d doubt) []string {
	if f.only != nil {
		return f.only
	}
	st, _ := look(f.path, f.follow)
	if f.loose {
		st.dev, st.ino = 0, 0
	}
	unchanged := st.same(f.listed) && !f.listed.fresh()
	w.scan.found = w.scan.found || !unchanged
	all := make([]string, 0, len(f.files)+len(f.subs))
	for name := range f.files {
		all = append(all, name)
	}
	for name := range f.subs {
		all = append(all, name)
	}
	if unchanged && d != event && !f.loose {
		return all
	}
	f.listed = st
	there, err := names(f.path, f.follow)
	if err != nil {
		f.listed = stamp{}
	}
	all = append(all, there...)
	slices.Sort(all)
	return slices.Compact(all)
}

// place looks at one name in a folder and brings what is known to the truth.
func (w *Watcher) place(in *folder, name string, d doubt) {
	path := in.at(name)
	st, there := look(path, in.only != nil)
	dev := st.dev
	if in.loose {
		st.dev, st.ino = 0, 0
	}
	if in.only == nil && w.opt.Skip != nil && w.opt.Skip(path, st.dir) {
		if in.subs[name] == nil && !in.holds(name) {
			return
		}
		st, there = stamp{}, false
	}
	sub := in.subs[name]
	if sub != nil && !(there && st.dir && st.identity() == sub.id) {
		w.doubtful(in, path, d)
		w.forget(sub)
		delete(in.subs, name)
		sub = nil
	}
	if there && st.dir {
		w.check(in, name, path, stamp{}, false, trust)
		w.placeFolder(in, sub, name, path, st, dev, d)
		return
	}
	if in.only != nil && !w.tree.isRoot(path) {
		return
	}
	if in.only != nil && there {
		w.recognize(in, dev)
	}
	w.check(in, name, path, st, there, d)
}

// holds tells whether a file of that name is known.
func (f *folder) holds(name string) bool {
	_, ok := f.files[name]
	return ok
}

// placeFolder takes in a folder that was found, or goes through a known one again if an event named it:
// it may have been removed and made again, with the old number, and then its watch is gone.
func (w *Watcher) placeFolder(in, sub *folder, name, path string, st stamp, dev uint64, d doubt) {
	if sub == nil {
		w.doubtful(in, path, d)
		sub = w.tree.add(in, path, st)
		sub.dev, sub.loose = dev, in.loose
		in.subs[name] = sub
		if d != event || w.tree.isRoot(path) {
			w.report.later(path)
		}
		if sub.only == nil && (in.only != nil || dev != in.dev) {
			w.recognize(sub, dev)
		}
		w.enter(sub)
		return
	}
	if d == event && sub.round != w.tree.round {
		w.enter(sub)
	}
}

// check compares a file with what is known of it and notes the difference.
func (w *Watcher) check(in *folder, name, path string, now stamp, there bool, d doubt) {
	old, known := in.files[name]
	switch {
	case !there && !known:
		if d == event {
			w.report.later(path) // it came and went; whoever listed the folder meanwhile saw it
		}
	case !there:
		delete(in.files, name)
		w.doubtful(in, path, d)
		w.report.hold(path)
	case known && now.same(old):
		in.files[name] = now
		if d >= suspect && old.fresh() {
			w.report.later(path)
		}
	default:
		in.files[name] = now
		w.doubtful(in, path, d)
		w.differs(path, now, d)
	}
}

// differs notes a file that was made or changed.
func (w *Watcher) differs(path string, now stamp, d doubt) {
	switch {
	case now.hollow():
		w.report.hold(path)
	case d == event:
		w.report.now(path)
	default:
		w.report.later(path)
	}
}

// forget drops a folder that is gone, with all that was in it.
func (w *Watcher) forget(f *folder) {
	w.unwatch(f)
	for name := range f.files {
		w.report.hold(f.at(name))
	}
	for _, sub := range f.subs {
		w.forget(sub)
	}
	if w.tree.folders[f.path] == f {
		delete(w.tree.folders, f.path)
	}
}
