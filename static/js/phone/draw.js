// Drawing: the templates of phone.html, cloned and filled. Text goes in as text, never as HTML.
import {
  countsAsDone,
  currentRow,
  dayAndTime,
  filled,
  inUnit,
  isDone,
  left,
  loadStep,
  loadWords,
  nextSet,
  numberWords,
  setWords,
  setsWords,
} from "./log.js";

const STEPS = { reps: 1, seconds: 5, metres: 10 };
const SIGNS = { do: "✓", dont: "✕", caution: "!" };

/** The words under a name, with {places} filled in. */
export function words(name, values = {}) {
  const text = document.getElementById("words").content.querySelector(`[data-word="${name}"]`).textContent;
  return filled(text, values);
}

/** The time; of another day with its date. */
export function momentWords(at) {
  const moment = new Date(at);
  return dayAndTime(moment, moment.toDateString() === new Date().toDateString() ? undefined : "long");
}

/** A template filled with values: data-text, data-href, and data-if for what is left out. */
export function fill(id, values = {}, key = "") {
  const copy = document.getElementById(id).content.cloneNode(true);
  for (const element of copy.querySelectorAll("[data-if]")) if (!values[element.dataset.if]) element.remove();
  for (const element of copy.querySelectorAll("[data-text]")) element.textContent = values[element.dataset.text] ?? "";
  for (const element of copy.querySelectorAll("[data-href]")) element.href = values[element.dataset.href];
  if (key) nameAfter(copy, key);
  return copy;
}

function nameAfter(copy, key) {
  for (const element of copy.querySelectorAll("*")) {
    for (const attribute of element.attributes) attribute.value = attribute.value.replaceAll("__row__", key);
  }
}

export const slot = (copy, name) => copy.querySelector(`[data-slot="${name}"]`);

function setKind(copy, guidance) {
  const kind = slot(copy, "kind");
  kind.classList.add(`kind-${guidance.kind}`);
  kind.textContent = `${SIGNS[guidance.kind]} ${guidance.kind_words}`;
}

function setLane(copy, source) {
  const mark = slot(copy, "lane");
  if (!mark) return;
  mark.dataset.lane = source.lane;
  mark.closest(".lane")?.setAttribute("data-lane", source.lane);
  Object.assign(mark.querySelector("abbr"), { title: source.discipline, textContent: source.mark });
}

// --- what holds ---------------------------------------------------------------------------

export function restriction(guidance) {
  const { text, limits, by, until } = guidance;
  const copy = fill("restriction", { text, limits: limits.join(", "), from: `${by}, ${until}` });
  setKind(copy, guidance);
  setLane(copy, guidance);
  return copy;
}

export function conflictNotice(conflict) {
  const copy = fill("conflict", { ...conflict, isLook: !conflict.is_certain });
  copy.firstElementChild.classList.add(conflict.is_certain ? "notice-stop" : "notice-care");
  setKind(copy, conflict);
  return copy;
}

export function warningConflict(conflict, unit) {
  const over = overWords(conflict, unit);
  const sure = over || words(conflict.is_certain ? "certain" : "not_certain");
  const copy = fill("warning-conflict", { text: conflict.text, from: `${conflict.by}, ${conflict.until}`, sure });
  setKind(copy, conflict);
  return copy;
}

/** "5 kg over the limit of 20 kg"; "" where nothing is over a limit. */
function overWords({ limit_kg, load_kg, pain_limit, pain }, unit) {
  if (pain !== undefined) return words("over_pain", { pain, limit: pain_limit });
  const by = Number(load_kg) - Number(limit_kg);
  if (limit_kg == null || !(by > 0)) return "";
  return words("over_load", { by: loadWords(by.toFixed(2), unit), limit: loadWords(limit_kg, unit) });
}

export function replyNotice({ by, kind, text }, sheet) {
  const isOpen = sheet.state === "open";
  return fill("reply", { from: `${by}: ${kind}`, text, told: sheet.addresses.told, isOpen });
}

export function openFlag({ name, at, done }, sheet) {
  const since = words("open_flag_since", { when: momentWords(at) });
  return fill("open-flag", { name, since, done, flags: sheet.addresses.flags, ofName: `: ${name}` });
}

// --- what was asked for at home -----------------------------------------------------------

