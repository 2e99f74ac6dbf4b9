// Light, dark or as the system is; and whether single keys do something. Both are kept for every course of this address.
(() => {
  const root = document.documentElement;
  let lost = false; // what was chosen is not kept and holds for this page

  function keep(name, value) {
    try {
      if (value) localStorage.setItem("lectern:" + name, value);
      else localStorage.removeItem("lectern:" + name);
    } catch {
      lost = true;
    }
  }

  function setTheme(theme) {
    if (theme == "light" || theme == "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  }

  // read takes what is kept, by this page, another tab, or while this page was in the browser's cache.
  function read() {
    if (!lost) try {
      setTheme(localStorage.getItem("lectern:theme"));
      root.dataset.keys = localStorage.getItem("lectern:keys") ?? "on";
    } catch {}
    show();
  }

  function show() {
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
      setTheme(target.value);
      keep("theme", target.value);
    } else if (target.name == "l:keys") {
      root.dataset.keys = target.checked ? "on" : "off";
      keep("keys", target.checked ? "" : "off");
    } else return;
    show();
  });
  addEventListener("storage", ({ key }) => {
    if (key === null || key == "lectern:theme" || key == "lectern:keys") read();
  });
  lectern.start(read);
})();
