// Starting and ending the session, and what is done with its exercises.
import { acknowledge, askNote, askSkip, drawFlagged, offerSwaps, showFlags } from "./dialogs.js";
import { words } from "./draw.js";
import { fingerIsUp } from "./focus.js";
import { readScores } from "./forms.js";
import { uuid7 } from "./keys.js";
import { askedBefore, conflictsOf, find } from "./log.js";
import { endRest } from "./rest.js";
import { byId, dropFindings, screen, showFindings, showNoLibrary } from "./screens.js";
import { setValues } from "./sets.js";
import { state } from "./state.js";
import { operation, sync } from "./sync.js";

const FINDINGS_AT_MOST = 12;

// --- the session --------------------------------------------------------------------------

export function start() {
  const { planned, replies, rows } = state.sheet;
  const begun = rows.map((row) => ({
    id: row.id,
    exercise: row.exercise.key,
    prescription: row.prescription,
    planned: row.planned,
  }));
  return sync.record(operation("start", { planned, read: replies.map((reply) => reply.key), rows: begun }));
}

/** @param then "end", or "log" to keep the scores and go on */
export async function end(form, then, isSure) {
  form.elements.sure.value = then;
  const read = readScores(form, isSure);
  if (!read) return;
  const { minutes, ...scores } = read;
  const operations = Object.entries(scores).some(([name, value]) => value !== state.sheet.scores[name])
    ? [operation("scores", { version: Number(form.dataset.version), ...scores })]
    : [];
  if (then === "end") operations.push(operation("end", { minutes }));
  await sync.record(...operations); // the next screen says that it is stored: whoever leaves then must lose nothing
  if (then === "end") endRest();
  location.replace(then === "end" ? "#ended" : "#log");
}

export const discard = () => sync.record(operation("discard", {}));

export function flags() {
  const { sheet } = state;
  const raise = (flag, done) => ({ flag: flag.code, done, raised: uuid7(), shown: { name: flag.name } });
  const closed = showFlags(sheet, (flag, done) => sync.record(operation("raise_flag", raise(flag, done))));
  drawFlagged(sheet, state.pending);
  return closed;
}

/** What the client tells of last week: one press an exercise, a second takes it back. */
export function checkIn(_row, button) {
  const { week } = button.closest("[data-week]").dataset;
  const { key, exercise, days, answer } = state.sheet.homework.find((line) => line.key === week);
  const given = button.dataset.answer === answer ? "" : button.dataset.answer;
  return sync.record(operation("check_in", { prescription: key, exercise, days, was: answer, answer: given }));
}

// --- adding an exercise -------------------------------------------------------------------

export async function search(typed) {
  state.searchFor(typed);
  if (!typed.trim()) return dropFindings();
  const exercises = await sync.exercises();
  if (!exercises) return showNoLibrary();
  await fingerIsUp();
  if (state.query !== typed) return; // more was typed meanwhile
  const { sheet } = state;
  const choices = new Map(sheet.choices.map((choice) => [choice.exercise.key, choice]));
  const choiceOf = (exercise) =>
    choices.get(exercise.key) || { exercise, prescription: null, planned: [], conflicts: conflictsOf(sheet, exercise) };
  showFindings(typed, find(typed, exercises, FINDINGS_AT_MOST).map(choiceOf));
}

export async function addExercise(_row, button) {
  const choice = state.offered.get(button.closest("[data-choice]").dataset.choice);
  const { exercise, prescription, planned } = choice;
  const answer = await acknowledge(exercise, askedBefore(choice.conflicts), true);
  if (!answer) return;
  const row = uuid7();
  state.openExercise(row);
  const values = { entry: row, exercise: exercise.key, prescription, planned, ...answer, shown: { choice } };
  await sync.record(operation("add_exercise", values));
  state.searchFor("");
  dropFindings();
  screen.querySelector("form[data-do='search']")?.reset();
  byId(`log-set-${row}`)?.focus();
}

// --- an exercise of the session -----------------------------------------------------------

const about = (row, values) => ({ entry: row.id, version: row.version, ...values });

export async function skip(row) {
  const why = await askSkip(row);
  if (why) await sync.record(operation("skip", about(row, { why })));
}

export const unskip = (row) => sync.record(operation("skip", about(row, { why: "" })));

export async function note(row) {
  const values = await askNote(row);
  if (values) await sync.record(operation("note", about(row, values)));
}

export async function swap(row) {
  const exercise = await offerSwaps(row, state.sheet);
  if (!exercise) return;
  const planned = row.planned.slice(row.sets.length).map((set) => ({ ...set, load_kg: null }));
  const to = row.sets.length ? uuid7() : row.id;
  state.openExercise(to);
  const answer = { acknowledged: [], reason: "", not_meant: false };
  const values = { entry: row.id, exercise: exercise.key, to, planned, ...answer, shown: { exercise } };
  await sync.record(operation("swap", values));
}

export const moveUp = (row) => sync.record(operation("move_up", { entry: row.id }));

export async function removeExercise(row) {
  const { sheet } = state;
  const choice = { exercise: row.exercise, asked: row.asked, last: row.last, best_kg: row.best_kg };
  Object.assign(choice, { over: row.over, pain_limits: row.pain_limits || [] });
  const back = {
    entry: row.id,
    exercise: row.exercise.key,
    prescription: row.prescription,
    planned: row.planned,
    acknowledged: sheet.restrictions.map((restriction) => restriction.key),
    reason: row.reason,
    not_meant: !row.reason,
    shown: { choice, at: sheet.rows.indexOf(row) },
  };
  const sets = row.sets.map((set, place) => ["log_set", { ...setValues(row, set, place), set: set.key }]);
  state.offerUndo({
    text: words("taken_out", { what: row.exercise.name }),
    exercise: row.exercise,
    conflicts: row.conflicts, // what nobody has acknowledged yet is asked before it comes back
    steps: [["add_exercise", back], ...sets],
  });
  await sync.replace(state.refusedOf(row), [operation("remove_exercise", { entry: row.id })]);
}
