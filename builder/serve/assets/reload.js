// Keeps an open page current while its author writes. The page changes in place: what was
// scrolled, opened or typed stays. Errors of the course are shown over the page.
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

  connect();

  function connect() {
    var source = new EventSource("/_lectern/events?build=" + build);
    source.onmessage = function (message) { receive(JSON.parse(message.data)); };
    source.onerror = function () {
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, 1000);
    };
    window.addEventListener("pagehide", function () { source.close(); });
    window.addEventListener("pageshow", function (e) { if (e.persisted) connect(); });
  }

  function receive(event) {
    build = event.build;
    if (event.errors) return showErrors(event.errors);
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
        if (!response.ok && response.status !== 404) throw new Error(response.status);
        return response.text();
      })
      .then(function (text) { show(new DOMParser().parseFromString(policy.createHTML(text), "text/html")); })
      .catch(function () { location.reload(); })
      .finally(function () {
        busy = false;
        if (again) { again = false; update(); }
      });
  }

  function show(next) {
    if (scripts(document) !== scripts(next)) return location.reload();
    document.title = next.title;
    ["lang", "dir"].forEach(function (name) {
      document.documentElement.setAttribute(name, next.documentElement.getAttribute(name) || "");
    });
    swapStyles(next);
    Idiomorph.morph(document.body, next.body, {
      morphStyle: "innerHTML",
      ignoreActiveValue: true,
      callbacks: {
        beforeNodeRemoved: function (node) { return node !== overlay && node !== script; },
        beforeNodeMorphed: function (node) { return node !== overlay && node !== script; },
        beforeAttributeUpdated: keep
      }
    });
    document.dispatchEvent(new CustomEvent("lectern:update"));
  }

  // keep says which attributes belong to the reader and not to the page.
  function keep(name, node) {
    if (name === "open" && (node.localName === "details" || node.localName === "dialog")) return false;
    return !((name === "checked" || name === "value") && /^(input|textarea|select|option)$/.test(node.localName));
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

  function showErrors(errors) {
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
    head.append(element("h2", "", errors.length + (errors.length === 1 ? " problem" : " problems") + " in the course"));
    var close = element("button", "", "Hide");
    close.type = "button";
    close.onclick = hideErrors;
    head.append(close);
    box.append(head, element("p", "", "The page shows the last good build. This note goes away when the course is mended."));
    errors.forEach(function (e) { box.append(problem(e)); });
    root.append(style, box);
    root.addEventListener("keydown", function (e) { if (e.key === "Escape") hideErrors(); });
    document.body.append(overlay);
  }

  function problem(e) {
    var item = element("article");
    var place = element("button", "place", e.place);
    place.type = "button";
    place.title = "Copy the place";
    place.onclick = function () {
      navigator.clipboard.writeText(e.place).then(function () { place.textContent = e.place + " copied"; }, function () {});
      setTimeout(function () { place.textContent = e.place; }, 1500);
    };
    item.append(place);
    if (e.editor) {
      var open = element("a", "editor", "open in editor");
      open.href = e.editor;
      item.append(" ", open);
    }
    item.append(element("p", e.severity, e.severity + ": " + e.message));
    if (e.excerpt) item.append(element("pre", "", e.excerpt));
    if (e.hint) item.append(element("p", "hint", "hint: " + e.hint));
    return item;
  }

  function hideErrors() {
    if (overlay) overlay.remove();
    overlay = null;
  }
})();