/** How many exercises have days that nobody has answered. */
export const weeksLeft = (weeks) => weeks.filter((week) => week.days.length && !week.answer).length;

export function homework(weeks, isOpen) {
  const copy = fill("homework");
  const number = weeksLeft(weeks);
  copy.firstElementChild.open = isOpen;
  slot(copy, "left").textContent = number ? words("weeks_left", { number }) : "✓";
  slot(copy, "weeks").append(...weeks.map(weekLine));
  return copy;
}

function weekLine({ key, name, dose, told, days, answer }) {
  const here = days.length && words(answer ? "days_told" : "days_open", { number: days.length });
  const values = { name, dose, told: [told, here].filter(Boolean).join(", "), isAsked: days.length };
  const copy = fill("week", values, key);
  copy.firstElementChild.dataset.week = key;
  for (const button of copy.querySelectorAll("button")) {
    const isChosen = button.dataset.answer === answer;
    button.setAttribute("aria-pressed", isChosen);
    if (isChosen) button.prepend("✓ ");
  }
  return copy;
}

// --- one exercise -------------------------------------------------------------------------

const conflictWords = (guidance) => guidance && words("goes_against", { name: guidance.by, text: guidance.text });

/** The card of a row. `view`: {openSet: key of the set that is corrected, isOpen: its form lies open, troubles}. */
export function card(sheet, row, view) {
  const { exercise } = row;
  const asPlanned = left(row);
  const place = sheet.rows.indexOf(row) + 1;
  const isChanging = row.sets.some((set) => set.key === view.openSet);
  const values = {
    name: exercise.name,
    ofName: ` ${exercise.name}`,
    place: placeWords(sheet, row, place),
    swappedFrom: row.swapped_from && words("in_place_of", { name: row.swapped_from }),
    isUntagged: !exercise.is_tagged,
    skipped: row.skipped,
    askedBy: row.asked && `${row.asked.by}: ${row.asked.dose}`,
    askedCues: row.asked?.cues,
    cues: !row.asked && exercise.cues,
    conflict: conflictWords(row.conflicting_guidance),
    reason: row.reason && words("your_reason", { reason: row.reason }),
    last: row.last && words("last", { sets: row.last.words, day: row.last.on }),
    hasSets: row.sets.length,
    asPlanned: asPlanned.length && !isChanging && asPlannedWords(row, asPlanned, sheet.unit),
    noted: [row.pain === null ? "" : words("pain_of_10", { pain: row.pain }), row.note].filter(Boolean).join(". "),
    trouble: view.troubles.join(" "),
    canSwap: asPlanned.length || !row.sets.length,
    canSkip: (asPlanned.length || !row.sets.length) && !row.skipped,
    canMoveUp: place > 1,
  };
  const copy = fill("card", values, row.id);
  const article = copy.firstElementChild;
  article.dataset.row = row.id;
  if (isDone(row)) article.dataset.done = "";
  if (row.asked) setLane(copy, row.asked);
  slot(copy, "conflicts").append(...row.conflicts.map(conflictNotice));
  slot(copy, "sets")?.append(...row.sets.map((set, at) => setLine(row, set, at, sheet.unit, view)));
  if (isChanging || row.skipped) return article;
  const form = setForm(row, { ...blankSet(row), key: row.id }, sheet.unit);
  if (view.isOpen) slot(copy, "next").append(form);
  else slot(copy, "next").append(inDetails(row, form));
  return article;
}

function placeWords(sheet, row, place) {
  const of = sheet.rows.length;
  const toDo = left(row).length;
  if (toDo) return words("set_place", { set: row.sets.length + 1, sets: row.sets.length + toDo, place, of });
  return `${row.sets.length ? "✓ " : ""}${words("place", { place, of })}`;
}

function asPlannedWords(row, sets, unit) {
  const name = row.sets.length ? "rest_as_planned" : "all_as_planned";
  return words(name, { sets: setsWords(sets, row.exercise.measured_in, unit, words) });
}

function inDetails(row, form) {
  const copy = fill("next-in-details", { summary: words(row.sets.length ? "another_set" : "set_by_set") });
  copy.firstElementChild.append(form);
  copy.firstElementChild.querySelector("#" + CSS.escape(`log-set-${row.id}`)).classList.add("button-secondary");
  return copy;
}

