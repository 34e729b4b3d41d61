// The log on the phone: each tap is kept here, encrypted, and drawn at once; sending goes on by itself (send.js).
import { endRest, goOnResting, keepAwake, startRest } from "./rest.js";
import { askReason, askSkip, askNote, drawFlagged, offerSwaps, showFlags } from "./dialogs.js";
import * as draw from "./draw.js";
import { fill, words } from "./draw.js";
import { fingerIsUp } from "./finger.js";
import { readScores, readSet } from "./forms.js";
import { laterThan, uuid7 } from "./keys.js";
import { apply, find, heaviest, isUntouched, left, restAfter, setWords, unanswered } from "./log.js";
import { startSending } from "./send.js";
import { ask } from "./server.js";
import { refreshDay, refreshSheet } from "./day.js";
import { whyUnusable } from "./database.js";
import { openStore } from "./store.js";

const FOUND_AT_MOST = 12;
const SLOW = 3000; // ms: then the page shows what is kept here
const ADDRESS = /^\/clients\/([0-9a-f-]{36})\/sessions\/([0-9a-f-]{36})\/log\/$/;
const [, clientKey, sessionKey] = location.pathname.match(ADDRESS) || [];
const screen = document.getElementById("screen");
const byId = (id) => document.getElementById(id);

let store;
let sender;
let base = null; // the sheet as it is kept: all that the server has acknowledged is in it
let records = []; // this session's entries that are not acknowledged, in order
let sheet = null; // what is drawn: base and the entries
let isShut = false; // locked: nothing of it may be drawn
let opened = ""; // the exercise whose form lies open
let openSet = ""; // the set that is being corrected
let undo = null; // {text, row, entries}: what was taken out last
let reading = Promise.resolve();
let drawn = new Map(); // row key -> the card's content as text
let offered = new Map(); // exercise key -> choice, of what is listed
let sought = ""; // what was typed last into the search

// --- opening ------------------------------------------------------------------------------

async function open() {
  const owner = localStorage.getItem("carelane.phone-owner");
  if (!owner || (await whyUnusable())) return leave();
  store = await openStore(owner);
  store.listen(({ what }) => {
    if (what === "wiped") return location.assign("/");
    return what === "outdated" ? location.reload() : reread();
  });
  sender = startSending(store, { onChange: sendingChanged });
  addEventListener("hashchange", () => {
    show();
    if (document.activeElement === document.body) byId("content").focus({ preventScroll: true }); // the browser drops it
  });
  if (!sessionKey) return showList();
  await reread();
  await fetchSheet();
}

// Without secure storage, or before anybody has signed in here, the plain forms serve.
function leave() {
  if (sessionKey) location.replace(`${location.pathname}?plain${location.hash}`);
  else showMessage("offline_title", "offline_nothing", "/", "today");
}

async function fetchSheet() {
  await sender.flush();
  if (base?.state === "planned" && (await refreshDay(store, { always: true }))) {
    await reread();
    if (base) return;
  }
  if (await refreshSheet(store, clientKey, sessionKey)) return reread();
  const { status } = await ask(`/clients/${clientKey}/sessions/${sessionKey}/sheet/`);
  if (status === 401 || status === 302) return showSignedOut();
  const isOnlyHere = base?.state === "planned" || records.length > 0;
  if ((status === 403 || status === 404) && !isOnlyHere) return showMessage("gone_title", "gone", "/", "today");
  if (!base && !(await isLocked())) showMessage("not_here_title", "not_here", "/", "today");
}

/** Reads what is kept, and draws it: one after the other, so that an older reading never ends last. */
function reread() {
  reading = reading.catch(() => {}).then(readAndShow);
  return reading;
}

const isLocked = async () => !(await store.isReadable()) && Boolean(await store.lastContact());

