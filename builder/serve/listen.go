package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"
)

// portTries is how many ports after the wanted one are tried.
const portTries = 50

// Listen listens on host and port, or on the next port that is free.
func Listen(host string, port int) (net.Listener, error) {
	var last error
	for p := port; p <= min(port+portTries, 65535); p++ {
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(p)))
		if err == nil {
			return l, nil
		}
		last = err
		if !errors.Is(err, syscall.EADDRINUSE) || port == 0 {
			break
		}
	}
	return nil, fmt.Errorf("listen on %s: %w", net.JoinHostPort(host, strconv.Itoa(port)), last)
}

// Run answers requests until ctx ends, then closes what is open.
func (s *Server) Run(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          log.New(io.Discard, "", 0), // of clients that misbehave

		DisableGeneralOptionsHandler: true, // answers OPTIONS * past the guard
		BaseContext:                  func(net.Listener) context.Context { return ctx },
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		<-ctx.Done()
		_ = server.Close() // connections of open pages never end by themselves
	}()
	err := server.Serve(l)
	if ctx.Err() == nil {
		return err
	}
	<-done
	return nil
}
