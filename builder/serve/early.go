package serve

import (
	"net/http"
	"strings"

	"lectern/builder"
)

// ShowEarly serves what is known before the first build is shown, which may take a while. It may be called once, before Show.
func (s *Server) ShowEarly(e *builder.Early) {
	s.early.Store(e)
	close(s.skimmed)
}

// answerEarly answers before the first build is shown, once it is known what is asked for. It reports false when the request has to wait
// for that build.
func (s *Server) answerEarly(r *http.Request) (response, bool) {
	select {
	case <-s.ready:
		return response{}, false
	case <-r.Context().Done():
		return response{}, false
	case <-s.skimmed:
	}
	at := strings.TrimPrefix(r.URL.Path, "/")
	if at == "" || strings.HasSuffix(at, "/") {
		at += "index.html"
	}
	early := s.early.Load()
	if early == nil {
		return response{}, false
	}
	result := early.Result(at)
	if result == nil {
		return response{}, false
	}
	site, err := newSite(result)
	if err != nil {
		return response{}, false
	}
	file, ok := site.file(at)
	s.mu.RLock()
	defer s.mu.RUnlock()
	if !ok || s.number > 0 { // the build was faster
		return response{}, false
	}
	return s.render(site, file, http.StatusOK, r.URL.Path), true
}