async function readAndShow() {
  if (!sessionKey) return showList();
  isShut = await isLocked();
  if (isShut) return showMessage("locked_title", "locked", "/", "sign_in");
  const kept = await store.session(sessionKey);
  await fingerIsUp();
  base = kept.sheet;
  records = kept.entries
    .map(({ entry: one, answer }) => ({ entry: one, refused: answer }))
    .sort((one, other) => (one.entry.key < other.entry.key ? -1 : 1));
  if (records.length) laterThan(records.at(-1).entry.key);
  sheet = base && records.reduce((sum, one) => apply(sum, one.entry), base);
  if (!sheet) return;
  for (const record of records) {
    const row = record.refused?.hits.length && sheet.rows.find((one) => one.entry === rowKey(record.entry));
    if (row) row.hits = mergedHits(row.hits, record.refused.hits);
  }
  show();
}

/** The row that an entry is about: with a swap, the one that comes of it. */
const rowKey = (one) => one.to ?? one.entry;

const mergedHits = (known, more) => [
  ...known.filter((one) => !more.some((other) => other.guidance === one.guidance)),
  ...more,
];

function sendingChanged(state) {
  const said = [];
  if (state.unsent) said.push(words("on_this_phone", { number: state.unsent }));
  if (state.refused) said.push(words("attention", { number: state.refused }));
  byId("status").textContent = said.join(", ") || (state.state === "saved" && sheet ? `✓ ${words("saved")}` : "");
  byId("status").classList.toggle("is-waiting", said.length > 0);
  repeatStatus();
  if (state.state === "signed-out" || state.state === "other-owner") showSignedOut();
}

// The log's bar is in view wherever the hand is.
function repeatStatus() {
  if (!byId("status-in-view")) return;
  byId("status-in-view").textContent = byId("status").textContent;
  byId("status-in-view").className = byId("status").className;
}

// --- keeping ------------------------------------------------------------------------------

/** An entry of this session, under a key of its own. */
const entry = (what, values) => ({
  key: uuid7(),
  session: sessionKey,
  client: clientKey,
  at: Date.now(),
  do: what,
  ...values,
});

/** Keeps the entries on the phone, and draws them. Resolves once they are safe here. */
function keep(...entries) {
  return keepInstead([], entries);
}

/** Keeps the entries in the place of those that were refused. */
async function keepInstead(refused, entries) {
  await store.add(
    entries,
    refused.map((one) => one.entry.key),
  );
  await reading; // the store has told of it, and it is being read already
  sender.flush();
}

// --- drawing ------------------------------------------------------------------------------

function show() {
  if (!sheet || isShut) return;
  keepAwake(sheet.state === "open");
  keepingFocus(drawScreen);
  if (sheet) drawFlagged(sheet, records);
}

function drawScreen() {
  if (sheet.state === "planned") return showPlanned();
  if (sheet.state === "discarded") return showMessage("discarded", "discarded", sheet.addresses.client, "today");
  if (location.hash === "#end" && sheet.state === "open") return showEnd();
  if (location.hash === "#ended") return showEnded();
  showLog();
}

function showScreen(name, copy) {
  screen.dataset.shows = name;
  screen.replaceChildren(copy);
  drawn = new Map();
}

function showLog() {
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
  put("notices", (sheet.unsettled || []).length ? [unsettled()] : []);
  put("replies", sheet.replies.map((one) => draw.reply(one, sheet)));
  put("restrictions", sheet.restrictions.length ? sheet.restrictions.map(draw.restriction) : [words("no_restrictions")]);
  byId("done").textContent = draw.doneWords(sheet);
  repeatStatus();
  showUndo();
  showCards();
  mark();
  showChoices();
}

// Nothing of the tap is kept, or nobody knows: it has to be said at once, with a way to go on.
function sayNotKept(isFull) {
  const values = isFull
    ? { text: words("full"), href: `${location.pathname}?plain`, link: words("plain_forms") }
    : { text: words("went_wrong"), href: location.pathname, link: words("reload") };
  screen.prepend(fill("notice", values));
  screen.querySelector(".notice a").focus();
}

const put = (id, parts) => byId(id).replaceChildren(...parts);

function unsettled() {
  const text = [words("unsettled"), ...sheet.unsettled.map((one) => one.words)].join(" ");
  return fill("notice", { text, href: sheet.settle, link: words("settle") });
}

function showUndo() {
  put("undo", undo ? [fill("undo-notice", undo)] : []);
}

