"""What lies on a trainer's phone: kept through a reload, readable to nobody else, and gone after signing out."""

import uuid

import pytest

from tests.browser.people import PHONE, Person, person
from tests.browser.stack import until
from web.keys import uuid7

OWNER, OTHER = "0123456789abcdef", "fedcba9876543210"
SENTINELS = ("Grace Sentinel", "Goblet sentinel", "sentinel words", "5e9710e1-0000-4000-8000-c11e97c11e97")
HOURS = 60 * 60 * 1000

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
    rows = [{"entry": str(uuid7()), "exercise": exercise}]
    return {"session": session, "client": SENTINELS[3], "name": SENTINELS[0], "state": "open", "rows": rows}


def entry(session: str, *, at: int = 1) -> dict:
    made = {"key": str(uuid7()), "session": session, "client": SENTINELS[3], "at": at}
    return made | {"do": "note", "entry": str(uuid7()), "note": SENTINELS[2]}


@pytest.fixture
def page(chromium, stack):
    """A page on which nothing of ours runs yet."""
    page = chromium.new_context(base_url=stack.address).new_page()
    page.goto("/account/login/")
    return page


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


def test_what_is_kept_is_there_after_a_reload_and_in_order(page):
    session = str(uuid7())
    kept = sheet(session)
    entries = [entry(session, at=number) for number in range(30)]
    in_store(
        page,
        "await store.touch(1000000); await store.keepSheet(given.sheet); await store.keepLibrary({ digest: 'd' });"
        "await Promise.all(given.entries.map((one) => store.add([one])));",
        sheet=kept,
        entries=entries,
    )
    page.reload()
    read = in_store(
        page,
        "return [await store.entries(), await store.sheet(given.session), await store.sheets(), await store.library()]",
        session=session,
    )
    assert read == [entries, kept, [kept], {"digest": "d"}]


def test_nothing_of_it_can_be_read_without_the_key_which_no_script_can_take(page):
    session = str(uuid7())
    in_store(
        page,
        "await store.touch(); await store.keepSheet(given.sheet); await store.add(given.entries);"
        "await store.keepLibrary({ digest: 'd', exercises: [given.sheet.rows[0].exercise] });"
        "await store.refuse(given.entries[0].key, { status: 422, words: given.entries[0].note, hits: [] });",
        sheet=sheet(session),
        entries=[entry(session), entry(session)],
    )
    dump = page.evaluate(DUMP)
    assert dump["databases"] == [f"carelane-{OWNER}"]
    assert session in dump["text"], "the dump reads records"
    assert [word for word in SENTINELS if word in dump["text"]] == []
    assert "a key, not readable" in dump["text"]
    taken = """async () => {
      const database = await new Promise((resolve) => {
        const request = indexedDB.open("carelane-0123456789abcdef");
        request.onsuccess = () => resolve(request.result);
      });
      const key = await new Promise((resolve) => {
        const request = database.transaction("keys").objectStore("keys").get("records");
        request.onsuccess = () => resolve(request.result);
      });
      return crypto.subtle.exportKey("raw", key).then(() => "taken", (error) => error.name);
    }"""
    assert page.evaluate(taken) == "InvalidAccessError"


def test_what_the_server_took_is_forgotten_together_with_the_sheet_that_has_it(page):
    session = str(uuid7())
    entries = [entry(session) for _ in range(3)]
    read = in_store(
        page,
        "await store.touch(); await store.keepSheet(given.sheet); await store.add(given.entries);"
        "const [first, second, third] = given.entries.map((one) => one.key);"
        "await store.refuse(second, { status: 422, words: 'no', hits: [] });"
        "await store.acknowledge([first], new Map([[given.sheet.session, { ...given.sheet, version: 2 }]]));"
        "const refused = await store.refused();"
        "await store.retry(second);"
        "return [refused, await store.entries(), await store.sheet(given.sheet.session), await store.counts()];",
        sheet=sheet(session),
        entries=entries,
    )
    refused, waiting, kept, counts = read
    assert [(one["entry"], one["answer"]["words"]) for one in refused] == [(entries[1], "no")]
    assert waiting == [entries[2], entries[1]], "what is tried again comes last"
    assert kept["version"] == 2
    assert (counts["unsent"], counts["refused"]) == (2, 0)


