// The filter of a list that stands on the page. No request is made; without this file the whole list is shown.
(() => {
  "use strict";
  const form = document.getElementById("filter");
  const list = [...document.querySelectorAll(".list > li, .rows > li")];
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // What is overdue depends on the day on which the page is read.
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  const today = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  let overdue = 0;
  for (const row of list) {
    const due = row.dataset.state === "open" && row.querySelector(".due time");
    if (due && due.dateTime < today) {
      row.dataset.state += " overdue";
      due.parentNode.firstChild.data = "overdue since ";
      due.parentNode.classList.add("late");
      overdue += 1;
    }
  }
  const told = document.getElementById("overdue");
  if (told && overdue) told.textContent = `, ${overdue} of them overdue`;
  if (!form) return;

  const selects = [...form.querySelectorAll("select")];
  const words = form.elements.q;
  const output = form.querySelector("output");
  const all = form.querySelector("[type=reset]");
  const named = (select, value) => [...select.options].find((option) => option.value === value)?.text ?? "";
  const rows = list.map((row) => ({
    row,
    block: row.closest(".block"),
    // Tags are not shown in a row; they are words to look for all the same.
    text: plain([row.textContent, ...selects.flatMap((select) =>
      (row.dataset[select.name] || "").split(" ").map((value) => value && named(select, value)))].join(" ")),
    sets: Object.fromEntries(selects.map((select) => [select.name, (row.dataset[select.name] || "").split(" ")])),
  }));
  const blocks = new Set(rows.map((one) => one.block));

  const apply = () => {
    const wanted = plain(words.value).split(/\s+/).filter(Boolean);
    const chosen = selects.filter((select) => select.value);
    let count = 0;
    for (const one of rows) {
      const fits = wanted.every((word) => one.text.includes(word))
        && chosen.every((select) => one.sets[select.name].includes(select.value));
      one.row.hidden = !fits;
      count += fits;
    }
    const all_shown = !wanted.length && !chosen.length;
    for (const block of blocks) {
      if (!block) continue;
      block.hidden = !block.querySelector("li:not([hidden])");
      const folded = block.querySelector("details");
      if (folded && !all_shown) folded.open = true;
    }
    output.textContent = all_shown ? "" : `${count} of ${rows.length}`;
    all.hidden = all_shown;
    return all_shown;
  };
  // What is chosen stands in the address, so that it can be sent to somebody.
  const remember = (all_shown) => {
    const said = new URLSearchParams();
    if (words.value.trim()) said.set("q", words.value.trim());
    for (const select of selects) if (select.value) said.set(select.name, named(select, select.value));
    try {
      history.replaceState(null, "", all_shown ? location.pathname : `#?${said}`);
    } catch { /* some browsers refuse this to pages that are opened as files */ }
  };
  const recall = () => {
    if (!location.hash.startsWith("#?")) return;
    const said = new URLSearchParams(location.hash.slice(2));
    words.value = said.get("q") || "";
    for (const select of selects) {
      const found = [...select.options].find((option) => option.value && option.text === said.get(select.name));
      select.value = found ? found.value : "";
    }
  };

  form.hidden = false;
  form.addEventListener("input", () => remember(apply()));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { remember(apply()); words.focus(); }));
  addEventListener("hashchange", () => { recall(); apply(); });
  recall();
  apply(); // a browser may have kept what was typed before
})();
