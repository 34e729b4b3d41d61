// Sending what the phone keeps, in order, until the server has it.

import { refreshSheet } from "./day.js";
import { apply } from "./log.js";
import { alone, ask } from "./server.js";

const MOST = 50;
const PATIENCE = 30_000; // a busy server may need a while for a whole batch; to give up early is to send it again
const SOON = 10_000;
const LATE = 60_000;
const GOES = "goes";
const FAILS = "fails";
const SIGNED_OUT = "signed-out";
const OTHER_OWNER = "other-owner";
const UNREADABLE = new Set([400, 413]); // the server can't take the batch as a whole

/**
 * Sends from now on. `onChange(state)` is called with every change of
 * {unsent, refused, oldest (ms | null), state, dropped}, state being "saved" | "waiting" | "sending" | "offline" |
 * "signed-out" | "other-owner" | "full"; `onConflict(session)` when an operation met another change, once the session's
 * sheet is fetched anew. Gives {flush(), state(), stop()}.
 */
export function startSending(store, { onChange = () => {}, onConflict = () => {} } = {}) {
  const sender = new Sender(store, onChange, onConflict);
  sender.start();
  return { flush: () => sender.flush(), state: () => sender.state(), stop: () => sender.stop() };
}

class Sender {
  #store;
  #onChange;
  #onConflict;
  #token = "";
  #delay = SOON;
  #timer = 0;
  #running = null;
  #isWanted = false;
  #isStopped = false;
  #isFull = false;
  #way = GOES; // how the last try went: GOES, FAILS, "waiting", "offline", SIGNED_OUT or OTHER_OWNER
  #stopListening = () => {};

  constructor(store, onChange, onConflict) {
    this.#store = store;
    this.#onChange = onChange;
    this.#onConflict = onConflict;
  }

