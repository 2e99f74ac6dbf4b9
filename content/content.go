// Package content embeds the sample course, the Manager Development Program.
package content

import "embed"

// FS holds the course below its folder content. Only Markdown, pictures and documents count.
//
//go:embed *
var FS embed.FS