def test_a_fetched_sheet_does_not_take_the_place_of_one_that_has_more(page):
    session = str(uuid7())
    read = in_store(
        page,
        "await store.touch(); const asOf = await store.mark();"
        "await store.add([given.entry]); await store.acknowledge([given.entry.key], new Map([[given.newer.session, given.newer]]));"
        "const isKept = await store.keepSheets([given.older], [], { asOf });"
        "return [isKept, (await store.sheet(given.newer.session)).version];",
        entry=entry(session),
        older=sheet(session) | {"version": 1},
        newer=sheet(session) | {"version": 2},
    )
    assert read == [False, 2]


def test_sheets_are_shown_for_the_time_after_the_last_contact_alone(page):
    session = str(uuid7())
    read = in_store(
        page,
        "await store.keepSheet(given.sheet); const before = await store.sheets();"
        "await store.touch(3600000); const after = await store.sheets();"
        "const { at } = await store.lastContact();"
        "const later = [3599000, 3601000, -3601000].map((ms) => store.isReadable(at + ms));"
        "const readable = await Promise.all(later); await store.hide();"
        "return [before.length, after.length, readable, await store.sheet(given.sheet.session)];",
        sheet=sheet(session),
    )
    assert read == [0, 1, [True, False, False], None]


def test_after_three_days_all_of_it_goes_and_the_number_is_told(page):
    session = str(uuid7())
    drop = "async (ms) => (await import('/static/js/phone/forgetting.js')).dropOld(Date.now() + ms)"
    in_store(
        page,
        "await store.touch(); await store.keepSheet(given.sheet); await store.add(given.entries);",
        sheet=sheet(session),
        entries=[entry(session), entry(session)],
    )
    look = "return [(await store.sheets()).length, (await store.entries()).length, await store.dropped()]"
    page.evaluate(drop, 71 * HOURS)
    assert in_store(page, look) == [1, 2, 0]
    page.evaluate(drop, 73 * HOURS)
    assert in_store(page, look) == [0, 0, 2]
    in_store(page, "await store.droppedIsSaid()")
    assert in_store(page, look) == [0, 0, 0]


def test_of_another_trainer_only_what_was_not_sent_stays(page):
    session = str(uuid7())
    keep = "await store.touch(); await store.keepSheet(given.sheet); await store.keepLibrary({ digest: 'd' });"
    in_store(page, keep, sheet=sheet(session))
    in_store(page, keep + "await store.add([given.entry])", owner=OTHER, sheet=sheet(session), entry=entry(session))
    page.evaluate("async () => (await import('/static/js/phone/forgetting.js')).forgetOthers('aaaaaaaaaaaaaaaa')")
    assert databases(page) == [f"carelane-{OTHER}"]
    left = in_store(
        page,
        "await store.touch(); return [await store.sheets(), await store.library(), (await store.entries()).length]",
        owner=OTHER,
    )
    assert left == [[], None, 1]


def test_a_second_tab_hears_of_what_the_first_keeps(page):
    other = page.context.new_page()
    other.goto("/account/login/")
    in_store(other, "window.heard = []; store.listen(({ what }) => window.heard.push(what))")
    in_store(page, "await store.add([given.entry])", entry=entry(str(uuid7())))
    until(lambda: other.evaluate("window.heard.join()") == "added", "the second tab to hear of it")
    in_store(page, "await store.wipe()")
    until(lambda: other.evaluate("window.heard.join()") == "added,wiped", "the second tab to hear of the end")
    assert databases(page) == []


def test_keys_sort_as_they_were_made(page):
    keys = page.evaluate(
        "async () => { const { uuid7 } = await import('/static/js/phone/keys.js');"
        "return Array.from({ length: 20000 }, () => uuid7()); }"
    )
    assert keys == sorted(set(keys))
    assert {(uuid.UUID(key).version, uuid.UUID(key).variant) for key in keys} == {(7, uuid.RFC_4122)}


FORBIDDEN = {
    "forbidden": "indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); }",
    "hangs": "indexedDB.open = () => ({})",
    "full": "navigator.storage.estimate = async () => ({ quota: 1000000, usage: 900000 })",
    "insecure": "Object.defineProperty(window, 'isSecureContext', { value: false })",
}
SAID = {"forbidden": "It may be a private window", "hangs": "It may be a private window", "full": "its storage is full"}


