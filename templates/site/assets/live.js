// The preview only: waits until the site was built again, and shows the new page at the same place.
(() => {
  "use strict";
  let seen = "";
  const ask = async () => {
    try {
      const answer = await fetch(`/-/version?${seen}`, { cache: "no-store" });
      const version = await answer.text();
      if (seen && version !== seen) location.reload();
      seen = version;
      setTimeout(ask, 0);
    } catch { // the preview was ended; it may come back
      setTimeout(ask, 500);
    }
  };
  ask();
})();
