// The only place that reads and writes what the learner did. All of it is one text in localStorage, under a key of the course:
//
//   {"version": 1, "entries": {KEY: [VALUE, TIME], …}}
//
// KEY is the path of a lesson ("module/lesson/") for its mark of completion, the path with the id of an element for an
// answer, and a word without slash for what belongs to no page. One with "?" in front belongs to a lesson or guide that is no
// longer in the course. VALUE is true, false, a text or a list of texts; null for what was taken back. TIME is in
// milliseconds: of two values the later one counts, whichever tab or file it comes from.
(() => {
  const { key } = lectern;
  const maxText = 50000, keptNull = 30 * 24 * 3600e3;
  let entries = new Map();
  let seen = null;  // the text that entries were read from or written to
  let lost = "";    // why what is in entries is not stored: "blocked" or "full"
  let broken = "";  // a text that is not sound and not put aside yet

  const isText = (x) => typeof x == "string" && x.length <= maxText;
  const isValue = (x) => x === null || typeof x == "boolean" || isText(x) || Array.isArray(x) && x.length <= 100 && x.every(isText);
  const isEntry = (e) => Array.isArray(e) && isValue(e[0]) && Number.isFinite(e[1]) && e[1] > 0;

  // read returns the sound entries of a text, and whether there was anything else in it.
  function read(text) {
    const found = new Map();
    let sound = true;
    try {
      const data = JSON.parse(text);
      if (data.version !== 1) throw 0;
      for (const [k, e] of Object.entries(data.entries)) {
        if (isEntry(e) && k.length < 2000) found.set(k, [e[0], Math.min(e[1], Date.now())]);
        else sound = false;
      }
    } catch {
      sound = false;
    }
    return { found, sound };
  }

  // merge takes the entries that are later than ours, and returns how many.
  function merge(found) {
    let taken = 0;
    for (const [k, e] of found) {
      if (e[1] > (entries.get(k)?.[1] ?? 0)) {
        entries.set(k, e);
        taken++;
      }
    }
    return taken;
  }

  function fail(why) {
    lost = document.documentElement.dataset.storage = why;
    return why;
  }

  // load brings entries in line with what is stored. A text that is not sound is kept under another key.
  function load() {
    let text;
    try {
      text = localStorage.getItem(key);
    } catch {
      return fail("blocked");
    }
    if (text === seen) return;
    seen = text;
    if (text === null) {
      if (!lost) entries = new Map(); // another tab deleted everything
      return;
    }
    const { found, sound } = read(text);
    merge(found);
    if (sound) return;
    broken = text;
    save();
  }

  // save writes all entries. It returns why that failed, or nothing.
  function save() {
    for (const [k, [value, time]] of entries) if (value === null && time < Date.now() - keptNull) entries.delete(k);
    const text = JSON.stringify({ version: 1, entries: Object.fromEntries(entries) });
    try {
      if (broken) {
        localStorage.setItem(key + ":aside:" + Date.now(), broken);
        broken = "";
        lectern.tell(lectern.word("aside"));
      }
      localStorage.setItem(key, text);
      seen = text;
      return fail("");
    } catch {
      return fail(lost == "blocked" ? lost : "full");
    }
  }

  function put(k, value) {
    if (!entries.size && lectern.index) entries.set("index", [lectern.index, Date.now()]); // nothing was kept of an earlier course
    entries.set(k, [value, Math.max(Date.now(), (entries.get(k)?.[1] ?? 0) + 1)]);
  }

  // forget deletes what is stored under a key, and what was put aside there. It returns whether that went well.
  function forget(name) {
    try {
      Object.keys(localStorage).filter((k) => k == name || k.startsWith(name + ":")).forEach((k) => localStorage.removeItem(k));
      return true;
    } catch {
      return false;
    }
  }

  lectern.store = {
    get: (k) => entries.get(k)?.[0] ?? undefined,
    all: () => [...entries].filter(([, e]) => e[0] !== null),

    // set keeps a value. It returns why that failed: "blocked", "full", or nothing.
    set(k, value) {
      load();
      put(k, value);
      return save();
    },

    // move gives entries other keys: pairs of an old and a new one. Where another text is in the way, the later one counts and
    // the earlier one is set aside.
    move(pairs) {
      load();
      for (const [from, to] of pairs) {
        const moved = [...entries.get(from)], there = entries.get(to);
        if (there?.[0] === null) moved[1] = Math.max(moved[1], there[1] + 1); // it had gone from there
        const [later, earlier] = !there || moved[1] > there[1] ? [moved, there] : [there, moved];
        put(from, null);
        entries.set(to, later);
        if (isText(earlier?.[0]) && earlier[0] !== later[0]) entries.set("?" + from.replace("?", ""), earlier);
      }
      return save();
    },

    // import takes entries from a text of the same form. It returns how many, and why they are not stored, as set does.
    import(text) {
      load();
      return [merge(read(text).found), save()];
    },

    // former returns what is stored for courses at the same address under other titles: pairs of a key and its text.
    former() {
      const names = key.slice(0, key.lastIndexOf(":") + 1);
      try {
        return Object.entries(localStorage).filter(([k]) => k.startsWith(names) && k != key && !k.includes(":aside:"));
      } catch {
        return [];
      }
    },
    paths: (text) => [...read(text).found.keys()],

    // adopt takes over what is stored under another key.
    adopt(name, text) {
      const [, failed] = lectern.store.import(text);
      if (!failed) forget(name);
    },

    // clear deletes everything of the course; forget what is stored under another key.
    clear() {
      entries = new Map();
      seen = null;
      broken = "";
      if (forget(key)) fail("");
    },
    forget,
  };

  lectern.start(load);
  addEventListener("storage", (event) => {
    if (event.key === key || event.key === null) lectern.refresh();
  });
})();
