package main

import (
	"embed"
	"io/fs"
	"os"
)

//go:embed all:hugo
var hugoSite embed.FS

// writeHugoSite lays the files of the Hugo site beside the course. Lectern looks at none of them.
func writeHugoSite(dir string) error {
	site, err := fs.Sub(hugoSite, "hugo")
	if err != nil {
		return err
	}
	return os.CopyFS(dir, site)
}
