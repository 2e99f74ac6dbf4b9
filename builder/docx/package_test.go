package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
)

// node is an element of a part, with the prefix that the part uses: "w:p".
type node struct {
	name     string
	attrs    map[string]string
	text     string
	children []*node
}

// all gives the elements of that name at any depth, in the order of the document.
func (n *node) all(name string) []*node {
	var found []*node
	for _, c := range n.children {
		if c.name == name {
			found = append(found, c)
		}
		found = append(found, c.all(name)...)
	}
	return found
}

// first gives the first element of that name at any depth, or one without anything.
func (n *node) first(name string) *node {
	if found := n.all(name); len(found) > 0 {
		return found[0]
	}
	return &node{}
}

func (n *node) val() string { return n.attrs["w:val"] }

// words gives the text of the element, a tab and a break as what they are.
func (n *node) words() string {
	switch n.name {
	case "w:t":
		return n.text
	case "w:tab":
		if len(n.attrs) == 0 {
			return "\t"
		}
	case "w:br":
		return "\n"
	}
	var b strings.Builder
	for _, c := range n.children {
		b.WriteString(c.words())
	}
	return b.String()
}

// opened is a package taken apart.
type opened struct {
	names []string
	parts map[string]*node
}

func (o *opened) body() *node { return o.parts["word/document.xml"].children[0] }

// written writes doc and takes the result apart.
func written(t testing.TB, doc *Document) *opened {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, Write(&b, doc))
	o := unpack(t, b.Bytes())
	checkPackage(t, o)
	return o
}

// blocksWritten writes a document of nothing but blocks and gives its body.
func blocksWritten(t testing.TB, blocks ...Block) *node {
	t.Helper()
	return written(t, &Document{Blocks: blocks}).body()
}

func unpack(t testing.TB, data []byte) *opened {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	o := &opened{parts: map[string]*node{}}
	for _, f := range z.File {
		r, err := f.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(r)
		require.NoError(t, err)
		require.NotContains(t, o.parts, f.Name)
		o.names = append(o.names, f.Name)
		o.parts[f.Name] = parse(t, f.Name, text)
	}
	return o
}

func parse(t testing.TB, part string, text []byte) *node {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(text))
	root := &node{}
	stack := []*node{root}
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			break
		}
		require.NoError(t, err, part)
		top := stack[len(stack)-1]
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{name: qualified(token.Name), attrs: map[string]string{}}
			for _, a := range token.Attr {
				n.attrs[qualified(a.Name)] = a.Value
			}
			if len(n.attrs) != len(token.Attr) {
				require.Fail(t, "an attribute twice", part)
			}
			top.children = append(top.children, n)
			stack = append(stack, n)
		case xml.EndElement:
			if top.name != qualified(token.Name) {
				require.Fail(t, "an end tag without its start", part)
			}
			stack = stack[:len(stack)-1]
		case xml.CharData:
			top.text += string(token)
		}
	}
	require.Len(t, stack, 1, part)
	require.Len(t, root.children, 1, part)
	return root.children[0]
}

