// The screens of the log, drawn from the state.
import { drawFlagged } from "./dialogs.js";
import * as draw from "./draw.js";
import { fill, words } from "./draw.js";
import { keepFocus, keepTyped } from "./focus.js";
import { isUntouched } from "./log.js";
import { goOnResting, keepAwake } from "./rest.js";
import { state } from "./state.js";

const SLOW = 3000; // ms: then the page says what is on this phone alone
export const screen = document.getElementById("screen");
export const byId = (id) => document.getElementById(id);
const put = (id, parts) => byId(id).replaceChildren(...parts);
const drawn = new Map(); // row key -> the card's content as text

/** Draws the screen that the state and the address ask for. */
export function show() {
  const { sheet } = state;
  if (!sheet || state.isLocked) return;
  keepAwake(sheet.state === "open");
  keepFocus(drawScreen);
  drawFlagged(sheet, state.pending);
}

function drawScreen() {
  const { sheet } = state;
  if (sheet.state === "planned") return showPlanned();
  if (sheet.state === "discarded") return showMessage("discarded", "discarded", sheet.addresses.client, "today");
  if (location.hash === "#end") return sheet.state === "open" ? showEnd() : showEnded();
  if (location.hash === "#ended") return showEnded();
  showLog();
}

function showScreen(name, copy) {
  screen.dataset.shows = name;
  screen.replaceChildren(copy);
  drawn.clear();
}

// --- the log ------------------------------------------------------------------------------

function showLog() {
  const { sheet } = state;
  const isOpen = sheet.state === "open";
  const values = {
    name: sheet.name,
    back: sheet.addresses.history,
    detail: sheet.addresses.detail,
    title: isOpen ? words("title") : words("correcting", { day: sheet.day }),
    isOpen,
    isHeld: !isOpen,
    addTitle: words(sheet.rows.length ? "next_exercise" : "first_exercise"),
    isEmpty: isOpen && !sheet.rows.length,
  };
  const frame = JSON.stringify(values);
  if (screen.dataset.shows !== frame) {
    showScreen(frame, fill("log", values));
    goOnResting();
  }
  put("notices", sheet.sync_conflicts.length ? [syncConflictsNotice()] : []);
  putWhatHolds();
  putHomework();
  byId("done").textContent = draw.doneWords(sheet);
  repeatStatus();
  put("undo", state.undo ? [fill("undo-notice", state.undo)] : []);
  showCards();
  markSets();
  showChoices();
}

function syncConflictsNotice() {
  const { sync_conflicts, resolution_url } = state.sheet;
  const text = [words("sync_conflicts"), ...sync_conflicts.map((conflict) => conflict.words)].join(" ");
  return fill("notice", { text, href: resolution_url, link: words("resolve") });
}

function putWhatHolds() {
  const { sheet } = state;
  put("open-flags", (sheet.open_flags || []).map((flag) => draw.openFlag(flag, sheet)));
  // A sheet of an earlier release has no `holds`.
  const holds = (sheet.holds || []).map((text) => fill("notice", { text }));
  put("replies", [...sheet.replies.map((reply) => draw.replyNotice(reply, sheet)), ...holds]);
  const restrictions = sheet.restrictions.map(draw.restriction);
  put("restrictions", restrictions.length ? restrictions : [words("no_restrictions")]);
}

/** It lies open until the first set is logged, unless somebody has closed it. */
function putHomework() {
  const { sheet } = state;
  const weeks = sheet.state === "open" ? sheet.homework || [] : []; // a sheet of an earlier release has none
  const wasOpen = byId("at-home").firstElementChild?.open;
  const isOpen = wasOpen ?? (draw.weeksLeft(weeks) > 0 && !sheet.rows.some((row) => row.sets.length));
  put("at-home", weeks.length ? [draw.homework(weeks, isOpen)] : []);
}

