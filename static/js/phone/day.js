// Fetching what the phone keeps for a day without reception: today's sheets and the exercise library.

import { searchable } from "./log.js";
import { ask } from "./server.js";

const EVERY = 10 * 60 * 1000;
const PATIENCE = 30_000; // the whole library comes with the first day
const TRIES = 3;

/** Fetches the day, at most every ten minutes unless `always`. Gives whether it is stored. */
export async function refreshDay(store, { always = false } = {}) {
  if (!always && (await store.isReadable()) && Date.now() - (await store.lastDay()) < EVERY) return false;
  return untilKept(() => fetchDay(store));
}

/** Fetches one session's sheet and keeps it. Gives whether it is stored. */
export async function refreshSheet(store, client, session) {
  return untilKept(() => fetchSheet(store, client, session));
}

/** Once more where operations were sent while it was fetched: what came may lack them. Null: nothing is to be kept. */
async function untilKept(fetchAndKeep) {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const isKept = await fetchAndKeep();
    if (isKept !== false) return Boolean(isKept);
  }
  return false;
}

async function fetchDay(store) {
  const asOf = await store.mark();
  const known = await store.library();
  const query = known ? `?library=${encodeURIComponent(known.digest)}` : "";
  const data = await fetchOwn(store, `/phone/day/${query}`);
  if (!data) return null;
  const library = data.library ? unpackedLibrary(data.library) : known;
  if (data.library) await store.keepLibrary(library);
  await store.noteDay();
  return keepDay(store, unpackedSheets(data, library.exercises), asOf);
}

/** The library as objects; its `words` come without those of the name. */
function unpackedLibrary({ digest, fields }) {
  const names = Object.keys(fields);
  const exercises = (fields.key ?? []).map((_key, number) =>
    Object.fromEntries(names.map((name) => [name, fields[name][number]])),
  );
  for (const exercise of exercises) exercise.words = `${searchable(exercise.name)} ${exercise.words}`.trim();
  return { digest, exercises };
}

/** The sheets whole: exercises come by number (the library's, then `exercises`), what all share comes once. */
function unpackedSheets({ sheets, exercises, flags }, library) {
  const all = [...library.map(({ words: _words, ...exercise }) => exercise), ...exercises];
  const named = (part) => ({ ...part, exercise: all[part.exercise] });
  return sheets.map((sheet) => ({
    ...sheet,
    flags,
    rows: sheet.rows.map((row) => ({ ...named(row), swaps: row.swaps.map((number) => all[number]) })),
    choices: sheet.choices.map(named),
    conflicts: unpackedConflicts(sheet.conflicts, library),
  }));
}

/** By key of the exercise, what it conflicts with; none of those without a conflict. */
function unpackedConflicts({ lists, of }, library) {
  const conflicts = of.map((list, number) => [library[number].key, lists[list]]);
  return Object.fromEntries(conflicts.filter(([, list]) => list.length > 0));
}

async function fetchSheet(store, client, session) {
  const asOf = await store.mark();
  const sheet = await fetchOwn(store, `/clients/${client}/sessions/${session}/sheet/`);
  return sheet ? store.keepSheets([sheet], [], { asOf }) : null;
}

/** The answer's data, or null where there is none, or it is not this trainer's. */
async function fetchOwn(store, path) {
  const { status, data } = await ask(path, { patience: PATIENCE });
  const isOthers = Boolean(data?.owner) && data.owner !== store.owner;
  if (status === 401 || isOthers) await store.hide();
  if (status !== 200 || data?.owner !== store.owner) return null;
  await store.touch(data.readable_ms);
  return data;
}

/** What the server no longer lists goes, but for sessions with something unsent. Gives whether it is stored. */
async function keepDay(store, sheets, asOf) {
  const operations = (await store.all()).map(({ operation }) => operation);
  const unsent = new Set(operations.map(({ session }) => session));
  const begun = new Set(operations.filter(({ type }) => type !== "raise_flag").map(({ session }) => session));
  const listed = new Set(sheets.map((sheet) => sheet.session));
  const has = new Set((await store.sheets()).map((sheet) => sheet.session));
  // Begun on this phone, and the server does not know it yet: the rows have keys from here.
  const isBegunHere = (sheet) => sheet.state === "planned" && begun.has(sheet.session) && has.has(sheet.session);
  const fresh = sheets.filter((sheet) => !isBegunHere(sheet));
  const dropped = [...has].filter((session) => !listed.has(session) && !unsent.has(session));
  return store.keepSheets(fresh, dropped, { asOf });
}
