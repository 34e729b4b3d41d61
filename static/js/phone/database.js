// IndexedDB with promises, and a trainer's database on the phone: keys and moments in clear, all else sealed (sealing.js).

const VERSION = 2;
const NAME = /^carelane-[0-9a-f]{16}$/;
const CHECK = "carelane-check-";
const PATIENCE = 5000; // for a browser whose storage never answers; a slow one needs some time
const ROOM = 5 * 1024 * 1024; // bytes that a day of logging may need
const SAMPLE = 200 * 1024;

// Facts: when the server last answered, when the day was fetched, and how many operations grew too old.
export const CONTACT = "contact";
export const DAY = "day";
export const DROPPED = "dropped";

/** The name of one trainer's database. */
export function nameFor(owner) {
  return `carelane-${owner}`;
}

export function isOfATrainer(name) {
  return NAME.test(name);
}

export function answerOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException("The storage gave up.", "AbortError"));
  });
}

export function writing(database, names) {
  return database.transaction(names, "readwrite", { durability: "strict" });
}

/** Each step leads to the next schema and leaves the records as they are: operations may wait. */
function upgrade(database, from) {
  if (from < 2) {
    for (const name of [...database.objectStoreNames]) database.deleteObjectStore(name); // 1 was never released
    database.createObjectStore("keys");
    database.createObjectStore("sheets", { keyPath: "id" });
    const operations = database.createObjectStore("operations", { keyPath: "place", autoIncrement: true });
    operations.createIndex("id", "id", { unique: true });
    database.createObjectStore("library", { keyPath: "id" });
    database.createObjectStore("facts", { keyPath: "id" });
  }
}

export async function openDatabase(name) {
  const request = indexedDB.open(name, VERSION);
  request.onupgradeneeded = (event) => upgrade(request.result, event.oldVersion);
  try {
    return await answerOf(request);
  } catch (error) {
    if (error.name !== "VersionError") throw error;
    return answerOf(indexedDB.open(name)); // a newer release was here: it only adds
  }
}

export function deleteDatabase(name) {
  return answerOf(indexedDB.deleteDatabase(name));
}

export function putSheets(transaction, records, dropped) {
  for (const record of records) transaction.objectStore("sheets").put(record);
  for (const session of dropped) transaction.objectStore("sheets").delete(session);
}

export function deleteOperation(transaction, key) {
  const operations = transaction.objectStore("operations");
  operations.index("id").getKey(key).onsuccess = ({ target }) => {
    if (target.result !== undefined) operations.delete(target.result);
  };
}

export async function namesOf(isWanted) {
  return (await indexedDB.databases()).map(({ name }) => name).filter(isWanted);
}

// --- whether it can be used ---------------------------------------------------------------------------------------

/** Why nothing can be stored here: "" | "forbidden" | "full" | "insecure". Tries it, and answers within five seconds. */
export async function whyUnusable() {
  if (!window.isSecureContext || !window.crypto?.subtle) return "insecure";
  const tooLate = new Promise((resolve) => setTimeout(resolve, PATIENCE, "forbidden"));
  return Promise.race([whyNotTried(), tooLate]);
}

async function whyNotTried() {
  try {
    if (!indexedDB.databases || !window.BroadcastChannel) return "forbidden";
    localStorage.getItem("carelane.phone-owner");
    const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
    if (quota !== undefined && quota - usage < ROOM) return "full";
    return (await keepsASample()) ? "" : "forbidden";
  } catch (error) {
    return error?.name === "QuotaExceededError" ? "full" : "forbidden";
  }
}

async function keepsASample() {
  const name = CHECK + crypto.randomUUID();
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore("samples");
  const database = await answerOf(request);
  try {
    const sample = new Uint8Array(SAMPLE).fill(7);
    const writes = writing(database, "samples");
    writes.objectStore("samples").put(sample, 1);
    await done(writes);
    const read = await answerOf(database.transaction("samples").objectStore("samples").get(1));
    return read?.length === SAMPLE && read.at(-1) === 7;
  } finally {
    database.close();
    await deleteDatabase(name);
  }
}

/** What a page that was closed meanwhile has left of its samples. */
export async function forgetSamples() {
  for (const name of await namesOf((name) => name.startsWith(CHECK))) await deleteDatabase(name);
}
