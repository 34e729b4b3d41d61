// Fetching what the phone keeps for a day without reception: today's sheets and the exercise library.

import { ask } from "./server.js";

const EVERY = 10 * 60 * 1000;
const PATIENCE = 30_000; // the whole library comes with the first day
const TRIES = 3;

/** Fetches the day, at most every ten minutes unless `always`. Gives whether it is kept. */
export async function refreshDay(store, { always = false } = {}) {
  if (!always && (await store.isReadable()) && Date.now() - (await store.lastDay()) < EVERY) return false;
  return untilKept(() => fetchDay(store));
}

/** Fetches one session's sheet and keeps it. Gives whether it is kept. */
export async function refreshSheet(store, client, session) {
  return untilKept(() => fetchSheet(store, client, session));
}

/** Once more where entries were sent while it was fetched: what came may lack them. Null: there is nothing to keep. */
async function untilKept(fetchAndKeep) {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const isKept = await fetchAndKeep();
    if (isKept !== false) return Boolean(isKept);
  }
  return false;
}

async function fetchDay(store) {
  const asOf = await store.mark();
  const digest = (await store.library())?.digest;
  const data = await fetchOwn(store, digest ? `/phone/day/?library=${encodeURIComponent(digest)}` : "/phone/day/");
  if (!data) return null;
  if (data.library) await store.keepLibrary(data.library);
  await store.noteDay();
  return keepDay(store, data.sheets, asOf);
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

/** What the server no longer lists goes, but for sessions with something unsent. Gives whether it is kept. */
async function keepDay(store, sheets, asOf) {
  const entries = (await store.all()).map(({ entry }) => entry);
  const unsent = new Set(entries.map((one) => one.session));
  const begun = new Set(entries.filter((one) => one.do !== "raise_flag").map((one) => one.session));
  const listed = new Set(sheets.map((sheet) => sheet.session));
  const has = new Set((await store.sheets()).map((sheet) => sheet.session));
  // Begun on this phone, and the server does not know it yet: the rows have keys from here.
  const isBegunHere = (sheet) => sheet.state === "planned" && begun.has(sheet.session) && has.has(sheet.session);
  const kept = sheets.filter((sheet) => !isBegunHere(sheet));
  const dropped = [...has].filter((session) => !listed.has(session) && !unsent.has(session));
  return store.keepSheets(kept, dropped, { asOf });
}
