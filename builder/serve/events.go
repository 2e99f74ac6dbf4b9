package serve

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"lectern/builder/diag"
)

// event is what open pages are told.
type event struct {
	Build    int       `json:"build"`              // number of the build
	Errors   []problem `json:"errors,omitempty"`   // diagnostics that keep the site as it was
	Navigate string    `json:"navigate,omitempty"` // where --navigate leads
}

// problem is a diagnostic as the overlay shows it.
type problem struct {
	Place    string `json:"place"` // file:line:column
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Hint     string `json:"hint,omitempty"`
	Excerpt  string `json:"excerpt,omitempty"`
	Editor   string `json:"editor,omitempty"` // address that opens an editor there
}

// event describes the last build. The lock is held.
func (s *Server) event() event {
	e := event{Build: s.number}
	if s.last.Result == nil {
		return e
	}
	if s.last.Result.HasErrors() {
		e.Errors = s.problems(s.last.Result.Diags)
		return e
	}
	if s.opt.Navigate && len(s.last.Changed) == 1 {
		if p := s.last.Result.Course.Lookup(s.last.Changed[0]); p != nil {
			e.Navigate = "/" + p.Path
		}
	}
	return e
}

// maxProblems is how many diagnostics the overlay shows.
const maxProblems = 100

func (s *Server) problems(ds []diag.Diagnostic) []problem {
	var out []problem
	for _, d := range ds[:min(len(ds), maxProblems)] {
		p := problem{Place: d.Pos.String(), Severity: d.Severity.String(), Message: d.Message, Hint: d.Hint}
		if s.opt.Source != nil {
			lines := diag.SplitLines(string(s.opt.Source(d.Pos.File)))
			if n := d.Pos.Line; n >= 1 && n <= len(lines) {
				p.Excerpt = diag.Excerpt(n, max(d.Pos.Column, 1), lines[n-1])
			}
		}
		if s.opt.Root != "" {
			p.Editor = fmt.Sprintf("vscode://file%s/%s", s.opt.Root, p.Place)
		}
		out = append(out, p)
	}
	return out
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
		http.Error(w, "the reload channel is for pages of this server", http.StatusForbidden)
		return
	}
	client, ok := s.events.add()
	if !ok {
		http.Error(w, "too many open pages", http.StatusServiceUnavailable)
		return
	}
	defer s.events.remove(client)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	stream := eventStream{w: w, control: http.NewResponseController(w)}
	if stream.write(": open\n\n") != nil {
		return
	}
	shown, _ := strconv.Atoi(r.URL.Query().Get("build"))
	s.mu.RLock()
	now := s.event()
	s.mu.RUnlock()
	if now.Build != shown || now.Errors != nil {
		now.Navigate = ""
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
