package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the scripts run this test binary as the command lectern, through the real main.
func TestMain(m *testing.M) {
	testscript.Main(clearing{m}, map[string]func(){"lectern": main})
}

// clearing clears away what the tests have built.
type clearing struct{ *testing.M }

func (c clearing) Run() int {
	defer func() { os.RemoveAll(releasedDir) }()
	return c.M.Run()
}

// TestScripts runs testdata/script: what a user sees, good and bad. A file is one subject.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(env *testscript.Env) error {
			sample, err := filepath.Abs("../..")
			env.Setenv("SAMPLE", sample)
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   cmdExits,
			"write":   cmdWrite,
			"picture": cmdPicture,
			"files":   cmdFiles,
			"tree":    cmdTree,
			"asset":   cmdAsset,
			"closing": cmdClosing,
			"elem":    cmdElem,
			"hrefs":   cmdHrefs,
			"jsonld":  cmdJSONLD,
			"sitemap": cmdSitemap,
			"atom":    cmdAtom,
		},
	})
}

// cmdExits runs a program, which must end with that code: exits CODE PROGRAM ARGS...
func cmdExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS...")
	}
	code := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// cmdWrite appends text to a file, once or more: write FILE TEXT [TIMES]. Both may have Go's escapes, for bytes that have
// no place in a script.
func cmdWrite(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: write FILE TEXT [TIMES]")
	}
	name, err := strconv.Unquote(`"` + args[0] + `"`)
	ts.Check(err)
	text, err := strconv.Unquote(`"` + strings.ReplaceAll(args[1], `"`, `\"`) + `"`)
	ts.Check(err)
	times := 1
	if len(args) == 3 {
		times, err = strconv.Atoi(args[2])
		ts.Check(err)
	}
	file := ts.MkAbs(name)
	ts.Check(os.MkdirAll(filepath.Dir(file), 0o777))
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	ts.Check(err)
	_, err = f.WriteString(strings.Repeat(text, times))
	ts.Check(errors.Join(err, f.Close()))
}

// cmdPicture makes a PNG of that size: picture FILE WIDTH HEIGHT
func cmdPicture(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: picture FILE WIDTH HEIGHT")
	}
	width, err := strconv.Atoi(args[1])
	ts.Check(err)
	height, err := strconv.Atoi(args[2])
	ts.Check(err)
	var b bytes.Buffer
	ts.Check(png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))))
	file := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(filepath.Dir(file), 0o777))
	ts.Check(os.WriteFile(file, b.Bytes(), 0o666))
}

// cmdFiles prints the paths of the files below a published folder, without those of the theme: files DIR
func cmdFiles(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: files DIR")
	}
	walkFiles(ts, args[0], func(name, _ string, _ fs.FileInfo) {
		if name != ".lectern.json" && !strings.HasPrefix(name, "assets/") {
			fmt.Fprintln(ts.Stdout(), name)
		}
	})
}

// cmdAsset prints a file of the theme, which is published under its name with a fingerprint: asset DIR NAME
func cmdAsset(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: asset DIR NAME")
	}
	ext := filepath.Ext(args[1])
	pattern := strings.TrimSuffix(args[1], ext) + ".[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]" + ext
	found, err := filepath.Glob(filepath.Join(ts.MkAbs(args[0]), "assets", pattern))
	ts.Check(err)
	if len(found) != 1 {
		ts.Fatalf("%d files are %s", len(found), pattern)
	}
	fmt.Fprint(ts.Stdout(), ts.ReadFile(found[0]))
}

// cmdTree prints everything about the files below a folder that a build could change: tree DIR
func cmdTree(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: tree DIR")
	}
	walkFiles(ts, args[0], func(name, file string, info fs.FileInfo) {
		text, err := os.ReadFile(file)
		ts.Check(err)
		fmt.Fprintf(ts.Stdout(), "%s %v %s %x\n", info.Mode(), info.ModTime().UnixNano(), name, sha256.Sum256(text))
	})
}

// walkFiles calls one for each file below dir, in order.
func walkFiles(ts *testscript.TestScript, dir string, one func(name, file string, info fs.FileInfo)) {
	dir = ts.MkAbs(dir)
	ts.Check(filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, file)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil {
			one(filepath.ToSlash(name), file, info)
		}
		return err
	}))
}

var closingForm = regexp.MustCompile(`(?m)\Abuilt (\d+) pages?, (\d+) files? in \d+\.\d\d s \((\d+) parsed, (\d+) written, (\d+) unchanged, (\d+) removed\)\n\z`)

// cmdClosing checks the last line of a build: its form, and its counts against each other and against the
// published folder: closing DIR [PARSED WRITTEN UNCHANGED REMOVED]. A count may be * for any.
func cmdClosing(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 && len(args) != 5 {
		ts.Fatalf("usage: closing DIR [PARSED WRITTEN UNCHANGED REMOVED]")
	}
	line := ts.ReadFile("stdout")
	m := closingForm.FindStringSubmatch(line)
	if m == nil {
		ts.Fatalf("not the closing line: %q", line)
	}
	n := make([]int, len(m))
	for i := range n {
		n[i], _ = strconv.Atoi(m[i])
	}
	pages, others := 0, 0
	walkFiles(ts, args[0], func(name, _ string, _ fs.FileInfo) {
		switch {
		case name == ".lectern.json":
		case strings.HasSuffix(name, ".html"):
			pages++
		default:
			others++
		}
	})
	if n[1] != pages || n[2] != others || n[4]+n[5] != pages+others {
		ts.Fatalf("%d pages and %d files are published, but the closing line is: %s", pages, others, line)
	}
	for i, want := range args[1:] {
		if want != "*" && m[3+i] != want {
			ts.Fatalf("%s is %s, want %s: %s", []string{"parsed", "written", "unchanged", "removed"}[i], m[3+i], want, line)
		}
	}
}
