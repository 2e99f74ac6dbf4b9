// Package browser has no code: its tests open published courses in Chromium as learners do, and look at what the default theme
// and its scripts make of them. They skip where Chromium is not installed.
package browser
