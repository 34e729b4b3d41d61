// Logging, changing and taking out sets, and putting back what was taken out.
import { acknowledge } from "./dialogs.js";
import * as draw from "./draw.js";
import { words } from "./draw.js";
import { readSet } from "./forms.js";
import { keepFocus } from "./focus.js";
import { uuid7 } from "./keys.js";
import { heaviest, left, setWords, unacknowledged } from "./log.js";
import { restAfter, startRest } from "./rest.js";
import { announce, byId, markSets, screen, showCards } from "./screens.js";
import { state } from "./state.js";
import { operation, sync } from "./sync.js";

/** Logs sets of a row, once what they conflict with has been acknowledged. Gives whether they are logged. */
export async function logSets(row, sets) {
  const conflicts = unacknowledged(row, sets);
  const answer = await acknowledge(row.exercise, conflicts, false);
  if (!answer) return false;
  const refused = conflicts.length ? refusedForConflicts(row) : [];
  const again = refused.map((pending) => pending.operation).filter(({ type }) => type !== "answer");
  const operations = conflicts.length ? answeredAnew(row, sets, again, answer) : [];
  operations.push(...inTheirPlaces(row, sets, again));
  state.openExercise(row.id);
  state.dropUndo();
  await sync.replace(refused, operations);
  restAndFocusNext(row);
  return true;
}

const refusedForConflicts = (row) => state.refusedOf(row).filter(({ refusal }) => refusal.conflicts?.length);

/** What was refused for want of this answer is sent again under new keys: here what puts the exercise there. */
function answeredAnew(row, sets, again, answer) {
  const placed = again.filter(({ acknowledged }) => acknowledged);
  const placedAnew = placed.map((sent) => ({ ...withAnswer(sent, answer), key: uuid7() }));
  return [...placedAnew, ...answers(row, [...again.filter(isLogSet), ...sets], answer)];
}

/** The rest of what is sent again, and the new sets, each in the place that is free for it. */
function inTheirPlaces(row, sets, again) {
  const logged = new Set(again.filter(isLogSet).map((sent) => sent.set));
  let place = row.sets.filter((set) => !logged.has(set.key)).length;
  const rest = again
    .filter(({ acknowledged }) => !acknowledged)
    .map((sent) => ({ ...sent, key: uuid7(), ...(isLogSet(sent) && { place: place++ }) }));
  return [...rest, ...sets.map((set) => operation("log_set", setValues(row, set, place++)))];
}

const isLogSet = ({ type }) => type === "log_set";

/** The answer for each side that the sets work: what is a look for one may be certain for the other. */
function answers(row, sets, answer) {
  return [...new Set(sets.map((set) => set.side))].map((side) => {
    const ofSide = sets.filter((set) => set.side === side);
    const load = heaviest(ofSide);
    const pain = ofSide.reduce((most, set) => (set.pain == null ? most : Math.max(most ?? 0, set.pain)), null);
    return operation("answer", { entry: row.id, ...answer, load_kg: load ? load.toFixed(2) : null, side, pain });
  });
}

function restAndFocusNext({ id, exercise }) {
  const { sheet } = state;
  if (sheet.state === "open") startRest(restAfter(exercise, sheet));
  const row = state.rowOf(id);
  const last = row.sets.at(-1);
  if (last) announce(words("set_saved", { set: setWords(last, exercise.measured_in, sheet.unit, words) }));
  byId(`log-set-${left(row).length ? id : draw.openRow(sheet, state.openRow)?.id}`)?.focus();
}

/** What a set says, for `log_set` at a place of its row. */
export const setValues = (row, set, place) => ({
  entry: row.id,
  exercise: row.exercise.key,
  set: uuid7(),
  place,
  amount: set.amount,
  load_kg: set.load_kg,
  side: set.side,
  kind: set.kind || "working",
  pain: set.pain ?? null,
});

export async function logTyped(form, row, isSure) {
  const set = readSet(form, row, state.sheet.unit, isSure);
  if (!set) return;
  delete form.dataset.touched;
  if (!(await logSets(row, [set]))) form.dataset.touched = "1";
}

// --- correcting a set ---------------------------------------------------------------------

export function openSet(_row, button) {
  const { set } = button.closest("[data-set]").dataset;
  state.openSetForm(set);
  showCards();
  screen.querySelector(`[data-set="${set}"] form`)?.elements.amount.focus();
}

export function closeSet() {
  state.closeSetForm();
  keepFocus(showCards);
  markSets();
}

export async function changeSet(form, row, isSure) {
  const before = row.sets.find((set) => set.key === state.openSet);
  const values = readSet(form, row, state.sheet.unit, isSure);
  if (!values) return;
  const refused = state.refusedOfSet(before);
  const operations = [];
  const hurtsMore = (values.pain ?? 0) > (before.pain ?? 0);
  if (refused.length || hurtsMore || Number(values.load_kg) > Number(before.load_kg)) {
    const conflicts = unacknowledged(row, [values]);
    const answer = await acknowledge(row.exercise, conflicts, false);
    if (!answer) return;
    if (conflicts.length) operations.push(...answers(row, [values], answer));
  }
  state.closeSetForm();
  const logged = refused.map((pending) => pending.operation).find(isLogSet);
  const version = refused[0]?.operation.version ?? Number(form.dataset.version);
  const change = logged
    ? { ...logged, ...values, key: uuid7(), place: row.sets.length }
    : operation("change_set", { entry: row.id, set: before.key, version, ...values });
  await sync.replace(refused, [...operations, change]);
}

export async function removeSet(row) {
  const at = row.sets.findIndex((set) => set.key === state.openSet);
  const set = row.sets[at];
  state.closeSetForm();
  const refused = state.refusedOfSet(set);
  const isSaved = !refused.some((pending) => isLogSet(pending.operation));
  const back = { ...setValues(row, set, isSaved ? at : row.sets.length), set: set.key, shown: { at } };
  const what = setWords(set, row.exercise.measured_in, state.sheet.unit, words);
  const text = words("taken_out", { what });
  state.offerUndo({ text, exercise: row.exercise, conflicts: [], steps: [["log_set", back]] });
  const version = refused[0]?.operation.version ?? set.version;
  await sync.replace(refused, isSaved ? [operation("remove_set", { entry: row.id, set: set.key, version })] : []);
}

// --- undo ---------------------------------------------------------------------------------

/** Puts back what was taken out last, once its conflicts have been acknowledged. */
export async function putBack() {
  const { exercise, conflicts, steps } = state.undo;
  const answer = await acknowledge(exercise, conflicts, true);
  if (!answer) return;
  state.dropUndo();
  const back = (verb, values) => operation(verb, verb === "add_exercise" ? withAnswer(values, answer) : values);
  await sync.record(...steps.map(([verb, values]) => back(verb, values)));
  byId(`name-${steps[0][1].entry}`)?.focus();
}

/** What puts an exercise into the session, with an answer besides the one before. */
function withAnswer(values, answer) {
  const reason = [values.reason, answer.reason].filter(Boolean).join("; ").slice(0, 300);
  return {
    ...values,
    acknowledged: [...new Set([...values.acknowledged, ...answer.acknowledged])],
    reason,
    not_meant: !reason && (values.not_meant || answer.not_meant),
  };
}
