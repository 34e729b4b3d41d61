// What an operation makes of a sheet, and what follows from it. Pure, but for the language of numbers.
// Loads are texts in kilograms, as the server keeps them; the rules are those of sessions_log/plan.py and sheet.py.

export const KG_PER_LB = 0.45359237;
export const MOST_KG = 999;
export const MOST = { reps: 300, seconds: 3600, metres: 3600 };
const OTHER_SIDE = { left: "right", right: "left", both: "both" };

/** The sheet once the operation is done; the sheet that is given stays as it is. */
export function apply(sheet, operation) {
  const change = CHANGES[operation.type];
  if (!change) return sheet;
  const next = structuredClone(sheet);
  change(next, operation);
  return next;
}

const rowOf = (sheet, operation) => sheet.rows.find((row) => row.id === operation.entry);

const CHANGES = {
  start(sheet, operation) {
    sheet.state = "open";
    sheet.started_at = operation.at;
    sheet.replies = sheet.replies.filter((reply) => !operation.read.includes(reply.key));
  },
  add_exercise(sheet, operation) {
    if (rowOf(sheet, operation)) return;
    const { choice } = operation.shown;
    const row = blankRow(operation.entry, choice.exercise, operation.planned);
    row.prescription = operation.prescription;
    row.asked = choice.asked || null;
    row.last = choice.last || null;
    row.best_kg = choice.best_kg || null;
    row.over = choice.over || mayBecomeCertain(choice.conflicts || []);
    row.pain_limits = choice.pain_limits || (choice.conflicts || []).filter(limitsPain);
    row.reason = operation.reason;
    sheet.rows.splice(operation.shown.at ?? sheet.rows.length, 0, row);
  },
  answer(sheet, operation) {
    const row = rowOf(sheet, operation);
    if (!row) return;
    row.conflicts = row.conflicts.filter((conflict) => !operation.acknowledged.includes(conflict.guidance));
    row.over = row.over.filter(
      (conflict) => !(operation.acknowledged.includes(conflict.guidance) && isOver(conflict, operation)),
    );
    row.pain_limits = (row.pain_limits || []).filter(
      (conflict) => !(operation.acknowledged.includes(conflict.guidance) && hurtsOver(conflict, operation)),
    );
    row.reason = [...new Set([row.reason, operation.reason])].filter(Boolean).join("; ");
  },
  log_set(sheet, operation) {
    const row = rowOf(sheet, operation);
    if (!row || row.sets.some((set) => set.key === operation.set)) return;
    const { amount, load_kg, side, kind, pain } = operation;
    const set = { key: operation.set, amount, load_kg, side, kind, pain, version: 1 };
    row.sets.splice(operation.shown?.at ?? row.sets.length, 0, set);
  },
  change_set(sheet, operation) {
    const set = rowOf(sheet, operation)?.sets.find(({ key }) => key === operation.set);
    if (!set) return;
    const { amount, load_kg, side, kind, pain } = operation;
    Object.assign(set, { amount, load_kg, side, kind, pain, version: operation.version + 1 });
  },
  remove_set(sheet, operation) {
    const row = rowOf(sheet, operation);
    if (row) row.sets = row.sets.filter((set) => set.key !== operation.set);
  },
  skip(sheet, operation) {
    const row = rowOf(sheet, operation);
    if (row) Object.assign(row, { skipped: operation.why, version: operation.version + 1 });
  },
  note(sheet, operation) {
    const row = rowOf(sheet, operation);
    if (row) Object.assign(row, { pain: operation.pain, note: operation.note, version: operation.version + 1 });
  },
  swap(sheet, operation) {
    const row = rowOf(sheet, operation);
    if (!row) return;
    const { exercise } = operation.shown;
    if (row.exercise.key === exercise.key) return;
    if (sheet.rows.some((other) => other !== row && other.id === operation.to)) return;
    const from = row.exercise.name;
    if (row.sets.length) {
      const placed = blankRow(operation.to, exercise, operation.planned);
      row.planned = row.planned.slice(0, row.sets.length);
      sheet.rows.push({ ...placed, swapped_from: from });
      return;
    }
    const placed = blankRow(row.id, exercise, operation.planned);
    const { skipped, pain, note, version } = row;
    Object.assign(row, placed, { swapped_from: from, skipped, pain, note, version });
  },
  move_up(sheet, operation) {
    const at = sheet.rows.findIndex((row) => row.id === operation.entry);
    if (at > 0) sheet.rows.splice(at - 1, 2, sheet.rows[at], sheet.rows[at - 1]);
  },
  remove_exercise(sheet, operation) {
    sheet.rows = sheet.rows.filter((row) => row.id !== operation.entry);
  },
  scores(sheet, operation) {
    for (const name of Object.keys(sheet.scores)) sheet.scores[name] = operation[name];
    sheet.version = operation.version + 1;
  },
  end(sheet, operation) {
    if (sheet.state === "open") sheet.rows = sheet.rows.filter((row) => !isUntouched(row));
    sheet.state = "completed";
    sheet.minutes = operation.minutes;
  },
  discard(sheet) {
    sheet.state = "discarded";
  },
  check_in(sheet, operation) {
    const week = (sheet.homework || []).find(({ key }) => key === operation.prescription);
    if (week) week.answer = operation.answer;
  },
  raise_flag(sheet, operation) {
    sheet.flagged ??= []; // a sheet of an earlier release has none
    if (sheet.flagged.some((flag) => flag.key === operation.raised)) return;
    const flag = { key: operation.raised, name: operation.shown.name, at: operation.at };
    sheet.flagged.push(flag);
    sheet.open_flags = [...(sheet.open_flags || []), { ...flag, done: operation.done }];
  },
};

