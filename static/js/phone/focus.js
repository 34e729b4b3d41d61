// Where somebody's hand is stays as it is while something is drawn anew: the focus, what is typed, what is pressed.

const PRESS_AT_MOST = 3000; // ms: a finger that rests on the glass holds nothing up for longer
const CLICK_FOLLOWS = 100; // ms after the finger has left

// --- focus ----------------------------------------------------------------------------------

/** The focus never falls to the page's start: what is drawn anew takes it back, else what stands in its place. */
export function keepFocus(draw) {
  const places = placesOfFocus();
  draw();
  for (const place of places) {
    if (document.activeElement !== document.body) return;
    document.querySelector(place)?.focus({ preventScroll: place === "main" });
  }
}

/** Where the focus is, in selectors that outlive the element, the nearest first. */
function placesOfFocus() {
  const element = document.activeElement;
  if (!document.getElementById("screen").contains(element)) return [];
  const within = (name) => {
    const part = element.closest(`[data-${name}]`);
    return part ? `[data-${name}="${part.dataset[name]}"]` : "";
  };
  const [set, row, choice] = ["set", "row", "choice"].map(within);
  const places = element.id ? [`#${CSS.escape(element.id)}`] : [];
  if (element.dataset.do) places.push(`${set || row || choice} ${within("do")}`);
  if (element.href) places.push(`a[href="${CSS.escape(element.getAttribute("href"))}"]`);
  if (set) places.push(`${set} [data-do="open_set"]`);
  places.push("[data-do='put_back']");
  if (row) places.push(`${row} h2`);
  return [...places, "main"];
}

// --- what is typed --------------------------------------------------------------------------

/** What somebody has typed and not sent yet goes on standing in the form that is drawn anew. */
export function keepTyped(card, fresh) {
  for (const form of card.querySelectorAll("form[data-touched]")) {
    const button = form.querySelector("[data-submit]");
    const same = button && fresh.querySelector(`#${CSS.escape(button.id)}`)?.form;
    if (!same) continue;
    for (const [name, value] of new FormData(form)) same.elements[name].value = value;
    same.dataset.touched = "1";
    if (form.dataset.version) same.dataset.version = form.dataset.version;
  }
}

// --- what is pressed: a button that is drawn anew under a finger hears no click -------------

const down = new Map(); // pointer -> the timer that ends its press
let up = Promise.resolve();
let allAreUp = () => {};

/** Resolves once no finger is down. */
export const fingerIsUp = () => up;

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
  endsIn(pointerId, PRESS_AT_MOST);
});
addEventListener("pointerup", ({ pointerId }) => endsIn(pointerId, CLICK_FOLLOWS));
addEventListener("pointercancel", ({ pointerId }) => lift(pointerId));
addEventListener("click", ({ pointerId }) => lift(pointerId));