function setLine(row, set, at, unit, view) {
  const number = at + 1;
  const values = {
    number: `${number}.`,
    words: setWords(set, row.exercise.measured_in, unit, words),
    pain: set.pain !== null && words("pain", { pain: set.pain }),
    ofNumber: ` ${words("of_set", { number })}`,
  };
  const copy = fill("set", values, set.key);
  const line = copy.firstElementChild;
  line.dataset.set = set.key;
  if (set.key === view.openSet) line.replaceChildren(setForm(row, { ...set, number, isChange: true }, unit));
  return line;
}

const NO_SET = { amount: "", load_kg: null, side: "both" };
const blankSet = (row) => ({ ...(nextSet(row) || NO_SET), pain: null, kind: "working" });

/** The form of a set: `set` is what stands in it, `set.key` names it. */
function setForm(row, set, unit) {
  const { exercise } = row;
  const asksSide = exercise.per_side || set.side !== "both";
  const number = set.number || row.sets.length + 1;
  const sets = row.sets.length + left(row).length;
  const copy = fill(
    "set-form",
    {
      moreWords: words(asksSide ? "pain_kind" : "pain_side_kind"),
      isChange: set.isChange,
      button: set.isChange
        ? words("save_set", { number })
        : words(left(row).length ? "log_set_of" : "log_set", { number, sets }),
      takeOut: words("take_set_out", { number }),
    },
    set.key,
  );
  const form = copy.firstElementChild;
  if (set.isChange) {
    form.dataset.do = "change_set";
    form.dataset.version = set.version; // what stood in it when it was opened
  }
  if (asksSide) slot(copy, "side-in-view").append(form.querySelector("[data-side]"));
  setField(form, "amount", words(`measure_${exercise.measured_in}`), STEPS[exercise.measured_in], set.amount);
  const load = set.load_kg === null ? "" : numberWords(inUnit(set.load_kg, unit));
  setField(form, "load", words("load", { unit }), loadStep(exercise, unit), load);
  check(form, "side", set.side);
  check(form, "kind", set.kind);
  check(form, "pain", set.pain ?? "");
  return form;
}

function setField(form, name, label, step, value) {
  const input = form.elements[name];
  const field = input.closest(".field");
  const optional = field.querySelector(".optional");
  field.querySelector("label").replaceChildren(label, ...(optional ? [" ", optional] : []));
  for (const button of field.querySelectorAll("[data-step]")) {
    const way = button.dataset.step.startsWith("-") ? "-" : "";
    button.setAttribute("aria-label", button.getAttribute("aria-label").replace(/[\d.,]+/, numberWords(step)));
    button.dataset.step = `${way}${step}`;
  }
  input.value = input.defaultValue = String(value);
}

export function check(form, name, value) {
  for (const radio of form.elements[name]) radio.checked = radio.defaultChecked = radio.value === String(value);
}

// --- what can be added --------------------------------------------------------------------

/** Two practitioners may ask for the same exercise, each in their own way. */
export const choiceKey = (choice) => choice.prescription || choice.exercise.key;

export function choiceLine(choice) {
  const [gravest] = choice.conflicts;
  const values = {
    name: choice.exercise.name,
    ofName: ` ${choice.exercise.name}`,
    askedBy: choice.asked && `${choice.asked.by}: ${choice.asked.dose}`,
    isUntagged: !choice.exercise.is_tagged,
    conflict: gravest?.by,
    isLook: gravest && !gravest.is_certain,
  };
  const copy = fill("choice", values);
  if (gravest) setKind(copy, gravest);
  if (choice.asked) {
    copy.firstElementChild.classList.add("lane");
    setLane(copy, choice.asked);
  }
  copy.firstElementChild.dataset.choice = choiceKey(choice);
  return copy;
}

export function doneWords(sheet) {
  const all = sheet.rows.length;
  return all ? words(all === 1 ? "done_one" : "done", { done: sheet.rows.filter(countsAsDone).length, all }) : "";
}

/** Which exercise lies open: the one that was opened unless it is done, else where the hand is. */
export function openRow(sheet, opened) {
  const row = sheet.rows.find(({ id }) => id === opened);
  return row && !isDone(row) ? row : currentRow(sheet);
}
