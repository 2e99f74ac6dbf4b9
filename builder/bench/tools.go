package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

const hugoVersion = "v0.165.0"

// binary returns the program that a variable of the environment names, or the one that make makes.
func binary(variable string, make func() (string, error)) (string, error) {
	given := os.Getenv(variable)
	if given == "" {
		return make()
	}
	path, err := exec.LookPath(given)
	if err != nil {
		return "", fmt.Errorf("%s: %w", variable, err)
	}
	return filepath.Abs(path)
}

// buildLectern builds the command of this tree as a release is built.
func buildLectern(ctx context.Context, dir string) (string, error) {
	path := filepath.Join(dir, "lectern")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, "lectern/cmd/lectern")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build lectern: %w\n%s", err, out)
	}
	return path, nil
}

// installHugo returns Hugo out of the user's cache, where it is built when it is not there.
func installHugo(ctx context.Context, progress io.Writer) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the cache: %w", err)
	}
	dir := filepath.Join(cache, "lectern-bench", "hugo-"+hugoVersion)
	path := filepath.Join(dir, "hugo")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("make the cache: %w", err)
	}
	fmt.Fprintf(progress, "building hugo %s into %s, once; this takes some minutes\n", hugoVersion, dir)
	cmd := exec.CommandContext(ctx, "go", "install", "-ldflags", "-s -w", "github.com/gohugoio/hugo@"+hugoVersion)
	cmd.Dir = dir // outside of this module
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOBIN="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build hugo: %w\n%s", err, out)
	}
	return path, nil
}