function blankRow(id, exercise, planned) {
  return {
    id,
    exercise,
    planned,
    prescription: null,
    asked: null,
    sets: [],
    skipped: "",
    pain: null,
    note: "",
    swapped_from: "",
    version: 1,
    last: null,
    best_kg: null,
    conflicting_guidance: null,
    reason: "",
    conflicts: [],
    over: [],
    pain_limits: [],
    swaps: [],
  };
}

// --- what is left -------------------------------------------------------------------------

export const isUntouched = (row) => !row.sets.length && !row.skipped && row.pain === null && !row.note;

/** The planned sets still to do; another load in the last set goes on in those of its kind. */
export function left(row) {
  if (row.skipped) return [];
  const rest = row.planned.slice(row.sets.length);
  if (!row.sets.length || !rest.length) return rest;
  const last = row.sets.at(-1);
  const meant = row.planned[row.sets.length - 1];
  if (isSameLoad(last.load_kg, meant.load_kg)) return rest;
  return rest.map((set) => (isSameLoad(set.load_kg, meant.load_kg) ? { ...set, load_kg: last.load_kg } : set));
}

export const isDone = (row) => !left(row).length && Boolean(row.skipped || (row.sets.length && row.planned.length));
export const countsAsDone = (row) => isDone(row) || (row.sets.length > 0 && !left(row).length);

/** Where the hand is: the first exercise with something left to do, else the last one. */
export const currentRow = (sheet) => sheet.rows.find((row) => !isDone(row)) || sheet.rows.at(-1) || null;

/** What stands in the fields before anybody types. */
export function nextSet(row) {
  const [next] = left(row);
  if (next || !row.sets.length) return next || null;
  const last = row.sets.at(-1);
  return { amount: last.amount, load_kg: last.load_kg, side: OTHER_SIDE[last.side] };
}

// Above its limit, and on its side, where it has any.
const isOver = (conflict, { load_kg: load, side }) =>
  (conflict.limit_kg === null || Number(load) > Number(conflict.limit_kg)) &&
  (conflict.side === "both" || conflict.side === side);

const limitsPain = (conflict) => (conflict.pain_limit ?? null) !== null;
const hurtsOver = (conflict, { pain }) => limitsPain(conflict) && (pain ?? null) !== null && pain > conflict.pain_limit;