func qualified(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// checkPackage checks what Word needs to open the package at all.
func checkPackage(t testing.TB, o *opened) {
	t.Helper()
	checkTypes(t, o)
	checkRelationships(t, o)
	for _, name := range o.names {
		if strings.HasPrefix(name, "word/") && strings.HasSuffix(name, ".xml") {
			checkOrder(t, o.parts[name])
			checkReferences(t, o, o.parts[name])
			checkTables(t, o.parts[name])
			checkControls(t, o.parts[name])
		}
	}
}

func checkTypes(t testing.TB, o *opened) {
	t.Helper()
	require.Equal(t, "[Content_Types].xml", o.names[0])
	declared := []string{"[Content_Types].xml"}
	for _, n := range o.parts["[Content_Types].xml"].all("Override") {
		declared = append(declared, strings.TrimPrefix(n.attrs["PartName"], "/"))
	}
	for _, name := range o.names {
		if path.Ext(name) == ".xml" {
			require.Contains(t, declared, name)
		}
	}
	for _, name := range declared {
		require.Contains(t, o.names, name)
	}
}

func checkRelationships(t testing.TB, o *opened) {
	t.Helper()
	var ids []string
	for _, name := range o.names {
		if path.Ext(name) != ".rels" {
			continue
		}
		base := path.Dir(path.Dir(name))
		for _, r := range o.parts[name].all("Relationship") {
			if strings.HasPrefix(name, "word/") {
				require.NotContains(t, ids, r.attrs["Id"])
				ids = append(ids, r.attrs["Id"])
			}
			if r.attrs["TargetMode"] != "External" {
				require.Contains(t, o.names, path.Join(base, r.attrs["Target"]))
				continue
			}
			require.Equal(t, r.attrs["Target"], linkTarget(r.attrs["Target"]), "an address that stays as it is")
		}
	}
	document := o.parts["word/document.xml"]
	for _, n := range append(document.all("w:hyperlink"), document.all("w:footerReference")...) {
		require.Contains(t, ids, n.attrs["r:id"])
	}
}

func checkReferences(t testing.TB, o *opened, root *node) {
	t.Helper()
	kinds := map[string]string{
		"w:pStyle": "paragraph", "w:rStyle": "character", "w:tblStyle": "table", "w:basedOn": "", "w:next": "paragraph",
	}
	have := map[string]string{}
	for _, s := range o.parts["word/styles.xml"].all("w:style") {
		require.NotContains(t, have, s.attrs["w:styleId"])
		have[s.attrs["w:styleId"]] = s.attrs["w:type"]
	}
	for name, kind := range kinds {
		for _, n := range root.all(name) {
			require.Contains(t, have, n.val(), name)
			if kind != "" {
				require.Equal(t, kind, have[n.val()], n.val())
			}
		}
	}
	var lists []string
	for _, n := range o.parts["word/numbering.xml"].all("w:num") {
		lists = append(lists, n.attrs["w:numId"])
	}
	for _, n := range root.all("w:numId") {
		require.Contains(t, lists, n.val())
	}
}

// checkTables checks that the widths of a table add up and that cells end with a paragraph.
func checkTables(t testing.TB, root *node) {
	t.Helper()
	for _, table := range root.all("w:tbl") {
		sum := 0
		columns := table.children[1].children
		for _, c := range columns {
			w, err := strconv.Atoi(c.attrs["w:w"])
			require.NoError(t, err)
			require.Positive(t, w)
			sum += w
		}
		require.Equal(t, table.first("w:tblW").attrs["w:w"], num(sum))
		require.LessOrEqual(t, len(columns), MaxColumns)
		for _, row := range table.children[2:] {
			require.Equal(t, "w:tr", row.name)
			cells := slices.DeleteFunc(slices.Clone(row.children), func(n *node) bool { return n.name != "w:tc" })
			require.Len(t, cells, len(columns))
			for _, c := range cells {
				require.Equal(t, "w:p", c.children[len(c.children)-1].name)
			}
		}
	}
	for _, n := range append(root.all("w:body"), root.all("w:tc")...) {
		for i, c := range n.children[1:] {
			require.False(t, c.name == "w:tbl" && n.children[i].name == "w:tbl", "tables touch")
		}
	}
}

func checkControls(t testing.TB, root *node) {
	t.Helper()
	seen := map[string]bool{}
	for _, s := range root.all("w:sdtPr") {
		id := s.first("w:id").val()
		require.NotEmpty(t, id)
		require.False(t, seen[id], "id twice")
		seen[id] = true
		for _, name := range []string{"w:alias", "w:tag"} {
			require.LessOrEqual(t, len(utf16.Encode([]rune(s.first(name).val()))), 64)
		}
	}
	for _, s := range root.all("w:sdtContent") {
		require.NotEmpty(t, s.words(), "a control without text cannot be clicked")
	}
}

func TestPackageIsWhole(t *testing.T) {
	for _, language := range []string{"", "en", "en-US", "he", "zh-Hans", "not a language"} {
		t.Run(language, func(t *testing.T) { written(t, sample(language)) })
	}
	written(t, &Document{})
	written(t, &Document{Blocks: []Block{nil, List{}, Table{}, Quote{}, Definitions{}, Callout{}, Code{}, Paragraph{}}})
	written(t, &Document{Blocks: []Block{Table{Rows: []Row{{{[]Block{List{}}}, {[]Block{Table{}, nil}}}, {}}}}})
	written(t, &Document{Blocks: []Block{Callout{Blocks: []Block{List{}}}, Paragraph{[]Inline{nil, Text{}, nil}}}})
}

func TestPartsStandInOneOrder(t *testing.T) {
	require.Equal(t, []string{
		"[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels", "word/styles.xml",
		"word/numbering.xml", "word/settings.xml", "word/fontTable.xml", "word/footer1.xml", "docProps/core.xml",
		"docProps/app.xml",
	}, written(t, sample("en")).names)
}

func TestSameBytesEveryTime(t *testing.T) {
	doc := sample("en")
	var first bytes.Buffer
	require.NoError(t, Write(&first, doc))
	results := make(chan error, 8)
	for range cap(results) {
		go func() {
			var b bytes.Buffer
			err := Write(&b, doc)
			if err == nil && !bytes.Equal(first.Bytes(), b.Bytes()) {
				err = fmt.Errorf("other bytes")
			}
			results <- err
		}()
	}
	for range cap(results) {
		require.NoError(t, <-results)
	}
	var again bytes.Buffer
	require.NoError(t, Write(&again, sample("en")))
	require.Equal(t, first.Bytes(), again.Bytes())
}

func TestProperties(t *testing.T) {
	core := written(t, sample("en-gb")).parts["docProps/core.xml"]
	for name, want := range map[string]string{
		"dc:title": "One-to-one meetings: a worksheet for the first month", "dc:creator": "Ana Alvarez",
		"dc:language": "en-GB", "dc:description": "Prepare, hold and follow up a one-to-one",
		"cp:keywords": "one-to-one, feedback, goals", "dcterms:modified": "2026-03-04T05:06:07Z",
	} {
		require.Equal(t, want, core.first(name).text, name)
	}
	require.Empty(t, core.all("dcterms:created"))
	bare := written(t, &Document{Language: "<script>"}).parts["docProps/core.xml"]
	require.Empty(t, bare.children, "nothing is made up")
}

// failing is a disk that is full after n bytes.
type failing struct{ n int }

func (f *failing) Write(p []byte) (int, error) {
	if f.n -= len(p); f.n < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

func TestErrors(t *testing.T) {
	var deep Block = Paragraph{Words("x")}
	for range MaxDepth {
		deep = Quote{[]Block{deep}}
	}
	var b bytes.Buffer
	require.ErrorIs(t, Write(&b, &Document{Blocks: []Block{deep}}), ErrDepth)
	wide := Table{Rows: []Row{make(Row, MaxColumns+1)}}
	require.ErrorIs(t, Write(&b, &Document{Blocks: []Block{wide}}), ErrColumns)
	require.Error(t, Write(&b, nil))
	require.Zero(t, b.Len(), "nothing is written")
	written(t, &Document{Blocks: []Block{deep.(Quote).Blocks[0], Table{Rows: []Row{make(Row, MaxColumns)}}}})
	for n := 0; n < 4000; n += 400 {
		require.ErrorIs(t, Write(&failing{n}, sample("en")), io.ErrShortWrite)
	}
}
