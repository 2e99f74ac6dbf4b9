package course

import (
	"cmp"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"lectern/builder/block"
	"lectern/builder/diag"
	"lectern/builder/lesson"
)

func sortRedirects(rs []Redirect) {
	slices.SortFunc(rs, func(x, y Redirect) int { return cmp.Compare(x.From, y.From) })
}

// resolveAll resolves every reference of every page. The references of pages that are left out count as
// uses of a file, and are not checked.
func (a *assembly) resolveAll(lessons []*lesson.Lesson) {
	for _, p := range a.course.Pages {
		p.Targets = make([]Target, len(p.Links))
		for i, l := range p.Links {
			a.quiet = l.Hidden
			p.Targets[i] = a.resolve(p, l)
		}
		a.quiet = false
		a.resolveMeta(p)
		a.checkBlocks(p)
	}
	for _, m := range a.course.Modules {
		m.gatherTemplates()
	}
	for _, m := range a.course.Shelves {
		m.gatherTemplates()
	}
	for _, l := range lessons {
		if a.unpublished[norm.NFC.String(l.File)] != "" {
			a.useQuietly(l)
		}
	}
}

// gatherTemplates lists the templates that the module's lessons offer.
func (m *Module) gatherTemplates() {
	seen := map[*Page]bool{}
	add := func(t *Page) {
		if t != nil && t.Kind == TemplatePage && !seen[t] {
			seen[t] = true
			m.Templates = append(m.Templates, t)
		}
	}
	for _, p := range m.Lessons {
		for _, d := range p.Downloads {
			add(d.Template)
		}
		for i, l := range p.Links {
			if l.Kind == block.LinkTemplate && !l.Hidden {
				add(p.Target(i).Page) // a page whose address is taken has no targets
			}
		}
	}
}

// useQuietly marks the files that a page refers to which is not published.
func (a *assembly) useQuietly(l *lesson.Lesson) {
	a.quiet = true
	defer func() { a.quiet = false }()
	mark := func(dest string) {
		if asset := a.assets[a.filePath(l.File, dest)]; asset != nil {
			a.use(asset)
		}
	}
	for _, link := range l.Links {
		mark(link.Dest)
	}
	for _, d := range l.Meta.Downloads {
		mark(d.File.Value)
	}
	if l.Meta.Image != nil {
		mark(l.Meta.Image.Src.Value)
	}
	mark(l.Meta.File.Value)
}

// use notes that a page refers to a file, which is published for it unless the reference is a quiet one: from
// what is not published itself.
func (a *assembly) use(asset *Asset) {
	a.used[asset] = a.used[asset] || !a.quiet
}

func (a *assembly) resolve(p *Page, l block.Link) Target {
	switch l.Kind {
	case block.LinkTemplate:
		return Target{Page: a.template(l.Dest, l.Pos)}
	case block.LinkFile:
		return Target{Asset: a.file(p, l.Dest, l.Pos, "file")}
	case block.LinkImage:
		return Target{Asset: a.picture(p, l.Dest, l.Pos)}
	}
	return a.link(p, l)
}

// resolveMeta resolves the references of the front matter.
func (a *assembly) resolveMeta(p *Page) {
	m := p.Meta
	for _, d := range m.Downloads {
		out := &Download{Title: d.Title, Description: d.Description}
		if d.Template.Value != "" {
			out.Template = a.template(d.Template.Value, d.Template.Pos)
		} else if d.File.Value != "" {
			out.Asset = a.file(p, d.File.Value, d.File.Pos, "download")
		}
		if out.Template != nil || out.Asset != nil {
			out.fill()
			p.Downloads = append(p.Downloads, out)
		}
	}
	for _, r := range m.Related {
		switch t := a.link(p, block.Link{Dest: r.Value, Pos: r.Pos}); {
		case t.Page != nil:
			p.Related = append(p.Related, t.Page)
		case t.Asset != nil:
			a.add(diag.Errorf(r.Pos, "put it into downloads", "related %q is a file, not a page", r.Value))
		}
	}
	if m.Image != nil && m.Image.Src.Value != "" {
		p.Image = a.picture(p, m.Image.Src.Value, m.Image.Src.Pos)
	}
	if m.File.Value != "" {
		p.Handout = a.file(p, m.File.Value, m.File.Pos, "file")
	}
}

// fill gives a download the title and description of its template, or its file's name, where the author gave none.
func (d *Download) fill() {
	if t := d.Template; t != nil {
		d.Title = cmp.Or(d.Title, t.Title())
		d.Description = cmp.Or(d.Description, t.Description())
		return
	}
	d.Title = cmp.Or(d.Title, path.Base(d.Asset.Path))
}

