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

  const filter = (form) => {
    const rows = [...document.querySelectorAll(".list > li")].map((row) => ({
      row,
      text: [row.textContent, row.dataset.tags].join(" ").toLowerCase(),
      severity: row.dataset.severity || "",
      services: (row.dataset.services || "").split("|"),
    }));
    const blocks = [...document.querySelectorAll(".block")];
    const output = form.querySelector("output");
    const chosen = (name) => (form.elements[name] ? form.elements[name].value : "");
    const apply = () => {
      const words = chosen("q").toLowerCase().split(/\s+/).filter(Boolean);
      const severity = chosen("severity");
      const service = chosen("service");
      let count = 0;
      for (const r of rows) {
        const fits = words.every((word) => r.text.includes(word))
          && (!severity || r.severity === severity)
          && (!service || r.services.includes(service));
        r.row.hidden = !fits;
        count += fits;
      }
      for (const block of blocks) block.hidden = !block.querySelector(".list > li:not([hidden])");
      output.textContent = count === rows.length ? "" : `${count} of ${rows.length}`;
    };
    form.hidden = false;
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    apply(); // a browser may have kept what was typed before
  };

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const form = document.getElementById("filter");
    if (button) themeSwitch(button);
    if (form) filter(form);
  });
})();
