"""A phone's storage, seen from a test: what lies in it, and what is put into it."""

from tests.browser.people import PHONE, Person, person
from tests.browser.stack import until
from web.keys import uuid7

OWNER = "0123456789abcdef"
SENTINELS = ("Grace Sentinel", "Goblet sentinel", "sentinel words", "5e9710e1-0000-4000-8000-c11e97c11e97")

# Everything that a page can read of this browser's storage, with each record's bytes as text in two ways.
DUMP = """async () => {
  const seen = [];
  const look = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer ?? value);
      seen.push(new TextDecoder("latin1").decode(bytes), new TextDecoder("utf-16").decode(bytes));
    } else if (value instanceof CryptoKey) seen.push(`a key, ${value.extractable ? "readable" : "not readable"}`);
    else if (value && typeof value === "object") for (const [name, one] of Object.entries(value)) look(name), look(one);
    else seen.push(String(value));
  };
  const answer = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const databases = (await indexedDB.databases()).map(({ name }) => name);
  for (const name of databases) {
    const database = await answer(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const records = database.transaction(store).objectStore(store);
      look(await answer(records.getAllKeys()));
      look(await answer(records.getAll()));
    }
    database.close();
  }
  const cached = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      cached.push(new URL(request.url).pathname);
      seen.push(request.url, await (await cache.match(request)).text());
    }
  }
  look({ ...localStorage });
  look({ ...sessionStorage });
  return { databases, cached, text: seen.join("\\n") };
}"""


def in_store(page, body: str, owner: str = OWNER, **given):
    """Runs a line of script with `store` and `given`, and gives what it returns."""
    script = f"""async ({{ owner, given }}) => {{
      const {{ openStore }} = await import("/static/js/phone/store.js");
      const store = await openStore(owner);
      {body}
    }}"""
    return page.evaluate(script, {"owner": owner, "given": given})


def sheet(session: str) -> dict:
    exercise = {"key": str(uuid7()), "name": SENTINELS[1]}
    rows = [{"id": str(uuid7()), "exercise": exercise}]
    return {"session": session, "client": SENTINELS[3], "name": SENTINELS[0], "state": "open", "rows": rows}


def operation(session: str, *, at: int = 1) -> dict:
    made = {"key": str(uuid7()), "session": session, "client": SENTINELS[3], "at": at}
    return made | {"type": "note", "entry": str(uuid7()), "note": SENTINELS[2]}


def signed_in(chromium, stack, name: str = "Ana Costa", page=None) -> Person:
    trainer = Person(page, stack) if page else person(chromium, stack, **PHONE)
    trainer.goes_to("/account/login/")
    trainer.clicks("button", name)
    until(lambda: "phone-log=1" in trainer.page.evaluate("document.cookie"), "the phone to be ready")
    return trainer


def own_store(trainer: Person) -> str:
    return trainer.page.evaluate("document.body.dataset.phoneOwner")


def databases(page) -> list[str]:
    return page.evaluate("async () => (await indexedDB.databases()).map(({ name }) => name)")


def sent_from(page) -> list[str]:
    """Fills with what the page sends of operations from now on."""
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.post_data or "") if one.url.endswith("/phone/operations/") else None)
    return sent


def has_sent(page, sent: list[str], key: str) -> bool:
    """Whether an operation is in what `sent_from` has heard; while nothing is asked of the page, nothing is heard of it."""
    page.evaluate("0")
    return any(key in body for body in sent)
