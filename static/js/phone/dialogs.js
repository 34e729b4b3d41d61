// What is asked over the log: each resolves with the answer, or null.
import * as draw from "./draw.js";
import { fill, momentWords, words } from "./draw.js";
import { readFlag, readNote, readReason, readSkip, say } from "./forms.js";
import { state } from "./state.js";

const byId = (id) => document.getElementById(id);

/** Opens a dialog; `build(give)` makes what is in it, and `give(answer)` closes it. */
function ask(title, build) {
  return new Promise((resolve) => {
    const dialog = fill("dialog", { title }).firstElementChild;
    let answer = null;
    const give = (value) => {
      answer = value;
      dialog.close();
    };
    draw.slot(dialog, "body").append(...build(give));
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector("#dialog-title").focus();
  });
}

function sends(form, read, give) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const answer = read(form, event.submitter);
    if (answer !== null) give(answer);
  });
  return form;
}

/**
 * The trainer's answer to the guidance that an exercise conflicts with: {acknowledged, reason, not_meant}, empty where
 * there is none. `isNew`: the exercise is not in the session yet.
 */
export async function acknowledge(exercise, conflicts, isNew) {
  if (!conflicts.length) return { acknowledged: [], reason: "", not_meant: false };
  const answer = await askReason(exercise, conflicts, isNew);
  return answer && { acknowledged: conflicts.map((conflict) => conflict.guidance), ...answer };
}

function askReason(exercise, conflicts, isNew) {
  const isCertain = conflicts.some((conflict) => conflict.is_certain);
  const title = words(isCertain ? "goes_title" : "may_go_title", { name: exercise.name });
  return ask(title, (give) => {
    const copy = fill("warning", {
      isUntagged: !exercise.is_tagged,
      nothing: words(isNew ? "nothing_added" : "nothing_logged"),
      button: words(isNew ? "add_with_reason" : "log_with_reason"),
      notMeant: !isCertain && words(isNew ? "add_not_meant" : "log_not_meant"),
    });
    draw.slot(copy, "conflicts").append(
      ...conflicts.map((conflict) => draw.warningConflict(conflict, state.sheet?.unit)),
    );
    const isCare = !conflicts.some((conflict) => conflict.kind === "dont");
    if (isCare) copy.querySelector(".warning").classList.add("warning-care");
    sends(copy.querySelector("form"), (form, button) => readReason(form, button?.name === "not_meant"), give);
    return copy.children;
  });
}

export function askSkip(row) {
  return ask(words("skip_title", { name: row.exercise.name }), (give) => [
    sends(fill("skip-form").firstElementChild, readSkip, give),
  ]);
}

/** {pain, note} over the whole exercise. */
export function askNote(row) {
  return ask(words("note_title", { name: row.exercise.name }), (give) => {
    const form = sends(fill("note-form").firstElementChild, readNote, give);
    draw.check(form, "pain", row.pain ?? "");
    form.elements.note.value = row.note;
    return [form];
  });
}

/** The exercise that is done in the place of the row's. */
export function offerSwaps(row, sheet) {
  return ask(words("in_place_of", { name: row.exercise.name }), (give) => {
    const inSession = new Set(sheet.rows.map(({ exercise }) => exercise.key));
    const free = row.swaps.filter((exercise) => !inSession.has(exercise.key));
    const lead = document.createElement("p");
    lead.className = "muted";
    lead.textContent = words(free.length ? "swap_same" : "swap_nothing");
    const list = document.createElement("ul");
    list.className = "rows";
    list.hidden = !free.length;
    for (const exercise of free) {
      const line = fill("swap-row", { name: exercise.name, ofName: ` ${exercise.name}`, cues: exercise.cues });
      line.querySelector("button").addEventListener("click", () => give(exercise));
      list.append(line);
    }
    return [lead, list];
  });
}

/**
 * What to do now about each red flag. `note(flag, done)` keeps one that was noticed, and `drawFlagged` tells of it.
 * Only referring needs reception.
 */
export function showFlags(sheet, note) {
  return ask(words("flags_title"), () => {
    const copy = fill("flags");
    draw.slot(copy, "signs").append(...sheet.flags.map((flag) => flagRow(flag, sheet, note)));
    return copy.children;
  });
}

function flagRow(flag, sheet, note) {
  const phone = flag.is_urgent && sheet.emergency?.phone;
  const values = {
    name: flag.name,
    ofName: `: ${flag.name}`,
    whatToDo: flag.what_to_do,
    emergency: flag.is_urgent && sheet.emergency && (sheet.emergency.name || " "),
    call: phone && words("call", { number: phone }),
    tel: `tel:${phone}`,
    lane: words("flag_lane", { lane: flag.discipline }),
  };
  const copy = fill("flag-row", values, flag.code);
  const form = copy.querySelector("form");
  let isBeingNoted = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBeingNoted) return;
    isBeingNoted = true;
    await noteIt(form, () => note(flag, readFlag(form)));
    isBeingNoted = false;
  });
  return copy;
}

// The form closes, so that a second press of the same finger notes nothing twice.
async function noteIt(form, note) {
  try {
    await note();
  } catch (error) {
    return say(form, words(error?.name === "QuotaExceededError" ? "full" : "went_wrong"));
  }
  say(form);
  form.reset();
  form.closest("details").open = false;
  form.closest("dialog").querySelector("#dialog-title").focus();
}

/** What was noted, in the open dialog. `pending`: this session's pending operations. */
export function drawFlagged(sheet, pending) {
  const box = byId("flagged");
  if (!box) return;
  const flagged = sheet.flagged || [];
  const pendingOf = (flag) => pending.find(({ operation }) => operation.raised === flag.key);
  const lines = flagged.map((flag) => flaggedLine(flag, sheet, pendingOf(flag)));
  const before = box.dataset.number;
  box.dataset.number = lines.length;
  box.replaceChildren(...lines);
  if (before !== undefined && lines.length > Number(before)) byId("flag-said").textContent = notedWords(flagged.at(-1));
}

function flaggedLine(flagged, sheet, pending) {
  if (pending?.refusal) {
    const about = { name: flagged.name, when: momentWords(flagged.at) };
    const why = pending.refusal.words || words("went_wrong");
    return fill("flag-refused", { text: words("flag_not_saved", about), why });
  }
  return fill("flagged-row", {
    text: notedWords(flagged),
    isWaiting: Boolean(pending),
    canRefer: sheet.leads !== false,
    refer: sheet.addresses.flags,
    ofName: ` (${flagged.name})`,
  });
}

const notedWords = ({ name, at }) => words("flag_noted", { name, when: momentWords(at) });