  start() {
    this.#stopListening = this.#store.listen((message) => this.#hear(message));
    window.addEventListener("online", this.#look);
    document.addEventListener("visibilitychange", this.#look);
    this.flush();
  }

  stop() {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#stopListening();
    window.removeEventListener("online", this.#look);
    document.removeEventListener("visibilitychange", this.#look);
  }

  #look = () => {
    if (document.visibilityState === "visible") this.flush();
  };

  #hear({ what, session }) {
    if (what === "wiped" || what === "outdated") return this.stop();
    if (what === "conflict") this.#onConflict(session);
    if (what === "full") this.#isFull = true;
    if (what === "added") {
      this.#isFull = false;
      this.flush();
    }
    this.#say();
  }

  async state() {
    const counts = await this.#store.counts();
    return { ...counts, dropped: await this.#store.dropped(), state: this.#word(counts.unsent) };
  }

  #word(unsent) {
    if (this.#isFull) return "full";
    if (this.#way === OTHER_OWNER || this.#way === SIGNED_OUT) return this.#way;
    if (!unsent) return "saved";
    if (this.#running) return "sending";
    return this.#way === FAILS ? "offline" : "waiting";
  }

  async #say() {
    if (this.#isStopped) return;
    try {
      this.#onChange(await this.state());
    } catch (error) {
      if (!this.#isStopped) throw error; // a store that was wiped meanwhile has no state
    }
  }

  /** Sends what waits; resolves once it is sent or can't be. */
  async flush() {
    if (this.#isStopped || this.#way === OTHER_OWNER) return;
    this.#isWanted = true;
    this.#running ??= this.#run();
    await this.#running;
  }

  async #run() {
    clearTimeout(this.#timer);
    try {
      while (this.#isWanted && !this.#isStopped) {
        this.#isWanted = false;
        await this.#flushOnce();
      }
    } finally {
      this.#running = null;
      this.#plan(); // whatever befell: what waits is tried again
    }
    await this.#say();
  }

  #plan() {
    clearTimeout(this.#timer);
    if (this.#isStopped || this.#way === OTHER_OWNER) return;
    this.#timer = setTimeout(() => this.flush(), this.#delay);
    this.#delay = this.#way === GOES ? SOON : Math.min(this.#delay * 2, LATE);
  }

  async #flushOnce() {
    try {
      if (!(await this.#store.counts()).unsent) return;
      await this.#say();
      const met = await alone(this.#store.owner, () => this.#sendAll());
      for (const [session, client] of met) await this.#refetch(session, client);
    } catch (error) {
      if (!this.#isStopped) throw error; // wiped while it was sending
    }
  }

  async #refetch(session, client) {
    await refreshSheet(this.#store, client, session);
    this.#store.tell("conflict", { session });
  }

  /** Gives the sessions in which an operation met another change: session → client. */
  async #sendAll() {
    const met = new Map();
    let most = MOST;
    for (;;) {
      const operations = withoutLooseAnswer(await this.#store.operations(most), most);
      if (!operations.length || this.#isStopped) return met;
      const { status, data } = await this.#post(operations);
      if (UNREADABLE.has(status) && most > 1) {
        most = 1; // finds the one that it is, and lets the others pass
        continue;
      }
      if (UNREADABLE.has(status)) await this.#store.refuse(operations[0].key, { status, words: "", conflicts: [] });
      else if (!(await this.#take(status, data, operations, met))) return met;
    }
  }

  /** Whether the batch was answered, so that the next may go. */
  async #take(status, data, operations, met) {
    this.#way = wayOf(status, data);
    if (this.#way === SIGNED_OUT || this.#way === OTHER_OWNER) await this.#store.hide();
    if (this.#way !== GOES) return false;
    this.#delay = SOON;
    await this.#store.touch();
    const answers = new Map(data.answers.map((answer) => [answer.key, answer]));
    const answered = operations.filter((operation) => isFinal(answers.get(operation.key)));
    await this.#keepAnswers(answered, answers, met);
    if (answered.length < operations.length) this.#way = "waiting";
    return answered.length === operations.length;
  }

  async #keepAnswers(answered, answers, met) {
    const has = (...statuses) => answered.filter((operation) => statuses.includes(answers.get(operation.key).status));
    for (const operation of has(409)) met.set(operation.session, operation.client);
    const taken = has(200, 409);
    if (taken.length) {
      const keys = taken.map((operation) => operation.key);
      await this.#store.acknowledge(keys, await this.#sheetsWith(has(200)));
    }
    for (const operation of answered) {
      const answer = answers.get(operation.key);
      if (!taken.includes(operation)) await this.#store.refuse(operation.key, answer);
    }
  }

  /** The stored sheets as they are with these operations; null for a session that is no more. */
  async #sheetsWith(operations) {
    const sheets = new Map();
    for (const operation of operations) {
      const { session } = operation;
      const sheet = sheets.has(session) ? sheets.get(session) : await this.#store.sheet(session);
      if (sheet) sheets.set(session, apply(sheet, operation));
    }
    return sheets;
  }

  async #post(operations) {
    const refusal = this.#token ? null : await this.#fetchToken();
    if (refusal) return refusal;
    const answer = await this.#postWithToken(operations);
    if (answer.status !== 403 || answer.data?.why === OTHER_OWNER) return answer;
    return (await this.#fetchToken()) ?? this.#postWithToken(operations);
  }

  /** Null, or why there is none: an answer as of `ask`. */
  async #fetchToken() {
    const answer = await ask("/phone/token/");
    if (answer.status !== 200 || !answer.data?.token) return answer;
    if (answer.data.owner !== this.#store.owner) return { status: 403, data: { why: OTHER_OWNER } };
    this.#token = answer.data.token;
    return null;
  }

  #postWithToken(operations) {
    return ask("/phone/operations/", {
      method: "POST",
      patience: PATIENCE,
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": this.#token,
        "X-Phone-Owner": this.#store.owner,
      },
      body: JSON.stringify({ now: Date.now(), release: 1, operations }),
    });
  }
}

/** A full batch up to what the last answers are about: an answer whose set comes with the next batch would be lost. */
export function withoutLooseAnswer(operations, most) {
  if (operations.length < most) return operations;
  const last = operations.findLastIndex((operation) => operation.type !== "answer");
  return last < 0 ? operations : operations.slice(0, last + 1);
}

function wayOf(status, data) {
  if (status === 200 && Array.isArray(data?.answers)) return GOES;
  if (status === 401) return SIGNED_OUT;
  if (status === 403 && data?.why === OTHER_OWNER) return OTHER_OWNER;
  return status ? "waiting" : FAILS;
}

/** Whether this answer ends the matter: taken, stored as two versions, or refused. */
function isFinal(answer) {
  if (!answer) return false;
  const { status } = answer;
  return status === 200 || (status >= 400 && status < 500 && ![401, 408, 429].includes(status));
}
