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
// The browser's half is themes/default/assets/search.js. It must divide a text into words as [Splitter] does.
package search