// Only cards whose content has changed are drawn anew, so that nothing that is typed elsewhere is lost.
function showCards() {
  const cards = byId("cards");
  const current = draw.openRow(sheet, opened);
  const kept = new Map([...cards.children].map((card) => [card.dataset.row, card]));
  sheet.rows.forEach((row, at) => {
    const troubles = troublesOf(row);
    const view = { openSet, isOpen: row === current, troubles };
    const content = JSON.stringify([row, view, at, sheet.rows.length, sheet.unit]);
    let card = kept.get(row.entry);
    if (!card || drawn.get(row.entry) !== content) {
      const fresh = draw.card(sheet, row, view);
      if (card) keepTyped(card, fresh);
      if (card) fresh.querySelector(".exercise-acts").open = card.querySelector(".exercise-acts").open;
      card?.remove();
      card = fresh;
      drawn.set(row.entry, content);
    }
    if (cards.children[at] !== card) cards.insertBefore(card, cards.children[at] || null);
    kept.delete(row.entry);
  });
  for (const [key, card] of kept) {
    card.remove();
    drawn.delete(key);
  }
}

// The focus never falls to the page's start: what is drawn anew takes it back, else what stands in its place.
function keepingFocus(draws) {
  const places = placesOfFocus();
  draws();
  for (const place of places) {
    if (document.activeElement !== document.body) return;
    document.querySelector(place)?.focus({ preventScroll: place === "main" });
  }
}

/** Where the focus is, in selectors that outlive the element, the nearest first; none where it is not on the screen. */
function placesOfFocus() {
  const element = document.activeElement;
  if (!screen.contains(element)) return [];
  const within = (name) => (element.closest(`[data-${name}]`) ? `[data-${name}="${element.closest(`[data-${name}]`).dataset[name]}"]` : "");
  const [set, row, choice] = ["set", "row", "choice"].map(within);
  const places = element.id ? [`#${CSS.escape(element.id)}`] : [];
  if (element.dataset.do) places.push(`${set || row || choice} ${within("do")}`);
  if (element.href) places.push(`a[href="${CSS.escape(element.getAttribute("href"))}"]`);
  if (set) places.push(`${set} [data-do="open_set"]`);
  places.push("[data-do='put_back']");
  if (row) places.push(`${row} h2`);
  return [...places, "main"];
}

// What somebody has typed and not sent yet goes on standing in the form that is drawn anew.
function keepTyped(card, fresh) {
  for (const form of card.querySelectorAll("form[data-touched]")) {
    const button = form.querySelector("[data-submit]");
    const same = button && fresh.querySelector(`#${CSS.escape(button.id)}`)?.form;
    if (!same) continue;
    for (const [name, value] of new FormData(form)) same.elements[name].value = value;
    same.dataset.touched = "1";
    if (form.dataset.version) same.dataset.version = form.dataset.version;
  }
}

const troublesOf = (row) =>
  records.filter((one) => one.refused && !one.refused.hits?.length && one.entry.entry === row.entry).map((one) => one.refused.words);

// Which sets the server has not got yet; set in place, for it changes while somebody types.
function mark() {
  const waiting = new Map(records.filter((one) => one.entry.set).map((one) => [one.entry.set, one.refused]));
  for (const line of screen.querySelectorAll("[data-set]")) {
    const key = line.dataset.set;
    const [kept, refused] = [line.querySelector("[data-kept]"), line.querySelector("[data-refused]")];
    if (!kept) continue;
    refused.hidden = !waiting.get(key);
    kept.hidden = !waiting.has(key) || Boolean(waiting.get(key)) || Date.now() - madeAt(key) < SLOW;
  }
}

const madeAt = (set) => records.findLast((one) => one.entry.set === set).entry.at;

// --- what can be added --------------------------------------------------------------------

function showChoices(found = null, typed = "") {
  const inIt = new Set(sheet.rows.map((row) => row.exercise.key));
  const [asked, usual] = [[], []];
  for (const one of sheet.choices) if (!inIt.has(one.exercise.key)) (one.prescription ? asked : usual).push(one);
  if (!found && byId("found").dataset.typed) return; // a search stands there
  byId("found").dataset.typed = found ? typed : "";
  offered = new Map([...sheet.choices, ...(found || [])].map((one) => [draw.choiceKey(one), one]));
  put("asked", asked.length ? [heading("asked_for"), listed(asked)] : []);
  if (!found) return put("found", usual.length ? [heading("usual"), listed(usual)] : []);
  if (!found.length) return put("found", [words("not_found", { words: typed })]);
  const name = found.length === 1 ? "found_one" : "found";
  put("found", [heading(name, { number: found.length }), listed(found)]);
}

