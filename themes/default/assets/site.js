// The script of every page. The theme puts the files that are named here in their places; each has one task, and the first two
// serve the others.
// include core.js
// include storage.js
// include moves.js
// include progress.js
// include settings.js
// include toc.js
// include hash.js
// include quiz.js
// include practice.js
// include plan.js
// include search-open.js
