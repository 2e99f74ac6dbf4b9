// Keeps an open page current while its author writes. The page changes in place: what was
// scrolled, opened or typed stays. Errors of the course are shown over the page.
//
// An element that the server sends as before is left alone with all that scripts have done to it. What a script
// adds to others stays when it has the attribute data-added; after each change the document gets the event
// "lectern:update", for scripts that look at the whole page.
(function () {
  "use strict";
  var script = document.currentScript;
  var build = script.dataset.build;
  var whole = script.dataset.whole !== undefined;
  var policy = window.trustedTypes
    ? trustedTypes.createPolicy("lectern-preview", { createHTML: function (s) { return s; } })
    : { createHTML: function (s) { return s; } };
  var overlay = null;
  var busy = false, again = false;
  var pictures = ""; // the build in which a picture changed last
  var sent = new WeakMap(); // element of this page -> what the server sent for it
  if (!whole) remember(document.body, sent); // this script runs before the page's own

  var source = null, retry = 0;

  connect();
  // A browser opens six connections to a server at most, so only pages that are seen keep one.
  document.addEventListener("visibilitychange", function () {
    if (document.hidden) disconnect(); else connect();
  });
  window.addEventListener("pagehide", disconnect);
  window.addEventListener("pageshow", connect);

  function connect() {
    if (source || document.hidden) return;
    clearTimeout(retry);
    source = new EventSource("/_lectern/events?build=" + encodeURIComponent(build));
    source.onmessage = function (message) { receive(JSON.parse(message.data)); };
    source.onerror = function () { // the server has gone: it may come again, with another build
      disconnect();
      retry = setTimeout(connect, 500);
    };
  }

  function disconnect() {
    clearTimeout(retry);
    if (source) source.close();
    source = null;
  }

  function receive(event) {
    var shown = build;
    build = event.build;
    if (script.dataset.whole === "errors") { // the page lists them itself
      if (build !== shown) location.reload();
      return;
    }
    if (event.pictures) pictures = build;
    if (event.errors) return showErrors(event);
    hideErrors();
    if (event.navigate && event.navigate !== location.pathname) { location.assign(event.navigate); return; }
    update();
  }

  // update fetches this page again and puts what differs into the open one.
  function update() {
    if (whole) return location.reload();
    if (busy) { again = true; return; }
    busy = true;
    fetch(location.href, { cache: "no-store" })
      .then(function (response) {
        if (!response.ok && response.status !== 404) { location.reload(); return null; }
        return response.text();
      })
      .then(function (text) { if (text !== null) show(new DOMParser().parseFromString(policy.createHTML(text), "text/html")); })
      .catch(function (reason) {
        if (!(reason instanceof TypeError)) return location.reload();
        build = ""; // the server did not answer: told again when it does
      })
      .finally(function () {
        busy = false;
        if (again) { again = false; update(); }
      });
  }

  function show(next) {
    next.querySelectorAll('script[src^="/_lectern/"]').forEach(function (s) { s.remove(); });
    if (scripts(document) !== scripts(next)) return location.reload();
    document.title = next.title;
    ["lang", "dir"].forEach(function (name) {
      document.documentElement.setAttribute(name, next.documentElement.getAttribute(name) || "");
    });
    swapStyles(next);
    if (pictures) renewPictures(next);
    var fresh = new Map(), into;
    remember(next.body, fresh);
    name(document.body);
    name(next.body);
    var left = scrollX, top = scrollY;
    Idiomorph.morph(document.body, next.body, {
      morphStyle: "outerHTML",
      ignoreActiveValue: true,
      callbacks: {
        beforeNodeRemoved: function (node) { return !isOurs(node) && !(node.dataset && node.dataset.added !== undefined); },
        beforeNodeMorphed: function (node, to) {
          into = fresh.get(to);
          return !isOurs(node) && !(into && sent.has(node) && sent.get(node).html === into.html);
        },
        afterNodeMorphed: function (node, to) { if (fresh.has(to)) sent.set(node, fresh.get(to)); },
        afterNodeAdded: function (node) { unname(node); remember(node, sent); },
        beforeAttributeUpdated: function (name, node) { return !isReaders(name, node) && changed(name, node, into); }
      }
    });
    unname(document.body);
    scrollTo({ left: left, top: top, behavior: "instant" }); // a field that gets the focus again is scrolled to
    document.dispatchEvent(new CustomEvent("lectern:update"));
  }

  function isOurs(node) { return node === overlay || node === script; }

  // remember notes the HTML and attributes of an element and of all below.
  function remember(element, notes) {
    if (element.nodeType !== Node.ELEMENT_NODE) return;
    note(element);
    element.querySelectorAll("*").forEach(note);
    function note(e) {
      var attributes = new Map();
      for (var a of e.attributes) attributes.set(a.name, a.value);
      notes.set(e, { html: e.outerHTML, attributes: attributes });
    }
  }

  // name gives blocks ids while the page changes, so that each is taken for what it was when another comes before it.
  function name(root) {
    var count = {};
    root.querySelectorAll("[data-block]:not([id])").forEach(function (e) {
      var kind = e.dataset.block;
      count[kind] = (count[kind] || 0) + 1;
      e.id = "l:block-" + kind + "-" + count[kind];
    });
  }

  function unname(root) {
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    if (root.id.indexOf("l:block-") === 0) root.removeAttribute("id");
    root.querySelectorAll('[id^="l:block-"]').forEach(function (e) { e.removeAttribute("id"); });
  }

  // changed says whether the server sends another value of an attribute than before. What a script made of it stays otherwise.
  function changed(name, node, into) {
    var before = sent.get(node);
    return !before || !into || before.attributes.get(name) !== into.attributes.get(name);
  }

  // renewPictures gives pictures other addresses: a browser shows one that it has once and for all.
  function renewPictures(doc) {
    doc.querySelectorAll("img[src], source[src]").forEach(function (e) {
      var address = new URL(e.getAttribute("src"), location.href);
      if (address.origin !== location.origin) return;
      address.searchParams.set("build", pictures);
      e.setAttribute("src", address.pathname + address.search + address.hash);
    });
    doc.querySelectorAll("[srcset]").forEach(function (e) {
      e.setAttribute("srcset", e.getAttribute("srcset").replace(/(\/[^\s?,]*)(?=[\s,]|$)/g, "$1?build=" + encodeURIComponent(pictures)));
    });
  }

  // isReaders says which attributes belong to the reader and not to the page.
  function isReaders(name, node) {
    if (name === "open") return node.localName === "details" || node.localName === "dialog";
    return (name === "checked" || name === "value") && /^(input|textarea|select|option)$/.test(node.localName);
  }

  function scripts(doc) {
    return Array.from(doc.querySelectorAll("script[src]"), function (s) {
      return s.getAttribute("src");
    }).filter(function (src) { return src.indexOf("/_lectern/") !== 0; }).join(" ");
  }

  // swapStyles loads new styles before the old ones go, so that the page never stands without.
  function swapStyles(next) {
    var old = Array.from(document.head.querySelectorAll("link[rel=stylesheet]"));
    var have = old.map(function (l) { return l.getAttribute("href"); });
    var want = Array.from(next.head.querySelectorAll("link[rel=stylesheet]"), function (l) { return l.getAttribute("href"); });
    var fresh = want.filter(function (href) { return have.indexOf(href) < 0; });
    var waiting = fresh.length;
    function clean() {
      old.forEach(function (l) { if (want.indexOf(l.getAttribute("href")) < 0) l.remove(); });
    }
    fresh.forEach(function (href) {
      var link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = href;
      link.onload = link.onerror = function () { if (--waiting === 0) clean(); };
      document.head.appendChild(link);
    });
    if (!waiting) clean();
  }

  function element(name, className, text) {
    var e = document.createElement(name);
    if (className) e.className = className;
    if (text) e.textContent = text;
    return e;
  }

  function showErrors(event) {
    var errors = event.errors, count = event.count;
    hideErrors();
    overlay = element("div");
    overlay.id = "l:errors";
    var root = overlay.attachShadow({ mode: "open" });
    var style = element("link");
    style.rel = "stylesheet";
    style.href = "/_lectern/overlay.css";
    var box = element("section");
    box.setAttribute("role", "alertdialog");
    box.setAttribute("aria-label", "Errors in the course");
    box.tabIndex = -1;
    var head = element("header");
    head.append(element("h2", "", count + (count === 1 ? " problem" : " problems") + " in the course"));
    var close = element("button", "", "Hide");
    close.type = "button";
    close.onclick = hideErrors;
    head.append(close);
    box.append(head, element("p", "", "The page shows the last good build. This note goes away when the course is mended."));
    errors.forEach(function (e) { box.append(problem(e)); });
    if (count > errors.length) box.append(element("p", "more", "… and " + (count - errors.length) + " more: lectern check shows them"));
    root.append(style, box);
    root.addEventListener("keydown", function (e) { if (e.key === "Escape") hideErrors(); });
    document.body.append(overlay);
  }

  function problem(e) {
    var item = element("article");
    if (e.place) item.append(placeOf(e));
    item.append(element("p", e.severity, e.severity + ": " + e.message));
    if (e.excerpt) item.append(element("pre", "", e.excerpt));
    if (e.hint) item.append(element("p", "hint", "hint: " + e.hint));
    return item;
  }

  // placeOf shows where the problem is. A click copies that, or opens the editor there.
  function placeOf(e) {
    var line = element("p", "where");
    var place = element("button", "place", e.place);
    place.type = "button";
    place.title = "Copy the place";
    place.onclick = function () {
      navigator.clipboard.writeText(e.place).then(function () { place.textContent = e.place + " copied"; }, function () {});
      setTimeout(function () { place.textContent = e.place; }, 1500);
    };
    line.append(place);
    if (e.editor) {
      var open = element("a", "editor", "Open in editor");
      open.href = e.editor;
      line.append(" ", open);
    }
    return line;
  }

  function hideErrors() {
    if (overlay) overlay.remove();
    overlay = null;
  }
})();