function heading(name, values) {
  const element = document.createElement("h3");
  element.textContent = words(name, values);
  return element;
}

function listed(choices) {
  const list = document.createElement("ul");
  list.className = "rows";
  list.append(...choices.map(draw.choice));
  return list;
}

async function search(typed) {
  sought = typed;
  byId("found").dataset.typed = "";
  if (!typed.trim()) return showChoices();
  if (!(await store.library())) await refreshDay(store, { always: true });
  const library = await store.library();
  if (!library) return put("found", [words("no_library")]);
  await fingerIsUp();
  if (sought !== typed) return; // more was typed meanwhile
  const known = new Map(sheet.choices.map((one) => [one.exercise.key, one]));
  const found = find(typed, library.exercises, FOUND_AT_MOST);
  showChoices(
    found.map((exercise) => known.get(exercise.key) || { exercise, prescription: null, planned: [], hits: hitsOf(exercise) }),
    typed,
  );
}

const hitsOf = (exercise) =>
  (sheet.hits[exercise.key] || []).map(([at, is_certain]) => {
    const one = sheet.restrictions[at];
    return { ...one, guidance: one.key, is_certain, limit_kg: one.load_limit_kg };
  });

async function addExercise(key) {
  const one = offered.get(key);
  const answer = await answered(one.exercise, one.hits, true);
  if (!answer) return;
  const row = uuid7();
  opened = row;
  await keep(
    entry("add_exercise", {
      entry: row,
      exercise: one.exercise.key,
      prescription: one.prescription,
      planned: one.planned,
      ...answer,
      shown: { choice: one },
    }),
  );
  sought = "";
  byId("found").dataset.typed = "";
  showChoices();
  const search = screen.querySelector("form[data-do='search']");
  if (search) search.reset();
  byId(`log-set-${row}`)?.focus();
}

/** The trainer's answer to what an exercise hits; empty where it hits nothing, null where they step back. */
async function answered(exercise, hits, isNew) {
  if (!hits.length) return { acknowledged: [], reason: "", not_meant: false };
  const answer = await askReason(exercise, hits, isNew);
  return answer && { acknowledged: hits.map((one) => one.guidance), ...answer };
}

// --- sets ---------------------------------------------------------------------------------

/** Logs sets of a row, once what it goes against has been answered. Gives whether they are logged. */
async function logSets(row, sets) {
  const hits = unanswered(row, sets);
  const answer = await answered(row.exercise, hits, false);
  if (!answer) return false;
  const waiting = hits.length ? refusedOf(row) : [];
  const again = waiting.map((one) => one.entry).filter((one) => one.do !== "answer");
  const logged = again.filter((one) => one.do === "log_set");
  const isLogged = new Set(logged.map((one) => one.set));
  let place = row.sets.filter((one) => !isLogged.has(one.key)).length;
  // What was refused for want of this answer is sent again under new keys: what puts the exercise there with the answer,
  // and the sets after it.
  const entries = again.filter((one) => one.acknowledged).map((one) => ({ ...withAnswer(one, answer), key: uuid7() }));
  if (hits.length) entries.push(...answers(row, [...logged, ...sets], answer));
  for (const one of again.filter((each) => !each.acknowledged)) {
    entries.push({ ...one, key: uuid7(), ...(one.do === "log_set" && { place: place++ }) });
  }
  for (const one of sets) entries.push(entry("log_set", setValues(row, one, place++)));
  opened = row.entry;
  undo = null;
  await keepInstead(waiting, entries);
  if (sheet.state === "open") startRest(restAfter(row.exercise, sheet));
  const drawnRow = sheet.rows.find((one) => one.entry === row.entry);
  const last = drawnRow.sets.at(-1);
  if (last) announce(words("set_saved", { set: setWords(last, row.exercise.measured_in, sheet.unit, words) }));
  byId(`log-set-${left(drawnRow).length ? row.entry : draw.openRow(sheet, opened)?.entry}`)?.focus();
  return true;
}

