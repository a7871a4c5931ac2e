// The preview only: asks whether the site was built again, and shows the new page at the same place.
(() => {
  "use strict";
  let seen = null;
  const ask = async () => {
    try {
      const answer = await fetch("/-/version", { cache: "no-store" });
      const version = await answer.text();
      if (seen !== null && version !== seen) location.reload();
      seen = version;
    } catch { /* the preview was ended; it may come back */ }
    setTimeout(ask, 120);
  };
  ask();
})();
