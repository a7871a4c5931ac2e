// Search over the full text. Asks this site alone, for the pieces of its index that the words need.
(() => {
  "use strict";
  const form = document.getElementById("search");
  const hits = document.getElementById("hits");
  const told = document.getElementById("told");
  const more = document.getElementById("more");
  const output = form.querySelector("output");
  const words = form.elements.q;
  const here = new URL(".", location.href);
  const PAGE = 12;
  if (location.protocol === "file:") return; // a page that is opened as a file may ask for nothing

  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  // Excerpts are text with <mark> around what was found; nothing else of them is taken as markup.
  const marked = (html) => {
    const into = element("p", "", { class: "gist", dir: "auto" });
    const inert = new DOMParser().parseFromString(html, "text/html").body;
    for (const node of inert.childNodes) {
      into.append(node.nodeName === "MARK" ? element("mark", node.textContent) : node.textContent);
    }
    return into;
  };
  const link = (raw) => new URL(raw.replace(/^\/+/, ""), here).href;
  const row = (data) => {
    const item = element("li");
    const head = element("h2", "", { dir: "auto" });
    head.append(element("a", data.meta.title || data.raw_url, { href: link(data.raw_url || data.url) }));
    item.append(head);
    const facts = [data.meta.date, data.meta.severity].filter(Boolean).join(" · ");
    if (facts) item.append(element("p", facts, { class: "meta" }));
    item.append(marked(data.excerpt));
    const parts = (data.sub_results || []).filter((part) => part.anchor && part.anchor.element !== "h1").slice(0, 3);
    if (parts.length) {
      const places = element("p", "", { class: "places" });
      for (const part of parts) {
        const place = `${data.raw_url || data.url}#${part.anchor.id}`;
        places.append(element("a", part.title, { href: link(place), dir: "auto" }), " ");
      }
      item.append(places);
    }
    return item;
  };

  let found = [];
  let turn = 0;
  const show = async (mine) => {
    const next = found.slice(hits.children.length, hits.children.length + PAGE);
    const rows = await Promise.all(next.map((hit) => hit.data()));
    if (mine !== turn) return; // something else was typed meanwhile
    hits.append(...rows.map(row));
    more.hidden = hits.children.length >= found.length;
  };
  const ask = async (index) => {
    const mine = ++turn;
    const asked = words.value.trim();
    try {
      history.replaceState(null, "", asked ? `#?${new URLSearchParams({ q: asked })}` : location.pathname);
    } catch { /* the words then stand in the field only */ }
    const answer = asked ? await index.search(asked) : { results: [] };
    if (mine !== turn) return;
    found = answer.results;
    hits.replaceChildren();
    more.hidden = true;
    output.textContent = !asked ? "" : found.length ? `${found.length} ${found.length === 1 ? "report" : "reports"}`
      : "Nothing found. Fewer words find more.";
    await show(mine);
  };
  const start = async () => {
    const index = await import(new URL("pagefind/pagefind.js", here).href);
    await index.options({ excerptLength: 28 });
    await index.init();
    told.textContent = "In the full text of every report: words, names of machines, messages of errors.";
    form.hidden = false;
    if (location.hash.startsWith("#?")) words.value = new URLSearchParams(location.hash.slice(2)).get("q") || "";
    let wait;
    words.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(ask, 150, index); });
    form.addEventListener("submit", (event) => { event.preventDefault(); ask(index); });
    more.addEventListener("click", () => show(turn));
    await ask(index);
    words.focus();
  };
  start().catch(() => {
    told.textContent = "The index of the full text cannot be read here. The list of all incidents can be filtered.";
  });
})();