/** The answer for each side that the sets work: what is a look for one may be certain for the other. */
function answers(row, sets, answer) {
  return [...new Set(sets.map((one) => one.side))].map((side) => {
    const load = heaviest(sets.filter((one) => one.side === side));
    return entry("answer", { entry: row.entry, ...answer, load_kg: load ? load.toFixed(2) : null, side });
  });
}

/** What puts an exercise into the session, with what is said to its hits besides what was said before. */
function withAnswer(said, answer) {
  const reason = [said.reason, answer.reason].filter(Boolean).join("; ").slice(0, 300);
  return {
    ...said,
    acknowledged: [...new Set([...said.acknowledged, ...answer.acknowledged])],
    reason,
    not_meant: !reason && (said.not_meant || answer.not_meant),
  };
}

const refusedOf = (row) => records.filter((one) => one.refused?.hits?.length && rowKey(one.entry) === row.entry);

const setValues = (row, one, place) => ({
  entry: row.entry,
  exercise: row.exercise.key,
  set: uuid7(),
  place,
  amount: one.amount,
  load_kg: one.load_kg,
  side: one.side,
  kind: one.kind || "working",
  pain: one.pain ?? null,
});

async function logTyped(form, row, isSure) {
  const read = readSet(form, row, sheet.unit, isSure);
  if (!read) return;
  delete form.dataset.touched;
  if (!(await logSets(row, [read]))) form.dataset.touched = "1";
}

async function changeSet(form, row, isSure) {
  const one = row.sets.find((known) => known.key === openSet);
  const read = readSet(form, row, sheet.unit, isSure);
  if (!read) return;
  const refused = refusedOfSet(one);
  const logged = refused.find((record) => record.entry.do === "log_set");
  const entries = [];
  if (refused.length || Number(read.load_kg) > Number(one.load_kg)) {
    const hits = unanswered(row, [read]);
    const answer = await answered(row.exercise, hits, false);
    if (!answer) return;
    if (hits.length) entries.push(...answers(row, [read], answer));
  }
  openSet = "";
  if (logged) {
    return keepInstead(refused, [...entries, { ...logged.entry, ...read, key: uuid7(), place: row.sets.length }]);
  }
  const version = refused[0]?.entry.version ?? Number(form.dataset.version);
  await keepInstead(refused, [...entries, entry("change_set", { entry: row.entry, set: one.key, version, ...read })]);
}

// What the server would not take of a set: whoever changes the set or takes it out does so in its place.
const refusedOfSet = (one) => records.filter((record) => record.refused && record.entry.set === one.key);

async function removeSet(row) {
  const at = row.sets.findIndex((one) => one.key === openSet);
  const one = row.sets[at];
  openSet = "";
  const refused = refusedOfSet(one);
  const isSaved = !refused.some((record) => record.entry.do === "log_set");
  const back = { ...setValues(row, one, isSaved ? at : row.sets.length), set: one.key, shown: { at } };
  const what = setWords(one, row.exercise.measured_in, sheet.unit, words);
  undo = { text: words("taken_out", { what }), exercise: row.exercise, hits: [], entries: [["log_set", back]] };
  const version = refused[0]?.entry.version ?? one.version;
  await keepInstead(refused, isSaved ? [entry("remove_set", { entry: row.entry, set: one.key, version })] : []);
}

async function removeExercise(row) {
  const at = sheet.rows.indexOf(row);
  const choice = { exercise: row.exercise, asked: row.asked, last: row.last, best_kg: row.best_kg, over: row.over };
  const back = {
    entry: row.entry,
    exercise: row.exercise.key,
    prescription: row.prescription,
    planned: row.planned,
    acknowledged: sheet.restrictions.map((one) => one.key),
    reason: row.reason,
    not_meant: !row.reason,
    shown: { choice, at },
  };
  const sets = row.sets.map((one, place) => ["log_set", { ...setValues(row, one, place), set: one.key }]);
  // What nobody has answered yet is asked before it comes back.
  const asks = { exercise: row.exercise, hits: row.hits };
  undo = { text: words("taken_out", { what: row.exercise.name }), ...asks, entries: [["add_exercise", back], ...sets] };
  const refused = records.filter((one) => one.refused && rowKey(one.entry) === row.entry);
  await keepInstead(refused, [entry("remove_exercise", { entry: row.entry })]);
}

