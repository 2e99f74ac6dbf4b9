// Package content embeds the sample course, the Manager Development Program.
package content

import "embed"

// FS holds the course below its folder content. Only Markdown, pictures and documents count. Without
// "all:" the _index.md of every module would be left out.
//
//go:embed all:*
var FS embed.FS
