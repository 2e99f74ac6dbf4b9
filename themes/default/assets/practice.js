// Reflections, checklists and plans are kept as the learner writes and ticks. An element that is kept has data-save with its
// id; where texts of several pages stand together, that begins with the path of its page, as everywhere.
(() => {
  const { store, word } = lectern;
  const delay = 600;
  const timers = new Map();

  const fields = () => document.querySelectorAll("[data-save]");
  const key = (field) => lectern.keyOf(field.dataset.save);
  const isTick = (field) => field.type == "checkbox";

  function restore() {
    for (const field of fields()) {
      const kept = store.get(key(field)), text = typeof kept == "string" ? kept : "";
      if (isTick(field)) field.checked = kept === true;
      else if (!timers.has(field) && field.value !== text) field.value = text; // what is being written stays
      grow(field);
    }
  }

  // grow lets a field have as many lines as its text: the style sheet lays the text over it, unseen, and prints that.
  function grow(field) {
    if (field.localName == "textarea") field.parentNode.dataset.text = field.value;
  }

  function keep(field) {
    clearTimeout(timers.get(field));
    timers.delete(field);
    const value = isTick(field) ? field.checked : field.value;
    if ((store.get(key(field)) ?? "") === value) return;
    const failed = store.set(key(field), value || null);
    lectern.say(status(field), word(failed || "saved"), !!failed);
  }

  const status = (field) => field.closest(".theme, [data-block]").querySelector("[role=status]");

  document.addEventListener("input", ({ target }) => {
    if (!target.dataset?.save) return;
    grow(target);
    clearTimeout(timers.get(target));
    if (isTick(target)) keep(target);
    else timers.set(target, setTimeout(keep, delay, target));
  });
  const flush = () => { for (const field of [...timers.keys()]) keep(field); };
  document.addEventListener("change", flush);
  document.addEventListener("visibilitychange", flush);
  addEventListener("pagehide", flush);

  document.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-copy]");
    if (!button) return;
    const block = button.closest("[data-block]");
    const lines = [...block.querySelectorAll("li")].map((li) => li.textContent.trim().replace(/\s+/g, " "));
    const copied = await lectern.copy(lines.join("\n"));
    lectern.say(block.querySelector("[role=status]"), word(copied ? "copied" : "notCopied"));
  });

  lectern.start(restore);
})();
