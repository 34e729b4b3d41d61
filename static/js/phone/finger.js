// What is pressed stays where it is until the press is over: a button that is drawn anew under a finger hears no click.

const AT_MOST = 3000; // ms: a finger that rests on the glass holds nothing up for longer
const CLICK_FOLLOWS = 100; // ms after the finger has left
let up = Promise.resolve();

addEventListener("pointerdown", () => {
  up = new Promise((resolve) => {
    const ends = new AbortController();
    const isUp = () => {
      ends.abort();
      resolve();
    };
    const { signal } = ends;
    setTimeout(isUp, AT_MOST);
    addEventListener("click", isUp, { signal });
    addEventListener("pointercancel", isUp, { signal });
    addEventListener("pointerup", () => setTimeout(isUp, CLICK_FOLLOWS), { signal });
  });
});

/** Resolves once no finger is down. */
export const fingerIsUp = () => up;
