// Package record is what a build writes down for the next one: how files looked ([Stamp]), and values as bytes ([Append], [Read],
// [Seal]).
//
// A record is a cache. Whatever is wrong with one, be it damaged or made by another program, it is as if there were none; it
// may be deleted at any time. Reading one costs a fraction of encoding/gob, since its types are known to both sides and its strings
// are not copied.
package record
