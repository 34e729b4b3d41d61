// What is stored, in words. They stand in the page (templates/layouts/_phone.html), where they can be translated.
import { dayAndTime, filled, numberWords } from "./log.js";

function words(name, values = {}) {
  const text = document.getElementById("phone-words").getAttribute(`data-${name}`) ?? "";
  return filled(text, values);
}

/** What there is to say about a state of startSending; "" where all is saved. */
export function stateInWords({ state, unsent }) {
  return state === "saved" || (!unsent && state !== "full") ? "" : words(state, { count: unsent });
}

/** What somebody logged: "Goblet squat: set of 8 reps, 20 kg". `sheet` may be null; `exercises` are the library's. */
export function operationInWords(operation, sheet, exercises) {
  const name = exerciseOf(operation, sheet, exercises)?.name ?? words("exercise");
  const what = words(`do-${operation.type.replaceAll("_", "-")}`, { exercise: name, sign: operation.shown?.name });
  return [what, ...details(operation, sheet, exercises)].join(" ");
}

/** Whose session, and when. */
export function momentInWords(operation, sheet) {
  return `${sheet?.name ?? words("session")}, ${dayAndTime(new Date(operation.at), "long")}.`;
}

/** Why it was not taken. `answer`: {status, words, conflicts}, or null for what was not sent yet. */
export function answerInWords(answer) {
  if (!answer) return words("unsent");
  if (answer.words) return words("refused", { words: answer.words });
  return words(answer.status === 404 ? "gone" : "refused", { words: answer.status });
}

function exerciseOf(operation, sheet, exercises) {
  const row = sheet?.rows.find((row) => row.id === operation.entry)?.exercise;
  if (!operation.exercise) return row;
  if (row?.key === operation.exercise) return row;
  const choice = sheet?.choices?.find((choice) => choice.exercise.key === operation.exercise)?.exercise;
  return choice ?? exercises.find((exercise) => exercise.key === operation.exercise);
}

function details(operation, sheet, exercises) {
  const parts = [];
  const has = (value) => value !== undefined && value !== null && value !== "";
  if (has(operation.amount)) {
    const measure = exerciseOf(operation, sheet, exercises)?.measured_in ?? "reps";
    parts.push(words(`measured-${measure}`, { amount: operation.amount }));
  }
  if (has(operation.load_kg)) parts.push(words("load", { load: numberWords(Number(operation.load_kg)) }));
  if (has(operation.pain)) parts.push(words("pain", { pain: operation.pain }));
  for (const name of ["why", "reason", "note", "team_note", "private_note", "done"]) {
    if (has(operation[name])) parts.push(`“${operation[name]}”`);
  }
  return parts.length ? [parts.join(", ")] : [];
}
