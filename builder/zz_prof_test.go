package builder

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"sort"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"lectern/builder/course"
	"lectern/builder/lesson"
)

func zzcpu() time.Duration {
	var r unix.Rusage
	unix.Getrusage(unix.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func TestZZParse(t *testing.T) {
	dir := os.Getenv("ZZ")
	if dir == "" {
		t.Skip()
	}
	fsys := os.DirFS(dir)
	s, err := load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	var texts [][]byte
	for _, m := range s.markdown {
		b, _ := readSource(fsys, m.file)
		texts = append(texts, b)
	}
	opt := lesson.Options{Language: "en"}
	_ = course.SettingsMD
	if out := os.Getenv("ZZDUMP"); out != "" {
		f, _ := os.Create(out)
		for i, m := range s.markdown {
			l := lesson.Parse(m.file, m.kind, texts[i], opt)
			j, err := json.Marshal(l)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(f, "%s %x\n%s\n", m.file, sha256.Sum256(j), j)
		}
		f.Close()
	}
	if p := os.Getenv("ZZALLOC"); p != "" {
		runtime.MemProfileRate = 512
		defer func() {
			f, _ := os.Create(p)
			pprof.Lookup("allocs").WriteTo(f, 0)
			f.Close()
		}()
	}
	n := len(texts)
	var ms0, ms1 runtime.MemStats
	if p := os.Getenv("ZZCPU"); p != "" {
		f, _ := os.Create(p)
		runtime.SetCPUProfileRate(500)
		pprof.StartCPUProfile(f)
		defer func() { pprof.StopCPUProfile(); f.Close() }()
	}
	var all []float64
	rounds := 5
	for r := 0; r < rounds; r++ {
		runtime.GC()
		runtime.ReadMemStats(&ms0)
		c := zzcpu()
		for i, m := range s.markdown {
			lesson.Parse(m.file, m.kind, texts[i], opt)
		}
		d := zzcpu() - c
		runtime.ReadMemStats(&ms1)
		all = append(all, float64(d.Microseconds())/float64(n))
	}
	sort.Float64s(all)
	fmt.Printf("cpu/lesson µs: min %.0f med %.0f  allocs %d  bytes %d  gcs %d\n", all[0], all[len(all)/2], (ms1.Mallocs-ms0.Mallocs)/uint64(n), (ms1.TotalAlloc-ms0.TotalAlloc)/uint64(n), ms1.NumGC-ms0.NumGC)
}