/** Draws anew the cards whose content has changed alone: what is typed elsewhere stays. */
export function showCards() {
  const { sheet } = state;
  const cards = byId("cards");
  const current = draw.openRow(sheet, state.openRow);
  const old = new Map([...cards.children].map((card) => [card.dataset.row, card]));
  sheet.rows.forEach((row, at) => {
    const card = cardOf(row, row === current, old.get(row.id));
    if (cards.children[at] !== card) cards.insertBefore(card, cards.children[at] || null);
    old.delete(row.id);
  });
  for (const [key, card] of old) {
    card.remove();
    drawn.delete(key);
  }
}

/** The row's card: the old one where it shows what is to be shown. */
function cardOf(row, isOpen, old) {
  const { sheet, openSet } = state;
  const view = { openSet, isOpen, troubles: state.troublesOf(row) };
  const content = JSON.stringify([row, view, sheet.rows.indexOf(row), sheet.rows.length, sheet.unit]);
  if (old && drawn.get(row.id) === content) return old;
  drawn.set(row.id, content);
  const fresh = draw.card(sheet, row, view);
  if (old) {
    keepTyped(old, fresh);
    fresh.querySelector(".exercise-acts").open = old.querySelector(".exercise-acts").open;
    old.remove();
  }
  return fresh;
}

/** Which sets the server lacks; set in place, while somebody types. */
export function markSets() {
  const waiting = new Map(state.pending.map((pending) => [pending.operation.set, pending]));
  for (const line of screen.querySelectorAll("[data-set]")) {
    const [here, refused] = [line.querySelector("[data-kept]"), line.querySelector("[data-refused]")];
    if (!here) continue;
    const pending = waiting.get(line.dataset.set);
    refused.hidden = !pending?.refusal;
    here.hidden = !pending || Boolean(pending.refusal) || Date.now() - pending.operation.at < SLOW;
  }
}

// --- what can be added --------------------------------------------------------------------

/** Lists what can be added; what a search has found stays until it is over. */
function showChoices() {
  if (byId("found").dataset.typed) return;
  const usual = putPrescribed().filter((choice) => !choice.prescription);
  put("found", usual.length ? [heading("usual"), list(usual)] : []);
}

export function showFindings(typed, choices) {
  byId("found").dataset.typed = typed;
  putPrescribed(choices);
  if (!choices.length) return put("found", [words("not_found", { words: typed })]);
  const name = choices.length === 1 ? "found_one" : "found";
  put("found", [heading(name, { number: choices.length }), list(choices)]);
}

export function showNoLibrary() {
  put("found", [words("no_library")]);
}

/** The usual choices again. */
export function dropFindings() {
  byId("found").dataset.typed = "";
  showChoices();
}

/** Lists what is asked for. Gives the choices that are not in the session yet. */
function putPrescribed(findings = []) {
  const { rows, choices } = state.sheet;
  state.offer(new Map([...choices, ...findings].map((choice) => [draw.choiceKey(choice), choice])));
  const inSession = new Set(rows.map((row) => row.exercise.key));
  const free = choices.filter((choice) => !inSession.has(choice.exercise.key));
  const prescribed = free.filter((choice) => choice.prescription);
  put("asked", prescribed.length ? [heading("asked_for"), list(prescribed)] : []);
  return free;
}

function heading(name, values) {
  const element = document.createElement("h3");
  element.textContent = words(name, values);
  return element;
}

function list(choices) {
  const element = document.createElement("ul");
  element.className = "rows";
  element.append(...choices.map(draw.choiceLine));
  return element;
}

// --- before and after the log -------------------------------------------------------------

function showPlanned() {
  const { sheet } = state;
  const names = sheet.rows.map((row) => row.exercise.name);
  // Whoever starts has read what stands here: what has come in since is drawn before.
  const frame = JSON.stringify(["planned", sheet.open_flags, sheet.replies, sheet.restrictions, sheet.holds, names]);
  if (screen.dataset.shows === frame) return;
  const values = {
    name: sheet.name,
    client: sheet.addresses.client,
    title: words("planned_title"),
    when: `${sheet.day}, ${sheet.time}`,
    hasReplies: sheet.replies.length,
  };
  showScreen(frame, fill("planned", values));
  putWhatHolds();
  const outline = (names.length ? names : [words("begins_empty")]).map((name) => {
    const line = document.createElement("li");
    line.textContent = name;
    return line;
  });
  put("outline", outline);
}

