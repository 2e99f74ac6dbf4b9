package course

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"lectern/builder/block"
	"lectern/builder/diag"
	"lectern/builder/lesson"
)

// placeAll gives every page its path and lists the pages in the order of the course.
func (a *assembly) placeAll() {
	c := a.course
	a.place(c.Home, "")
	for _, m := range append(append([]*Module{}, c.Modules...), c.Shelves...) {
		a.place(m.Page, a.slug(m.Page)+"/")
		for _, p := range m.Lessons {
			a.place(p, m.Path+a.slug(p)+"/")
		}
	}
	for _, p := range c.Templates {
		a.place(p, "templates/"+a.slug(p)+"/")
		a.templates[name(p.Lesson.File)] = p
	}
	for _, p := range c.Templates {
		if slug := path.Base(p.Path); a.templates[slug] == nil {
			a.templates[slug] = p
		}
	}
	if c.Glossary != nil {
		a.place(c.Glossary, "glossary/")
	}
	for _, p := range c.Plain {
		a.place(p, a.slug(p)+"/")
	}
}

// slug returns the page's part of its URL.
func (a *assembly) slug(p *Page) string {
	if p.Meta.Slug != "" {
		slug := chosenSlug(p.Meta.Slug)
		if slug == "" {
			pos, _ := p.Meta.Keys.At(p.Lesson.File, "slug")
			a.add(diag.Errorf(pos, "write one part of the address, such as giving-feedback",
				"slug %q has no letter or digit", p.Meta.Slug))
			return "page"
		}
		return slug
	}
	slug := Slug(name(p.Lesson.File))
	if slug == "" {
		a.add(diag.Errorf(diag.Pos{File: p.Lesson.File}, "add slug: to the front matter, or rename the file",
			"name %q has no letter or digit to make a URL from", name(p.Lesson.File)))
		return "page"
	}
	return slug
}

// place publishes a page at a path, unless that is taken.
func (a *assembly) place(p *Page, at string) {
	p.Path = at
	pos := diag.Pos{File: p.Lesson.File}
	if slug, ok := p.Meta.Keys.At(p.Lesson.File, "slug"); ok {
		pos = slug
	}
	source := p.Lesson.File
	if source == "" {
		source = generatedPrefix + "page " + urlOf(at)
	}
	if reason := badPath(p.FilePath()); reason != "" {
		if m := p.Module; m == nil || m.Page == p || badPath(m.FilePath()) == "" {
			a.add(diag.Errorf(pos, "give it another name, or a slug of its own", "address /%s %s", at, reason))
		}
		return
	}
	if a.paths.claim(p.FilePath(), source, pos) {
		a.course.Pages = append(a.course.Pages, p)
		a.course.byPath[Key(at)] = p
	}
}

// addGenerated adds the pages that are made from the whole course.
func (a *assembly) addGenerated() {
	c := a.course
	if list := c.TemplateList; len(c.Templates) > 0 || list != nil {
		if list == nil {
			c.TemplateList = generated(TemplateList)
		}
		a.place(c.TemplateList, "templates/")
	}
	a.gather(&c.FAQ, FAQ, 2000, func(p *Page) int { return len(p.Meta.FAQs) })
	a.gather(&c.Takeaways, Takeaways, 2000, func(p *Page) int { return len(p.Meta.Takeaways) })
	a.gather(&c.Workbook, Workbook, 500, (*Page).exercises)
	a.gather(&c.Print, Print, 150, func(p *Page) int {
		if p.IsLesson() {
			return 1
		}
		return 0
	})
	a.addAgendas()
	c.Search = generated(Search)
	a.place(c.Search, "search/")
	c.NotFound = generated(NotFound)
	a.place(c.NotFound, "404.html")
	for _, file := range []string{SearchDirectory, "sitemap.xml", "feed.xml", "robots.txt", "_headers", "_redirects"} {
		a.paths.claim(file, generatedPrefix+"file "+file, diag.Pos{File: SettingsMD})
	}
}

// SearchDirectory is the published file that a search begins with.
const SearchDirectory = "search/index.json"

func generated(kind Kind) *Page { return &Page{Lesson: &lesson.Lesson{}, Kind: kind} }

// gather adds the page of a kind that shows something of every page, unless there is nothing to show. Count says how many
// such things a page has. A course with more than max of them has a page for each module besides.
func (a *assembly) gather(field **Page, kind Kind, max int, count func(*Page) int) {
	total := 0
	for _, p := range a.course.Pages {
		total += count(p)
	}
	if total == 0 {
		return
	}
	whole := generated(kind)
	*field = whole
	a.place(whole, string(kind)+"/")
	if total > max {
		a.addParts(whole, count)
	}
}

// addParts divides a gathering page by module.
func (a *assembly) addParts(whole *Page, count func(*Page) int) {
	c := a.course
	for _, m := range append(append([]*Module{}, c.Modules...), c.Shelves...) {
		if slices.ContainsFunc(m.Lessons, func(p *Page) bool { return count(p) > 0 }) {
			part := generated(whole.Kind)
			part.Module = m
			whole.Parts = append(whole.Parts, part)
			a.place(part, whole.Path+m.Path)
		}
	}
}

// exercises returns how many exercises of the page stand in the workbook.
func (p *Page) exercises() int {
	if !p.IsLesson() {
		return 0
	}
	return len(p.Exercises())
}