// Of what was judged when the exercise was added, what asks again for a load or a side.
const mayBecomeCertain = (conflicts) =>
  conflicts
    .filter((conflict) => !conflict.is_certain && (conflict.limit_kg || conflict.side !== "both"))
    .map((conflict) => (conflict.limit_kg ? { ...conflict, side: "both", is_certain: true } : conflict));

/** What has to be acknowledged before these sets are logged: what is over a limit with `load_kg` or `pain`. */
export function unacknowledged(row, sets) {
  const over = row.over
    .filter((conflict) => sets.some((set) => isOver(conflict, set)))
    .map((conflict) => ({ ...conflict, load_kg: heaviest(sets) }));
  const keys = new Set(over.map((conflict) => conflict.guidance));
  const pain = Math.max(...sets.map((set) => set.pain ?? -1));
  const hurting = (row.pain_limits || []) // a sheet of an earlier release has none
    .filter((conflict) => hurtsOver(conflict, { pain }))
    .map((conflict) => ({ ...conflict, is_certain: true, pain }));
  return [...row.conflicts.filter((conflict) => !keys.has(conflict.guidance)), ...over, ...hurting];
}

/** What of an exercise's conflicts is asked before it is added: a caution with a limit of load alone is not. */
export const askedBefore = (conflicts) => conflicts.filter((conflict) => !conflict.is_load_alone);

/** What of the guidance in force an exercise of the library conflicts with. */
export const conflictsOf = (sheet, exercise) =>
  (sheet.conflicts[exercise.key] || []).map(([at, is_certain]) => {
    const restriction = sheet.restrictions[at];
    return { ...restriction, guidance: restriction.key, is_certain, limit_kg: restriction.load_limit_kg };
  });

// A sheet that is older than these says nothing of them: then it is as it was.
/** What one tap adds to a load. */
export const loadStep = (exercise, unit) => Number(exercise.steps?.[unit] ?? (unit === "lb" ? 5 : 2.5));

export const heaviest = (sets) => sets.reduce((most, set) => Math.max(most, Number(set.load_kg ?? 0)), 0);
export const isUnusual = (loadKg, bestKg) =>
  Number(loadKg) > 0 && Number(bestKg) > 0 && Number(loadKg) > Number(bestKg) * 1.5;

// --- numbers as people type and read them -------------------------------------------------

const GROUPED = /^[1-9]\d{0,2}([ ,.])\d{3}(\1\d{3})*$/;

/** The number that somebody typed, as web/numbers.py reads it in English; NaN for anything else. */
export function typedNumber(text) {
  const typed = text.normalize("NFKC").replaceAll("−", "-").trim().replace(/\s+/g, " ");
  const digits = digitsOf(typed.replace(/^[+-] ?/, ""));
  if (!/^\d{1,9}(\.\d{1,9})?$/.test(digits)) return Number.NaN;
  return typed.startsWith("-") ? -Number(digits) : Number(digits);
}

/** Digits with a decimal point at most; "" where it can't be told, as in "1.500,00". */
function digitsOf(plain) {
  const at = Math.max(plain.lastIndexOf(","), plain.lastIndexOf("."));
  if (plain.includes(" ") || (plain.includes(",") && plain.includes("."))) {
    const whole = at < 0 ? plain : plain.slice(0, at);
    const isGrouped = GROUPED.test(whole) && !whole.includes(".") && !(plain.includes(" ") && whole.includes(","));
    return isGrouped ? whole.replace(/[ ,]/g, "") + (at < 0 ? "" : "." + plain.slice(at + 1)) : "";
  }
  const isOnePoint = plain.split(".").length === 2;
  return GROUPED.test(plain) && !isOnePoint ? plain.replace(/[,.]/g, "") : plain.replaceAll(",", ".");
}

/** A load as it is stored: text in kilograms with two decimals. */
export function inKg(load, unit) {
  return (Math.round((unit === "lb" ? load * KG_PER_LB : load) * 100 + 1e-7) / 100).toFixed(2);
}

