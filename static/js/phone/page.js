// The log on the phone: which press and which form does what. Each tap is stored here, encrypted, and drawn at once;
// sending goes on by itself (send.js).
import * as exercises from "./exercises.js";
import { left } from "./log.js";
import { byId, markSets, screen, show, showNotStored } from "./screens.js";
import * as sets from "./sets.js";
import { state } from "./state.js";
import { sync } from "./sync.js";

const PRESSED = {
  as_planned: (row) => sets.logSets(row, left(row)),
  open_set: sets.openSet,
  close_set: sets.closeSet,
  remove_set: sets.removeSet,
  put_back: sets.putBack,
  add_exercise: exercises.addExercise,
  skip: exercises.skip,
  unskip: exercises.unskip,
  note: exercises.note,
  swap: exercises.swap,
  move_up: exercises.moveUp,
  remove_exercise: exercises.removeExercise,
  flags: exercises.flags,
  check_in: exercises.checkIn,
  discard: exercises.discard,
  reload: () => location.reload(),
};

const SENT = {
  log_set: (form, row, button) => sets.logTyped(form, row, isSure(button)),
  change_set: (form, row, button) => sets.changeSet(form, row, isSure(button)),
  search: (form) => exercises.search(form.elements.q.value),
  start: exercises.start,
  end: (form, _row, button) => exercises.end(form, button?.hidden ? "end" : button?.value || "end", isSure(button)),
};

// The return key presses the first button of a form, even one that is not shown.
const isSure = (button) => button?.name === "sure" && !button.hidden;

const beingDone = new WeakSet(); // a second press of the same finger is no second set
let turns = Promise.resolve();

/** Does what was pressed, after what was pressed before: a quick thumb loses no tap. */
function inTurn(pressed, act) {
  if (beingDone.has(pressed)) return;
  beingDone.add(pressed);
  turns = turns.then(() => perform(pressed, act));
}

async function perform(pressed, act) {
  const place = pressed.closest("[data-row]");
  try {
    const row = place && state.rowOf(place.dataset.row);
    if (row || !place) await act(row);
  } catch (error) {
    const isFull = error?.name === "QuotaExceededError";
    showNotStored(isFull);
    if (!isFull) console.error(error);
  } finally {
    beingDone.delete(pressed);
  }
}

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
    if (form.dataset.do === "search") exercises.search(form.elements.q.value);
  });
}
addEventListener("hashchange", () => {
  show();
  if (document.activeElement === document.body) byId("content").focus({ preventScroll: true }); // the browser drops it
});
setInterval(() => state.sheet && screen.querySelector("[data-set]") && markSets(), 1000);
// A page that lies open is locked when its time is over, not only once somebody touches it.
setInterval(() => sync.lockWhenDue(), 30_000);

sync.open();