// addAgendas gives every module a page for whoever runs it live, in that edition only.
func (a *assembly) addAgendas() {
	if a.opt.Edition != block.Facilitator.Edition {
		return
	}
	for _, m := range a.course.Modules {
		m.Agenda = generated(Agenda)
		m.Agenda.Module = m
		a.place(m.Agenda, m.Path+"agenda/")
	}
}

// addAssets knows every file that could be published.
func (a *assembly) addAssets() {
	for _, f := range a.files {
		role, _ := Classify(f.Path)
		asset := &Asset{Source: f.Path, Size: f.Size, Width: f.Width, Height: f.Height}
		switch role {
		case Static:
			asset.Path = norm.NFC.String(strings.TrimPrefix(f.Path, staticDir))
			if reason := badPath(asset.Path); reason != "" {
				a.add(diag.Errorf(diag.Pos{File: f.Path}, "rename the file", "file name %s", reason))
				continue
			}
			a.assets[norm.NFC.String(f.Path)] = asset
			a.publish(asset)
		case Resource:
			asset.Path = norm.NFC.String(a.assetPath(f.Path))
			a.assets[norm.NFC.String(f.Path)] = asset
		}
	}
}

// badPath says why a path cannot be published.
func badPath(p string) string {
	if strings.ContainsFunc(p, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' || r == '\ufffd' }) {
		return "has a control character or a backslash"
	}
	parts := strings.Split(Key(p), "/")
	switch {
	case len(parts) > 1 && parts[0] == "assets":
		return "lies in assets/, which belongs to the theme"
	case parts[0] == ".lectern.json":
		return "is that of the list of published files"
	case slices.Contains(parts, ".git"):
		return "lies in .git, which is never part of a site"
	case slices.ContainsFunc(parts, func(part string) bool { return len(part) > maxName }):
		return "has a part of more than 255 bytes, which file systems refuse"
	}
	return ""
}

// maxName is the longest name of a file, in bytes, that common file systems take.
const maxName = 255

// assetPath returns where a file beside pages is published: beside the page whose folder it lies in.
func (a *assembly) assetPath(file string) string {
	for dir := path.Dir(file); dir != ContentDir && dir != "."; dir = path.Dir(dir) {
		rest := strings.TrimPrefix(file, dir+"/")
		if p := a.course.byFile[norm.NFC.String(dir+"/index.md")]; p != nil {
			return p.Path + rest
		}
		if p := a.course.byFile[norm.NFC.String(dir+"/_index.md")]; p != nil {
			return p.Path + rest
		}
		if dir+"/" == templateDir {
			break
		}
	}
	return strings.TrimPrefix(file, ContentDir+"/")
}

func (a *assembly) publish(asset *Asset) {
	if a.paths.claim(asset.Path, asset.Source, diag.Pos{File: asset.Source}) {
		a.course.Assets = append(a.course.Assets, asset)
	}
}

// placeAssets publishes the files that a page refers to and warns of the others.
func (a *assembly) placeAssets() {
	for _, f := range a.files {
		asset := a.assets[norm.NFC.String(f.Path)]
		if asset == nil || strings.HasPrefix(f.Path, staticDir) {
			continue
		}
		switch published, used := a.used[asset]; {
		case published:
			if reason := badPath(asset.Path); reason != "" {
				a.add(diag.Errorf(diag.Pos{File: f.Path}, "rename the file", "file name %s", reason))
				continue
			}
			a.publish(asset)
		case !used:
			d := diag.Warningf(diag.Pos{File: f.Path}, "link to it, remove it, or move it to content/static to publish it all the same",
				"no page refers to this file, so it is not published")
			d.Check = "unreferenced-file"
			a.add(d)
		}
	}
}

// addAliases makes the redirects.
func (a *assembly) addAliases() {
	for _, p := range a.course.Pages {
		for _, alias := range p.Meta.Aliases {
			at := aliasPath(p, alias.Value)
			file := at
			if strings.HasSuffix(at, "/") || at == "" {
				file += "index.html"
			}
			if at == p.Path {
				a.add(diag.Errorf(alias.Pos, "remove it: an alias is a path that the page had before", "alias %q is the page's own path", alias.Value))
				continue
			}
			if reason := badPath(file); reason != "" {
				a.add(diag.Errorf(alias.Pos, "remove it", "alias %q %s", alias.Value, reason))
				continue
			}
			if a.paths.claim(file, aliasPrefix+p.Lesson.File, alias.Pos) {
				p.Aliases = append(p.Aliases, at)
				a.course.Redirects = append(a.course.Redirects, Redirect{From: "/" + at, To: p})
			}
		}
	}
	sortRedirects(a.course.Redirects)
}

// aliasPath returns an alias below the site's root: with a leading slash from there, as in
// Hugo, otherwise from the page's parent. Without an extension it is a folder.
func aliasPath(p *Page, alias string) string {
	if u, err := url.PathUnescape(alias); err == nil {
		alias = u
	}
	at := path.Join("/", alias)
	if !strings.HasPrefix(alias, "/") {
		at = path.Join("/", path.Dir(strings.TrimSuffix(p.Path, "/")), alias)
	}
	at = norm.NFC.String(strings.TrimPrefix(at, "/"))
	if at != "" && path.Ext(at) != ".html" && path.Ext(at) != ".htm" {
		at += "/"
	}
	return at
}
