// The button of a booklet.
document.querySelector("[data-print]")?.addEventListener("click", () => print());