func (a *assembly) template(name string, pos diag.Pos) *Page {
	if t := a.templates[strings.TrimSuffix(name, ".md")]; t != nil {
		return t
	}
	file := norm.NFC.String(templateDir + strings.TrimSuffix(name, ".md") + ".md")
	if why := a.unpublished[file]; why != "" {
		a.add(diag.Errorf(pos, "publish the template, or offer another one", "template %q is %s", name, why))
		return nil
	}
	names := make([]string, 0, len(a.templates))
	for n := range a.templates {
		names = append(names, n)
	}
	a.add(diag.Errorf(pos, diag.DidYouMean(name, names), "template %q does not exist", name))
	return nil
}

// filePath returns the path in the course folder that dest means for a page: from the page's file or, with a
// leading slash, from content/static. It is empty when dest leads out of the content.
func (a *assembly) filePath(from, dest string) string {
	dest, _, _ = strings.Cut(dest, "#")
	dest, _, _ = strings.Cut(dest, "?")
	if u, err := url.PathUnescape(dest); err == nil {
		dest = u
	}
	if dest == "" {
		return ""
	}
	file := path.Join(path.Dir(from), dest)
	if strings.HasPrefix(dest, "/") {
		file = path.Join(strings.TrimSuffix(staticDir, "/"), path.Clean(dest))
	}
	if file != ContentDir && !strings.HasPrefix(file, ContentDir+"/") {
		return ""
	}
	return norm.NFC.String(file)
}

// file resolves a picture or document.
func (a *assembly) file(p *Page, dest string, pos diag.Pos, what string) *Asset {
	at := a.filePath(p.Lesson.File, dest)
	if asset := a.assets[at]; asset != nil {
		a.use(asset)
		return asset
	}
	a.add(diag.Errorf(pos, a.nearFile(p, dest, at), "%s %q does not exist", what, dest))
	return nil
}

// nearFile is the hint for a file that does not exist.
func (a *assembly) nearFile(p *Page, dest, at string) string {
	if at == "" {
		return "name a file below content"
	}
	var names []string
	for file := range a.assets {
		if path.Dir(file) == path.Dir(at) {
			names = append(names, path.Base(file))
		}
	}
	hint := diag.DidYouMean(path.Base(at), names)
	if !strings.HasPrefix(hint, "did you mean") {
		hint = "the path counts from this file, or with a leading / from content/static"
	}
	return hint
}

func (a *assembly) picture(p *Page, dest string, pos diag.Pos) *Asset {
	asset := a.file(p, dest, pos, "picture")
	if asset != nil && !isPicture(asset.Source) {
		a.add(diag.Errorf(pos, "use a .png, .jpg, .gif, .svg, .webp or .avif file", "%q is not a picture", dest))
	}
	return asset
}

func isPicture(file string) bool {
	switch strings.ToLower(path.Ext(file)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".ico":
		return true
	}
	return false
}

// link resolves a link to a page, an anchor or a file.
func (a *assembly) link(p *Page, l block.Link) Target {
	at, fragment, _ := strings.Cut(l.Dest, "#")
	at, _, _ = strings.Cut(at, "?")
	if f, err := url.PathUnescape(fragment); err == nil {
		fragment = f
	}
	fragment = norm.NFC.String(fragment)
	if at == "" {
		return a.anchor(p, Target{Page: p, Fragment: fragment}, l)
	}
	file := a.filePath(p.Lesson.File, l.Dest)
	if strings.HasPrefix(at, "/") {
		if t, ok := a.rooted(at, file); ok {
			return a.anchor(p, Target{Page: t.Page, Asset: t.Asset, Fragment: fragment}, l)
		}
	}
	for _, candidate := range []string{file, file + "/_index.md", file + "/index.md"} {
		if q := a.course.byFile[candidate]; q != nil {
			return a.anchor(p, Target{Page: q, Fragment: fragment}, l)
		}
		if why := a.unpublished[candidate]; why != "" {
			a.add(diag.Errorf(l.Pos, "publish that page, or remove the link", "link to %q, which is %s", l.Dest, why))
			return Target{}
		}
	}
	if asset := a.assets[file]; asset != nil {
		a.use(asset)
		return Target{Asset: asset, Fragment: fragment}
	}
	if list := a.course.TemplateList; list != nil && file+"/" == templateDir {
		return Target{Page: list}
	}
	a.add(diag.Errorf(l.Pos, a.nearPage(p, l.Dest, file), "link to %q, which does not exist", l.Dest))
	return Target{}
}

