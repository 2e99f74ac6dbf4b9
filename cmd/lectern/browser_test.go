package main

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// locked is a writer that other goroutines may read.
type locked struct {
	sync.Mutex
	text bytes.Buffer
}

func (l *locked) Write(text []byte) (int, error) {
	l.Lock()
	defer l.Unlock()
	return l.text.Write(text)
}

func (l *locked) String() string {
	l.Lock()
	defer l.Unlock()
	return l.text.String()
}

func TestOpenBrowser(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the browsers here are shell scripts")
	}
	const address = "http://127.0.0.1:1313/"
	tests := []struct {
		name, own string // of BROWSER
		programs  map[string]string
		opened    string // what the program wrote
		said      string
	}{
		{"of the system", "", map[string]string{"xdg-open": "echo system $1 >opened"}, "system " + address + "\n", ""},
		{"own", "mine", map[string]string{"mine": "echo mine $1 >opened", "xdg-open": "echo system $1 >opened"}, "mine " + address + "\n", ""},
		{"own is missing", "mine", map[string]string{"xdg-open": "echo system $1 >opened"}, "system " + address + "\n", ""},
		{"none", "", nil, "", "warning: no browser was found: open the address in yours\n"},
		{"fails", "", map[string]string{"xdg-open": "exit 3"}, "", "warning: xdg-open did not open the browser: exit status 3\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			t.Chdir(dir)
			t.Setenv("PATH", dir)
			t.Setenv("BROWSER", tt.own)
			for name, script := range tt.programs {
				require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o777))
			}
			said := &locked{}
			openBrowser(said, address)
			require.Eventually(t, func() bool {
				text, _ := os.ReadFile("opened")
				return string(text) == tt.opened && said.String() == tt.said
			}, time.Minute, 5*time.Millisecond)
		})
	}
}

func TestOfCourse(t *testing.T) {
	require.Equal(t, []string{"content/m/l.md", "themes/x/y.css"}, ofCourse([]string{"content/m/sedAbCd", "content/m/l.md", "themes/x/y.css"}))
	require.Equal(t, []string{"content/m"}, ofCourse([]string{"content/m"}), "a folder that was moved")
}
