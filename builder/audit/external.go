package audit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"lectern/builder/block"
	"lectern/builder/course"
	"lectern/builder/diag"
)

// ExternalOptions say how the web is asked. The zero value is polite.
type ExternalOptions struct {
	Client  *http.Client  // nil makes one with Timeout
	Timeout time.Duration // of one request; zero means 15 s
	Gap     time.Duration // between two requests to one host; zero means 500 ms
	Retries int           // after a failure that may pass; zero means 2, negative none
	Hosts   int           // asked at the same time; zero means 8
	Ignore  []string      // addresses not to ask; a * stands for anything
	Cache   string        // file that keeps what was found; empty for none
	MaxAge  time.Duration // of a good answer in the cache; zero means 7 days
	Now     time.Time     // for the cache; zero means the clock
	Agent   string        // User-Agent; empty means "lectern-check"
}

func (o *ExternalOptions) fill() {
	if o.Timeout == 0 {
		o.Timeout = 15 * time.Second
	}
	if o.Client == nil {
		o.Client = &http.Client{Timeout: o.Timeout, CheckRedirect: follows}
	}
	if o.Gap == 0 {
		o.Gap = 500 * time.Millisecond
	}
	if o.Retries == 0 {
		o.Retries = 2
	}
	if o.Hosts <= 0 {
		o.Hosts = 8
	}
	if o.MaxAge == 0 {
		o.MaxAge = 7 * 24 * time.Hour
	}
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	if o.Agent == "" {
		o.Agent = "lectern-check"
	}
}

// errCircle says that an address leads on and on, perhaps back to itself.
var errCircle = errors.New("redirects again and again")

// follows decides whether one more redirect is followed.
func follows(_ *http.Request, before []*http.Request) error {
	if len(before) >= 6 {
		return errCircle
	}
	return nil
}

// External asks every outside address of the course's pages once, and reports those that are gone
// as errors and those that could not be asked as warnings, at each place that names them. An error is one of the
// cache file or of ctx.
func External(ctx context.Context, c *course.Course, opt ExternalOptions) ([]diag.Diagnostic, error) {
	opt.fill()
	places := map[string][]diag.Pos{}
	for _, p := range c.Pages {
		for _, l := range p.External {
			if address := askable(l, opt.Ignore); address != "" {
				places[address] = append(places[address], l.Pos)
			}
		}
	}
	memory, err := readCache(opt.Cache)
	if err != nil {
		return nil, err
	}
	answers, err := askAll(ctx, places, memory, opt)
	if err != nil {
		return nil, err
	}
	if err := writeCache(opt.Cache, answers); err != nil {
		return nil, err
	}
	var out []diag.Diagnostic
	for address, at := range places {
		for _, pos := range at {
			if d, bad := answers[address].diagnostic(pos, address); bad {
				out = append(out, d)
			}
		}
	}
	return diag.Sort(out), nil
}

// askable returns the address without its fragment; empty for one that is not asked.
func askable(l block.Link, ignore []string) string {
	u, err := url.Parse(l.Dest)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	u.Fragment = ""
	for _, pattern := range ignore {
		if matches(pattern, u.String()) {
			return ""
		}
	}
	return u.String()
}

// matches reports whether the address is the pattern, in which * stands for anything.
func matches(pattern, address string) bool {
	parts := strings.Split(pattern, "*")
	rest, ok := strings.CutPrefix(address, parts[0])
	if !ok || len(parts) == 1 {
		return ok && rest == ""
	}
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(rest, part)
		if i < 0 {
			return false
		}
		rest = rest[i+len(part):]
	}
	return strings.HasSuffix(rest, parts[len(parts)-1])
}

// answer is what the web said of an address.
type answer struct {
	Status int       `json:"status,omitempty"` // of HTTP; 0 when there was no answer
	Fault  string    `json:"fault,omitempty"`  // why there was none
	At     time.Time `json:"at"`

	wait time.Duration // that the host asks for
}

func (a answer) good() bool { return a.Status >= 200 && a.Status < 400 }

// diagnostic tells of a bad answer. Hosts that refuse programs, or are busy, say nothing about the page: a
// warning.
func (a answer) diagnostic(pos diag.Pos, address string) (diag.Diagnostic, bool) {
	switch {
	case a.good():
		return diag.Diagnostic{}, false
	case a.Status == http.StatusNotFound || a.Status == http.StatusGone:
		return diag.Errorf(pos, "link to another page, or remove the link", "%s is gone: %d %s", address, a.Status, http.StatusText(a.Status)), true
	case a.Status == 0:
		return diag.Warningf(pos, "open it in a browser; is the address right?", "%s does not answer: %s", address, a.Fault), true
	}
	return diag.Warningf(pos, "open it in a browser; add it to ignoreLinks in "+course.SettingsMD+" if it is right",
		"%s answers %d %s", address, a.Status, http.StatusText(a.Status)), true
}

