// While a session is logged: the rest between sets, and a screen that stays on. The log works without either.
"use strict";

const UNTIL = "carelane.rest-until"; // a moment in milliseconds: it stays right while the phone sleeps

const rest = document.getElementById("rest");
const left = document.getElementById("rest-left");
let ticking = 0;

function restUntil() {
  return Number(sessionStorage.getItem(UNTIL)) || 0;
}

function show() {
  const seconds = Math.ceil((restUntil() - Date.now()) / 1000);
  if (seconds <= 0) return end(restUntil() > 0);
  rest.hidden = false;
  left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function end(isOver) {
  clearInterval(ticking);
  sessionStorage.removeItem(UNTIL);
  rest.hidden = true;
  if (!isOver) return;
  document.getElementById("announcer").textContent = document.getElementById("rest-over").dataset.said;
  if (navigator.vibrate) navigator.vibrate(200);
}

function rests(seconds) {
  if (!seconds) return;
  sessionStorage.setItem(UNTIL, String(Date.now() + seconds * 1000));
  clearInterval(ticking);
  ticking = setInterval(show, 250);
  show();
}

document.addEventListener("htmx:afterSettle", (event) => {
  const card = event.detail.elt;
  const logged = card.querySelector("[data-rest]");
  if (!logged) return;
  rests(Number(logged.dataset.rest));
  if (card.matches("[data-done]")) openNext();
});

// The next exercise lies open once this one is done, so that its first set is one tap away.
function openNext() {
  const next = document.querySelector("article.card:not([data-done])");
  if (!next) return;
  const form = next.querySelector("details.next-set");
  if (form) form.open = true;
  next.querySelector("button[id^='log-set-']")?.focus();
}

document.getElementById("rest-more").addEventListener("click", () => {
  sessionStorage.setItem(UNTIL, String(restUntil() + 15000));
  show();
});
document.getElementById("rest-over").addEventListener("click", () => end(false));
if (restUntil() > Date.now()) ticking = setInterval(show, 250);

// The lock is lost whenever the page is hidden, so it is asked for again.
async function stayAwake() {
  if (document.visibilityState !== "visible" || !navigator.wakeLock) return;
  try {
    await navigator.wakeLock.request("screen");
  } catch {
    // A low battery refuses: the log goes on all the same.
  }
}
document.addEventListener("visibilitychange", stayAwake);
stayAwake();