/** A stored load as it was typed: two decimals of a kilogram hold a quarter pound. */
export function inUnit(kg, unit) {
  if (unit !== "lb") return Number(kg);
  const pounds = Number(kg) / KG_PER_LB;
  const quarter = Math.round(pounds * 4) / 4;
  return Math.abs(pounds - quarter) <= 0.02 ? quarter : Math.round(pounds * 10) / 10;
}

const isSameLoad = (load, other) => (load === null ? other === null : other !== null && Number(load) === Number(other));

/** A number in the language of the page: 62.5 is "62.5", in French "62,5". */
export const numberWords = (number) => number.toLocaleString(document.body.dataset.locale, { useGrouping: false });

/** A moment with its day or, without `dateStyle`, the time alone. In French the first day of a month is "1er". */
export function dayAndTime(moment, dateStyle) {
  const when = moment.toLocaleString(document.body.dataset.locale, { dateStyle, timeStyle: "short" });
  return when.replace(/^1(?= \p{Ll}{2})/u, "1er");
}

/** "{count} on this phone" with what stands in braces put in. */
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** "62.5 kg"; "" without a load. */
export const loadWords = (kg, unit) => (kg === null ? "" : `${numberWords(inUnit(kg, unit))} ${unit}`);

/** A set in a line: "12 × 62.5 kg, left", "30 s", "12 reps". */
export function setWords(set, measuredIn, unit, words) {
  const load = loadWords(set.load_kg, unit);
  const isReps = measuredIn === "reps";
  const amount = words(isReps && Number(set.amount) === 1 ? "one_rep" : measuredIn, { amount: set.amount });
  const line = load && isReps ? `${set.amount} × ${load}` : [amount, load].filter(Boolean).join(", ");
  return set.side === "both" ? line : `${line}, ${words(set.side)}`;
}

/** Sets in a line: "3 × 12 × 40 kg", or each by itself where they differ. */
export function setsWords(sets, measuredIn, unit, words) {
  const lines = sets.map((set) => setWords(set, measuredIn, unit, words));
  if (lines.length > 1 && new Set(lines).size === 1) return `${lines.length} × ${lines[0]}`;
  return lines.join(", ");
}

// --- the library --------------------------------------------------------------------------

export const searchable = (text) =>
  text
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** The exercises that have all the words, one letter in a word wrong, missing or too many allowed; the best first. */
export function find(typed, exercises, atMost) {
  const wanted = searchable(typed).split(" ").filter(Boolean);
  if (!wanted.length) return [];
  const scored = [];
  for (const exercise of exercises) {
    const has = exercise.words.split(" ");
    const scores = wanted.map((word) => Math.min(...has.map((other) => distance(word, other))));
    if (scores.every((score) => score <= 1)) {
      scored.push([scores.reduce((sum, score) => sum + score, 0) + (exercise.is_tagged ? 0 : 0.5), exercise]);
    }
  }
  return scored
    .sort(([score, a], [other, b]) => score - other || a.name.length - b.name.length || a.name.localeCompare(b.name))
    .slice(0, atMost)
    .map(([, exercise]) => exercise);
}

// 0: the beginning of the word; 0.2: inside of it; 1: one letter off, in four letters or more; 9: another word.
function distance(typed, word) {
  if (word.startsWith(typed)) return 0;
  if (typed.length >= 3 && word.includes(typed)) return 0.2;
  return typed.length >= 4 && isOneOff(typed, word.slice(0, typed.length + 1)) ? 1 : 9;
}

function isOneOff(typed, word) {
  let same = 0;
  while (same < typed.length && typed[same] === word[same]) same += 1;
  const after = (text, from) => text.slice(from);
  const rest = after(typed, same + 1);
  return (
    after(word, same + 1).startsWith(rest) || // another letter
    after(word, same).startsWith(rest) || // one too many
    after(word, same + 1).startsWith(after(typed, same)) || // one is missing
    (typed[same] === word[same + 1] && // two have changed places
      typed[same + 1] === word[same] &&
      after(word, same + 2).startsWith(after(typed, same + 2)))
  );
}