// --- other screens ------------------------------------------------------------------------

function showPlanned() {
  const names = sheet.rows.map((row) => row.exercise.name);
  // Whoever starts has read what stands here: what has come in since is drawn before.
  const frame = JSON.stringify(["planned", sheet.replies, sheet.restrictions, names]);
  if (screen.dataset.shows === frame) return;
  const values = {
    name: sheet.name,
    client: sheet.addresses.client,
    title: words("planned_title"),
    when: `${sheet.day}, ${sheet.time}`,
    hasReplies: sheet.replies.length,
  };
  showScreen(frame, fill("planned", values));
  put("replies", sheet.replies.map((one) => draw.reply(one, sheet)));
  put("restrictions", sheet.restrictions.length ? sheet.restrictions.map(draw.restriction) : [words("no_restrictions")]);
  const outline = (names.length ? names : [words("begins_empty")]).map((name) => {
    const line = document.createElement("li");
    line.textContent = name;
    return line;
  });
  put("outline", outline);
}

function start() {
  const rows = sheet.rows.map((row) => ({
    entry: row.entry,
    exercise: row.exercise.key,
    prescription: row.prescription,
    planned: row.planned,
  }));
  return keep(entry("start", { planned: sheet.planned, read: sheet.replies.map((one) => one.key), rows }));
}

function showEnd() {
  if (screen.dataset.shows === "end") return;
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
  const minutes = Math.max(1, Math.round((Date.now() - sheet.started_at) / 60_000));
  return minutes <= 240 ? minutes : 60;
}

async function end(form, then, isSure) {
  form.elements.sure.value = then;
  const read = readScores(form, isSure);
  if (!read) return;
  const { minutes, ...scores } = read;
  const entries = Object.entries(scores).some(([name, value]) => value !== sheet.scores[name])
    ? [entry("scores", { version: Number(form.dataset.version), ...scores })]
    : [];
  if (then === "end") entries.push(entry("end", { minutes }));
  if (then === "end") endRest();
  location.hash = then === "end" ? "#ended" : "#log";
  await keep(...entries);
}

function showEnded() {
  if (screen.dataset.shows !== "ended") {
    showScreen("ended", fill("ended", { name: sheet.name, client: sheet.addresses.client, detail: sheet.addresses.detail }));
    scrollTo(0, 0);
  }
  const isSaved = !records.length && sheet.state !== "open"; // open: its end is being kept
  byId("all-saved").hidden = !isSaved;
  byId("not-all-saved").hidden = isSaved;
}

async function showList() {
  if (await isLocked()) return showMessage("locked_title", "locked", "/", "sign_in");
  const sheets = await store.sheets();
  const lead = words(sheets.length ? "offline" : "offline_nothing");
  showScreen("list", fill("list", { title: words("offline_title"), lead }));
  const rows = sheets.map((one) => {
    const when = one.state === "planned" ? one.time : words(one.state === "open" ? "running" : "held");
    return fill("sheet-row", { name: one.name, log: one.addresses.log, when });
  });
  put("sheets", rows);
}

function showMessage(title, text, href, link) {
  document.querySelector("dialog.sheet")?.close(); // what stands in it is of the session too
  const copy = fill("message", { title: words(title), text: words(text), href, link: words(link) });
  keepingFocus(() => showScreen(title, copy));
}

function showSignedOut() {
  sheet = null;
  const next = encodeURIComponent(location.pathname);
  showMessage("signed_out_title", "signed_out", `/account/login/?next=${next}`, "sign_in");
}

function announce(text) {
  byId("announcer").textContent = text;
}

const flagEntry = (flag, done) =>
  entry("raise_flag", { flag: flag.code, done, raised: uuid7(), shown: { name: flag.name } });

// --- what is pressed ----------------------------------------------------------------------

