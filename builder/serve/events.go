package serve

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"sync"
	"time"

	"lectern/builder/diag"
)

// event is what open pages are told.
type event struct {
	Build    string    `json:"build"`              // that is shown now
	Errors   []problem `json:"errors,omitempty"`   // what keeps the site as it was; the first of many
	Count    int       `json:"count,omitempty"`    // of all errors
	Navigate string    `json:"navigate,omitempty"` // where --navigate leads
	Pictures bool      `json:"pictures,omitempty"` // a file of the course changed that is no Markdown
}

// problem is an error as the overlay shows it.
type problem struct {
	Place    string `json:"place,omitempty"` // file:line:column
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Hint     string `json:"hint,omitempty"`
	Excerpt  string `json:"excerpt,omitempty"`
	Editor   string `json:"editor,omitempty"` // address that opens an editor there
}

// event describes the last build. The lock is held.
func (s *Server) event() event {
	e := event{Build: s.build(), Pictures: slices.ContainsFunc(s.last.Changed, func(file string) bool { return path.Ext(file) != ".md" })}
	switch b := s.last; {
	case b.Err != nil:
		e.Errors, e.Count = []problem{{Severity: diag.Error.String(), Message: b.Err.Error()}}, 1
	case b.Result == nil:
	case b.Result.HasErrors():
		e.Errors, e.Count = s.problems(b.Result.Diags)
	case s.opt.Navigate && len(b.Changed) == 1:
		if p := b.Result.Course.Lookup(b.Changed[0]); p != nil {
			e.Navigate = (&url.URL{Path: "/" + p.Path}).EscapedPath()
		}
	}
	return e
}

// build names the last build. Another server, which counts from one again, gives its builds other names.
func (s *Server) build() string { return s.name + "." + strconv.Itoa(s.number) }

// maxProblems is how many errors the overlay shows.
const maxProblems = 100

// problems returns the first errors, and the number of all.
func (s *Server) problems(ds []diag.Diagnostic) (shown []problem, count int) {
	for _, d := range ds {
		if d.Severity != diag.Error {
			continue
		}
		if count++; count <= maxProblems {
			shown = append(shown, s.problem(d))
		}
	}
	return shown, count
}

func (s *Server) problem(d diag.Diagnostic) problem {
	p := problem{Place: d.Pos.String(), Severity: d.Severity.String(), Message: d.Message, Hint: d.Hint}
	if s.opt.Source != nil {
		lines := diag.SplitLines(string(s.opt.Source(d.Pos.File)))
		if n := d.Pos.Line; n >= 1 && n <= len(lines) {
			p.Excerpt = diag.Excerpt(n, max(d.Pos.Column, 1), lines[n-1])
		}
	}
	if s.opt.Root != "" {
		p.Editor = "vscode://file" + (&url.URL{Path: path.Join("/", s.opt.Root, d.Pos.File)}).EscapedPath() +
			fmt.Sprintf(":%d:%d", max(d.Pos.Line, 1), max(d.Pos.Column, 1))
	}
	return p
}

// hub knows the open pages. A page that does not read is dropped: nothing waits for it.
type hub struct {
	mu      sync.Mutex
	clients map[chan event]bool
}

func newHub() hub { return hub{clients: map[chan event]bool{}} }

// maxClients bounds what open pages can hold.
const maxClients = 500

func (h *hub) add() (chan event, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.clients) >= maxClients {
		return nil, false
	}
	c := make(chan event, 1)
	h.clients[c] = true
	return c, true
}

func (h *hub) remove(c chan event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.clients, c)
}

// send gives every page the event. One that has not taken the event before gets only this one: the last
// is all that counts.
func (h *hub) send(e event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.clients {
		select {
		case <-c:
		default:
		}
		c <- e
	}
}

const (
	writeTimeout = 5 * time.Second  // for a page that does not read
	heartbeat    = 20 * time.Second // so that gone pages are noticed
)

// serveEvents keeps a page informed until it goes. The page says which build it shows, and hears at once
// when that is not the last.
func (s *Server) serveEvents(w http.ResponseWriter, r *http.Request) {
	if !sameOrigin(r) {
		plain(http.StatusForbidden, "the reload channel is for pages of this server").send(w, r)
		return
	}
	if r.Method == http.MethodHead {
		w.Header().Set("Content-Type", "text/event-stream")
		return
	}
	client, ok := s.events.add()
	if !ok {
		plain(http.StatusServiceUnavailable, "too many open pages").send(w, r)
		return
	}
	defer s.events.remove(client)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	stream := eventStream{w: w, control: http.NewResponseController(w)}
	if stream.write(": open\n\n") != nil {
		return
	}
	shown := r.URL.Query().Get("build")
	s.mu.RLock()
	now := s.told
	s.mu.RUnlock()
	if now.Build != shown || now.Errors != nil {
		now.Navigate, now.Pictures = "", true // nobody knows what the page has missed
		if stream.send(now) != nil {
			return
		}
	}
	s.follow(r, client, stream)
}

func (s *Server) follow(r *http.Request, client chan event, stream eventStream) {
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for {
		var err error
		select {
		case e := <-client:
			err = stream.send(e)
		case <-tick.C:
			err = stream.write(": still here\n\n")
		case <-r.Context().Done():
			return
		}
		if err != nil {
			return
		}
	}
}

// eventStream writes server-sent events (HTML standard, section 9.2).
type eventStream struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func (s eventStream) send(e event) error {
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return s.write("data: " + string(text) + "\n\n")
}

func (s eventStream) write(text string) error {
	if err := s.control.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.control.Flush()
}
