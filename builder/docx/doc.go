// Package docx writes Word documents (Office Open XML, ECMA-376) from a small model of a worksheet.
//
// A [Document] holds [Block] values (paragraphs, headings, lists, tables, callouts …) and these hold [Inline] values
// (text, line breaks, checkboxes, fill-in fields). [Write] turns it into a .docx that opens in Word, LibreOffice, Pages
// and Google Docs. The package knows nothing of courses or Markdown: whoever has a syntax tree builds the model.
//
// What it promises:
//
//   - The same document gives the same bytes: parts in a fixed order, fixed times in the archive, ids by counter, no clock.
//   - Any text is safe: characters that XML 1.0 forbids are dropped, invalid UTF-8 becomes U+FFFD, an address that
//     Word would refuse becomes plain text. Nesting is bounded ([MaxDepth]), and so are a table's columns ([MaxColumns]).
//   - Elements stand in the order of the schema, since Word calls a file with another order corrupt. The order of
//     properties is written down once, in props.go, for the styles and the document alike.
//   - The learner can work in it: task items are checkboxes to click, fill-in fields are content controls with a
//     prompt, and both leave room for a pen when the document is printed.
//
// Sections of the standard are those of ECMA-376 Part 1 (fifth edition); w14 elements are described in [MS-DOCX].
//
// To add a kind of block, write a file with a type that has the methods of [Block]; nothing else needs to change.
package docx
