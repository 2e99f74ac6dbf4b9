// Searches the course without a server: a query loads those few files of the index that have its words, then the texts of what it
// shows. The package builder/search of the tool writes these files, and divides texts into words as words does here.
(() => {
  const box = document.querySelector("[data-find]");
  const field = box.querySelector("[name=q]"), found = box.querySelector(".found"), status = box.querySelector("[role=status]");
  const weights = [1, 1.5, 2, 2.5, 4, 5, 8, 10], titleWeight = 8;
  const first = [5, 3, 3, 3]; // results of each group that are shown at once
  const maxWords = 8, maxShards = 5;

  // Files

  const kept = new Map();

  // load returns what a file holds. It is asked for once, unless that fails.
  function load(address) {
    if (!kept.has(address)) {
      kept.set(address, fetch(address).then((answer) => {
        if (!answer.ok) throw new Error(address);
        return answer.json();
      }));
      kept.get(address).catch(() => kept.delete(address));
    }
    return kept.get(address);
  }

  const part = (index, name) => load(box.dataset.files + name + ".json?v=" + index.version);

  // The number of the first document and the first leaf of each group follow from the counts.
  async function directory() {
    const index = await load(box.dataset.find);
    let document = 0, leaf = 0;
    index.starts ??= index.groups.map(([count, size]) => {
      const start = { document, leaf, size };
      document += count;
      leaf += Math.ceil(count / size);
      return start;
    });
    index.total ??= document;
    return index;
  }

  async function text(index, n) {
    const { document, leaf, size } = index.starts.findLast((start) => start.document <= n);
    const at = n - document;
    return (await part(index, "text-" + (leaf + Math.floor(at / size))))[at % size];
  }

  // Words

  const spaceless = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]`;
  const wordPattern = new RegExp(String.raw`(${spaceless}[${spaceless}\p{M}]*)|[[\p{L}\p{N}]--${spaceless}][[\p{L}\p{N}\p{M}'’ʼ＇]--${spaceless}]*`, "gv");
  const letters = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ı: "i", ς: "σ" };

  function fold(word) {
    if (/^[a-z0-9]*$/i.test(word)) return word.toLowerCase();
    return word.normalize("NFKD").replace(/['’ʼـ\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]/g, "").normalize("NFKC")
      .toLowerCase().replace(/[ßæœøłđıς]/g, (c) => letters[c]);
  }

  // words returns the words of a text with their places; run says that it is one of a script without spaces.
  const words = (s) => [...s.matchAll(wordPattern)].map((m) => ({ word: fold(m[0]), start: m.index, end: m.index + m[0].length, run: !!m[1] }));

  const divided = new Map();

  // wordsOf does that once for a text of the course.
  function wordsOf(s) {
    if (!divided.has(s)) divided.set(s, words(s));
    return divided.get(s);
  }

  const list = (name) => new Set(box.dataset[name].split(" ").filter(Boolean).map(fold));
  const endings = list("endings"), common = list("common");

  // stem returns a word without its ending, or nothing. A letter that is doubled before the ending is taken as one.
  function stem(word) {
    const ending = [...endings].filter((e) => word.endsWith(e) && word.length - e.length > 3).sort((x, y) => y.length - x.length)[0];
    return ending && word.slice(0, -ending.length).replace(/(.)\1$/, "$1");
  }

  // wishes returns what a query asks for, each once. Words that stand everywhere count only where there are no others.
  function wishes(query) {
    const all = words(query).flatMap(({ word, run }) => {
      const signs = [...word];
      if (!run) return { word, open: signs.length > 2, stem: stem(word) };
      return signs.length < 2 ? { word, open: true, run } : signs.slice(1).map((sign, i) => ({ word: signs[i] + sign, run }));
    });
    const once = all.filter((wish, i) => all.findIndex(({ word }) => word === wish.word) === i);
    const some = once.filter(({ word }) => !common.has(word));
    return (some.length ? some : once).slice(0, maxWords);
  }

  // match returns how well a word of the course answers a wish: from 0 for not at all to 1 for the very word.
  function match(word, wish) {
    if (word === wish.word) return 1;
    if (wish.open && word.startsWith(wish.word)) return .4 + .4 * wish.word.length / word.length;
    if (!wish.stem || !word.startsWith(wish.stem)) return 0;
    const rest = word.slice(wish.stem.length);
    const single = rest[0] === wish.stem.at(-1) ? rest.slice(1) : rest;
    return !rest || !single || endings.has(rest) || endings.has(single) ? .7 : 0;
  }

  // Finding

  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  // hits reads which documents have a word: their number, and their numbers with what the word weighs there.
  function hits(text) {
    const numbers = [];
    let n = 0, scale = 1;
    for (const digit of text.replace("*", "")) {
      const value = digits.indexOf(digit);
      n += value % 32 * scale;
      scale *= 32;
      if (value < 32) {
        numbers.push(n);
        n = 0;
        scale = 1;
      }
    }
    const some = text[0] == "*", count = some ? numbers.shift() : numbers.length;
    let document = -1;
    return { some, count, documents: numbers.map((n) => [document += 1 + Math.floor(n / 8), weights[n % 8]]) };
  }

  // look finds the words that answer a wish.
  async function look(index, wish) {
    const { shards } = index;
    const at = (word) => shards.findLastIndex((start) => start <= word);
    const from = wish.stem ?? wish.word, numbers = new Set([at(wish.word)]);
    for (let n = at(from); n < shards.length && numbers.size < maxShards && (shards[n] <= from || shards[n].startsWith(from)); n++) {
      if (wish.open) numbers.add(n);
    }
    wish.found = [];
    for (const shard of await Promise.all([...numbers].map((n) => part(index, "words-" + n)))) {
      for (let i = 0; i < shard.length; i += 2) {
        const fit = match(shard[i], wish);
        if (fit) wish.found.push({ fit, ...hits(shard[i + 1]) });
      }
    }
  }

  // rank returns the documents that answer all wishes, or else as many as any does, best first, and those whose titles answer all. A
  // word that is in more documents than are listed may stand in any of them.
  function rank({ total }, wishes) {
    const scores = new Float64Array(total), met = new Uint8Array(total), titles = new Uint8Array(total);
    const strict = wishes.filter((wish) => !wish.found.some((word) => word.some));
    for (const wish of wishes) {
      const best = new Float64Array(total), inTitle = new Uint8Array(total), must = !strict.length || strict.includes(wish);
      let count = 1;
      for (const word of wish.found) {
        count = Math.max(count, word.count);
        for (const [n, weight] of word.documents) {
          best[n] = Math.max(best[n], weight * word.fit);
          if (weight >= titleWeight) inTitle[n] = 1;
        }
      }
      const rare = Math.log(1 + total / count);
      best.forEach((weight, n) => {
        if (!weight) return;
        scores[n] += weight * rare;
        met[n] += must;
        titles[n] += inTitle[n];
      });
    }
    const most = met.reduce((x, y) => Math.max(x, y), 0);
    const documents = [...scores.keys()].filter((n) => scores[n] && met[n] === most).sort((x, y) => scores[y] - scores[x] || x - y);
    const titled = new Set(documents.filter((n) => titles[n] === wishes.length));
    return { documents, titled, all: most === (strict.length || wishes.length), some: !strict.length };
  }

  // distance returns how many letters two words differ in, swapped neighbours counting once; more than max for any more.
  function distance(x, y, max) {
    if (Math.abs(x.length - y.length) > max) return max + 1;
    let [before, row, next] = rows;
    for (let j = 0; j <= y.length; j++) row[j] = j;
    for (let i = 1; i <= x.length; i++) {
      let least = next[0] = i;
      for (let j = 1; j <= y.length; j++) {
        let n = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (x[i - 1] !== y[j - 1]));
        if (x[i - 1] === y[j - 2] && x[i - 2] === y[j - 1]) n = Math.min(n, before[j - 2] + 1);
        next[j] = n;
        least = Math.min(least, n);
      }
      if (least > max) return max + 1;
      [before, row, next] = [row, next, before];
    }
    return row[y.length];
  }

  const rows = [1, 2, 3].map(() => new Uint8Array(256)); // of a table of which three are needed at a time

  // vocabulary returns the words that could have been meant, the common ones first. In each half, they begin with how many letters they
  // share with the word before.
  async function vocabulary(index) {
    const halves = await part(index, "vocabulary");
    return index.vocabulary ??= halves.flatMap((half) => {
      let word = "";
      return [...half.matchAll(/(\d)(\D+)/g)].map(([, shared, rest]) => word = word.slice(0, shared) + rest);
    });
  }

  // mend replaces the wishes that no word answers by the nearest word; of equally near ones, one with the same first letter, or a common
  // one. It returns what was replaced.
  async function mend(index, wishes) {
    const mended = [];
    for (const wish of wishes) {
      if (wish.found.length || wish.run || wish.word.length < 4) continue;
      const max = wish.word.length > 5 ? 2 : 1;
      let least = max + 1, nearest;
      for (const word of await vocabulary(index)) {
        const n = distance(wish.word, word, max) + (word[0] === wish.word[0] ? 0 : .5);
        if (n < least) [least, nearest] = [n, word];
      }
      if (!nearest) continue;
      mended.push([wish.word, nearest]);
      Object.assign(wish, { word: nearest, stem: stem(nearest) });
      await look(index, wish);
    }
    return mended;
  }

  // Showing

  // marks returns the places in a text that answer wishes, with the wish that they answer.
  const marks = (s, wishes) => wordsOf(s).flatMap(({ word, start, end, run }) => wishes.flatMap((wish, number) => {
    if (!run || !wish.run) return !run && match(word, wish) ? { start, end, number } : [];
    const at = word.length === end - start ? word.indexOf(wish.word) : -1;
    return at < 0 ? [] : { start: start + at, end: start + at + wish.word.length, number };
  })).sort((x, y) => x.start - y.start);

  // write puts a part of a text into an element, with its marks.
  function write(element, s, places, from = 0, to = s.length) {
    let at = from;
    for (const { start, end } of places) {
      if (start < from || end > to || end <= at) continue;
      element.append(s.slice(at, Math.max(at, start)), lectern.make("mark", "", s.slice(Math.max(at, start), end)));
      at = end;
    }
    element.append(s.slice(at, to));
    return element;
  }

  const kinds = (places) => new Set(places.map((place) => place.number)).size;

  // excerpt writes the part of a text that has the most of the words.
  function excerpt(s, places) {
    const length = 200, lead = 50;
    let best = 0, from = 0;
    places.forEach(({ start }, i) => {
      const n = kinds(places.slice(i, i + length / 4).filter((place) => place.end <= start + length - lead));
      if (n > best) [best, from] = [n, start];
    });
    if (from > lead) from = s.indexOf(" ", from - lead) + 1 || from - lead;
    else from = 0;
    let to = s.length;
    if (to > from + length) to = Math.max(s.lastIndexOf(" ", from + length), from + length - 40);
    const element = lectern.make("p", "", from ? "… " : "");
    write(element, s, places, from, to);
    if (to < s.length) element.append(" …");
    return element;
  }

  // entry shows a document and the section of it that answers most wishes. The title is the heading of the first one.
  function entry([title, path, place, sections], wishes) {
    const inTitle = marks(title, wishes);
    let best = -1, heading, id, body, inHeading, inBody;
    for (let i = 0; i < sections.length; i += 3) {
      const above = i ? marks(sections[i], wishes) : inTitle, below = marks(sections[i + 2], wishes);
      const score = kinds([...above, ...below]) + kinds(above) / 2;
      if (score > best) [best, heading, id, body, inHeading, inBody] = [score, ...sections.slice(i, i + 3), above, below];
    }
    const item = lectern.make("li", "", ""), link = write(lectern.make("a", "", ""), title, inTitle);
    link.href = path + (id && "#" + encodeURIComponent(id));
    item.append(link);
    if (place || heading) {
      const where = write(lectern.make("p", "where", ""), heading, heading ? inHeading : []);
      where.prepend(place, place && heading ? " / " : "");
      item.append(where);
    }
    if (body) item.append(excerpt(body, inBody));
    return item;
  }

  const entries = (index, documents, wishes) => Promise.all(documents.map(async (n) => entry(await text(index, n), wishes)));

  // show shows the results of one group, the rest of them on request.
  async function show(index, { g, documents, some }, wishes) {
    const section = document.createElement("section"), items = lectern.make("ul", "files", "");
    const heading = lectern.make("h2", "label", lectern.word("findGroup" + g));
    if (!some) heading.append(" ", lectern.make("span", "size", documents.length));
    section.append(heading, items);
    items.append(...await entries(index, documents.slice(0, first[g]), wishes));
    if (documents.length <= first[g]) return section;
    const more = lectern.make("button", "button quiet", lectern.word("findMore"));
    more.type = "button";
    more.addEventListener("click", async () => {
      const shown = items.children.length;
      const next = await entries(index, documents.slice(shown, shown + 10), wishes);
      if (items.children.length > shown) return; // clicked twice
      items.append(...next);
      items.children[shown].querySelector("a").focus();
      if (items.children.length >= documents.length) more.remove();
    });
    section.append(more);
    return section;
  }

  // answer returns what is to be shown and said about a query.
  async function answer(query) {
    const asked = wishes(query);
    if (!asked.length) return { sections: [], said: "" };
    const index = await directory();
    await Promise.all(asked.map((wish) => look(index, wish)));
    const typing = ({ word, run, found }) => word.length < 3 && !run && !found.length; // the beginning of a word
    if (typing(asked.at(-1)) && asked.length > 1) asked.pop();
    const mended = await mend(index, asked);
    const { documents, titled, all, some } = rank(index, asked);
    const groups = index.starts.map((_, g) => ({ g, documents: [], some }));
    for (const n of documents) groups[index.starts.findLastIndex((start) => start.document <= n)].documents.push(n);
    const named = groups.filter((group) => titled.has(group.documents[0])); // first, if what is asked for is a title there
    const shown = [...new Set([...named, ...groups])].filter((group) => group.documents.length);
    const count = documents.length;
    const said = [
      ...mended.map(([from, to]) => lectern.word("findMeant", from, to)),
      count ? lectern.word(!all ? "findSome" : some ? "findMany" : "findAll", count) : lectern.word("findNone", query.trim()),
    ];
    return {
      sections: await Promise.all(shown.map((group) => show(index, group, asked))),
      said: typing(asked.at(-1)) ? "" : said.join(" "),
    };
  }

  let turn = 0, shown, timer;

  async function search() {
    clearTimeout(timer);
    const query = field.value.slice(0, 200), mine = ++turn;
    if (query === shown) return;
    let result;
    try {
      result = await answer(query);
    } catch {
      kept.clear(); // the course may have been published anew
      if (mine === turn) lectern.say(status, lectern.word("findFailed"), true);
      return;
    }
    if (mine !== turn) return;
    shown = query;
    found.replaceChildren(...result.sections);
    found.scrollTop = 0;
    lectern.say(status, result.said, true);
    if (box.closest("dialog")) return;
    const browse = document.querySelector("[data-browse]");
    if (browse) browse.hidden = result.sections.length > 0;
    const address = new URL(location);
    if (query) address.searchParams.set("q", query);
    else address.searchParams.delete("q");
    history.replaceState(history.state, "", address);
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, 120);
  });
  box.addEventListener("submit", (event) => {
    if (box.closest("dialog") && field.value.trim()) return; // its page shows it too, and has an address
    event.preventDefault();
    search();
  });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.key == "Escape" && box.closest("dialog")) {
      event.preventDefault(); // some browsers only empty the field
      box.closest("dialog").close();
    }
    if (!step) return;
    const stops = [field, ...found.querySelectorAll("a, button")];
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (!next || !stops.includes(document.activeElement)) return;
    event.preventDefault();
    next.focus();
  });
  found.addEventListener("click", (event) => { // a place on this page is behind the dialog
    const link = event.target.closest("a");
    if (link && link.pathname === location.pathname && !event.ctrlKey && !event.metaKey) box.closest("dialog")?.close();
  });
  document.addEventListener("lectern:update", () => { // the course is another one in the preview
    kept.clear();
    divided.clear();
    shown = undefined;
    search();
  });

  if (!box.closest("dialog") && !field.value) field.value = new URLSearchParams(location.search).get("q") ?? "";
  if (field.value) search();
})();
