package lesson
import ("testing";"os";"path/filepath")
var _ = 0
func BenchmarkZZ(b *testing.B) {
	for _, set := range []string{"/work/scratch/teaching/lectern-full-100/content/budget*/*.md", "/work/main/content/*/*.md"} {
		files, _ := filepath.Glob(set)
		var srcs [][]byte
		n := 0
		for _, f := range files { s, _ := os.ReadFile(f); srcs = append(srcs, s); n += len(s) }
		for _, on := range []bool{true, false} {
			b.Run(filepath.Base(filepath.Dir(filepath.Dir(filepath.Dir(set))))+map[bool]string{true:"/on",false:"/off"}[on], func(b *testing.B) {
				testOff = !on
				b.ReportAllocs()
				for b.Loop() { for _, s := range srcs { Parse("content/a/b.md", KindLesson, s, Options{Language:"en"}) } }
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(len(srcs)), "µs/file")
			})
		}
	}
}
