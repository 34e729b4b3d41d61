// What the phone keeps: sheets, the exercise library, and operations that are not yet on the server. Everything is
// encrypted with a key that no script can read out; in clear stand keys of sessions and operations, and moments.

import {
  CONTACT,
  DAY,
  DROPPED,
  answerOf,
  deleteDatabase,
  deleteOperation,
  done,
  forgetSamples,
  isOfATrainer,
  nameFor,
  openDatabase,
  putSheets,
  writing,
} from "./database.js";
import { keyIn, opened, sealed } from "./sealing.js";

const HOUR = 60 * 60 * 1000;
const READABLE_FOR = 12 * HOUR; // until the server has said how long
const LIBRARY = "library";
const SENT = "sent";

/** Opens one trainer's store, a new one where there is none. `owner`: 16 hex digits. */
export async function openStore(owner) {
  const name = nameFor(owner);
  if (!isOfATrainer(name)) throw new TypeError("no owner");
  const database = await openDatabase(name);
  return new Store(owner, database, await keyIn(database));
}

class Store {
  #database;
  #key;
  #channel = new BroadcastChannel("carelane-phone");
  #listeners = new Set();
  #writes = Promise.resolve();

  constructor(owner, database, key) {
    this.owner = owner;
    this.#database = database;
    this.#key = key;
    database.onversionchange = ({ newVersion }) => {
      database.close();
      if (newVersion !== null) this.#hear({ what: "outdated", owner });
    };
    this.#channel.onmessage = ({ data }) => {
      if (data.owner === owner) this.#hear(data);
    };
  }

  // What changes. `heard` gets {what, ...}: "added", "changed" (operations), "sheets", "conflict" with its session,
  // "full", "wiped"; of this page and of all others. "outdated" is this page's alone: a newer release needs the
  // database, and the page has to be loaded anew. Answers with a function that stops it.

  listen(heard) {
    this.#listeners.add(heard);
    return () => this.#listeners.delete(heard);
  }

  tell(what, more = {}) {
    const message = { ...more, what, owner: this.owner };
    this.#channel.postMessage(message);
    this.#hear(message);
  }

  #hear(message) {
    for (const heard of this.#listeners) heard(message);
  }

  // Sheets: null and none while they may not be read (see isReadable).

  /**
   * Keeps these and drops the sheets of the sessions in `dropped`, in one transaction. With `asOf`, the mark from
   * before they were fetched, only where nothing was sent meanwhile: they may lack it. Gives whether they are stored.
   */
  async keepSheets(sheets, dropped = [], { asOf } = {}) {
    let isKept = true;
    await this.#inOrder(async () => {
      const records = await this.#sheetRecords(sheets);
      const transaction = writing(this.#database, ["sheets", "facts"]);
      transaction.objectStore("facts").get(SENT).onsuccess = ({ target }) => {
        isKept = asOf === undefined || asOf === markOf(target.result);
        if (isKept) putSheets(transaction, records, dropped);
      };
      await done(transaction);
    });
    if (isKept) this.tell("sheets");
    return isKept;
  }

  /** Another one whenever the server has taken something from here. */
  async mark() {
    return markOf(await this.#fact(SENT));
  }

  async sheet(session) {
    if (!(await this.isReadable())) return null;
    const record = await answerOf(this.#reading("sheets").get(session));
    return record ? opened(this.#key, record) : null;
  }

  async sheets() {
    if (!(await this.isReadable())) return [];
    const records = await answerOf(this.#reading("sheets").getAll());
    return Promise.all(records.map((record) => opened(this.#key, record)));
  }

  /**
   * What is stored of one session at one moment: {sheet, operations: [{operation, answer}]}, in the order in which they
   * were made; the answer is null of what waits.
   */
  async session(key) {
    const isReadable = await this.isReadable();
    const transaction = this.#database.transaction(["sheets", "operations"]);
    const [sheet, records] = await Promise.all([
      answerOf(transaction.objectStore("sheets").get(key)),
      answerOf(transaction.objectStore("operations").getAll()),
    ]);
    const operations = await this.#openedAll(records);
    return {
      sheet: sheet && isReadable ? await opened(this.#key, sheet) : null,
      operations: operations.filter(({ operation }) => operation.session === key),
    };
  }

  // Operations, in the order in which they were made.

  /**
   * Keeps operations, and forgets those that they replace (`instead`, keys), all or nothing; resolves once that is on
   * the disk. Rejects where there is no room.
   */
  async add(operations, instead = []) {
    try {
      await this.#inOrder(async () => {
        const records = await Promise.all(operations.map((operation) => this.#operationRecord(operation, null)));
        const transaction = writing(this.#database, "operations");
        for (const key of instead) deleteOperation(transaction, key);
        for (const record of records) transaction.objectStore("operations").add(record);
        await done(transaction);
      });
    } catch (error) {
      if (error?.name === "QuotaExceededError") this.tell("full");
      throw error;
    }
    this.tell("added");
  }

  /** Those that wait to be sent, the first `most` of them. */
  async operations(most = Infinity) {
    const records = (await this.#records()).filter((record) => !record.refused).slice(0, most);
    return Promise.all(records.map(async (record) => (await opened(this.#key, record)).operation));
  }

  /** Those that the server refused: [{operation, answer: {status, words, conflicts, at}}]. */
  async refused() {
    return (await this.all()).filter(({ answer }) => answer);
  }

  /** Those that wait and those that were refused: [{operation, answer}], the answer null of what waits. */
  async all() {
    return this.#openedAll(await this.#records());
  }

  /** {unsent, refused, oldest}: numbers, and when the oldest unsent one was made (ms, null where there is none). */
  async counts() {
    const records = await this.#records();
    const unsent = records.filter((record) => !record.refused);
    const oldest = unsent.length ? Math.min(...unsent.map((record) => record.made)) : null;
    return { unsent: unsent.length, refused: records.length - unsent.length, oldest };
  }

  /** Forgets operations that the server has; keeps the sheets (session → sheet, null to drop it). All or nothing. */
  async acknowledge(keys, sheetsAfter = new Map()) {
    await this.#inOrder(async () => {
      const records = await this.#sheetRecords([...sheetsAfter.values()].filter((sheet) => sheet));
      const transaction = writing(this.#database, ["operations", "sheets", "facts"]);
      for (const key of keys) deleteOperation(transaction, key);
      transaction.objectStore("facts").put({ id: SENT, mark: crypto.randomUUID() });
      putSheets(
        transaction,
        records,
        [...sheetsAfter.keys()].filter((session) => !sheetsAfter.get(session)),
      );
      await done(transaction);
    });
    this.tell("changed");
    if (sheetsAfter.size) this.tell("sheets");
  }

  /** Keeps an operation under "needs attention", with the server's answer {status, words, conflicts}. */
  async refuse(key, { status, words, conflicts }) {
    const answer = { status, words, conflicts: conflicts ?? [], at: Date.now() };
    await this.#rewrite(key, (stored) => ({ ...stored, answer }));
    this.tell("changed");
  }

  /** Sends a refused operation once more, after all that wait now: what answers a warning comes before it. */
  async retry(key) {
    await this.#rewrite(key, (stored) => ({ ...stored, answer: null }), { isLast: true });
    this.tell("added");
  }

  async forget(key) {
    await this.acknowledge([key]);
  }

  // The exercise library: {digest, exercises}, null where none is stored.

  async keepLibrary(library) {
    await this.#inOrder(async () => {
      const record = { ...(await sealed(this.#key, LIBRARY, library)), made: Date.now() };
      const transaction = writing(this.#database, "library");
      transaction.objectStore("library").put(record);
      await done(transaction);
    });
  }

  async library() {
    const record = await answerOf(this.#reading("library").get(LIBRARY));
    return record ? opened(this.#key, record) : null;
  }

  // The last contact with the server: sheets are shown for `readable_ms` after it.

  /** Notes that the server has just answered this trainer; `readableFor` where it said how long (ms). */
  async touch(readableFor) {
    const before = await this.#fact(CONTACT);
    const readable_ms = readableFor ?? before?.readable_ms ?? READABLE_FOR;
    await this.#keepFact({ id: CONTACT, at: Date.now(), readable_ms });
  }

  /** {at, readable_ms}, at = 0 where the server has said since that nobody is signed in; null for never. */
  async lastContact() {
    return (await this.#fact(CONTACT)) ?? null;
  }

  async isReadable(now = Date.now()) {
    const contact = await this.#fact(CONTACT);
    return Boolean(contact) && Math.abs(now - contact.at) < contact.readable_ms;
  }

  /** No sheet is shown until the server has answered again. */
  async hide() {
    const contact = await this.#fact(CONTACT);
    if (!contact?.at) return;
    await this.#keepFact({ ...contact, at: 0 });
    this.tell("sheets");
  }

  async noteDay() {
    await this.#keepFact({ id: DAY, at: Date.now() });
  }

  /** When the day was last fetched (ms), 0 for never. */
  async lastDay() {
    return (await this.#fact(DAY))?.at ?? 0;
  }

  /** How many operations grew too old and were dropped, and nobody has said so yet. */
  async dropped() {
    return (await this.#fact(DROPPED))?.count ?? 0;
  }

  async droppedIsSaid() {
    await this.#dropFact(DROPPED);
    this.tell("changed");
  }

  /** Everything of this trainer goes, in every tab. The store is of no use afterwards. */
  async wipe() {
    this.tell("wiped");
    await this.#writes;
    this.#database.close();
    this.#channel.close();
    await deleteDatabase(this.#database.name);
    await forgetSamples();
  }

  // --- inside -----------------------------------------------------------------------------------------------------

  #reading(name) {
    return this.#database.transaction(name).objectStore(name);
  }

  #openedAll(records) {
    return Promise.all(records.map((record) => opened(this.#key, record)));
  }

  async #records() {
    return answerOf(this.#reading("operations").getAll());
  }

  /** One write after the other: encrypting takes its time, and the later tap must not overtake the earlier one. */
  #inOrder(write) {
    const written = this.#writes.then(write);
    this.#writes = written.catch(() => {});
    return written;
  }

  #sheetRecords(sheets) {
    const made = Date.now();
    return Promise.all(sheets.map(async (sheet) => ({ ...(await sealed(this.#key, sheet.session, sheet)), made })));
  }

  /** `release` says how an operation of this age is to be read, by whatever release of the page sends it. */
  async #operationRecord(operation, answer, made = Date.now()) {
    const record = await sealed(this.#key, operation.key, { operation, answer });
    return { ...record, made, release: 1, refused: Boolean(answer) };
  }

  async #rewrite(key, change, { isLast = false } = {}) {
    await this.#inOrder(async () => {
      const record = await answerOf(this.#reading("operations").index("id").get(key));
      if (!record) return; // another tab was faster
      const { operation, answer } = change(await opened(this.#key, record));
      const rewritten = { ...(await this.#operationRecord(operation, answer, record.made)), release: record.release };
      const transaction = writing(this.#database, "operations");
      const operations = transaction.objectStore("operations");
      if (isLast) operations.delete(record.place);
      operations.put(isLast ? rewritten : { ...rewritten, place: record.place });
      await done(transaction);
    });
  }

  #fact(id) {
    return answerOf(this.#reading("facts").get(id));
  }

  async #keepFact(fact) {
    const transaction = writing(this.#database, "facts");
    transaction.objectStore("facts").put(fact);
    await done(transaction);
  }

  async #dropFact(id) {
    const transaction = writing(this.#database, "facts");
    transaction.objectStore("facts").delete(id);
    await done(transaction);
  }
}

function markOf(fact) {
  return fact?.mark ?? "";
}
