package lesson
import ("testing";"fmt";"os";"time";"sort")
func TestZZMeasure(t *testing.T) {
	var names []string
	for n := range pathological { names = append(names, n) }
	sort.Strings(names)
	for _, name := range names {
		if f := os.Getenv("ZZ"); f != "" && f != name { continue }
		for _, size := range []int{10<<10, 100<<10, MaxSize-100} {
			fmt.Fprintf(os.Stderr, "%-32s %8d ", name, size)
			d, m := measure("---\ntitle: T\n---\n" + pathological[name](size))
			mark := ""
			if d > 300*time.Millisecond || m > 200<<20 { mark = "  <<<<" }
			fmt.Fprintf(os.Stderr, "%8.1f ms %6d MB%s\n", float64(d.Microseconds())/1000, m>>20, mark)
			if d > 3*time.Second { break }
		}
	}
}
