// IndexedDB with promises, and the schema of a trainer's database on the phone. In clear stand keys of sessions and
// entries, and moments; all else is sealed (sealing.js).

const VERSION = 1;
const NAME = /^carelane-[0-9a-f]{16}$/;

// Facts: when the server last answered, when the day was fetched, and how many entries grew too old.
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

/** Each step leads from one schema to the next and leaves the records as they are: entries may wait across releases. */
function upgrade(database, from) {
  if (from < 1) {
    database.createObjectStore("keys");
    database.createObjectStore("sheets", { keyPath: "id" });
    database.createObjectStore("entries", { keyPath: "place", autoIncrement: true }).createIndex("id", "id", { unique: true });
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

export async function namesOf(isWanted) {
  return (await indexedDB.databases()).map((one) => one.name).filter(isWanted);
}
