// Comforts only: every page reads without this file. No request is made.
(() => {
  "use strict";
  const root = document.documentElement;
  const KEY = "incidentkit-theme";
  const ZONE_KEY = "incidentkit-zone";
  const THEMES = ["auto", "light", "dark"];

  // Some browsers refuse storage to pages that are opened as files.
  const stored = (value, key = KEY) => {
    try {
      if (value === undefined) return localStorage.getItem(key);
      localStorage.setItem(key, value);
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

  // Times of the page in the reader's own zone, and back. The browser knows the zone's rules for each instant.
  const zoneSwitch = (button) => {
    const name = document.getElementById("zone-name");
    const written = name.textContent;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const clock = Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
    const days = (month) => Intl.DateTimeFormat("en-GB", { day: "numeric", month, year: month === "long" ? "numeric" : undefined });
    const [long, short] = [days("long"), days("short")];
    const times = [...document.querySelectorAll(".log time[datetime], .moments time, svg [data-at]")].map((el) => {
      const text = el.textContent;
      const at = new Date(el.dataset.at || el.getAttribute("datetime"));
      const time = clock.format(at).slice(0, /^\d\d:\d\d:/.test(text) ? 8 : 5);
      const isDay = !text.includes(":"); // a tick at midnight bears its day
      return { el, text, own: isDay ? short.format(at).replace(" ", "\u00a0") + (time === "00:00" ? "" : ` ${time}`) : time };
    });
    if (!zone || times.every((t) => t.text === t.own)) return;

    // Days begin elsewhere in another zone: our headings give way to those of the reader's days.
    const headings = [];
    const put = (log) => {
      let day = "";
      for (const line of log.querySelectorAll(".line")) {
        const time = line.querySelector(".when time[datetime]");
        const own = time ? long.format(new Date(time.getAttribute("datetime"))) : day;
        if (own === day) continue;
        day = own;
        const heading = document.createElement("li");
        heading.className = "day own";
        heading.append(Object.assign(document.createElement("span"), { textContent: own }));
        log.insertBefore(heading, line);
        headings.push(heading);
      }
      const above = log.previousElementSibling;
      if (above && /^H[3-6]$/.test(above.tagName) && /\d/.test(above.textContent)) {
        const note = Object.assign(document.createElement("small"), { textContent: " (as written)" });
        above.append(note);
        headings.push(note);
      }
    };

    const show = (own) => {
      for (const t of times) t.el.textContent = own ? t.own : t.text;
      for (const day of document.querySelectorAll(".log > .day:not(.own)")) day.hidden = own;
      while (headings.length) headings.pop().remove();
      if (own) document.querySelectorAll(".log").forEach(put);
      name.textContent = own ? `Times in your zone, ${zone.replaceAll("_", " ")}` : written;
      button.textContent = own ? "Show them as written" : `Show them in mine (${zone.replaceAll("_", " ")})`;
    };
    let own = stored(undefined, ZONE_KEY) === "own";
    button.hidden = false;
    button.addEventListener("click", () => {
      own = !own;
      stored(own ? "own" : "written", ZONE_KEY);
      show(own);
    });
    show(own);
  };

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    if (button) themeSwitch(button);
    const zone = document.getElementById("zone");
    if (zone) zoneSwitch(zone);
  });
})();