function showEnd() {
  if (screen.dataset.shows === "end") return;
  const { sheet } = state;
  const names = sheet.rows.filter(isUntouched).map((row) => row.exercise.name);
  const untouched = names.length ? words("untouched", { names: names.join(", ") }) : "";
  showScreen("end", fill("end", { name: sheet.name, untouched }));
  const form = screen.querySelector("form");
  for (const [name, value] of Object.entries(sheet.scores)) {
    if (form.elements[name] instanceof RadioNodeList) draw.check(form, name, value ?? "");
    else form.elements[name].value = value ?? "";
  }
  form.elements.minutes.value = String(minutesSoFar());
  form.dataset.version = sheet.version;
  scrollTo(0, 0);
  form.closest("main").focus();
}

function minutesSoFar() {
  const minutes = Math.max(1, Math.round((Date.now() - state.sheet.started_at) / 60_000));
  return minutes <= 240 ? minutes : 60;
}

function showEnded() {
  const { sheet } = state;
  if (screen.dataset.shows !== "ended") {
    const { client, detail } = sheet.addresses;
    showScreen("ended", fill("ended", { name: sheet.name, client, detail }));
    scrollTo(0, 0);
  }
  const isSaved = !state.pending.length && sheet.state !== "open"; // open: its end is being stored
  byId("all-saved").hidden = !isSaved;
  byId("not-all-saved").hidden = isSaved;
}

// --- without a session --------------------------------------------------------------------

/** The sessions that can be logged without reception. */
export function showList(sheets) {
  const lead = words(sheets.length ? "offline" : "offline_nothing");
  showScreen("list", fill("list", { title: words("offline_title"), lead }));
  const rows = sheets.map((sheet) => {
    const when = sheet.state === "planned" ? sheet.time : words(sheet.state === "open" ? "running" : "completed");
    return fill("sheet-row", { name: sheet.name, log: sheet.addresses.log, when });
  });
  put("sheets", rows);
}

/** @param title, text, link names of words */
export function showMessage(title, text, href, link) {
  document.querySelector("dialog.sheet")?.close(); // what stands in it is of the session too
  const copy = fill("message", { title: words(title), text: words(text), href, link: words(link) });
  keepFocus(() => showScreen(title, copy));
}

export function showSignedOut() {
  state.signOut();
  const next = encodeURIComponent(location.pathname);
  showMessage("signed_out_title", "signed_out", `/account/login/?next=${next}`, "sign_in");
}

// --- what is told on every screen ---------------------------------------------------------

/** @param sending {state, unsent, refused}, as of send.js */
export function showSenderState(sending) {
  const lines = [];
  if (sending.unsent) lines.push(words("on_this_phone", { number: sending.unsent }));
  if (sending.refused) lines.push(words("attention", { number: sending.refused }));
  const isSaved = sending.state === "saved" && state.sheet;
  byId("status").textContent = lines.join(", ") || (isSaved ? `✓ ${words("saved")}` : "");
  byId("status").classList.toggle("is-waiting", lines.length > 0);
  repeatStatus();
}

// The log's bar is in view wherever the hand is.
function repeatStatus() {
  if (!byId("status-in-view")) return;
  byId("status-in-view").textContent = byId("status").textContent;
  byId("status-in-view").className = byId("status").className;
}

/** Nothing of the tap is stored, or nobody knows: said at once, with a way to go on. */
export function showNotStored(isFull) {
  const values = isFull
    ? { text: words("full"), href: `${location.pathname}?plain`, link: words("plain_forms") }
    : { text: words("went_wrong"), href: location.pathname, link: words("reload") };
  screen.prepend(fill("notice", values));
  screen.querySelector(".notice a").focus();
}

/** Has a screen reader say it. */
export function announce(text) {
  byId("announcer").textContent = text;
}
