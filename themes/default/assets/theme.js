// Before anything is drawn: that scripts run, the learner's choice of light or dark, and whether there is progress.
((root, key) => {
  root.js = "";
  try {
    const theme = localStorage["lectern:theme"];
    if (theme == "light" || theme == "dark") root.theme = theme;
    if (localStorage[key]) root.begun = "";
  } catch {}
})(document.documentElement.dataset, document.currentScript.dataset.key);
