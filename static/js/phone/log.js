// What an entry makes of a sheet, and what follows from a sheet. Pure: nothing here touches the page or the store.
// Loads are texts in kilograms, as the server keeps them; the rules are those of sessions_log/plan.py and sheet.py.

export const KG_PER_LB = 0.45359237;
export const MOST_KG = 999;
export const MOST = { reps: 300, seconds: 3600, metres: 3600 };
const OTHER_SIDE = { left: "right", right: "left", both: "both" };

/** The sheet once the entry is done; the sheet that is given stays as it is. */
export function apply(sheet, entry) {
  const change = CHANGES[entry.do];
  if (!change) return sheet;
  const next = structuredClone(sheet);
  change(next, entry);
  return next;
}

const rowOf = (sheet, entry) => sheet.rows.find((row) => row.entry === entry.entry);

const CHANGES = {
  start(sheet, entry) {
    sheet.state = "open";
    sheet.started_at = entry.at;
    sheet.replies = sheet.replies.filter((reply) => !entry.read.includes(reply.key));
  },
  add_exercise(sheet, entry) {
    if (rowOf(sheet, entry)) return;
    const { choice } = entry.shown;
    const row = blankRow(entry.entry, choice.exercise, entry.planned);
    row.prescription = entry.prescription;
    row.asked = choice.asked || null;
    row.last = choice.last || null;
    row.best_kg = choice.best_kg || null;
    row.over = choice.over || mayBecomeCertain(choice.hits || []);
    row.reason = entry.reason;
    sheet.rows.splice(entry.shown.at ?? sheet.rows.length, 0, row);
  },
  answer(sheet, entry) {
    const row = rowOf(sheet, entry);
    if (!row) return;
    row.hits = row.hits.filter((hit) => !entry.acknowledged.includes(hit.guidance));
    row.over = row.over.filter((hit) => !(entry.acknowledged.includes(hit.guidance) && isOver(hit, entry)));
    row.reason = [...new Set([row.reason, entry.reason])].filter(Boolean).join("; ");
  },
  log_set(sheet, entry) {
    const row = rowOf(sheet, entry);
    if (!row || row.sets.some((one) => one.key === entry.set)) return;
    const { amount, load_kg, side, kind, pain } = entry;
    const one = { key: entry.set, amount, load_kg, side, kind, pain, version: 1 };
    row.sets.splice(entry.shown?.at ?? row.sets.length, 0, one);
  },
  change_set(sheet, entry) {
    const one = rowOf(sheet, entry)?.sets.find((known) => known.key === entry.set);
    if (!one) return;
    const { amount, load_kg, side, kind, pain } = entry;
    Object.assign(one, { amount, load_kg, side, kind, pain, version: entry.version + 1 });
  },
  remove_set(sheet, entry) {
    const row = rowOf(sheet, entry);
    if (row) row.sets = row.sets.filter((one) => one.key !== entry.set);
  },
  skip(sheet, entry) {
    const row = rowOf(sheet, entry);
    if (row) Object.assign(row, { skipped: entry.why, version: entry.version + 1 });
  },
  note(sheet, entry) {
    const row = rowOf(sheet, entry);
    if (row) Object.assign(row, { pain: entry.pain, note: entry.note, version: entry.version + 1 });
  },
  swap(sheet, entry) {
    const row = rowOf(sheet, entry);
    if (!row) return;
    const { exercise } = entry.shown;
    if (row.exercise.key === exercise.key || sheet.rows.some((one) => one !== row && one.entry === entry.to)) return;
    const from = row.exercise.name;
    if (row.sets.length) {
      const placed = blankRow(entry.to, exercise, entry.planned);
      row.planned = row.planned.slice(0, row.sets.length);
      sheet.rows.push({ ...placed, swapped_from: from });
      return;
    }
    const placed = blankRow(row.entry, exercise, entry.planned);
    Object.assign(row, placed, { swapped_from: from, version: row.version, pain: row.pain, note: row.note });
  },
  move_up(sheet, entry) {
    const at = sheet.rows.findIndex((row) => row.entry === entry.entry);
    if (at > 0) sheet.rows.splice(at - 1, 2, sheet.rows[at], sheet.rows[at - 1]);
  },
  remove_exercise(sheet, entry) {
    sheet.rows = sheet.rows.filter((row) => row.entry !== entry.entry);
  },
  scores(sheet, entry) {
    for (const name of Object.keys(sheet.scores)) sheet.scores[name] = entry[name];
    sheet.version = entry.version + 1;
  },
  end(sheet, entry) {
    if (sheet.state === "open") sheet.rows = sheet.rows.filter((row) => !isUntouched(row));
    sheet.state = "held";
    sheet.minutes = entry.minutes;
  },
  discard(sheet) {
    sheet.state = "discarded";
  },
  raise_flag(sheet, entry) {
    sheet.flagged ??= []; // a sheet of an earlier release has none
    if (sheet.flagged.some((one) => one.key === entry.raised)) return;
    sheet.flagged.push({ key: entry.raised, name: entry.shown.name, at: entry.at });
  },
};

function blankRow(entry, exercise, planned) {
  return {
    entry,
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
    against: null,
    reason: "",
    hits: [],
    over: [],
    swaps: [],
  };
}

// --- what is left -------------------------------------------------------------------------

export const isUntouched = (row) => !row.sets.length && !row.skipped && row.pain === null && !row.note;

