// What the scripts share. A part gives lectern.start a function that brings the page in line with what is stored. It runs
// at once, and again whenever the page may differ: it was changed in place by the preview server, comes back from the
// browser's cache, or another tab wrote something. So it must be able to run any number of times.
(() => {
  const { key, home, index } = document.currentScript.dataset;
  const parts = [];
  const clean = (url) => decodeURI(url.pathname.replace(/index\.html$/, "")).replace(/ /g, "_");
  const base = clean(new URL(home, location));
  const refresh = () => parts.forEach((part) => part());

  window.lectern = {
    key, home, index, refresh,
    start(part) {
      parts.push(part);
      part();
    },

    // word returns a text of the theme, which stands in the data of a place that tells something; {0}, {1} … stand for the arguments.
    word(name, ...args) {
      const text = [...document.querySelectorAll("[role=status]")].map((place) => place.dataset[name]).find((word) => word);
      return (text ?? "").replace(/\{(\d)\}/g, (_, n) => args[n]);
    },

    // say shows a text in a place that is read aloud, for a while unless it shall stay.
    say(place, text, stay) {
      if (!place) return;
      clearTimeout(place.timer);
      place.textContent = text;
      if (!stay) place.timer = setTimeout(() => { place.textContent = ""; }, 6000);
    },

    // tell does that at the edge of the window.
    tell(text) { lectern.say(document.getElementById("l:status"), text); },

    // path returns the path of a link below the home page, as keys are made of it.
    path: (link) => clean(link).slice(base.length),

    // page is the path of the page that is shown.
    page: () => document.getElementById("content")?.dataset.page ?? "",

    // keyOf returns what the answer of an element is kept under. Where texts of several pages stand together, ids begin with the
    // path of their page. idOf is the id on that page.
    keyOf: (id) => id.includes("/") ? id : lectern.page() + id,
    idOf: (id) => id.slice(id.lastIndexOf("/") + 1),

    make(name, className, text) {
      const element = document.createElement(name);
      element.className = className;
      element.textContent = text;
      return element;
    },

    // copy puts a text into the clipboard, and says whether it did.
    async copy(text) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch { // not allowed, or the address is not secure
        return false;
      }
    },

    // download hands a file to the learner.
    download(name, type, text) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type }));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    },
  };

  document.addEventListener("lectern:update", refresh);
  addEventListener("pageshow", (event) => { if (event.persisted) refresh(); });
})();