@pytest.mark.parametrize(("how", "script"), FORBIDDEN.items())
def test_storage_that_is_of_no_use_is_said_before_the_log_is_begun(chromium, stack, how, script):
    trainer = person(chromium, stack, **PHONE)
    trainer.page.add_init_script(script)
    trainer.goes_to("/account/login/")
    trainer.clicks("button", "Ana Costa")
    words = SAID.get(how, "not secure")
    trainer.reads(words)
    trainer.goes_to("/clients/?q=grace")
    trainer.clicks("link", "Grace Bennett")
    trainer.reads(words)
    trainer.page.get_by_role("button", name="Start session").or_(
        trainer.page.get_by_role("link", name="Continue the session")
    ).first.wait_for()
    assert "phone-log" not in trainer.page.evaluate("document.cookie")
    assert trainer.page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0


def test_signing_out_asks_first_where_something_is_unsent_and_leaves_nothing(chromium, stack):
    trainer = signed_in(chromium, stack)
    page, session = trainer.page, str(uuid7())
    in_store(
        page,
        "await store.touch(); await store.keepSheet(given.sheet); await store.add([given.entry]);",
        owner=own_store(trainer),
        sheet=sheet(session),
        entry=entry(session),
    )
    page.get_by_role("button", name="Sign out").first.click()
    trainer.reads("1 not saved yet")
    trainer.looks()
    page.get_by_role("button", name="Stay signed in").click()
    trainer.goes_to("/clients/")
    page.get_by_role("button", name="Sign out").first.click()
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out and lose them").click()
    until(lambda: page.url.endswith("/account/login/"), "the sign-in page")
    dump = page.evaluate(DUMP)
    assert (dump["databases"], dump["cached"]) == ([], [])
    assert "carelane" not in dump["text"]
    assert "phone-log" not in page.evaluate("document.cookie")


def test_signing_out_leaves_nothing_where_the_script_does_not_run(chromium, stack):
    trainer = signed_in(chromium, stack)
    page = trainer.page
    in_store(page, "await store.add([given.entry])", owner=own_store(trainer), entry=entry(str(uuid7())))
    page.route("**/phone.*.js", lambda route: route.abort())
    page.evaluate(
        "async () => { for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister(); }"
    )
    page.goto("/clients/")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").first.click()
    until(lambda: page.evaluate(DUMP)["databases"] == [], "the browser to forget")
    assert "phone-log" not in page.evaluate("document.cookie")


def sent_from(page) -> list[str]:
    """Fills with what the page sends of entries from now on."""
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.post_data or "") if one.url.endswith("/phone/entries/") else None)
    return sent


def test_a_phone_given_to_another_trainer_keeps_the_first_ones_words_for_them_alone(chromium, stack):
    first = signed_in(chromium, stack)
    page, owner, session = first.page, own_store(first), str(uuid7())
    kept = entry(session)
    page.context.clear_cookies()  # the session is over
    in_store(page, "await store.touch(); await store.keepSheet(given.sheet); await store.add([given.entry]);",
             owner=owner, sheet=sheet(session), entry=kept)  # fmt: skip
    first.reads("Sign in again to send them")

    page.goto("/account/login/")
    sent = sent_from(page)
    second = signed_in(chromium, stack, "Marc Tremblay", page)
    second.goes_to("/clients/")
    until(lambda: len(databases(page)) == 2, "a store of their own")
    dump = page.evaluate(DUMP)
    assert [word for word in SENTINELS if word in dump["text"]] == []
    assert in_store(page, "await store.touch(); return (await store.sheets()).length", owner=owner) == 0
    in_store(page, "await store.hide()", owner=owner)
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/account/login/")
    assert sent == []
    assert databases(page) == [f"carelane-{owner}"]

    signed_in(chromium, stack, "Ana Costa", page)
    until(lambda: any(kept["key"] in one for one in sent), "the entry to be sent as its trainer")


