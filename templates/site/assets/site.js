// Comforts only: every page reads without this file. No request is made.
(() => {
  "use strict";
  const root = document.documentElement;
  const KEY = "incidentkit-theme";
  const THEMES = ["auto", "light", "dark"];

  // Some browsers refuse storage to pages that are opened as files.
  const stored = (value) => {
    try {
      if (value === undefined) return localStorage.getItem(KEY);
      localStorage.setItem(KEY, value);
    } catch { /* the choice then holds for this page only */ }
    return null;
  };
  const show = (theme) => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
  };
  let theme = THEMES.includes(stored()) ? stored() : "auto";
  show(theme); // before the first paint: this file is loaded in the head

  const themeSwitch = (button) => {
    const name = button.querySelector("span");
    name.textContent = theme;
    button.hidden = false;
    button.addEventListener("click", () => {
      theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
      name.textContent = theme;
      stored(theme);
      show(theme);
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    if (button) themeSwitch(button);
  });
})();
