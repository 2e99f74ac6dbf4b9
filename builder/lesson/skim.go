package lesson

import "bytes"

// Skim reads the front matter of a file and nothing else: Meta with its Markdown texts empty, and its mistakes. That is what the pages of
// other lessons show of most lessons, for a tenth of the cost of Parse.
func Skim(file string, kind Kind, src []byte) *Lesson {
	l := &Lesson{File: file, Kind: kind, skimmed: true}
	text, body, ok := l.begin(src)
	l.fenced = ok && bytes.Contains(text[body:], []byte(":::"))
	return l
}

// Skimmed reports whether only the front matter has been read.
func (l *Lesson) Skimmed() bool { return l.skimmed }

// MayHaveBlocks reports whether the page has blocks. Of a skimmed lesson it only rules them out where no fence of one occurs.
func (l *Lesson) MayHaveBlocks() bool { return len(l.Blocks) > 0 || l.fenced }
