// Lessons that are complete: the button of a lesson, the ring in the header, the counts and marks in lists, and where to go on.
(() => {
  const { store, word } = lectern;
  const all = (selector) => document.querySelectorAll(selector);
  const isDone = (path) => store.get(path) === true;

  // done counts the complete lessons of each module by its path, and all of them.
  function done() {
    const counts = new Map([["", 0]]);
    const add = (path) => counts.set(path, (counts.get(path) ?? 0) + 1);
    for (const [k, [value]] of store.all()) {
      if (value !== true || !k.endsWith("/") || k[0] == "?") continue;
      add("");
      add(k.slice(0, k.indexOf("/") + 1));
    }
    return counts;
  }

  function total() {
    const of = +document.querySelector("[data-ring]")?.dataset.of;
    return [Math.min(done().get(""), of), of];
  }

  // button shows whether this lesson is complete, and says so when that has changed elsewhere.
  function button() {
    const complete = document.querySelector("[data-complete]");
    if (!complete) return;
    const yes = isDone(lectern.page()), status = complete.parentNode.querySelector("[role=status]");
    if (String(yes) === complete.getAttribute("aria-pressed")) return;
    complete.setAttribute("aria-pressed", yes);
    status.textContent = yes ? word("completed", ...total()) : "";
  }

  // visit remembers the lesson, and the one after it.
  function visit() {
    if (!document.querySelector("[data-complete]")) return;
    const last = [lectern.page(), document.querySelector("h1").textContent];
    const next = document.querySelector("a[rel=next]");
    if (next) last.push(lectern.path(next), next.querySelector(".title").textContent);
    store.set("last", last);
  }

  function counts() {
    const counted = done(), begun = counted.get("") > 0 || store.get("last") !== undefined;
    document.documentElement.toggleAttribute("data-begun", begun);
    for (const place of all("[data-of]")) {
      const of = +place.dataset.of, n = Math.min(counted.get(place.dataset.module ?? lectern.path(place)) ?? 0, of);
      const bar = place.querySelector("progress");
      if (bar) bar.value = n;
      if (place.href) count(place, n && word("nOf", n, of));
      else {
        place.hidden = !begun && !("ring" in place.dataset);
        place.querySelector("[data-count]").textContent = word("nOf", n, of);
      }
      place.querySelector("circle + circle")?.setAttribute("stroke-dasharray", n / of * 100 + " 100");
      place.classList.toggle("is-done", n == of);
    }
  }

  // count writes behind the link of a module how far it is.
  function count(link, text) {
    let place = link.querySelector(".count");
    if (!place && text) link.append(" ", place = lectern.make("span", "count", ""));
    if (place) place.textContent = text || "";
  }

  function marks() {
    for (const link of all("[data-lessons] a")) {
      const yes = isDone(lectern.path(link));
      link.closest("li").classList.toggle("is-done", yes);
      const mark = link.querySelector(".hush");
      if (yes && !mark) link.append(lectern.make("span", "hush", " " + word("done")));
      if (!yes && mark) mark.remove();
    }
  }

  // resume shows the lesson that was open last, or the next one that is not complete.
  async function resume() {
    const card = document.querySelector("[data-resume]"), last = store.get("last");
    if (!card) return;
    const [path, title, next, nextTitle] = Array.isArray(last) ? last : [];
    if (path && !isDone(path)) return show(card, path, title);
    if (next && !isDone(next)) return show(card, next, nextTitle);
    if (!path && !total()[0]) return show(card);
    const { lessons, modules } = await lectern.course();
    const from = lessons.indexOf(path) + 1;
    const open = [...lessons.slice(from), ...lessons.slice(0, from)].find((lesson) => !isDone(lesson));
    if (!open) return show(card, "");
    const [module, names] = modules.find(([m, names]) => open.startsWith(m) && names.includes(open.slice(m.length)));
    show(card, open, word("lesson", names.indexOf(open.slice(module.length)) + 1, names.length));
  }

  // show shows the card for a lesson; for an empty path, that there is nothing left to do.
  function show(card, path, title) {
    card.hidden = !path;
    document.querySelector("[data-finished]").hidden = path !== "";
    if (!path) return;
    card.href = lectern.home + encodeURI(path.replace(/^\/+/, "")); // which would lead to another host
    card.querySelector(".title").textContent = title;
  }

  document.addEventListener("click", (event) => {
    const complete = event.target.closest("[data-complete]");
    if (!complete) return;
    const yes = !isDone(lectern.page());
    const failed = store.set(lectern.page(), yes);
    lectern.refresh();
    lectern.say(complete.parentNode.querySelector("[role=status]"),
      word(yes ? "completed" : "reopened", ...total()) + (failed ? " " + word(failed) : ""), true);
  });

  visit();
  addEventListener("pageshow", (event) => { if (event.persisted) visit(); });
  lectern.start(() => {
    button();
    counts();
    marks();
    resume().catch(() => {}); // offline
  });
})();
