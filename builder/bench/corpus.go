package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const corpusSeed = 6

// profile is how long the lessons of a corpus are.
type profile struct {
	name      string
	words     int // of the body
	headings  int // at least; up to half as many more
	takeaways int
	questions int // at least; up to half as many more
	quotes    bool
}

var profiles = map[string]profile{
	"full":  {name: "full", words: 2000, headings: 12, takeaways: 5, questions: 6, quotes: true},
	"short": {name: "short", words: 300, headings: 3, takeaways: 3, questions: 2},
}

// size is how many lessons of which length a course has.
type size struct {
	lessons int
	profile profile
}

func (s size) String() string {
	return fmt.Sprintf("%s lessons of %s words", number(s.lessons), number(s.profile.words))
}

// A corpus is a course that Lectern and Hugo can both read, in memory but for its texts.
type corpus struct {
	profile profile
	modules []*module
	lessons []*lesson
}

type module struct {
	index       int
	title, slug string
	lessons     []*lesson
}

type lesson struct {
	index       int
	title, slug string
	module      *module
}

// planCorpus lays out modules of 16 to 24 lessons. The same size gives the same corpus, and a lesson of a smaller
// one differs from that of a larger one in its links only.
func planCorpus(s size) *corpus {
	c := &corpus{profile: s.profile}
	for len(c.lessons) < s.lessons {
		w := newWriter(corpusSeed, uint64(1e9+len(c.modules)))
		m := &module{index: len(c.modules), title: w.fill("{topic} {angle}")}
		m.slug = fmt.Sprintf("%s-%d", slug(m.title), m.index+1)
		for range min(16+w.IntN(9), s.lessons-len(c.lessons)) {
			l := &lesson{index: len(c.lessons), module: m, title: w.line([]string{"{doing} {thing} {setting}"})}
			l.slug = fmt.Sprintf("%s-%d", slug(l.title), l.index+1)
			m.lessons = append(m.lessons, l)
			c.lessons = append(c.lessons, l)
		}
		c.modules = append(c.modules, m)
	}
	return c
}

// path is the file of a lesson below content.
func (l *lesson) path() string { return l.module.slug + "/" + l.slug + ".md" }

// url is where both generators publish it.
func (l *lesson) url() string { return "/" + l.module.slug + "/" + l.slug + "/" }

// write writes the course below dir.
func (c *corpus) write(dir string) error {
	files := newFiles(filepath.Join(dir, "content"))
	files.add("_index.md", c.home())
	for _, m := range c.modules {
		files.add(m.slug+"/_index.md", c.moduleFile(m))
		for _, l := range m.lessons {
			files.add(l.path(), c.lessonFile(l))
		}
	}
	for i := range handouts {
		files.add("static"+handout(i), handoutFile(i))
	}
	return files.err
}

// files writes files below a folder until one fails.
type files struct {
	root string
	made map[string]bool
	err  error
}

func newFiles(root string) *files { return &files{root: root, made: map[string]bool{}} }

func (f *files) add(name, text string) {
	path := filepath.Join(f.root, filepath.FromSlash(name))
	if dir := filepath.Dir(path); f.err == nil && !f.made[dir] {
		f.err = os.MkdirAll(dir, 0o755)
		f.made[dir] = true
	}
	if f.err == nil {
		f.err = os.WriteFile(path, []byte(text), 0o644)
	}
}

// home is the course's own page. Lectern would rather have something to do for the learner in every lesson, which plain Markdown cannot
// give.
func (c *corpus) home() string {
	return fmt.Sprintf(`---
title: Lead Well
baseURL: https://lead.example.org/
description: A course of %d modules for people who lead others, each lesson with its key takeaways, answers and a handout.
checks: {practice: false}
---

Welcome to **Lead Well**. Begin with the first lesson, or take the module that *you need today*.

Each lesson stands for itself and takes as long as a coffee break.
`, len(c.modules))
}

func (c *corpus) moduleFile(m *module) string {
	w := newWriter(corpusSeed, uint64(2e9+m.index))
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %q\ndescription: %q\nweight: %d\n---\n", m.title, w.sentence(), (m.index+1)*10)
	w.emphasis = true
	for range 3 {
		b.WriteString("\n" + w.paragraph(60, nil) + "\n")
	}
	return b.String()
}

const handouts = 20 // files that the lessons offer to download

func handout(i int) string { return fmt.Sprintf("/handouts/handout-%02d.pdf", i+1) }

// handoutFile is 24 KiB that cannot be made smaller, as pictures and documents are.
func handoutFile(i int) string {
	w := newWriter(corpusSeed, uint64(3e9+i))
	b := make([]byte, 0, 24<<10)
	for b = append(b, "%PDF-1.4\n"...); len(b) < cap(b); {
		b = append(b, byte(w.Uint32()))
	}
	return string(b)
}
