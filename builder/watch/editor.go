package watch

import "regexp"

// editorFile matches the names that programs use while they save, with an x for the author's name.
var editorFile = regexp.MustCompile(`^(?:` +
	`.*~` + // x~: vim, emacs, nano, Kate
	`|4913` + // vim tries whether the folder can be written
	`|\..*\.(?:sw[a-p]|swpx|kate-swp)` + // .x.swp: vim; .x.kate-swp
	`|#.*#|\.#.*` + // #x#, .#x: emacs
	`|.*___jb_(?:tmp|old|bak)___` + // JetBrains
	`|sed[A-Za-z0-9]{6}` + // sed -i
	`|\..+\.[A-Za-z0-9]{6}` + // .x.4hTq0B: rsync, and others with mkstemp
	`|\.goutputstream-[A-Z0-9]+` + // GNOME
	`|\.~lock\..*#|~\$.*` + // LibreOffice, Word
	`|\.syncthing\..*\.tmp|\.DS_Store` +
	`)$`)

// EditorFile tells whether the name of a file, without folders, is one that editors and the like use for a moment
// while they save. It is meant for [Options.Skip], so that one save does not look like three
// files.
func EditorFile(name string) bool { return editorFile.MatchString(name) }
