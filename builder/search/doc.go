// Package search makes the index that a browser searches a course with, when there is no server to ask.
//
// An index is many small files, of which a query loads a few, so that what it moves hardly grows with the course:
//
//   - The directory says how many documents of each group there are and with which word each shard begins.
//   - A shard holds words in order, each with the documents that have it. So the words that begin with what somebody has typed
//     stand side by side.
//   - A leaf holds the text of a few documents, to show where in them the words were found.
//   - The vocabulary holds the most common words, to find the one that was meant when a word is not found at all. It is loaded then.
//
// Every file but the directory is asked for under the version that the directory names, so browsers may keep it for good.
//
// Documents have numbers, from 0 and through all groups. An [Indexer] reads each document and forgets it; what is kept are the words.
// Everything here is pure: the same documents give the same bytes, on any number of processors and in any order.
//
// # Speed
//
// A course of 1,000 lessons has 2.5 million words, so each nanosecond of one is 2.5 ms of a build of a second. Against maps of strings and
// lists that grow by the word, an index takes less than half of the time and 6 % of the allocations:
//
//   - Words in ASCII are read eight bytes at a time, and looked up as two numbers in a table of our own. As an array these took a third longer
//     than as a struct, since the compiler keeps arrays in memory.
//   - What a document has is one list. Lists of the words are made from these at the end, counted first, in one piece of memory and in the
//     order of the documents, so that nothing is sorted. Documents may come in any order. With 10,000 lessons and 70,000 answers that is
//     13 MB, then 7.
//   - Whoever reads a document hands it over for the time of a call (Options.Read), so that its text lies in memory that is used again.
//   - What an accented word folds to is remembered: else one of German takes as long as thirty of English.
//
// The browser's half is themes/default/assets/search.js. It must divide a text into words as [Splitter] does.
package search
