// Carries progress and answers along when lessons were renamed or moved. A page names the paths that it had before; a file names
// those of the whole course, and is loaded once after the course has changed its paths.
(() => {
  const { store } = lectern;
  let loading;

  const split = (k) => {
    const plain = k.replace(/^\?/, ""), at = plain.lastIndexOf("/") + 1;
    return [plain.slice(0, at), plain.slice(at)];
  };

  function course({ modules, others, moved }) {
    const lessons = modules.flatMap(([path, names]) => names.map((name) => path + name));
    const isLesson = new Set(lessons), known = new Set([...lessons, ...others]);
    const now = (path) => known.has(path) ? path : moved[path];
    return {
      modules, lessons, now,
      isLesson: (path) => isLesson.has(path),
      owns: (keys) => keys.some((k) => now(split(k)[0])),
    };
  }

  // course returns the paths of the course, from a file that is loaded on first use. When that fails, it is asked for again next time.
  lectern.course = () => loading ??= fetch(lectern.index).then((answer) => answer.json()).then(course).catch((failure) => {
    loading = undefined;
    throw failure;
  });

  // former returns what this course left under the keys of its earlier titles.
  lectern.former = async () => {
    const { owns } = await lectern.course();
    return store.former().filter(([, text]) => owns(store.paths(text)));
  };

  // settle moves what belongs to other paths than those of today. Nothing is lost: what no page has any more is marked, and comes
  // back when the page does. So is the mark of a lesson that is a guide now.
  lectern.settle = async () => {
    const { now, isLesson } = await lectern.course(), former = await lectern.former();
    if (!store.all().length) former.forEach(([name, text]) => store.adopt(name, text));
    const pairs = [];
    for (const [k] of store.all()) {
      const [path, id] = split(k), today = now(path);
      const to = today === undefined || !id && !isLesson(today) ? "?" + (today ?? path) + id : today + id;
      if (path && to !== k) pairs.push([k, to]);
    }
    store.move(pairs);
    const last = store.get("last"); // path and title of two lessons
    if (Array.isArray(last)) store.set("last", last.map((text, i) => i % 2 ? text : now(text) ?? ""));
    store.set("index", lectern.index);
    lectern.refresh();
  };

  // own moves what belongs to the earlier paths of this page.
  function own() {
    const aliases = document.getElementById("content")?.dataset.aliases?.split(" ");
    if (!aliases) return;
    const pairs = store.all().map(([k]) => [k, split(k)]).filter(([, [path]]) => aliases.includes(path));
    if (pairs.length) store.move(pairs.map(([k, [, id]]) => [k, lectern.page() + id]));
  }

  lectern.start(own);
  if (lectern.index && store.get("index") !== lectern.index && (store.all().length || store.former().length)) {
    lectern.settle().catch(() => {}); // offline: next time
  }
})();