const PRESSED = {
  as_planned: (row) => logSets(row, left(row)),
  unskip: (row) => keep(entry("skip", { entry: row.entry, version: row.version, why: "" })),
  async skip(row) {
    const why = await askSkip(row);
    if (why) await keep(entry("skip", { entry: row.entry, version: row.version, why }));
  },
  async note(row) {
    const read = await askNote(row);
    if (read) await keep(entry("note", { entry: row.entry, version: row.version, ...read }));
  },
  async swap(row) {
    const exercise = await offerSwaps(row, sheet);
    if (!exercise) return;
    const planned = row.planned.slice(row.sets.length).map((one) => ({ ...one, load_kg: null }));
    const to = row.sets.length ? uuid7() : row.entry;
    opened = to;
    const answer = { acknowledged: [], reason: "", not_meant: false };
    await keep(entry("swap", { entry: row.entry, exercise: exercise.key, to, planned, ...answer, shown: { exercise } }));
  },
  move_up: (row) => keep(entry("move_up", { entry: row.entry })),
  remove_exercise: removeExercise,
  remove_set: removeSet,
  open_set(row, button) {
    openSet = button.closest("[data-set]").dataset.set;
    showCards();
    screen.querySelector(`[data-set="${openSet}"] form`)?.elements.amount.focus();
  },
  close_set() {
    openSet = "";
    keepingFocus(showCards);
    mark();
  },
  add_exercise: (_row, button) => addExercise(button.closest("[data-choice]").dataset.choice),
  discard: () => keep(entry("discard", {})),
  flags() {
    const closed = showFlags(sheet, (flag, done) => keep(flagEntry(flag, done)));
    drawFlagged(sheet, records);
    return closed;
  },
  reload: () => location.reload(),
  async put_back() {
    const { exercise, hits, entries } = undo;
    const answer = await answered(exercise, hits, true);
    if (!answer) return;
    undo = null;
    const back = (what, values) => entry(what, what === "add_exercise" ? withAnswer(values, answer) : values);
    await keep(...entries.map(([what, values]) => back(what, values)));
    byId(`name-${entries[0][1].entry}`)?.focus();
  },
};

// The return key presses the first button of a form, even one that is not shown.
const isSure = (button) => button?.name === "sure" && !button.hidden;

const SENT = {
  log_set: (form, row, button) => logTyped(form, row, isSure(button)),
  change_set: (form, row, button) => changeSet(form, row, isSure(button)),
  search: (form) => search(form.elements.q.value),
  start,
  end: (form, _row, button) => end(form, button?.hidden ? "end" : button?.value || "end", isSure(button)),
};

const beingDone = new WeakSet(); // a second press of the same finger is no second set
let acts = Promise.resolve();

/** Does what was pressed, after what was pressed before: a quick thumb loses no tap. */
function inTurn(pressed, act) {
  if (beingDone.has(pressed)) return;
  beingDone.add(pressed);
  acts = acts.then(() => done(pressed, act));
}

async function done(pressed, act) {
  try {
    const row = rowOf(pressed);
    if (row || !pressed.closest("[data-row]")) await act(row);
  } catch (error) {
    const isFull = error?.name === "QuotaExceededError";
    sayNotKept(isFull);
    if (!isFull) console.error(error);
  } finally {
    beingDone.delete(pressed);
  }
}

const rowOf = (element) => sheet?.rows.find((row) => row.entry === element.closest("[data-row]")?.dataset.row);

screen.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (button && PRESSED[button.dataset.do]) inTurn(button, (row) => PRESSED[button.dataset.do](row, button));
});
screen.addEventListener("submit", (event) => {
  const form = event.target;
  if (!SENT[form.dataset.do]) return;
  event.preventDefault();
  inTurn(form, (row) => SENT[form.dataset.do](form, row, event.submitter));
});
for (const name of ["input", "change"]) {
  screen.addEventListener(name, (event) => {
    const form = event.target.form || event.target.closest("form");
    if (!form) return;
    form.dataset.touched = "1";
    if (form.dataset.do === "search") search(form.elements.q.value);
  });
}
setInterval(() => sheet && screen.querySelector("[data-set]") && mark(), 1000);
// A page that lies open is locked when its time is over, not only once somebody touches it.
setInterval(async () => sheet && (await isLocked()) && reread(), 30_000);

open();
