// What goes from this browser, of every trainer who used it: what is another's, and what is too old.

import {
  CONTACT,
  DAY,
  DROPPED,
  deleteDatabase,
  done,
  isOfATrainer,
  nameFor,
  namesOf,
  openDatabase,
  writing,
} from "./database.js";

const HOUR = 60 * 60 * 1000;
const KEPT_FOR = 72 * HOUR;
const EVERYTHING = ["keys", "sheets", "operations", "library", "facts"];

/** Of other trainers who used this phone nothing stays but what they have not sent, which only they can send. */
export async function forgetOthers(owner) {
  for (const name of await namesOf((name) => isOfATrainer(name) && name !== nameFor(owner))) {
    if (await keepsOnlyUnsent(name)) await deleteDatabase(name);
  }
}

/** Empties all but the operations; whether nothing is left that matters. */
async function keepsOnlyUnsent(name) {
  const database = await openDatabase(name);
  const transaction = writing(database, EVERYTHING);
  let left = 0;
  const count = ({ target }) => (left += target.result);
  transaction.objectStore("sheets").clear();
  transaction.objectStore("library").clear();
  transaction.objectStore("facts").delete(CONTACT);
  transaction.objectStore("facts").delete(DAY);
  transaction.objectStore("operations").count().onsuccess = count;
  transaction.objectStore("facts").count(DROPPED).onsuccess = count; // it is still to be said
  await done(transaction);
  database.close();
  return left === 0;
}

/** Sheets and operations older than 72 hours go, of every trainer; each is told how many operations that were. */
export async function dropOld(now = Date.now()) {
  for (const name of await namesOf(isOfATrainer)) {
    const database = await openDatabase(name);
    await dropOldIn(database, now - KEPT_FOR);
    database.close();
  }
}

async function dropOldIn(database, before) {
  const transaction = writing(database, ["sheets", "operations", "facts"]);
  let count = 0;
  const go = (name, note) => {
    transaction.objectStore(name).openCursor().onsuccess = ({ target }) => {
      const cursor = target.result;
      if (!cursor) return note?.();
      if (cursor.value.made < before) {
        cursor.delete();
        count += note ? 1 : 0;
      }
      cursor.continue();
    };
  };
  const facts = transaction.objectStore("facts");
  go("sheets");
  go("operations", () => {
    if (!count) return;
    facts.get(DROPPED).onsuccess = ({ target }) => {
      facts.put({ id: DROPPED, count: count + (target.result?.count ?? 0) });
    };
  });
  await done(transaction);
}
