// While the trainer's device is in a client's hands, the pages that lie open in other tabs show nothing.
// Loaded before the page is drawn; what was typed on a covered page is there again once the device is taken back.
"use strict";

(() => {
  const FLAG = "carelane.kiosk";
  const root = document.documentElement;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(FLAG) : null;

  function isOn() {
    try {
      return localStorage.getItem(FLAG) === "1";
    } catch {
      return false; // storage is forbidden: the channel alone tells
    }
  }

  function tellOthers(isKiosk) {
    try {
      if (isKiosk) localStorage.setItem(FLAG, "1");
      else localStorage.removeItem(FLAG);
    } catch {
      // As above.
    }
    channel?.postMessage(isKiosk);
  }

  function cover(isKiosk) {
    root.classList.toggle("is-covered", isKiosk);
  }

  if (document.currentScript.dataset.kiosk === "on") {
    tellOthers(true);
    return;
  }
  tellOthers(false); // the server has shown a page of the trainer's: the device is theirs again
  channel?.addEventListener("message", (event) => cover(event.data));
  window.addEventListener("storage", (event) => {
    if (event.key === FLAG || event.key === null) cover(isOn());
  });
  // A page that slept, or comes back from the browser's memory, has heard nothing.
  window.addEventListener("pageshow", () => cover(isOn()));
  document.addEventListener("visibilitychange", () => cover(isOn()));
})();
