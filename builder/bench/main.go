// Command bench builds one and the same course with Lectern and with Hugo, in turn, and prints what each of them needs for it, beside
// the floor: what reading, decoding, converting and writing alone take.
//
//	go run ./builder/bench                                  courses of 100 and 1,000 lessons
//	go run ./builder/bench -sizes 10000,10000:short -runs 1
//	go run ./builder/bench -check                           only whether both sites did the same work
//
// The course is made up here, always the same for a size, and both read the same files of it. The Hugo site in folder hugo does what
// Lectern's default theme does on such pages, and no more: Lectern's pages of all questions and all takeaways, its booklets and quotation marks
// and its coloured code have no counterpart there. Differences of the published pages are listed below the figures, and with -check they
// are failures.
//
// HUGO and LECTERN in the environment name binaries to use as they are. Without them Lectern is built from this tree,
// and Hugo from the module proxy into the user's cache, once.
//
// No figure ever fails: a machine that is busy or slow gives other ones.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

// helpers are what bench does in a process of its own, and hugo, which make torture asks for. The kernel counts the memory of who starts a process as the
// memory of that process too, so the one that measures must stay small.
var helpers = map[string]func(w io.Writer, args []string) error{
	"corpus":  corpusHelper,
	"floor":   floorHelper,
	"compare": compareHelper,
	"hugo":    hugoHelper,
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "bench:", err)
		}
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) > 0 {
		if help := helpers[args[0]]; help != nil {
			return help(os.Stdout, args[1:])
		}
	}
	opt, err := parseFlags(args)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s, err := newSession(ctx, opt)
	if err != nil {
		return err
	}
	defer s.close()
	if opt.check {
		return s.check()
	}
	return s.measure()
}

// options are what the flags say.
type options struct {
	sizes []size
	runs  int
	tmp   string
	check bool
}

func parseFlags(args []string) (options, error) {
	var opt options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	sizes := flags.String("sizes", "", "numbers of lessons, such as 100,1000 (the default; with -check 100); 1000:short has lessons of 300 words")
	lessons := flags.String("profile", "full", "lessons of sizes that do not say it: full, 2,000 words, or short, 300")
	flags.IntVar(&opt.runs, "runs", 3, "runs of each build")
	flags.StringVar(&opt.tmp, "tmp", "", "folder to work in (a tmpfs with enough room, else the system's)")
	flags.BoolVar(&opt.check, "check", false, "only compare the two sites; exit 1 where they differ")
	if err := flags.Parse(args); err != nil {
		return opt, err
	}
	if *sizes == "" && opt.check {
		*sizes = "100"
	} else if *sizes == "" {
		*sizes = "100,1000"
	}
	switch {
	case flags.NArg() > 0:
		return opt, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case opt.runs < 1:
		return opt, errors.New("-runs is less than 1")
	}
	var err error
	opt.sizes, err = parseSizes(*sizes, *lessons)
	return opt, err
}

func parseSizes(list, lessons string) ([]size, error) {
	var out []size
	for item := range strings.SplitSeq(list, ",") {
		number, name, found := strings.Cut(strings.TrimSpace(item), ":")
		if !found {
			name = lessons
		}
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("size %q is no number of lessons", item)
		}
		p, ok := profiles[name]
		if !ok {
			return nil, fmt.Errorf("profile %q is neither full nor short", name)
		}
		out = append(out, size{n, p})
	}
	return out, nil
}

// hugoHelper prints where Hugo is, which it builds if need be.
func hugoHelper(w io.Writer, _ []string) error {
	path, err := binary("HUGO", func() (string, error) { return installHugo(context.Background(), os.Stderr) })
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(w, path)
	return err
}

// corpusHelper is called with a folder, a number of lessons and a profile.
func corpusHelper(_ io.Writer, args []string) error {
	n, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	if err := planCorpus(size{n, profiles[args[2]]}).write(args[0]); err != nil {
		return fmt.Errorf("write the course: %w", err)
	}
	if err := writeHugoSite(args[0]); err != nil {
		return fmt.Errorf("write the Hugo site: %w", err)
	}
	return nil
}

// cores is what builds may use.
var cores = runtime.GOMAXPROCS(0)
