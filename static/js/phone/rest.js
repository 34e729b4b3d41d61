// The rest between sets, and a screen that stays on. A log works without either.

const UNTIL = "carelane.rest-until"; // a moment in milliseconds: it stays right while the phone sleeps
let ticking = 0;

const byId = (id) => document.getElementById(id);
const restUntil = () => Number(sessionStorage.getItem(UNTIL)) || 0;

function show() {
  const seconds = Math.ceil((restUntil() - Date.now()) / 1000);
  if (seconds <= 0) return end(restUntil() > 0);
  if (!byId("rest")) return;
  byId("rest").hidden = false;
  byId("rest-left").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function end(isOver) {
  clearInterval(ticking);
  sessionStorage.removeItem(UNTIL);
  if (byId("rest")) byId("rest").hidden = true;
  if (!isOver) return;
  byId("announcer").textContent = byId("rest-over")?.dataset.said || "";
  if (navigator.vibrate) navigator.vibrate(200);
}

function tick() {
  clearInterval(ticking);
  ticking = setInterval(show, 250);
  show();
}

/** How long the rest after a set is, in seconds: the exercise's own, else the trainer's. */
export const restAfter = (exercise, sheet) => exercise.rest_seconds ?? sheet.rest_seconds;

/** Starts the rest; for 0 seconds there is none, and one that still ran is over. */
export function startRest(seconds) {
  if (!seconds) return end(false);
  sessionStorage.setItem(UNTIL, String(Date.now() + seconds * 1000));
  tick();
}

export function endRest() {
  end(false);
}

/** Goes on with a rest that was running before the page was loaded or drawn anew. */
export function goOnResting() {
  if (restUntil() > Date.now()) tick();
}

document.addEventListener("click", (event) => {
  if (event.target.id === "rest-over") end(false);
  if (event.target.id !== "rest-more") return;
  sessionStorage.setItem(UNTIL, String(restUntil() + 15000));
  show();
});

let isAwake = false;
let lock = null;

/** The screen stays on while a session is logged, and may go off after it. */
export function keepAwake(isWanted) {
  if (isAwake === isWanted) return;
  isAwake = isWanted;
  holdLock();
}

// The lock is lost whenever the page is hidden, so it is asked for again.
async function holdLock() {
  if (document.visibilityState !== "visible" || !navigator.wakeLock) return;
  try {
    if (isAwake) lock = await navigator.wakeLock.request("screen");
    if (!isAwake) await lock?.release();
  } catch {
    // A low battery refuses: the log goes on all the same.
  }
}
document.addEventListener("visibilitychange", holdLock);
