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
  // A row, the words in it, and what it is by each facet. Tags are not shown in a row; they are words all the same.
  const read = (row, of) => {
    const sets = Object.fromEntries(selects.map((select) =>
      [select.name, (row.dataset[select.name] || "").split(" ").map((value) => value && of(select, value))]));
    return { row, block: row.closest(".block"), sets, text: plain([row.textContent, ...Object.values(sets).flat()].join(" ")) };
  };
  const asked = () => {
    const wanted = plain(words.value).split(/\s+/).filter(Boolean);
    const chosen = selects.filter((select) => select.value);
    const fits = (one, said) => wanted.every((word) => one.text.includes(word))
      && chosen.every((select) => one.sets[select.name].includes(said(select)));
    return { fits, nothing: !wanted.length && !chosen.length };
  };

  // A list that stands whole on the page: what does not fit is put away.
  const whole = () => {
    const rows = list.map((row) => read(row, named));
    const blocks = new Set(rows.map((one) => one.block));
    return () => {
      const { fits, nothing } = asked();
      let count = 0;
      for (const one of rows) {
        const fitting = fits(one, (select) => named(select, select.value));
        one.row.hidden = !fitting;
        count += fitting;
      }
      for (const block of blocks) {
        if (!block) continue;
        block.hidden = !block.querySelector("li:not([hidden])");
        const folded = block.querySelector("details");
        if (folded && !nothing) folded.open = true;
      }
      output.textContent = nothing ? "" : `${count} of ${rows.length}`;
      all.hidden = nothing;
      return nothing;
    };
  };

  // A large archive: the rows of each year are in a script, which is read when somebody first asks for something.
  const SHOWN = 200;
  const cut = (years) => {
    const results = document.getElementById("results");
    const newest = document.getElementById("newest");
    const load = (src) => new Promise((done) => {
      const script = Object.assign(document.createElement("script"), { src });
      script.onload = script.onerror = () => done(script.remove());
      document.head.append(script);
    });
    const part = (year) => {
      const name = /([^/]*)\.js$/.exec(year.dataset.rows)[1];
      const said = self.incidentRows?.[name];
      if (!said) return { name: year.querySelector("a").textContent, rows: [], missing: true };
      const made = document.createElement("template");
      made.innerHTML = said.rows; // our own rows, as they stand on the year's page
      const of = (select, value) => said.names[select.name]?.[value - 1] ?? "";
      return { name: year.querySelector("a").textContent, rows: [...made.content.children].map((row) => read(row, of)) };
    };
    let parts;
    const ready = () => (parts ??= Promise.all(years.map((year) => load(year.dataset.rows))).then(() => years.map(part)));
    const block = (name, rows) => {
      const made = Object.assign(document.createElement("section"), { className: "block" });
      const list = Object.assign(document.createElement("ol"), { className: "list" });
      made.append(Object.assign(document.createElement("h2"), { textContent: name }), list);
      list.append(...rows);
      return made;
    };
    let turn = 0;
    const show = async (fits) => {
      const mine = ++turn;
      output.textContent = "Looking …";
      const found = await ready();
      if (mine !== turn) return; // something else was asked for meanwhile
      const key = (select) => select.selectedOptions[0].dataset.key ?? select.selectedOptions[0].text;
      const hits = found.map(({ name, rows }) => ({ name, rows: rows.filter((one) => fits(one, key)) }));
      const count = hits.reduce((sum, hit) => sum + hit.rows.length, 0);
      let left = SHOWN;
      results.replaceChildren();
      for (const { name, rows } of hits) {
        const shown = rows.slice(0, left).map((one) => one.row);
        left -= shown.length;
        if (shown.length) results.append(block(name, shown));
      }
      const total = found.reduce((sum, year) => sum + year.rows.length, 0);
      const missing = found.filter((year) => year.missing).map((year) => year.name).join(", ");
      output.textContent = `${count} of ${total}${count > SHOWN ? `, the newest ${SHOWN} shown` : ""}`
        + (missing && `, without ${missing}, which cannot be read`);
    };
    return () => {
      const { fits, nothing } = asked();
      newest.hidden = !nothing;
      results.hidden = nothing;
      all.hidden = nothing;
      if (!nothing) show(fits);
      else {
        turn += 1;
        output.textContent = "";
      }
      return nothing;
    };
  };
  // On a telephone the list comes first: what can be chosen is folded, unless something is.
  const folded = form.querySelector(".facets");
  const unfold = () => {
    if (folded) folded.open ||= matchMedia("(min-width: 34rem)").matches || selects.some((select) => select.value);
  };

  const years = [...document.querySelectorAll("[data-rows]")];
  const apply = years.length ? cut(years) : whole();
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
    unfold();
  };

  form.hidden = false;
  form.addEventListener("input", () => remember(apply()));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { remember(apply()); words.focus(); }));
  addEventListener("hashchange", () => { recall(); apply(); });
  recall();
  unfold();
  apply(); // a browser may have kept what was typed before
})();
