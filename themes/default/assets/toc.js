// The contents of a page follow the scroll; the link of a heading copies its address.
(() => {
  let waiting = false;

  function follow() {
    waiting = false;
    const links = [...document.querySelectorAll("#toc a")];
    const end = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
    let current;
    for (const link of links) {
      const place = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (place && (end || place.getBoundingClientRect().top < innerHeight / 4)) current = link;
    }
    for (const link of links) {
      if (link !== current) link.removeAttribute("aria-current");
      else if (!link.hasAttribute("aria-current")) {
        link.setAttribute("aria-current", "true");
        inView(link, link.closest("div"));
      }
    }
  }

  // inView scrolls the list, and nothing else, so far that the link can be seen.
  function inView(link, list) {
    const { top, bottom } = link.getBoundingClientRect(), box = list.getBoundingClientRect();
    if (top < box.top) list.scrollTop -= box.top - top + 16;
    if (bottom > box.bottom) list.scrollTop += bottom - box.bottom + 16;
  }

  addEventListener("scroll", () => {
    if (!waiting) requestAnimationFrame(follow);
    waiting = true;
  }, { passive: true });
  lectern.start(() => { if (document.getElementById("toc")) follow(); });

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".heading-link");
    if (link) lectern.copy(link.href).then((copied) => { if (copied) lectern.tell(lectern.word("linkCopied")); });
  });
})();