// askAll asks the addresses host by host: several hosts at once, each with a gap between two requests.
func askAll(ctx context.Context, places map[string][]diag.Pos, memory map[string]answer, opt ExternalOptions) (map[string]answer, error) {
	hosts := map[string][]string{}
	answers := map[string]answer{}
	for address := range places {
		if a, ok := memory[address]; ok && a.good() && opt.Now.Sub(a.At) < opt.MaxAge {
			answers[address] = a
			continue
		}
		u, err := url.Parse(address)
		if err != nil {
			continue
		}
		hosts[u.Host] = append(hosts[u.Host], address)
	}
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(opt.Hosts)
	for _, addresses := range hosts {
		g.Go(func() error {
			slices.Sort(addresses)
			for i, address := range addresses {
				if i > 0 {
					if err := sleep(ctx, opt.Gap); err != nil {
						return err
					}
				}
				a, err := ask(ctx, address, opt)
				if err != nil {
					return err
				}
				mu.Lock()
				answers[address] = a
				mu.Unlock()
			}
			return nil
		})
	}
	return answers, g.Wait()
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// maxWait is how long a host may tell us to wait. One that wants more time is not asked again.
const maxWait = 30 * time.Second

// ask asks one address: HEAD, and GET where that is refused or not answered, again after failures that may pass. An error is that of ctx.
func ask(ctx context.Context, address string, opt ExternalOptions) (answer, error) {
	method := http.MethodHead
	for try := 0; ; {
		a := request(ctx, method, address, opt)
		if ctx.Err() != nil {
			return a, context.Cause(ctx)
		}
		wait := opt.Gap
		switch {
		case a.good(), a.wait > maxWait:
			return a, nil
		case method == http.MethodHead && a.Status >= 400 && a.Status != http.StatusTooManyRequests:
			method = http.MethodGet
		case a.passes() && try < opt.Retries:
			if a.Status == 0 {
				method = http.MethodGet
			}
			try++
			wait = max(opt.Gap<<try, a.wait)
		default:
			return a, nil
		}
		if err := sleep(ctx, wait); err != nil {
			return a, err
		}
	}
}

// passes reports whether the answer may be another one soon.
func (a answer) passes() bool {
	return a.Status == 0 && a.Fault != errCircle.Error() || a.Status == http.StatusTooManyRequests || a.Status >= 500
}

// retryAfter returns how long a host says to wait: seconds or a date (RFC 9110, 10.2.3).
func retryAfter(value string) time.Duration {
	if seconds, err := strconv.Atoi(value); err == nil {
		return time.Duration(min(max(seconds, 0), 1<<20)) * time.Second
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(time.Until(date), 0)
	}
	return 0
}

func request(ctx context.Context, method, address string, opt ExternalOptions) answer {
	a := answer{At: opt.Now}
	req, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		a.Fault = err.Error()
		return a
	}
	req.Header.Set("User-Agent", opt.Agent)
	resp, err := opt.Client.Do(req)
	if err != nil {
		a.Fault = fault(err)
		return a
	}
	defer resp.Body.Close()
	_, _ = io.CopyN(io.Discard, resp.Body, 4<<10) // so that the connection can be used again
	a.Status, a.wait = resp.StatusCode, retryAfter(resp.Header.Get("Retry-After"))
	return a
}

// fault is the innermost reason, without the address that the message names anyway.
func fault(err error) string {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return err.Error()
}

// readCache reads what was found before. A file that cannot be understood is as good as none.
func readCache(file string) (map[string]answer, error) {
	memory := map[string]answer{}
	if file == "" {
		return memory, nil
	}
	text, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return memory, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the cache of addresses: %w", err)
	}
	if json.Unmarshal(text, &memory) != nil {
		return map[string]answer{}, nil
	}
	return memory, nil
}

// writeCache keeps the answers, in one step.
func writeCache(file string, answers map[string]answer) error {
	if file == "" {
		return nil
	}
	text, err := json.MarshalIndent(answers, "", " ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return fmt.Errorf("write the cache of addresses: %w", err)
	}
	temporary := path.Join(filepath.Dir(file), "."+filepath.Base(file)+".new")
	if err := os.WriteFile(temporary, append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("write the cache of addresses: %w", err)
	}
	if err := os.Rename(temporary, file); err != nil {
		return fmt.Errorf("write the cache of addresses: %w", err)
	}
	return nil
}
