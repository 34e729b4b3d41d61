// On every page of a trainer: whether this browser can keep a log, what it keeps, and that it is sent.

import { choiceIn, saveAsText, showAttention } from "./attention.js";
import { refreshDay } from "./day.js";
import { dropOld, forgetOthers } from "./forgetting.js";
import { filled } from "./log.js";
import { startSending } from "./send.js";
import { whyUnusable } from "./database.js";
import { openStore } from "./store.js";
import { stateInWords } from "./words.js";

const OWNER = "carelane.phone-owner";
const TOO_OLD = 24 * 60 * 60 * 1000;
const PATIENCE = 8000;
const TWO_WEEKS = 14 * 24 * 60 * 60;

const owner = document.body.dataset.phoneOwner;
const place = document.getElementById("phone");
let attended = Promise.resolve();
const begun = begin();

/** Gives {store, sender}, or null where nothing can be stored. */
async function begin() {
  const why = await whyUnusable();
  if (why) await keepNothing(why);
  if (why && why !== "full") return null;
  try {
    return await keep({ isFull: Boolean(why) });
  } catch (error) {
    console.error(error);
    await keepNothing("forbidden");
    return null;
  }
}

async function keepNothing(why) {
  for (const notice of document.querySelectorAll(`[data-phone-unusable="${why}"]`)) notice.hidden = false;
  await leaveNoLog();
}

/** A full phone takes nothing new, but what it has is still sent. */
async function keep({ isFull }) {
  const store = await openStore(owner);
  await forgetOthers(owner);
  await dropOld();
  if (!isFull) beginLog();
  store.listen(({ what }) => {
    if (what === "outdated") window.location.reload();
    if (what === "sheets") attend(store);
  });
  const sender = startSending(store, { onChange: (state) => show(store, state) });
  listenToButtons(store);
  const isToday = window.location.pathname === place.dataset.today;
  if (!isFull) refreshDay(store, { always: isToday }).catch(console.error);
  return { store, sender };
}

/** From here on the log is drawn from the phone. */
function beginLog() {
  localStorage.setItem(OWNER, owner);
  setCookie("1", TWO_WEEKS);
  const worker = `/service-worker.js?lang=${document.documentElement.lang}`;
  navigator.serviceWorker?.register(worker).catch(console.error);
}

// --- what is said -------------------------------------------------------------------------------------------------

function show(store, state) {
  for (const status of document.querySelectorAll("[data-phone-status]")) say(status, stateInWords(state));
  const isOld = state.unsent > 0 && state.oldest !== null && Date.now() - state.oldest > TOO_OLD;
  count("[data-phone-old]", isOld ? state.unsent : 0);
  count("[data-phone-dropped]", state.dropped);
  count("[data-phone-refused-notice]", document.querySelector("[data-phone-attention]") ? 0 : state.refused);
  attend(store);
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text; // else it would be read out again
  element.hidden = !text;
}

function count(selector, number) {
  const notice = place.querySelector(selector);
  const line = notice.querySelector("[data-words]");
  line.textContent = filled(line.dataset.words, { count: number });
  notice.hidden = !number;
}

/** One reading after the other, so that an older one never ends last. */
function attend(store) {
  const section = document.querySelector("[data-phone-attention]");
  if (section) attended = attended.then(() => showAttention(store, section)).catch(console.error);
}

function listenToButtons(store) {
  for (const button of document.querySelectorAll("[data-phone-export]")) {
    button.addEventListener("click", () => saveAsText(store));
  }
  place.querySelector("[data-phone-dropped-read]").addEventListener("click", () => store.droppedIsSaid());
}

// --- signing out --------------------------------------------------------------------------------------------------

document.addEventListener(
  "submit",
  (event) => {
    if (event.target.method !== "post" || new URL(event.target.action).pathname !== place.dataset.signOut) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    signOut(event.target);
  },
  { capture: true },
);

async function signOut(form) {
  const log = await begun;
  if (!log) return form.submit(); // the server tells the browser to forget all
  if (!(await mayLeave(log))) return;
  log.sender.stop();
  const wiped = document.createElement("input");
  Object.assign(wiped, { type: "hidden", name: "wiped", value: "1" });
  form.append(wiped);
  const isOut = await leaves(form); // first: no other tab that is loaded meanwhile begins anew
  await log.store.wipe();
  await leaveNoLog();
  if (isOut) window.location.assign(place.dataset.signedOut);
  else form.submit(); // shows why not, with nothing left on the phone
}

async function leaves(form) {
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    return answer.type === "opaqueredirect";
  } catch {
    return false;
  }
}

/** Whether nothing is unsent, or the trainer wants to lose it. */
async function mayLeave({ store, sender }) {
  const dialog = document.getElementById("phone-leave");
  const title = dialog.querySelector("[data-words]");
  const still = dialog.querySelector("[data-phone-still]");
  still.hidden = true;
  for (;;) {
    const { unsent, refused } = await store.counts();
    if (!(unsent + refused)) return true;
    title.textContent = filled(title.dataset.words, { count: unsent + refused });
    const choice = await choiceIn(dialog);
    if (choice !== "send") return choice === "lose";
    await sender.flush();
    still.hidden = false;
  }
}

/** The server answers with plain pages, and nothing of the log is cached. */
async function leaveNoLog() {
  setCookie("", 0);
  try {
    localStorage.removeItem(OWNER);
    for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) await worker.unregister();
    for (const name of await caches.keys()) await caches.delete(name);
  } catch {
    // Storage that is forbidden holds nothing.
  }
}

function setCookie(value, seconds) {
  const secure = window.location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `phone-log=${value}; path=/; max-age=${seconds}; SameSite=Lax${secure}`;
}