// rooted resolves a path from the root of the site: a static file, or a page by its URL.
func (a *assembly) rooted(at, file string) (Target, bool) {
	if asset := a.assets[file]; asset != nil {
		a.use(asset)
		return Target{Asset: asset}, true
	}
	if u, err := url.PathUnescape(at); err == nil {
		at = u
	}
	at = strings.TrimPrefix(path.Clean(at), "/")
	for _, candidate := range []string{at + "/", at, strings.TrimSuffix(at, "index.html")} {
		if candidate == "/" {
			candidate = ""
		}
		if q := a.course.byPath[Key(candidate)]; q != nil {
			return Target{Page: q}, true
		}
	}
	return Target{}, false
}

// anchor checks the fragment of a link to a page.
func (a *assembly) anchor(from *Page, t Target, l block.Link) Target {
	q := t.Page
	if q == nil || t.Fragment == "" || q.Lesson.File == "" || q.hasAnchor(t.Fragment) {
		return t
	}
	if a.quiet {
		return t // it may stand in what this edition leaves out too
	}
	ids := make([]string, 0, len(q.Headings))
	for _, h := range q.Headings {
		ids = append(ids, h.ID)
	}
	for _, f := range q.Meta.FAQs {
		ids = append(ids, f.ID)
	}
	for _, term := range q.Terms {
		ids = append(ids, term.ID)
	}
	where := "this page"
	if q != from {
		where = q.Lesson.File
	}
	hint := diag.DidYouMean(t.Fragment, ids)
	if hint == "" {
		hint = "the page has no headings"
	}
	a.add(diag.Errorf(l.Pos, hint, "%s has no heading or question with the anchor #%s", where, t.Fragment))
	return Target{Page: q}
}

func (p *Page) hasAnchor(id string) bool {
	return p.HasAnchor(id) || id == "toc" && p.HasTOC()
}

// nearPage is the hint for a page that does not exist. Names in the same folder come before the same
// name in other folders.
func (a *assembly) nearPage(p *Page, dest, file string) string {
	if file == "" {
		return "the path leads out of content; it counts from this file"
	}
	if a.course.byFile[file+".md"] != nil {
		return didYouMean(strings.TrimSuffix(dest, "/") + ".md")
	}
	switch ext := strings.ToLower(path.Ext(file)); {
	case resourceTypes[ext]:
		return a.nearFile(p, dest, file)
	case ext == ".html" && a.course.byFile[strings.TrimSuffix(file, ext)+".md"] != nil:
		return didYouMean(strings.TrimSuffix(dest, ext) + ".md")
	case ext != "" && ext != ".md" && ext != ".html" && !strings.HasPrefix(dest, "/") && !strings.HasSuffix(dest, "/"):
		name := path.Base(file)
		return "only pictures and documents are published beside a page; put " + name + " into content/static and link to /" + name
	}
	dir, base := path.Dir(file), path.Base(file)
	var here, elsewhere []string
	for other := range a.course.byFile {
		if path.Dir(other) == dir {
			here = append(here, path.Base(other))
		} else if path.Base(other) == base && base != "_index.md" {
			elsewhere = append(elsewhere, other)
		}
	}
	if hint := diag.DidYouMean(base, here); strings.HasPrefix(hint, "did you mean") {
		name := strings.TrimSuffix(strings.TrimPrefix(hint, `did you mean "`), `"?`)
		return didYouMean(relative(p.Lesson.File, dir+"/"+name))
	}
	if len(elsewhere) > 0 {
		return didYouMean(relative(p.Lesson.File, slices.Min(elsewhere)))
	}
	return "write the path of its file, counted from this file: ../module/lesson.md"
}

func didYouMean(name string) string { return "did you mean " + quoted(name) + "?" }

func quoted(s string) string { return `"` + s + `"` }

// relative returns the path of a file as seen from another file.
func relative(from, to string) string {
	up := strings.Split(path.Dir(from), "/")
	down := strings.Split(to, "/")
	for len(up) > 0 && len(down) > 1 && up[0] == down[0] {
		up, down = up[1:], down[1:]
	}
	return strings.Repeat("../", len(up)) + strings.Join(down, "/")
}

// checkBlocks reports blocks that the course has nothing to show for.
func (a *assembly) checkBlocks(p *Page) {
	for _, b := range p.Blocks {
		if need := b.Kind.Needs; need != "" {
			if _, ok := a.course.Home.Meta.Keys.At("", need); !ok {
				a.add(diag.Errorf(b.Pos, "add "+need+": {title, text, button} to the front matter of "+SettingsMD,
					"%s block, but the course has no %s", b.Kind.Name, need))
			}
		}
	}
}
