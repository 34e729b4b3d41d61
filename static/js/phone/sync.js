// This session on the phone and on the server: opening, reading and fetching it, and recording what is done.
import { whyUnusable } from "./database.js";
import { refreshDay, refreshSheet } from "./day.js";
import { fingerIsUp } from "./focus.js";
import { laterThan, uuid7 } from "./keys.js";
import { show, showList, showMessage, showSenderState, showSignedOut } from "./screens.js";
import { startSending } from "./send.js";
import { ask } from "./server.js";
import { clientKey, sessionKey, state } from "./state.js";
import { openStore } from "./store.js";

/** An operation of this session, under a key of its own. */
export const operation = (type, values) => ({
  key: uuid7(),
  session: sessionKey,
  client: clientKey,
  at: Date.now(),
  type,
  ...values,
});

class LogSync {
  #store;
  #sender;
  #reading = Promise.resolve();

  async open() {
    const owner = localStorage.getItem("carelane.phone-owner");
    if (!owner || (await whyUnusable())) return leave();
    this.#store = await openStore(owner);
    this.#store.listen(({ what }) => this.#storeChanged(what));
    this.#sender = startSending(this.#store, { onChange: senderChanged });
    if (!sessionKey) return this.#showList();
    await this.#reread();
    await this.#fetch();
  }

  /** Stores the operations, and draws them. Resolves once they are safe here. */
  record(...operations) {
    return this.replace([], operations);
  }

  /** Stores the operations in the place of those that were refused. */
  async replace(refused, operations) {
    await this.#store.add(
      operations,
      refused.map((pending) => pending.operation.key),
    );
    await this.#reading; // the store has told of it, and it is being read already
    this.#sender.flush();
  }

  /** The exercises of the library; null where it is not on the phone and can't be fetched. */
  async exercises() {
    if (!(await this.#store.library())) await refreshDay(this.#store, { always: true });
    return (await this.#store.library())?.exercises ?? null;
  }

  /** Locks what lies open once its time is over. */
  async lockWhenDue() {
    if (state.sheet && (await this.#isLocked())) await this.#reread();
  }

  #storeChanged(what) {
    if (what === "wiped") return location.assign("/");
    return what === "outdated" ? location.reload() : this.#reread();
  }

  /** Reads what is stored, and draws it: one after the other, so that an older reading never ends last. */
  #reread() {
    this.#reading = this.#reading.catch(() => {}).then(() => this.#readAndShow());
    return this.#reading;
  }

  async #readAndShow() {
    if (!sessionKey) return this.#showList();
    if (await this.#isLocked()) {
      state.lock();
      return showLocked();
    }
    const stored = await this.#store.session(sessionKey);
    await fingerIsUp();
    state.load(stored);
    if (state.pending.length) laterThan(state.pending.at(-1).operation.key);
    show();
  }

  async #fetch() {
    await this.#sender.flush();
    if (state.base?.state === "planned" && (await refreshDay(this.#store, { always: true }))) {
      await this.#reread();
      if (state.base) return;
    }
    if (await refreshSheet(this.#store, clientKey, sessionKey)) return this.#reread();
    const { status } = await ask(`/clients/${clientKey}/sessions/${sessionKey}/sheet/`);
    if (status === 401 || status === 302) return showSignedOut();
    const isOnlyHere = state.base?.state === "planned" || state.pending.length > 0;
    if ((status === 403 || status === 404) && !isOnlyHere) return showMessage("gone_title", "gone", "/", "today");
    if (!state.base && !(await this.#isLocked())) showMessage("not_here_title", "not_here", "/", "today");
  }

  async #showList() {
    if (await this.#isLocked()) return showLocked();
    showList(await this.#store.sheets());
  }

  async #isLocked() {
    return !(await this.#store.isReadable()) && Boolean(await this.#store.lastContact());
  }
}

// Without secure storage, or before anybody has signed in here, the plain forms serve.
function leave() {
  if (sessionKey) location.replace(`${location.pathname}?plain${location.hash}`);
  else showMessage("offline_title", "offline_nothing", "/", "today");
}

function senderChanged(sending) {
  showSenderState(sending);
  if (sending.state === "signed-out" || sending.state === "other-owner") showSignedOut();
}

function showLocked() {
  showMessage("locked_title", "locked", "/", "sign_in");
}

export const sync = new LogSync();
