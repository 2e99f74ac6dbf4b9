// An address with the id of something that is closed opens it, and what it stands in. In print everything is open.
(() => {
  function reveal() {
    let place;
    try {
      place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {} // not an address of ours
    if (!place || place.closest("[popover]")) return;
    let closed;
    for (let at = place; at; at = at.parentElement) {
      if (at.localName == "details" && !at.open) closed = at.open = true;
    }
    if (place.localName == "details") {
      place.scrollIntoView();
      place.querySelector("summary").focus({ preventScroll: true });
    } else if (closed) place.scrollIntoView();
  }

  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => { // to the same address again
    const link = event.target.closest("a[href]");
    if (link && link.hash && link.href === location.href) setTimeout(reveal);
  });
  if (location.hash) {
    reveal();
    // While it loads a page, the browser goes to the place by itself and takes the focus from the summary, in one of the first frames.
    const again = () => { if (document.activeElement === document.body) reveal(); };
    addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(again))));
  }

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open], .answer-of)")].filter((d) => !d.closest("#toc"));
    for (const d of opened) d.open = true;
  });
  addEventListener("afterprint", () => {
    for (const d of opened) d.open = false;
    opened = [];
  });
})();
