// Package builder turns a folder of Markdown lessons into a published course.
//
// It is shaped like a compiler and is the only place that knows the order of
// the stages:
//
//		       fs.FS            []Source         []*Lesson           *Course             []File            folder
//		load ─────────▶ parse ─────────▶ assemble ─────────▶ list ─────────▶ render+publish ─────────▶
//		I/O in          pure, cached     pure, the whole      recipes, not    parallel, lazy       I/O out
//		                per file         course at once       bytes           per file
//
//	  - load finds the files below content and reads the sizes of pictures.
//	  - parse (package lesson) reads one Markdown file only and never fails: what is wrong with it is
//	    a diagnostic that the lesson carries. The same bytes give the same lesson, so a [Builder]
//	    keeps lessons by the hash of their file and a second build parses what changed.
//	  - assemble (package course) sees the whole course: order, URLs, neighbours, every link and
//	    anchor resolved.
//	  - list (package output) gives one File for each published path, with a function that renders it
//	    when asked (package theme). A build renders all of them on all cores; a preview
//	    server renders the one that a browser asks for. There is no second build path.
//	  - publish (package output) swaps the whole site in one step.
//
// Imports point one way, which a test keeps so:
//
//	diag <- block <- lesson <- course <- theme <- output <- builder <- cmd/lectern -> themes, content
//
// Package record, for what a build leaves for the next, imports nothing of ours.
// Package docx, which writes the Word documents of templates, imports nothing of ours: lesson makes its
// model from the syntax tree, output fills in what depends on the course.
//
// Package search, which makes the index that a browser searches a course with, imports nothing of ours either: theme reads
// the words of a page, output gives them to it and publishes the index in many small files. A query loads a few of them:
// under 60 KB the first time in a course of 50 lessons, under 150 KB in one of 5,000.
//
// Beside them, scaffold makes the files that an author begins with; it knows lesson and is known to cmd/lectern only.
//
// # After an edit
//
// [Builder.Rebuild] reads only the files that changed and gives what Build would give. One lesson that the rest of the
// course sees as it was is put in the place of the old one, without assembling the course again; lesson.Compare decides
// that, and a test with thousands of random edits holds Rebuild to Build. Package serve shows the builds; package watch,
// which knows nothing of courses, says what changed.
//
// Before the first build has parsed everything, a preview shows what follows from the front matter of all lessons and a few
// whole ones ([Builder.Skim]): any page but the few that sum up the bodies of all. The home page is shown with estimated times,
// and an open page changes when the build is there.
//
// # A second build
//
// A build leaves a record in a folder beside its output (.NAME.lectern-last): what it was made from, as stamps of files and sums of what is in them, what it found, and
// how every published file looks to the system. When nothing of that differs, the next build says again what was found and is done
// ([Builder.Recall], output.Published.Stands). A stamp counts only if the file was last changed long enough before it was taken
// (record.Stamp.Settled); otherwise the file is read. Where the system keeps the time of a file's last change of any kind, what was written in
// place into a published file is found even if its size and time were put back. Drafts whose day comes are known by the dates around the moment of the build.
//
// When a few Markdown files differ and nothing else, the next build takes the lessons of the others from a second file there
// ([Builder.Resume]): all of a lesson but its body, which is parsed again on the few pages that need it, and the words of the search index.
// If the rest of the course sees no more of the edits than lesson.Compare allows, the result tells which files are as they were published,
// and publishing looks at the stamps of those instead of rendering them. So it is too when nothing was edited but the published files. What each file shows of other pages stands in output/again.go. It
// is known for the program's own templates; with a template of the course's own every file is rendered. After any other edit
// the course is built from nothing.
//
// A check leaves the same in the user's cache, with what the audit read of each page: the next one says again what was found, or
// renders and reads only the pages that an edit may show on (cmd/lectern, check_kept.go).
//
// There is nothing to tune and no flag. What is missing, damaged, of another program or of another build is as good as none, and a
// test with random edits holds builds that know of earlier ones to builds that do not.
//
// # Two kinds of failure
//
// Mistakes of authors are diagnostics (package diag): made where the position is known, gathered, sorted,
// printed together. With any error among them nothing is published. What keeps the tool from going
// on, such as a full disk or a broken theme, is an error.
//
// # Where things are added
//
// A lesson block is a file in block with a line in block.Kinds, a template in
// themes/default/blocks and text pairs in block/testdata. A format is a file in output with a line in
// output.Formats. A theme is files only. A command is a file in cmd/lectern and a line there. A teaching check is a
// line in lesson.Checks; its code stands in lesson when it looks at one page, since the syntax tree is
// there only, and in course when it needs all of them. Its English words stand in lesson's vocabulary,
// beside which another language can have its own.
//
// # Publishing again
//
// Of a large site the tree before is kept beside the output and is the next staging area (output.Publish). On ext4 each
// build that made a new tree and removed the old one was slower than the one before, since ext4 does not use again for some
// seconds the inodes that were freed. In the kernel, for 10,000 short lessons: after an edit of one 1.5 to 2.5 s where it was 2.3 to
// 6 s, after one of the title 2.4 to 3.2 s where it was 6 to 11 s, with no growth from build to build. Writing into the old files would
// halve that again and is not done: who still reads a page must not see it change.
//
// What a publication leaves tells the stamps of every folder in both trees, so the next one reads only the folders that changed
// and looks at each file once (output, trees.go). For 10,000 lessons that halves the processor time of a build after an edit: 257,000 calls for stamps, 138,000
// to open and 75,000 to read folders were 1.0 s of 2.4 s.
//
// # Speed: reading
//
// A lesson of 2,000 words with seven answers takes two thirds of the CPU time and memory of a straightforward reader, and more than
// half of that is goldmark, whose nodes cannot be used again. What made the difference, as shares of the time before:
//
//   - Plain front matter is read without the libraries, which took six times as long (14 %; see plainReader).
//   - One survey of the tree instead of a walk for each thing that is looked for; texts without marks are written as they
//     stand in the source; no copies where nothing is to be unescaped (12 %).
//   - No delimiter for an apostrophe between letters and no reader for a paragraph that defines no link (5 %; a test holds
//     the dialects to goldmark's own parts).
//   - Limits are judged by totals, lines are looked at only where those are high; words are counted without a branch (3 %).
//   - Text between marks is read in one piece, and an apostrophe is no node but stays in its text (10 %; see runs).
//   - Nodes are rendered from a table, texts without asking it; texts of the front matter that are one line without marks never become
//     a tree; ids are made of ASCII by a table; a line is ruled out as deeply nested by its first bytes (14 %; see nodeTable).
//
// Little or nothing: to spare the typographer the full stops and commas (within the noise, but fewer nodes), to use the nodes
// of front matter again (1 %, and 5 % of the memory). Counting words by a table of states was slower than by classes of bytes,
// since each step waits for the one before. bytes.ContainsAny with a character that is not ASCII cost as much as all
// the rest of plain front matter.
//
// # Speed of rendering
//
// In shares of the processor time of 1,000 lessons of 2,000 words:
//
//   - Templates are compiled into functions (theme, program.go) when they are first executed: 20 % less than with text/template, which
//     looks up every name and type again at every node, and a sixth of its allocations. html/template still parses and escapes them, and
//     executes what the program does not know. What it took: a name remembers what it meant the last time, functions of
//     the frequent types are called without reflection, texts are escaped as they are appended. Words of the theme in the place
//     of {{.T "key"}} when a theme is loaded, a fifth of the rendering of a lesson before, give nothing with this.
//   - Whole texts such as bodies, menus and structured data are appended to the page: no string is made of them (2 %, and four fifths of what
//     pages allocated). A booklet of any length goes to its file in pieces.
//   - Booklet and questions, which took more than all lessons together, take a little more than half of it. A body is read, bound and filled in
//     memory that is used again; structured data is written without encoding/json (8 % of a lesson); where a page's own link stands in
//     a menu is looked up, not searched for (6 %); words for the search are folded by whole lines (a quarter of reading them). With
//     compiled templates: lessons 61 ms instead of 232, booklet 48 instead of 158, questions 27 instead of 103.
//   - The menus, the foot and the search dialog are rendered once for a module or for the course (View.Cached): without that a
//     page costs four times as much.
//   - A page is read once for the search index and the text that the search shows, into memory that is used again, and its text is
//     copied in pieces, not bytes: 12 % less. What made the index itself fast stands in package search.
//   - Layouts, partials and blocks have copies of the partials that they call only, and the collector lets a small heap grow to 32 MB: 30 % less for a
//     site of three pages, 13 % for 100 lessons, nothing for 1,000.
//   - The built-in styles and scripts are minified beforehand (themes/minify): 16 ms of every build, and 4 MB of the program.
//   - Bodies in a temporary file: 23 of 102 MB less at 1,000, a third less at 10,000, for 4 % more time, whatever file system it is on.
//   - The theme is loaded while lessons are read, questions are compared while links are resolved, kept lessons are encoded
//     by all cores: 8 ms at 100 lessons and some 25 ms at 1,000 that one core did alone.
//
// What the system does is a tenth of a build, and most of that is to copy: a page into its new file (4 %), a body into the temporary file
// and out of it (4 %). To open each source with one call gave 1 %. Fewer calls for each page would give half a percent: there are
// nine, of which five are needed.
//
// Tried and left: the collector at 200 % takes 8 % less time and half as much memory again. At 50 % it takes a fifth to a quarter less
// memory and 4 % more time, so that is for large heaps only (cmd/lectern, collector.go). A profile for the compiler (default.pgo) gives 4 %,
// and costs every fresh build of the program a minute. Looking for what JSON escapes in eight bytes at once gave nothing, since tags are
// close together. A body is read three times (page, booklet, search), which takes 2 % of a build, and written once, which takes as much: one
// visit for all three would save half of that, and bind what is rendered apart.
//
// # Memory
//
// No syntax tree outlives the parse of its file. A lesson keeps front matter, headings, links and its
// rendered body, in which what depends on other pages is a numbered slot (see block.Body); a
// rendered page lives until it is written. The bodies of a large course are kept in a temporary file
// (Options.Spool): half of what a build holds would else wait for its page to be written. So are the answers to questions from about two
// thousand lessons on: 30 MB less at 10,000 for a hundredth of the time. Lists of lessons on a page are windows
// of fifty, and gathering pages are divided by module when they would hold
// thousands of entries: otherwise a course of n lessons would cost n².
package builder
