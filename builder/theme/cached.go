package theme

import (
	"fmt"
	"html/template"
	"runtime"
	"strings"
	"sync"

	"lectern/builder/course"
)

// Cached renders a partial once for the page of key, a module, a page or nil for the
// home page, and uses it again on every page that asks with the same key. Inside, .Page is
// that page, so the partial must not depend on the page that shows it. The link that leads to the current
// page gets aria-current.
func (v View) Cached(partial string, key any) (template.HTML, error) {
	return htmlOf(func(dst []byte) ([]byte, error) { return v.appendCached(dst, partial, key) })
}

func (v View) appendCached(dst []byte, partial string, key any) ([]byte, error) {
	page := pageOf(key)
	if page == nil {
		page = v.Course.Home
	}
	if !v.r.Shared {
		return v.r.appendPartial(dst, partial, v)
	}
	k := cacheKey{partial, page}
	known := v.r.shared.get(k)
	if known == nil {
		out, err := v.r.appendPartial(nil, partial, v.r.View(page))
		if err != nil {
			return dst, err
		}
		known = newCached(string(out))
		v.r.shared.put(k, known)
	}
	return known.append(dst, v), nil
}

// PerModule renders a partial once for all pages of a module, as Cached does, unless its list of
// lessons is a window around each page.
func (v View) PerModule(partial string) (template.HTML, error) {
	return htmlOf(func(dst []byte) ([]byte, error) { return v.appendPerModule(dst, partial) })
}

func (v View) appendPerModule(dst []byte, partial string) ([]byte, error) {
	m := v.Page.Module
	if m == nil || len(m.Lessons) <= maxWindow {
		return v.appendCached(dst, partial, m)
	}
	scratch := scratches.Get().(*[]byte)
	defer scratches.Put(scratch)
	out, err := v.r.appendPartial((*scratch)[:0], partial, v)
	*scratch = out
	before, after, found := strings.Cut(stringOf(out), hrefBegins+v.ownAddress()+`"`)
	if found {
		dst = append(dst, out[:len(out)-len(after)]...)
		return append(append(dst, currentPage...), after...), err
	}
	return append(dst, before...), err
}

func (r *Renderer) appendPartial(dst []byte, name string, dot any) ([]byte, error) {
	t := r.Theme.partials[name]
	if t == nil {
		return dst, fmt.Errorf("theme: layouts/partials/%s.html is missing", name)
	}
	w := appending(dst)
	err := t.execute(&w, dot)
	return w, err
}

// sharedPartials are those that pages share at the moment: the menus of all modules of a large course are several megabytes, and the pages
// of a module are rendered one after the other.
type sharedPartials struct {
	mu    sync.Mutex
	known map[cacheKey]*cached
}

type cacheKey struct {
	partial string
	page    *course.Page
}

// maxShared is more than all cores need at a time, each of which renders pages of one module.
var maxShared = max(64, 8*runtime.GOMAXPROCS(0))

func (s *sharedPartials) get(k cacheKey) *cached {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known[k]
}

// put forgets the others when they have become many: those that are still needed are soon made again.
func (s *sharedPartials) put(k cacheKey, c *cached) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.known) >= maxShared {
		clear(s.known)
	}
	if s.known == nil {
		s.known = map[cacheKey]*cached{}
	}
	s.known[k] = c
}

// cached is a partial that pages share. Menus are long, and on each page the link to itself is marked: where the addresses
// stand is looked up once.
type cached struct {
	text string
	ends map[string]int // where the first link with an address ends that address
}

const (
	hrefBegins  = `href="`
	currentPage = ` aria-current="page"`
)

func newCached(text string) *cached {
	c := &cached{text: text, ends: map[string]int{}}
	for at, rest := 0, text; ; {
		before, after, found := strings.Cut(rest, hrefBegins)
		address, after, closed := strings.Cut(after, `"`)
		if !found || !closed {
			return c
		}
		at += len(before) + len(hrefBegins) + len(address) + len(`"`)
		if _, known := c.ends[address]; !known {
			c.ends[address] = at
		}
		rest = after
	}
}

// append appends the text with the first link to the view's page marked.
func (c *cached) append(dst []byte, v View) []byte {
	if len(c.ends) > 0 {
		if at, found := c.ends[v.ownAddress()]; found {
			dst = append(append(dst, c.text[:at]...), currentPage...)
			return append(dst, c.text[at:]...)
		}
	}
	return append(dst, c.text...)
}

// ownAddress returns the address of the view's page as it stands in an attribute.
func (v View) ownAddress() string { return template.HTMLEscapeString(v.URL(v.Page)) }
