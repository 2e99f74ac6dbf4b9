package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// series are the runs of one tool. The runs of the same number of several series belong together.
type series struct {
	name  string
	costs []cost
}

// measure measures every size and prints the report.
func (s *session) measure() error {
	fmt.Printf("# One course, built by Lectern and by Hugo\n\n%s Medians of %d runs in turn.\n", s.system(), s.opt.runs)
	var full, again [][]string
	var checks []string
	for _, of := range s.opt.sizes {
		fmt.Fprintf(os.Stderr, "bench: %s\n", of)
		r, err := s.measureSize(of)
		if err != nil {
			return err
		}
		full = append(full, fullRows(of, r.full)...)
		again = append(again, againRow(of, "nothing", r.unchanged), againRow(of, "one lesson", r.edited))
		checks = append(checks, r.check)
	}
	begin, err := s.startup()
	if err != nil {
		return err
	}
	fmt.Printf("\n## Full build into a new folder\n\n%s", markdownTable(fullHeader, full))
	fmt.Printf("\n## Second build into the same folder\n\n%s", markdownTable(againHeader, again))
	fmt.Printf("\n## The program\n\n%s", markdownTable(startHeader, begin))
	fmt.Printf("\n## The work\n\n%s\n", strings.Join(checks, "\n"))
	return nil
}

// sizeResult is what was measured at one size.
type sizeResult struct {
	full              []series // of lectern, hugo and the floors
	unchanged, edited []series // of lectern and hugo
	check             string
}

func (s *session) measureSize(of size) (*sizeResult, error) {
	course, err := s.course(of)
	if err != nil {
		return nil, err
	}
	defer s.done(course)
	r := &sizeResult{}
	sites := map[string]string{}
	if r.full, err = s.fullBuilds(of, course, sites); err != nil {
		return nil, err
	}
	if r.check, _, err = s.compare(of, course, sites); err != nil {
		return nil, err
	}
	if r.unchanged, err = s.secondBuilds(course, sites, func(int) error { return nil }); err != nil {
		return nil, err
	}
	edit, err := editor(course)
	if err != nil {
		return nil, err
	}
	r.edited, err = s.secondBuilds(course, sites, edit)
	return r, err
}

// floorRuns is how many times the floor is measured: it takes room that large courses need.
func floorRuns(of size, runs int) int {
	if of.lessons >= 5000 {
		return 1
	}
	return runs
}

// inTurn calls a function for each tool in each run. Every other run goes through the tools from behind, so that none is always the
// one that comes after a certain other.
func inTurn(tools []tool, runs int, each func(run, tool int) error) error {
	for run := range runs {
		for i := range tools {
			if run%2 == 1 {
				i = len(tools) - 1 - i
			}
			if err := each(run, i); err != nil {
				return err
			}
		}
	}
	return nil
}

// fullBuilds builds into a new folder each time, and notes where each tool's last site is.
func (s *session) fullBuilds(of size, course string, sites map[string]string) ([]series, error) {
	tools := append([]tool{s.lecternTool(), s.hugoTool()}, s.floors()...)
	out := make([]series, len(tools))
	err := inTurn(tools, s.opt.runs, func(run, i int) error {
		t := tools[i]
		out[i].name = t.name
		if i > 1 && run >= floorRuns(of, s.opt.runs) {
			return nil
		}
		site := s.output(course)
		c, err := s.start(t.args(course, site))
		out[i].costs = append(out[i].costs, c)
		sites[t.name] = site
		return err
	})
	return out, err
}

// coarse is more than the steps of the clock that files are stamped by.
const coarse = 20 * time.Millisecond

// secondBuilds builds into the folders that hold the sites already. Before each run prepare may change the course.
func (s *session) secondBuilds(course string, sites map[string]string, prepare func(run int) error) ([]series, error) {
	tools := []tool{s.lecternTool(), s.hugoTool()}
	out := []series{{name: "lectern"}, {name: "hugo"}}
	prepared := -1
	err := inTurn(tools, s.opt.runs, func(run, i int) error {
		if prepared < run {
			prepared = run
			if err := prepare(run); err != nil {
				return err
			}
		}
		time.Sleep(coarse)
		begin, site := time.Now(), sites[tools[i].name]
		c, err := s.start(tools[i].args(course, site))
		if err == nil {
			c.wrote, err = written(site, begin.Add(-coarse/2))
		}
		out[i].costs = append(out[i].costs, c)
		return err
	})
	return out, err
}

// editor returns a function that gives the lesson in the middle of the course another last paragraph.
func editor(course string) (func(run int) error, error) {
	var lessons []string
	err := filepath.WalkDir(filepath.Join(course, "content"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".md" && d.Name() != "_index.md" {
			lessons = append(lessons, path)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	path := lessons[len(lessons)/2]
	text, err := os.ReadFile(path)
	return func(run int) error {
		return os.WriteFile(path, fmt.Appendf(slices.Clip(text), "\nOne more paragraph, written for edit %d.\n", run+1), 0o644)
	}, err
}

const startRuns = 20

// startup measures the start of the programs, which is all that "version" takes, and their size.
func (s *session) startup() ([][]string, error) {
	programs := []string{s.lectern, s.hugo}
	tools := []tool{{name: "lectern"}, {name: "hugo"}}
	costs := make([]series, len(tools))
	err := inTurn(tools, startRuns, func(_, i int) error {
		c, err := s.start([]string{programs[i], "version"})
		costs[i].costs = append(costs[i].costs, c)
		return err
	})
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for i, path := range programs {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		rows = append(rows, []string{tools[i].name, duration(median(costs[i].walls())), megabytes(info.Size())})
	}
	return rows, nil
}

// check builds each size once with both tools and says whether they did the same work. That they did not is an error.
func (s *session) check() error {
	same := true
	for _, of := range s.opt.sizes {
		course, err := s.course(of)
		if err != nil {
			return err
		}
		sites := map[string]string{}
		for _, t := range []tool{s.lecternTool(), s.hugoTool()} {
			sites[t.name] = s.output(course)
			if _, err := s.start(t.args(course, sites[t.name])); err != nil {
				return err
			}
		}
		report, equal, err := s.compare(of, course, sites)
		if err != nil {
			return err
		}
		fmt.Println(report)
		same = same && equal
		s.done(course)
	}
	if !same {
		return fmt.Errorf("the two sites differ")
	}
	return nil
}

// compare reports on the work that was done, and whether it was the same.
func (s *session) compare(of size, course string, sites map[string]string) (report string, same bool, err error) {
	cmd := exec.CommandContext(s.ctx, s.self, "compare", course, sites["lectern"], sites["hugo"])
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		return "", false, fmt.Errorf("compare the sites: %w\n%s", err, problems.Bytes())
	}
	verdict, rest, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	return fmt.Sprintf("- %s: %s", of, strings.TrimSpace(verdict+"\n"+rest)), strings.HasPrefix(verdict, sameWork), nil
}
