package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// session is one call of bench.
type session struct {
	ctx                 context.Context
	opt                 options
	place               place
	self, lectern, hugo string // programs
	outputs             int    // folders that were built into
}

func newSession(ctx context.Context, opt options) (*session, error) {
	s := &session{ctx: ctx, opt: opt}
	var room, memory int64
	for _, size := range opt.sizes {
		disk, ram := size.room(opt.runs)
		room, memory = max(room, disk), max(memory, ram)
	}
	var err error
	if s.self, err = os.Executable(); err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	if s.place, err = choosePlace(opt.tmp, room, memory); err != nil {
		return nil, err
	}
	if err = s.programs(); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *session) programs() (err error) {
	s.hugo, err = binary("HUGO", func() (string, error) { return installHugo(s.ctx, os.Stderr) })
	if err == nil {
		s.lectern, err = binary("LECTERN", func() (string, error) { return buildLectern(s.ctx, s.place.dir) })
	}
	return err
}

// close removes what was made, unless that would spoil the next measurements.
func (s *session) close() {
	if s.place.tmpfs {
		_ = os.RemoveAll(s.place.dir)
		return
	}
	fmt.Fprintf(os.Stderr, "bench: what was made stands in %s; remove it when no measurement is to follow\n", s.place.dir)
}

// tool is something that builds a course.
type tool struct {
	name string
	args func(source, out string) []string
}

func (s *session) lecternTool() tool {
	return tool{"lectern", func(source, out string) []string { return []string{s.lectern, "build", "-q", "-s", source, "-d", out} }}
}

func (s *session) hugoTool() tool {
	return tool{"hugo", func(source, out string) []string { return []string{s.hugo, "--quiet", "-s", source, "-d", out} }}
}

// floors are the floor on one core and, where there are more, on all.
func (s *session) floors() []tool {
	var tools []tool
	for _, n := range []int{1, cores} {
		name := fmt.Sprintf("floor, %d cores", n)
		if n == 1 {
			name = "floor, 1 core"
		}
		tools = append(tools, tool{name, func(source, out string) []string {
			return []string{s.self, "floor", source, out, strconv.Itoa(n)}
		}})
	}
	if cores == 1 {
		return tools[:1]
	}
	return tools
}

// cost is what one run took.
type cost struct {
	wall, cpu time.Duration // cpu is user and system time together
	peak      int64         // bytes; 0 where the system does not tell
	wrote     int           // files, of a build into a folder that was there
}

// start runs a program to its end.
func (s *session) start(args []string) (cost, error) {
	cmd := exec.CommandContext(s.ctx, args[0], args[1:]...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	begin := time.Now()
	err := cmd.Run()
	c := cost{wall: time.Since(begin)}
	if s.ctx.Err() != nil {
		return c, errors.New("interrupted")
	}
	if err != nil {
		return c, fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, bytes.TrimSpace(out.Bytes()))
	}
	c.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	c.peak = peakMemory(cmd.ProcessState)
	return c, nil
}

// course lays out a course of a size.
func (s *session) course(of size) (string, error) {
	dir := filepath.Join(s.place.dir, fmt.Sprintf("%s-%d", of.profile.name, of.lessons), "course")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	_, err := s.start([]string{s.self, "corpus", dir, strconv.Itoa(of.lessons), of.profile.name})
	return dir, err
}

// done removes what belongs to a course, where that does no harm.
func (s *session) done(course string) {
	if s.place.tmpfs {
		_ = os.RemoveAll(filepath.Dir(course))
	}
}

// output returns a folder beside the course that was never used.
func (s *session) output(course string) string {
	s.outputs++
	return filepath.Join(filepath.Dir(course), fmt.Sprintf("site-%d", s.outputs))
}

// written counts the files below a folder that were written at a time or later.
func written(dir string, since time.Time) (int, error) {
	n := 0
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil && !info.ModTime().Before(since) {
			n++
		}
		return err
	})
	return n, err
}

// system says where the figures come from.
func (s *session) system() string {
	version := func(program string) string {
		out, err := exec.CommandContext(s.ctx, program, "version").Output()
		words := strings.Fields(string(out))
		if err != nil || len(words) < 2 {
			return "of unknown version"
		}
		return words[1]
	}
	return fmt.Sprintf("Lectern %s, Hugo %s, %s, %s/%s, %d cores, %s.",
		version(s.lectern), version(s.hugo), runtime.Version(), runtime.GOOS, runtime.GOARCH, cores, s.place)
}
