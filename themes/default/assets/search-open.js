// Opens the search: a dialog on every page but its own. The script that searches is loaded on first use.
(() => {
  const box = () => document.querySelector("[data-find]");
  let script, pressed;

  function load() {
    if (script) return;
    const address = box().dataset.script;
    const trusted = window.trustedTypes?.createPolicy("lectern-search", { createScriptURL: () => address });
    script = document.createElement("script");
    script.src = trusted?.createScriptURL("") ?? address;
    script.onerror = () => { // offline: next time
      script.remove();
      script = undefined;
      lectern.say(box().querySelector("[role=status]"), lectern.word("findFailed"), true);
    };
    document.head.append(script);
  }

  function open() {
    const dialog = box().closest("dialog"), field = box().querySelector("[name=q]");
    load();
    if (dialog && !dialog.open) dialog.showModal();
    field.focus();
    field.select();
  }

  document.addEventListener("click", (event) => {
    const { target } = event;
    if (target.closest("[data-search]") && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open();
    } else if (target.matches(".search") && pressed === target || target.closest("[data-close]")) target.closest("dialog").close();
  });
  document.addEventListener("pointerdown", ({ target }) => { pressed = target; }); // a selection may end beside the dialog
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const chord = key.toLowerCase() == "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    const single = key == "/" && !event.ctrlKey && !event.metaKey && !event.altKey && document.documentElement.dataset.keys != "off" &&
      !target.closest("input, textarea, select, [contenteditable]");
    if (!chord && !single || event.defaultPrevented || document.querySelector("dialog[open]:not(.search)")) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("submit", (event) => { // of nothing: the Enter key that opens the dialog also reaches its field
    if (event.target.closest("dialog.search") && !event.target.elements.q.value.trim()) event.preventDefault();
  });
  for (const use of ["focusin", "input"]) document.addEventListener(use, ({ target }) => { if (target.closest("[data-find]")) load(); });
  if (box() && !box().closest("dialog") && new URLSearchParams(location.search).get("q")) load();
})();
