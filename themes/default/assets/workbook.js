// The workbook: prints, exports, imports and deletes what the learner wrote. Its fields are those of the lessons, see practice.js.
(() => {
  const { store, word } = lectern;
  const find = (selector) => document.querySelector(selector);
  const tell = (text) => lectern.say(find("[data-tools] [role=status]"), text, true);
  const maxFile = 5e6;

  // remains shows texts whose exercise is no longer in the course, or has other words now.
  function remains() {
    const section = find("[data-remains]");
    if (!section) return;
    const here = new Set([...document.querySelectorAll("[data-save]")].map((field) => field.dataset.save));
    const texts = store.all().filter(([k, [value]]) => typeof value == "string" && k.includes("/") && !here.has(k) && (k[0] == "?" || here.size));
    section.hidden = !texts.length;
    section.querySelector("ul").replaceChildren(...texts.map(([k, [value]]) => {
      const item = document.createElement("li");
      item.append(lectern.make("p", "place", k.replace("?", "")), lectern.make("p", "written", value));
      return item;
    }));
  }

  // filled marks the exercises in which something stands.
  function filled() {
    for (const exercise of document.querySelectorAll(".exercise")) {
      const some = [...exercise.querySelectorAll("[data-save]")].some((f) => f.type == "checkbox" ? f.checked : f.value.trim());
      exercise.classList.toggle("is-empty", !some);
    }
  }

  function exportAll() {
    const entries = Object.fromEntries(store.all().filter(([k]) => k != "index"));
    const course = find(".brand")?.textContent ?? "";
    const day = new Date().toISOString().slice(0, 10);
    const text = JSON.stringify({ version: 1, course, exported: day, entries }, null, 1);
    lectern.download(word("workbookFile") + "-" + day + ".json", "application/json", text + "\n");
    tell(word("exported"));
  }

  async function importFile(input) {
    const file = input.files[0];
    if (!file) return;
    const text = file.size > maxFile ? "" : await file.text().catch(() => ""); // it is gone
    input.value = "";
    const keys = store.paths(text);
    if (!keys.length) return tell(word("notImported"));
    const course = await lectern.course().catch(() => null);
    if (course && !course.owns(keys)) return tell(word("otherCourse"));
    const [taken, failed] = store.import(text);
    await lectern.settle().catch(() => lectern.refresh());
    tell(word("imported", taken, keys.length) + (failed ? " " + word(failed) : ""));
  }

  function deleteAll() {
    store.clear();
    lectern.refresh();
    tell(word("deleted"));
    lectern.former().then((list) => list.forEach(([name]) => store.forget(name))).catch(() => {}); // offline: it may come back
  }

  document.addEventListener("click", ({ target }) => {
    const tool = target.closest("[data-tool]")?.dataset.tool;
    if (tool == "print") print();
    if (tool == "export") exportAll();
    if (tool == "delete") find("#l\\:delete").showModal();
    if (tool == "delete-now") deleteAll();
  });
  document.addEventListener("change", ({ target }) => {
    if (target.matches("[data-import]")) importFile(target);
    if (target.matches("[data-only]")) document.body.classList.toggle("only-filled", target.checked);
    filled();
  });
  document.addEventListener("input", filled);
  lectern.start(() => {
    remains();
    filled();
  });
})();
