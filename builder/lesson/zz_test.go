package lesson

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"testing"
	"time"
)

func TestZZ(t *testing.T) {
	debug.SetGCPercent(400)
	for _, set := range []string{"/work/scratch/teaching/lectern-full-100/content/budget*/*.md", "/work/main/content/*/*.md"} {
		files, _ := filepath.Glob(set)
		var sum [2]time.Duration
		for _, f := range files {
			s, _ := os.ReadFile(f)
			var best [2]time.Duration
			for i := range 120 {
				testOff = i%2 == 1
				at := time.Now()
				Parse("content/a/b.md", KindLesson, s, Options{Language: "en"})
				d := time.Since(at)
				if best[i%2] == 0 || d < best[i%2] {
					best[i%2] = d
				}
			}
			sum[0] += best[0]
			sum[1] += best[1]
		}
		n := time.Duration(len(files))
		fmt.Println(set, sum[0]/n, sum[1]/n, float64(sum[0]-sum[1])/float64(sum[1])*100, "%")
	}
}
