package lesson

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestZZ2(t *testing.T) {
	files, _ := filepath.Glob("/work/scratch/teaching/lectern-full-100/content/budget*/*.md")
	more, _ := filepath.Glob("/work/main/content/*/*.md")
	files = append(files, more...)
	var srcs [][]byte
	for _, f := range files {
		s, _ := os.ReadFile(f)
		srcs = append(srcs, s)
	}
	for at := time.Now(); time.Since(at) < 20*time.Second; {
		for _, s := range srcs {
			Parse("content/a/b.md", KindLesson, s, Options{Language: "en"})
		}
	}
}
