// The one sentence of a plan, “if …, then I will …”, as an event for the learner's calendar (RFC 5545), made in the browser.
(() => {
  const { store, word } = lectern;

  // escape makes one line of a text; other control characters are not allowed there.
  const escape = (text) => text.replace(/[\\;,]/g, "\\$&").replace(/\s*\n\s*/g, " ").replace(/[^\P{Cc}\t]/gu, "").trim();
  const stamp = (date) => date.toISOString().replace(/[-:]|\.\d+/g, "");

  // fold breaks a line after 75 bytes at most, and never within a character.
  function fold(line) {
    const lines = [""];
    let size = 0;
    for (const letter of line) {
      const bytes = new TextEncoder().encode(letter).length;
      if (size + bytes > 74) {
        lines.push("");
        size = 0;
      }
      lines[lines.length - 1] += letter;
      size += bytes;
    }
    return lines.join("\r\n ");
  }

  function calendar(uid, day, text, url) {
    const now = new Date();
    return [
      "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lectern//Plan//EN",
      "BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:" + stamp(now), "SEQUENCE:" + Math.floor(now / 60000),
      "DTSTART:" + day.replace(/-/g, "") + "T090000", "DURATION:PT15M",
      "SUMMARY:" + escape(text), "URL:" + url,
      "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:" + escape(text), "TRIGGER:PT0M", "END:VALARM",
      "END:VEVENT", "END:VCALENDAR", "",
    ].map(fold).join("\r\n");
  }

  // own returns a name that no other browser has, so that a reminder replaces the one before and nobody else's.
  function own() {
    const kept = store.get("own");
    if (/^\w{1,50}$/.test(kept)) return kept; // it may come from a file
    const name = Array.from(crypto.getRandomValues(new Uint32Array(3)), (n) => n.toString(36)).join("");
    store.set("own", name);
    return name;
  }

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-remind]");
    if (!button) return;
    const form = button.closest(".if-then"), status = form.querySelector("[role=status]");
    const [cause, action, day] = form.querySelectorAll("[data-save]");
    const missing = [cause, action, day].find((field) => !field.value.trim() || !field.checkValidity());
    if (missing) {
      lectern.say(status, word(missing === day ? "noDay" : "noSentence"));
      missing.focus();
      return;
    }
    const uid = own() + "-" + encodeURIComponent(lectern.keyOf(cause.dataset.save)) + "@" + location.hostname;
    const text = word("sentence", cause.value.trim(), action.value.trim());
    const place = location.origin + location.pathname;
    lectern.download(word("reminderFile") + ".ics", "text/calendar", calendar(uid, day.value, text, place));
    lectern.say(status, word("reminder"));
  });
})();