/** The planned sets that are still to do; another load than planned in the last set goes on in those of its kind. */
export function left(row) {
  if (row.skipped) return [];
  const rest = row.planned.slice(row.sets.length);
  if (!row.sets.length || !rest.length) return rest;
  const last = row.sets.at(-1);
  const meant = row.planned[row.sets.length - 1];
  if (isSameLoad(last.load_kg, meant.load_kg)) return rest;
  return rest.map((one) => (isSameLoad(one.load_kg, meant.load_kg) ? { ...one, load_kg: last.load_kg } : one));
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
const isOver = (hit, { load_kg: load, side }) =>
  (hit.limit_kg === null || Number(load) > Number(hit.limit_kg)) && (hit.side === "both" || hit.side === side);

// Of what was judged when the exercise was added, what asks again for a load or a side. A limit holds for any side.
const mayBecomeCertain = (hits) =>
  hits
    .filter((hit) => !hit.is_certain && (hit.limit_kg || hit.side !== "both"))
    .map((hit) => (hit.limit_kg ? { ...hit, side: "both", is_certain: true } : hit));

/** What has to be answered before these sets are logged. */
export function unanswered(row, sets) {
  const over = row.over.filter((hit) => sets.some((one) => isOver(hit, one)));
  const keys = new Set(over.map((hit) => hit.guidance));
  return [...row.hits.filter((hit) => !keys.has(hit.guidance)), ...over];
}

// A sheet that is older than these says nothing of them: then it is as it was.
/** What one tap adds to a load. */
export const loadStep = (exercise, unit) => Number(exercise.steps?.[unit] ?? (unit === "lb" ? 5 : 2.5));
/** How long the rest after a set is, in seconds. */
export const restAfter = (exercise, sheet) => exercise.rest_seconds ?? sheet.rest_seconds;

export const heaviest = (sets) => sets.reduce((most, one) => Math.max(most, Number(one.load_kg ?? 0)), 0);
export const isUnusual = (loadKg, bestKg) => Number(loadKg) > 0 && Number(bestKg) > 0 && Number(loadKg) > Number(bestKg) * 1.5;

// --- numbers as people type and read them -------------------------------------------------

/** The number that somebody typed: "62,5", "62.5" and full-width digits alike; NaN for anything else. */
export function typedNumber(text) {
  const plain = text.normalize("NFKC").replaceAll("−", "-").replaceAll(",", ".").replace(/\s/g, "");
  return /^[+-]?\d{1,9}(\.\d{1,9})?$/.test(plain) ? Number(plain) : Number.NaN;
}

/** A load as it is kept: text in kilograms with two decimals. */
export function inKg(load, unit) {
  return (Math.round((unit === "lb" ? load * KG_PER_LB : load) * 100 + 1e-7) / 100).toFixed(2);
}

/** A kept load as it was typed: two decimals of a kilogram hold a quarter pound. */
export function inUnit(kg, unit) {
  if (unit !== "lb") return Number(kg);
  const pounds = Number(kg) / KG_PER_LB;
  const quarter = Math.round(pounds * 4) / 4;
  return Math.abs(pounds - quarter) <= 0.02 ? quarter : Math.round(pounds * 10) / 10;
}

const isSameLoad = (one, other) => (one === null ? other === null : other !== null && Number(one) === Number(other));

/** "62.5 kg"; "" without a load. */
export const loadWords = (kg, unit) => (kg === null ? "" : `${inUnit(kg, unit)} ${unit}`);

/** A set in a line: "12 × 62.5 kg, left", "30 s", "12 reps". */
export function setWords(one, measuredIn, unit, words) {
  const load = loadWords(one.load_kg, unit);
  const isReps = measuredIn === "reps";
  const amount = words(isReps && Number(one.amount) === 1 ? "one_rep" : measuredIn, { amount: one.amount });
  const line = load && isReps ? `${one.amount} × ${load}` : [amount, load].filter(Boolean).join(", ");
  return one.side === "both" ? line : `${line}, ${words(one.side)}`;
}

/** Sets in a line: "3 × 12 × 40 kg", or each by itself where they differ. */
export function setsWords(sets, measuredIn, unit, words) {
  const lines = sets.map((one) => setWords(one, measuredIn, unit, words));
  if (lines.length > 1 && new Set(lines).size === 1) return `${lines.length} × ${lines[0]}`;
  return lines.join(", ");
}

// --- the library --------------------------------------------------------------------------

const searchable = (text) =>
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
    const scores = wanted.map((word) => Math.min(...has.map((one) => distance(word, one))));
    if (scores.every((score) => score <= 1)) {
      scored.push([scores.reduce((sum, score) => sum + score, 0) + (exercise.is_tagged ? 0 : 0.5), exercise]);
    }
  }
  return scored
    .sort(([one, a], [other, b]) => one - other || a.name.length - b.name.length || a.name.localeCompare(b.name))
    .slice(0, atMost)
    .map(([, exercise]) => exercise);
}

// 0: the beginning of the word; 0.2: inside of it; 1: one letter off (of words of four letters or more); 9: another word.
function distance(typed, word) {
  if (word.startsWith(typed)) return 0;
  if (typed.length >= 3 && word.includes(typed)) return 0.2;
  return typed.length >= 4 && isOneOff(typed, word.slice(0, typed.length + 1)) ? 1 : 9;
}

function isOneOff(typed, word) {
  let same = 0;
  while (same < typed.length && typed[same] === word[same]) same += 1;
  const after = (one, from) => one.slice(from);
  const rest = after(typed, same + 1);
  return (
    after(word, same + 1).startsWith(rest) || // another letter
    after(word, same).startsWith(rest) || // one too many
    after(word, same + 1).startsWith(after(typed, same)) || // one is missing
    (typed[same] === word[same + 1] && typed[same + 1] === word[same] && after(word, same + 2).startsWith(after(typed, same + 2)))
  );
}
