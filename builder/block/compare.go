package block

import (
	"github.com/yuin/goldmark/ast"
)

// Compare shows columns side by side.
var Compare = &Kind{Name: "compare", Parts: true, Decode: decodeCompare, Data: CompareData{}}

// CompareData is the data of a compare block: two or more columns.
type CompareData struct {
	Intro   Body
	Columns []Part
}

const compareExample = "two or more ### Column headings, each with a list"

func decodeCompare(c *Context) any {
	_, sections := c.sections()
	rows := 0
	for _, s := range sections {
		n := countItems(s.nodes)
		if n == 0 && len(s.nodes) > 0 {
			c.Errorf(s.heading, "write a list under the heading", "column of a compare block has no list")
		}
		if rows > 0 && n > 0 && n != rows {
			c.Warnf("compare-columns", s.heading, "give every column the same number of items, so that they can be read across",
				"this column has %s, the first has %d", count(n, "item"), rows)
		}
		if rows == 0 {
			rows = n
		}
	}
	intro, columns := c.parts(2, compareExample)
	return CompareData{Intro: intro, Columns: columns}
}

func countItems(nodes []ast.Node) int {
	n := 0
	for _, node := range nodes {
		if node.Kind() == ast.KindList {
			n += node.ChildCount()
		}
	}
	return n
}
