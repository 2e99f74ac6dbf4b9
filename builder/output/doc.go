// Package output is what a course is published as.
//
// A [Format] lists the [File] values of a course: a path and a function that renders the
// file when asked. [Formats] holds the formats; to add one is a file here and a
// line there. [Publish] writes files into a folder in such a way that at
// every instant the folder is one whole site, the old or the new one.
package output
