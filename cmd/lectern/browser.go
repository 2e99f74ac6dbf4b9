package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
)

// openBrowser opens an address in the browser that BROWSER names, or else in the system's. It does not wait, and says on w
// when there is none.
func openBrowser(w io.Writer, address string) {
	for _, command := range browsers(os.Getenv("BROWSER"), address) {
		cmd := exec.Command(command[0], command[1:]...)
		if err := cmd.Start(); err == nil {
			go func() {
				if err := cmd.Wait(); err != nil {
					fmt.Fprintf(w, "warning: %s did not open the browser: %v\n", command[0], err)
				}
			}()
			return
		} else if !errors.Is(err, exec.ErrNotFound) {
			fmt.Fprintf(w, "warning: %s did not open the browser: %v\n", command[0], err)
		}
	}
	fmt.Fprintln(w, "warning: no browser was found: open the address in yours")
}

// browsers are the commands that may open an address, the best one first.
func browsers(own, address string) [][]string {
	var out [][]string
	if own != "" {
		out = append(out, []string{own, address})
	}
	switch runtime.GOOS {
	case "darwin":
		return append(out, []string{"open", address})
	case "windows":
		return append(out, []string{"rundll32", "url.dll,FileProtocolHandler", address})
	}
	return append(out, []string{"xdg-open", address})
}
