// Light, dark or as the system is; and whether single keys do something. Both are kept for every course of this address.
(() => {
  const root = document.documentElement;

  function keep(name, value) {
    try {
      if (value) localStorage.setItem("lectern:" + name, value);
      else localStorage.removeItem("lectern:" + name);
    } catch {} // it holds for this page
  }

  function show() {
    try {
      root.dataset.keys = localStorage.getItem("lectern:keys") ?? "on";
    } catch {}
    for (const choice of document.querySelectorAll("[name='l:theme']")) choice.checked = choice.value == (root.dataset.theme ?? "");
    const keys = document.querySelector("[name='l:keys']");
    if (keys) keys.checked = root.dataset.keys != "off";
    // The browser's own bar takes the colour of the page.
    for (const meta of document.querySelectorAll("meta[name=theme-color]")) {
      meta.dataset.own ??= meta.media;
      const dark = meta.dataset.own.includes("dark");
      meta.media = !root.dataset.theme ? meta.dataset.own : dark == (root.dataset.theme == "dark") ? "all" : "not all";
    }
  }

  document.addEventListener("change", ({ target }) => {
    if (target.name == "l:theme") {
      if (target.value) root.dataset.theme = target.value;
      else delete root.dataset.theme;
      keep("theme", target.value);
    } else if (target.name == "l:keys") {
      root.dataset.keys = target.checked ? "on" : "off";
      keep("keys", target.checked ? "" : "off");
    } else return;
    show();
  });
  addEventListener("storage", ({ key, newValue }) => {
    if (key != "lectern:theme") return;
    if (newValue == "light" || newValue == "dark") root.dataset.theme = newValue;
    else delete root.dataset.theme;
  });
  lectern.start(show);
})();
