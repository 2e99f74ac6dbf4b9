// Command lectern turns a folder of Markdown lessons into a published course.
package main

import (
	"os"
	"runtime/debug"
)

func main() {
	// A build allocates much and lives shortly: let the heap grow to twice what the default
	// allows before it is collected, within bounds that small machines have.
	debug.SetGCPercent(200)
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}
