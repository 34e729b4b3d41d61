// Reading what was typed: the limits are those of sessions_log/forms/log.py, and what is wrong is said beside it.
import { words } from "./draw.js";
import { inKg, inUnit, isUnusual, loadWords, MOST, MOST_KG, typedNumber } from "./log.js";

/** Shows what is wrong above the form, and leads there; takes away what stood there before. */
export function say(form, ...problems) {
  const box = form.querySelector("[data-errors]");
  if (!box) return;
  box.hidden = !problems.length;
  box.replaceChildren(
    ...problems.map((problem) => {
      const line = document.createElement("p");
      line.textContent = problem;
      return line;
    }),
  );
  if (problems.length) box.focus();
}

// By characters, as the server counts them: half of one would be refused.
const cut = (text, most) => Array.from(text).slice(0, most).join("");
const chosen = (form, name) => new FormData(form).get(name) || "";
const scaled = (form, name) => (chosen(form, name) === "" ? null : Number(chosen(form, name)));

function asks(form, isAsked) {
  form.querySelector("[data-sure]").hidden = !isAsked;
}

/** {amount, load_kg, side, kind, pain} of a set's form; null where something is wrong or has to be asked. */
export function readSet(form, row, unit, isSure) {
  const problems = [];
  const most = MOST[row.exercise.measured_in];
  const amount = typedNumber(form.elements.amount.value);
  if (!Number.isInteger(amount) || amount < 1 || amount > most) problems.push(words("amount_needed", { most }));
  const typed = form.elements.load.value.trim();
  const load = typed === "" ? null : typedNumber(typed);
  const mostLoad = Math.floor(inUnit(MOST_KG, unit));
  if (load !== null && !(load >= 0 && load <= mostLoad)) problems.push(words("load_wrong", { most: mostLoad }));
  const loadKg = load === null || problems.length ? null : inKg(load, unit);
  const isOdd = !problems.length && !isSure && isUnusual(loadKg, row.best_kg);
  if (isOdd) problems.push(words("load_unusual", { best: loadWords(row.best_kg, unit) }));
  asks(form, isOdd);
  say(form, ...problems);
  if (problems.length) return null;
  return {
    amount,
    load_kg: loadKg,
    side: chosen(form, "side") || "both",
    kind: chosen(form, "kind") || "working",
    pain: scaled(form, "pain"),
  };
}

/** The scores and {minutes}; null where something is wrong or has to be asked. */
export function readScores(form, isSure) {
  const problems = [];
  const minutes = typedNumber(form.elements.minutes.value);
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 600) problems.push(words("minutes_wrong"));
  const [before, after] = [scaled(form, "pain_before"), scaled(form, "pain_after")];
  const more = before === null || after === null ? 0 : after - before;
  const isOdd = !problems.length && more >= 3 && !isSure;
  if (isOdd) problems.push(words("pain_rose", { more }));
  asks(form, isOdd);
  const notes = ["team_note", "private_note"].map((name) => form.elements[name].value.trim());
  if (notes.some((note) => note.length > 1000)) problems.push(words("too_long", { most: 1000 }));
  say(form, ...problems);
  if (problems.length) return null;
  return {
    minutes,
    effort: scaled(form, "effort"),
    pain_before: before,
    pain_after: after,
    team_note: notes[0],
    private_note: notes[1],
  };
}

/** Why an exercise is skipped: what was written, else the words of what was chosen; null where neither is. */
export function readSkip(form) {
  const radio = form.querySelector("[name='why']:checked");
  const why = form.elements.words.value.trim() || (radio ? radio.closest("label").textContent.trim() : "");
  const problems = why ? [] : [words("why_needed")];
  if (why.length > 200) problems.push(words("too_long", { most: 200 }));
  say(form, ...problems);
  return problems.length ? null : why;
}

export const readNote = (form) => ({ pain: scaled(form, "pain"), note: cut(form.elements.note.value.trim(), 300) });

export const readFlag = (form) => cut(form.elements.done.value.trim(), 500);

/** {reason, not_meant}; null where a reason is owed. */
export function readReason(form, isNotMeant) {
  const reason = cut(form.elements.reason.value.trim(), 300);
  if (!reason && !isNotMeant) {
    say(form, words("reason_needed"));
    return null;
  }
  return { reason, not_meant: isNotMeant };
}
