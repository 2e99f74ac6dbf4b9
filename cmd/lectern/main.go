// Command lectern turns a folder of Markdown lessons into a published course.
package main

import "os"

func main() {
	tuneCollector()
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}
