package course_test

import (
	"regexp"
	"strings"

	"lectern/builder/course"
)

var objectiveLines = regexp.MustCompile(`(?m)^objectives:\n((?:  - .*\n)+)`)

// plantObjectives gives a lesson an objective of another module.
func plantObjectives(s *sample) []plant {
	var out []plant
	files := s.names(isLesson)
	for i, file := range files {
		text := s.texts[file]
		own := objectiveLines.FindStringSubmatchIndex(text)
		for _, step := range []int{7, 11, 16} {
			other := s.texts[files[(i+step)%len(files)]]
			theirs := strings.SplitAfter(objectiveLines.FindStringSubmatch(other)[1], "\n")
			planted := theirs[step%(len(theirs)-1)]
			out = append(out, plant{
				what: strings.TrimSpace(planted), in: file, line: strings.Count(text[:own[3]], "\n") + 1,
				changed: map[string]string{file: edit(text, own[3], own[3], planted)},
			})
		}
	}
	return out
}

// plantForeignObjectives gives a lesson an objective that no course for managers is about.
func plantForeignObjectives(s *sample) []plant {
	foreign := []string{
		"Set up a household budget in a spreadsheet", "Tune a guitar by ear", "Read a balance sheet and a cash-flow statement",
		"Tell edible mushrooms from poisonous ones", "Prune apple trees in winter", "Mount a bicycle tyre without tools",
		"Translate a sonnet into German prose", "Calculate the load on a wooden beam",
	}
	var out []plant
	for i, file := range s.names(isProse) {
		text := s.texts[file]
		end := objectiveLines.FindStringSubmatchIndex(text)[3]
		for k := range 2 {
			planted := foreign[(2*i+k)%len(foreign)]
			out = append(out, plant{what: planted, in: file, changed: map[string]string{file: edit(text, end, end, "  - "+planted+"\n")}})
		}
	}
	return out
}

var exercises = regexp.MustCompile(`(?ms)^:::+(?:quiz|reflect|plan|checklist)\b.*?^:::+\n`)

func plantIdleLessons(s *sample) []plant {
	var out []plant
	for _, file := range s.names(isLesson) {
		out = append(out, plant{in: file, changed: map[string]string{file: exercises.ReplaceAllString(s.texts[file]+"\n", "")}})
	}
	return out
}

var questionLines = regexp.MustCompile(`(?m)^  - question: (.*)\n`)

// plantRepeatedQuestions asks a question of another lesson again, in other words.
func plantRepeatedQuestions(s *sample) []plant {
	reword := []*strings.Replacer{
		strings.NewReplacer("How do I", "How can I", "What if", "What do I do if", "Should I", "Can I", "my", "your"),
		strings.NewReplacer("a ", "the ", "someone", "a person", "How do I", "What is a good way to"),
		strings.NewReplacer("?", " at all?", "team", "teams", "manager", "managers"),
		strings.NewReplacer("do I", "should I", "an employee", "someone", "starts", "begins", "difficult", "hard"),
		strings.NewReplacer("?", " these days?"),
	}
	var out []plant
	files := s.names(isProse)
	for i, file := range files {
		text := s.texts[file]
		for step := 1; step < 4; step++ {
			other := s.texts[files[(i+7*step)%len(files)]]
			questions := questionLines.FindAllStringSubmatch(other, -1)
			q := reword[(i+step)%len(reword)].Replace(questions[step%len(questions)][1])
			at := questionLines.FindStringIndex(text)[0]
			planted := edit(text, at, at, "  - question: "+q+"\n    answer: It depends on the case.\n")
			out = append(out, plant{what: q, in: file, or: files[(i+7*step)%len(files)], changed: map[string]string{file: planted}})
		}
	}
	return out
}

// plantUnusedTemplates takes each template out of every page that offers it.
func plantUnusedTemplates(s *sample) []plant {
	var out []plant
	for _, template := range s.names(isTemplate) {
		name := strings.TrimSuffix(template[strings.LastIndex(template, "/")+1:], ".md")
		links := regexp.MustCompile(`\[([^\]]*)\]\([^)]*templates/` + name + `\.(?:md|xlsx)[^)]*\)`)
		downloads := regexp.MustCompile(`(?m)^  - template: ` + name + `\n`)
		blocks := regexp.MustCompile(`(?ms)^:::+download\{template=` + name + `\}.*?^:::+\n`)
		changed := map[string]string{}
		for file, text := range s.texts {
			bare := blocks.ReplaceAllString(downloads.ReplaceAllString(links.ReplaceAllString(text, "$1."), ""), "")
			bare = strings.Replace(bare, "downloads:\nrelated:", "related:", 1)
			if bare != text {
				changed[file] = bare
			}
		}
		out = append(out, plant{what: name, in: template, changed: changed})
	}
	return out
}

// plantUnlinkedModules takes every link to the lessons of a module away.
func plantUnlinkedModules(s *sample) []plant {
	var out []plant
	for _, module := range s.names(func(f string) bool {
		return strings.HasSuffix(f, "/_index.md") && f != course.SettingsMD && !strings.Contains(f, "guides")
	}) {
		var names []string
		for _, file := range s.names(isLesson) {
			if strings.HasPrefix(file, strings.TrimSuffix(module, "_index.md")) {
				names = append(names, strings.TrimPrefix(file, strings.TrimSuffix(module, "_index.md")))
			}
		}
		alternatives := strings.ReplaceAll(strings.Join(names, "|"), ".", `\.`)
		links := regexp.MustCompile(`\[([^\]]*)\]\([^)]*\b(?:` + alternatives + `)[^)]*\)`)
		related := regexp.MustCompile(`(?m)^  - \S*\b(?:` + alternatives + `)\n`)
		changed := map[string]string{}
		for file, text := range s.texts {
			changed[file] = related.ReplaceAllString(links.ReplaceAllString(text, "that lesson"), "")
		}
		out = append(out, plant{what: module, in: module, changed: changed})
	}
	return out
}

// plantWithout removes a key of the front matter from each lesson and guide.
func plantWithout(key string) func(*sample) []plant {
	lines := regexp.MustCompile(`(?m)^` + key + `.*\n(?:  .*\n)*`)
	return func(s *sample) []plant {
		var out []plant
		for _, file := range s.names(isProse) {
			at := lines.FindStringIndex(s.texts[file])
			out = append(out, plant{in: file, changed: map[string]string{file: edit(s.texts[file], at[0], at[1], "")}})
		}
		return out
	}
}

func plantFiles(s *sample) []plant {
	var out []plant
	for _, file := range s.names(isProse) {
		for _, ext := range []string{".png", ".pdf"} {
			name := strings.TrimSuffix(file, ".md") + "-old" + ext
			out = append(out, plant{in: name, more: []course.File{{Path: name, Size: 1}}})
		}
	}
	return out
}

func plantHeadings(s *sample) []plant {
	return s.inChunks(func(text string, all []chunk, i int) (string, string) {
		c := text[all[i].at:all[i].end]
		if !strings.HasPrefix(c, "## ") {
			return "", ""
		}
		if before := text[:all[i].at]; i%2 == 0 || strings.LastIndex(before, "\n### ") > strings.LastIndex(before, "\n## ") {
			return c[1:], "too high"
		}
		return "##" + c, "too deep"
	})
}

func plantPictures(s *sample) []plant {
	return s.inChunks(func(text string, all []chunk, i int) (string, string) {
		c := text[all[i].at:all[i].end]
		if !isParagraph(c) {
			return "", ""
		}
		return c + "\n\n![](/favicon.svg)", "no alt text"
	})
}
