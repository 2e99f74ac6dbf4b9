package lesson

// keyTexts says what each key of the front matter means, for the help that editors show. A key is named by its path, a key of a
// list's items like one of the list. A text that begins with a kind is for that kind alone. A test
// knows when one is missing or is for a key that does not exist.
var keyTexts = map[string]string{
	"title":          "What the page is called: its heading, its name in links and search results.",
	"course:title":   "What the course is called. It stands at the top of every page and in search results.",
	"template:title": "What the template is called. It is the title of its page and of the document.",
	"linkTitle":      "A short title for menus and breadcrumbs, for a title of more than about 32 characters.",
	"description": "One sentence that says what the reader gets, 80 to 155 characters. It stands below the title, " +
		"on cards and in search results.",
	"weight": "The place among the page's neighbours: the smallest comes first, pages without one come last. " +
		"Steps of 10 leave room for pages between.",
	"slug":    "The page's part of its address, in place of the name of its file: feedback-that-lands.",
	"aliases": "Addresses that the page had before, such as /old-module/old-lesson/. They lead to the page.",
	"draft":   "true keeps the page out of the site. Drafts are shown by lectern serve and by lectern build -D.",
	"module:draft": "true keeps the module and all its lessons out of the site. Drafts are shown by lectern serve " +
		"and by lectern build -D.",
	"image":     "The picture that social networks and messengers show with a link to the page.",
	"image.src": "Path of the picture from this file or, with a leading slash, from content/static.",
	"image.alt": "What the picture shows, for readers who cannot see it.",
	"params":    "Values for the theme; it decides which ones it knows.",

	"date":        "When the page was first published: 2026-01-31. Newer pages lead the feed.",
	"lastmod":     "When the page was last changed in substance: 2026-01-31.",
	"publishDate": "The page is published by builds from this date on: 2026-01-31 or 2026-01-31 09:30.",
	"expiryDate":  "The page is left out by builds from this date on: 2026-01-31.",

	"author":        "Who wrote the page, in place of the course's author: a name, or name, url and bio.",
	"course:author": "Who stands behind the course: a name, or name, url and bio.",
	"author.name":   "Name of the person or organisation.",
	"author.url":    "Address of a page about the author, or mailto: and a mail address.",
	"author.bio":    "One or two sentences about the author.",
	"toc":           "false hides the contents at the side. Without headings there are none.",

	"tags":     "Keywords for search and search engines. They make no pages.",
	"duration": "How long the lesson takes: 12m or 1h30m. Without it the length is counted from the words, 220 a minute.",
	"objectives": "What a learner can do afterwards, one sentence each, in Markdown. The page prints \"After this lesson you can\" " +
		"before them, so begin with a verb.",
	"takeaways":      "What a learner should remember, one sentence each, in Markdown. A bold beginning is its label: \"**Say what you saw.** …\"",
	"faqs":           "Questions that readers really ask, with answers. The course gathers all of them on the page /faq/.",
	"faqs.question":  "The question, in the reader's words.",
	"faqs.answer":    "The answer, in Markdown. The first sentence should answer, the others explain.",
	"downloads":      "What the page hands out: templates of the course and files.",
	"downloads.file": "Path of a file from this file or, with a leading slash, from content/static.",
	"downloads.template": "Name of a template: one-to-one-agenda for content/templates/one-to-one-agenda.md. " +
		"Its title and description come from there.",
	"downloads.title":       "What the file is called. Only for a file.",
	"downloads.description": "How to use the file, in one sentence. Only for a file.",
	"related":               "Pages to read next, as paths from this file: ../feedback/listening.md",

	"kind":    "guides makes the folder a shelf of stand-alone articles outside the numbered program.",
	"file":    "An existing file beside this one that is handed out as the template: budget.xlsx. Without it the body is the template.",
	"version": "Version of the template, shown with it.",
	"formats": "The documents that are made of a template written in Markdown; docx when it is not given.",

	"baseURL":           "Address of the published site, such as https://example.org/ or https://example.org/course/.",
	"language":          "Language of the course: en, en-GB, de, pt-BR. It decides quotation marks, dates, paper size and the words of the theme.",
	"theme":             "Name of the theme: a folder in themes, or a built-in one.",
	"newsletter":        "The sign-up form that the block newsletter shows.",
	"newsletter.title":  "Heading of the form.",
	"newsletter.text":   "What the newsletter brings, and how often.",
	"newsletter.button": "Words on the button.",
	"program":           "The call to action that the block program shows with the modules.",
	"program.title":     "Heading of the call to action.",
	"program.text":      "Where a reader should begin, in a sentence.",
	"program.button":    "Words on the button.",
	"rawHTML":           "true publishes HTML in Markdown as it is. The site's security policy may still keep it from working.",
	"glossary":          "auto explains the first mention of each term of the glossary on every page.",
	"ignoreLinks":       "Outside addresses that lectern check --external does not ask. A * stands for anything: https://intranet.example.org/*",
	"checks":            "Checks of the course's text that are switched off: name: false.",
}
