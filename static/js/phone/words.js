// What is stored, in words. They stand in the page (templates/layouts/_phone.html), where they can be translated.

function words(name, values = {}) {
  const text = document.getElementById("phone-words").getAttribute(`data-${name}`) ?? "";
  return filled(text, values);
}

/** "{count} on this phone" with what stands in braces put in. */
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** What there is to say about a state of startSending; "" where all is saved. */
export function stateInWords({ state, unsent }) {
  return state === "saved" || (!unsent && state !== "full") ? "" : words(state, { count: unsent });
}

/** What somebody logged: "Goblet squat: set of 8 reps, 20 kg". `sheet` may be null; `exercises` are the library's. */
export function entryInWords(entry, sheet, exercises) {
  const name = exerciseOf(entry, sheet, exercises)?.name ?? words("exercise");
  const what = words(`do-${entry.do.replaceAll("_", "-")}`, { exercise: name, sign: entry.shown?.name });
  return [what, ...details(entry, sheet, exercises)].join(" ");
}

/** Whose session, and when. */
export function momentInWords(entry, sheet) {
  const when = new Date(entry.at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
  return `${sheet?.name ?? words("session")}, ${when}.`;
}

/** Why it was not taken. `answer`: {status, words, hits}, or null for what was not sent yet. */
export function answerInWords(answer) {
  if (!answer) return words("unsent");
  if (answer.words) return words("refused", { words: answer.words });
  return words(answer.status === 404 ? "gone" : "refused", { words: answer.status });
}

function exerciseOf(entry, sheet, exercises) {
  const row = sheet?.rows.find((row) => row.entry === entry.entry)?.exercise;
  if (!entry.exercise) return row;
  if (row?.key === entry.exercise) return row;
  const choice = sheet?.choices?.find((choice) => choice.exercise.key === entry.exercise)?.exercise;
  return choice ?? exercises.find((exercise) => exercise.key === entry.exercise);
}

function details(entry, sheet, exercises) {
  const parts = [];
  const has = (value) => value !== undefined && value !== null && value !== "";
  if (has(entry.amount)) {
    const measure = exerciseOf(entry, sheet, exercises)?.measured_in ?? "reps";
    parts.push(words(`measured-${measure}`, { amount: entry.amount }));
  }
  if (has(entry.load_kg)) parts.push(words("load", { load: entry.load_kg }));
  if (has(entry.pain)) parts.push(words("pain", { pain: entry.pain }));
  for (const text of [entry.why, entry.reason, entry.note, entry.team_note, entry.private_note, entry.done]) {
    if (has(text)) parts.push(`“${text}”`);
  }
  return parts.length ? [parts.join(", ")] : [];
}
