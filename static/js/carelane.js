// The little that pages need beyond HTML. Every flow works without it.
"use strict";

document.documentElement.classList.add("has-scripts");

function announce(text) {
  const announcer = document.getElementById("announcer");
  if (announcer) announcer.textContent = text;
}

function focusOn(element) {
  if (!element) return;
  if (!element.hasAttribute("tabindex") && !element.matches("a, button, input, select, textarea")) {
    element.setAttribute("tabindex", "-1");
  }
  element.focus();
}

document.addEventListener("DOMContentLoaded", () => {
  focusOn(document.querySelector(".error-summary") || document.querySelector("[data-focus]"));
});

// A swap must not drop the focus to the body; one that nobody asked for must not take it either.
document.addEventListener("htmx:afterSettle", (event) => {
  const swapped = event.detail.elt;
  const wanted = swapped.matches("[data-focus], .error-summary")
    ? swapped
    : swapped.querySelector(".error-summary, [data-focus]");
  if (wanted) focusOn(wanted);
  else if (document.activeElement === document.body && !swapped.matches("[data-background]")) focusOn(swapped);
  const words = swapped.querySelector("[data-announce]");
  if (words) announce(words.textContent.trim());
});

// Steppers: <button type="button" data-step="2.5" data-for="id_load">
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  if (!button) return;
  const input = document.getElementById(button.dataset.for);
  const now = Number.parseFloat(input.value.replace(",", ".")) || 0;
  const next = Math.max(0, now + Number.parseFloat(button.dataset.step));
  input.value = next.toLocaleString(document.body.dataset.locale, { useGrouping: false });
  input.dispatchEvent(new Event("change", { bubbles: true }));
  announce(input.value);
});

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "dialog") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
document.addEventListener("htmx:afterRequest", (event) => {
  delete event.detail.elt.dataset.sent;
});

// A passkey that was not given, or can't be used here, is said in words beside the button.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("passkey_failed").hidden = false;
});

// What works by scripts alone can be pressed once they listen; a press before would be lost.
window.addEventListener("load", () => {
  for (const button of document.querySelectorAll("[data-needs-scripts]")) button.disabled = false;
});
