// Knowledge checks. What is right, and why, stands in the details behind each question, where it is read without scripts; here
// it is shown beside the choices. Kept is what was chosen: whether that is right is looked up each time, since courses are mended.
(() => {
  const { store, word, make } = lectern;
  const questions = () => [...document.querySelectorAll("[data-question]:has([data-check])")];
  const inputs = (question) => [...question.querySelectorAll(".choices input")];
  const verdicts = (question) => question.nextElementSibling.querySelectorAll(".verdicts > li");
  const isGood = (verdict) => verdict.classList.contains("is-right");
  const isMarked = (question) => question.hasAttribute("data-marked");
  const key = (question) => lectern.keyOf(inputs(question)[0].name);

  // outcome is right, wrong, or some when nothing is wrong with what was chosen but that it is not all.
  function outcome(question) {
    const about = verdicts(question), all = inputs(question);
    if (all.every((input, i) => input.checked == isGood(about[i]))) return "right";
    return all.every((input, i) => !input.checked || isGood(about[i])) ? "some" : "wrong";
  }

  // mark shows, or takes away, what was chosen well and what was not. When all is right, it tells of every choice.
  function mark(question, answered) {
    const found = answered ? outcome(question) : "", about = verdicts(question);
    const check = question.querySelector("[data-check]"), result = question.querySelector(".result");
    const state = answered ? inputs(question).map((input) => +input.checked).join("") : undefined;
    if (question.dataset.marked === state && question.querySelector(".note")) return; // or it would be read aloud again
    if (answered) question.dataset.marked = state;
    else delete question.dataset.marked;
    question.classList.toggle("is-right", found == "right");
    check.textContent = answered ? check.dataset.retry : check.dataset.check;
    inputs(question).forEach((input, i) => note(input, (found == "right" || answered && input.checked) && about[i]));
    result.replaceChildren();
    if (!answered) return;
    result.append(make("p", "verdict", word(found)));
    const explanation = question.nextElementSibling.querySelector(".explanation");
    if (explanation && found == "right") result.append(...explanation.cloneNode(true).childNodes);
  }

  // note writes beside a choice what is said of it. The place is there before its words are, so that they are read aloud.
  function note(input, verdict) {
    const item = input.closest("li");
    let place = item.querySelector(".note");
    if (!place) {
      place = make("div", "note", "");
      place.setAttribute("role", "status");
      item.append(place);
    }
    place.replaceChildren();
    item.classList.toggle("is-right", verdict && input.checked && isGood(verdict));
    item.classList.toggle("is-wrong", verdict && input.checked && !isGood(verdict));
    if (!verdict) return;
    place.append(make("span", "verdict", word(isGood(verdict) ? "good" : "bad")), " ");
    const feedback = verdict.querySelector(".feedback");
    if (feedback) place.append(...feedback.cloneNode(true).childNodes);
  }

  // score counts the questions of a block, or of the page.
  function score() {
    for (const place of document.querySelectorAll("[data-tally]")) {
      const within = place.closest("[data-block]") ?? document;
      const asked = questions().filter((question) => within.contains(question));
      const text = word("score", asked.filter((q) => q.classList.contains("is-right")).length, asked.length);
      place.closest("p").hidden = !asked.some(isMarked);
      if (place.textContent != text) place.textContent = text;
    }
  }

  function restore() {
    for (const question of questions()) {
      const kept = store.get(key(question)), all = inputs(question);
      const chosen = Array.isArray(kept) ? all.filter((input) => kept.includes(lectern.idOf(input.id))) : [];
      if (chosen.length || isMarked(question)) all.forEach((input) => { input.checked = chosen.includes(input); });
      mark(question, chosen.length > 0);
    }
    score();
  }

  function check(question) {
    const chosen = inputs(question).filter((input) => input.checked);
    if (!chosen.length) return lectern.say(question.querySelector(".result"), word("choose"));
    const failed = store.set(key(question), chosen.map((input) => lectern.idOf(input.id)));
    mark(question, true);
    score();
    if (failed) question.querySelector(".result").append(make("p", "", word(failed)));
  }

  // reset takes the answer back; what is chosen now may stay.
  function reset(question, empty) {
    store.set(key(question), null);
    if (empty) inputs(question).forEach((input) => { input.checked = false; });
    mark(question, false);
    score();
  }

  document.addEventListener("click", ({ target, detail }) => {
    const question = target.closest("[data-check]")?.closest("[data-question]");
    if (!question || detail > 1) return; // the second click of two must not take back what the first did
    if (!isMarked(question)) return check(question);
    reset(question, true);
    inputs(question)[0].focus();
  });
  document.addEventListener("change", ({ target }) => {
    const question = target.closest("[data-question][data-marked]");
    if (question) reset(question);
  });
  lectern.start(restore);
})();
