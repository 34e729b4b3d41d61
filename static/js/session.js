// The log in plain forms: the rest after a set, and the next exercise open once one is done.
import { goOnResting, keepAwake, startRest } from "./phone/rest.js";

goOnResting();
keepAwake(true);

document.addEventListener("htmx:afterSettle", (event) => {
  const card = event.detail.elt;
  const logged = card.querySelector("[data-rest]");
  if (!logged) return;
  startRest(Number(logged.dataset.rest));
  if (card.matches("[data-done]")) openNext();
});

function openNext() {
  const next = document.querySelector("article.card:not([data-done])");
  if (!next) return;
  const form = next.querySelector("details.next-set");
  if (form) form.open = true;
  next.querySelector("button[id^='log-set-']")?.focus();
}
