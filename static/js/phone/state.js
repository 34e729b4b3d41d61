// What is drawn of one session, and the ways in which that changes.
import { apply } from "./log.js";

const ADDRESS = /^\/clients\/([0-9a-f-]{36})\/sessions\/([0-9a-f-]{36})\/log\/$/;
export const [, clientKey, sessionKey] = location.pathname.match(ADDRESS) || [];

/**
 * An operation that the server has not acknowledged, and its answer where it refused it (else null).
 * @typedef {{operation: object, refusal: ?{status: number, words: string, conflicts: object[]}}} PendingOperation
 */

class LogState {
  base = null; // the sheet as it is stored: all that the server has acknowledged is in it
  /** @type {PendingOperation[]} in the order in which they were made */
  pending = [];
  sheet = null; // what is drawn: the base with the pending operations
  isLocked = false; // nothing of it may be drawn
  openRow = ""; // key of the exercise whose form lies open
  openSet = ""; // key of the set that is being corrected
  undo = null; // {text, exercise, conflicts, steps}: what was taken out last
  query = ""; // what was typed last into the search
  offered = new Map(); // key -> choice, of what is listed

  // --- transitions ------------------------------------------------------------------------

  /** @param stored {sheet, operations: [{operation, answer}]}, of this session, as the store gives it */
  load({ sheet, operations }) {
    this.isLocked = false;
    this.base = sheet;
    this.pending = operations
      .map(({ operation, answer }) => ({ operation, refusal: answer }))
      .sort((first, second) => (first.operation.key < second.operation.key ? -1 : 1));
    this.sheet = sheet && this.pending.reduce((sum, { operation }) => apply(sum, operation), sheet);
    if (sheet) this.#addRefusedConflicts();
  }

  lock() {
    this.isLocked = true;
  }

  signOut() {
    this.sheet = null;
  }

  openExercise(key) {
    this.openRow = key;
  }

  searchFor(query) {
    this.query = query;
  }

  /** @param choices Map of key -> choice */
  offer(choices) {
    this.offered = choices;
  }

  openSetForm(key) {
    this.openSet = key;
  }

  closeSetForm() {
    this.openSet = "";
  }

  offerUndo(undo) {
    this.undo = undo;
  }

  dropUndo() {
    this.undo = null;
  }

  // --- what follows from it ---------------------------------------------------------------

  rowOf(key) {
    return this.sheet?.rows.find((row) => row.id === key);
  }

  /** What the server would not take of a row. */
  refusedOf(row) {
    return this.pending.filter(({ operation, refusal }) => refusal && rowKeyOf(operation) === row.id);
  }

  /** What the server would not take of a set: whoever changes the set or takes it out does so in its place. */
  refusedOfSet(set) {
    return this.pending.filter(({ operation, refusal }) => refusal && operation.set === set.key);
  }

  /** Why operations about a row were refused, but for conflicts with guidance: those stand in the row. */
  troublesOf(row) {
    return this.pending
      .filter(({ operation, refusal }) => refusal && !refusal.conflicts?.length && operation.entry === row.id)
      .map(({ refusal }) => refusal.words);
  }

  #addRefusedConflicts() {
    for (const { operation, refusal } of this.pending) {
      const row = refusal?.conflicts.length && this.rowOf(rowKeyOf(operation));
      if (row) row.conflicts = merged(row.conflicts, refusal.conflicts);
    }
  }
}

/** The row that an operation is about: with a swap, the one that comes of it. */
const rowKeyOf = (operation) => operation.to ?? operation.entry;

const merged = (conflicts, newer) => [
  ...conflicts.filter((known) => !newer.some((other) => other.guidance === known.guidance)),
  ...newer,
];

export const state = new LogState();