def test_the_cache_holds_the_empty_shell_and_its_files_and_it_opens_without_the_network(chromium, stack):
    trainer = signed_in(chromium, stack)
    page = trainer.page
    trainer.goes_to("/clients/?q=grace")
    trainer.clicks("link", "Grace Bennett")
    client = page.url.rstrip("/").rpartition("/")[2]
    until(lambda: "/phone/" in page.evaluate(DUMP)["cached"], "the shell to be cached")
    cached = page.evaluate(DUMP)["cached"]
    assert [path for path in cached if path != "/phone/" and not path.startswith("/static/")] == []
    assert any(path.startswith("/static/js/phone/store.") for path in cached)
    page.context.set_offline(True)
    for path in ("/phone/", f"/clients/{client}/sessions/{uuid7()}/log/", "/clients/"):
        page.goto(path)
        assert page.title().startswith("Session log"), path
    page.context.set_offline(False)
    page.goto("/clients/")
    assert page.title().startswith("Clients")


def test_what_was_refused_is_shown_in_words_saved_as_text_and_forgotten_after_a_question(chromium, stack):
    trainer = signed_in(chromium, stack)
    page = trainer.page
    in_store(page, "await store.add([given.entry])", owner=own_store(trainer), entry=entry(str(uuid7())))
    trainer.reads("Needs attention on this phone")  # the server knows of no such session
    trainer.reads(SENTINELS[2])
    trainer.looks()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save all as a text file").last.click()
    assert SENTINELS[2] in saved.value.path().read_text()
    page.get_by_role("button", name="Try again").click()
    trainer.reads(SENTINELS[2])
    trainer.goes_to("/clients/")
    trainer.reads("Needs your attention: 1 on this phone")
    trainer.clicks("link", "See what they are")
    page.get_by_role("button", name="Forget").click()
    page.get_by_role("button", name="Keep it").click()
    trainer.reads(SENTINELS[2])
    page.get_by_role("button", name="Forget").click()
    page.get_by_role("button", name="Forget it").click()
    until(lambda: not page.get_by_text(SENTINELS[2]).count(), "it to be forgotten")
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/account/login/")


def test_a_device_in_a_clients_hand_shows_no_sheet_until_it_is_back(chromium, stack):
    trainer = signed_in(chromium, stack)
    page, owner, readable = trainer.page, own_store(trainer), "return store.isReadable()"
    until(lambda: in_store(page, readable, owner=owner), "the day to be kept")
    trainer.goes_to("/clients/?q=samir")
    trainer.clicks("link", "Samir Haddad")
    trainer.clicks("link", "Ask for consent")
    for box in page.get_by_role("checkbox").all():
        box.check()
    trainer.clicks("button", "Ask here, on this device")
    trainer.clicks("button", "Hand over the device")
    trainer.reads("Typing it stands for your signature")
    until(lambda: not in_store(page, readable, owner=owner), "the sheets to be hidden")
    page.goto("/in-person/")
    assert not in_store(page, readable, owner=owner)
    trainer.clicks("button", "No, share nothing")
    trainer.clicks("button", "I am the trainer: unlock")
    trainer.goes_to("/")
    until(lambda: in_store(page, readable, owner=owner), "the day to be kept again")


def test_before_signing_out_what_waits_can_be_sent(chromium, stack):
    trainer = signed_in(chromium, stack)
    page = trainer.page
    one = entry(str(uuid7()))
    in_store(page, "", owner=own_store(trainer))  # its module has to come from the network
    page.context.set_offline(True)
    in_store(page, "await store.add([given.one])", owner=own_store(trainer), one=one)
    trainer.reads("1 on this phone")
    page.get_by_role("button", name="Sign out").first.click()
    page.get_by_role("button", name="Send now").click()
    trainer.reads("They could not be sent now.")
    sent = sent_from(page)
    page.context.set_offline(False)
    page.get_by_role("button", name="Send now").click()
    until(lambda: any(one["key"] in body for body in sent), "it to be sent")


def test_a_full_phone_still_sends_what_it_has(chromium, stack):
    trainer = signed_in(chromium, stack)
    page, one = trainer.page, entry(str(uuid7()))
    in_store(page, "", owner=own_store(trainer))
    page.context.set_offline(True)
    in_store(page, "await store.add([given.one])", owner=own_store(trainer), one=one)
    trainer.reads("1 on this phone")
    page.add_init_script(FORBIDDEN["full"])
    sent = sent_from(page)
    page.goto("about:blank")
    page.context.set_offline(False)
    trainer.goes_to("/")
    trainer.reads(SAID["full"])
    until(lambda: any(one["key"] in body for body in sent), "it to be sent")
