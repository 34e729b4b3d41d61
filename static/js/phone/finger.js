// What is pressed stays where it is until the press is over: a button that is drawn anew under a finger hears no click.

const AT_MOST = 3000; // ms: a finger that rests on the glass holds nothing up for longer
const CLICK_FOLLOWS = 100; // ms after the finger has left
const down = new Map(); // pointer -> the timer that ends its press
let up = Promise.resolve();
let allAreUp = () => {};

function endsIn(pointer, wait) {
  clearTimeout(down.get(pointer));
  down.set(pointer, setTimeout(lift, wait, pointer));
}

function lift(pointer) {
  clearTimeout(down.get(pointer));
  down.delete(pointer);
  if (!down.size) allAreUp();
}

addEventListener("pointerdown", ({ pointerId }) => {
  if (!down.size) up = new Promise((resolve) => (allAreUp = resolve));
  endsIn(pointerId, AT_MOST);
});
addEventListener("pointerup", ({ pointerId }) => endsIn(pointerId, CLICK_FOLLOWS));
addEventListener("pointercancel", ({ pointerId }) => lift(pointerId));
addEventListener("click", ({ pointerId }) => lift(pointerId));

/** Resolves once no finger is down. */
export const fingerIsUp = () => up;
