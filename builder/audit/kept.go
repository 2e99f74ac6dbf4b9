package audit

import (
	"encoding/binary"
	"io"

	"lectern/builder/record"
)

// keptTogether is how many pages are written at once: those of a large course together are as large as the course.
const keptTogether = 100

// Keep writes pages for a later audit. It returns the record.Sum of what it wrote.
func Keep(w io.Writer, pages []Page) (sum uint32, err error) {
	var text []byte
	for len(pages) > 0 && err == nil {
		some := pages[:min(len(pages), keptTogether)]
		pages = pages[len(some):]
		text = record.Append(text[:0], &some)
		size := binary.AppendUvarint(nil, uint64(len(text)))
		sum = record.Sum(record.Sum(sum, size), text)
		if _, err = w.Write(size); err == nil {
			_, err = w.Write(text)
		}
	}
	return sum, err
}

// Kept returns the pages that Keep wrote, and no pages for a text that it did not write.
func Kept(text []byte) []Page {
	var pages []Page
	for len(text) > 0 {
		n, size := binary.Uvarint(text)
		if size <= 0 || n > uint64(len(text)-size) {
			return nil
		}
		some, ok := record.Read[[]Page](record.Text(text[size : size+int(n)]))
		if !ok {
			return nil
		}
		pages = append(pages, *some...)
		text = text[size+int(n):]
	}
	return pages
}
